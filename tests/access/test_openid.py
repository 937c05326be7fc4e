"""Signing in by another system, against a real provider on this machine: who gets in, who does not, what is kept."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from benken.access.actions.sign_ins import link_identity, unlink_identity
from benken.access.actor import acting_as
from benken.access.models import Role, SignIn, User
from benken.access.outside.adapter import OutsideAdapter
from benken.access.policies import Refused
from benken.config.sign_in_providers import providers_from
from benken.people.actions.people import register_person
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in
from tests.openid import RunningProvider, running_provider

pytestmark = pytest.mark.django_db
NUMBER = "01816500059"  # invented: the month is written plus 80
HIGH, SUBSTANTIAL, LOW = "idporten-loa-high", "idporten-loa-substantial", "idporten-loa-low"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProvider]:
    with running_provider(tmp_path_factory.mktemp("openid")) as running:
        yield running


@pytest.fixture(autouse=True)
def _set_up(settings: Settings, provider: RunningProvider) -> None:
    cache.clear()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers_from(provider.environment(), demo=True)}}


@pytest.fixture
def account() -> User:
    """Return the open account of the person with the number."""
    contact = make_user(team=make_team())
    at = timezone.now() - timedelta(days=30)
    return make_account_of(register_person(called="Tuva", by=contact, contact=contact, at=at, national_number=NUMBER))


def there_and_back(
    client: Client, by: str = "idporten", *, number: str = NUMBER, level: str = HIGH, do: str = "enter", going: str = ""
) -> str:
    """Go to the provider, show who one is, and return the address it leads back to."""
    begun = client.get(reverse("openid_connect_login", args=[by]), {"next": going} if going else {})
    assert begun.status_code == 302
    with requests.Session() as browser:
        answer = browser.get(begun["Location"], timeout=30)
        assert answer.ok, answer.text
        answer = browser.post(
            answer.url, data={"number": number, "level": level, "do": do}, allow_redirects=False, timeout=30
        )
        while not answer.headers["Location"].startswith("http://testserver/"):
            answer = browser.get(answer.headers["Location"], allow_redirects=False, timeout=30)
    return answer.headers["Location"].removeprefix("http://testserver")


def link(user: User, value: str = NUMBER, *, by: str = "helseid") -> User:
    """Link an account as an administrator does."""
    admin = make_user(Role.ADMIN)
    with acting_as(admin.pk):
        link_identity(user=user, provider=by, value=value, by=admin, at=timezone.now())
    return user


def come_in(client: Client, by: str = "idporten", **said: str) -> HttpResponse:
    return client.get(there_and_back(client, by, **said))  # type: ignore[return-value]  # the test client's own answer


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_person_comes_in_by_their_national_number(client: Client, account: User) -> None:
    key = client.session.session_key
    answer = come_in(client, going=reverse("my_goals"))
    assert answer["Location"] == reverse("my_goals")
    assert client.session["_auth_user_id"] == str(account.pk)
    assert client.session["sign_in_level"] == "high"
    assert client.session.session_key != key
    assert client.get(reverse("my_record")).status_code == 200  # not narrow


@pytest.mark.usefixtures("account")
def test_a_lower_level_is_remembered_as_such(client: Client) -> None:
    come_in(client, level=SUBSTANTIAL)
    assert client.session["sign_in_level"] == "substantial"


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("level", [LOW, ""])
def test_too_low_a_level_opens_nothing_and_says_why(client: Client, level: str) -> None:
    answer = come_in(client, level=level)
    assert answer.status_code == 403
    assert "ikke sikker nok" in answer.content.decode()
    assert not is_in(client)


@pytest.mark.usefixtures("account")
def test_what_was_said_is_kept_nowhere(client: Client) -> None:
    come_in(client)
    whole = str([Session.objects.get(pk=client.session.session_key).get_decoded(), list(SignIn.objects.values())])
    for word in (NUMBER, "Navnesen", "account-of-", "id_token", "access_token"):
        assert word not in whole


def plain(answer: HttpResponse) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())


def test_nobody_signs_up_and_the_answer_is_the_same_whoever_it_is(client: Client, account: User) -> None:
    contact = make_user(team=make_team())
    without = "01816500210"
    register_person(called="Uten", by=contact, contact=contact, at=timezone.now(), national_number=without)
    before = User.objects.count()
    answers = [come_in(Client(), number=number) for number in ("01816500482", without, "ikke et nummer")]
    User.objects.filter(pk=account.pk).update(is_active=False)
    answers.append(come_in(Client()))
    assert {answer.status_code for answer in answers} == {403}
    assert len({plain(answer) for answer in answers}) == 1
    assert "si fra til den du har kontakt med" in plain(answers[0])
    assert User.objects.count() == before
    assert not is_in(client)


@pytest.mark.usefixtures("account")
def test_whoever_changes_their_mind_is_back_at_the_front_door(client: Client) -> None:
    assert come_in(client, do="leave")["Location"] == reverse("account_login")
    assert not is_in(client)


@pytest.fixture
def worker() -> User:
    """Return a worker whom an administrator has linked."""
    return link(make_user(Role.WORKER, team=make_team()))


def test_a_worker_comes_in_by_what_an_administrator_linked_and_needs_no_code(client: Client, worker: User) -> None:
    come_in(client, "helseid", level="4")
    assert client.session["_auth_user_id"] == str(worker.pk)
    assert client.get(reverse("home")).status_code == 200
    assert client.get(reverse("people_list")).status_code == 200


@pytest.mark.usefixtures("worker")
def test_a_worker_with_too_low_a_level_stays_out(client: Client) -> None:
    assert come_in(client, "helseid", level="3").status_code == 403
    assert not is_in(client)


@pytest.mark.usefixtures("worker")
def test_the_same_number_opens_no_workers_account_by_another_system(client: Client) -> None:
    assert come_in(client, "idporten").status_code == 403  # matched to people only
    assert come_in(client, "plain").status_code == 403  # linked at HelseID, not here
    assert not is_in(client)


def test_a_plain_system_names_no_level_and_the_code_is_still_asked_for(client: Client) -> None:
    user = link(make_user(Role.WORKER, team=make_team()), f"account-of-{NUMBER}", by="plain")
    come_in(client, "plain")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert "sign_in_level" not in client.session
    assert client.get(reverse("home"))["Location"] == reverse("mfa_activate_totp")


def test_a_link_taken_away_opens_nothing_and_ends_the_session(client: Client, worker: User) -> None:
    come_in(client, "helseid", level="4")
    admin = make_user(Role.ADMIN)
    with acting_as(admin.pk):
        unlink_identity(user=worker, provider="helseid", by=admin, at=timezone.now())
    assert client.get(reverse("home")).status_code == 200  # the public front
    assert client.get(reverse("people_list"))["Location"].startswith(reverse("account_login"))
    assert come_in(client, "helseid", level="4").status_code == 403


def test_one_identity_opens_one_account_and_only_an_administrator_links(worker: User) -> None:
    admin, other = make_user(Role.ADMIN), make_user(Role.WORKER)
    with pytest.raises(Refused):
        link_identity(user=other, provider="helseid", value=f" {NUMBER} ", by=admin, at=timezone.now())
    with pytest.raises(Refused):
        link_identity(user=other, provider="helseid", value="1", by=worker, at=timezone.now())
    with pytest.raises(Refused):
        link_identity(user=make_account_of(make_person()), provider="helseid", value="1", by=admin, at=timezone.now())


@pytest.mark.usefixtures("account")
def test_the_answer_counts_once_and_only_in_the_browser_that_asked(client: Client) -> None:
    address = there_and_back(client)
    thief = Client()
    assert thief.get(address).status_code == 403
    assert not is_in(thief)
    assert client.get(address).status_code == 302
    again = client.get(address)
    assert again.status_code == 403


@pytest.mark.usefixtures("account")
def test_another_systems_answer_is_not_taken(client: Client) -> None:
    address = there_and_back(client)
    cut = re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fevil.example", address)
    assert cut != address
    assert client.get(cut).status_code == 403
    assert not is_in(client)


@pytest.mark.usefixtures("account")
def test_a_nonce_of_another_sign_in_is_not_taken(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    real = OutsideAdapter.complete_login

    def with_another_nonce(self: OutsideAdapter, *args: Any, **more: Any) -> Any:
        self.stashed = {**self.stashed, "nonce": "another"}
        return real(self, *args, **more)

    address = there_and_back(client)
    monkeypatch.setattr(OutsideAdapter, "complete_login", with_another_nonce)
    answer = client.get(address)
    assert answer.status_code == 403
    assert "Det gikk ikke å logge inn" in answer.content.decode()
    assert not is_in(client)


def test_what_we_ask_for_is_sent_behind_the_browsers_back_and_nothing_of_it_comes_from_the_address(
    client: Client,
) -> None:
    begun = client.get(
        reverse("openid_connect_login", args=["idporten"]),
        {"process": "connect", "auth_params": "prompt=none", "scope": "everything"},
    )
    assert set(parse_qs(urlsplit(begun["Location"]).query)) == {"client_id", "request_uri"}
    (state,) = client.session["socialaccount_states"].values()
    assert state[0]["process"] == "login"
    assert state[0]["pkce_code_verifier"]
    assert len(state[0]["nonce"]) >= 32


def test_without_a_pushed_request_the_address_asks_for_a_new_sign_in_with_pkce(client: Client) -> None:
    asked = parse_qs(urlsplit(client.get(reverse("openid_connect_login", args=["plain"]))["Location"]).query)
    assert asked["prompt"] == ["login"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert {"nonce", "state", "code_challenge"} <= set(asked)
    assert "client_secret" not in asked


def test_somebody_elses_key_is_not_taken_for_ours(client: Client, settings: Settings, tmp_path: Path) -> None:
    with running_provider(tmp_path) as other:  # its key file is of another pair
        apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        apps[0]["settings"]["key_file"] = str(other.our_key_file)
        answer = client.get(reverse("openid_connect_login", args=["idporten"]))
    assert answer.status_code == 403
    assert "Det gikk ikke å logge inn" in answer.content.decode()


def test_a_system_that_is_away_or_calls_itself_something_else_is_a_calm_sentence(
    client: Client, settings: Settings
) -> None:
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    apps[0]["settings"]["server_url"] = "http://localhost:1"
    apps[1]["settings"]["issuer"] = "https://somebody.example"
    for by in ("idporten", "helseid"):
        answer = client.get(reverse("openid_connect_login", args=[by]))
        assert answer.status_code == 403
        assert "Det gikk ikke å logge inn" in answer.content.decode()


def test_claims_that_come_from_userinfo_count_too(
    client: Client, account: User, settings: Settings, tmp_path: Path
) -> None:
    with running_provider(tmp_path, claims_in_userinfo=True) as other:
        apps = providers_from(other.environment(), demo=True)
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
        come_in(client)
    assert client.session["_auth_user_id"] == str(account.pk)


def test_an_unknown_system_and_posts_do_not_exist(client: Client) -> None:
    assert client.get(reverse("openid_connect_login", args=["nobody"])).status_code == 404
    assert client.get(reverse("openid_connect_callback", args=["nobody"])).status_code == 404
    assert client.post(reverse("openid_connect_login", args=["idporten"])).status_code == 405


def test_many_tries_are_stopped(client: Client) -> None:
    address = reverse("openid_connect_callback", args=["idporten"])
    assert [client.get(address).status_code for _ in range(31)].count(429) == 1


def test_whoever_has_only_an_e_id_shows_it_again_before_adding_a_key(client: Client, account: User) -> None:
    account.set_unusable_password()
    account.save()
    come_in(client)
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200  # shown just now
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    where = client.get(reverse("mfa_add_webauthn"))["Location"]
    assert where.startswith(reverse("openid_connect_login", args=["idporten"]))


def test_the_front_door_shows_the_ways_and_leads_on(client: Client) -> None:
    page = client.get(reverse("account_login"), {"next": "/my/goals/"}).content.decode()
    assert "Logg inn med ID-porten" in page
    assert "/accounts/oidc/idporten/login/?next=%2Fmy%2Fgoals%2F" in page


def test_an_administrator_links_and_unlinks_on_a_page_that_shows_nothing_again(client: Client) -> None:
    user, admin = make_user(Role.WORKER, team=make_team()), make_user(Role.ADMIN)
    address = reverse("account_identity", args=[user.pk, "helseid"])
    sign_in(client, admin)
    assert address in client.get(reverse("account_change", args=[user.pk])).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"value": "  "}).status_code == 422
    client.post(address, {"value": f"{NUMBER[:6]} {NUMBER[6:]}"})
    assert NUMBER not in client.get(address).content.decode()
    come_in(Client(), "helseid", level="4")
    client.post(reverse("account_identity_remove", args=[user.pk, "helseid"]))
    assert come_in(Client(), "helseid", level="4").status_code == 403
    # ID-porten is matched by number and linked by nobody; a person's own account is out of reach.
    assert client.get(reverse("account_identity", args=[user.pk, "idporten"])).status_code == 404
    person = make_account_of(make_person())
    assert client.get(reverse("account_identity", args=[person.pk, "helseid"])).status_code == 404
    assert sign_in(Client(), user).get(address).status_code == 404
