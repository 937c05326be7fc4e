"""The board: all that is offered, kept by each process, so that a page need not work out the hours of all of it.

The board says in which order things come. What a page shows of each is read anew (`directory.py`), so an old board
never tells a wrong hour or a wrong count. A board is made anew when a place or what it
offers has got a new version or something came or went, and else every few minutes. Whoever changes one, or its hours,
gives it a new version.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from uuid import UUID

from django.db import connection
from django.utils import timezone

from benken.access.queries.setup import setup_now
from benken.country.public_holidays import is_public_holiday
from benken.lib.days import moment_of
from benken.lib.text import folded
from benken.services.asked import Asked, When
from benken.services.models import ClosedDay, OpeningHours, Service
from benken.services.opening import (
    DAY,
    MIDNIGHT,
    Calendar,
    Hours,
    OwnDays,
    Span,
    State,
    Times,
    spans_on,
    state_at,
)
from benken.services.this_minute import ThisMinute, whole_minute

KEPT_FOR = 300.0  # seconds
ORDERS_KEPT = 200  # of one minute
HOURS_READ = ("service_id", "weekday", "opens", "closes", "from_on", "until_on", "words")  # as Hours is made
STAMP = """SELECT (SELECT ROW(count(*), count(ended_on), sum(version))::text FROM services_service),
  (SELECT count(*) FROM services_closedday),
  count(*), sum(version), max(changed_at) FROM services_place"""


@dataclass
class OnTheBoard:
    """One thing a place offers, with what it is found by."""

    id: UUID
    place_id: UUID
    need: str
    names: str
    area: str | None  # None: hidden, and so in every area
    ages: tuple[int | None, int | None]
    step_free: bool
    drop_in: bool
    shown_until: date | None
    times: Times
    _state: tuple[datetime, datetime, State] | None = None  # from, until, and what it is between them

    def is_asked_for(self, asked: Asked, day: date) -> bool:
        """Tell whether it is what somebody asks for, whenever it is open.

        What hides where it is comes whatever area is asked for, and so tells nothing of its own.
        """
        youngest, oldest = self.ages
        return (
            (not asked.needs or self.need in asked.needs)
            and (not asked.area or self.area is None or self.area == asked.area)
            and (asked.age is None or ((youngest or 0) <= asked.age and (oldest is None or asked.age <= oldest)))
            and (not asked.step_free or self.step_free)
            and (not asked.drop_in or self.drop_in)
            and (not asked.text or asked.text in self.names)
            and (self.shown_until is None or day < self.shown_until)
        )

    def state(self, at: datetime, calendar: Calendar) -> State:
        """Return how it is at a moment; worked out once for all moments until it changes."""
        known = self._state
        if known is None or not known[0] <= at < known[1]:
            state = state_at(self.times, at, calendar)
            changes = state.until if state.is_open else state.opens_at
            known = self._state = (at, changes or at + DAY, state)
        return known[2]


@dataclass
class Board:
    """All that is offered, in the order of names."""

    stamp: object
    country: str
    made: float
    things: list[OnTheBoard]
    areas: list[str]
    by_id: dict[UUID, OnTheBoard] = field(default_factory=dict)
    _days: dict[date, dict[UUID, Span]] = field(default_factory=dict)
    _orders: ThisMinute[list[UUID]] = field(default_factory=lambda: ThisMinute(ORDERS_KEPT))

    def __post_init__(self) -> None:
        """Let each be found by its id."""
        self.by_id = {thing.id: thing for thing in self.things}

    def in_order(self, asked: Asked, *, at: datetime) -> list[UUID]:
        """Return what is asked for: open now first, then what opens soonest, then by name. Nobody is ranked."""
        if asked.is_typed:  # what somebody wrote is not kept
            return self._ordered(asked, at=at)
        at = whole_minute(at)
        return self._orders.get(at, asked.without_page, lambda: self._ordered(asked, at=at))

    def _ordered(self, asked: Asked, *, at: datetime) -> list[UUID]:
        calendar = calendar_of(self.country)
        today = timezone.localdate(at)
        things = [thing for thing in self.things if thing.is_asked_for(asked, asked.day or today)]
        if asked.day is not None:
            opens = self._open_on(asked.day, calendar)
            known = [(opens[thing.id].opens_at, thing.id) for thing in things if thing.id in opens]
            return [identity for _, identity in sorted(known, key=lambda pair: pair[0])]
        states = [(thing.state(at, calendar), thing.id) for thing in things]
        here = [identity for state, identity in states if state.is_open]
        if asked.when == When.NOW:
            return here
        later = sorted(
            ((state.opens_at, identity) for state, identity in states if state.opens_at is not None),
            key=lambda pair: pair[0],
        )
        if asked.when == When.TODAY:
            ends = moment_of(today + DAY, MIDNIGHT, calendar.zone)
            return here + [identity for opens_at, identity in later if opens_at < ends]
        unknown = [identity for state, identity in states if not state.is_open and state.opens_at is None]
        return here + [identity for _, identity in later] + unknown

    def _open_on(self, day: date, calendar: Calendar) -> dict[UUID, Span]:
        """Return what is open on a day, each with the hours it begins with there; kept, for many ask for the same."""
        if day not in self._days:
            begins, ends = (moment_of(one, MIDNIGHT, calendar.zone) for one in (day, day + DAY))
            found: dict[UUID, Span] = {}
            for thing in self.things:
                spans = [*spans_on(thing.times, day - DAY, calendar), *spans_on(thing.times, day, calendar)]
                here = (span for span in spans if span.opens_at < ends and span.closes_at > begins)
                if first := next(here, None):
                    found[thing.id] = first
            self._days = {**({} if len(self._days) > 7 else self._days), day: found}
        return self._days[day]


_kept: list[Board] = []  # one, or none yet


def board(*, at: datetime) -> Board:
    """Return the board, made anew if it is out of date."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP)
        stamp = (timezone.get_current_timezone_name(), *(cursor.fetchone() or ()))
    country, now = setup_now().country, time.monotonic()
    kept = _kept[0] if _kept else None
    if kept and kept.stamp == stamp and kept.country == country and now < kept.made + KEPT_FOR:
        return kept
    things = list(_things(today=timezone.localdate(at)))
    _kept[:] = [Board(stamp, country, now, things, sorted({thing.area for thing in things if thing.area}))]
    return _kept[0]


