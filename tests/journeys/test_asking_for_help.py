"""The front door end to end: nobody asks, the reception takes it and talks, the person becomes known by own wish."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

# Together on one worker: they share the site, and what the invented people do there.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
Visit = Callable[..., Page]


def ask(nobody: Page, called: str) -> str:
    """Ask for help as nobody; return the code."""
    nobody.goto("/")
    nobody.get_by_role("link", name=re.compile("Jeg trenger hjelp")).click()
    nobody.get_by_label("Hva vil du ha hjelp til?").fill("Jeg vil ha en dør jeg kan låse. 🌊")
    nobody.get_by_label("Hva vil du bli kalt?").fill(called)
    nobody.get_by_role("button", name="Send").click()
    expect(nobody.get_by_role("heading", level=1)).to_have_text("Takk. Vi har fått det")
    return nobody.locator("main strong").filter(has_text=re.compile(r"^\w{4}-\w{4}-\w{4}$")).inner_text()


def test_from_asking_as_nobody_to_being_known_by_own_wish(visit: Visit, javascript: bool) -> None:
    called = f"Skipper {'med' if javascript else 'uten'}"
    nobody = visit("", javascript=javascript, width=320)
    code = ask(nobody, called)

    def where() -> None:
        nobody.goto("/help/where/")
        nobody.get_by_label("Koden din").fill(code.lower())
        nobody.get_by_role("button", name="Se", exact=True).click()

    where()
    expect(nobody.get_by_text("Mottaket har det nå.")).to_be_visible()

    worker = visit("contact", javascript=javascript)
    worker.goto("/")
    worker.get_by_role("link", name="Henvendelser").first.click()
    row = worker.locator("li").filter(has_text=called)
    row.get_by_role("button", name="Jeg tar den").click()
    expect(worker.get_by_text("Du har den nå.")).to_be_visible()
    expect(worker.get_by_text("Jeg vil ha en dør jeg kan låse.")).to_be_visible()
    where()
    expect(nobody.get_by_text("har det nå. Du hører fra oss")).to_be_visible()
    nobody.get_by_label("Vil du si mer?").fill("Jeg kommer innom i dag.")
    nobody.get_by_role("button", name="Send").click()
    expect(nobody.get_by_text("Vi har fått det du skrev.")).to_be_visible()

    worker.reload()
    expect(worker.get_by_text("Jeg kommer innom i dag.")).to_be_visible()
    worker.get_by_role("button", name="Første samtale er gjort").click()
    expect(worker.get_by_text("Første samtale er gjort.")).to_be_visible()
    worker.get_by_role("link", name="Vil bli kjent her").click()
    worker.get_by_role("link", name="Registrer en ny person").click()
    worker.get_by_label("Hva vil du bli kalt?").fill(called)
    worker.get_by_role("button", name="Lagre", exact=True).click()
    expect(worker.get_by_role("radio", name=called)).to_be_checked()
    worker.get_by_label("Ordene også").check()
    worker.get_by_role("button", name="Knytt sammen").click()
    expect(worker.get_by_role("heading", level=1, name=called)).to_be_visible()
    expect(worker.get_by_text("Jeg vil ha en dør jeg kan låse.").first).to_be_visible()
    where()
    expect(nobody.get_by_text("Denne koden kjenner vi ikke.").first).to_be_visible()
