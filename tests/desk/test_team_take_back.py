"""A placing done by mistake is undone within minutes, unless the new contact person has opened the record."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Right, Role, User
from benken.people.actions.people import register_person
from benken.people.models import ContactPerson, Person
from tests.factories import make_team, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader() -> User:
    """Return the leader of a team."""
    return make_user(Role.LEADER, team=make_team())


@pytest.fixture
def worker(leader: User) -> User:
    """Return a worker of the team."""
    return make_user(team=leader.team, name="Ansatt En")


@pytest.fixture
def placed(client: Client, leader: User, worker: User) -> ContactPerson:
    """Return the placing the leader just did, signed in as the leader."""
    with acting_as(SYSTEM):
        person = register_person(called="Kalt To", by=None, contact=None, team=leader.team, at=timezone.now())
    sign_in(client, leader).post(reverse("team_place", args=[person.pk]), {"worker": worker.pk})
    with acting_as(SYSTEM):
        return ContactPerson.objects.get(person=person)


def take_back(placed: ContactPerson) -> str:
    """Return where the placing is undone."""
    return reverse("team_place_take_back", kwargs={"placing_id": placed.pk})


def stands(placed: ContactPerson) -> bool:
    """Tell whether the worker is still the contact person, and may open the record by it."""
    with acting_as(SYSTEM):
        running = Right.objects.filter(subject_id=placed.person_id, until_at=None).exists()
        assert running == ContactPerson.objects.filter(pk=placed.pk).exists()
        return running


def test_a_placing_is_undone_and_the_right_ends(
    client: Client, leader: User, worker: User, placed: ContactPerson
) -> None:
    assert take_back(placed) in client.get(reverse("team")).content.decode()
    for _ in range(2):
        text = client.post(take_back(placed), follow=True).content.decode()
        assert "Kalt To venter på en kontaktperson igjen." in text
    assert not stands(placed)
    assert reverse("team_place", args=[placed.person_id]) in text
    with acting_as(SYSTEM):
        assert Deed.objects.filter(by=leader, verb="contact_person.take_back").count() == 1
        assert Person.objects.filter(pk=placed.person_id).exists()
    assert sign_in(client, worker).get(reverse("person", args=[placed.person_id])).status_code == 404


def test_once_the_record_is_opened_it_stands(client: Client, leader: User, worker: User, placed: ContactPerson) -> None:
    assert sign_in(client, worker).get(reverse("person", args=[placed.person_id])).status_code == 200
    answer = sign_in(client, leader).post(take_back(placed), follow=True)
    assert "Det er for sent å angre." in answer.content.decode()
    assert stands(placed)


def test_after_ten_minutes_it_stands(client: Client, placed: ContactPerson) -> None:
    with acting_as(SYSTEM):
        ContactPerson.objects.update(since_at=timezone.now() - timedelta(minutes=11))
    client.post(take_back(placed))
    assert stands(placed)


def test_only_the_leader_who_did_it_undoes_it(client: Client, leader: User, placed: ContactPerson) -> None:
    for other in (make_user(Role.LEADER, team=leader.team), make_user(Role.LEADER, team=make_team()), make_user()):
        assert sign_in(client, other).post(take_back(placed)).status_code == 404
    assert stands(placed)