def forget_board() -> None:
    """Let the next one who asks make it anew."""
    _kept.clear()


@lru_cache(maxsize=8)
def calendar_of(country: str) -> Calendar:
    """Return the calendar of a country, on the clock of the house."""
    return Calendar(timezone.get_default_timezone(), partial(is_public_holiday, country))


def hours_of(services: Sequence[UUID] | None = None) -> dict[UUID, list[Hours]]:
    """Return the hours of some services, of all if none are named: as plain values, for they are many."""
    rows = OpeningHours.objects.order_by("weekday", "opens", "pk")
    if services is not None:
        rows = rows.filter(service__one_of=services)
    found: dict[UUID, list[Hours]] = {}
    for service, *clocks in rows.values_list(*HOURS_READ):
        found.setdefault(service, []).append(_hours(*clocks))
    return found


# The same few hours are said by many: each is made once.
_hours = lru_cache(maxsize=5_000)(Hours)


def times_of(service: Service, hours: Iterable[Hours], own: Iterable[ClosedDay]) -> Times:
    """Return what is known of when something is open."""
    return Times(
        tuple(hours),
        tuple(
            OwnDays(one.from_on, one.until_on, one.opens, one.closes, one.words, whole_place=one.service_id is None)
            for one in own
        ),
        service.on_holidays,
        service.always_open,
    )


def _things(*, today: date) -> Iterator[OnTheBoard]:
    """Read all that is offered; by hand, for it is much."""
    hours = hours_of()
    own: dict[UUID, list[ClosedDay]] = {}
    for day in ClosedDay.objects.filter(until_on__gte=today - timedelta(days=2)):
        own.setdefault(day.service_id or day.place_id, []).append(day)
    services = Service.objects.select_related("place__provider").order_by("name", "place__name", "pk")
    for service in services:
        place = service.place
        ends = [day for day in (service.ended_on, place.closed_on) if day is not None]
        if ends and min(ends) <= today:
            continue
        own_days = [*own.get(service.pk, ()), *own.get(place.pk, ())]
        yield OnTheBoard(
            id=service.pk,
            place_id=place.pk,
            need=service.need,
            names=folded(f"{service.name} {place.name} {place.provider.name}"),
            area=None if place.is_hidden else place.area,
            ages=(service.age_from, service.age_to),
            step_free=place.step_free is True,
            drop_in=service.way_in == Service.WayIn.DROP_IN,
            shown_until=min(ends, default=None),
            times=times_of(service, hours.get(service.pk, ()), own_days),
        )
