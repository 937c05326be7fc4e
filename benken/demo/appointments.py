"""Appointments of the invented people: Tuva's hour on the bench each week, and some for a helper's week.

Written as the action would have left them. What stands ahead is counted from today; days are weekdays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from benken.demo.keys import fixed_id, worker_id
from benken.demo.moments import OSLO, SATURDAY
from benken.services.models import Appointment, StandingAppointment

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

WEEKS = range(-2, 8)  # of the standing one: from two that have been on
State, Suits = Appointment.State, Appointment.Suits


@dataclass(frozen=True)
class Booked:
    """One appointment: so many days from today, from when, and what else stands of it."""

    days: int
    at: time
    minutes: int = 60
    what: str = ""
    place: str = ""
    room: str = ""
    along: str = ""
    moved_from_days: int | None = None
    is_home_visit: bool = False


BOOKED = {
    "tuva": (
        Booked(2, time(13), 45, "hos tannlegen", "Torget 2, andre etasje", along="Kenneth"),
        Booked(5, time(11), 30, "om depositumet", room="Rom 2", moved_from_days=3),
    ),
    "halvard": (Booked(0, time(14), 60, "en prat", room="Rom 1"), Booked(7, time(14), 60, "en prat", room="Rom 1")),
    "grethe": (Booked(1, time(10), 45, "brev fra NAV", is_home_visit=True),),
    "marit": (Booked(3, time(9), 30, "hos fastlegen", "Legesenteret"),),
    "kim": (Booked(1, time(12), 60, "visning"), Booked(4, time(10), 30, "en prat", room="Rom 2")),
    "nina": (Booked(2, time(10), 60, "en prat", room="Rom 1"),),
    "odd": (Booked(2, time(14), 90, "på verkstedet"),),
}


def appointments_of(person: "PersonRows") -> Iterator[Model]:
    """Yield the appointments of one person; of most, none."""
    key = person.course.key
    for number, one in enumerate(BOOKED.get(key, ())):
        yield _booked(person, one, number)
    if key == "tuva":
        yield from _on_the_bench(person)
        yield _missed(person)


def _booked(person: "PersonRows", one: Booked, number: int) -> Appointment:
    made_at = max(person.clock.workday(4), person.known)
    worker = person.contact_id(person.clock.now)
    moved_from = None if one.moved_from_days is None else _moment(person, one.moved_from_days, one.at)
    return _appointment(
        person,
        f"{person.course.key} {number}",
        _moment(person, one.days, one.at),
        made_at,
        minutes=one.minutes,
        what=one.what,
        place=one.place,
        room=one.room,
        with_user_id=worker,
        comes_along_id=worker_id("kenneth") if one.along else None,
        is_home_visit=one.is_home_visit,
        moved_from_at=moved_from,
        news_for=Appointment.Side.PERSON if moved_from else "",
        version=2 if moved_from else 1,
    )


def _on_the_bench(person: "PersonRows") -> Iterator[Model]:
    """Yield an hour every Tuesday on the bench by the river, with Ingunn, and its weeks."""
    worker = person.contact_id(person.clock.now)
    made_at = max(person.clock.workday(18), person.known)
    today = person.clock.today
    tuesday = today + timedelta(days=(1 - today.weekday()) % 7)
    standing = StandingAppointment(
        id=fixed_id("standing", "tuva"),
        person_id=person.id,
        weekday=1,
        starts=time(10),
        minutes=60,
        what="på benken",
        place="Benken ved elva",
        with_user_id=worker,
        from_on=tuesday + timedelta(weeks=WEEKS[0]),
        made_by_id=worker,
        made_at=made_at,
    )
    yield standing
    for week in WEEKS:
        day = tuesday + timedelta(weeks=week)
        begins = datetime.combine(day, time(10), OSLO)
        yield _appointment(
            person,
            f"tuva bench {week}",
            begins,
            made_at,
            minutes=60,
            what=standing.what,
            place=standing.place,
            with_user_id=worker,
            standing_id=standing.pk,
            standing_on=day,
            state=State.HELD if begins + timedelta(hours=1) <= person.clock.now else State.PLANNED,
        )


def _missed(person: "PersonRows") -> Appointment:
    """Return the one of last week that nothing came of, and what was answered."""
    return _appointment(
        person,
        "tuva missed",
        _moment(person, -8, time(9)),
        max(person.clock.workday(14), person.known),
        minutes=45,
        what="samtale på kontoret",
        room="Rom 1",
        with_user_id=person.contact_id(person.clock.now),
        state=State.MISSED,
        suits=[str(Suits.OTHER_TIME), str(Suits.OTHER_PLACE)],
        suits_words="ikke før ti, og heller ute",
        person_words="Ni er for tidlig for meg.",
        version=4,
    )


def _appointment(
    person: "PersonRows", key: str, starts_at: datetime, made_at: datetime, *, minutes: int, **more: Any
) -> Appointment:
    """Return a row with an id of its own, made and last changed by whom it is with."""
    return Appointment(
        id=fixed_id("appointment", key),
        person_id=person.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        made_by_id=more["with_user_id"],
        made_at=made_at,
        changed_by_id=more["with_user_id"],
        changed_at=made_at,
        **more,
    )


def _moment(person: "PersonRows", days: int, at: time) -> datetime:
    """Return an hour so many days from today, on the weekday after if it is a weekend."""
    return datetime.combine(_weekday(person.clock.today + timedelta(days=days)), at, OSLO)


def _weekday(day: date) -> date:
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() >= SATURDAY else 0)
