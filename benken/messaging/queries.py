"""Reads of conversations. Whoever calls has opened the record first; row security holds besides."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Q

from benken.messaging.models import Message
from benken.people.queries import Person

__all__ = ["Message"]  # the type that other apps name

LATEST = 50


@dataclass(frozen=True)
class Unread:
    """A person's unread messages, as Today shows them."""

    person: Person
    newest: Message
    count: int


def conversation(person: Person, *, size: int = LATEST, before: UUID | None = None) -> list[Message]:
    """Return the latest messages, oldest first; only those older than the message `before` if one is named."""
    messages = Message.objects.filter(person=person).select_related("author").order_by("-sent_at", "-pk")
    if before is not None:
        edge = Message.objects.filter(person=person, pk=before).first()
        if edge is None:
            return []
        messages = messages.filter(Q(sent_at__lt=edge.sent_at) | Q(sent_at=edge.sent_at, pk__lt=edge.pk))
    return list(reversed(messages[:size]))


def unread_for_helper(*, people: dict[UUID, Person]) -> list[Unread]:
    """Return who of these people has written something nobody has read, the longest waiting first."""
    waiting = (
        Message.objects.filter(person_id__in=list(people), from_person=True, read_at__isnull=True)
        .values("person_id")
        .annotate(count=Count("pk"), newest_at=Max("sent_at"))
        .order_by("newest_at")
    )
    counts = {row["person_id"]: row["count"] for row in waiting}
    newest = (
        Message.objects.filter(person_id__in=list(counts), from_person=True, read_at__isnull=True)
        .order_by("person_id", "-sent_at")
        .distinct("person_id")
    )
    rows = [Unread(people[message.person_id], message, counts[message.person_id]) for message in newest]
    return sorted(rows, key=lambda row: row.newest.sent_at)


def unread_for_person(person: Person) -> int:
    """Return how many messages the person has not seen."""
    return Message.objects.filter(person=person, from_person=False, read_at__isnull=True).count()


def unread_from_person(person: Person) -> int:
    """Return how many of the person's messages nobody has read."""
    return Message.objects.filter(person=person, from_person=True, read_at__isnull=True).count()
