"""When the invented workers answer, and one who is away right now with somebody in their place."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Model

from benken.access.models import Right, Role
from benken.demo.keys import fixed_id, worker_id
from benken.demo.lines import Staff
from benken.demo.moments import OSLO
from benken.demo.relations import right_of
from benken.lib.days import SATURDAY
from benken.people.models import Absence, AnswerHours, StandIn
from benken.people.phones import read_number

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

SERIES = "999 93 {:03}"  # invented, as all telephones here
OUTSIDE = ("Vakttelefonen", "999 94 000")
PHONE_HOURS = time(9), time(15)
AWAY, INSTEAD = "mehdi", "jonas"
GONE, COMES_BACK = timedelta(days=2), timedelta(days=6)


def hours_of_staff(staff: Staff) -> Iterator[AnswerHours]:
    """Yield when the workers answer; each one's stand-in is the next of the same team."""
    answering = [worker for worker in staff.with_role(Role.WORKER) if worker.answers_before]
    for number, worker in enumerate(answering):
        assert worker.answers_before is not None
        after = [one for one in answering[number + 1 :] + answering[:number] if one.team == worker.team]
        yield AnswerHours(
            worker_id=worker_id(worker.key),
            week=[time(*worker.answers_before)] * 5 + [None] * 2,
            phone=_number(SERIES.format(number + 1)),
            phone_from=PHONE_HOURS[0],
            phone_until=PHONE_HOURS[1],
            outside_words=OUTSIDE[0],
            outside_number=_number(OUTSIDE[1]),
            stand_in_id=worker_id(after[0].key) if after else None,
        )


def absences_of_staff(today: date) -> Iterator[Absence]:
    """Yield that one of them is away now."""
    since, until = _away(today)
    yield Absence(
        id=fixed_id("absence", AWAY),
        worker_id=worker_id(AWAY),
        since_at=since,
        until_at=until,
        stand_in_id=worker_id(INSTEAD),
        written_by_id=worker_id(AWAY),
        written_at=since,
    )


def stand_ins_of(person: "PersonRows") -> Iterator[Model]:
    """Yield who stands in with a person whose contact person is away now, and the right that comes with it."""
    if person.course.contact != AWAY:
        return
    since, until = _away(person.clock.today)
    since = max(since, person.known)
    right = right_of(person, worker_id(INSTEAD), Right.Basis.STAND_IN, since, until)
    yield right
    yield StandIn(
        id=person.new_id(since),
        person_id=person.id,
        contact_id=worker_id(AWAY),
        worker_id=worker_id(INSTEAD),
        absence_id=fixed_id("absence", AWAY),
        since_at=since,
        until_at=until,
        right_id=right.pk,
    )


def _away(today: date) -> tuple[datetime, datetime]:
    first, last = today - GONE, today + COMES_BACK
    if last.weekday() >= SATURDAY:  # back on a Monday
        last += timedelta(days=7 - last.weekday())
    return datetime.combine(first, time(), OSLO), datetime.combine(last, time(), OSLO)


def _number(written: str) -> str:
    read = read_number(written)
    if read is None:
        raise ValueError(f"{written} is no phone number")
    return read.number
