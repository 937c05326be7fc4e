"""In the quiet hours no text is sent, nor on the nights the clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benken.messaging.models import Message, Text
from benken.messaging.policies.texts import AWAKE, goes_at, wait_before
from benken.messaging.quiet import allowed_from

OSLO = ZoneInfo("Europe/Oslo")
MOMENTS = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes),
    st.just(datetime(2025, 1, 1, tzinfo=UTC)),
    st.integers(0, 5 * 365 * 24 * 60),
) | st.builds(
    lambda noon, minutes: noon + timedelta(minutes=minutes),
    st.sampled_from([datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)]),
    st.integers(0, 2 * 24 * 60),
)
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def oslo(year: int, month: int, day: int, hour: int, minute: int, *, fold: int = 0) -> datetime:
    """Return a moment by the clock on the wall."""
    return datetime(year, month, day, hour, minute, tzinfo=OSLO, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "hours", "allowed"),
    [
        (oslo(2026, 11, 22, 21, 59), (22, 8), oslo(2026, 11, 22, 21, 59)),
        (oslo(2026, 11, 22, 22, 0), (22, 8), oslo(2026, 11, 23, 8, 0)),
        (oslo(2026, 11, 23, 3, 0), (22, 8), oslo(2026, 11, 23, 8, 0)),
        (oslo(2026, 11, 23, 8, 0), (22, 8), oslo(2026, 11, 23, 8, 0)),
        (oslo(2026, 12, 31, 23, 30), (22, 8), oslo(2027, 1, 1, 8, 0)),
        (oslo(2026, 11, 23, 12, 30), (12, 14), oslo(2026, 11, 23, 14, 0)),  # asleep after lunch
        (oslo(2026, 11, 23, 14, 30), (12, 14), oslo(2026, 11, 23, 14, 30)),
        (oslo(2026, 11, 23, 0, 30), (0, 7), oslo(2026, 11, 23, 7, 0)),
        (oslo(2026, 11, 22, 23, 30), (22, 0), oslo(2026, 11, 23, 0, 0)),
        (oslo(2026, 7, 1, 23, 30), (22, 8), oslo(2026, 7, 2, 8, 0)),
        # The night to 29 March, 02.00 becomes 03.00; the night to 25 October, 03.00 becomes 02.00.
        (oslo(2026, 3, 28, 23, 0), (22, 8), oslo(2026, 3, 29, 8, 0)),
        (oslo(2026, 10, 24, 23, 0), (22, 8), oslo(2026, 10, 25, 8, 0)),
        (oslo(2026, 10, 25, 2, 30), (22, 2), oslo(2026, 10, 25, 2, 0, fold=1)),  # 02 comes once more
        (oslo(2026, 10, 25, 1, 30), (22, 2), oslo(2026, 10, 25, 2, 0, fold=1)),
        (oslo(2026, 10, 25, 2, 30, fold=1), (22, 3), oslo(2026, 10, 25, 3, 0)),
    ],
)
def test_a_text_waits_until_the_quiet_hours_are_over(at: datetime, hours: tuple[int, int], allowed: datetime) -> None:
    assert allowed_from(at, quiet_from=time(hours[0]), quiet_until=time(hours[1])) == allowed


@given(MOMENTS, CLOCKS)
def test_equal_times_are_no_quiet_hours(at: datetime, clock: time) -> None:
    assert allowed_from(at, quiet_from=clock, quiet_until=clock) == at


@given(MOMENTS, CLOCKS, CLOCKS)
def test_what_is_allowed_is_never_before_and_stays_allowed(at: datetime, begins: time, ends: time) -> None:
    allowed = allowed_from(at, quiet_from=begins, quiet_until=ends)
    assert allowed >= at
    assert allowed_from(allowed, quiet_from=begins, quiet_until=ends) == allowed
    assert allowed - at < timedelta(days=3)


@given(MOMENTS, CLOCKS, CLOCKS)
def test_nothing_is_allowed_while_the_clock_on_the_wall_says_quiet(at: datetime, begins: time, ends: time) -> None:
    allowed = allowed_from(at, quiet_from=begins, quiet_until=ends)
    clock = allowed.astimezone(OSLO).time()
    is_quiet = begins <= clock < ends if begins <= ends else (clock >= begins or clock < ends)
    assert not is_quiet or begins == ends


@given(MOMENTS, CLOCKS, CLOCKS)
def test_on_an_ordinary_day_a_text_is_held_only_when_it_must_be(at: datetime, begins: time, ends: time) -> None:
    local = at.astimezone(OSLO)
    near = [(at + timedelta(hours=hours)).astimezone(OSLO).utcoffset() for hours in (-26, 26)]
    if near[0] != near[1] or begins == ends:
        return
    clock = local.time()
    is_quiet = begins <= clock < ends if begins < ends else (clock >= begins or clock < ends)
    allowed = allowed_from(at, quiet_from=begins, quiet_until=ends)
    if not is_quiet:
        assert allowed == at
        return
    assert allowed.astimezone(OSLO).time() == ends
    assert allowed - at < timedelta(days=1)


@given(MOMENTS, st.integers(0, 600), CLOCKS, CLOCKS)
def test_a_later_text_is_not_allowed_earlier(at: datetime, minutes: int, begins: time, ends: time) -> None:
    later = at + timedelta(minutes=minutes)
    first = allowed_from(at, quiet_from=begins, quiet_until=ends)
    assert first <= allowed_from(later, quiet_from=begins, quiet_until=ends)


@given(MOMENTS, CLOCKS, CLOCKS)
def test_the_answer_is_the_same_whichever_zone_the_moment_is_told_in(at: datetime, begins: time, ends: time) -> None:
    told_here = allowed_from(at.astimezone(OSLO), quiet_from=begins, quiet_until=ends)
    assert allowed_from(at, quiet_from=begins, quiet_until=ends) == told_here


@given(
    MOMENTS,
    CLOCKS,
    CLOCKS,
    st.lists(st.timedeltas(timedelta(0), timedelta(hours=9)), max_size=12),
    st.sampled_from(["", "", *Message.Automatic.values]),
    st.booleans(),
)
def test_however_long_a_gateway_or_a_worker_is_away_a_text_tried_again_keeps_the_quiet_hours(
    queued_at: datetime, begins: time, ends: time, away: list[timedelta], automatic: str, is_let_go: bool
) -> None:
    quiet = {"quiet_from": begins, "quiet_until": ends}
    first = queued_at if is_let_go else allowed_from(queued_at, **quiet)
    text = Text(automatic=automatic, queued_at=queued_at, not_before_at=first)
    at = first
    for tries, gone in enumerate([timedelta(0), *away], start=1):
        at += gone
        while (later := goes_at(text, **quiet, at=at)) > at:  # not now: it is asked again when it is time
            at = later
        is_answer = automatic in {"numbers", "away", "keyword"}
        was_awake = allowed_from(first, **quiet) != first and at <= first + AWAKE
        assert is_answer or was_awake or allowed_from(at, **quiet) == at
        at += wait_before(tries, after=None)
    assert automatic not in {"numbers", "away", "keyword"} or goes_at(text, **quiet, at=at) == at
