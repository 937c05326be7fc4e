"""The keys of the staff pages: each page lists its own, and they work."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from benken.operate.private_server import PROJECT
from tests.screenshots import PAGES, address_of, tuva

# Together on one worker: they share the site, and what the invented people do there.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
Visit = Callable[..., Page]
KEYS = """() => [...document.querySelectorAll('[data-key]')]
  .filter((one) => one.getClientRects().length).map((one) => one.dataset.key)"""
# The menu may have the key of the same link.
WITHOUT_KEY = """() =>
  [...document.querySelectorAll('main a.ds-button:not([data-variant], [data-key], [href^="tel:"])')]
  .filter((one) => ![...document.querySelectorAll('a[data-key]')].some((keyed) => keyed.href === one.href))
  .map((one) => one.textContent)"""
TURNED = "safety-show"  # the screen is turned to the person: the page is theirs, and has no keys
REFERENCE = PROJECT / "docs" / "reference" / "keys.md"


@pytest.mark.parametrize("persona", ["contact", "leader", "admin", "service"])
def test_every_staff_page_lists_its_keys_and_its_main_act_has_one(visit: Visit, persona: str) -> None:
    page = visit(persona)
    told = set(re.findall(r"^\| `([^`]+)` \|", REFERENCE.read_text(), flags=re.MULTILINE))
    for name, of, address in PAGES:
        if of != persona or name == TURNED:
            continue
        page.goto(address_of(address))
        # A form is sent with Ctrl+Enter; a link that looks like the page's main button has its own key.
        assert name == "not-found" or page.evaluate(WITHOUT_KEY) == [], name
        seen = page.evaluate(KEYS)
        page.keyboard.press("Escape")  # out of a field that has the focus from the start
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Hurtigtaster")).to_be_visible()
        listed = page.locator("[data-keys-list] dt").all_inner_texts()
        assert {" ".join(keys.split()) for keys in listed} == set(seen), name
        assert all(page.locator("[data-keys-list] dd").all_inner_texts()), name
        # One key leads one way; «Angre» alone may stand there more than once.
        assert [key for key, count in Counter(seen).items() if count > 1 and key != "u"] == [], name
        assert {re.sub(r"\d$", "1", key) for key in seen} <= told, f"{name}: write its keys in {REFERENCE.name}"


def test_escape_leaves_the_field_so_that_the_keys_work(visit: Visit) -> None:
    page = visit("contact")
    page.goto(f"/people/{tuva()}/messages/")
    page.keyboard.press("n")
    expect(page.get_by_label("Melding", exact=True)).to_be_focused()
    page.keyboard.type("b")
    expect(page.get_by_label("Melding", exact=True)).to_have_value("b")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    expect(page.get_by_role("heading", level=1, name="Tuva")).to_be_visible()


def test_the_calm_pages_have_no_keys(visit: Visit) -> None:
    page = visit("person")
    page.goto("/my/good/")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("b")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", level=1, name="Det gikk bra")).to_be_visible()
    assert page.locator("#keys").count() == 0
