"""Hours of a week as they are written: which pass midnight, which say the same twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import combinations

_DAY, _WEEK = 24 * 60, 7 * 24 * 60


@dataclass(frozen=True, order=True)
class Span:
    """Open from and to on one weekday (Monday is 0), the whole year or a part of it."""

    weekday: int
    opens: time
    closes: time
    from_on: date | None = None
    until_on: date | None = None
    words: str = ""

    @property
    def passes_midnight(self) -> bool:
        """Tell whether it ends on the next day; the same hour twice is a day and a night."""
        return self.closes <= self.opens

    @property
    def _minutes(self) -> tuple[int, int]:
        begins = self.weekday * _DAY + self.opens.hour * 60 + self.opens.minute
        ends = self.weekday * _DAY + self.closes.hour * 60 + self.closes.minute
        return begins, ends + (_DAY if self.passes_midnight else 0)


def overlapping(spans: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Return pairs that say the same hour twice. Spans with other words may lie in each other: «middag» in the day."""
    return [
        (one, other)
        for one, other in combinations(sorted(spans, key=lambda span: (span.weekday, span.opens, span.closes)), 2)
        if one.words == other.words and _same_season(one, other) and _same_hours(one, other)
    ]


def _same_season(one: Span, other: Span) -> bool:
    return (one.until_on is None or other.from_on is None or other.from_on <= one.until_on) and (
        other.until_on is None or one.from_on is None or one.from_on <= other.until_on
    )


def _same_hours(one: Span, other: Span) -> bool:
    begins, ends = one._minutes  # noqa: SLF001  # of the same class
    # The week is a ring: Sunday night may reach into Monday.
    return any(
        begins < there_ends + turn and there_begins + turn < ends
        for there_begins, there_ends in [other._minutes]  # noqa: SLF001  # of the same class
        for turn in (-_WEEK, 0, _WEEK)
    )
