"""What somebody wants to agree on with a person, before it is an appointment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from benken.access.queries import User
from benken.services.models import StandingAppointment

WEEKS_AHEAD = 8  # so far are the appointments made that stand every week


@dataclass(frozen=True)
class Plan:
    """What somebody wants to agree on."""

    starts_at: datetime
    minutes: int
    what: str = ""
    place: str = ""
    way_there: str = ""
    with_user: User | None = None
    with_words: str = ""
    comes_along: User | None = None
    comes_along_words: str = ""
    room: str = ""
    is_home_visit: bool = False

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def fields(self) -> dict[str, Any]:
        """What stands in a row beside the time."""
        names = ("what", "place", "way_there", "with_user", "with_words", "comes_along", "comes_along_words", "room")
        return {name: getattr(self, name) for name in (*names, "is_home_visit")}


def weekly_days(one: StandingAppointment, *, first: date, last: date) -> list[date]:
    """Return the days of a standing appointment from a day to a day, both counted."""
    day, until = max(first, one.from_on), min(last, one.until_on or date.max)
    day += timedelta(days=(one.weekday - day.weekday()) % 7)
    return [day + timedelta(weeks=week) for week in range((until - day).days // 7 + 1)]
