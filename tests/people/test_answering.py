"""Before when a message is answered: over weekends, holidays, absences and the nights the clocks change."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benken.country.public_holidays import PublicHolidays
from benken.people.answering import (
    Answerer,
    Days,
    Instead,
    answer_by,
    next_answer,
    phone_answered,
    who_answers,
)

OSLO, MINUTE = ZoneInfo("Europe/Oslo"), timedelta(minutes=1)
DAYS = Days(OSLO, PublicHolidays("no"))
AT_THREE = (*(time(15),) * 5, None, None)
ANE = Answerer(uuid4(), "Ane Berg", AT_THREE, "+4799993001", time(9), time(14, 30), "Vakttelefonen", "+4799994000")
BO = Answerer(uuid4(), "Bo Lie", (*(time(12),) * 4, None, time(10), None))


def local(written: str) -> datetime:
    """Return a moment as the clock in Oslo shows it."""
    return datetime.fromisoformat(written).replace(tzinfo=OSLO)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param("2026-11-23T08:00", "2026-11-23T15:00", id="before the hour"),
        pytest.param("2026-11-23T14:59:59", "2026-11-23T15:00", id="the last second"),
        pytest.param("2026-11-23T15:00", "2026-11-24T15:00", id="at the hour it is tomorrow"),
        pytest.param("2026-11-27T16:00", "2026-11-30T15:00", id="a Friday afternoon"),
        pytest.param("2026-04-01T16:00", "2026-04-07T15:00", id="before Easter: four days and Easter Monday"),
        pytest.param("2026-05-13T16:00", "2026-05-15T15:00", id="before Ascension Day"),
        pytest.param("2026-12-24T16:00", "2026-12-28T15:00", id="on Christmas Eve"),
        pytest.param("2026-03-27T16:00", "2026-03-30T15:00", id="over the night the clock goes forward"),
        pytest.param("2026-10-23T16:00", "2026-10-26T15:00", id="over the night the clock goes back"),
    ],
)
def test_a_message_is_answered_before_the_hour_of_the_next_day_somebody_is_there(at: str, expected: str) -> None:
    assert answer_by(ANE, at=local(at), days=DAYS) == local(expected)
    assert answer_by(ANE, at=local(at).astimezone(UTC), days=DAYS) == local(expected)


def test_nobody_promises_what_nobody_said() -> None:
    assert answer_by(Answerer(uuid4(), "Ny"), at=local("2026-11-23T08:00"), days=DAYS) is None
    assert answer_by(None, at=local("2026-11-23T08:00"), days=DAYS) is None


def test_an_hour_that_the_clock_jumps_over_is_the_moment_it_jumps() -> None:
    night = Answerer(uuid4(), "Natt", (None,) * 6 + (time(2, 30),))
    assert answer_by(night, at=local("2026-03-28T12:00"), days=DAYS) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    twice = answer_by(night, at=local("2026-10-24T12:00"), days=DAYS)
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "the first half past two is what was promised"


@pytest.mark.parametrize(
    ("at", "expected", "who"),
    [
        pytest.param("2026-11-23T08:00", "2026-11-23T12:00", BO, id="the stand-in's hour"),
        pytest.param("2026-11-23T13:00", "2026-11-24T12:00", BO, id="the stand-in's next day"),
        pytest.param("2026-11-26T13:00", "2026-11-28T10:00", BO, id="the stand-in answers on Saturday, not on Friday"),
        pytest.param("2026-11-28T11:00", "2026-11-30T15:00", ANE, id="back on Monday"),
        pytest.param("2026-11-20T16:00", "2026-11-23T12:00", BO, id="written before the absence began"),
    ],
)
def test_while_the_contact_is_away_the_hours_of_the_stand_in_count(at: str, expected: str, who: Answerer) -> None:
    away = Instead(local("2026-11-23T00:00"), local("2026-11-30T00:00"), is_away=True, by=BO)
    assert next_answer(ANE, (away,), at=local(at), days=DAYS) == (local(expected), who)


def test_with_nobody_in_their_place_it_is_the_contact_once_they_are_back() -> None:
    away = Instead(local("2026-11-23T10:00"), local("2026-11-30T00:00"), is_away=True, by=None)
    at = local("2026-11-24T08:00")
    assert answer_by(ANE, (away,), at=at, days=DAYS) == local("2026-11-30T15:00")
    assert who_answers(ANE, (away,), at) is None
    assert who_answers(ANE, (away,), local("2026-11-30T00:00")) is ANE


def test_who_was_asked_because_an_hour_was_missed_may_answer_first() -> None:
    asked = Instead(local("2026-11-23T15:00"), local("2026-11-25T00:00"), is_away=False, by=BO)
    at = local("2026-11-23T15:30")
    assert next_answer(ANE, (asked,), at=at, days=DAYS) == (local("2026-11-24T12:00"), BO)
    assert who_answers(ANE, (asked,), at) is ANE


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-23T08:00", "2026-11-25T00:00"),
        ("2026-11-26T15:00", "2026-11-28T00:00"),
        ("2026-11-27T15:00", "2026-12-01T00:00"),  # a Friday: until Monday is over
        ("2026-04-01T15:00", "2026-04-08T00:00"),  # before Easter: until the Tuesday after is over
        ("2026-03-27T23:59", "2026-03-31T00:00"),
    ],
)
def test_the_next_working_day_ends_at_midnight(at: str, expected: str) -> None:
    assert DAYS.ends_after_next_working_day(local(at)) == local(expected)


@pytest.mark.parametrize(
    ("at", "opens", "closes"),
    [
        ("2026-11-23T10:00", "2026-11-23T09:00", "2026-11-23T14:30"),
        ("2026-11-23T07:00", "2026-11-23T09:00", "2026-11-23T14:30"),
        ("2026-11-23T14:30", "2026-11-24T09:00", "2026-11-24T14:30"),
        ("2026-11-27T20:00", "2026-11-30T09:00", "2026-11-30T14:30"),
        ("2026-05-13T20:00", "2026-05-15T09:00", "2026-05-15T14:30"),
    ],
)
def test_the_phone_is_answered_on_the_same_days(at: str, opens: str, closes: str) -> None:
    hours = phone_answered(ANE, at=local(at), days=DAYS)
    assert hours is not None
    assert (hours.from_at, hours.until_at) == (local(opens), local(closes))
    assert hours.is_now(local(at)) == (local(opens) <= local(at) < local(closes))
    assert phone_answered(BO, at=local(at), days=DAYS) is None, "without a number nobody rings"


Week = tuple[time | None, ...]
hours = st.none() | st.times(min_value=time(3)).map(lambda clock: clock.replace(second=0, microsecond=0))
weeks = st.tuples(*[hours] * 7)
moments = st.integers(0, 10 * 365 * 24 * 60).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + minutes * MINUTE)
begins = st.timedeltas(timedelta(days=-20), timedelta(days=20))
lasts = st.timedeltas(timedelta(hours=1), timedelta(days=30))


def every_hour(who: Answerer, at: datetime) -> list[datetime]:
    """Return each moment before which somebody has said they answer, for ninety days."""
    days = [at.astimezone(OSLO).date() + timedelta(days=ahead) for ahead in range(90)]
    said = [(day, who.week[day.weekday()]) for day in days if day not in PublicHolidays("no")]
    moments = [datetime.combine(day, hour, OSLO).astimezone(UTC) for day, hour in said if hour is not None]
    return [moment for moment in moments if moment > at]


@given(week=weeks, others=weeks, at=moments, begin=begins, last=lasts, somebody=st.booleans())
def test_what_is_promised_is_the_first_hour_of_somebody_who_is_there(
    week: Week, others: Week, at: datetime, begin: timedelta, last: timedelta, *, somebody: bool
) -> None:
    contact, other = Answerer(uuid4(), "Ane", week), Answerer(uuid4(), "Bo", others)
    away = Instead(at + begin, at + begin + last, is_away=True, by=other if somebody else None)
    kept = [moment for moment in every_hour(contact, at) if not away.holds_at(moment)]
    kept += [moment for moment in every_hour(other, at) if away.holds_at(moment) and somebody]
    answer = next_answer(contact, (away,), at=at, days=DAYS)
    assert (answer[0] if answer else None) == min(kept, default=None)
    assert answer is None or away.holds_at(answer[0]) == (answer[1] is other)


@given(week=weeks, at=moments, later=st.timedeltas(timedelta(), timedelta(days=10)))
def test_whoever_writes_later_is_never_answered_before_one_who_wrote_earlier(
    week: Week, at: datetime, later: timedelta
) -> None:
    contact = Answerer(uuid4(), "Ane", week)
    first, second = (answer_by(contact, at=moment, days=DAYS) for moment in (at, at + later))
    assert (first is None) == (not any(hour is not None for hour in week)) == (second is None)
    assert first is None or second is None or first <= second
