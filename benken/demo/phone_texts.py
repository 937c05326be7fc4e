"""Texts of the invented people: what each has said about them, those that went out and came in, two in the tray."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db.models import Model

from benken.demo.gateway import NAME
from benken.demo.keys import fixed_id, person_id
from benken.demo.lines import Course, MessageLine
from benken.demo.moments import OSLO, Clock
from benken.messaging.models import IncomingText, Message, Text, TextChoices, TextConsent
from benken.messaging.policies.texts import UNDO, VALID_FOR
from benken.messaging.words import notice_words
from benken.people.models import Phone
from benken.people.phones import read_number
from benken.services.models import Appointment

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

TOLD_AFTER = timedelta(seconds=4)
ANSWERED_AFTER = timedelta(seconds=9)
REMINDED_AT = time(12, 10)
STOP = "STOPP"
NOBODYS = "+4799990190"  # in the tray, and a phone one can send from
FEW_ROUNDS = 1_000  # the word of an invented person: nothing hangs on it, and the load is fast
FROM_NOBODY = "Hei. Fikk nummeret av en på brygga. Kan jeg snakke med noen uten å si hva jeg heter?"
FROM_ONE_OF_TWO = "Står ved døra deres nå. Kommer noen ut?"
REMINDER = "I morgen kl. %s. Svar her hvis det ikke passer. (Automatisk SMS)"


def by_phone(person: "PersonRows", message: Message, line: MessageLine) -> Iterator[Model]:
    """Yield what stands beside a message that came from a phone, or went to one."""
    number = number_for_texts(person.course)
    if not message.from_person:
        yield _text_out(person, message, number, line.became)
        return
    yield IncomingText(
        id=person.new_id(message.sent_at),
        gateway=NAME,
        gateway_id=str(message.pk),
        number=number,
        said_at=message.sent_at,
        received_at=message.sent_at,
        person_id=person.id,
        message_id=message.pk,
    )
    if line.answer:
        at = person.clock.until_now(message.sent_at + ANSWERED_AFTER)
        yield from _automatic(person, Message.Automatic.KEYWORD, line.answer, at)


def number_for_texts(course: Course) -> str:
    """Return the number that texts go to, as it is kept."""
    if course.phone_texts is None:
        raise ValueError(f"{course.key} has said nothing about texts")
    read = read_number(course.phones[course.phone_texts.phone].number)
    if read is None:
        raise ValueError(f"{course.key} has no such phone")
    return read.number


def said_about_texts(person: "PersonRows", rows: Iterable[Model]) -> Iterator[Model]:
    """Yield the yes of a person, what they have chosen, and the reminders they have had."""
    said = person.course.phone_texts
    if said is None:
        return
    number, rows = number_for_texts(person.course), list(rows)
    yes_at = max(person.clock.workday(said.yes_days_ago, (10, 20)), person.known)
    own = person.account if said.how == TextConsent.How.MY_PAGE else None
    said_by = own or person.contact_id(yes_at)
    stopped_at = next((row.sent_at for row in rows if isinstance(row, Message) and row.text == STOP), None)
    yield TextConsent(
        phone_id=next(row.pk for row in rows if isinstance(row, Phone) and row.number == number),
        person_id=person.id,
        yes_at=yes_at,
        yes_how=said.how,
        yes_by_id=said_by,
        stopped_at=stopped_at,
        stopped_how=TextConsent.How.TEXT if stopped_at else "",
        is_shared=said.is_shared,
        shows=TextConsent.Shows.NOTICE if said.is_shared else TextConsent.Shows.WORDS,
        is_used=stopped_at is None,
        no_such_at=_no_such_at(rows),
    )
    yield TextChoices(
        person_id=person.id,
        quiet_from=time(*said.quiet_from),
        quiet_until=time(*said.quiet_until),
        reminders=said.reminders,
        weekly=said.weekly,
        keywords=list(said.keywords),
        pin_hash=_hash_of(said.pin, person.course.key) if said.pin else "",
        changed_at=yes_at,
        changed_by_id=said_by,
    )
    if said.reminders and stopped_at is None:
        yield from _reminders(person, rows, since=yes_at)


def tray_of_town(clock: Clock, courses: Iterable[Course]) -> Iterator[IncomingText]:
    """Yield the two that lie in the tray: of a number that nobody has, and of one that two have."""
    first: dict[str, Course] = {}
    shared, both = "", []
    for course in courses:
        for phone in course.phones:
            if phone.number in first:
                shared, both = phone.number, [first[phone.number], course]
            first.setdefault(phone.number, course)
    read = read_number(shared)
    if read is None:
        raise ValueError("no number is shared by two")
    yield _in_tray("nobody", NOBODYS, FROM_NOBODY, clock.moment(0, (7, 40)))
    yield _in_tray("two", read.number, FROM_ONE_OF_TWO, clock.moment(1, (18, 15)), of=both)


def _in_tray(key: str, number: str, words: str, at: datetime, *, of: Iterable[Course] = ()) -> IncomingText:
    return IncomingText(
        id=fixed_id("text-in", key),
        gateway=NAME,
        gateway_id=key,
        number=number,
        text=words,
        said_at=at,
        received_at=at,
        candidate_ids=[person_id(course.key) for course in of],
        in_tray=True,
    )


def _text_out(person: "PersonRows", message: Message, number: str, became: str) -> Text:
    """Return the text of a message, and how it went."""
    said, until_now = person.course.phone_texts, person.clock.until_now
    only_notice = said is not None and said.is_shared and not message.automatic
    sent_at = message.sent_at if message.automatic else until_now(message.sent_at + UNDO)
    took = VALID_FOR if became == Text.State.NOT_REACHED else TOLD_AFTER
    identity = person.new_id(message.sent_at)
    return Text(
        id=identity,
        person_id=person.id,
        message_id=message.pk,
        number=number,
        body=notice_words(person.course.language) if only_notice else message.text,
        automatic=message.automatic,
        state=became,
        queued_at=message.sent_at,
        not_before_at=None if message.automatic else sent_at,
        tries=1,
        try_at=sent_at,
        sending_at=sent_at,
        sent_at=sent_at,
        told_at=until_now(sent_at + took),
        gateway=NAME,
        gateway_id=str(identity),
    )


def _automatic(person: "PersonRows", kind: Message.Automatic, words: str, at: datetime) -> Iterator[Model]:
    message = Message(
        id=person.new_id(at),
        person_id=person.id,
        from_person=False,
        text=words,
        sent_at=at,
        read_at=at,
        automatic=kind,
    )
    yield message
    yield _text_out(person, message, number_for_texts(person.course), Text.State.DELIVERED)


def _reminders(person: "PersonRows", rows: Iterable[Model], *, since: datetime) -> Iterator[Model]:
    """Yield the text of the day before, of each appointment that has been."""
    for row in rows:
        if not isinstance(row, Appointment) or row.starts_at > person.clock.now:
            continue
        starts = row.starts_at.astimezone(OSLO)
        at = datetime.combine(starts.date() - timedelta(days=1), REMINDED_AT, OSLO)
        if at > since:
            yield from _automatic(person, Message.Automatic.REMINDER, REMINDER % f"{starts:%H.%M}", at)


def _no_such_at(rows: Iterable[Model]) -> datetime | None:
    texts = [row for row in rows if isinstance(row, Text)]
    return texts[-1].told_at if texts and texts[-1].state == Text.State.NO_SUCH_NUMBER else None


def _hash_of(word: str, key: str) -> str:
    """Return the hash of a PIN word, the same in every demo."""
    hashed: str = PBKDF2PasswordHasher().encode(word, f"fjordvik{key}", FEW_ROUNDS)
    return hashed
