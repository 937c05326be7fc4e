"""What happened between one person and the help: notes with what came of them, messages, the draft."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Model

from benken.demo.keys import draft_id
from benken.demo.lines import EntryLine, MessageLine
from benken.demo.moments import Happening
from benken.demo.phone_texts import by_phone
from benken.messaging.models import Message
from benken.people.models import Correction, Entry, OwnVersion

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

FRESH = timedelta(days=6)  # what was told longer ago has got an answer
UNREAD = timedelta(hours=60)  # a message that is older has been read, answered or not


def happenings_of(person: "PersonRows") -> Iterator[Model]:
    """Yield notes and messages in order, then the draft."""
    for number, happening in enumerate(person.happenings):
        if isinstance(happening.line, EntryLine):
            yield from _entry(person, happening.line, number)
        else:
            message = _message(person, happening.line, number)
            yield message
            if happening.line.by_text:
                yield from by_phone(person, message, happening.line)
    yield from _draft(person)


def shared_entry(
    person: "PersonRows",
    kind: Entry.Kind,
    author: UUID,
    at: datetime,
    text: str,
    *,
    about_id: UUID | None,
    areas: list[str],
) -> Entry:
    """Return an entry that another act brought with it."""
    return Entry(
        id=person.new_id(at),
        person_id=person.id,
        kind=kind,
        author_id=author,
        happened_at=at,
        text=text,
        areas=areas,
        about_id=about_id,
        state=Entry.State.SHARED,
        created_at=at,
        changed_at=at,
        shared_at=at,
        first_read_at=person.later(at, 3, 30) if person.clock.now - at > FRESH else None,
    )


def _entry(person: "PersonRows", line: EntryLine, number: int) -> Iterator[Model]:
    happening = person.happenings[number]
    at = happening.at
    written = at if happening.by_person else person.later(at, 0.2, 1.5)
    answered = _answered(person, number) if happening.by_person else None
    read = answered if happening.by_person else _first_read(person, written)
    entry = Entry(
        id=person.new_id(at),
        person_id=person.id,
        kind=line.kind,
        author_id=person.author(line, happening.written_at),
        happened_at=at,
        place=line.place,
        text=line.text,
        areas=list(line.areas),
        state=Entry.State.SHARED,
        created_at=written,
        changed_at=written,
        shared_at=written,
        first_read_at=read,
        answered_at=answered,
    )
    yield entry
    if line.correction:
        later = person.later(written, 20, 50)
        yield Correction(
            id=person.new_id(later),
            person_id=person.id,
            entry_id=entry.pk,
            by_id=entry.author_id,
            at=later,
            text=line.correction,
        )
    if line.own_version:
        later = person.later(written, 4, 30)
        yield OwnVersion(
            id=person.new_id(later), person_id=person.id, entry_id=entry.pk, at=later, text=line.own_version
        )


def _draft(person: "PersonRows") -> Iterator[Entry]:
    """Yield the contact person's draft, so that «Vis til personen» has something to show."""
    line = person.course.draft
    if line is None:
        return
    at = person.clock.workday(line.days_ago, line.time)
    written = person.later(at, 0.2, 0.5)
    yield Entry(
        id=draft_id(person.course.key),
        person_id=person.id,
        kind=line.kind,
        author_id=person.contact_id(at),
        happened_at=at,
        place=line.place,
        text=line.text,
        areas=list(line.areas),
        state=Entry.State.DRAFT,
        created_at=written,
        changed_at=written,
    )


def _first_read(person: "PersonRows", written: datetime) -> datetime | None:
    """Return when somebody else first saw a note; the newest ones nobody has seen yet."""
    age = person.clock.now - written
    if age > FRESH or (person.account and age > timedelta(days=1) and person.source.random() < 0.8):
        return person.later(written, 1, 20)
    return None


def _answered(person: "PersonRows", number: int) -> datetime | None:
    """Return when what the person wrote was answered: at the next thing a helper did; None if it still waits."""
    told = person.happenings[number].at
    reply = next((one.at for one in person.happenings[number + 1 :] if not one.by_person), None)
    if reply is None:
        return person.later(told, 12, 26) if person.clock.now - told > FRESH else None
    return max(reply - timedelta(minutes=5), told)


def _message(person: "PersonRows", line: MessageLine, number: int) -> Message:
    happening = person.happenings[number]
    if happening.by_person:
        read = _answered(person, number)
        if read is None and person.clock.now - happening.at > UNREAD:
            read = person.later(happening.at, 2, 20)
    else:
        following = next((one.at for one in person.happenings[number + 1 :] if one.by_person), None)
        is_old = person.clock.now - happening.at > timedelta(days=2)
        read = following or (person.later(happening.at, 0.1, 9) if is_old else None)
    return Message(
        id=person.new_id(happening.at),
        person_id=person.id,
        author_id=_writer(person, line, happening),
        from_person=happening.by_person,
        text=line.text,
        sent_at=happening.at,
        read_at=read,
        by_text=line.by_text and happening.by_person,
    )


def _writer(person: "PersonRows", line: MessageLine, happening: Happening) -> UUID | None:
    """Return who wrote a message; nobody's account, if it came from the phone of one who has none."""
    if line.by_text and happening.by_person:
        return person.account
    return person.author(line, happening.written_at)
