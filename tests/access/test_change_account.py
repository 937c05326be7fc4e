"""An administrator changes what somebody is called, their roles and their team."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, Team, User
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> User:
    user = make_user(Role.ADMIN, name="Administrator En")
    sign_in(client, user)
    return user


@pytest.fixture
def worker() -> User:
    return make_user(Role.WORKER, name="Ansatt En", team=make_team("Team Elva"))


def shown(client: Client, user: User) -> dict[str, object]:
    page = client.get(reverse("account_change", args=[user.pk])).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    return {"name": user.name, "roles": user.roles, "team": str(user.team_id or ""), "seen": seen[1]}


def deeds(user: User) -> list[str]:
    with acting_as(SYSTEM):
        made = Deed.objects.filter(object_id=user.pk, by__isnull=False).order_by("verb")
        return list(made.values_list("verb", flat=True))


@pytest.mark.usefixtures("admin")
def test_roles_and_team_are_changed_and_it_counts_at_the_next_request(client: Client, worker: User) -> None:
    theirs, team = sign_in(Client(), worker), make_team("Team Fjorden")
    assert theirs.get(reverse("person_new")).status_code == 200
    client.post(
        reverse("account_change", args=[worker.pk]),
        {**shown(client, worker), "roles": ["leader"], "team": str(team.pk)},
    )
    worker.refresh_from_db()
    assert (worker.roles, worker.team) == (["leader"], team)
    assert deeds(worker) == ["account.roles", "account.team", "session.end_all"]
    assert theirs.get(reverse("person_new"))["Location"].startswith(reverse("account_login"))


@pytest.mark.usefixtures("admin")
def test_the_same_again_writes_nothing(client: Client, worker: User) -> None:
    path, typed = reverse("account_change", args=[worker.pk]), shown(client, worker)
    for _press in range(2):
        assert client.post(path, {**typed, "name": "Ansatt To"}).status_code == 302
    assert deeds(worker) == ["account.name"]


@pytest.mark.usefixtures("admin")
def test_the_second_saver_is_told_what_stands(client: Client, worker: User) -> None:
    path, typed = reverse("account_change", args=[worker.pk]), shown(client, worker)
    client.post(path, {**typed, "name": "Ansatt To"})
    second = client.post(path, {**typed, "name": "Ansatt Tre"})
    page = second.content.decode()
    assert second.status_code == 422
    assert "Slik står det nå" in page
    assert "Ansatt To" in page
    assert 'value="Ansatt Tre"' in page
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    client.post(path, {**typed, "name": "Ansatt Tre", "seen": seen[1]})
    worker.refresh_from_db()
    assert worker.name == "Ansatt Tre"


def test_an_administrator_who_takes_on_more_stays_signed_in_here(client: Client, admin: User) -> None:
    other = sign_in(Client(), admin)
    typed = {**shown(client, admin), "roles": ["admin", "planner"]}
    client.post(reverse("account_change", args=[admin.pk]), typed)
    assert client.get(reverse("accounts")).status_code == 200
    assert other.get(reverse("accounts"))["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"roles": []}, ""),
        ({"roles": ["person"]}, ""),
        ({"team": ""}, "hører til et team"),
        ({"name": "\u200b"}, "som synes"),
    ],
)
@pytest.mark.usefixtures("admin")
def test_what_is_wrong_is_told(client: Client, worker: User, changed: dict[str, object], words: str) -> None:
    answer = client.post(reverse("account_change", args=[worker.pk]), {**shown(client, worker), **changed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert deeds(worker) == []


def test_nobody_takes_the_keys_from_themselves(client: Client, admin: User) -> None:
    team = Team.objects.create(name="Team Elva")
    typed = {**shown(client, admin), "roles": ["worker"], "team": str(team.pk)}
    answer = client.post(reverse("account_change", args=[admin.pk]), typed)
    assert answer.status_code == 422
    assert "fra deg selv" in answer.content.decode()
    admin.refresh_from_db()
    assert admin.roles == ["admin"]


@pytest.mark.usefixtures("admin")
def test_a_persons_account_is_out_of_reach(client: Client) -> None:
    account = make_account_of(make_person())
    assert client.get(reverse("account_change", args=[account.pk])).status_code == 404
    assert client.post(reverse("account_letter", args=[account.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.LEADER, Role.WORKER, Role.PLANNER])
def test_it_is_missing_for_everybody_else(client: Client, worker: User, role: Role) -> None:
    sign_in(client, make_user(role, team=make_team()))
    for answer in (
        client.get(reverse("account_change", args=[worker.pk])),
        client.post(reverse("account_change", args=[worker.pk]), {"name": "X"}),
        client.post(reverse("account_letter", args=[worker.pk])),
    ):
        assert answer.status_code == 404
