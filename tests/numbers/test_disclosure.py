"""Counts of persons become something that may be shown, or nothing that can be written down."""

import ast
import copy
import json
import pickle
import sys
from pathlib import Path

import pytest
from django.template import Context, Template

from benken.access.models import Setup
from benken.access.queries.setup import keep_setup, thresholds_now
from benken.numbers import disclosure, hiding
from benken.numbers.disclosure import (
    HIDDEN,
    Counts,
    Dimension,
    NotACube,
    Observation,
    PersonCount,
    SafeCount,
    SafeTable,
    Thresholds,
    Unprotected,
    safe_count,
)

STEP = Dimension("step", ("first_talk", "detox", "treatment", "aftercare"))
HOME = Dimension("home", ("own", "none"))
# 3 at detox is small; 64 at first_talk and 31 at treatment are not.
WAITS = {("first_talk",): 64, ("detox",): 3, ("treatment",): 31, ("aftercare",): 12}


def waits() -> Counts:
    """Return how many wait, by step."""
    return Counts.of_sums([STEP], WAITS)


def by_step_and_home() -> Counts:
    """Return how many wait, by step and home."""
    return Counts.of_sums(
        [STEP, HOME],
        {(step, home): 40 for step in STEP.labels for home in HOME.labels} | {("detox", "none"): 2},
    )


def seen(person: int, *place: str, unit: str | None = None) -> Observation:
    """Return somebody in a place."""
    return Observation(person, place, unit)


def test_a_count_is_shown_from_five_persons_and_two_units_on() -> None:
    assert safe_count(5, 2, threshold=5).number == 5
    assert safe_count(7, threshold=5).number == 7
    assert safe_count(4, 2, threshold=5) == HIDDEN
    assert safe_count(0, threshold=5) == HIDDEN
    assert safe_count(100, 1, threshold=5) == HIDDEN
    assert safe_count(9, 2, threshold=10) == HIDDEN


def test_the_threshold_is_never_lower() -> None:
    for protect in (PersonCount(9).protected, waits().protected):
        with pytest.raises(Unprotected):
            protect(threshold=4)


def test_nobody_makes_a_safe_count_of_something_small() -> None:
    for number in (0, 1, 4):
        with pytest.raises(Unprotected):
            SafeCount(number)


def test_nobody_makes_a_safe_table_by_hand() -> None:
    table = waits().protected(threshold=5)
    parts = {name: getattr(table, name) for name in SafeTable.__slots__}
    with pytest.raises(Unprotected):
        SafeTable(**parts)


def test_a_small_number_is_hidden_with_its_neighbour_and_both_look_alike() -> None:
    table = waits().protected(threshold=5)
    assert [[one.number for one in row] for row in table.counts] == [[None], [None], [31], [12]]
    assert table.total.number == 110
    assert table.at("detox") is table.at("first_talk") is HIDDEN
    for text in (repr(table), json.dumps(table.as_json())):
        assert "64" not in text
        assert "67" not in text
    swapped = Counts.of_sums([STEP], WAITS | {("first_talk",): 3, ("detox",): 64}).protected(threshold=5)
    assert repr(swapped) == repr(table)


def test_a_table_of_two_dimensions_hides_four_for_one_and_shows_its_margins() -> None:
    table = by_step_and_home().protected(threshold=5)
    hidden = [(step, home) for step in STEP.labels for home in HOME.labels if table.at(step, home).is_hidden]
    assert hidden == [("first_talk", "own"), ("first_talk", "none"), ("detox", "own"), ("detox", "none")]
    assert [one.number for one in table.row_sums] == [80, 42, 80, 80]
    assert [one.number for one in table.column_sums] == [160, 122]
    assert table.total.number == 282
    assert table.hides_something


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    table = Counts.of_sums([STEP], dict.fromkeys(WAITS, 5)).protected(threshold=5)
    assert [one.number for row in table.counts for one in row] == [5, 5, 5, 5]
    assert not table.hides_something


def test_nobody_counts_as_small_too() -> None:
    table = Counts.of_sums([STEP], {("treatment",): 31, ("aftercare",): 12}).protected(threshold=5)
    assert table.at("first_talk").is_hidden
    assert Counts.of_sums([STEP], {}).protected(threshold=5).total.is_hidden
    assert Counts.of([STEP], []).protected(threshold=5).total.is_hidden


