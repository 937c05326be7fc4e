"""axe finds nothing on any page, in light and dark, on a phone and at a desk, with errors and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import faults_of
from tests.screenshots import PAGES, address_of

# Together on one worker: they share the site, and what the invented people do there.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def tuva(site: str) -> str:
    """Return the id of Tuva's page."""
    assert site
    from benken.demo.keys import person_id

    return str(person_id("tuva"))


@pytest.mark.parametrize("persona", sorted({persona for _name, persona, _page in PAGES}))
def test_axe_finds_nothing(visit: Visit, persona: str) -> None:
    pages = [address_of(page) for _name, of, page in PAGES if of == persona]
    faults: list[str] = []
    for width, dark in ((360, False), (1280, True)):
        view = visit(persona, width=width, dark=dark)
        for page in pages:
            view.goto(page)
            faults += faults_of(view)
            assert view.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), f"{page} {width}"
    assert faults == []


# Emptied first: what another journey typed and did not send may have been offered again.
SEND_EMPTY = """() => {
    const form = document.querySelector('main form:has(input:not([type=hidden]), textarea)');
    for (const field of form.querySelectorAll('textarea, input[type=text]')) field.value = '';
    form.requestSubmit();
}"""


@pytest.mark.parametrize(
    ("persona", "page"),
    [
        ("contact", "/people/new/"),
        ("contact", "/people/{tuva}/goals/new/"),
        ("contact", "/people/{tuva}/messages/"),
        ("contact", "/people/{tuva}/circle/"),
        ("contact", "/people/{tuva}/hand-over/"),
        ("person", "/my/good/"),
        ("person", "/my/hard/"),
        ("person", "/my/messages/"),
        ("person", "/my/goals/new/"),
        ("person", "/my/texts/pin/"),
        ("", "/accounts/login/"),
        ("", "/help/"),
        ("", "/help/where/"),
        ("contact", "/requests/new/"),
    ],
)
def test_axe_finds_nothing_when_a_form_is_sent_empty(visit: Visit, tuva: str, persona: str, page: str) -> None:
    view = visit(persona, width=360)
    view.goto(page.format(tuva=tuva))
    view.evaluate(SEND_EMPTY)
    view.wait_for_selector("[data-error-summary]")
    assert faults_of(view) == []
