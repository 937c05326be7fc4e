"""A letter on a note, chosen by hand in a browser: one is refused, the others stand; the person opens the picture."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from tests.journeys.test_the_road import open_tuva
from tests.real_files import PROGRAM, a_pdf, a_photo

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
Visit = Callable[..., Page]


def test_files_are_chosen_refused_kept_shared_and_opened(visit: Visit, javascript: bool, tmp_path: Path) -> None:
    name = f"Vedtak {'med' if javascript else 'uten'} skript"
    for ending, content in (("pdf", a_pdf()), ("jpg", a_photo(size=(300, 200))), ("exe.pdf", PROGRAM)):
        (tmp_path / f"{name}.{ending}").write_bytes(content)
    contact = visit("contact", javascript=javascript)
    open_tuva(contact)
    contact.get_by_role("link", name="Nytt notat").click()
    contact.get_by_label("Hva skjedde, og hva ble dere enige om?").fill("Vi leste vedtaket.")
    contact.get_by_text("Legg ved et brev eller et bilde").click()
    contact.get_by_label("Velg filer").set_input_files(sorted(tmp_path.iterdir()))
    contact.get_by_role("button", name=re.compile("^Del med")).click()
    expect(contact.get_by_role("alert").or_(contact.locator("main")).first).to_contain_text(
        "ikke en fil vi kan ta imot"
    )
    expect(contact.get_by_label("Hva skjedde, og hva ble dere enige om?")).to_have_value("Vi leste vedtaket.")
    expect(contact.get_by_role("link", name=f"{name}.pdf", exact=True)).to_be_visible()
    contact.get_by_role("button", name=re.compile("^Del med")).click()
    expect(contact.get_by_role("link", name=f"{name}.jpg", exact=True)).to_be_visible()

    tuva = visit("person", javascript=javascript, width=360)
    tuva.goto("/my/written/")
    tuva.get_by_role("link", name=f"{name}.jpg", exact=True).click()
    expect(tuva.locator("img")).to_be_visible()
    tuva.goto("/my/written/")
    with tuva.expect_download() as download:
        tuva.get_by_role("link", name=f"{name}.pdf", exact=True).click()
    assert download.value.suggested_filename == "side.pdf"
    assert download.value.path().read_bytes() == a_pdf()


def test_a_file_waits_until_the_form_itself_is_sent(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "vedtak.pdf").write_bytes(a_pdf())
    page = visit("contact")
    open_tuva(page)
    page.get_by_role("link", name="Nytt notat").click()
    sent: list[bytes] = []

    def note(request: Request) -> None:
        if request.url.endswith("/autosave/"):
            sent.append(request.post_data_buffer or b"")

    page.on("request", note)
    page.get_by_text("Legg ved et brev eller et bilde").click()
    page.get_by_label("Velg filer").set_input_files(tmp_path / "vedtak.pdf")
    page.get_by_label("Hva skjedde, og hva ble dere enige om?").fill("Halvveis")
    expect(page.get_by_text(re.compile("Lagret kl"))).to_be_visible()
    assert sent
    assert all(b"Halvveis" in one or b'name="text"' in one for one in sent)
    assert not any(b"%PDF" in one or b"vedtak.pdf" in one for one in sent)
    page.get_by_role("button", name="Lagre kladd").click()
    expect(page.get_by_role("link", name="vedtak.pdf")).to_be_visible()
