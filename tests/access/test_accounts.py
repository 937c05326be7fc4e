"""An administrator opens and closes accounts, and no record."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, Team, User
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "en benk under en gammel bjørk"


@pytest.fixture
def admin() -> User:
    return make_user(Role.ADMIN, name="Administrator En")


@pytest.fixture
def team() -> Team:
    return make_team("Team Fjorden")


@pytest.fixture
def new(team: Team) -> dict[str, object]:
    return {"name": "Ansatt Ny", "email": "Ny@Fjordvik.example", "roles": ["worker"], "team": str(team.pk)}


def deeds(verb: str) -> int:
    with acting_as(SYSTEM):
        return Deed.objects.filter(verb=verb).count()


def link_on(page: str) -> str:
    found = re.search(r"http://testserver(/accounts/password/reset/key/[^<\s]+)", page)
    assert found is not None
    return found[1]


def test_the_list_names_who_works_here_and_no_person(client: Client, admin: User, team: Team) -> None:
    worker = make_user(Role.WORKER, name="Ansatt En", team=team)
    person = make_account_of(make_person(contact=worker, called="Kalt Stille"))
    sign_in(client, admin)
    text = client.get(reverse("accounts")).content.decode()
    assert "Ansatt En" in text
    assert "ruskonsulent" in text
    assert "Team Fjorden" in text
    assert person.name not in text


def test_a_new_account_gets_a_link_that_works_once(client: Client, admin: User, new: dict[str, object]) -> None:
    sign_in(client, admin)
    answer = client.post(reverse("account_new"), new)
    user = User.objects.get(email="ny@fjordvik.example")
    assert answer["Location"] == reverse("account_link", args=[user.pk])
    assert not user.has_usable_password()
    assert deeds("account.create") >= 1
    assert deeds("account.link") == 1
    link = link_on(client.get(answer["Location"]).content.decode())
    assert "password/reset/key" not in client.get(answer["Location"]).content.decode()  # shown once

    theirs = Client()
    path = theirs.get(link)["Location"]
    theirs.post(path, {"password1": PASSWORD, "password2": PASSWORD})
    assert "Lenken virker ikke lenger" in theirs.get(link).content.decode()
    theirs.post(reverse("account_login"), {"login": "ny@fjordvik.example", "password": PASSWORD})
    assert theirs.get("/")["Location"] == reverse("mfa_activate_totp")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "\u200b", "Skriv et navn som synes."),
        ("email", "ikke en adresse", "e-post"),
        ("roles", [], ""),
        ("roles", ["person"], ""),
        ("team", "", "hører til et team"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(
    client: Client, admin: User, new: dict[str, object], field: str, value: object, words: str
) -> None:
    sign_in(client, admin)
    before = User.objects.count()
    answer = client.post(reverse("account_new"), {**new, field: value})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="Ansatt Ny"' in answer.content.decode() or field == "name"
    assert User.objects.count() == before


def test_an_address_is_used_once_whatever_its_capitals(client: Client, admin: User, new: dict[str, object]) -> None:
    sign_in(client, admin)
    client.post(reverse("account_new"), new)
    answer = client.post(reverse("account_new"), {**new, "email": "nY@fjordvik.EXAMPLE"})
    assert answer.status_code == 422
    assert "i bruk alt" in answer.content.decode()


def test_switching_off_ends_the_session_at_the_next_request(client: Client, admin: User, team: Team) -> None:
    worker = make_user(Role.WORKER, name="Ansatt En", team=team)
    theirs = sign_in(Client(), worker)
    assert theirs.get(reverse("people_list")).status_code == 200

    sign_in(client, admin)
    client.post(reverse("account_off", args=[worker.pk]))
    page = client.get(reverse("accounts")).content.decode()
    assert "Ansatt En kan ikke logge inn lenger." in page
    assert reverse("account_on", args=[worker.pk]) in page  # undone with one press
    assert deeds("account.off") == 1
    assert theirs.get(reverse("people_list"))["Location"].startswith(reverse("account_login"))

    client.post(reverse("account_on", args=[worker.pk]))
    assert deeds("account.on") == 1
    assert User.objects.get(pk=worker.pk).is_active


def test_one_cannot_lock_oneself_out(client: Client, admin: User) -> None:
    sign_in(client, admin)
    answer = client.post(reverse("account_off", args=[admin.pk]))
    assert answer.status_code == 422
    assert "din egen konto" in answer.content.decode()
    assert User.objects.get(pk=admin.pk).is_active


def test_a_closed_account_gets_no_link(client: Client, admin: User, team: Team) -> None:
    worker = make_user(Role.WORKER, team=team)
    worker.is_active = False
    worker.save()
    sign_in(client, admin)
    answer = client.post(reverse("account_link", args=[worker.pk]))
    assert answer.status_code == 422
    assert deeds("account.link") == 0


PAGES: list[Callable[[User], tuple[str, str]]] = [
    lambda _user: ("get", reverse("accounts")),
    lambda _user: ("get", reverse("account_new")),
    lambda _user: ("post", reverse("account_new")),
    lambda user: ("get", reverse("account_link", args=[user.pk])),
    lambda user: ("post", reverse("account_link", args=[user.pk])),
    lambda user: ("post", reverse("account_off", args=[user.pk])),
    lambda user: ("post", reverse("account_on", args=[user.pk])),
]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMIN, Role.PERSON)])
def test_all_of_it_is_missing_for_everybody_else(client: Client, team: Team, role: Role) -> None:
    worker = make_user(Role.WORKER, team=team)
    sign_in(client, make_user(role, team=team))
    for page in PAGES:
        method, path = page(worker)
        assert getattr(client, method)(path).status_code == 404


def test_a_persons_own_account_is_out_of_reach(client: Client, admin: User) -> None:
    account = make_account_of(make_person())
    sign_in(client, admin)
    for name in ("account_off", "account_on", "account_link"):
        assert client.post(reverse(name, args=[account.pk])).status_code == 404
        assert client.post(reverse(name, args=[uuid4()])).status_code == 404


def test_an_administrator_opens_no_record(client: Client, admin: User) -> None:
    person = make_person()
    sign_in(client, admin)
    assert client.get(reverse("person", args=[person.pk])).status_code == 404
