"""axe finds nothing on any page, in light and dark, on a phone and at a desk, with errors and without."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import faults_of
from tests.screenshots import PAGES, address_of

# Together on one worker: they share the site, and what the invented people do there.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
Visit = Callable[..., Page]
SHAPES: tuple[tuple[int, Literal["light", "dark"]], ...] = ((360, "light"), (1280, "dark"))
# Nothing changes little by little: else axe sees a colour half way from light to dark.
AT_ONCE = """() => {
    const still = new CSSStyleSheet();
    still.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
}"""
IS_IN_SHAPE = """([width, scheme]) => window.innerWidth === width
    && window.matchMedia(`(prefers-color-scheme: ${scheme})`).matches"""


@pytest.fixture(scope="session")
def tuva(site: str) -> str:
    """Return the id of Tuva's page."""
    assert site
    from benken.demo.keys import person_id

    return str(person_id("tuva"))


@pytest.mark.parametrize("persona", sorted({persona for _name, persona, _page in PAGES}))
def test_axe_finds_nothing(visit: Visit, persona: str) -> None:
    """Each page is opened once and looked at in two shapes: what differs between them is style alone."""
    faults: list[str] = []
    view = visit(persona)
    for page in [address_of(page) for _name, of, page in PAGES if of == persona]:
        view.goto(page)
        view.evaluate(AT_ONCE)
        for width, scheme in SHAPES:
            view.emulate_media(color_scheme=scheme)
            view.set_viewport_size({"width": width, "height": 800})
            view.wait_for_function(IS_IN_SHAPE, arg=[width, scheme])
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
