"""The invented phones: written from with and without JavaScript, and what comes to one is there by itself."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.screenshots import tuva as tuvas_id

# Together on one worker: they share the site, and what the invented people do there.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
Visit = Callable[..., Page]


def test_what_is_written_on_her_phone_stands_at_the_desk(visit: Visit, javascript: bool) -> None:
    words = f"Tar med kornetten {'med' if javascript else 'uten'} skript"
    phone = visit(javascript=javascript, width=360)
    phone.goto("/demo/")
    phone.get_by_role("link", name="Se telefonene").click()
    phone.get_by_role("link", name="Tuva 99 99 01 01").click()
    phone.get_by_label("Skriv en SMS fra denne telefonen").fill(words)
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.locator(".demo-sent").get_by_text(words)).to_be_visible()
    expect(phone.locator("html")).to_have_js_property("scrollWidth", 360)
    desk = visit("contact", javascript=javascript)
    desk.goto(f"/people/{tuvas_id()}/messages/")
    expect(desk.get_by_text(words)).to_be_visible()


def test_the_answer_to_a_keyword_comes_by_itself(visit: Visit) -> None:
    phone = visit(width=360)
    phone.goto("/demo/phone/99990105/")
    phone.get_by_role("button", name="HJELP").click()
    expect(phone.locator(".demo-sent").get_by_text("HJELP")).to_be_visible()
    expect(phone.locator(".demo-came").get_by_text("113").first).to_be_visible()
