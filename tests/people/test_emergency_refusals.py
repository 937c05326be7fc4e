"""Emergency access: the door, the end and the leader's list each refuse by themselves what the pages before stop."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Right, Role, User
from benken.access.policies import Refused
from benken.lib.ids import new_id
from benken.people.actions.emergency import end_emergency, mark_emergency_seen, open_in_emergency
from benken.people.models import EmergencyAccess, Entry, Person
from tests.factories import make_emergency, make_person, make_team, make_user

pytestmark = pytest.mark.django_db

NUMBER = "+4799990101"


@pytest.fixture
def outside() -> User:
    """Return a worker of another team."""
    return make_user(team=make_team())


@pytest.fixture
def tuva(contact: User) -> Person:
    """Return a person with a phone."""
    person = make_person(contact=contact, called="Tuva")
    with acting_as(SYSTEM):
        person.phones.create(number=NUMBER)
    return person


def open_door(by: User, **other: Any) -> Any:
    """Open a record in an emergency."""
    given = {
        "called": "Tuva",
        "phone": NUMBER,
        "national_number": "",
        "kind": "danger",
        "words": "Ligger og svarer ikke",
        **other,
    }
    with acting_as(SYSTEM):
        return open_in_emergency(**given, by=by, at=timezone.now())


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"kind": ""}, "Velg hva som haster"),
        ({"kind": "curious"}, "Velg hva som haster"),
        ({"words": ""}, "Si hvorfor med noen ord"),
        ({"words": "ja \u200b \u2800 nei"}, "Si hvorfor med noen ord"),
        ({"words": "svarer ikke på døra " * 200}, "Det er plass til"),
        ({"phone": ""}, "Skriv navnet og telefonen, eller"),
        ({"called": ""}, "Skriv navnet og telefonen, eller"),
        ({"phone": "", "called": ""}, "Skriv navnet og telefonen, eller"),
    ],
)
def test_without_a_reason_or_somebody_exactly_named_nothing_is_tried(
    tuva: Person, outside: User, other: dict[str, str], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        open_door(outside, **other)
    with acting_as(SYSTEM):
        assert not EmergencyAccess.objects.exists()
        assert not Deed.objects.filter(verb="emergency.try").exists()
    assert open_door(outside).person_id == tuva.pk


@pytest.mark.parametrize("role", [Role.PEER, Role.LEADER, Role.ADMIN, Role.PERSON, Role.SUPPORTER])
def test_the_door_is_for_those_who_meet_people_alone(tuva: Person, outside: User, role: Role) -> None:
    with pytest.raises(Refused, match="Bare de som møter folk"):
        open_door(make_user(role, team=outside.team))
    assert open_door(outside).person_id == tuva.pk


def test_nobody_ends_an_emergency_for_another_or_writes_its_note(tuva: Person, contact: User, outside: User) -> None:
    at = timezone.now()
    mine, another = make_emergency(tuva, by=outside), make_emergency(tuva, by=make_user(team=make_team()))
    for by in (contact, another.by):
        with acting_as(SYSTEM), pytest.raises(Refused, match="Bare den som åpnet"):
            end_emergency(emergency=mine, note="Fant henne.", kind="visit", draft=None, by=by, at=at)
    with acting_as(SYSTEM):
        assert EmergencyAccess.objects.filter(ended_at__isnull=True).count() == 2
        assert not Entry.objects.filter(person=tuva).exists()
        end_emergency(emergency=mine, note="Fant henne.", kind="visit", draft=None, by=outside, at=at)
        assert [one.pk for one in EmergencyAccess.objects.filter(ended_at__isnull=True)] == [another.pk]
        still = Right.objects.filter(subject_id=tuva.pk, basis="emergency").exclude(until_at__lte=at)
        assert [right.user_id for right in still] == [another.by_id]
        assert Entry.objects.get(person=tuva).author_id == outside.pk


def test_what_is_over_is_ended_no_more_and_gets_no_note(tuva: Person, outside: User) -> None:
    mine = make_emergency(tuva, by=outside)
    with acting_as(SYSTEM):
        end_emergency(emergency=mine, note="For seint", kind="visit", draft=None, by=outside, at=mine.until_at)
        assert EmergencyAccess.objects.get(pk=mine.pk).ended_at is None
        assert not Entry.objects.filter(person=tuva).exists()
        at = mine.until_at - timedelta(seconds=1)
        end_emergency(emergency=mine, note="", kind="visit", draft=None, by=outside, at=at)
        assert EmergencyAccess.objects.get(pk=mine.pk).ended_at == at


def test_only_who_is_told_marks_an_emergency_seen_and_only_that_one(tuva: Person, contact: User, outside: User) -> None:
    at, mine, other = timezone.now(), make_emergency(tuva, by=outside), make_emergency(make_person(), by=outside)
    leaders = [make_user(Role.LEADER, team=team) for team in (contact.team, outside.team, make_team())]
    with acting_as(SYSTEM):
        for by in (leaders[2], contact, outside):
            with pytest.raises(LookupError):
                mark_emergency_seen(emergency_id=mine.pk, by=by, at=at)
        with pytest.raises(LookupError):
            mark_emergency_seen(emergency_id=new_id(), by=leaders[0], at=at)
        for by in leaders[:2]:
            mark_emergency_seen(emergency_id=mine.pk, by=by, at=at)
        assert EmergencyAccess.objects.get(pk=mine.pk).seen_by_ids == [leader.pk for leader in leaders[:2]]
        assert EmergencyAccess.objects.get(pk=other.pk).seen_by_ids == []
