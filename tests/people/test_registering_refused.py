"""Registering, asking and changing: the action refuses by itself, and one person's rows are never another's."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Right, Role, User
from benken.access.policies import ChangedMeanwhile, Refused
from benken.people.actions import people as actions
from benken.people.actions.blocks import hide
from benken.people.actions.finding import ASKINGS, Known, ask_whether_known
from benken.people.finding import OpenPeople
from benken.people.models import ContactPerson, Person, Phone
from benken.people.phones import NewPhone
from tests.factories import make_person, make_team, make_user
from tests.people.test_people import SYNTHETIC

pytestmark = pytest.mark.django_db

PHONE = "+4799990103"


@pytest.fixture
def worker() -> User:
    """Return a worker."""
    return make_user(team=make_team())


def register(by: User, *, contact: User | None = None, at: datetime | None = None, **known: Any) -> Person:
    """Register somebody."""
    with acting_as(SYSTEM):
        return actions.register_person(
            called="Tuva", by=by, contact=contact or by, at=at or timezone.now(), phones=[NewPhone(PHONE)], **known
        )


def ask(by: User, *, at: datetime | None = None, **typed: Any) -> Known | None:
    """Ask whether somebody is known."""
    asked = {"called": "Tuva", "full_name": "", "phones": [NewPhone(PHONE)], "national_number": ""} | typed
    with acting_as(by.pk):
        at = at or timezone.now()
        return ask_whether_known(**asked, open_people=OpenPeople(for_user=by, at=at), by=by, at=at)


def done_so_often(verb: str, times: int, *, by: User, at: datetime) -> None:
    """Let somebody have done something so often."""
    with acting_as(SYSTEM):
        for _time in range(times):
            record_deed(by=by, at=at, verb=verb)


def test_nobody_becomes_contact_person_by_registering_who_cannot_be_one(worker: User) -> None:
    gone = make_user(team=worker.team)
    with acting_as(SYSTEM):
        User.objects.filter(pk=gone.pk).update(is_active=False)
        gone.refresh_from_db()
    for contact in (make_user(Role.LEADER, team=worker.team), make_user(Role.PEER), gone):
        with pytest.raises(Refused, match="kan ikke være kontaktperson"):
            register(worker, contact=contact)
    with acting_as(SYSTEM):
        assert not Person.objects.exists()
    register(worker)


def test_who_has_met_five_who_are_known_registers_no_more_numbers_within_the_hour(worker: User) -> None:
    at, other = timezone.now(), make_user(team=make_team())
    done_so_often("person.found", actions.FINDINGS, by=worker, at=at - timedelta(minutes=59))
    with pytest.raises(Refused, match="For mange forsøk"):
        register(worker, at=at, national_number=SYNTHETIC)
    register(worker, at=at)  # without a number nothing is felt for
    with acting_as(SYSTEM):
        assert Person.objects.count() == 1
    register(worker, at=at + timedelta(minutes=2), national_number=SYNTHETIC)
    done_so_often("person.found", actions.FINDINGS, by=worker, at=at + timedelta(minutes=2))
    with pytest.raises(actions.KnownHere):  # the count is each one's own
        register(other, at=at + timedelta(minutes=2), national_number=SYNTHETIC)


def test_whoever_has_asked_twenty_times_is_answered_no_more_and_others_are(worker: User) -> None:
    at, other = timezone.now(), make_user(team=make_team())
    register(other, contact=make_user(team=make_team()))
    done_so_often("person.ask", ASKINGS - 1, by=worker, at=at - timedelta(minutes=59))
    assert ask(worker, at=at) == Known.PHONE_AND_NAME
    with pytest.raises(Refused, match="For mange forsøk"):
        ask(worker, at=at)
    assert ask(other, at=at) == Known.PHONE_AND_NAME
    assert ask(worker, at=at + timedelta(minutes=2)) == Known.PHONE_AND_NAME


def test_one_who_is_hidden_is_not_told_of_and_one_beside_them_who_is_not_is(worker: User) -> None:
    contact = make_user(team=make_team())
    tuva, _ole = register(contact, national_number=SYNTHETIC), register(contact)
    assert ask(worker, national_number=SYNTHETIC) == Known.NUMBER
    with acting_as(contact.pk):
        hide(person=tuva, hidden=True, by=contact, at=timezone.now())
    assert ask(worker, national_number=SYNTHETIC) == Known.PHONE_AND_NAME
    assert ask(worker, called="Noen annen", national_number=SYNTHETIC) is None


def test_taking_somebody_away_takes_no_row_of_another(worker: User) -> None:
    gone, stays = register(worker), register(worker)
    assert actions.remove_people(person_ids=[gone.pk]) == 1
    with acting_as(SYSTEM):
        assert [one.person for one in ContactPerson.objects.select_related("person")] == [stays]
        assert [one.person for one in Phone.objects.select_related("person")] == [stays]
        assert list(Person.objects.all()) == [stays]
        assert [one.subject_id for one in Right.objects.all()] == [stays.pk]


def test_changing_how_one_is_reached_leaves_another_as_they_were(worker: User) -> None:
    tuva, ole = register(worker), make_person(contact=worker, called="Ole")
    with acting_as(SYSTEM):
        Phone.objects.create(person=ole, number=PHONE, position=0)
    changed: dict[str, Any] = {
        "person": tuva, "called": "Tuva L.", "full_name": "", "language": "nb", "by": worker, "at": timezone.now(),
    }  # fmt: skip
    with acting_as(SYSTEM):
        actions.change_person(**changed, phones=[NewPhone("+4799990104")], seen_version=tuva.version)
        with pytest.raises(ChangedMeanwhile):
            actions.change_person(**changed, phones=[], seen_version=tuva.version)
        assert set(Phone.objects.values_list("person", "number")) == {(tuva.pk, "+4799990104"), (ole.pk, PHONE)}
