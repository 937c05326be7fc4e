"""Passkeys, without a browser: what is made up opens nothing and breaks nothing. The journeys use real ones."""

import html
import json
import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from benken.access.models import Role, User
from tests.factories import make_account_of, make_key, make_person, make_team, make_user, sign_in
from tests.soft_key import SoftKey

pytestmark = pytest.mark.django_db
PASSWORD = "en benk under en gammel bjørk"
MADE_UP: list[Any] = [
    "",
    "ikke json",
    "[]",
    "null",
    "7",
    "{}",
    '{"response": 7}',
    '{"response": {}}',
    '{"response": {"userHandle": "====="}}',
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {"userHandle": null}}',
    json.dumps(
        {
            "id": "YQ",
            "rawId": "YQ",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "authenticatorData": "YQ",
                "signature": "YQ",
                "attestationObject": "YQ",
                "userHandle": "YQ",
            },
        }
    ),
    "{" * 2000,
]


@pytest.fixture(autouse=True)
def _no_attempts_counted() -> None:
    cache.clear()


@pytest.fixture
def worker() -> User:
    user = make_user(Role.WORKER, team=make_team())
    user.set_password(PASSWORD)
    user.save()
    return user


def at_the_door(user: User) -> Client:
    """Return a browser that has given the password."""
    client = Client()
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    return client


def options_of(page: str) -> dict[str, Any]:
    """Return what a page asks the browser for."""
    found = re.search(r'data-options="([^"]+)"', page)
    assert found is not None
    asked: dict[str, Any] = json.loads(html.unescape(found[1]))
    return asked


def with_a_real_key(user: User) -> SoftKey:
    """Make a key through the page."""
    client, key = at_the_door(user), SoftKey()
    asked = options_of(client.get(reverse("mfa_add_webauthn")).content.decode())
    answer = client.post(reverse("mfa_add_webauthn"), {"name": "Telefonen", "credential": json.dumps(key.make(asked))})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return key


def ask(client: Client) -> dict[str, Any]:
    """Return what the front door asks a key for."""
    answer = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    asked: dict[str, Any] = answer.json()["request_options"]
    return asked


def come_in(client: Client, said: dict[str, Any], **more: str) -> HttpResponse:
    return client.post(  # type: ignore[return-value]  # the test client's own answer
        reverse("mfa_login_webauthn"), {"credential": json.dumps(said), **more}
    )


def test_a_key_alone_is_enough_for_staff_and_leads_on(client: Client, worker: User) -> None:
    key = with_a_real_key(worker)
    assert come_in(client, key.use(ask(client)), next=reverse("people_list"))["Location"] == reverse("people_list")
    assert client.get(reverse("people_list")).status_code == 200


def test_next_leads_to_no_other_host(client: Client, worker: User) -> None:
    key = with_a_real_key(worker)
    assert come_in(client, key.use(ask(client)), next="https://evil.example/")["Location"] == "/"


def test_an_answer_counts_once_and_for_the_question_it_answers(client: Client, worker: User) -> None:
    key = with_a_real_key(worker)
    said = key.use(ask(client))
    ask(client)
    assert come_in(client, said).status_code == 422  # another question was asked since
    said = key.use(ask(client))
    assert come_in(client, said).status_code == 302
    client.post(reverse("account_logout"))
    assert come_in(client, said).status_code == 422
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://evil.example"}, {"origin": "http://testserver"}, {"verified": False}, {"owner": "MDA"}],
    ids=str,
)
def test_an_answer_wrong_in_one_thing_opens_nothing(client: Client, worker: User, wrong: dict[str, Any]) -> None:
    key = with_a_real_key(worker)
    assert come_in(client, key.use(ask(client), **wrong)).status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_key_that_does_not_know_its_owner_is_not_made(worker: User) -> None:
    client, key = at_the_door(worker), SoftKey()
    asked = options_of(client.get(reverse("mfa_add_webauthn")).content.decode())
    said = json.dumps(key.make(asked, verified=False))
    assert client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": said}).status_code == 422
    assert not Authenticator.objects.exists()


def test_the_key_of_a_closed_account_and_one_taken_away_read_like_one_nobody_knows(worker: User) -> None:
    key = with_a_real_key(worker)

    def read(said_by: SoftKey) -> str:
        client = Client()
        answer = come_in(client, said_by.use(ask(client)))
        assert answer.status_code == 422
        assert "_auth_user_id" not in client.session
        return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())

    stranger = SoftKey()
    stranger.owner = key.owner
    User.objects.filter(pk=worker.pk).update(is_active=False)
    closed = read(key)
    User.objects.filter(pk=worker.pk).update(is_active=True)
    Authenticator.objects.all().delete()
    assert closed == read(key) == read(stranger)


def test_a_key_after_the_password_counts_as_the_code(worker: User) -> None:
    key = with_a_real_key(worker)
    client = at_the_door(worker)
    page = client.get(reverse("mfa_authenticate")).content.decode()
    assert "Ett steg til" in page
    wrong = client.post(reverse("mfa_authenticate"), {"credential": "{}"})
    assert wrong.status_code == 422
    said = key.use(options_of(wrong.content.decode()))
    assert client.post(reverse("mfa_authenticate"), {"credential": json.dumps(said)})["Location"] == "/"
    assert client.get(reverse("people_list")).status_code == 200


def test_a_spare_code_instead_of_the_key_is_told_of_with_how_many_are_left(worker: User) -> None:
    with_a_real_key(worker)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    client = at_the_door(worker)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert "Du har 9 igjen." in client.get(reverse("people_list")).content.decode()
    page = client.get(reverse("mfa_index")).content.decode()
    assert "Du har 9 igjen." in page
    assert "En reservekode ble sist brukt" in page


