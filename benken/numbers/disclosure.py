"""Counts of persons go in, what is safe to show comes out. Pure: it knows no page and no database.

What goes in (`PersonCount`, `Counts`) cannot be written anywhere: it raises. What comes out (`SafeCount`, `SafeTable`)
holds no number that is hidden, and a number is hidden alike whether it is small itself or hidden for another's sake.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, NamedTuple, NoReturn, TypeVar

from benken.numbers.hiding import Behind, hidden_in, together

FEWEST = 5  # persons behind a number, at least; a municipality may ask for more, never for fewer
FEWEST_ON_THE_STREET = 10  # persons behind a number about a place in the open
MOST_DIMENSIONS = 2

Place = TypeVar("Place", bound=tuple[str, ...])  # a label of each dimension
Value = TypeVar("Value")


class Unprotected(TypeError):
    """A count of persons was about to be written down as it is."""


class NotACube(ValueError):
    """A table that cannot be protected: said why."""


class _Unwritten:
    """A thing that never becomes text: not on a page, in a file, in a log, in an error."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, not protected>"

    def __str__(self) -> NoReturn:
        raise Unprotected(f"{self!r}: let it be protected first")

    def __format__(self, spec: str) -> NoReturn:
        raise Unprotected(f"{self!r}: let it be protected first")

    __html__ = __str__

    def __reduce__(self) -> NoReturn:
        raise Unprotected(f"{self!r} is not stored: store what is protected")


@dataclass(frozen=True, slots=True)
class SafeCount:
    """A number that may be shown, or nothing. `number` is None when it is hidden."""

    number: int | None

    def __post_init__(self) -> None:
        """Let nobody make one that holds something small."""
        if self.number is not None and self.number < FEWEST:
            raise Unprotected(f"a number below {FEWEST} is never shown")

    def __str__(self) -> str:
        return "–" if self.number is None else str(self.number)

    @property
    def is_hidden(self) -> bool:
        """Tell whether nothing is shown."""
        return self.number is None


HIDDEN: Final = SafeCount(None)


class PersonCount(_Unwritten):
    """How many persons there are of something, not protected yet."""

    __slots__ = ("_behind",)

    def __init__(self, persons: int, units: int | None = None) -> None:
        if persons < 0 or (units is not None and units < 0):
            raise NotACube("nobody is fewer than nobody")
        self._behind = Behind(persons, None if units is None else frozenset(range(units)))

    def protected(self, *, threshold: int) -> SafeCount:
        """Return the number if so many persons, and at least two units, stand behind it."""
        return SafeCount(self._behind.persons) if self._behind.is_enough(_at_least(threshold)) else HIDDEN


def safe_count(persons: int, units: int | None = None, *, threshold: int) -> SafeCount:
    """Return a single count as it may be shown: «7 venter». It stands alone, in no table and beside no part of it."""
    return PersonCount(persons, units).protected(threshold=threshold)


