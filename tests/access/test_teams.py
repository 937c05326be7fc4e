"""Teams: made, renamed, removed when nobody is in them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, Team, User
from benken.people.actions.people import register_person
from tests.factories import make_team, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> User:
    user = make_user(Role.ADMIN)
    sign_in(client, user)
    return user


def deeds(team: Team) -> list[str]:
    with acting_as(SYSTEM):
        return list(Deed.objects.filter(object_id=team.pk).order_by("at", "pk").values_list("verb", flat=True))


@pytest.mark.usefixtures("admin")
def test_a_team_is_made_once(client: Client) -> None:
    assert client.post(reverse("team_new"), {"name": "  Team  Elva "})["Location"] == "/settings/"
    team = Team.objects.get(name="Team Elva")
    assert deeds(team) == ["team.add"]
    again = client.post(reverse("team_new"), {"name": "team elva"})
    assert again.status_code == 422
    assert "Det er alt et team som heter team elva." in again.content.decode()
    assert client.post(reverse("team_new"), {"name": "\u200b"}).status_code == 422
    assert Team.objects.count() == 1


@pytest.mark.usefixtures("admin")
def test_a_team_is_renamed_and_the_second_saver_is_told(client: Client) -> None:
    team, other = make_team("Team Elva"), make_team("Team Fjorden")
    path = reverse("team_change", args=[team.pk])
    client.post(path, {"name": "Team Bekken", "seen_name": "Team Elva"})
    assert deeds(team) == ["team.rename"]
    second = client.post(path, {"name": "Team Fossen", "seen_name": "Team Elva"})
    assert second.status_code == 422
    assert "teamet heter Team Bekken nå" in second.content.decode()
    assert 'value="Team Fossen"' in second.content.decode()
    taken = client.post(path, {"name": "TEAM FJORDEN", "seen_name": "Team Bekken"})
    assert taken.status_code == 422
    client.post(path, {"name": "Team Bekken", "seen_name": "Team Bekken"})
    team.refresh_from_db()
    other.refresh_from_db()
    assert (team.name, other.name) == ("Team Bekken", "Team Fjorden")
    assert deeds(team) == ["team.rename"]


@pytest.mark.usefixtures("admin")
def test_the_page_names_teams_and_who_leads_them(client: Client) -> None:
    team = make_team("Team Elva")
    make_user(Role.LEADER, name="Leder En", team=team)
    make_user(Role.WORKER, name="Ansatt En", team=team)
    page = client.get("/settings/").content.decode()
    assert "Team Elva" in page
    assert "Leder En" in page
    assert "Ansatt En" not in page
    assert "Ansatt En" in client.get(reverse("team_change", args=[team.pk])).content.decode()


@pytest.mark.usefixtures("admin")
def test_an_empty_team_is_removed_and_brought_back(client: Client) -> None:
    team = make_team("Team Elva")
    client.post(reverse("team_remove", args=[team.pk]))
    assert not Team.objects.filter(pk=team.pk).exists()
    assert reverse("team_restore", args=[team.pk]) in client.get("/settings/").content.decode()
    for _press in range(2):
        client.post(reverse("team_restore", args=[team.pk]))
        assert Team.objects.get(pk=team.pk).name == "Team Elva"
    assert deeds(team) == ["team.remove", "team.restore"]


@pytest.mark.usefixtures("admin")
def test_a_team_that_was_not_removed_here_is_not_brought_back(client: Client) -> None:
    team = make_team("Team Elva")
    pk = team.pk
    team.delete()
    client.post(reverse("team_restore", args=[pk]))
    assert not Team.objects.exists()


@pytest.mark.usefixtures("admin")
def test_a_team_somebody_is_in_stays_and_the_sentence_says_who(client: Client) -> None:
    team = make_team("Team Elva")
    for number in range(7):
        make_user(Role.WORKER, name=f"Ansatt {number}", team=team)
    answer = client.post(reverse("team_remove", args=[team.pk]))
    assert answer.status_code == 422
    assert (
        "Team Elva er i bruk: Ansatt 0, Ansatt 1, Ansatt 2, Ansatt 3, Ansatt 4 og 2 til er i det."
        in answer.content.decode()
    )
    assert deeds(team) == []


@pytest.mark.usefixtures("admin")
def test_a_team_that_follows_somebody_up_stays_and_names_nobody(client: Client) -> None:
    team = make_team("Team Elva")
    register_person(called="Kalt Stille", by=None, contact=None, team=team, at=timezone.now())
    answer = client.post(reverse("team_remove", args=[team.pk]))
    assert answer.status_code == 422
    assert "noen følges opp der" in answer.content.decode()
    assert "Kalt Stille" not in answer.content.decode()
    assert Team.objects.filter(pk=team.pk).exists()


def test_a_leader_does_not_choose_teams(client: Client) -> None:
    team = make_team("Team Elva")
    sign_in(client, make_user(Role.LEADER, team=team))
    for name in ("team_remove", "team_restore", "team_change"):
        assert client.post(reverse(name, args=[team.pk]), {"name": "X"}).status_code == 404
    assert client.post(reverse("team_new"), {"name": "X"}).status_code == 404
    assert list(Team.objects.values_list("name", flat=True)) == ["Team Elva"]
