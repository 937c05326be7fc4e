"""All about a person as a file: whom it is made for, when it is the same file, who fetches it and until when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, User
from benken.access.policies import Refused
from benken.people.actions import copies
from benken.people.actions.relations import let_into_circle
from benken.people.models import AllAboutCopy, Person
from tests.factories import make_account_of, make_copy, make_person, make_user

pytestmark = pytest.mark.django_db

State = AllAboutCopy.State


def asked(person: Person, by: User) -> AllAboutCopy:
    """Ask for a file."""
    with acting_as(SYSTEM):
        copy, _waits = copies.ask_for_all(
            person=person, shape=AllAboutCopy.Shape.JSON, large=False, language="nb", by=by, at=timezone.now()
        )
    return copy


def changed(copy: AllAboutCopy, **fields: object) -> AllAboutCopy:
    """Set something of a file as time or a job has left it; return it."""
    with acting_as(SYSTEM):
        AllAboutCopy.objects.filter(pk=copy.pk).update(**fields)
        return AllAboutCopy.objects.get(pk=copy.pk)


def test_nobody_gets_all_but_the_person_and_the_contact_person(tuva: Person, contact: User, account: User) -> None:
    at, member = timezone.now(), make_user()
    with acting_as(SYSTEM):
        let_into_circle(person=tuva, member=member, basis="bolig", until_at=at + timedelta(days=9), by=contact, at=at)
    for by in (member, make_user(), make_account_of(make_person(contact=contact))):
        with pytest.raises(Refused, match="Bare personen selv"):
            asked(tuva, by)
    with acting_as(SYSTEM):
        assert not AllAboutCopy.objects.exists()
    assert {asked(tuva, by).state for by in (contact, account)} == {State.READY}


def test_two_who_ask_and_two_asked_about_at_once_get_a_file_each(tuva: Person, contact: User, account: User) -> None:
    roy = make_person(contact=contact, called="Roy")
    made = [asked(tuva, account), asked(tuva, contact), asked(roy, contact)]
    assert len({copy.pk for copy in made}) == 3
    assert [(copy.person_id, copy.asked_by_id) for copy in made] == [
        (tuva.pk, account.pk),
        (tuva.pk, contact.pk),
        (roy.pk, contact.pk),
    ]
    assert asked(tuva, account).pk == made[0].pk


def test_what_could_not_be_made_is_made_anew_when_it_is_asked_for_again(tuva: Person, account: User) -> None:
    failed = changed(asked(tuva, account), state=State.FAILED, sealed=None)
    again = asked(tuva, account)
    assert (again.pk == failed.pk, again.state) == (False, State.READY)


def test_a_file_is_fetched_by_whoever_asked_when_it_is_ready_and_for_a_day(
    tuva: Person, contact: User, account: User
) -> None:
    copy = make_copy(tuva, by=account)
    waiting = changed(make_copy(tuva, by=contact), state=State.WAITING, sealed=None)
    for of, by, at in (
        (copy, contact, timezone.now()),
        (copy, account, copy.until_at),
        (waiting, contact, timezone.now()),
    ):
        with acting_as(SYSTEM), pytest.raises(LookupError):
            copies.fetch(copy=of, by=by, at=at)
    with acting_as(SYSTEM):
        assert not Deed.objects.filter(verb="copy.fetch").exists()
        made = copies.fetch(copy=copy, by=account, at=copy.until_at - timedelta(seconds=1))
    assert b"Tuva" in made


def test_only_files_a_day_old_are_deleted(tuva: Person, contact: User, account: User) -> None:
    at = timezone.now()
    changed(make_copy(tuva, by=account), until_at=at)
    fresh = changed(make_copy(tuva, by=contact), until_at=at + timedelta(seconds=1))
    with acting_as(SYSTEM):
        assert copies.discard_old_copies(at=at) == 1
        assert AllAboutCopy.objects.get().pk == fresh.pk
