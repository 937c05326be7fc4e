"""Before when a message is answered, and by whom. Pure rules: the facts go in with the moment, nothing is asked.

- A worker says for each weekday before which hour they answer, or that they do not that day. On a public holiday
  nobody does.
- While the contact person is away it is who stands in that answers, by their own hours. With nobody in their place it
  is the contact person, once they are back.
- When an hour has been missed, who was asked to stand in may answer too: whoever does first.
- When the clocks change, an hour is the first moment at which the clock shows it, or has passed it.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID

from benken.lib.days import SATURDAY, moment_of

DAY = timedelta(days=1)
LOOKED_AHEAD = 90  # days; nobody is away so long without the leader having found another
MIDNIGHT = time(0)
Week = tuple[time | None, ...]  # from Monday on
NEVER: Week = (None,) * 7


@dataclass(frozen=True)
class Answerer:
    """A worker, and when they answer messages and the phone."""

    id: UUID
    name: str
    week: Week = NEVER
    phone: str = ""
    phone_from: time | None = None
    phone_until: time | None = None
    outside_words: str = ""
    outside_number: str = ""


@dataclass(frozen=True)
class Instead:
    """Who answers instead of the contact person for a time; nobody, if nobody was found.

    `is_away` tells whether the contact person is away; else an hour was missed, and both may answer.
    """

    since_at: datetime
    until_at: datetime
    is_away: bool
    by: Answerer | None

    def holds_at(self, at: datetime) -> bool:
        """Tell whether a moment lies in it."""
        return self.since_at <= at < self.until_at


@dataclass(frozen=True)
class Days:
    """Where the clock stands, and which days are public holidays there."""

    zone: tzinfo
    holidays: Container[date] = field(default_factory=frozenset)

    def day_of(self, at: datetime) -> date:
        """Return the day it is there."""
        return at.astimezone(self.zone).date()

    def from_day_of(self, at: datetime) -> Iterator[date]:
        """Yield the days from that of a moment on that are no public holidays, as far as one looks ahead."""
        first = self.day_of(at)
        return (day for day in (first + ahead * DAY for ahead in range(LOOKED_AHEAD)) if day not in self.holidays)

    def ends_after_next_working_day(self, at: datetime) -> datetime:
        """Return the moment at which the working day after this day ends."""
        days = (day for day in self.from_day_of(at) if day > self.day_of(at) and day.weekday() < SATURDAY)
        return moment_of(next(days) + DAY, MIDNIGHT, self.zone)


def away_at(instead: tuple[Instead, ...], at: datetime) -> Instead | None:
    """Return the absence of the contact person that a moment lies in, with who answers."""
    return next((one for one in instead if one.is_away and one.holds_at(at)), None)


def asked_at(instead: tuple[Instead, ...], at: datetime) -> Instead | None:
    """Return who was asked to answer too at a moment, because an hour was missed."""
    return next((one for one in instead if not one.is_away and one.holds_at(at)), None)


def who_answers(contact: Answerer | None, instead: tuple[Instead, ...], at: datetime) -> Answerer | None:
    """Return who answers at a moment: the contact person, while they are away who stands in, or nobody."""
    away = away_at(instead, at)
    return away.by if away else contact


def next_answer(
    contact: Answerer | None, instead: tuple[Instead, ...] = (), *, at: datetime, days: Days
) -> tuple[datetime, Answerer] | None:
    """Return before which moment a message that is written at `at` is answered and by whom; None if none is said."""

    def of_contact(moment: datetime) -> bool:
        return away_at(instead, moment) is None

    every: list[tuple[Answerer, Callable[[datetime], bool]]] = [(contact, of_contact)] if contact else []
    every += [(one.by, one.holds_at) for one in instead if one.by]
    for day in days.from_day_of(at):
        moments = [
            (moment, who)
            for who, is_there in every
            if (hour := who.week[day.weekday()]) is not None and (moment := moment_of(day, hour, days.zone)) > at
            if is_there(moment)
        ]
        if moments:
            return min(moments, key=lambda one: one[0])
    return None


def answer_by(
    contact: Answerer | None, instead: tuple[Instead, ...] = (), *, at: datetime, days: Days
) -> datetime | None:
    """Return the moment before which a message that is written at `at` is answered, or None if nobody has said one."""
    answer = next_answer(contact, instead, at=at, days=days)
    return answer[0] if answer else None


@dataclass(frozen=True)
class Answered:
    """When a phone is answered: now, until; or next, from and until."""

    from_at: datetime
    until_at: datetime

    def is_now(self, at: datetime) -> bool:
        """Tell whether it is answered at a moment."""
        return self.from_at <= at < self.until_at


def phone_answered(
    who: Answerer, *, at: datetime, days: Days, is_there: Callable[[datetime], bool] = lambda _at: True
) -> Answered | None:
    """Return when somebody's phone is answered now or next, on the days they answer messages; None if nobody knows."""
    if not who.phone or who.phone_from is None or who.phone_until is None:
        return None
    for day in days.from_day_of(at):
        if who.week[day.weekday()] is None:
            continue
        hours = Answered(moment_of(day, who.phone_from, days.zone), moment_of(day, who.phone_until, days.zone))
        if hours.until_at > at and is_there(max(hours.from_at, at)):
            return hours
    return None
