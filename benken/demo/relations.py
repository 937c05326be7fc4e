"""Who is with one person: contact persons one after the other, the circle, and the rights these give.

The rights written here say the same as the actions of people would.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Model

from benken.access.models import Right, Role
from benken.demo.happenings import shared_entry
from benken.demo.keys import worker_id
from benken.demo.lines import EarlierContact, EntryLine, Worker
from benken.demo.moments import NOON, Happening
from benken.people.models import CircleMember, ContactPerson, Entry

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

OVERLAP = timedelta(days=21)


@dataclass(frozen=True)
class Span:
    """A worker as contact person, and how it ended."""

    worker: str
    since: datetime
    until: datetime | None
    ended: EarlierContact | None


def spans_of(person: "PersonRows") -> list[Span]:
    """Return the contact persons with their time, the first one first."""
    spans: list[Span] = []
    since = person.known
    for earlier in person.course.earlier_contacts:
        change = person.clock.unbound(earlier.until_days_ago, NOON)
        # What the new one did may have moved to the Friday before; the change comes before it all the same.
        new = [one.at - timedelta(minutes=30) for one in person.happenings if one.written_at >= change]
        until = max(min([person.clock.workday(earlier.until_days_ago), *new]), since + timedelta(hours=1))
        spans.append(Span(earlier.worker, since, until, earlier))
        since = until
    return [*spans, Span(person.course.contact, since, None, None)] if person.course.contact else []


def contact_persons_of(person: "PersonRows") -> Iterator[Model]:
    """Yield the contact persons, their rights, and what was said at each change."""
    before: EarlierContact | None = None
    for span in person.spans:
        overlap_until = span.until + OVERLAP if span.until else None
        relation = ContactPerson(
            id=person.new_id(span.since),
            person_id=person.id,
            worker_id=worker_id(span.worker),
            since_at=span.since,
            until_at=span.until,
            reason=span.ended.reason if span.ended else "",
            goodbye=span.ended.goodbye if span.ended else "",
            persons_say=before.persons_say if before else "",
            hello=before.hello if before else "",
            overlap_until_at=overlap_until,
        )
        yield relation
        yield right_of(person, worker_id(span.worker), Right.Basis.CONTACT_PERSON, span.since, span.until)
        if span.until:
            yield right_of(person, worker_id(span.worker), Right.Basis.OVERLAP, span.until, overlap_until)
        if before:
            text = "\n\n".join(part for part in (before.goodbye, before.hello, before.persons_say) if part)
            yield shared_entry(
                person,
                Entry.Kind.NEW_CONTACT,
                worker_id(before.worker),
                span.since,
                text,
                about_id=relation.pk,
                areas=[],
            )
        before = span.ended


def circle_of(person: "PersonRows") -> Iterator[Model]:
    """Yield those of the circle now, and those who were with the person for a while."""
    written: dict[str, list[Happening]] = {}
    for happening in person.happenings:
        if isinstance(happening.line, EntryLine) and happening.line.by in person.staff.workers:
            written.setdefault(happening.line.by, []).append(happening)
    for line in person.course.circle:
        until = person.clock.unbound(-line.until_in_days, (23, 59))
        own = written.pop(line.worker, [])
        since = min((happening.at for happening in own), default=person.clock.workday(45)) - timedelta(days=2)
        since = max(since, person.known, until - timedelta(days=365))
        yield from _member(person, person.staff.workers[line.worker], line.basis, since, until, ended=None)
    for key, own in written.items():  # somebody who was with them for a while and is not any more
        if any(person.contact_at(happening.written_at) == key for happening in own):
            continue
        since = max(own[0].at - timedelta(hours=2), person.known)
        ended = person.clock.until_now(own[-1].at + timedelta(days=10))
        yield from _member(
            person, person.staff.workers[key], "Var med en periode", since, since + timedelta(days=360), ended=ended
        )


def _member(
    person: "PersonRows", worker: Worker, basis: str, since: datetime, until: datetime, *, ended: datetime | None
) -> Iterator[Model]:
    yield CircleMember(
        id=person.new_id(since),
        person_id=person.id,
        member_id=worker_id(worker.key),
        basis=basis,
        added_by_id=person.contact_id(since),
        since_at=since,
        until_at=until,
        ended_at=ended,
    )
    whole = {Role.WORKER, Role.OUTREACH}.intersection(worker.roles)
    scope = Right.Scope.RECORD if whole else Right.Scope.OWN_TALKS
    yield right_of(
        person, worker_id(worker.key), Right.Basis.CIRCLE, since, min(until, ended) if ended else until, scope
    )


def right_of(
    person: "PersonRows",
    user: UUID,
    basis: Right.Basis,
    since: datetime,
    until: datetime | None,
    scope: Right.Scope = Right.Scope.RECORD,
) -> Right:
    """Return the right of a user to open the person's record."""
    return Right(
        id=person.new_id(since),
        user_id=user,
        subject_id=person.id,
        basis=basis,
        scope=scope,
        since_at=since,
        until_at=until,
    )
