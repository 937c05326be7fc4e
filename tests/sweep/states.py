"""States that the invented municipality does not have: nothing at all, and far too much. Made through the pages."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, StorageState

from tests.sweep.sights import Sight

PASSWORD = "en benk ved fjorden 42"
LONG_NAME = "Bartholomeusandreassenmedetnavnutenmellomrom" * 3
NAMES = {"long": LONG_NAME[:100], "arabic": "نور الدين بن عبد الرحمن", "emoji": "🌊 Sol 👩‍👩‍👧‍👦 🏳️‍🌈"}
LINE = "Vi gikk langs kaia og snakket om leiligheten, hunden og bassen. "
WORD = "https://eksempel.example/" + "enlangadresseutenmellomrom" * 12
LONG_TEXT = (f"{LINE * 12}\n\n{WORD}\n\n" * 50)[:39_990]


@contextmanager
def _tab(browser: Browser, site: str, persona: str = "") -> Iterator[Page]:
    context = browser.new_context(base_url=site, locale="nb-NO")
    if persona:
        assert context.request.post("/demo/sign-in/", form={"persona": persona}).ok
    yield context.new_page()
    context.close()


def states(browser: Browser, site: str) -> list[Sight]:
    """Make the states, and return the pages that show them."""
    found = [
        Sight("state-new-worker-today", "", "/", worker := _new_worker(browser, site)),
        Sight("state-new-worker-people", "", "/people/", worker),
    ]
    with _tab(browser, site, "contact") as page:
        nothing = _register(page, "Nils Nesten")
        found += _person_sights("nothing", nothing)
        found += _own_sights("nothing", _own_page(browser, site, page, nothing, "nesten"))
        for state, name in NAMES.items():
            person = _register(page, name)
            _fill(page, person, name)
            found += _person_sights(state, person)
            if state == "long":
                note = _long_note(page, person)
                found += [
                    Sight("state-long-note", "contact", note),
                    Sight("state-long-draft", "contact", _draft(page, person)),
                ]
            own = _own_page(browser, site, page, person, f"navn-{state}")
            found += _own_sights(state, own)
            if state == "long":
                written = f"/my/written/{note.rstrip('/').rsplit('/', 1)[1]}/"
                found.append(Sight("state-long-my-note", "", written, own, any_weight=True))
    found += [Sight("state-long-today", "contact", "/"), Sight("state-long-people", "contact", "/people/")]
    return found


def _person_sights(state: str, person: str) -> list[Sight]:
    pages = {"page": "", "messages": "messages/", "circle": "circle/", "goal-new": "goals/new/", "note": "entries/new/"}
    return [Sight(f"state-{state}-{name}", "contact", person + page) for name, page in pages.items()]


def _own_sights(state: str, own: StorageState) -> list[Sight]:
    pages = ("", "goals/", "messages/", "written/", "readers/", "where/")
    return [Sight(f"state-{state}-my-{page.strip('/') or 'home'}", "", f"/my/{page}", own) for page in pages]


def empty_forms(found: list[Sight]) -> list[Sight]:
    """Return the same pages, with their form sent empty first."""
    return [
        Sight(f"empty-{sight.name}", sight.persona, sight.address, sight.signed_in, empty=True)
        for sight in found
        if sight.name != "not-found"
    ]


def _send(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator("main form").get_by_role("button", name=button).first.click()
    assert not page.locator("[data-error-summary]").count(), page.locator("[data-error-summary]").inner_text()


def _register(page: Page, name: str) -> str:
    page.goto("/people/new/")
    page.locator("[name=called]").fill(name)
    _send(page, "Lagre")
    return re.sub(r"^https?://[^/]+", "", page.url)


def _fill(page: Page, person: str, name: str) -> None:
    """Give somebody a goal with a step, a message, a promise and a note, all with the same difficult words."""
    page.goto(f"{person}goals/new/")
    page.locator("[name=words]").fill(f"{name} {name}")
    page.locator("[name^=step]").first.fill(name)
    _send(page, "Lagre")
    page.goto(f"{person}messages/")
    page.locator("main textarea").fill(f"{name} {LINE} {name}")
    _send(page, "Send")
    page.goto(f"{person}promises/new/")
    page.locator("[name=words]").fill(f"{LINE}{name}"[:200])
    with page.expect_navigation():
        page.locator("main form").locator("button.ds-button").first.click()
    page.goto(f"{person}entries/new/")
    page.locator("[name=text]").fill(f"{name}\n{LINE}")
    page.locator("[name=place]").fill(name[:60])
    _send(page, "Del med")


def _long_note(page: Page, person: str) -> str:
    page.goto(f"{person}entries/new/")
    address = re.sub(r"^https?://[^/]+", "", page.url)
    page.locator("[name=text]").fill(LONG_TEXT)
    _send(page, "Del med")
    return address


def _draft(page: Page, person: str) -> str:
    page.goto(f"{person}entries/new/")
    address = re.sub(r"^https?://[^/]+", "", page.url)
    page.locator("[name=text]").fill(LONG_TEXT)
    _send(page, "Lagre kladd")
    return address


def _own_page(browser: Browser, site: str, page: Page, person: str, username: str) -> StorageState:
    """Let a person have a page of their own; return their browser's state, signed in."""
    page.goto(f"{person}account/")
    page.locator("[name=username]").fill(username)
    _send(page, "Lag egen side")
    link = page.locator("textarea#link").input_value()
    username = page.locator("dl.facts strong").inner_text()
    with _tab(browser, site) as own:
        _choose_password(own, link)
        _sign_in(own, username)
        own.wait_for_url("**/my/")
        return own.context.storage_state()


def _new_worker(browser: Browser, site: str) -> StorageState:
    """Let the administrator make an account for a new worker, who has nobody yet; return their browser's state."""
    email = "ny.medarbeider@fjordvik.example"
    with _tab(browser, site, "admin") as page:
        page.goto("/accounts/list/new/")
        page.locator("[name=name]").fill("Ny Medarbeider")
        page.locator("[name=email]").fill(email)
        page.locator("[name=roles][value=worker]").check()
        page.locator("[name=team]").select_option(index=1)
        _send(page, "Lag kontoen")
        link = page.locator("textarea#link").input_value()
    with _tab(browser, site) as own:
        _choose_password(own, link)
        _sign_in(own, email)
        own.locator("[name=code]").fill(_code(own.locator("code.key").inner_text()))
        with own.expect_navigation():
            own.get_by_role("button", name="Ferdig").click()
        own.goto("/")
        assert own.get_by_role("heading", level=1, name="I dag").count(), own.url
        return own.context.storage_state()


def _choose_password(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Lagre passordet").click()


def _sign_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Logg inn", exact=True).click()


def _code(secret: str) -> str:
    """Return the one-time code of this half minute (RFC 6238)."""
    key = base64.b32decode(secret.strip().replace(" ", ""))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    return f"{(int.from_bytes(digest[offset : offset + 4], 'big') & 0x7FFF_FFFF) % 1_000_000:06d}"
