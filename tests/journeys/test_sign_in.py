"""Signing in, in a real browser: a passkey alone and after the password, an e-ID, and seeing where one is signed in."""

import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect
from pytest_django import DjangoDbBlocker

from benken.operate.private_server import OWNER, PROJECT
from tests.conftest import RUN, template
from tests.environment import SERVER
from tests.journeys.conftest import faults_of, no_fault
from tests.openid import running_provider
from tests.site import served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
PASSWORD = "en benk under en gammel bjørk"
NUMBER = "01816500059"  # invented: the month is written plus 80
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a site of its own, which lets people in by a real OpenID Connect provider on this machine."""
    name = f"benken_test_{RUN}_sign_in_{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    with django_db_blocker.unblock():
        source = template()
    SERVER.drop_database(name)
    SERVER.create_database(name, source)
    with running_provider(tmp_path_factory.mktemp("openid")) as provider:
        more = provider.environment()
        with pytest.MonkeyPatch.context() as environment:
            for key, value in more.items():
                environment.setenv(key, value)
            with served(name) as site:
                make = [sys.executable, "-m", "tests.journeys.a_few_accounts", PASSWORD, NUMBER]
                databases = {
                    "DATABASE_URL": SERVER.address(name),
                    "DATABASE_OWNER_URL": SERVER.address(name, OWNER),
                    "DJANGO_SETTINGS_MODULE": "benken.config.settings",
                }
                subprocess.run(make, env={**os.environ, **databases}, cwd=PROJECT, check=True)
                yield site


def no_other_fault(kind: str, text: str) -> None:
    """A sign-in that was refused answers 403, which the browser's console tells; nothing else may be wrong."""
    if "403" not in text:
        no_fault(kind, text)


@pytest.fixture
def open_browser(browser: Browser, address: str) -> Iterator[Open]:
    """Open a browser of one's own at the site, on a device with a place for keys or without."""
    opened: list[BrowserContext] = []

    def _open(*, javascript: bool = True, width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=address,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 800},
            locale="nb-NO",
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda message: no_other_fault(message.type, message.text))
        return page

    yield _open
    for context in opened:
        context.close()


def add_place_for_keys(page: Page) -> tuple[CDPSession, str]:
    """Give the browser a device that keeps keys and knows its owner."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    added = devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return devtools, str(added["authenticatorId"])


def with_password(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Brukernavn eller e-post").fill(name)
    page.get_by_label("Passord").fill(PASSWORD)
    page.get_by_role("button", name="Logg inn", exact=True).click()


def leave(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Logg ut").click()


def test_a_worker_makes_a_key_and_signs_in_with_it_alone_and_after_the_password(open_browser: Open) -> None:
    page = open_browser()
    add_place_for_keys(page)
    with_password(page, "nora")
    expect(page.get_by_role("heading", level=1, name="Sett opp kode fra telefonen")).to_be_visible()
    page.get_by_role("link", name=re.compile("Bruk en passnøkkel i stedet")).click()
    expect(page.get_by_role("heading", level=1, name="Lag en passnøkkel")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("Navn på nøkkelen").fill("Vaktmaskinen")
    page.get_by_role("button", name="Lag nøkkelen").click()
    expect(page.get_by_role("heading", level=1, name="Reservekodene dine")).to_be_visible()
    page.goto("/people/")
    expect(page.get_by_role("heading", level=1, name="Mine folk")).to_be_visible()

    leave(page)
    page.goto("/accounts/login/?next=/people/")
    page.get_by_role("button", name="Logg inn med passnøkkel").click()
    expect(page.get_by_role("heading", level=1, name="Mine folk")).to_be_visible()

    leave(page)
    with_password(page, "nora")
    expect(page.get_by_role("heading", level=1, name="Ett steg til")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Bruk passnøkkelen").click()
    expect(page.get_by_role("heading", level=1, name="Ett steg til")).to_be_hidden()
    page.goto("/people/")
    expect(page.get_by_role("heading", level=1, name="Mine folk")).to_be_visible()

    page.goto("/accounts/2fa/keys/")
    expect(page.get_by_role("heading", name="Vaktmaskinen")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name="Nytt navn på «Vaktmaskinen»").click()
    page.get_by_label("Navn på nøkkelen").fill("Pulten")
    page.get_by_role("button", name="Lagre").click()
    page.get_by_role("link", name="Ta bort «Pulten»").click()
    page.locator("main").get_by_role("button", name="Ta bort").click()
    expect(page.get_by_text("Nøkkelen er tatt bort.")).to_be_visible()
    page.goto("/people/")
    expect(page.get_by_role("heading", level=1, name="Sett opp kode fra telefonen")).to_be_visible()  # the last factor


def test_a_key_nobody_knows_is_told_of_and_opens_nothing(open_browser: Open) -> None:
    page = open_browser()
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    devtools, device = add_place_for_keys(page)
    credential = {
        "credentialId": b64encode(b"a key of somewhere else").decode(),
        "isResidentCredential": True,
        "rpId": "localhost",
        "privateKey": b64encode(key).decode(),
        "userHandle": b64encode(b"nobody").decode(),
        "signCount": 1,
    }
    devtools.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": credential})
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Logg inn med passnøkkel").click()
    expect(page.get_by_role("alert").filter(has_text="Nøkkelen ble ikke tatt imot")).to_be_visible()
    assert faults_of(page) == []
    page.goto("/my/")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Hei")


def test_without_javascript_a_code_is_the_way(open_browser: Open) -> None:
    page = open_browser(javascript=False)
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Logg inn", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Logg inn med passnøkkel")).to_be_hidden()
    with_password(page, "nils")
    page.goto("/accounts/2fa/keys/add/")
    expect(page.get_by_text("En kode fra telefonen virker uten.")).to_be_visible()


def test_a_person_signs_in_with_an_e_id_and_sees_where_they_are_signed_in(open_browser: Open, javascript: bool) -> None:
    page = open_browser(javascript=javascript, width=360)
    page.goto("/accounts/login/?next=/my/")
    page.get_by_role("link", name="Logg inn med ID-porten").click()
    page.get_by_label("Number").fill(NUMBER)
    page.get_by_label("Level").fill("idporten-loa-high")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hei")

    other = open_browser(width=360)
    with_password(other, "mikkel")
    expect(other.get_by_role("heading", level=1)).to_contain_text("Hei")

    page.goto("/accounts/sessions/")
    expect(page.get_by_role("heading", level=1, name="Her er du logget inn")).to_be_visible()
    expect(page.get_by_text("Her er du nå.")).to_have_count(1)
    if javascript:
        assert faults_of(page) == []
    page.get_by_role("button", name="Logg ut alle andre steder").click()
    expect(page.get_by_text("Du er logget ut alle andre steder.")).to_be_visible()
    other.goto("/my/goals/")
    expect(other.get_by_role("heading", level=1)).not_to_contain_text("Mål")
    page.goto("/my/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hei")


def test_too_low_an_e_id_is_told_in_words(open_browser: Open) -> None:
    page = open_browser(width=360)
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Logg inn med ID-porten").click()
    page.get_by_label("Number").fill(NUMBER)
    page.get_by_label("Level").fill("idporten-loa-low")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Denne måten er ikke sikker nok")).to_be_visible()
    page.goto("/my/")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Hei")
