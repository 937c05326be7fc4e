"""What a process has made in the minute that is now, so that the next who asks for the same need not wait for it."""

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Generic, TypeVar

MadeT = TypeVar("MadeT")


def whole_minute(at: datetime) -> datetime:
    """Return the minute a moment lies in: opening hours turn at minutes, so all of it looks the same."""
    return at.replace(second=0, microsecond=0)


class ThisMinute(Generic[MadeT]):
    """Keeps so many things of one minute. A new minute begins with nothing; what has no room is made and not kept."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._of: tuple[datetime | None, dict[Hashable, MadeT]] = (None, {})

    def get(self, minute: datetime, key: Hashable, make: Callable[[], MadeT]) -> MadeT:
        """Return what was made for a key in this minute, else make it."""
        of = self._of  # several threads come here: each holds on to the minute it found
        if of[0] != minute:
            of = self._of = (minute, {})
        made = of[1]
        if key in made:
            return made[key]
        one = make()
        if len(made) < self.most:
            made[key] = one
        return one
