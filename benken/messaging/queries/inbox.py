"""Every conversation of those somebody follows, as the inbox lists them: what waits first, then the latest."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from benken.access.queries import User
from benken.access.together import PreparedRead, SmallRead
from benken.messaging.models import Message, Text
from benken.messaging.queries.conversation import first_hours, messages_waiting
from benken.messaging.queries.texts import did_not_arrive
from benken.people.finding import OpenPeople, OpenPerson
from benken.people.queries import Person


@dataclass
class Conversation:
    """One line of the inbox: the newest message, what waits, and the latest text that did not arrive."""

    open_person: OpenPerson
    newest: Message
    waiting: list[Message] = field(default_factory=list)
    answer_by_at: datetime | None = None
    not_arrived: Text | None = None

    @property
    def unread(self) -> int:
        """How many nobody has read."""
        return sum(message.read_at is None for message in self.waiting)

    @property
    def is_stand_in_asked(self) -> bool:
        """Tell whether the stand-in was asked, since nobody had answered."""
        return any(message.stand_in_asked_at is not None for message in self.waiting)


def _newest_of_each(**which: str) -> Subquery:
    """Return the id of the newest message of each person that is such a one."""
    newest = Message.objects.filter(person=OuterRef("pk"), **which).order_by("-sent_at", "-pk")
    return Subquery(newest.values("pk")[:1])


class Inbox:
    """The conversations of those whom a user is the contact person of, or stands in for: small reads."""

    # One step down an index for each person, however much was written; the ids as an array, so that no plan reads all.
    # What was written by itself hides nobody's words: it is shown where there is nothing else.
    _newest = PreparedRead(
        lambda ids: Message.objects.filter(
            pk__one_of=ArraySubquery(
                Person.objects.filter(pk__one_of=ids)
                .order_by()
                .values(newest=Coalesce(_newest_of_each(automatic=""), _newest_of_each()))
            )
        ).order_by(),
        only=("person", "from_person", "text", "sent_at", "automatic", "by_text"),
    )
    _waiting = PreparedRead(
        lambda ids: messages_waiting(ids).order_by("sent_at"),
        only=("person", "sent_at", "read_at", "answer_by_at", "answered_at", "stand_in_asked_at"),
    )

    def __init__(self, *, for_user: User, at: datetime, query: str = "") -> None:
        self._query, self._open = query, OpenPeople(for_user=for_user, at=at)
        ids = self._open.mine
        self._last, self._waits, self._failed = self._newest(ids=ids), self._waiting(ids=ids), did_not_arrive(ids)

    @property
    def reads(self) -> "tuple[SmallRead[Any], ...]":
        """The reads, for `read_together`."""
        return *self._open.reads_to_find(self._query), self._last, self._waits, self._failed

    @property
    def has_people(self) -> bool:
        """Tell whether the user follows anybody."""
        return bool(self._open.mine)

    @property
    def is_waited_for(self) -> bool:
        """Tell whether anybody waits, whoever was sought."""
        return bool(self._waits.rows)

    def conversations(self) -> list[Conversation]:
        """Return the lines of those who were sought: the longest waiting first, then the latest."""
        people = {one.person.pk: one for one in self._open.people}
        lines = {
            message.person_id: Conversation(people[message.person_id], message)
            for message in self._last.rows
            if message.person_id in people
        }
        hours = first_hours(self._waits.rows)
        for message in self._waits.rows:
            if message.person_id in lines:
                lines[message.person_id].waiting.append(message)
                lines[message.person_id].answer_by_at = hours.get(message.person_id)
        for text in self._failed.rows:
            if text.person_id in lines:
                lines[text.person_id].not_arrived = text
        found = [line for line in lines.values() if not self._query or line.open_person.is_meant_by(self._query)]
        waiting = sorted((line for line in found if line.waiting), key=lambda line: line.waiting[0].sent_at)
        rest = sorted((line for line in found if not line.waiting), key=lambda line: line.newest.sent_at, reverse=True)
        return [*waiting, *rest]
