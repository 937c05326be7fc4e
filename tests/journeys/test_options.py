"""What somebody can choose between, with and without JavaScript and by the keyboard: made by the two sides together."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.screenshots import tuva as tuvas_id

# Together on one worker: they share the site, and what the invented people do there.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
Visit = Callable[..., Page]


def press(where: Locator) -> None:
    """Press something by the keyboard alone."""
    where.focus()
    where.press("Enter")


def she_writes_and_leans(mine: Page, about: str) -> None:
    """Let Tuva find the sheet from her page, write on it, and say what she leans to."""
    mine.goto("/my/")
    press(mine.get_by_role("link", name="Hva kan jeg velge mellom?"))
    press(mine.get_by_role("link", name=about))
    press(mine.get_by_role("link", name="Legg til et valg"))
    press(mine.get_by_role("link", name="Skriv med egne ord"))
    mine.get_by_label("Hva heter det?").fill("Bo hos Åse en stund")
    mine.get_by_label("Det som er bra").fill("Hun hilser.")
    press(mine.get_by_role("button", name="Lagre"))
    expect(mine.get_by_text("Hun hilser.")).to_be_visible()
    press(mine.get_by_role("link", name="Skriv mer: Boligkontoret · Søke om bolig"))
    mine.get_by_label("Det som er bra").fill("Min egen dør igjen.")
    press(mine.get_by_role("button", name="Lagre"))
    expect(mine.get_by_text("Min egen dør igjen.")).to_be_visible()
    expect(mine.locator("html")).to_have_js_property("scrollWidth", 360)
    choice = mine.get_by_role("radio", name="Boligkontoret · Søke om bolig")
    choice.focus()
    choice.press("Space")
    press(mine.get_by_role("button", name="Lagre"))
    expect(mine.get_by_text("Du heller mot: Boligkontoret · Søke om bolig")).to_be_visible()


def test_two_sides_make_a_sheet_by_the_keyboard_and_a_referral_begins_with_what_is_chosen(
    visit: Visit, javascript: bool
) -> None:
    about = f"Et sted å hvile {'med' if javascript else 'uten'} skript"
    contact = visit("contact", javascript=javascript)
    contact.goto(f"/people/{tuvas_id()}/")
    press(contact.get_by_role("link", name="Hva kan Tuva velge mellom?"))
    contact.get_by_label("Hva gjelder valget?").fill(about)
    press(contact.get_by_role("button", name="Lag arket"))
    expect(contact.get_by_role("heading", name=about)).to_be_visible()
    press(contact.get_by_role("link", name="Legg til et valg"))
    contact.get_by_label("Navn på et sted eller et tilbud").fill("boligkontoret")
    press(contact.get_by_role("button", name="Let", exact=True))
    press(contact.get_by_role("button", name="Legg til: Boligkontoret, Søke om bolig"))
    expect(contact.get_by_role("heading", name="Boligkontoret · Søke om bolig")).to_be_visible()

    mine = visit("person", javascript=javascript, width=360)
    she_writes_and_leans(mine, about)

    contact.reload()
    expect(contact.get_by_text("Tuva heller mot: Boligkontoret · Søke om bolig")).to_be_visible()
    cards = contact.locator(".side-by-side > li")
    expect(cards).to_have_count(2)
    tops = contact.get_by_role("heading", name="Det som er bra").evaluate_all(
        "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
    )
    assert tops[0] == tops[1], "the same row stands side by side"
    press(contact.get_by_role("link", name="Skriv en søknad eller henvisning"))
    expect(contact.get_by_label("Hva gjelder det?")).to_have_value(about)
    expect(contact.get_by_label(re.compile("^Hva håper personen på"))).to_have_value("Min egen dør igjen.")

    mine.reload()
    press(mine.get_by_role("button", name="Ta bort arket"))
    expect(mine.get_by_text("Arket er tatt bort.")).to_be_visible()
