"""A table that is shown again and again tells nothing by what has changed in it."""

import json
from datetime import date

import pytest

from benken.numbers.cubes import Cube, Length, Period, Release
from benken.numbers.disclosure import Counts, Dimension, NotACube, Thresholds

STEP = Dimension("step", ("first_talk", "detox", "treatment", "aftercare"))
WAITING = Cube("waiting", (STEP,), Length.QUARTER)
BEDS = Cube("beds", (STEP,), Length.QUARTER)
SPRING = Period(date(2026, 4, 1), Length.QUARTER)
JULY = date(2026, 7, 1)
FIVE = Thresholds()


def counts(*persons: int) -> Counts:
    """Return counts, by step."""
    return Counts.of_sums([STEP], {(label,): number for label, number in zip(STEP.labels, persons, strict=True)})


def test_a_period_is_counted_when_it_is_over_and_not_before() -> None:
    with pytest.raises(NotACube, match="not over"):
        WAITING.release(counts(20, 20, 20, 20), period=SPRING, today=date(2026, 6, 30), earlier=None, thresholds=FIVE)
    release = WAITING.release(counts(20, 20, 20, 20), period=SPRING, today=JULY, earlier=None, thresholds=FIVE)
    assert release.table.total.number == 80


def test_what_was_told_of_a_period_is_never_told_anew() -> None:
    first = WAITING.release(counts(4, 20, 20, 20), period=SPRING, today=JULY, earlier=None, thresholds=FIVE)
    # A late entry: the fifth came in. Told anew, the difference would tell of one.
    again = WAITING.release(counts(5, 20, 20, 20), period=SPRING, today=JULY, earlier=first, thresholds=FIVE)
    assert again is first
    assert again.table.at("first_talk").is_hidden
    assert again.table.total.number == 64
    # From another period or another cube nothing is taken.
    summer = Period(date(2026, 7, 1), Length.QUARTER)
    with pytest.raises(NotACube):
        WAITING.release(counts(5, 20, 20, 20), period=summer, today=date(2026, 10, 1), earlier=first, thresholds=FIVE)
    with pytest.raises(NotACube):
        Cube("beds", (STEP,), Length.QUARTER).release(
            counts(9, 9, 9, 9), period=SPRING, today=JULY, earlier=first, thresholds=FIVE
        )


def test_periods_of_a_cube_have_one_length_and_do_not_overlap() -> None:
    with pytest.raises(NotACube, match="another length"):
        WAITING.release(
            counts(9, 9, 9, 9), period=Period(date(2026, 4, 1), Length.MONTH), today=JULY, earlier=None, thresholds=FIVE
        )
    for first_on, length in (
        (date(2026, 4, 2), Length.MONTH),
        (date(2026, 5, 1), Length.QUARTER),
        (date(2026, 7, 1), Length.YEAR),
    ):
        with pytest.raises(NotACube, match="overlap"):
            Period(first_on, length)


@pytest.mark.parametrize("length", Length)
def test_every_day_belongs_to_one_period(length: Length) -> None:
    day = date(2024, 1, 1)
    period = Period.with_day(day, length)
    while day.year == 2024:
        now = Period.with_day(day, length)
        assert now.first_on <= day <= now.last_on
        assert now in {period, Period.with_day(period.last_on.fromordinal(period.last_on.toordinal() + 1), length)}
        assert not now.is_over(now.last_on)
        assert now.is_over(date.fromordinal(now.last_on.toordinal() + 1))
        assert now.before.last_on.toordinal() + 1 == now.first_on.toordinal()
        period, day = now, date.fromordinal(day.toordinal() + 1)


def test_what_is_counted_is_what_the_cube_is_divided_by() -> None:
    other = Counts.of_sums([Dimension("step", ("first_talk",))], {("first_talk",): 40})
    with pytest.raises(NotACube, match="divided by other"):
        WAITING.release(other, period=SPRING, today=JULY, earlier=None, thresholds=FIVE)


def test_no_figure_is_divided_by_who_works_here() -> None:
    for name in ("worker", "contact_person", "author"):
        with pytest.raises(NotACube, match="who works here"):
            Cube("waiting", (STEP, Dimension(name, ("a", "b"))), Length.QUARTER)
    with pytest.raises(NotACube, match="one or two"):
        Cube("waiting", (), Length.QUARTER)


def test_on_the_street_ten_stand_behind_a_number() -> None:
    place = Cube("place", (STEP,), Length.QUARTER, on_the_street=True)
    here = place.release(counts(9, 40, 40, 40), period=SPRING, today=JULY, earlier=None, thresholds=FIVE).table
    assert here.at("first_talk").is_hidden
    inside = WAITING.release(counts(9, 40, 40, 40), period=SPRING, today=JULY, earlier=None, thresholds=FIVE).table
    assert inside.at("first_talk").number == 9
    for cube, thresholds in ((WAITING, Thresholds(12, 10)), (place, Thresholds(5, 12)), (place, Thresholds(12, 10))):
        raised = cube.release(counts(11, 40, 40, 40), period=SPRING, today=JULY, earlier=None, thresholds=thresholds)
        assert raised.table.at("first_talk").is_hidden


def test_a_release_is_stored_without_what_it_hides() -> None:
    release = WAITING.release(
        counts(3, 64, 20, 20),
        period=SPRING,
        today=JULY,
        earlier=None,
        thresholds=FIVE,
        middles={("first_talk",): 71, ("detox",): 72, ("treatment",): 8},
    )
    assert release.middles == {("treatment",): 8}
    stored = json.dumps(release.as_json())
    assert not any(number in stored for number in ("64", "71", "72"))
    assert Release.from_json(json.loads(stored)) == release


def test_a_threshold_that_was_raised_is_obeyed_by_what_was_told_before() -> None:
    middles = {("detox",): 7, (): 8}
    told = WAITING.release(
        counts(9, 64, 20, 20), period=SPRING, today=JULY, earlier=None, thresholds=FIVE, middles=middles
    )
    assert told.middles == middles
    assert WAITING.as_shown(told, thresholds=Thresholds(9, 10)) == told  # each is enough
    raised = WAITING.as_shown(told, thresholds=Thresholds(10, 10))
    assert [one.number for row in raised.table.counts for one in row] == [None] * 4
    assert (raised.table.total.number, raised.middles) == (113, {(): 8})
    assert WAITING.as_shown(told, thresholds=Thresholds(200, 200)).table.total.is_hidden
    assert WAITING.as_shown(told, thresholds=Thresholds(200, 200)).middles == {}
    assert Release.from_json(raised.as_json()) == raised
    # Of what is hidden nothing is known any more, so all is, even where each that was shown is enough.
    partly = WAITING.release(counts(3, 64, 20, 20), period=SPRING, today=JULY, earlier=None, thresholds=FIVE)
    assert partly.table.at("treatment").number == 20
    assert WAITING.as_shown(partly, thresholds=Thresholds(6, 10)).table.at("treatment").is_hidden
    with pytest.raises(NotACube, match="not of"):
        BEDS.as_shown(told, thresholds=FIVE)
