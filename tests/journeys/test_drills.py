"""Drills in a real browser: a lost, a lent and a seized phone, and a lost slip. Each leaves 0 readable lines.

What must not be read again are canaries: words written in the person's record for this drill alone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from benken.demo.keys import person_id
from tests.prepare import browser as browser_path
from tests.site import FLAGS

# Together on one worker: they share the site, and the ways in of one person.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
WORD = "brygga om kvelden"
PAGES = ("/my/", "/my/messages/", "/my/goals/", "/my/written/", "/my/readers/", "/my/people/")
Visit = Callable[..., Page]


@dataclass(frozen=True)
class Drill:
    """The contact's page, the slip that was made, and what nobody may read afterwards."""

    contact: Page
    slip: str
    canary: str

    @property
    def account(self) -> str:
        """The address of the page with Tuva's ways in."""
        return f"/people/{person_id('tuva')}/account/"


@pytest.fixture
def drill(visit: Visit) -> Drill:
    """Let the contact write to Tuva, and make a slip with her."""
    contact, canary = visit("contact"), f"Kanari{token_hex(6)}"
    contact.goto(f"/people/{person_id('tuva')}/messages/")
    contact.fill("#id_text", f"Hilsen fra oss alle sammen, {canary}")
    contact.get_by_role("button", name="Send", exact=True).click()
    expect(contact.locator("main")).to_contain_text(canary)
    return Drill(contact, new_slip(contact), canary)


def new_slip(contact: Page) -> str:
    """Make a slip with the word; return what stands on it."""
    contact.goto(f"/people/{person_id('tuva')}/account/slip/")
    contact.fill("#id_word", WORD)
    contact.fill("#id_again", WORD)
    contact.click("main button:has-text('Lag lappen')")
    return contact.locator(".big-words").inner_text().replace(" · ", " ")


def shows(page: Page, title: str) -> None:
    """Wait for the page with this heading: a look at once may see the one before."""
    expect(page.locator("h1")).to_have_text(title)


def come_in(phone: Page, slip: str, *, whose: str) -> None:
    """Come in with a slip on a phone."""
    try_slip(phone, slip, whose=whose)
    shows(phone, "Hei, Tuva.")


def is_refused(phone: Page, slip: str, *, word: str = WORD) -> None:
    """Try a slip on a phone, and be told that it did not fit."""
    try_slip(phone, slip, whose="own", word=word)
    expect(phone.locator("main")).to_contain_text("stemte ikke")


def try_slip(phone: Page, slip: str, *, whose: str, word: str = WORD) -> None:
    """Send a slip and the word from the front page."""
    phone.goto("/")
    phone.click("text=Jeg har en lapp")
    phone.fill("#id_code", slip)
    phone.fill("#id_word", word)
    phone.check(f"input[value={whose}]")
    phone.click("main button:has-text('Gå inn')")


def open_together(drill: Drill, phone: Page, *, own: bool) -> None:
    """Open all with the contact, by the number on the phone."""
    phone.goto("/my/together/")
    if own:
        phone.check("#own_phone")
    phone.click("text=Vis et tall")
    drill.contact.goto(drill.account)
    drill.contact.fill("#id_number", phone.locator(".big-number").inner_text())
    drill.contact.click("main button:has-text('Åpne alt')")
    shows(phone, "Alt er åpent her")  # the phone looks again by itself


def read_it_all(drill: Drill, phone: Page) -> list[str]:
    """Look at every page; return lines of the record that were read there, the canary among them."""
    lines = []
    for address in PAGES:
        phone.goto(address)
        lines += [line for line in phone.locator("main").inner_text().splitlines() if len(line) > 25]
    assert any(drill.canary in line for line in lines)
    assert len(lines) > 30
    return lines


def readable(phone: Page, lines: list[str]) -> list[str]:
    """Return those of the lines that can be read on the page now."""
    shown = phone.locator("body").inner_text()
    return [line for line in lines if line in shown]


def nothing_by_any_way(phone: Page, lines: list[str]) -> None:
    """Assert that no line is read: at once, going back, asking again, without a net, from what a page may keep."""
    keeps = phone.evaluate(
        """async () => [
            (await navigator.serviceWorker.getRegistrations()).length, (await caches.keys()).length,
            localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"""
    )
    assert keeps == [0, 0, 0, 0, 0]
    own = [line for line in lines if line not in phone.locator("body").inner_text()]
    assert len(own) > 25  # the front's own words are no one's record
    for _step in range(6):
        phone.go_back()
        if phone.url == "about:blank":
            break
        phone.wait_for_load_state()
        assert readable(phone, own) == []
    for address in PAGES:
        phone.goto(address)
        assert readable(phone, own) == []
        assert phone.title() == "Min side"
    phone.context.set_offline(True)
    for address in PAGES:
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            phone.goto(address)
        assert readable(phone, own) == []
    phone.context.set_offline(False)


