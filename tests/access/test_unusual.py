"""The rules of unusual reading: each finds what it says, and lets ordinary days be."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from benken.access.unusual import Facts, Line, Look, RightSpan, unusual_lines
from benken.lib.ids import new_id

READER, OTHER = new_id(), new_id()
MONDAY = datetime(2026, 11, 16, 9, tzinfo=ZoneInfo("Europe/Oslo"))
OFFICE = {(False, hour): 40 for hour in range(8, 16)}


def look(
    at: datetime = MONDAY, *, subject: UUID | None = None, basis: str = "contact_person", reader: UUID = READER
) -> Look:
    """Return one reading."""
    return Look(new_id(), at, reader, subject or new_id(), "page", basis)


def visits(count: int, *, apart: timedelta, subject: UUID | None = None, basis: str = "contact_person") -> list[Look]:
    """Return visits one after the other, to one record or each to another."""
    return [look(MONDAY + number * apart, subject=subject, basis=basis) for number in range(count)]


def rules(looks: Sequence[Look], **facts: object) -> list[str]:
    """Return the rules that found something."""
    return [line.rule for line in unusual_lines(Facts(looks=looks, **facts))]  # type: ignore[arg-type]  # named as they are


def test_an_ordinary_week_says_nothing() -> None:
    subjects = [new_id() for _ in range(10)]
    looks = [
        look(MONDAY + timedelta(days=day, minutes=20 * turn), subject=subject)
        for day in range(5)
        for turn, subject in enumerate(subjects)
    ]
    traces = {(READER, subject): [MONDAY + timedelta(days=2)] for subject in subjects}
    assert rules(looks, traces=traces, hours={READER: OFFICE}, most_an_hour={READER: 5}) == []
    assert rules([]) == []


@pytest.mark.parametrize(("usual", "found"), [(0, True), (10, True), (11, False)])
def test_many_records_in_a_short_time_for_this_reader(usual: int, found: bool) -> None:
    looks = visits(20, apart=timedelta(minutes=2))
    assert (rules(looks, most_an_hour={READER: usual}) == ["many"]) is found


def test_many_readings_of_few_records_are_not_many_records() -> None:
    two = new_id(), new_id()
    looks = [look(MONDAY + timedelta(minutes=number), subject=two[number % 2]) for number in range(60)]
    assert rules(looks) == []
    assert rules(visits(14, apart=timedelta(minutes=2))) == []
    assert rules(visits(40, apart=timedelta(minutes=10))) == []


@pytest.mark.parametrize(
    ("basis", "times", "found"),
    [
        ("circle", 3, True),
        ("overlap", 3, True),
        ("circle", 2, False),
        ("emergency", 1, True),
        ("contact_person", 3, False),
    ],
)
def test_opened_by_another_basis_with_nothing_near_it(basis: str, times: int, found: bool) -> None:
    subject = new_id()
    looks = visits(times, apart=timedelta(hours=3), subject=subject, basis=basis)
    assert (rules(looks) == ["no_trace"]) is found
    written = {(READER, subject): [MONDAY + timedelta(days=2)]}
    assert rules(looks, traces=written) == []
    long_ago = {(READER, subject): [MONDAY - timedelta(days=20)]}
    assert (rules(looks, traces=long_ago) == ["no_trace"]) is (basis == "emergency")
    by_another = {(OTHER, subject): [MONDAY]}
    assert (rules(looks, traces=by_another) == ["no_trace"]) is found


def test_the_same_last_name_when_it_is_not_ones_own_person() -> None:
    subject = new_id()
    pair = frozenset({(READER, subject)})
    assert rules([look(subject=subject, basis="circle")], same_name=pair) == ["same_name"]
    assert rules([look(subject=subject)], same_name=pair) == []
    at_work = {(READER, subject): [MONDAY - timedelta(days=9)]}
    assert rules([look(subject=subject, basis="circle")], same_name=pair, traces=at_work) == []


def test_at_hours_when_the_reader_never_works() -> None:
    night = [look(MONDAY.replace(hour=23, minute=minute)) for minute in (1, 20, 40)]
    assert rules(night, hours={READER: OFFICE}) == ["off_hours"]
    assert rules(night[:2], hours={READER: OFFICE}) == []
    assert rules(night, hours={READER: OFFICE | {(False, 22): 1}}) == []
    assert rules(night, hours={READER: {(False, 9): 20}}) == []  # too new to know
    saturday = [look(MONDAY + timedelta(days=5, minutes=20 * turn)) for turn in range(3)]
    assert rules(saturday, hours={READER: OFFICE}) == ["off_hours"]


def test_by_a_right_that_hardly_lasted_or_again_and_again_on_its_last_day() -> None:
    subject = new_id()
    begun = MONDAY - timedelta(hours=1)
    short = RightSpan(READER, subject, begun, begun + timedelta(days=1))
    assert rules([look(subject=subject)], rights=[short]) == ["edge"]
    assert rules([look(subject=subject)], rights=[short], traces={(READER, subject): [MONDAY]}) == []
    long = RightSpan(READER, subject, begun - timedelta(days=90), MONDAY + timedelta(hours=9))
    assert rules(visits(4, apart=timedelta(hours=2), subject=subject), rights=[long]) == ["edge"]
    assert rules(visits(3, apart=timedelta(hours=2), subject=subject), rights=[long]) == []
    still = RightSpan(READER, subject, begun, None)
    assert rules(visits(4, apart=timedelta(hours=2), subject=subject), rights=[still]) == []


def test_one_record_very_often_without_a_word() -> None:
    subject = new_id()
    looks = visits(10, apart=timedelta(hours=1), subject=subject)
    assert rules(looks) == ["often"]
    assert rules(looks[:9]) == []
    assert rules(looks, traces={(READER, subject): [MONDAY]}) == []


def test_a_line_says_who_how_many_and_when_and_nothing_is_added_up() -> None:
    looks = [
        *visits(20, apart=timedelta(minutes=2)),
        *visits(3, apart=timedelta(days=1), subject=new_id(), basis="circle"),
    ]
    lines = {line.rule: line for line in unusual_lines(Facts(looks=looks))}
    assert set(lines) == {"many", "no_trace"}
    assert len(lines["many"].subjects) >= 20
    assert len(lines["no_trace"].subjects) == 1
    assert lines["no_trace"].looks[0].at == MONDAY
    assert Line._fields == ("reader", "rule", "looks")
