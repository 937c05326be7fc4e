"""Who has read what about one person lately: those who wrote, and the contact person around what the person told."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from benken.access.models import Reading, Right, Role
from benken.demo.keys import worker_id
from benken.demo.lines import MessageLine
from benken.demo.moments import SATURDAY, Happening, days_later

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

READ_WITHIN = timedelta(days=60)


def readings_of(person: "PersonRows", rights: Sequence[Right]) -> Iterator[Reading]:
    """Yield the readings by those who had a right at that moment."""
    others = [right for right in rights if right.basis != Right.Basis.SELF]
    for happening in person.happenings:
        if person.clock.now - happening.at > READ_WITHIN:
            continue
        for user, moment, part in _looks(person, happening):
            at = _in_office_hours(person, moment)
            running = [right for right in others if right.user_id == user and _runs(right, at)]
            if running and at <= person.clock.now:
                yield Reading(
                    id=person.new_id(at),
                    at=at,
                    user_id=user,
                    subject_id=person.id,
                    part=part,
                    basis=running[0].basis,
                )


def _in_office_hours(person: "PersonRows", at: datetime) -> datetime:
    """Return the moment, or the next morning at work."""
    if at.hour >= 16:
        at = days_later(at, 1)
    elif at.hour >= 8:
        return at if at.weekday() < SATURDAY else _morning(person, days_later(at, 7 - at.weekday()))
    return _morning(person, days_later(at, 7 - at.weekday()) if at.weekday() >= SATURDAY else at)


def _morning(person: "PersonRows", at: datetime) -> datetime:
    return at.replace(hour=8, minute=person.source.randint(3, 50))


def _looks(person: "PersonRows", happening: Happening) -> Iterator[tuple[UUID, datetime, str]]:
    line, at, source = happening.line, happening.at, person.source
    if happening.by_person:
        part = "messages" if isinstance(line, MessageLine) else "page"
        yield person.contact_id(at), at + timedelta(minutes=source.randint(20, 900)), part
    elif isinstance(line, MessageLine):
        yield person.author(line, at), at - timedelta(minutes=3), "messages"
    else:
        author = person.author(line, happening.written_at)
        before = at - timedelta(minutes=source.randint(8, 40))
        yield author, before, source.choice(("page", "page", "goals"))
        yield author, at + timedelta(minutes=source.randint(10, 50)), "entry"
        others = [member.worker for member in person.course.circle if worker_id(member.worker) != author]
        for other in others:
            peer = Role.PEER in person.staff.workers[other].roles
            if not peer and source.random() < 0.4:
                yield worker_id(other), at + timedelta(hours=source.randint(20, 50)), "page"


def _runs(right: Right, at: datetime) -> bool:
    return right.since_at <= at and (right.until_at is None or at < right.until_at)
