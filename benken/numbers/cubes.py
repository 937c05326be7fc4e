"""Tables that are shown again and again: the same questions every time, each period once.

Two tables of nearly the same thing tell by their difference what neither shows. So nothing here can be asked freely:
a cube has fixed dimensions and periods of one length that do not overlap; a period is counted when it is over; and what
was told of it is never told anew. Whatever is hidden of a period stays hidden.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from typing import Any

from benken.numbers.disclosure import Counts, Dimension, NotACube, SafeTable, Thresholds, check_dimensions

# No figure is divided by who works here, on any page or in any file.
WHO_WORKS_HERE = frozenset({"author", "by", "contact", "contact_person", "employee", "reader", "user", "worker"})


class Length(IntEnum):
    """How many months a period has."""

    MONTH = 1
    QUARTER = 3
    YEAR = 12


@dataclass(frozen=True, order=True)
class Period:
    """A month, a quarter or a year."""

    first_on: date
    length: Length

    def __post_init__(self) -> None:
        """Refuse what would overlap with others of its length."""
        if self.first_on.day != 1 or (self.first_on.month - 1) % self.length:
            raise NotACube("a period begins where the calendar lets it begin, so that no two overlap")

    @classmethod
    def with_day(cls, day: date, length: Length) -> "Period":
        """Return the period a day belongs to."""
        return cls(date(day.year, (day.month - 1) // length * length + 1, 1), length)

    @property
    def last_on(self) -> date:
        """Return its last day."""
        month = self.first_on.month + self.length - 1
        return date(self.first_on.year, month, monthrange(self.first_on.year, month)[1])

    @property
    def before(self) -> "Period":
        """Return the period before this one."""
        return Period.with_day(self.first_on - timedelta(days=1), self.length)

    def is_over(self, today: date) -> bool:
        """Tell whether nothing more happens in it."""
        return today > self.last_on


@dataclass(frozen=True)
class Cube:
    """A table that is always divided alike, by periods of one length. `on_the_street`: about a place in the open."""

    name: str
    dimensions: tuple[Dimension, ...]
    length: Length
    on_the_street: bool = False

    def __post_init__(self) -> None:
        """Refuse what may not be counted."""
        check_dimensions(self.dimensions)
        if WHO_WORKS_HERE & {dimension.name for dimension in self.dimensions}:
            raise NotACube("no figure is divided by who works here")

    def release(  # all that decides what is told
        self,
        counts: Counts,
        *,
        period: Period,
        today: date,
        earlier: "Release | None",
        thresholds: Thresholds,
        middles: Mapping[tuple[str, ...], int] | None = None,
    ) -> "Release":
        """Protect the counts of a period that is over, to be stored and shown.

        `middles` tell of those behind each count (weeks that half of them waited); kept only where the count is shown.
        With one dimension `()` is all of them together.
        `earlier` is what was released of this period before, if anything: then that is the answer, whatever the counts
        are now.
        """
        if period.length != self.length:
            raise NotACube(f"«{self.name}» has periods of another length")
        if earlier is not None:
            if (earlier.cube, earlier.period) != (self.name, period):
                raise NotACube("what was released before is of another cube or period")
            return earlier
        if not period.is_over(today):
            raise NotACube("the period is not over: what is counted twice can be compared")
        if counts.dimensions != self.dimensions:
            raise NotACube(f"«{self.name}» is divided by other things")
        table = counts.protected(threshold=self._threshold(thresholds))
        return Release(self.name, period, table, table.only_where_shown(middles or {}))

    def as_shown(self, release: "Release", *, thresholds: Thresholds) -> "Release":
        """Return a release as a page shows it now: what is stored stands, but a threshold that was raised is obeyed."""
        if release.cube != self.name:
            raise NotACube(f"what was released is not of «{self.name}»")
        table = release.table.asking(self._threshold(thresholds))
        return Release(release.cube, release.period, table, table.only_where_shown(release.middles))

    def _threshold(self, thresholds: Thresholds) -> int:
        return max(thresholds.anywhere, thresholds.on_the_street if self.on_the_street else 0)


@dataclass(frozen=True)
class Release:
    """What is told of one period, once and for all."""

    cube: str
    period: Period
    table: SafeTable
    middles: dict[tuple[str, ...], int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return all there is, to be stored. The counts themselves are kept nowhere."""
        length = self.period.length.name.lower()
        return {
            "cube": self.cube,
            "first_on": self.period.first_on.isoformat(),
            "length": length,
            "table": self.table.as_json(),
            "middles": [[*place, value] for place, value in self.middles.items()],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Release":
        """Read again what `as_json` gave."""
        period = Period(date.fromisoformat(stored["first_on"]), Length[stored["length"].upper()])
        middles = {tuple(place): value for *place, value in stored["middles"]}
        return cls(stored["cube"], period, SafeTable.from_json(stored["table"]), middles)
