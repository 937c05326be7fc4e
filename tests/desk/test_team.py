"""A leader places people who have no contact person, and opens no record by it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Right, Role, Team, User
from benken.people.models import ContactPerson, Person
from tests.factories import make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team("Team Fjorden")


@pytest.fixture
def worker(team: Team) -> User:
    return make_user(Role.WORKER, team=team, name="Ansatt En")


@pytest.fixture
def leader(team: Team) -> User:
    return make_user(Role.LEADER, team=team, name="Leder En")


def left_alone(worker: User, called: str, now: datetime, *, days: int = 2) -> Person:
    """Make a person whose contact person has gone."""
    person = make_person(contact=worker, called=called)
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=person).update(until_at=now - timedelta(days=days))
        Right.objects.filter(subject_id=person.pk).update(until_at=now - timedelta(days=days))
    return person


def test_a_leader_sees_who_has_nobody_longest_first(client: Client, leader: User, worker: User, now: datetime) -> None:
    left_alone(worker, "Kalt To", now, days=2)
    left_alone(worker, "Kalt Ni", now, days=9)
    make_person(contact=worker, called="Har Noen")
    left_alone(make_user(team=make_team()), "Annet Team", now)
    sign_in(client, leader)
    text = client.get(reverse("team")).content.decode()
    assert text.index("Kalt Ni") < text.index("Kalt To")
    assert "Har Noen" not in text
    assert "Annet Team" not in text
    with acting_as(SYSTEM):
        assert Deed.objects.filter(by=leader, verb="hand_over_cards.list", subject_id=None).count() == 1


def test_an_empty_team_page_helps(client: Client, leader: User) -> None:
    sign_in(client, leader)
    assert "Alle har en kontaktperson" in client.get(reverse("team")).content.decode()


def test_placing_opens_the_record_to_the_worker_and_not_to_the_leader(
    client: Client, leader: User, worker: User, now: datetime
) -> None:
    person = left_alone(worker, "Kalt To", now)
    sign_in(client, leader)
    answer = client.post(reverse("team_place", args=[person.pk]), {"worker": worker.pk})
    assert answer["Location"] == reverse("team")
    page = client.get(reverse("team")).content.decode()
    assert "Ansatt En er nå kontaktperson for Kalt To." in page
    with acting_as(SYSTEM):
        assert ContactPerson.objects.get(person=person, until_at=None).worker == worker
        assert Deed.objects.filter(by=leader, verb="contact_person.place", subject_id=person.pk).count() == 1
    assert client.get(reverse("person", args=[person.pk])).status_code == 404
    sign_in(client, worker)
    assert client.get(reverse("person", args=[person.pk])).status_code == 200


def test_nobody_chosen_is_told_at_the_field(client: Client, leader: User, worker: User, now: datetime) -> None:
    person = left_alone(worker, "Kalt To", now)
    sign_in(client, leader)
    answer = client.post(reverse("team_place", args=[person.pk]), {"worker": ""})
    assert answer.status_code == 422
    assert f'id="id_{person.pk}_worker_error"' in answer.content.decode()


def test_only_a_worker_of_the_team_can_be_chosen(client: Client, leader: User, worker: User, now: datetime) -> None:
    person = left_alone(worker, "Kalt To", now)
    sign_in(client, leader)
    for other in (make_user(Role.WORKER, team=make_team()), make_user(Role.PEER, team=leader.team), leader):
        assert client.post(reverse("team_place", args=[person.pk]), {"worker": other.pk}).status_code == 422
    with acting_as(SYSTEM):
        assert not ContactPerson.objects.filter(person=person, until_at=None).exists()


def test_a_person_of_another_team_or_with_a_contact_person_is_missing(
    client: Client, leader: User, worker: User, now: datetime
) -> None:
    other = left_alone(make_user(team=make_team()), "Annet Team", now)
    taken = make_person(contact=worker)
    sign_in(client, leader)
    for person in (other, taken):
        assert client.post(reverse("team_place", args=[person.pk]), {"worker": worker.pk}).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.LEADER, Role.PERSON)])
def test_the_page_is_missing_for_everybody_else(
    client: Client, worker: User, team: Team, now: datetime, role: Role
) -> None:
    person = left_alone(worker, "Kalt To", now)
    sign_in(client, make_user(role, team=team))
    assert client.get(reverse("team")).status_code == 404
    assert client.post(reverse("team_place", args=[person.pk]), {"worker": worker.pk}).status_code == 404


def test_a_leader_without_a_team_has_no_such_page(client: Client) -> None:
    sign_in(client, make_user(Role.LEADER))
    assert client.get(reverse("team")).status_code == 404
