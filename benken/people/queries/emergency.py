"""Reads of emergency access: one's own that runs, what the person is told, what the leaders see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_place_people
from benken.access.queries import Reading, User
from benken.access.queries.why import is_led_by
from benken.access.together import PreparedRead, SmallRead
from benken.people.models import EmergencyAccess, Entry
from benken.people.queries.records import RecordClosed

TOLD_FOR = timedelta(days=14)  # so long it stands on My page; in the log it stands for good
SEEN_FOR = timedelta(days=30)  # so long a leader finds what they have marked seen


def running_emergencies_of(user: User, *, at: datetime) -> SmallRead[EmergencyAccess]:
    """Return the read of what a user has opened in an emergency and not closed, to be sent with others."""
    return _RUNNING(by=user.pk, at=at)


_RUNNING = PreparedRead(
    lambda by, at: EmergencyAccess.objects.filter(by=by, until_at__gt=at, ended_at__isnull=True).order_by("at"),
    only=("person", "until_at"),
    person=("called",),
)


def running_emergency(person_id: UUID, *, for_user: User, at: datetime) -> EmergencyAccess:
    """Return the emergency in which a user has a record open now, or RecordClosed."""
    rows = EmergencyAccess.objects.filter(person=person_id, by=for_user, until_at__gt=at, ended_at__isnull=True)
    row = rows.select_related("person").order_by("-at").first()
    if row is None:
        raise RecordClosed
    return row


def emergencies_told(person_id: UUID, *, at: datetime) -> SmallRead[EmergencyAccess]:
    """Return the read of what My page tells of emergencies lately, newest first, to be sent with others."""
    return _TOLD(person=person_id, since=at - TOLD_FOR)


_TOLD = PreparedRead(
    lambda person, since: EmergencyAccess.objects.filter(person=person, at__gt=since).order_by("-at"),
    only=("kind", "words", "at", "until_at", "ended_at", "was_opened", "by"),
    by=("name",),
)


@dataclass(frozen=True)
class EmergencyLine:
    """What a leader sees of an emergency: who, of whom, when, why, until when. The record stays closed."""

    emergency_id: UUID
    reader: str
    called: str  # '' for the reader's leader, when the person belongs to another team
    at: datetime
    until: datetime
    why: str
    was_opened: bool
    is_seen: bool
    may_ask: bool  # only the reader's own leader asks why


def sees_emergencies_of(row: EmergencyAccess, *, leader: User, leaders: Iterable[User] | None = None) -> bool:
    """Tell whether a leader is told: of the person's team, and of the reader if anything was opened."""
    if not can_place_people(leader):
        return False
    of_reader = row.was_opened and is_led_by(row.by, leader=leader, leaders=leaders)
    return row.person.team_id == leader.team_id or of_reader


def emergencies_unseen(leader: User) -> SmallRead[EmergencyAccess]:
    """Return the read of what a leader has not seen; for the system, with others. `sees_emergencies_of` says whose."""
    rows = EmergencyAccess.objects.exclude(seen_by_ids__contains=[leader.pk])
    return SmallRead(rows, only=("was_opened",), person=("team_id",), by=("team_id",))


def emergencies_for(leader: User, *, at: datetime) -> list[EmergencyLine]:
    """Return what a leader is told of: all that they have not seen, and what they have seen lately. Never exported."""
    if not can_place_people(leader):
        return []
    fresh = Q(at__gt=at - SEEN_FOR) | ~Q(seen_by_ids__contains=[leader.pk])
    with acting_as(SYSTEM):
        rows = EmergencyAccess.objects.filter(fresh).select_related("person", "by").order_by("-at")
        return [_line(row, leader) for row in rows if sees_emergencies_of(row, leader=leader)]


def emergency_reading(emergency_id: UUID, *, leader: User) -> Reading:
    """Return the line of the log that an emergency began with, to ask about; RecordClosed if it is not the leader's."""
    with acting_as(SYSTEM):
        row = EmergencyAccess.objects.filter(pk=emergency_id, was_opened=True).select_related("person", "by").first()
        if row is None or not is_led_by(row.by, leader=leader) or not sees_emergencies_of(row, leader=leader):
            raise RecordClosed
        reading = Reading.objects.filter(user=row.by, subject_id=row.person_id, at=row.at).first()
    if reading is None:
        raise RecordClosed
    return reading


def draft_about(person_id: UUID, *, author: User) -> Entry | None:
    """Return an author's latest draft about somebody."""
    drafts = Entry.objects.filter(person=person_id, author=author, state=Entry.State.DRAFT)
    return drafts.order_by("-changed_at").first()


def _line(row: EmergencyAccess, leader: User) -> EmergencyLine:
    return EmergencyLine(
        emergency_id=row.pk,
        reader=row.by.name,
        called=row.person.called if row.person.team_id == leader.team_id else "",
        at=row.at,
        until=row.over_at,
        why=row.why,
        was_opened=row.was_opened,
        is_seen=leader.pk in row.seen_by_ids,
        may_ask=row.was_opened and is_led_by(row.by, leader=leader),
    )
