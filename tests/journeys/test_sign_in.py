"""Signing in, in a real browser: a passkey alone and after the password, an e-ID, and seeing where one is signed in."""

import os
import re
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect
from pytest_django import DjangoDbBlocker

from benken.operate.private_server import OWNER, PROJECT
from tests.conftest import RUN, template
from tests.environment import SERVER
from tests.journeys.conftest import faults_of, no_fault, open_context
from tests.openid import running_provider
from tests.site import served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
PASSWORD = "en benk under en gammel bjørk"
HALF_MINUTE = 30  # seconds a code from an app stands
NUMBER = "01816500059"  # invented: the month is written plus 80
Open = Callable[..., Page]


@dataclass(frozen=True)
class Site:
    """The site, its database, and the address of an invitation nobody has followed."""

    address: str
    database: dict[str, str]
    invitation: str


@pytest.fixture(scope="module")
def own_site(django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
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
                env = {**os.environ, **databases}
                made = subprocess.run(make, env=env, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True)
                yield Site(site, databases, made.stdout.strip())


@pytest.fixture(scope="module")
def address(own_site: Site) -> str:
    """Return the site's address."""
    return own_site.address


def no_other_fault(kind: str, text: str) -> None:
    """A sign-in that was refused answers 403, which the browser's console tells; nothing else may be wrong."""
    if "403" not in text:
        no_fault(kind, text)


@pytest.fixture
def open_browser(browser: Browser, address: str) -> Iterator[Open]:
    """Open a browser of one's own at the site, on a device with a place for keys or without."""
    opened: list[BrowserContext] = []

    def _open(*, javascript: bool = True, width: int = 1280) -> Page:
        context = open_context(
            browser, address, java_script_enabled=javascript, viewport={"width": width, "height": 800}
        )
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


def code_now(secret: str) -> str:
    """Return the code that an app with this key shows now, when it stands long enough to be typed."""
    while time.time() % HALF_MINUTE > HALF_MINUTE - 5:
        time.sleep(0.5)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // HALF_MINUTE)))


def test_a_new_worker_follows_the_invitation_adds_a_code_and_signs_in_with_it(
    open_browser: Open, own_site: Site
) -> None:
    page = open_browser(width=360)
    page.goto(own_site.invitation)
    expect(page.get_by_role("heading", level=1, name="Velg et nytt passord")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("Nytt passord", exact=True).fill(PASSWORD)
    page.get_by_label("Nytt passord en gang til").fill(PASSWORD)
    page.get_by_role("button", name="Lagre passordet").click()
    with_password(page, "ninni")
    expect(page.get_by_role("heading", level=1, name="Sett opp kode fra telefonen")).to_be_visible()
    assert faults_of(page) == []
    secret = page.locator("code.key").inner_text()
    page.get_by_label("Kode").fill(code_now(secret))
    page.get_by_role("button", name="Ferdig").click()
    expect(page.get_by_role("heading", level=1, name="Reservekodene dine")).to_be_visible()
    page.goto("/people/")
    expect(page.get_by_role("heading", level=1, name="Mine folk")).to_be_visible()

    leave(page)
    plain = open_browser(javascript=False)  # on another machine, and without JavaScript
    with_password(plain, "ninni")
    expect(plain.get_by_role("heading", level=1, name="Skriv koden")).to_be_visible()
    plain.goto("/people/")
    expect(plain.get_by_role("heading", level=1, name="Mine folk")).to_be_hidden()  # the password alone opens nothing
    plain.goto("/accounts/2fa/authenticate/")
    plain.get_by_label("Kode").fill(code_now(secret))
    plain.locator("main").get_by_role("button", name="Logg inn").click()
    plain.goto("/people/")
    expect(plain.get_by_role("heading", level=1, name="Mine folk")).to_be_visible()

    page.goto(own_site.invitation)
    expect(page.get_by_role("heading", level=1, name="Lenken virker ikke lenger")).to_be_visible()


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


def a_quarter_of_rest(site: Site) -> None:
    """Let fifteen minutes go by on every shared phone."""
    later = [sys.executable, "-m", "tests.journeys.a_quarter_of_rest"]
    subprocess.run(later, env={**os.environ, **site.database}, cwd=PROJECT, check=True)


def nothing_is_left(page: Page, seen: str) -> None:
    """Assert that whoever takes over the phone finds nothing: shown, kept, going back, or asking again."""
    for _step in range(6):
        expect(page.get_by_text(seen)).to_have_count(0)
        page.go_back()
        if page.url == "about:blank":
            break
        page.wait_for_load_state()
    page.goto("/my/")
    expect(page.get_by_role("heading", level=1, name="Hva kan vi hjelpe deg med?")).to_be_visible()
    keeps = "async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length]"
    assert page.evaluate(keeps) == [0, 0, 0]
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "session"]


def at_the_provider(page: Page) -> None:
    """Show the e-ID."""
    page.get_by_label("Number").fill(NUMBER)
    page.get_by_label("Level").fill("idporten-loa-high")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hei")


def by_key(page: Page) -> None:
    """Make a key on this phone, in a session that is whole, and sign in with it anew as on a shared phone."""
    add_place_for_keys(page)
    page.goto("/accounts/login/?next=/my/")
    page.get_by_role("link", name="Logg inn med ID-porten", exact=True).click()
    at_the_provider(page)
    page.goto("/accounts/2fa/keys/add/")
    page.get_by_label("Passord").fill(PASSWORD)  # a phone lent for a minute makes no key
    page.get_by_label("Passord").press("Enter")
    page.get_by_label("Navn på nøkkelen").fill("Nøkkelen")
    page.get_by_role("button", name="Lag nøkkelen").click()
    expect(page.get_by_role("heading", level=1, name="Reservekodene dine")).to_be_visible()
    leave(page)
    page.goto("/accounts/login/?next=/my/")
    page.get_by_label("Delt eller lånt telefon").check()
    page.get_by_role("button", name="Logg inn med passnøkkel").click()


def by_e_id(page: Page) -> None:
    """Sign in by the other system as on a shared phone."""
    page.goto("/accounts/login/?next=/my/")
    page.get_by_label("Delt eller lånt telefon").check()
    expect(page.get_by_role("link", name="Logg inn med ID-porten", exact=True)).to_be_hidden()
    page.get_by_role("link", name="Logg inn med ID-porten på delt telefon").click()
    at_the_provider(page)


@pytest.mark.parametrize("come_in", [by_e_id, by_key])
def test_on_a_shared_phone_the_session_closes_at_rest_and_leaves_nothing(
    open_browser: Open, own_site: Site, come_in: Callable[[Page], None]
) -> None:
    page = open_browser(width=360)
    come_in(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hei")
    expect(page.locator("header")).to_contain_text(re.compile(r"Lukkes kl\. \d\d\.\d\d\."))
    page.goto("/my/goals/")
    a_quarter_of_rest(own_site)
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Hva kan vi hjelpe deg med?")).to_be_visible()
    nothing_is_left(page, "Mikkel")
