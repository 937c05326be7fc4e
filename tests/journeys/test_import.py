"""A leader takes in a long sheet with headings of its own: mapped, looked over, taken in, undone and done again."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.interop.caseload import xlsx_of
from tests.journeys.conftest import faults_of

# Together on one worker: they share the site, and what the invented people do there.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
Visit = Callable[..., Page]
# Three helpings of rows; `make long-import` takes 5,000.
LENGTH = int(os.environ.get("BENKEN_ROWS", "1_200"))
PATIENTLY = 90_000  # milliseconds: the worker shares the machine with the browser


def sheet(length: int, *, phones_from: int) -> bytes:
    """Return a sheet with headings that nobody knows; its last two rows are like rows above."""
    headings = ("Klient", "Hele familien", "Nås på", "Det jeg vil", "Stjernetegn")
    rows = [
        (f"Ørn {i}", f"Ørn Nummer {i} av {phones_from}", f"{phones_from + i}", "Svømme mer", "Vær")
        for i in range(length)
    ]
    alike = [("Kalle", rows[0][1], "", "", ""), ("Kolle", rows[1][1], "", "", "")]
    return xlsx_of([("Oversikt", "", "", "", ""), headings, *rows[: length - 2], *alike])


def told(number: int) -> str:
    """Return a number as the page writes it."""
    return f"{number:,}".replace(",", " ")


def map_columns(page: Page) -> None:
    page.get_by_label("Klient", exact=True).select_option("called")
    page.get_by_label("Hele familien", exact=True).select_option("full_name")
    page.get_by_label("Nås på", exact=True).select_option("phone")
    page.get_by_label("Det jeg vil", exact=True).select_option("goal")


def send(page: Page, data: bytes) -> None:
    page.goto("/team/import/new/")
    file = {"name": "folk.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    page.get_by_label("Regneark").set_input_files(file)  # type: ignore[arg-type]  # a file in memory
    page.get_by_role("button", name="Last opp").click()
    expect(page.get_by_role("heading", level=1, name="Hva er hva i fila?")).to_be_visible(timeout=PATIENTLY)


def preview(page: Page) -> None:
    page.get_by_role("button", name="Se hva som vil skje").click()
    expect(page.get_by_role("heading", level=1, name="Dette vil skje")).to_be_visible(timeout=PATIENTLY)


def take_in(page: Page) -> None:
    page.get_by_role("button", name=re.compile("ta dem inn", re.IGNORECASE)).click()
    expect(page.get_by_role("heading", level=1, name="Fila er tatt inn")).to_be_visible(timeout=PATIENTLY)


def test_a_long_sheet_with_unknown_headings_goes_in_is_undone_and_done_again(visit: Visit) -> None:
    page = visit("leader")
    page.set_default_timeout(PATIENTLY)
    data = sheet(LENGTH, phones_from=40_000_000)

    page.goto("/team/")
    page.get_by_role("link", name="Ta inn et regneark").click()
    expect(page.get_by_role("heading", level=1, name="Ta inn et regneark")).to_be_visible()
    send(page, data)
    expect(page.get_by_text("Ingen av overskriftene er kjent her.")).to_be_visible()
    assert faults_of(page) == []
    map_columns(page)
    preview(page)
    expect(page.get_by_text(f"{told(LENGTH - 2)} nye personer blir tatt inn")).to_be_visible()
    expect(page.get_by_role("link", name="Må avgjøres (2)")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("group", name=f"Hva gjør vi med linje {LENGTH + 1}?").get_by_label("Ny person").check()
    page.get_by_role("group", name=f"Hva gjør vi med linje {LENGTH + 2}?").get_by_label(
        "Samme person: ta ikke med"
    ).check()
    take_in(page)
    expect(page.get_by_text(f"{told(LENGTH - 1)} personer er tatt inn.")).to_be_visible()
    expect(page.get_by_text("Du sa at dette er samme person.")).to_be_visible()
    assert faults_of(page) == []

    page.get_by_role("button", name="Angre hele importen").click()
    expect(page.get_by_role("heading", level=1, name="Importen er angret")).to_be_visible(timeout=PATIENTLY)
    expect(page.get_by_text(f"{told(LENGTH - 1)} personer er tatt bort igjen.")).to_be_visible()
    page.goto("/team/")
    expect(page.get_by_text("Ørn 17", exact=True)).to_have_count(0)

    send(page, data)
    expect(page.get_by_text("husket fra sist")).to_have_count(4)
    preview(page)
    page.get_by_label("Ny person").first.check()
    take_in(page)
    expect(page.get_by_text(f"{told(LENGTH - 1)} personer er tatt inn.")).to_be_visible()

    send(page, data)
    preview(page)
    expect(page.get_by_text("0 nye personer blir tatt inn")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Nye"))).to_have_count(0)

    page.goto("/team/import/")
    page.get_by_role("link", name="folk.xlsx").nth(1).click()
    page.get_by_role("button", name="Angre hele importen").click()
    expect(page.get_by_role("heading", level=1, name="Importen er angret")).to_be_visible(timeout=PATIENTLY)


def test_a_sheet_goes_in_and_out_without_scripts(visit: Visit) -> None:
    page = visit("leader", javascript=False, width=360)
    page.set_default_timeout(PATIENTLY)
    send(page, sheet(6, phones_from=41_000_000))
    map_columns(page)
    preview(page)
    page.get_by_label("Ny person").first.check()
    page.get_by_role("button", name="Lagre valgene", exact=True).click()
    expect(page.get_by_text("Valgene er lagret.")).to_be_visible()
    expect(page.get_by_label("Ny person").first).to_be_checked()
    page.get_by_role("button", name="Lagre valgene og ta dem inn").click()
    _look_until(page, "Fila er tatt inn")
    expect(page.get_by_text("5 personer er tatt inn.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Last ned linjene som ikke ble med").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("button", name="Angre hele importen").click()
    _look_until(page, "Importen er angret")
    expect(page.get_by_text("5 personer er tatt bort igjen.")).to_be_visible()


def _look_until(page: Page, title: str) -> None:
    """Press the link that shows how far it has come, until it is over. Between two pages it waits for either."""
    again = page.get_by_role("link", name="Se hvor langt det er kommet")
    over = page.get_by_role("heading", level=1, name=title)
    for _ in range(60):
        expect(again.or_(over).first).to_be_visible(timeout=PATIENTLY)
        if over.is_visible():
            return
        page.wait_for_timeout(500)
        again.click()
    expect(over).to_be_visible()
