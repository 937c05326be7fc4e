"""Signing in: password, one-time code, and nothing that tells whether an account exists."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from benken.access.models import Role, User
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "en benk under en gammel bjørk"
HALF_MINUTE = 56_000_000  # half minutes since 1970: codes stand still, so that no test meets the turn of one


@pytest.fixture(autouse=True)
def _no_attempts_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([HALF_MINUTE]))


@pytest.fixture
def worker() -> User:
    user = make_user(Role.WORKER, name="Ansatt En", team=make_team())
    user.set_password(PASSWORD)
    user.save()
    return user


def code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, HALF_MINUTE)))


def with_password(client: Client, login: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post(  # type: ignore[return-value]  # the test client's own answer
        reverse("account_login"), {"login": login, "password": password, **more}
    )


def enrol(client: Client) -> str:
    """Add a second factor through the page; return its secret."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r'<code class="key"[^>]*>([A-Z2-7]+)</code>', page.content.decode())
    assert secret is not None
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret[1])})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return secret[1]


def test_staff_without_a_second_factor_are_led_to_adding_one_first(client: Client, worker: User) -> None:
    with_password(client, worker.username)
    for name in ("home", "people_list", "account_change_password", "gallery"):
        assert client.get(reverse(name))["Location"] == reverse("mfa_activate_totp")

    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200  # the password was given just now and is not asked for again
    assert "data:image/svg+xml;base64," in page.content.decode()
    enrol(client)
    assert client.get(reverse("home")).status_code == 200


def test_the_first_code_must_be_right(client: Client, worker: User) -> None:
    with_password(client, worker.username)
    client.get(reverse("mfa_activate_totp"))
    answer = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert answer.status_code == 422
    assert "Koden stemmer ikke" in answer.content.decode()
    assert not Authenticator.objects.filter(user=worker).exists()


def test_the_password_is_asked_for_again_when_some_time_has_passed(client: Client, worker: User) -> None:
    sign_in(client, worker)
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    wrong = client.post(answer["Location"], {"password": "noe annet enn det"})
    assert wrong.status_code == 422
    right = client.post(answer["Location"], {"password": PASSWORD, "next": reverse("mfa_activate_totp")})
    assert right["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_with_a_second_factor_the_password_alone_opens_nothing(client: Client, worker: User) -> None:
    with_password(client, worker.username)
    secret = enrol(client)
    client.post(reverse("account_logout"))
    cache.clear()  # the code of this half minute was used up

    assert with_password(client, worker.email)["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("people_list"))["Location"].startswith(reverse("account_login"))
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 422
    assert client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})["Location"] == "/"
    assert client.get(reverse("people_list")).status_code == 200


def test_the_same_code_does_not_open_twice(client: Client, worker: User) -> None:
    with_password(client, worker.username)
    secret = enrol(client)
    client.post(reverse("account_logout"))
    cache.clear()
    code = code_for(secret)
    for expected in (302, 422):
        with_password(client, worker.username)
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == expected
        client.post(reverse("account_logout"))


def test_a_spare_code_opens_once(client: Client, worker: User) -> None:
    with_password(client, worker.username)
    enrol(client)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    codes = re.findall(r"<li><code>(\d+)</code></li>", page)
    assert len(codes) == 10
    client.post(reverse("account_logout"))
    for expected in (302, 422):
        with_password(client, worker.username)
        assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == expected
        client.post(reverse("account_logout"))


def test_spare_codes_are_downloaded_and_made_anew(client: Client, worker: User) -> None:
    with_password(client, worker.username)
    enrol(client)
    old = client.get(reverse("mfa_download_recovery_codes")).content.decode().split()
    assert len(old) == 10
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    client.post(reverse("mfa_generate_recovery_codes"))
    new = client.get(reverse("mfa_download_recovery_codes")).content.decode().split()
    assert len(new) == 10
    assert not set(old) & set(new)


def test_whoever_changes_phone_must_add_the_new_one_before_anything_else(client: Client, worker: User) -> None:
    with_password(client, worker.username)
    enrol(client)
    assert client.get(reverse("home")).status_code == 200
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=worker).exists()
    assert client.get(reverse("home"))["Location"] == reverse("mfa_activate_totp")


def test_the_secret_lies_sealed_in_the_database(client: Client, worker: User) -> None:
    with_password(client, worker.username)
    secret = enrol(client)
    row = Authenticator.objects.get(user=worker, type=Authenticator.Type.TOTP)
    assert secret not in str(row.data)


def test_a_person_needs_no_second_factor(client: Client) -> None:
    user = make_account_of(make_person())
    user.set_password(PASSWORD)
    user.save()
    with_password(client, user.username)
    assert client.get("/")["Location"] == reverse("my")
    assert client.get(reverse("my")).status_code == 200


