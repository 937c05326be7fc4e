"""Who is counted where, before anything is protected: for `actions.numbers` alone, as the system. No page reads this.

Each person stands in one place of a table. Of several, the one that `last` says: docs/reference/numbers.md.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median_low
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from benken.access.queries.setup import setup_now
from benken.country.public_holidays import PublicHolidays
from benken.numbers.cubes import Period
from benken.numbers.disclosure import Counts, Observation
from benken.services.cubes import BY_NAME, STRETCHES, Question, asked_as, like, turned_away_as
from benken.services.models import ReferralStep, Request, TurnedAway
from benken.services.policies.requests import answer_by

LONGEST_TO_ANSWER = timedelta(days=14)  # more than any row of days off


@dataclass(frozen=True)
class Seen:
    """Somebody who stands in a place of a table, and for how many days they waited."""

    person: UUID
    place: str
    last: tuple[Any, ...]  # of several places of one person the greatest counts
    unit: object = None
    days: int = 0


@dataclass(frozen=True)
class Stretch:
    """How long one person stood still in one stretch of a referral."""

    name: str
    asked_for: str
    person: UUID
    days: int
    recorded_at: datetime
    drafted_by: UUID


def counted(question: Question, period: Period) -> tuple[Counts, dict[tuple[str, ...], int]]:
    """Return the counts of a period, and the weeks that half of those behind each waited, by place and of all."""
    return of_seen(question, _SEEN[question.cube.name](period))


def of_seen(question: Question, seen: Iterable[Seen]) -> tuple[Counts, dict[tuple[str, ...], int]]:
    """Count each of those seen once, and tell the middle of their weeks."""
    of_person = {one.person: one for one in sorted(seen, key=lambda one: one.last)}
    weeks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for one in of_person.values():
        weeks[one.place,].append(one.days // 7)
        weeks[()].append(one.days // 7)
    middles = {place: median_low(each) for place, each in weeks.items()} if question.tells_weeks else {}
    observations = [Observation(one.person, (one.place,), unit=one.unit) for one in of_person.values()]
    return Counts.of(question.cube.dimensions, observations), middles


def first_day() -> date | None:
    """Return the day of the first thing that is counted anywhere, if there is any."""
    firsts: tuple[tuple[QuerySet[Any], str], ...] = (
        (ReferralStep.objects.all(), "recorded_at"),
        (Request.objects.all(), "received_at"),
        (TurnedAway.objects.all(), "written_at"),
    )
    found = [rows.order_by(field).values_list(field, flat=True).first() for rows, field in firsts]
    return min((timezone.localdate(at) for at in found if at is not None), default=None)


def dead_time(period: Period) -> Iterator[Stretch]:
    """Yield how long people stood still in each stretch of a referral that came to its end in a period.

    It ends in the period in which that was written down, and lasts until the day it happened: what is written late is
    counted too, once. What was taken back has not been.
    """
    ended = ReferralStep.objects.filter(**_within("recorded_at", period)).values("referral")
    steps: dict[UUID, list[ReferralStep]] = defaultdict(list)
    rows = ReferralStep.objects.filter(referral__in=ended).select_related("referral__service")
    for step in rows.order_by("recorded_at", "pk"):
        if step.is_undo:
            steps[step.referral_id].pop()
        else:
            steps[step.referral_id].append(step)
    name_of = {state: name for name, states in STRETCHES.items() for state in states}
    for standing in steps.values():
        begun = standing[0]
        for step in standing[1:]:
            name = name_of.get(begun.to_state, "")
            if step.to_state in STRETCHES.get(name, ()):
                continue
            is_over = step.reason == ReferralStep.Reason.DIED  # no wait that came to its end
            if name and not is_over and period.first_on <= timezone.localdate(step.recorded_at) <= period.last_on:
                referral = step.referral
                days = max((step.on_day - begun.on_day).days, 0)
                kind = like(referral.service.need if referral.service else "")
                yield Stretch(name, kind, step.person_id, days, step.recorded_at, referral.drafted_by_id)
            begun = step


def _waited(name: str) -> Callable[[Period], Iterator[Seen]]:
    def seen(period: Period) -> Iterator[Seen]:
        for one in dead_time(period):
            if one.name == name:
                yield Seen(one.person, one.asked_for, (one.recorded_at,), unit=one.drafted_by, days=one.days)

    return seen


def _first_talks(period: Period) -> Iterator[Seen]:
    for asked in _each_alone(Request.objects.filter(**_within("first_talk_at", period))):
        assert asked.first_talk_at is not None  # it is within the period
        days = (timezone.localdate(asked.first_talk_at) - timezone.localdate(asked.received_at)).days
        owner = asked.owner_id or asked.ended_by_id or asked.taken_in_by_id or ""
        yield Seen(_who(asked), asked_as(asked.asker), (asked.first_talk_at,), unit=owner, days=max(days, 0))


def _asked(period: Period) -> Iterator[Seen]:
    """Yield those who were to have somebody of us within the period. How many had is about the house, not a worker."""
    holidays = PublicHolidays(setup_now().country)
    rows = Request.objects.filter(**_within("received_at", period, earlier=LONGEST_TO_ANSWER))
    for asked in _each_alone(rows):
        due = answer_by(timezone.localdate(asked.received_at), holidays=holidays)
        owned = timezone.localdate(asked.first_owned_at) if asked.first_owned_at else None
        ended = timezone.localdate(asked.ended_at) if asked.ended_at else None
        gone = asked.outcome == Request.Outcome.TAKEN_BACK and owned is None and ended is not None and ended <= due
        if period.first_on <= due <= period.last_on and not gone:
            place = "in_time" if owned is not None and owned <= due else "later"
            yield Seen(_who(asked), place, (asked.received_at,))


def _turned_away(period: Period) -> Iterator[Seen]:
    """Yield those of whom a no was written down. Having to leave after a slip counts before all else."""
    for away in TurnedAway.objects.filter(**_within("written_at", period)):
        first = away.kind == TurnedAway.Kind.AFTER_SLIP
        unit = away.service_id or " ".join(away.place.casefold().split())
        yield Seen(away.person_id, turned_away_as(away.kind), (first, away.told_on, away.written_at), unit=unit)


_SEEN: Mapping[str, Callable[[Period], Iterable[Seen]]] = {
    "first_talk": _first_talks,
    "requests": _asked,
    "turned_away": _turned_away,
    **{name: _waited(name) for name in STRETCHES},
}
assert set(_SEEN) == set(BY_NAME)


def _each_alone(rows: "QuerySet[Request]") -> "QuerySet[Request]":
    """Leave out the nameless of whom many came from one place at once: they may be one, counted as many."""
    return rows.exclude(one_of_many=True, person=None)


def _who(asked: Request) -> UUID:
    """Return whom a request is counted as: the person it became, or itself while it is nobody's."""
    return asked.person_id or asked.pk


def _within(field: str, period: Period, *, earlier: timedelta = timedelta()) -> dict[str, datetime]:
    """Return the condition that a moment lies on a day of a period, as the clock is here."""
    zone = timezone.get_current_timezone()
    first = datetime.combine(period.first_on - earlier, time.min, zone)
    return {
        f"{field}__gte": first,
        f"{field}__lt": datetime.combine(period.last_on + timedelta(days=1), time.min, zone),
    }
