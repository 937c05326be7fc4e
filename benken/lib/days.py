"""Days as offices count them."""

from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta, tzinfo

SATURDAY = 5


def working_days_after(day: date, count: int, *, holidays: Container[date] = ()) -> date:
    """Return the day so many working days later. Public holidays are told, else they count as working days."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY and day not in holidays
    return day


def moment_of(day: date, clock: time, zone: tzinfo) -> datetime:
    """Return the first moment at which the clock of a place shows this, or has passed it."""
    wall = datetime.combine(day, clock, zone)
    at = wall.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return at
    # The clock is put forward past it: back to the minute in which that happens.
    minute = timedelta(minutes=1)
    at = at.replace(second=0, microsecond=0)
    while (at - minute).astimezone(zone).utcoffset() == at.astimezone(zone).utcoffset():
        at -= minute
    return at
