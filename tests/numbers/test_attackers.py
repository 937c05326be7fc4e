"""What is hidden cannot be worked out: not from what is shown, and not by whoever knows the rule as well."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benken.numbers.hiding import Behind, Hidden, hidden_in, together
from tests.numbers.attackers import (
    Place,
    Rule,
    Table,
    every_table,
    our_rule,
    picture,
    what_a_programme_learns,
    what_the_rule_gives_away,
)

SLACK = 1e-6  # a programme counts in fractions

COUNTS = {
    "few": st.integers(0, 6),
    "many zeros": st.sampled_from([0, 0, 0, 0, 1, 2, 9, 40]),
    "ones": st.sampled_from([1, 1, 1, 5, 6]),
    "on the edge": st.integers(3, 7),
    "dense": st.integers(4, 60),
    "huge": st.sampled_from([0, 1, 4, 5, 1_000, 250_000, 4_000_000]),
}


def tables(counts: st.SearchStrategy[int], most: int = 7) -> st.SearchStrategy[Table]:
    """Return tables of many sizes, of one column as well."""
    sizes = st.tuples(st.integers(1, most), st.one_of(st.just(1), st.integers(1, most)))

    def of_size(size: tuple[int, int]) -> st.SearchStrategy[Table]:
        row = st.tuples(*[counts] * size[1])
        return st.tuples(*[row] * size[0])

    return sizes.flatmap(of_size)


def breaches(table: Table, hidden: Hidden, threshold: int) -> list[Place]:
    """Return the hidden numbers that a programme finds too narrowly."""
    learnt = what_a_programme_learns(picture(table, hidden))
    return [place for (_which, place), (least, most) in learnt.items() if most - least < threshold - SLACK]


def given_away(rows: int, columns: int, persons: range, rule: Rule, threshold: int) -> list[tuple[Place, int, int]]:
    """Return the hidden numbers that whoever knows the rule finds too narrowly, where the total is shown."""
    return [
        (place, least, most)
        for number in persons
        for seen, learnt in what_the_rule_gives_away(every_table(rows, columns, number), rule, threshold).items()
        if seen[-1][-1] is not None
        for place, (least, most) in learnt.items()
        if most - least < threshold
    ]


def only_the_small(table: Table, threshold: int) -> Hidden:
    """Hide what is small and nothing else: a rule with a hole."""
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    return Hidden(
        frozenset(
            (row, column)
            for row, line in enumerate(table)
            for column, one in enumerate(line)
            if one < threshold or rows[row] < threshold or columns[column] < threshold
        ),
        frozenset(row for row, one in enumerate(rows) if one < threshold),
        frozenset(column for column, one in enumerate(columns) if one < threshold),
        sum(rows) < threshold,
    )


def with_the_next_smallest(table: Table, threshold: int) -> Hidden:
    """Hide, in one column, what is small and then the smallest there is, until enough is hidden: a usual rule."""
    numbers = [row[0] for row in table]
    smallest = sorted(range(len(numbers)), key=lambda place: (numbers[place], place))
    small = sum(number < threshold for number in numbers)
    most = 0
    while small and (most < max(small, 2) or sum(numbers[place] for place in smallest[:most]) < threshold):
        if most == len(numbers):
            break
        most += 1
    rows = frozenset(smallest[:most])
    return Hidden(frozenset((row, 0) for row in rows), rows, frozenset(), sum(numbers) < threshold)


@pytest.mark.parametrize("kind", COUNTS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_programme_finds_a_hidden_number(kind: str, data: st.DataObject) -> None:
    table = data.draw(tables(COUNTS[kind]))
    threshold = data.draw(st.sampled_from([5, 5, 5, 10]))
    assert breaches(table, our_rule(table, threshold), threshold) == []


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_two_tables_that_share_a_dimension_give_nothing_away_together(data: st.DataObject) -> None:
    by_home_and_age = st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=4
    )
    rows = data.draw(st.lists(by_home_and_age, min_size=2, max_size=6))
    by_age = tuple(tuple(sum(home[age] for home in homes) for age in range(3)) for homes in rows)
    most = max(map(len, rows))
    by_home = tuple(tuple([sum(home) for home in homes] + [0] * (most - len(homes))) for homes in rows)
    one, other = our_rule(by_age, 5), our_rule(by_home, 5)
    assert one.rows == other.rows
    learnt = what_a_programme_learns(picture(by_age, one), picture(by_home, other))
    assert [place for place, (least, most) in learnt.items() if most - least < 5 - SLACK] == []


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_number_with_one_unit_behind_it_is_neither_shown_nor_found(data: st.DataObject) -> None:
    table = data.draw(tables(st.integers(0, 30), most=5))
    units = st.frozensets(st.sampled_from("abc"), min_size=1)
    grid = [[Behind(one, data.draw(units) if one else frozenset()) for one in row] for row in table]
    hidden = hidden_in(grid, threshold=5)
    assert breaches(table, hidden, 5) == []
    shown = [
        one for row, line in enumerate(grid) for column, one in enumerate(line) if (row, column) not in hidden.places
    ]
    shown += [together(line) for row, line in enumerate(grid) if row not in hidden.rows]
    shown += [together(line) for column, line in enumerate(zip(*grid, strict=True)) if column not in hidden.columns]
    assert all(one.persons >= 5 and len(one.units or ()) >= 2 for one in shown)


@given(table=tables(st.integers(0, 12)))
@settings(max_examples=100, deadline=None)
def test_everything_small_is_hidden_and_nothing_where_nothing_is_small(table: Table) -> None:
    hidden, small = our_rule(table, 5), only_the_small(table, 5)
    assert hidden.places >= small.places
    assert hidden.rows >= small.rows
    assert hidden.columns >= small.columns
    assert hidden.total == small.total
    if not small.places:
        assert not hidden.places


# Rows, columns, persons, threshold. With a low one, few persons are enough to meet every turn of the rule.
SIZES = [
    (2, 1, range(16), 5),
    (3, 1, range(16), 3),
    (5, 1, range(11), 3),
    (6, 1, range(10), 2),
    (8, 1, range(8), 1),
    (2, 2, range(20), 3),
    (2, 3, range(11), 2),
    (3, 3, range(8), 2),
    (2, 5, range(7), 1),
    (4, 4, range(4, 6), 1),
]


@pytest.mark.parametrize(("rows", "columns", "persons", "threshold"), SIZES)
def test_whoever_knows_the_rule_learns_no_more(rows: int, columns: int, persons: range, threshold: int) -> None:
    assert given_away(rows, columns, persons, our_rule, threshold) == []


def test_a_hidden_total_says_that_it_is_small_and_no_more() -> None:
    pictures = what_the_rule_gives_away(
        (table for persons in range(8) for table in every_table(2, 2, persons)), our_rule, 5
    )
    hidden = [learnt for seen, learnt in pictures.items() if seen[-1][-1] is None]
    assert hidden == [{(row, column): (0, 4) for row in range(3) for column in range(3)}]


def test_the_programme_finds_the_holes_of_weak_rules() -> None:
    table = ((3, 20, 30), (40, 50, 60), (70, 80, 90))
    assert breaches(table, only_the_small(table, 5), 5) == [(0, 0)]
    # A second one in the row, and still none in the columns.
    beside = only_the_small(table, 5)._replace(places=frozenset({(0, 0), (0, 1)}))
    assert breaches(table, beside, 5) == [(0, 0), (0, 1)]
    # A square whose other corners have too little in them to give or to take.
    tight = ((3, 7), (5, 0))
    square = only_the_small(tight, 9)._replace(places=frozenset({(0, 0), (0, 1), (1, 0), (1, 1)}), rows=frozenset())
    assert breaches(tight, square._replace(columns=frozenset(), total=False), 9) != []
    assert breaches(table, our_rule(table, 5), 5) == []


def test_whoever_knows_the_rule_finds_the_hole_of_a_usual_rule() -> None:
    table = ((4,), (5,), (5,))
    assert breaches(table, with_the_next_smallest(table, 5), 5) == []  # a programme alone does not see it
    assert given_away(3, 1, range(10, 16), with_the_next_smallest, 5) != []
    assert given_away(3, 1, range(10, 16), our_rule, 5) == []


def test_the_same_table_hides_the_same() -> None:
    table = ((3, 20, 30), (40, 50, 2), (70, 80, 90), (9, 9, 9))
    assert len({picture(table, our_rule(table, 5)) for _time in range(5)}) == 1


def test_what_is_hidden_for_two_reasons_that_meet_is_hidden_as_one() -> None:
    table = ((1, 30, 30, 0), (8, 6, 1, 20), (6, 20, 8, 6), (20, 6, 0, 8))
    assert len(our_rule(table, 5).places) == 16
    apart = ((2, 30, 30, 30), (30, 30, 30, 30), (30, 30, 30, 30), (30, 30, 30, 40))
    assert our_rule(apart, 5).places == {(0, 0), (0, 1), (1, 0), (1, 1)}
