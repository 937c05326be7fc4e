"""What the file of all about somebody holds: what is shared, beside it what is not withheld, and what they asked."""

from typing import Any

import pytest
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.people.models import Correction, Entry, Person, Withholding
from benken.people.queries.about_me import about, gathered
from tests.factories import (
    make_account_of,
    make_entry,
    make_person,
    make_question,
    make_team,
    make_user,
    make_withholding,
)

pytestmark = pytest.mark.django_db


def told(person: Person, account: User) -> dict[str, list[Any]]:
    """Return what the file tells, by section; read as the system, whom row security lets see all."""
    with acting_as(SYSTEM):
        return {section.key: rows for section, rows in gathered(about(person, for_user=account, at=timezone.now()))}


def test_a_correction_of_a_withheld_note_is_in_the_file_once_it_is_withheld_no_more() -> None:
    contact, at = make_user(team=make_team()), timezone.now()
    person = make_person(contact=contact)
    account, held = make_account_of(person), make_withholding(person, by=contact)
    with acting_as(SYSTEM):
        correction = Correction.objects.create(person=person, entry=held.entry, by=contact, at=at, text="Mora ringte.")
    assert "corrections" not in told(person, account)
    with acting_as(SYSTEM):
        Withholding.objects.filter(pk=held.pk).update(ended_at=at)
    assert told(person, account)["corrections"] == [correction]


def test_a_draft_is_in_no_file_until_it_is_shared() -> None:
    contact = make_user(team=make_team())
    person = make_person(contact=contact)
    account, draft = make_account_of(person), make_entry(person, by=contact, shared=False)
    assert "entries" not in told(person, account)
    with acting_as(SYSTEM):
        Entry.objects.filter(pk=draft.pk).update(state="shared", shared_at=timezone.now())
    assert told(person, account)["entries"] == [draft]


def test_what_others_asked_about_a_reading_is_not_in_the_persons_file() -> None:
    contact = make_user(team=make_team())
    person = make_person(contact=contact)
    account = make_account_of(person)
    make_question(person, by=make_user(team=contact.team), reader=contact)
    assert "questions_why" not in told(person, account)
    mine = make_question(person, by=account, reader=contact)
    assert told(person, account)["questions_why"] == [mine]