@dataclass(frozen=True)
class Dimension:
    """What a table is divided by. The labels are the same every time, also those that nobody stands in."""

    name: str
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse what is no dimension."""
        if not self.labels or len(set(self.labels)) != len(self.labels):
            raise NotACube(f"the labels of «{self.name}» must be there, and each only once")


@dataclass(frozen=True)
class Thresholds:
    """How many persons stand behind a number here, at least. A municipality raises them."""

    anywhere: int = FEWEST
    on_the_street: int = FEWEST_ON_THE_STREET

    def __post_init__(self) -> None:
        """Let nobody lower them."""
        if self.anywhere < FEWEST or self.on_the_street < FEWEST_ON_THE_STREET:
            raise Unprotected(f"thresholds may be raised, never set below {FEWEST} and {FEWEST_ON_THE_STREET}")


def check_dimensions(dimensions: Sequence[Dimension]) -> None:
    """Refuse a table that nobody can protect."""
    if not 1 <= len(dimensions) <= MOST_DIMENSIONS:
        raise NotACube(
            f"{len(dimensions)} dimensions: a table has one or two. Two tables with a dimension in common are safe too"
        )
    if len({dimension.name for dimension in dimensions}) != len(dimensions):
        raise NotACube("a table is divided by different things")


class Observation(NamedTuple):
    """A person in a place of a table; `unit` is the service or worker by which they came there, if it is asked."""

    person: object
    place: tuple[str, ...]  # a label of each dimension
    unit: object = None


class Counts(_Unwritten):
    """How many different persons stand in each place of a table, not protected yet."""

    __slots__ = ("_grid", "dimensions")

    def __init__(
        self, dimensions: Sequence[Dimension], behind: Mapping[tuple[str, ...], Behind], empty: Behind
    ) -> None:
        check_dimensions(dimensions)
        self.dimensions = tuple(dimensions)
        down, *across = self.dimensions
        others = list(product(*(dimension.labels for dimension in across)))
        if set(behind) - {(label, *other) for label in down.labels for other in others}:
            raise NotACube("somebody stands in no place of the table: the labels are fixed")
        self._grid = [[behind.get((label, *other), empty) for other in others] for label in down.labels]

    @classmethod
    def of(cls, dimensions: Sequence[Dimension], observations: Iterable[Observation]) -> "Counts":
        """Count each person once. Whoever stands in two places is refused: the sums would count them twice.

        The units are asked of all or of none.
        """
        persons, units = dict[object, tuple[str, ...]](), dict[tuple[str, ...], set[Any]]()
        for seen in observations:
            if persons.setdefault(seen.person, seen.place) != seen.place:
                raise NotACube("a person stands in one place of a table: choose which, by a rule that is written down")
            units.setdefault(seen.place, set()).add(seen.unit)
        is_asked = not any(None in some for some in units.values())
        if not is_asked and any(some != {None} for some in units.values()):
            raise NotACube("the units are asked of all or of none")
        behind = {
            place: Behind(number, frozenset(units[place]) if is_asked else None)
            for place, number in Counter(persons.values()).items()
        }
        return cls(dimensions, behind, Behind(0, frozenset() if is_asked and behind else None))

    @classmethod
    def of_sums(cls, dimensions: Sequence[Dimension], sums: Mapping[Place, int]) -> "Counts":
        """Take counts of the nameless (beds tonight), each in one place. What is not there is nobody."""
        if any(persons < 0 for persons in sums.values()):
            raise NotACube("nobody is fewer than nobody")
        behind: dict[tuple[str, ...], Behind] = {place: Behind(persons) for place, persons in sums.items()}
        return cls(dimensions, behind, Behind(0))

    def protected(self, *, threshold: int) -> "SafeTable":
        """Return the table as it may be shown, with the sum of each row and column and the total."""
        hidden = hidden_in(self._grid, threshold=_at_least(threshold))

        def safe(behind: Behind, *, is_hidden: bool) -> SafeCount:
            return HIDDEN if is_hidden else SafeCount(behind.persons)

        rows = [together(row) for row in self._grid]
        columns = [together(column) for column in zip(*self._grid, strict=True)]
        return SafeTable(
            dimensions=self.dimensions,
            threshold=threshold,
            counts=tuple(
                tuple(safe(one, is_hidden=(row, column) in hidden.places) for column, one in enumerate(line))
                for row, line in enumerate(self._grid)
            ),
            row_sums=tuple(safe(one, is_hidden=row in hidden.rows) for row, one in enumerate(rows)),
            column_sums=tuple(safe(one, is_hidden=column in hidden.columns) for column, one in enumerate(columns)),
            total=safe(together(rows), is_hidden=hidden.total),
            made=_MADE_HERE,
        )


_MADE_HERE: Final = object()


class SafeTable:
    """A table that may be shown. A hidden number is not in it at all.

    With one dimension each row has one count, which is its sum too.
    """

    __slots__ = ("column_sums", "counts", "dimensions", "row_sums", "threshold", "total")

    def __init__(
        self,
        *,
        dimensions: tuple[Dimension, ...],
        threshold: int,
        counts: tuple[tuple[SafeCount, ...], ...],
        row_sums: tuple[SafeCount, ...],
        column_sums: tuple[SafeCount, ...],
        total: SafeCount,
        made: object = None,
    ) -> None:
        if made is not _MADE_HERE:
            raise Unprotected("a table is made safe by Counts.protected, and read again by SafeTable.from_json")
        self.dimensions, self.threshold, self.counts = dimensions, threshold, counts
        self.row_sums, self.column_sums, self.total = row_sums, column_sums, total

    def __repr__(self) -> str:
        return f"SafeTable({self.as_json()!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SafeTable) and self.as_json() == other.as_json()

    __hash__ = None  # type: ignore[assignment]

    @property
    def hides_something(self) -> bool:
        """Tell whether anything is hidden, so that the page says why."""
        return self.total.is_hidden or any(one.is_hidden for row in self.counts for one in row)

    def at(self, *place: str) -> SafeCount:
        """Return the count of one place, by its labels."""
        at = [dimension.labels.index(label) for dimension, label in zip(self.dimensions, place, strict=True)]
        return self.counts[at[0]][at[1] if len(at) > 1 else 0]

    def only_where_shown(self, values: Mapping[Place, Value]) -> dict[Place, Value]:
        """Keep what is told of the persons behind a number (days they waited) only where the number is shown.

        In a table of one dimension the place without labels is all of them together.
        """
        return {place: value for place, value in values.items() if not self._of(place).is_hidden}

    def _of(self, place: tuple[str, ...]) -> SafeCount:
        return self.total if not place and len(self.dimensions) == 1 else self.at(*place)

    def asking(self, threshold: int) -> "SafeTable":
        """Return the table as it may be shown where more persons are asked now than when it was made.

        Of what was hidden nothing is known any more, so nothing can be hidden beside what is too small now. So either
        every number is there and is enough, or none is shown but a total that is.
        """
        if _at_least(threshold) <= self.threshold:
            return self
        every = [*(one for row in self.counts for one in row), *self.row_sums, *self.column_sums, self.total]
        if all(one.number is not None and one.number >= threshold for one in every):
            return self
        is_enough = self.total.number is not None and self.total.number >= threshold
        return SafeTable(
            dimensions=self.dimensions,
            threshold=threshold,
            counts=tuple((HIDDEN,) * len(row) for row in self.counts),
            row_sums=(HIDDEN,) * len(self.row_sums),
            column_sums=(self.total if is_enough and len(self.dimensions) == 1 else HIDDEN,) * len(self.column_sums),
            total=self.total if is_enough else HIDDEN,
            made=_MADE_HERE,
        )

    def as_json(self) -> dict[str, Any]:
        """Return all there is, to be stored or sent: null where something is hidden."""
        return {
            "dimensions": [{"name": one.name, "labels": list(one.labels)} for one in self.dimensions],
            "threshold": self.threshold,
            "counts": [[one.number for one in row] for row in self.counts],
            "row_sums": [one.number for one in self.row_sums],
            "column_sums": [one.number for one in self.column_sums],
            "total": self.total.number,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "SafeTable":
        """Read again what `as_json` gave."""
        dimensions = tuple(Dimension(one["name"], tuple(one["labels"])) for one in stored["dimensions"])
        check_dimensions(dimensions)
        shape = [len(dimension.labels) for dimension in dimensions] + [1]
        rows, columns = shape[0], shape[1]
        if (
            [len(row) for row in stored["counts"]] != [columns] * rows
            or len(stored["row_sums"]) != rows
            or len(stored["column_sums"]) != columns
        ):
            raise NotACube("what was stored is not this table")
        return cls(
            dimensions=dimensions,
            threshold=_at_least(stored["threshold"]),
            counts=tuple(tuple(SafeCount(number) for number in row) for row in stored["counts"]),
            row_sums=tuple(SafeCount(number) for number in stored["row_sums"]),
            column_sums=tuple(SafeCount(number) for number in stored["column_sums"]),
            total=SafeCount(stored["total"]),
            made=_MADE_HERE,
        )


def _at_least(threshold: int) -> int:
    if threshold < FEWEST:
        raise Unprotected(f"the threshold may be raised, never set below {FEWEST}")
    return threshold
