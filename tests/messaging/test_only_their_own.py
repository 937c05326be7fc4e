"""Two conversations beside each other: what is read or done in one leaves the other alone; nothing is read twice."""

from datetime import datetime, timedelta

import pytest

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.access.policies import Refused
from benken.access.together import read_together
from benken.messaging.actions.conversation import (
    mark_found_messages_read,
    mark_messages_read,
    send_message,
    take_back_message,
)
from benken.messaging.models import Message
from benken.messaging.queries import conversation as queries
from benken.people.actions.entries import tell
from benken.people.models import Entry, Person
from benken.people.queries import RecordClosed
from tests.factories import make_account_of, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(contact: User) -> Person:
    """Return somebody else the contact person follows."""
    return make_person(contact=contact, called="Odd")


def write(person: Person, by: User, at: datetime, text: str = "Hei!") -> Message:
    """Send a message."""
    with acting_as(SYSTEM):
        return send_message(person=person, text=text, by=by, at=at)


def read_ones() -> dict[object, datetime | None]:
    """Return when each message that somebody wrote was read."""
    with acting_as(SYSTEM):
        return dict(Message.objects.filter(automatic="").values_list("pk", "read_at"))


def test_what_waits_to_be_read_is_one_persons_and_of_the_other_side(
    contact: User, person: Person, other: Person, now: datetime
) -> None:
    """To the person what helpers wrote, to a helper what the person wrote; what is read and answered is over."""
    account, others_account = make_account_of(person), make_account_of(other)
    to_read, from_person = write(person, contact, now), write(person, account, now)
    for by in (contact, account):
        read = write(person, by, now)
        with acting_as(SYSTEM):
            Message.objects.filter(pk=read.pk).update(read_at=now, answered_at=now if by == account else None)
    for by in (contact, others_account):
        unread = write(other, by, now)
        with acting_as(SYSTEM):
            Message.objects.filter(pk=unread.pk).update(answer_by_at=None)
    for answered_at in (now, None):
        promised = write(other, others_account, now)
        with acting_as(SYSTEM):
            asked = {"read_at": now, "answer_by_at": now, "answered_at": answered_at}
            Message.objects.filter(pk=promised.pk).update(**asked)
    waits = queries.unread_for_person(person.pk), queries.unread_from_person(person)
    listed = queries.unread_from_people([person.pk]), queries.UnreadForHelper([person.pk]).read
    with acting_as(SYSTEM):
        read_together(*waits, *listed)
        assert list(queries.messages_waiting([person.pk])) == [from_person]
        assert promised in queries.messages_waiting([other.pk])
        assert queries.messages_waiting([other.pk]).count() == 2, "what nobody read, and what nobody answered"
        assert list(queries.waits_for_an_answer(other)) == [promised]
        assert not queries.waits_for_an_answer(person)
    assert [[row.pk for row in read.rows] for read in waits] == [[to_read.pk], [from_person.pk]]
    assert [[row.pk for row in read.rows] for read in listed] == [[from_person.pk]] * 2


def test_a_conversation_is_one_persons(contact: User, person: Person, other: Person, now: datetime) -> None:
    mine, theirs = write(person, contact, now), write(other, contact, now)
    with acting_as(SYSTEM):
        assert queries.conversation(person) == [mine]
        assert queries.conversation(other) == [theirs]
        assert queries.conversation_mark(person, mine.pk) == mine
        assert queries.conversation_mark(other, mine.pk) is None
        assert queries.message_of(person, mine.pk) == mine
        with pytest.raises(RecordClosed):
            queries.message_of(other, mine.pk)


def test_reading_one_conversation_leaves_the_others_unread_and_the_first_reading_stands(
    contact: User, person: Person, other: Person, now: datetime
) -> None:
    account, later = make_account_of(person), now + timedelta(minutes=5)
    told, new = write(person, account, now), write(person, account, now)
    own, elsewhere = write(person, contact, now), write(other, make_account_of(other), now)
    with acting_as(SYSTEM):
        Message.objects.filter(pk=told.pk).update(read_at=now)
        assert mark_messages_read(person=person, by=contact, at=later) == 1
        assert read_ones() == {told.pk: now, new.pk: later, own.pk: None, elsewhere.pk: None}
        assert mark_messages_read(person=person, by=account, at=later) == 1
        assert read_ones()[own.pk] == later


def test_what_a_search_found_is_read_once_and_only_what_the_person_wrote(
    contact: User, person: Person, now: datetime
) -> None:
    account, later = make_account_of(person), now + timedelta(minutes=5)
    told, new, own, beside = (write(person, by, now) for by in (account, account, contact, account))
    with acting_as(SYSTEM):
        Message.objects.filter(pk=told.pk).update(read_at=now)
        assert mark_found_messages_read(message_ids=[told.pk, new.pk, own.pk], at=later) == 1
    assert read_ones() == {told.pk: now, new.pk: later, own.pk: None, beside.pk: None}


def test_taking_back_an_answer_looks_at_that_conversation_alone(
    contact: User, person: Person, other: Person, now: datetime
) -> None:
    """What was told waits again, and was heard when it was told, also when the helper has since written to another."""
    account, before = make_account_of(person), now - timedelta(hours=1)
    with acting_as(SYSTEM):
        told = tell(person=person, kind=Entry.Kind.HARD_TIME, text="Tungt.", by=account, at=before)
        answer = write(person, contact, now)
        write(other, contact, now + timedelta(minutes=1))
        take_back_message(message=answer, by=contact, at=now)
        assert Entry.objects.get(pk=told.pk).answered_at is None
        assert Person.objects.get(pk=person.pk).last_heard_at == before


def test_a_message_is_taken_back_by_whoever_wrote_it_until_it_is_read(
    contact: User, person: Person, now: datetime
) -> None:
    sent, read = write(person, contact, now), write(person, contact, now)
    with acting_as(SYSTEM):
        Message.objects.filter(pk=read.pk).update(read_at=now)
        for message, by in ((sent, make_user()), (sent, make_account_of(person)), (read, contact)):
            with pytest.raises(Refused, match="blir stående"):
                take_back_message(message=message, by=by, at=now)
        for _ in range(2):  # a second press
            take_back_message(message=sent, by=contact, at=now)
        assert list(Message.objects.all()) == [read]


@pytest.mark.parametrize(("text", "why"), [(" \u200b", "Skriv noen ord først."), ("o" * 40_001, "40001 tegn")])
def test_a_message_says_something_and_no_more_than_can_be_read(
    contact: User, person: Person, now: datetime, text: str, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        write(person, contact, now, text)
    assert read_ones() == {}
    sent = write(person, contact, now, "o" * 40_000)
    assert read_ones() == {sent.pk: None}
