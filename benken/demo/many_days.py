"""Days before today, worked out once for the many."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from benken.demo.moments import SATURDAY, Clock

LONGEST_KNOWN = 540


@dataclass
class Days:
    """Days before today as the database reads them; all but the person's own are workdays."""

    clock: Clock

    @cached_property
    def midnights(self) -> list[datetime]:
        """Return when each day began, 0 is today."""
        return [self.clock.unbound(ago, (0, 0)) for ago in range(LONGEST_KNOWN + 8)]

    @cached_property
    def written(self) -> list[tuple[str, str, int]]:
        """Return date, offset from UTC and milliseconds of each day."""
        return [
            (f"{day:%Y-%m-%d}", f"{day.replace(hour=12):%z}", int(day.timestamp() * 1000)) for day in self.midnights
        ]

    @cached_property
    def workdays(self) -> list[int]:
        """Return for each day itself, or the Friday before."""
        return [ago + max(day.weekday() - SATURDAY + 1, 0) for ago, day in enumerate(self.midnights)]

    def moment(self, ago: int, minute: int) -> str:
        """Return a minute of a day."""
        day, offset, _ = self.written[ago]
        return f"{day}T{minute // 60:02}:{minute % 60:02}:00{offset}"

    def ahead(self, days: int) -> str:
        """Return a day that comes, or the Monday after."""
        day = self.clock.today + timedelta(days=days)
        return f"{day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() >= SATURDAY else 0)}"
