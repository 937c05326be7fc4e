"""Days as offices count them."""

from collections.abc import Container
from datetime import date, timedelta

SATURDAY = 5


def working_days_after(day: date, count: int, *, holidays: Container[date] = ()) -> date:
    """Return the day so many working days later. Public holidays are told, else they count as working days."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY and day not in holidays
    return day