def test_the_middle_days_are_told_only_where_the_number_is() -> None:
    table = waits().protected(threshold=5)
    days = {(label,): 14 for label in STEP.labels}
    assert set(table.only_where_shown(days)) == {("treatment",), ("aftercare",)}


def test_each_person_is_counted_once_and_stands_in_one_place() -> None:
    people = [seen(person, "detox", unit=f"{person % 3}") for person in range(6)]
    twice = [*people, seen(0, "detox", unit="2"), seen(5, "detox", unit="0")]
    assert Counts.of([STEP], twice).protected(threshold=5).total.number == 6
    with pytest.raises(NotACube):
        Counts.of([STEP], [*people, seen(0, "treatment", unit="2")])


def test_one_unit_alone_is_not_told_of() -> None:
    def table(units: int) -> SafeTable:
        people = [seen(person, STEP.labels[person % 4], unit=str(person // 4 % units)) for person in range(80)]
        return Counts.of([STEP], people).protected(threshold=5)

    assert table(2).total.number == 80
    assert not table(2).hides_something
    assert table(1).total.is_hidden


def test_units_are_asked_of_all_or_of_none() -> None:
    with pytest.raises(NotACube):
        Counts.of([STEP], [seen(1, "detox", unit="a"), seen(2, "detox")])
    with pytest.raises(NotACube):
        Counts.of([STEP], [seen(1, "detox", unit="a"), seen(2, "treatment")])


def test_three_dimensions_a_strange_place_and_less_than_nobody_are_refused() -> None:
    year = Dimension("year", ("2026",))
    for dimensions in ([], [STEP, HOME, year], [STEP, STEP]):
        with pytest.raises(NotACube):
            Counts.of_sums(dimensions, {})
    with pytest.raises(NotACube, match="one or two"):
        Counts.of_sums([STEP, HOME, year], {})
    strangers: list[dict[tuple[str, ...], int]] = [{("gone",): 7}, {("detox", "own"): 7}, {("detox",): -1}]
    for strange in strangers:
        with pytest.raises(NotACube):
            Counts.of_sums([STEP], strange)
    with pytest.raises(NotACube):
        Counts.of([STEP], [seen(1, "gone")])
    for labels in ((), ("a", "a")):
        with pytest.raises(NotACube):
            Dimension("step", labels)
    for persons, units in ((-1, None), (5, -1)):
        with pytest.raises(NotACube):
            PersonCount(persons, units)


def test_what_is_not_protected_is_written_nowhere() -> None:
    for raw in (PersonCount(3), PersonCount(300), waits()):
        assert "3" not in repr(raw)
        for write in (str, "{}".format, "%s".__mod__, pickle.dumps, copy.deepcopy):
            with pytest.raises(Unprotected):
                write(raw)
        with pytest.raises(TypeError):
            json.dumps(raw)
        with pytest.raises(Unprotected):
            Template("{{ raw }}").render(Context({"raw": raw}))


def test_what_is_stored_is_what_was_shown() -> None:
    for table in (waits().protected(threshold=5), by_step_and_home().protected(threshold=10)):
        stored = json.loads(json.dumps(table.as_json()))
        assert SafeTable.from_json(stored) == table
        assert repr(SafeTable.from_json(stored)) == repr(table)
        stored["row_sums"].append(7)
        with pytest.raises(NotACube):
            SafeTable.from_json(stored)
    small = waits().protected(threshold=5).as_json()
    small["total"] = 3
    with pytest.raises(Unprotected):
        SafeTable.from_json(small)


def test_what_decides_stands_on_nothing_but_the_language_and_our_own_tools() -> None:
    for module in (disclosure, hiding):
        assert module.__file__ is not None
        for node in ast.walk(ast.parse(Path(module.__file__).read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                own = name.startswith(("benken.lib", "benken.numbers.hiding"))
                assert own or name.split(".")[0] in sys.stdlib_module_names, name


def test_nobody_lowers_the_thresholds() -> None:
    assert (Thresholds().anywhere, Thresholds().on_the_street) == (5, 10)
    assert Thresholds(8, 12).anywhere == 8
    for lower in ((4, 10), (5, 9)):
        with pytest.raises(Unprotected):
            Thresholds(*lower)


@pytest.mark.django_db
def test_the_municipality_asks_for_more_under_settings() -> None:
    assert thresholds_now() == Thresholds()
    setup = Setup.of_environment()
    setup.small_number, setup.street_number = 8, 25
    keep_setup(setup, seconds=600)
    assert thresholds_now() == Thresholds(8, 25)
