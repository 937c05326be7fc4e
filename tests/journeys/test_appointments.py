"""An appointment with and without JavaScript: booked, moved with one tap, seen and moved back by the person."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.screenshots import tuva as tuvas_id

# Together on one worker: they share the site, and what the invented people do there.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
Visit = Callable[..., Page]


def test_an_appointment_is_booked_and_moved_with_one_tap_and_the_person_sees_it(visit: Visit, javascript: bool) -> None:
    place = f"Brygga {'med' if javascript else 'uten'} skript"
    contact = visit("contact", javascript=javascript)
    contact.goto(f"/people/{tuvas_id()}/")
    contact.get_by_role("link", name="Ny avtale").click()
    contact.locator("[name=said]").fill("i morgen 8.15")
    contact.locator("[name=place]").fill(place)
    contact.get_by_role("button", name="Sett opp avtalen").click()
    expect(contact.get_by_text("Avtalen er satt opp: i morgen kl. 08.15")).to_be_visible()
    contact.goto(f"/people/{tuvas_id()}/appointments/")
    row = contact.locator("li").filter(has_text=place)
    row.get_by_role("button", name=re.compile("^En time senere")).click()
    expect(contact.get_by_text("Flyttet til i morgen kl. 09.15").first).to_be_visible()

    mine = visit("person", javascript=javascript, width=360)
    mine.goto("/my/")
    expect(mine.get_by_text("er flyttet til i morgen kl. 09.15").first).to_be_visible()
    mine.goto("/my/appointments/")
    card = mine.locator("li").filter(has_text=place)
    expect(card).to_contain_text("Flyttet fra i morgen kl. 08.15")
    card.get_by_role("button", name="Avlys").click()
    expect(mine.get_by_text("Avlyst. Det er greit.")).to_be_visible()

    contact.goto("/")
    expect(contact.locator("main")).to_contain_text("er avlyst")
    week = (timezone.localdate() + timedelta(days=1)).strftime("%G-W%V")
    contact.goto(f"/week/?week={week}")
    expect(contact.locator("li").filter(has_text=place).first).to_contain_text("avlyst")
