"""Days as offices count them."""

from datetime import date, timedelta

SATURDAY = 5


def working_days_after(day: date, count: int) -> date:
    """Return the day so many working days later. Public holidays are not known here: they count as working days."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day
