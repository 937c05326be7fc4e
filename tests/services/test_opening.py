"""When something is open: the rules, and the rules against a slow walk through every minute."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benken.country.public_holidays import is_public_holiday
from benken.lib.days import moment_of
from benken.services.opening import (
    Calendar,
    Hours,
    OwnDays,
    Times,
    hours_on,
    is_open_on,
    next_opening,
    state_at,
)

OSLO = ZoneInfo("Europe/Oslo")
NORWAY = Calendar(OSLO, lambda day: is_public_holiday("no", day))
MONDAY = date(2026, 11, 23)  # an ordinary week
EVERY_DAY = tuple(Hours(weekday, time(9), time(15)) for weekday in range(7))
NIGHTS = tuple(Hours(weekday, time(21), time(8, 30)) for weekday in range(7))


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), OSLO)


def test_open_until_the_hour_it_closes_and_closed_from_then_on() -> None:
    times = Times(EVERY_DAY)
    assert not state_at(times, local(MONDAY, 8, 59), NORWAY).is_open
    assert state_at(times, local(MONDAY, 9), NORWAY).until == local(MONDAY, 15)
    assert state_at(times, local(MONDAY, 14, 59), NORWAY).is_open
    after = state_at(times, local(MONDAY, 15), NORWAY)
    assert not after.is_open
    assert after.opens_at == local(MONDAY + timedelta(days=1), 9)


def test_a_night_goes_on_into_the_morning_of_a_day_that_is_closed() -> None:
    closed = OwnDays(MONDAY, MONDAY, words="Vi vasker")
    times = Times(NIGHTS, (closed,))
    assert state_at(times, local(MONDAY, 3), NORWAY).until == local(MONDAY, 8, 30)
    evening = state_at(times, local(MONDAY, 22), NORWAY)
    assert (evening.is_open, evening.opens_at) == (False, local(MONDAY + timedelta(days=1), 21))
    assert hours_on(times, MONDAY, NORWAY).why == "Vi vasker"


def test_hours_that_follow_without_a_break_are_told_as_one() -> None:
    times = Times((Hours(0, time(9), time(12)), Hours(0, time(12), time(15)), Hours(0, time(14), time(16))))
    assert state_at(times, local(MONDAY, 10), NORWAY).until == local(MONDAY, 16)


def test_always_open_is_told_without_an_hour_and_only_a_day_of_its_own_closes_it() -> None:
    christmas = date(2026, 12, 25)
    assert state_at(Times(always_open=True), local(christmas, 4), NORWAY) == state_at(
        Times(always_open=True), local(MONDAY, 4), NORWAY
    )
    assert state_at(Times(always_open=True), local(MONDAY, 4), NORWAY).until is None
    closed = Times(always_open=True, own_days=(OwnDays(MONDAY, MONDAY),))
    assert not state_at(closed, local(MONDAY, 4), NORWAY).is_open
    assert state_at(closed, local(MONDAY, 4), NORWAY).opens_at == local(MONDAY + timedelta(days=1), 0)
    before = state_at(closed, local(MONDAY - timedelta(days=2), 4), NORWAY)
    assert before.until == local(MONDAY, 0)


def test_a_season_begins_and_ends_with_its_days() -> None:
    summer = Times(
        tuple(Hours(weekday, time(9), time(15), date(2026, 6, 1), date(2026, 8, 31)) for weekday in range(7))
    )
    assert not state_at(summer, local(date(2026, 5, 31), 10), NORWAY).is_open
    assert state_at(summer, local(date(2026, 6, 1), 10), NORWAY).is_open
    assert state_at(summer, local(date(2026, 8, 31), 10), NORWAY).is_open
    assert state_at(summer, local(date(2026, 8, 31), 16), NORWAY).opens_at is None
    assert state_at(summer, local(date(2025, 12, 1), 16), NORWAY).opens_at == local(date(2026, 6, 1), 9)


@pytest.mark.parametrize(
    ("country", "day", "holiday"),
    [
        ("no", date(2026, 5, 17), True),
        ("no", date(2026, 4, 2), True),
        ("no", date(2026, 12, 24), False),
        ("no", date(2026, 11, 22), False),
        ("dk", date(2026, 5, 17), False),
        ("dk", date(2027, 3, 26), True),
        ("dk", date(2026, 5, 1), False),
    ],
)
def test_each_country_has_its_own_holidays(country: str, day: date, holiday: bool) -> None:
    assert is_public_holiday(country, day) == holiday


def test_a_holiday_is_closed_as_a_sunday_or_as_ever() -> None:
    ascension = date(2026, 5, 14)  # a Thursday
    sundays = (*EVERY_DAY[:6], Hours(6, time(12), time(14)))
    assert hours_on(Times(sundays), ascension, NORWAY) == hours_on(Times(on_holidays="closed"), ascension, NORWAY)
    assert hours_on(Times(sundays), ascension, NORWAY).is_holiday
    as_sunday = hours_on(Times(sundays, on_holidays="as_sunday"), ascension, NORWAY)
    assert [one.opens for one in as_sunday.stretches] == [time(12)]
    as_usual = hours_on(Times(sundays, on_holidays="as_usual"), ascension, NORWAY)
    assert [one.opens for one in as_usual.stretches] == [time(9)]


def test_a_day_of_the_service_counts_before_one_of_the_place_and_both_before_a_holiday() -> None:
    christmas = date(2026, 12, 25)
    place = OwnDays(christmas, christmas, words="Juleferie", whole_place=True)
    dinner = OwnDays(christmas, christmas, time(16), time(20), words="Julemiddag")
    assert not hours_on(Times(EVERY_DAY, (place,), "as_usual"), christmas, NORWAY).stretches
    both = hours_on(Times(EVERY_DAY, (place, dinner)), christmas, NORWAY)
    assert ([one.opens for one in both.stretches], both.why) == ([time(16)], "Julemiddag")
    closed = OwnDays(christmas, christmas)
    assert not hours_on(Times(EVERY_DAY, (closed, dinner)), christmas, NORWAY).stretches


def test_the_night_the_clocks_go_forward_is_an_hour_shorter() -> None:
    forward = date(2026, 3, 29)  # 02:00 becomes 03:00
    assert moment_of(forward, time(2, 30), OSLO) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert moment_of(forward, time(3), OSLO) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    night = state_at(Times(NIGHTS, on_holidays="as_usual"), local(forward - timedelta(days=1), 22), NORWAY)
    assert night.until is not None
    assert night.until - local(forward - timedelta(days=1), 21).astimezone(UTC) == timedelta(hours=10, minutes=30)
    gone = Times((Hours(6, time(2, 10), time(2, 50)),))
    assert not is_open_on(gone, forward, None, NORWAY), "that hour was not there"


def test_the_night_the_clocks_go_back_is_an_hour_longer() -> None:
    back = date(2026, 10, 25)  # 03:00 becomes 02:00
    night = state_at(Times(NIGHTS), local(back - timedelta(days=1), 22), NORWAY)
    assert night.until is not None
    assert night.until - local(back - timedelta(days=1), 21).astimezone(UTC) == timedelta(hours=12, minutes=30)
    assert moment_of(back, time(2, 30), OSLO) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "the first half past two"


def test_what_nobody_has_said_is_not_known() -> None:
    times = Times(own_days=(OwnDays(MONDAY, MONDAY),))
    assert not times.are_known
    assert state_at(times, local(MONDAY, 12), NORWAY).opens_at is None
    assert next_opening(times, local(MONDAY, 12), NORWAY) is None


def test_open_today_counts_what_is_left_of_the_day() -> None:
    times = Times((Hours(0, time(9), time(15)), Hours(6, time(22), time(2))))
    assert is_open_on(times, MONDAY, local(MONDAY, 14, 59), NORWAY)
    assert not is_open_on(times, MONDAY, local(MONDAY, 15), NORWAY)
    assert is_open_on(Times((times.hours[1],)), MONDAY, None, NORWAY), "Sunday's night lasts until Monday at two"


# ---- against every minute ----------------------------------------------------------------------------------------

FIRST = date(2026, 3, 26)  # the clocks go forward on the 29th; Easter follows
AUTUMN = date(2026, 10, 22)  # they go back on the 25th
QUARTERS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
FEW = 7


def near(first: date) -> st.SearchStrategy[date]:
    return st.integers(-2, FEW).map(lambda days: first + timedelta(days=days))


@st.composite
def known_times(draw: st.DrawFn, first: date) -> Times:
    season = st.one_of(st.none(), near(first))
    hours = st.builds(Hours, st.integers(0, 6), QUARTERS, QUARTERS, season, season)
    own = []
    for _ in range(draw(st.integers(0, 3))):
        begins = draw(near(first))
        clocks = draw(st.one_of(st.none(), st.tuples(QUARTERS, QUARTERS)))
        opens, closes = clocks or (None, None)
        last = begins + timedelta(days=draw(st.integers(0, 2)))
        own.append(OwnDays(begins, last, opens, closes, whole_place=draw(st.booleans())))
    return Times(
        tuple(draw(st.lists(hours, max_size=8))),
        tuple(own),
        draw(st.sampled_from(["closed", "as_sunday", "as_usual"])),
        draw(st.integers(0, 9)) == 0,
    )


def clocks_of(times: Times, day: date, holidays: Sequence[date]) -> list[tuple[datetime, datetime]]:
    """Say what stands on the door for a day, as the clock on the wall shows it."""
    notes = [one for one in times.own_days if one.from_on <= day and not day > one.until_on]
    if any(not one.whole_place for one in notes):
        notes = [one for one in notes if not one.whole_place]
    if notes:
        shown = [] if any(one.opens is None for one in notes) else [(one.opens, one.closes) for one in notes]
    elif times.always_open:
        shown = [(time(0), time(0))]
    else:
        as_weekday: int | None = day.weekday()
        if day in holidays:
            as_weekday = {"closed": None, "as_sunday": 6, "as_usual": day.weekday()}[times.on_holidays]
        shown = [
            (one.opens, one.closes)
            for one in times.hours
            if one.weekday == as_weekday
            and not (one.from_on and day < one.from_on)
            and not (one.until_on and day > one.until_on)
        ]
    doors = []
    for opens, closes in shown:
        assert opens is not None
        assert closes is not None
        ends = datetime.combine(day, closes)
        doors.append((datetime.combine(day, opens), ends if closes > opens else ends + timedelta(days=1)))
    return doors


def walk(times: Times, first: date, days: int) -> dict[datetime, bool]:
    """Walk along with an eye on the clock on the wall: a door opens or closes when its time is first seen."""
    holidays = [day for day in (first + timedelta(days=n) for n in range(-2, days + 2)) if is_public_holiday("no", day)]
    doors = [door for n in range(-2, days + 2) for door in clocks_of(times, first + timedelta(days=n), holidays)]
    opened, shut = set[int](), set[int]()
    minute = datetime.combine(first - timedelta(days=3), time(0), UTC)
    seen: dict[datetime, bool] = {}
    begins, ends = (datetime.combine(first + timedelta(days=n), time(0), OSLO).astimezone(UTC) for n in (0, days))
    while minute < ends:
        wall = minute.astimezone(OSLO).replace(tzinfo=None)
        for number, (opens, closes) in enumerate(doors):
            if wall >= opens:
                opened.add(number)
            if wall >= closes:
                shut.add(number)
        if minute >= begins:
            seen[minute] = bool(opened - shut)
        minute += timedelta(minutes=15)  # all hours here are told in quarters
    return seen


@pytest.mark.parametrize("first", [FIRST, AUTUMN, date(2026, 12, 23)])
@given(data=st.data())
@settings(max_examples=25, deadline=None, derandomize=True)
def test_the_rules_say_what_a_walk_through_every_quarter_sees(first: date, data: st.DataObject) -> None:
    times = data.draw(known_times(first))
    seen = walk(times, first, FEW)
    moments = sorted(seen)
    for place, at in enumerate(moments[: -96 * 2]):  # two days are left to look ahead into
        state = state_at(times, at, NORWAY)
        assert state.is_open == seen[at], (at, times)
        change = next((later for later in moments[place:] if seen[later] != seen[at]), None)
        if change is not None:
            assert (state.until if state.is_open else state.opens_at) == change, (at, times)
    for number in range(FEW - 2):
        day = first + timedelta(days=number)
        open_then = any(is_open for at, is_open in seen.items() if at.astimezone(OSLO).date() == day)
        assert is_open_on(times, day, None, NORWAY) == open_then, (day, times)
