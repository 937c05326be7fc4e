"""The front page: five ways in for a stranger, and for everybody else where they begin."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from benken.access.models import Role
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db


def test_a_stranger_sees_five_ways_in_and_the_numbers_to_call(client: Client) -> None:
    page = client.get("/")
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("Jeg trenger hjelp", "Åpent nå", "Jeg jobber her", "Planer og tall", "Forskning"):
        assert words in text
    for number in ("113", "116117", "116123", "08588"):
        assert f'href="tel:{number}"' in text
    assert "Gå ut fort" in text


def test_the_tab_says_nothing_of_what_the_page_is_about(client: Client) -> None:
    title = re.search(r"<title>(.*?)</title>", client.get("/").content.decode())
    assert title is not None
    assert "rus" not in title[1].lower()


def test_the_demo_is_offered_where_it_is_on(client: Client, settings: pytest.FixtureRequest) -> None:
    assert 'href="/demo/"' in client.get("/").content.decode()
    settings.DEMO = False  # type: ignore[attr-defined]
    assert "/demo/" not in client.get("/").content.decode()


@pytest.mark.parametrize("name", ["home", "services", "plans", "research"])
def test_public_pages_are_open_small_and_take_no_post(client: Client, name: str) -> None:
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert len(page.content) < 30_000
    assert "session" not in page.cookies
    assert client.post(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", ["plans", "research"])
def test_what_is_not_there_yet_says_so(client: Client, name: str) -> None:
    assert "ikke laget ennå" in client.get(reverse(name)).content.decode()


def test_a_person_comes_to_their_own_page(client: Client) -> None:
    sign_in(client, make_account_of(make_person()))
    assert client.get("/")["Location"] == reverse("my")


@pytest.mark.parametrize("role", [Role.WORKER, Role.PEER])
def test_whoever_meets_people_comes_to_today(client: Client, role: Role) -> None:
    sign_in(client, make_user(role, team=make_team()))
    page = client.get("/")
    assert page.status_code == 200
    assert "desk/today.html" in [template.name for template in page.templates]


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (Role.LEADER, "team"),
        (Role.ADMIN, "accounts"),
        (Role.SUPPORTER, "shared"),
        (Role.OUTSIDE_HELPER, "shared"),
        (Role.SERVICE_EDITOR, "keeping"),
    ],
)
def test_who_has_work_of_their_own_comes_to_it(client: Client, role: Role, name: str) -> None:
    sign_in(client, make_user(role, team=make_team()))
    assert client.get("/")["Location"] == reverse(name)


@pytest.mark.parametrize(
    ("role", "part"),
    [
        (Role.OUTREACH, 7),
        (Role.PLANNER, 10),
        (Role.RESEARCHER, 8),
        (Role.PARTICIPANT, 8),
    ],
)
def test_who_has_no_page_yet_is_told_when_it_comes(client: Client, role: Role, part: int) -> None:
    sign_in(client, make_user(role, team=make_team()))
    page = client.get("/")
    assert page.status_code == 200
    assert f"kommer i del {part} av Benken" in page.content.decode()


def test_a_leader_who_is_a_worker_too_comes_to_today(client: Client) -> None:
    sign_in(client, make_user(Role.LEADER, Role.WORKER, team=make_team()))
    assert client.get("/").status_code == 200


def test_the_gallery_is_for_staff(client: Client) -> None:
    assert client.get(reverse("gallery")).status_code == 302
    sign_in(client, make_user())
    assert client.get(reverse("gallery")).status_code == 200
    sign_in(client, make_account_of(make_person()))
    assert client.get(reverse("gallery")).status_code == 404