def test_a_lost_phone_shows_nothing_once_the_contact_has_closed_it(drill: Drill, visit: Visit) -> None:
    phone = visit("", width=360)
    come_in(phone, drill.slip, whose="own")
    open_together(drill, phone, own=True)
    lines = read_it_all(drill, phone)
    drill.contact.goto(drill.account)
    drill.contact.click("main button:has-text('Steng alt')")
    expect(drill.contact.get_by_text("Alt er stengt. Ingen kommer inn.").first).to_be_visible()
    phone.reload()
    shows(phone, "Hva kan vi hjelpe deg med?")
    nothing_by_any_way(phone, lines)
    is_refused(phone, drill.slip)
    # Renewed by meeting: a new slip opens the near things again, and the rest is closed as before.
    come_in(phone, new_slip(drill.contact), whose="own")
    phone.goto("/my/written/")
    shows(phone, "Dette åpner vi sammen")


def test_a_lent_phone_shows_nothing_to_the_one_who_lent_it(drill: Drill, visit: Visit) -> None:
    phone = visit("", width=360)
    come_in(phone, drill.slip, whose="shared")
    open_together(drill, phone, own=False)
    lines = read_it_all(drill, phone)
    expect(phone.locator("header")).to_contain_text(re.compile(r"Lukkes kl\. \d\d\.\d\d\."))
    phone.click("header button:has-text('Gå ut')")
    shows(phone, "Hva kan vi hjelpe deg med?")
    assert not [cookie for cookie in phone.context.cookies() if cookie["name"] == "session"]
    phone.go_back()
    shows(phone, "Hva kan vi hjelpe deg med?")
    nothing_by_any_way(phone, lines)
    again = phone.context.new_page()
    again.goto("/")
    assert readable(again, [line for line in lines if drill.canary in line]) == []
    again.goto("/in/")
    assert [again.input_value(field) for field in ("#id_code", "#id_word")] == ["", ""]


def test_leaving_in_a_hurry_ends_the_session_on_a_lent_phone(drill: Drill, visit: Visit) -> None:
    phone = visit("", width=360)
    come_in(phone, drill.slip, whose="shared")
    phone.goto("/my/messages/")
    expect(phone.locator("main")).to_contain_text(drill.canary)
    address = phone.get_by_text("Gå ut fort").get_attribute("href")
    assert address == "/out/"
    answer = phone.context.request.get(address, max_redirects=0)  # it leads out of the house: not followed
    assert answer.headers["location"].startswith("https://")
    assert "cookies" in answer.headers["clear-site-data"]
    phone.goto("/my/messages/")
    shows(phone, "Hva kan vi hjelpe deg med?")


def test_a_lost_slip_opens_nothing_without_the_word_and_is_dead_when_there_is_a_new_one(
    drill: Drill, visit: Visit
) -> None:
    finder = visit("", width=360)
    is_refused(finder, drill.slip, word="gjetning")
    assert not [cookie for cookie in finder.context.cookies() if cookie["name"] == "session"]
    new = new_slip(drill.contact)
    is_refused(finder, drill.slip)
    come_in(finder, new, whose="own")


def in_files(folder: Path, words: list[str]) -> list[str]:
    """Return in which files of a folder any of the words stands, as bytes or as the two-byte letters browsers keep."""
    sought = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le")]
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    assert len(files) > 20
    return [f"{word!r} in {file.relative_to(folder)}" for file in files for word in sought if word in file.read_bytes()]


@pytest.mark.parametrize("leaves", [True, False], ids=["after leaving", "at rest, without leaving"])
def test_a_seized_phone_holds_nothing_of_the_record_in_its_files(
    drill: Drill, browser: Browser, site: str, tmp_path: Path, leaves: bool
) -> None:
    profile, typed = tmp_path / "profile", f"Kanari{token_hex(6)}"

    def opened() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            profile, executable_path=browser_path(), args=FLAGS, base_url=site, locale="nb-NO"
        )

    context = opened()
    phone = context.pages[0]
    come_in(phone, drill.slip, whose="shared")
    open_together(drill, phone, own=False)
    lines = read_it_all(drill, phone)
    phone.goto("/my/good/")
    phone.fill("#id_text", typed)  # typed, and never sent
    phone.goto("/my/messages/")
    phone.fill("#id_text", f"Hei {typed}")
    [session] = [cookie["value"] for cookie in context.cookies() if cookie["name"] == "session"]
    if leaves:
        phone.click("header button:has-text('Gå ut')")
        shows(phone, "Hva kan vi hjelpe deg med?")
    context.close()
    long_lines = [line for line in lines if len(line) > 40]
    assert in_files(profile, [drill.canary, typed, *long_lines, WORD, session]) == []
    context = opened()
    assert not [cookie for cookie in context.cookies() if cookie["name"] == "session"]
    again = context.pages[0]
    again.goto("/my/messages/")
    shows(again, "Hva kan vi hjelpe deg med?")
    context.close()
