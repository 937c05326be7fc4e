"""Two who want to know what is hidden in a table. What they are told is what everybody is told: what is shown.

The first solves a linear programme: nobody is fewer than nobody, and sums are sums. Tables of this kind have whole
numbers at their corners, so whoever knows that counts are whole numbers learns no more.
The second knows the rule as well. They think of every table there could be, hide in each what the rule hides, and
keep those that look like the one they see.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

import highspy

from benken.numbers.hiding import Behind, Hidden, hidden_in

Table = tuple[tuple[int, ...], ...]
Rule = Callable[[Table, int], Hidden]
Place = tuple[int, int]  # the sums stand after the last row and the last column
NOTHING = Hidden(frozenset(), frozenset(), frozenset(), total=False)
Picture = tuple[tuple[int | None, ...], ...]


def our_rule(table: Table, threshold: int) -> Hidden:
    """Hide what Benken hides."""
    return hidden_in([[Behind(persons) for persons in row] for row in table], threshold=threshold)


def picture(table: Table, hidden: Hidden) -> Picture:
    """Return what is seen of a table with its sums: a number, or None where it is hidden."""
    rows, columns = len(table), len(table[0])
    inside = [
        [None if (row, column) in hidden.places else table[row][column] for column in range(columns)]
        + [None if row in hidden.rows else sum(table[row])]
        for row in range(rows)
    ]
    below = [None if column in hidden.columns else sum(row[column] for row in table) for column in range(columns)]
    total = None if hidden.total else sum(map(sum, table))
    return (*map(tuple, inside), (*below, total))


def what_a_programme_learns(*pictures: Picture) -> dict[tuple[int, Place], tuple[float, float]]:
    """Return the least and the most that each hidden number can be, by picture and place.

    Several pictures are of the same persons, divided alike into rows.
    """
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    infinity = highspy.kHighsInf
    hidden: dict[tuple[int, Place], int] = {}
    first_sums: list[int] = []
    for which, seen in enumerate(pictures):
        numbers = [[_add(highs, shown, infinity) for shown in line] for line in seen]
        for parts in [*numbers, *map(list, zip(*numbers, strict=True))]:  # what stands before the sum adds up to it
            highs.addRow(0, 0, len(parts), parts, [1.0] * (len(parts) - 1) + [-1.0])
        sums = [line[-1] for line in numbers]
        first_sums = first_sums or sums
        for one, other in zip(first_sums, sums, strict=True):
            if one != other:
                highs.addRow(0, 0, 2, [one, other], [1.0, -1.0])
        hidden |= {
            (which, (row, column)): numbers[row][column]
            for row, line in enumerate(seen)
            for column, shown in enumerate(line)
            if shown is None
        }
    ends = highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize
    return {
        place: (_farthest(highs, number, ends[0]), _farthest(highs, number, ends[1]))
        for place, number in hidden.items()
    }


def _add(highs: highspy.Highs, shown: int | None, infinity: float) -> int:
    """Let there be a number: the one that is shown, or any that is not below zero. Return which it is."""
    highs.addVar(0 if shown is None else shown, infinity if shown is None else shown)
    return highs.getNumCol() - 1


def _farthest(highs: highspy.Highs, number: int, sense: highspy.ObjSense) -> float:
    """Return how far one number can go."""
    highs.changeColCost(number, 1)
    highs.changeObjectiveSense(sense)
    highs.run()
    status = highs.getModelStatus()
    far = highs.getInfo().objective_function_value
    highs.changeColCost(number, 0)
    if status in {highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
        return float("inf")
    assert status == highspy.HighsModelStatus.kOptimal, status
    return far


def every_table(rows: int, columns: int, persons: int) -> Iterator[Table]:
    """Return every table of a size with so many persons in it."""
    places = rows * columns
    for bars in combinations(range(persons + places - 1), places - 1):
        ends = (-1, *bars, persons + places - 1)
        flat = [ends[place + 1] - ends[place] - 1 for place in range(places)]
        yield tuple(tuple(flat[row * columns : (row + 1) * columns]) for row in range(rows))


def what_the_rule_gives_away(
    tables: Iterable[Table], rule: Rule, threshold: int
) -> dict[Picture, dict[Place, tuple[int, int]]]:
    """Return, for each picture that any of the tables gives, the least and the most behind each hidden number."""
    learnt: dict[Picture, dict[Place, tuple[int, int]]] = defaultdict(dict)
    for table in tables:
        seen, whole = picture(table, rule(table, threshold)), picture(table, NOTHING)
        known = learnt[seen]
        for row, line in enumerate(seen):
            for column, shown in enumerate(line):
                if shown is None:
                    number = whole[row][column]
                    assert number is not None
                    least, most = known.get((row, column), (number, number))
                    known[row, column] = min(least, number), max(most, number)
    return learnt