def test_after_signing_in_one_comes_where_one_was_going(client: Client) -> None:
    user = make_account_of(make_person())
    user.set_password(PASSWORD)
    user.save()
    asked = client.get(reverse("account_change_password"))
    assert asked["Location"] == f"{reverse('account_login')}?next={reverse('account_change_password')}"
    assert client.get(reverse("my_goals"))["Location"] == "/"  # no trace of where a person was
    assert with_password(client, user.username, next=reverse("my_goals"))["Location"] == reverse("my_goals")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:1"])
def test_next_leads_to_no_other_host(client: Client, elsewhere: str) -> None:
    user = make_account_of(make_person())
    user.set_password(PASSWORD)
    user.save()
    assert with_password(client, user.username, next=elsewhere)["Location"] == "/"


def _plain(answer: HttpResponse) -> str:
    """Return a page without what differs each time or was typed."""
    text = answer.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    return re.sub(r'name="login" value="[^"]+"', 'name="login"', text)


@pytest.mark.parametrize("closed", [False, True])
def test_unknown_name_wrong_password_closed_account_answer_alike(client: Client, worker: User, closed: bool) -> None:
    worker.is_active = not closed
    worker.save()
    unknown = with_password(client, "ingen@fjordvik.example")
    wrong = with_password(client, worker.email, "noe annet enn det")
    assert unknown.status_code == wrong.status_code == 422
    assert _plain(unknown) == _plain(wrong)
    if closed:
        right = with_password(client, worker.email)
        assert "_auth_user_id" not in client.session
        assert worker.name not in right.content.decode()


def test_many_wrong_passwords_are_stopped(client: Client, worker: User) -> None:
    for _ in range(5):
        with_password(client, worker.username, "noe annet enn det")
    assert "For mange forsøk" in with_password(client, worker.username).content.decode()
    assert "_auth_user_id" not in client.session


def test_password_reset_answers_alike_and_writes_only_to_whoever_has_an_account(client: Client, worker: User) -> None:
    known = client.post(reverse("account_reset_password"), {"email": worker.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "ingen@fjordvik.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mail.outbox] == [[worker.email]]
    assert "rus" not in f"{mail.outbox[0].subject} {mail.outbox[0].body}".lower()


def test_the_link_sets_a_password_once(client: Client, worker: User) -> None:
    client.post(reverse("account_reset_password"), {"email": worker.email})
    link = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert link is not None
    form = client.get(link[1], follow=True)
    assert form.status_code == 200
    path = form.redirect_chain[-1][0]
    short = client.post(path, {"password1": "kort", "password2": "kort"})
    assert short.status_code == 422
    done = client.post(path, {"password1": PASSWORD + " igjen", "password2": PASSWORD + " igjen"})
    assert done["Location"] == reverse("account_reset_password_from_key_done")
    assert client.get(done["Location"]).status_code == 200
    worker.refresh_from_db()
    assert worker.check_password(PASSWORD + " igjen")
    assert "Lenken virker ikke lenger" in client.get(link[1]).content.decode()


def test_changing_the_password_needs_the_old_one(client: Client, worker: User) -> None:
    sign_in(client, worker)
    new = {"password1": PASSWORD + " igjen", "password2": PASSWORD + " igjen"}
    assert client.post(reverse("account_change_password"), {"oldpassword": "feil", **new}).status_code == 422
    assert client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new}).status_code == 302
    worker.refresh_from_db()
    assert worker.check_password(PASSWORD + " igjen")


def test_whoever_has_no_password_is_sent_the_way_of_the_e_mail(client: Client) -> None:
    sign_in(client, make_user(Role.WORKER, team=make_team()))
    assert client.get(reverse("account_change_password"))["Location"] == reverse("account_reset_password")


def test_signing_out_asks_first_and_ends_the_session(client: Client, worker: User) -> None:
    sign_in(client, worker)
    assert "Vil du logge ut?" in client.get(reverse("account_logout")).content.decode()
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_nobody_makes_an_account_by_themselves(client: Client) -> None:
    before = User.objects.count()
    assert "Kontoen får du av oss" in client.get(reverse("account_signup")).content.decode()
    client.post(reverse("account_signup"), {"username": "ny", "password1": PASSWORD, "email": "ny@fjordvik.example"})
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "name",
    ["account_email", "account_set_password", "account_email_verification_sent", "mfa_trust", "mfa_signup_webauthn"],
)
def test_what_we_do_not_use_of_allauth_does_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "confirm-email/abc/", "password/set/", "login/code/", ""])
def test_their_addresses_answer_404(client: Client, worker: User, path: str) -> None:
    sign_in(client, worker)
    assert client.get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_reset_password_done", "account_signup"]
)
def test_the_pages_keep_to_the_policy_of_content(client: Client, name: str) -> None:
    page = client.get(reverse(name))
    text = page.content.decode()
    assert page.status_code == 200
    assert " style=" not in text
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


def test_a_server_behind_a_unix_socket_can_be_signed_in_to(worker: User) -> None:
    client = Client(REMOTE_ADDR="")
    assert with_password(client, worker.username).status_code == 302