def test_the_key_once_more_opens_what_matters(worker: User) -> None:
    key = with_a_real_key(worker)
    client = sign_in(Client(), worker)
    address = reverse("mfa_reauthenticate_webauthn")
    said = key.use(options_of(client.get(address).content.decode()))
    answer = client.post(address, {"credential": json.dumps(said), "next": reverse("mfa_add_webauthn")})
    assert answer["Location"] == reverse("mfa_add_webauthn")
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200


@pytest.mark.parametrize("made_up", MADE_UP, ids=lambda text: text[:40])
def test_what_is_made_up_makes_no_key(worker: User, made_up: str) -> None:
    client = at_the_door(worker)
    page = client.get(reverse("mfa_add_webauthn"))
    assert page.status_code == 200
    answer = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": made_up})
    assert answer.status_code == 422
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("made_up", MADE_UP, ids=lambda text: text[:40])
def test_what_is_made_up_opens_nothing(client: Client, made_up: str) -> None:
    assert client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}).status_code == 200
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": made_up})
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session


def test_the_door_answers_alike_for_a_known_and_an_unknown_user_handle(client: Client, worker: User) -> None:
    def try_as(handle: str) -> tuple[int, str]:
        client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
        response = {"clientDataJSON": "e30", "authenticatorData": "YQ", "signature": "YQ", "userHandle": handle}
        made_up = {"id": "YQ", "rawId": "YQ", "type": "public-key", "response": response}
        answer = client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(made_up)})
        return answer.status_code, re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())

    assert try_as(worker.pk.hex) == try_as("0" * 32) == try_as("YQ")


def test_the_door_asks_for_a_key_of_nobody_in_particular_that_knows_its_owner(client: Client, worker: User) -> None:
    make_key(worker)
    asked = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}).json()
    options = asked["request_options"]["publicKey"]
    assert options["userVerification"] == "required"
    assert not options.get("allowCredentials")
    assert client.get(reverse("mfa_login_webauthn"))["Location"] == reverse("account_login")


def test_a_new_key_is_found_without_a_name_and_says_nothing_of_the_service(client: Client) -> None:
    user = make_account_of(make_person())
    user.set_password(PASSWORD)
    user.save()
    sign_in(client, user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    page = client.get(reverse("mfa_add_webauthn")).content.decode()
    options = options_of(page)["publicKey"]
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["rp"]["name"] == "Min side"
    assert "benken" not in json.dumps(options).lower()


def test_many_tries_with_a_key_are_stopped(client: Client) -> None:
    tries = [client.post(reverse("mfa_login_webauthn"), {"credential": "{}"}).status_code for _ in range(11)]
    assert tries == [422] * 10 + [429]


def test_many_tries_after_the_password_are_stopped_with_a_sentence(worker: User) -> None:
    with_a_real_key(worker)
    client = at_the_door(worker)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "For mange forsøk" in client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_somebody_elses_key_is_missing(worker: User, name: str) -> None:
    key = make_key(make_user(Role.WORKER))
    client = at_the_door(worker)
    missing = client.get(reverse(name, args=[key.pk + 1000]))
    closed = client.get(reverse(name, args=[key.pk]))
    posted = client.post(reverse(name, args=[key.pk]), {"name": "Min"})
    assert missing.status_code == closed.status_code == posted.status_code == 404
    assert Authenticator.objects.get(pk=key.pk).wrap().name == "Telefonen"


def in_with_key(user: User) -> Client:
    """Return a browser signed in with password and key just now."""
    client = sign_in(Client(), user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time()},
        {"method": "mfa", "type": "webauthn", "at": time.time()},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@pytest.mark.parametrize("name", ["", "   ", "\u200b"])
def test_a_key_needs_a_name_that_shows(worker: User, name: str) -> None:
    key = make_key(worker)
    client = in_with_key(worker)
    answer = client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": name})
    assert answer.status_code == 422
    assert Authenticator.objects.get(pk=key.pk).wrap().name == "Telefonen"


def test_the_last_key_taken_away_asks_staff_for_a_new_factor_and_a_second_one_does_not(worker: User) -> None:
    keys = [make_key(worker), make_key(worker, "Pulten")]
    client = in_with_key(worker)
    client.post(reverse("mfa_remove_webauthn", args=[keys[0].pk]))
    assert client.get(reverse("people_list")).status_code == 200
    client.post(reverse("mfa_remove_webauthn", args=[keys[1].pk]))
    assert client.get(reverse("people_list"))["Location"] == reverse("mfa_activate_totp")
    assert client.post(reverse("mfa_remove_webauthn", args=[keys[1].pk])).status_code == 404


def test_keys_are_listed_by_name_and_the_password_is_asked_for_before_one_is_changed(worker: User) -> None:
    key = make_key(worker)
    client = sign_in(Client(), worker)
    assert "Telefonen" in client.get(reverse("mfa_list_webauthn")).content.decode()
    asked = client.get(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    page = client.get(asked["Location"]).content.decode()
    assert "Bruk passnøkkelen i stedet" in page
    again = client.get(reverse("mfa_reauthenticate_webauthn"))
    assert again.status_code == 200
    assert client.post(reverse("mfa_reauthenticate_webauthn"), {"credential": "{}"}).status_code == 422


def test_whoever_has_no_password_and_no_factor_adds_none_on_a_lent_phone(client: Client) -> None:
    sign_in(client, make_account_of(make_person()))
    for name in ("mfa_add_webauthn", "mfa_activate_totp"):
        assert client.get(reverse(name))["Location"] == reverse("account_reset_password")


def test_the_pages_run_no_script_of_their_own(worker: User) -> None:
    client = at_the_door(worker)
    for name in ("mfa_add_webauthn", "mfa_list_webauthn"):
        text = client.get(reverse(name)).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", text)
        assert " onclick" not in text
