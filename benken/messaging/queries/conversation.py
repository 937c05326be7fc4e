"""Reads of conversations. Whoever calls has opened the record first; row security holds besides."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet

from benken.access.together import PreparedRead, SmallRead
from benken.messaging.models import Message
from benken.people.finding import TextTable
from benken.people.queries import Person, RecordClosed

__all__ = ["Message"]  # the type that other apps name

LATEST = 50


@dataclass(frozen=True)
class Unread:
    """A person's messages that wait, as Today shows them: how many are unread, and the first hour promised."""

    person: Person
    newest: Message
    count: int
    answer_by_at: datetime | None


def conversation(person: Person, *, size: int = LATEST, before: Message | None = None) -> list[Message]:
    """Return the latest messages, oldest first; only those older than `before` if one is named."""
    messages = Message.objects.filter(person=person).select_related("author", "as_text").order_by("-sent_at", "-pk")
    if before is not None:
        messages = messages.filter(Q(sent_at__lt=before.sent_at) | Q(sent_at=before.sent_at, pk__lt=before.pk))
    latest = list(reversed(messages[:size]))
    for message in latest:
        message.person = person
    return latest


def conversation_mark(person: Person, mark: UUID | None) -> Message | None:
    """Return the message that a page goes on from; None, the latest ones, if the mark leads nowhere."""
    return Message.objects.filter(person=person, pk=mark).first() if mark else None


def waits_for_an_answer(person: Person) -> QuerySet[Message]:
    """Return what the person has written that nobody has answered."""
    return Message.objects.filter(person=person, from_person=True, answer_by_at__isnull=False, answered_at__isnull=True)


def waiting_for_an_answer(person: Person) -> SmallRead[Message]:
    """Return the read of the same, the first hour promised on top, to be sent with others."""
    return _WAITS(person=person.pk)


def message_of(person: Person, message_id: UUID) -> Message:
    """Return one message of a person's conversation, or RecordClosed."""
    message = Message.objects.filter(person=person, pk=message_id).select_related("person").first()
    if message is None:
        raise RecordClosed
    return message


class UnreadForHelper:
    """What these people have written that waits to be read or answered: a small read, to be sent with others."""

    # Each person's newest is among the two hundred newest of all, or they wait behind two hundred others.
    _newest = PreparedRead(
        lambda ids: messages_waiting(ids).order_by("-sent_at")[:200],
        only=("person", "text", "sent_at", "read_at", "answer_by_at", "answered_at"),
    )

    def __init__(self, person_ids: list[UUID]) -> None:
        self.read = self._newest(ids=person_ids)

    def lines(self, people: dict[UUID, Person]) -> list[Unread]:
        """Return each person's newest and how many there are, the longest waiting first."""
        newest: dict[UUID, Message] = {}
        count = Counter(message.person_id for message in self.read.rows if message.read_at is None)
        for message in self.read.rows:
            newest.setdefault(message.person_id, message)
        hours = first_hours(self.read.rows)
        rows = [Unread(people[who], message, count[who], hours.get(who)) for who, message in newest.items()]
        return sorted(rows, key=lambda row: row.newest.sent_at)


def first_hours(messages: Iterable[Message]) -> dict[UUID, datetime]:
    """Return, of each person whom an answer is promised, the first hour it was promised for."""
    hours: dict[UUID, datetime] = {}
    for message in messages:
        if message.answer_by_at is not None and message.answered_at is None:
            hours[message.person_id] = min(message.answer_by_at, hours.get(message.person_id, message.answer_by_at))
    return hours


def messages_waiting(person_ids: list[UUID] | ArraySubquery) -> QuerySet[Message]:
    """Return what these people have written that nobody has read, or nobody has answered."""
    return Message.objects.filter(
        Q(read_at__isnull=True) | Q(answer_by_at__isnull=False, answered_at__isnull=True),
        person__one_of=person_ids,
        from_person=True,
    )


def unread_for_person(person_id: UUID) -> SmallRead[Message]:
    """Return the read of the messages that the person has not seen, to be sent with others."""
    return _UNREAD_FOR_PERSON(person=person_id)


def unread_from_person(person: Person) -> SmallRead[Message]:
    """Return the read of the person's messages that nobody has read, to be sent with others."""
    return _UNREAD_FROM_PERSON(person=person.pk)


def unread_from_people(person_ids: list[UUID]) -> SmallRead[Message]:
    """Return the read of who of these people has written something nobody has read, to be sent with others."""
    return _UNREAD_FROM_PEOPLE(ids=person_ids)


_UNREAD_FOR_PERSON = PreparedRead(
    lambda person: Message.objects.filter(person=person, from_person=False, read_at__isnull=True), only=("sent_at",)
)
_WAITS = PreparedRead(
    lambda person: Message.objects.filter(
        person=person, from_person=True, answer_by_at__isnull=False, answered_at__isnull=True
    ).order_by("answer_by_at"),
    only=("answer_by_at", "stand_in_asked_at"),
)
_UNREAD_FROM_PERSON = PreparedRead(
    lambda person: Message.objects.filter(person=person, from_person=True, read_at__isnull=True), only=("sent_at",)
)
_UNREAD_FROM_PEOPLE = PreparedRead(
    lambda ids: messages_waiting(ids).order_by("person_id", "sent_at").distinct("person_id"),
    only=("person", "sent_at"),
)


MESSAGE_TEXTS = (TextTable("message", Message, "t.sent_at", ("text",), who="t.author_id"),)  # what can be searched
