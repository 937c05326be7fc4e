"""A place that answers here says how it gives places; a letter with a file reaches it, and all sides read it."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.real_files import a_pdf
from tests.screenshots import tuva as tuvas_id

# Together on one worker: they share the site, and what the invented people do there.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
Visit = Callable[..., Page]
HERE = "Varesykkelen"  # answers here, and has a letter already
RULE = "den plassen er laget for"


def test_a_place_says_how_it_gives_places_and_stops_answering_here_again(visit: Visit, javascript: bool) -> None:
    name = "Kortspill og musikk"
    place = visit("service", javascript=javascript)
    place.goto("/places/")
    offer = place.get_by_role("article", name=name)
    offer.get_by_role("link", name="Endre det som står").click()
    place.get_by_label("Vi svarer på henvisninger her i Benken").check()
    place.get_by_label("den som har ventet lengst").check()
    place.get_by_label(RULE).check()
    place.get_by_role("button", name="Lagre").click()
    offer.get_by_role("link", name=f"Hvem venter: {name}").click()
    expect(place.get_by_role("heading", level=1, name=f"Venter på {name}")).to_be_visible()
    expect(place.get_by_role("heading", name="Ingen venter her nå")).to_be_visible()
    expect(place.get_by_role("region", name="Slik gis plassene").get_by_role("listitem")).to_have_count(2)

    place.get_by_role("link", name="Endre hvordan").click()
    place.get_by_label("Vi svarer på henvisninger her i Benken").uncheck()
    place.get_by_label("den som har ventet lengst").uncheck()
    place.get_by_label(RULE).uncheck()
    place.get_by_role("button", name="Lagre").click()
    expect(offer).to_be_visible()
    expect(offer.get_by_role("link", name=f"Hvem venter: {name}")).to_have_count(0)


def test_a_letter_with_a_file_waits_is_given_a_place_by_a_rule_and_all_sides_read_it(
    visit: Visit, javascript: bool, tmp_path: Path
) -> None:
    what = f"Tråkke og synge {'med' if javascript else 'uten'} skript"
    (tmp_path / "Noter til turen.pdf").write_bytes(a_pdf())
    contact = visit("contact", javascript=javascript)
    a_letter_is_sent(contact, what, tmp_path / "Noter til turen.pdf")
    referral = contact.url

    place = visit("service", javascript=javascript)
    the_place_opens_it(place, what)
    place.get_by_role("link", name="Vi tilbyr en plass").click()
    place.get_by_label("Fra hvilken dag?").fill(in_days(9))
    place.get_by_role("radio", name=RULE).check()
    place.get_by_role("button", name="Svar").click()
    expect(place.get_by_text("Svaret er gitt.").first).to_be_visible()

    said = f"Slik ble plassen gitt: {RULE}."
    contact.goto(referral)
    expect(contact.get_by_text(said).first).to_be_visible()
    tuva = visit("person", javascript=javascript, width=360)
    tuva.goto(f"/my/waits/{referral.rstrip('/').rpartition('/')[2]}/")
    expect(tuva.get_by_text(said).first).to_be_visible()
    expect(tuva.get_by_role("link", name="Noter til turen.pdf")).to_be_visible()
    she_takes_it_back(tuva)

    place.goto("/places/")
    place.get_by_role("link", name=f"Hvem venter: {HERE}").click()
    expect(place.get_by_role("heading", level=1, name=f"Venter på {HERE}")).to_be_visible()
    expect(place.get_by_text(what)).to_have_count(0)


def in_days(days: int) -> str:
    """Return a day to come, as a field takes it."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def a_letter_is_sent(contact: Page, what: str, file: Path) -> None:
    """Let Tuva's contact write a letter, put a file with it, and send it here; they read by which rules places go."""
    contact.goto(f"/people/{tuvas_id()}/referrals/")
    contact.get_by_role("link", name="Skriv en sammen").click()
    contact.get_by_role("radio", name="Søknad").check()
    contact.get_by_label("Hvor?").select_option(label=f"Kafé Kompasset · {HERE}")
    contact.get_by_label("Hva gjelder det?").fill(what)
    contact.get_by_label("Når har vi den klar til å sende?").fill(in_days(2))
    contact.get_by_role("button", name="Lagre").click()
    contact.get_by_role("link", name="Legg filer ved brevet").click()
    contact.get_by_label("Velg filer").set_input_files(file)
    contact.get_by_role("button", name="Legg ved").click()
    expect(contact.get_by_role("link", name=file.name)).to_be_visible()
    contact.get_by_role("link", name="Den er sendt").click()
    contact.get_by_role("radio", name=re.compile("her i Benken")).check()
    contact.get_by_role("radio", name="de som skal svare").check()
    contact.get_by_label("Når vet vi mer?").fill(in_days(9))
    contact.get_by_role("button", name="Lagre").click()
    expect(contact.get_by_text(re.compile("Når flere venter, går plassen til: "))).to_be_visible()


def the_place_opens_it(place: Page, what: str) -> None:
    """Let the place's editor find the letter on the list, and the very file that was sent."""
    place.goto("/places/")
    place.get_by_role("link", name=f"Hvem venter: {HERE}").click()
    place.get_by_role("link", name=re.compile(what)).click()
    with place.expect_download() as download:
        place.get_by_role("link", name="Noter til turen.pdf").click()
    assert download.value.path().read_bytes() == a_pdf()


def she_takes_it_back(tuva: Page) -> None:
    """Let Tuva say that she does not want it after all: nothing of it waits any more."""
    tuva.get_by_role("link", name="Jeg vil ikke ha dette likevel").click()
    tuva.get_by_role("radio", name="det trengs ingen grunn").check()
    tuva.locator("main form").get_by_role("button").last.click()
    expect(tuva.get_by_text(re.compile("^Den er trukket"))).to_be_visible()
