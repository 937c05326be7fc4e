"""Which places of a table of counts are hidden. Pure arithmetic: it knows no page, no database and no word.

A count that is too small is hidden, and so much beside it that nobody can work it out. What is hidden beside is chosen
by *where* something small stands, and by sums that everybody can work out anyway; never by how large a hidden count
is. So whoever knows this rule, and all that is shown, learns no more than whoever knows only what is shown.
The proof stands in docs/decisions/0016.
"""

from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

FEWEST_UNITS = 2  # services, or workers: behind one alone, a number tells of that one

Units = frozenset[Hashable]


class Behind(NamedTuple):
    """What stands behind a number: how many persons, and by which units they came (None: it is not asked)."""

    persons: int
    units: Units | None = None

    def is_enough(self, threshold: int) -> bool:
        """Tell whether the number may be known."""
        return self.persons >= threshold and (self.units is None or len(self.units) >= FEWEST_UNITS)


Grid = Sequence[Sequence[Behind]]
Block = tuple[range, range]  # rows, columns
Wider = dict[range, range]  # what a part of a line belongs to


class Hidden(NamedTuple):
    """What is hidden of a table: places (row, column), margins, and the total."""

    places: frozenset[tuple[int, int]]
    rows: frozenset[int]
    columns: frozenset[int]
    total: bool


def hidden_in(grid: Grid, *, threshold: int) -> Hidden:
    """Decide what is hidden of a table that is shown with the sum of each row and column, and the total.

    A table of one dimension is a table of one column.
    """
    rows = [together(row) for row in grid]
    columns = [together(column) for column in zip(*grid, strict=True)]
    every_row, every_column = frozenset(range(len(rows))), frozenset(range(len(columns)))
    everywhere = frozenset((row, column) for row in every_row for column in every_column)
    if not together(rows).is_enough(threshold):
        return Hidden(everywhere, every_row, every_column, total=True)
    # Small margins first. Rows that are hidden together can be told apart by nobody, so they count as one row below.
    row_groups, column_groups = _groups(rows, threshold), _groups(columns, threshold)
    coarse = [
        [together(grid[row][column] for row in some for column in others) for others in column_groups]
        for some in row_groups
    ]
    hidden_inside = _hidden_inside(coarse, threshold)
    shown = {
        (some[0], others[0])
        for row, some in enumerate(row_groups)
        for column, others in enumerate(column_groups)
        if len(some) == len(others) == 1 and (row, column) not in hidden_inside
    }
    return Hidden(
        places=everywhere - shown,
        rows=every_row - {group[0] for group in row_groups if len(group) == 1},
        columns=every_column - {group[0] for group in column_groups if len(group) == 1},
        total=False,
    )


def together(some: Iterable[Behind]) -> Behind:
    """Add up: persons stand in one place each, units may stand in several."""
    persons, units, asked = 0, set[Hashable](), False
    for one in some:
        persons += one.persons
        if one.units is not None:
            units |= one.units
            asked = True
    return Behind(persons, frozenset(units) if asked else None)


def _groups(line: Sequence[Behind], threshold: int) -> list[range]:
    """Divide a line, whose sum may be known, into places that are shown and groups that are hidden together.

    Something small is hidden with its neighbour; if both together are too small, with the neighbours of both.
    """
    wider, hidden = _wider(len(line)), set[range]()
    for place, one in enumerate(line):
        if not one.is_enough(threshold):
            group = wider[range(place, place + 1)]
            while not together(line[group.start : group.stop]).is_enough(threshold):
                group = wider[group]
            hidden.add(group)
    outermost = [group for group in hidden if not any(_is_within(group, other) for other in hidden - {group})]
    alone = set(range(len(line))).difference(*outermost)
    return sorted([*outermost, *(range(place, place + 1) for place in alone)], key=lambda group: group.start)


def _hidden_inside(grid: Grid, threshold: int) -> set[tuple[int, int]]:
    """Return the places that are hidden of a table whose margins may all be known.

    Something small is hidden in a block of neighbouring rows and columns, which grows until the sum of each of its
    rows and of each of its columns may be known. Rows and columns with small sums are neighbours.
    """
    by_row = _smallest_first([together(row) for row in grid])
    by_column = _smallest_first([together(column) for column in zip(*grid, strict=True)])
    if len(by_row) == 1 or len(by_column) == 1:
        return set()  # the places are the margins
    near = [[grid[row][column] for column in by_column] for row in by_row]
    wider_rows, wider_columns = _wider(len(by_row)), _wider(len(by_column))
    blocks = {
        (wider_rows[range(row, row + 1)], wider_columns[range(column, column + 1)])
        for row, line in enumerate(near)
        for column, one in enumerate(line)
        if not one.is_enough(threshold)
    }
    grown = list[Block]()
    for block in sorted(blocks, key=lambda block: (block[0].start, block[1].start)):
        _add(grown, _grown(near, block, (wider_rows, wider_columns), threshold))
    return {(by_row[row], by_column[column]) for rows, columns in grown for row in rows for column in columns}


def _grown(near: Grid, block: Block, wider: tuple[Wider, Wider], threshold: int) -> Block:
    """Return a block made large enough. The whole table always is: its sums are margins, which may be known."""
    rows, columns = block
    while True:
        part = [near[row][columns.start : columns.stop] for row in rows]
        row_too_small = any(not together(line).is_enough(threshold) for line in part)
        column_too_small = any(not together(line).is_enough(threshold) for line in zip(*part, strict=True))
        if not row_too_small and not column_too_small:
            return rows, columns
        if row_too_small:
            columns = wider[1][columns]
        if column_too_small:
            rows = wider[0][rows]


def _add(blocks: list[Block], new: Block) -> None:
    """Put a block among the others. Those that overlap become one, so that no two do."""
    for other in blocks:
        if _overlap(new[0], other[0]) and _overlap(new[1], other[1]):
            blocks.remove(other)
            _add(blocks, (max(new[0], other[0], key=len), max(new[1], other[1], key=len)))
            return
    blocks.append(new)


def _wider(length: int) -> Wider:
    """Return what each place, pair, pair of pairs … of a line belongs to; three together where one would be left."""
    wider: Wider = {}
    level = [range(place, place + 1) for place in range(length)]
    while len(level) > 1:
        above = len(level) // 2
        starts = [level[2 * number].start for number in range(above)] + [length]
        joined = [range(start, stop) for start, stop in pairwise(starts)]
        wider |= {part: joined[min(number // 2, above - 1)] for number, part in enumerate(level)}
        level = joined
    return wider


def _smallest_first(margins: Sequence[Behind]) -> list[int]:
    return sorted(range(len(margins)), key=lambda place: (margins[place].persons, place))


def _is_within(part: range, whole: range) -> bool:
    return whole.start <= part.start and part.stop <= whole.stop


def _overlap(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop
