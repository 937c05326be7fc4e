"""The way on, with and without JavaScript: both sides write it, a meeting is booked before the gate, nothing ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.screenshots import tuva as tuvas_id

# Together on one worker: they share the site, and what the invented people do there.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
Visit = Callable[..., Page]


def test_both_sides_see_the_way_on_and_plan_who_meets_her_at_the_gate(visit: Visit, javascript: bool) -> None:
    place = f"Heia {'med' if javascript else 'uten'} skript"
    today = timezone.localdate()
    in_on = today + timedelta(days=200 if javascript else 240)  # each run has days of its own: they share the site
    out_on = in_on + timedelta(days=10)
    mine = visit("person", javascript=javascript, width=360)
    mine.goto("/my/stays/new/")
    mine.get_by_label("sykehus", exact=True).check()
    mine.locator("[name=place]").fill(place)
    mine.locator("[name=from_on]").fill(in_on.isoformat())
    mine.locator("[name=planned_end_on]").fill(out_on.isoformat())
    mine.get_by_role("button", name="Lagre").click()
    expect(mine.get_by_text("Det er skrevet ned.")).to_be_visible()
    own = mine.locator("li.ds-card").filter(has_text=place)
    expect(own).to_contain_text("Hvem møter deg når du går ut?")
    expect(mine.locator("main")).to_contain_text("Hvor bor du da? Hvem er med deg?")

    contact = visit("contact", javascript=javascript)
    contact.goto(f"/people/{tuvas_id()}/stays/")
    card = contact.locator("li.ds-card").filter(has_text=place)
    card.get_by_role("link", name="Sett opp en avtale før det").click()
    expect(contact.locator("[name=day]")).to_have_value(out_on.isoformat())
    hour = "08:40" if javascript else "09:50"
    contact.locator("[name=hour]").fill(hour)
    contact.get_by_role("button", name="Sett opp avtalen").click()
    expect(card).to_contain_text("Møte på vei ut")

    mine.goto("/my/stays/")
    expect(own).to_contain_text(f"kl. {hour.replace(':', '.')} · Møte på vei ut")
    own.get_by_role("link", name="Endre").click()
    mine.locator("[name=from_on]").fill((today - timedelta(days=2)).isoformat())
    mine.locator("[name=planned_end_on]").fill((today - timedelta(days=1)).isoformat())
    mine.get_by_role("button", name="Lagre").click()
    expect(own).to_contain_text("Er du ute?")
    own.get_by_role("link", name="Ja, jeg er ute").click()
    mine.get_by_label("med egne ord, under").check()
    mine.locator("[name=words]").fill("Jeg fikk sove, det holdt.")
    mine.get_by_role("button", name="Lagre").click()
    expect(own).to_contain_text("«Jeg fikk sove, det holdt.»")
