"""Days before today as moments: in order, never in the future, office staff on weekdays."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from benken.access.models import Role
from benken.demo.lines import Course, EntryLine, MessageLine, Staff

OSLO = ZoneInfo("Europe/Oslo")
NOON = (12, 0)
SATURDAY = 5


@dataclass(frozen=True)
class Clock:
    """Days before today as moments, never later than now."""

    today: date
    now: datetime

    def moment(self, days_ago: int, at: tuple[int, int] = NOON) -> datetime:
        """Return a moment some days ago; what would be later today is now."""
        return min(self.unbound(days_ago, at), self.now)

    def unbound(self, days_ago: int, at: tuple[int, int]) -> datetime:
        """Return a moment some days ago, which may be later today."""
        return datetime.combine(self.today - timedelta(days=days_ago), time(*at), OSLO)

    def workday(self, days_ago: int, at: tuple[int, int] = NOON) -> datetime:
        """Return a moment on that day, or on the Friday before when it is a weekend."""
        weekday = (self.today - timedelta(days=days_ago)).weekday()
        return self.moment(days_ago + max(weekday - SATURDAY + 1, 0), at)

    def until_now(self, moment: datetime) -> datetime:
        """Return the moment, or now if it has not been yet."""
        return min(moment, self.now)


@dataclass
class Happening:
    """An entry or a message, and when it turned out to be."""

    line: EntryLine | MessageLine
    at: datetime
    written_at: datetime  # as the course says; decides who was contact person
    by_person: bool
    weekends: bool  # the author works on weekends too


def settled(course: Course, clock: Clock, staff: Staff) -> list[Happening]:
    """Return entries and messages in order, none in the future, and those of office staff on weekdays where it fits.

    What falls on a weekend moves to Monday, or else to the Friday before, as long as the order stays.
    """
    happenings = []
    lines: list[EntryLine | MessageLine] = [*course.entries, *course.messages]
    for line in lines:
        by = line.by if isinstance(line, EntryLine) else line.sender
        worker = staff.workers.get(course.contact if by == "contact" else by)
        at = clock.unbound(line.days_ago, line.time)
        weekends = worker is None or Role.OUTREACH in worker.roles
        happenings.append(Happening(line, at, at, by == "person", weekends))
    happenings.sort(key=lambda happening: happening.at)
    _not_in_the_future(happenings, clock)
    following = clock.now + timedelta(seconds=1)
    for number in reversed(range(len(happenings))):
        happening = happenings[number]
        if not happening.weekends and happening.at.weekday() >= SATURDAY:
            before = happenings[number - 1].at if number else clock.unbound(course.known_days_ago + 3, (0, 0))
            monday = days_later(happening.at, 7 - happening.at.weekday())
            friday = days_later(happening.at, SATURDAY - 1 - happening.at.weekday())
            if monday < following:
                happening.at = monday
            elif friday > before:
                happening.at = friday
        following = happening.at
    return happenings


def _not_in_the_future(happenings: list[Happening], clock: Clock) -> None:
    """Move what would be later today to yesterday, or to just now when something else lies between."""
    late = [happening for happening in happenings if happening.at > clock.now]
    for happening in late:
        number = happenings.index(happening)
        before = happenings[number - 1].at if number else None
        yesterday = days_later(happening.at, -1)
        if (before is None or yesterday > before) and yesterday <= clock.now:
            happening.at = yesterday
        else:
            just_now = clock.now - timedelta(minutes=2 * (len(late) - late.index(happening)))
            happening.at = max(just_now, before) if before else just_now


def days_later(at: datetime, days: int) -> datetime:
    """Return the same time of day some days later, summer time or not."""
    return datetime.combine(at.date() + timedelta(days=days), at.timetz())
