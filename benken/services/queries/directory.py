"""The directory as a page shows it: what is asked for, read anew; one place with all it offers. Public."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from benken.access.queries.setup import setup_now
from benken.access.together import Answer, PlainRead, PreparedRead, SmallRead, ask_together
from benken.services.asked import Asked, When
from benken.services.models import ClosedDay, OpeningHours, Place, Service
from benken.services.opening import DAY, Calendar, Hours, State, Times, is_open_on, state_at
from benken.services.queries.board import (
    HOURS_READ,
    Board,
    OnTheBoard,
    calendar_of,
    hours_of,
    times_of,
)

WayIn = Service.WayIn
PAGE = 50
COUNT_IS_FRESH = timedelta(hours=4)  # a bed is taken within an evening
COUNT_IS_TOLD = timedelta(days=2)  # later nothing is said of it at all
DAYS_TOLD_AHEAD = 30


def _goes_on(name: str, today: date) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gt": today})


_services_shown = PreparedRead(
    lambda ids, today: Service.objects.filter(
        _goes_on("ended_on", today), _goes_on("place__closed_on", today), id__one_of=ids
    ).order_by(),
    only=(
        *("need", "name", "who_may_come", "age_from", "age_to", "way_in", "always_open", "on_holidays"),
        *("places_total", "places_free", "counted_at"),
    ),
    place=("name", "street", "way_there", "is_hidden", "phone"),
)
_own_days_shown = PreparedRead(
    lambda places, since: ClosedDay.objects.filter(place__one_of=places, until_on__gte=since)
)


@lru_cache(maxsize=5_000)  # the same few hours are said by many
def _hours_told(weekday: int, opens: str, closes: str, from_on: str | None, until_on: str | None, words: str) -> Hours:
    first, last = (date.fromisoformat(day) if day else None for day in (from_on, until_on))
    return Hours(weekday, time.fromisoformat(opens), time.fromisoformat(closes), first, last, words)


_hours_shown = PlainRead(
    lambda ids: OpeningHours.objects.filter(service__one_of=ids).order_by("weekday", "opens", "pk"),
    only=HOURS_READ,
    make=lambda answer: (answer[1], _hours_told(*answer[2:])),  # the key comes first
)


@dataclass(frozen=True)
class Room:
    """How much room there is: how many are free, of how many, counted when; `is_fresh` if that still counts."""

    free: int
    total: int | None
    counted_at: datetime
    is_fresh: bool


def room_of(service: Service, *, at: datetime) -> Room | None:
    """Return how much room there is at a moment; None where nobody has counted lately."""
    if service.places_free is None or service.counted_at is None:
        return None
    old = at - service.counted_at
    if old > COUNT_IS_TOLD:
        return None
    return Room(service.places_free, service.places_total, service.counted_at, old <= COUNT_IS_FRESH)


@dataclass(frozen=True)
class Offered:
    """Something that is offered, with how it is at the moment that was asked about."""

    service: Service
    times: Times
    state: State
    calendar: Calendar
    at: datetime

    @property
    def place(self) -> Place:
        """Return where it is."""
        return self.service.place

    @property
    def room(self) -> Room | None:
        """Return how much room there is now; None where nobody has counted lately."""
        return room_of(self.service, at=self.at)


@dataclass(frozen=True)
class PlaceShown:
    """A place, what it offers, and the days ahead that are not as ever."""

    place: Place
    offered: list[Offered]
    own_days: list[ClosedDay] = field(default_factory=list)
    checked_on: date | None = None


class Answered:
    """One page of what was asked for, as the database answered: equal `text` at the same moment makes an equal page."""

    def __init__(self, asked: Asked, known: Board, *, at: datetime, most: int = PAGE) -> None:
        identities, first = known.in_order(asked, at=at), (asked.page - 1) * most
        self.asked, self.at = asked, at
        self.is_more = len(identities) > first + most
        self._things = [known.by_id[one] for one in identities[first : first + most]]
        self._services, self._own, self._hours, answer = _ask(self._things, at=at)
        self._answer = answer
        self.text = answer.text

    def __len__(self) -> int:
        return len(self._things)

    def lines(self) -> list[Offered]:
        """Return what the page shows, as it is at the moment."""
        self._answer.fill()
        found = {service.pk: service for service in self._services.rows}
        shown = [found[one.id] for one in self._things if one.id in found]
        told: dict[str, list[Hours]] = {}
        for service, held in self._hours.rows:
            told.setdefault(service, []).append(held)
        hours = {UUID(service): held for service, held in told.items()}
        lines = _with_times(shown, hours, self._own.rows, at=self.at, known=self._things)
        return [one for one in lines if _still_fits(one, self.asked)]


def place_shown(place_id: UUID, *, at: datetime) -> PlaceShown | None:
    """Return a place with all it offers; None if there is no such place, or no longer."""
    today = timezone.localdate(at)
    place = Place.objects.select_related("provider").filter(_goes_on("closed_on", today), pk=place_id).first()
    if place is None:
        return None
    services = list(place.services.filter(_goes_on("ended_on", today)).order_by("name", "pk"))
    own = list(ClosedDay.objects.filter(place=place, until_on__gte=today - DAY).order_by("from_on", "pk"))
    for service in services:
        service.place = place
    offered = _with_times(services, hours_of([service.pk for service in services]), own, at=at)
    names = {service.pk: service for service in services}
    told = [
        day
        for day in own
        if today <= day.until_on
        and day.from_on <= today + timedelta(days=DAYS_TOLD_AHEAD)
        and (day.service_id is None or day.service_id in names)
    ]
    for day in told:
        day.service = names[day.service_id] if day.service_id else None
    checked = [service.checked_on for service in services]
    # The oldest day counts: a place is as sure as the least sure of what stands there.
    least = min((day for day in checked if day), default=None) if all(checked) else None
    return PlaceShown(place, offered, told, least)


def _ask(
    things: Sequence[OnTheBoard], *, at: datetime
) -> tuple[SmallRead[Service], SmallRead[ClosedDay], SmallRead[Any], Answer]:
    today, ids = timezone.localdate(at), [thing.id for thing in things]
    places = list({thing.place_id: None for thing in things})
    reads = (
        _services_shown(ids=ids, today=today),
        _own_days_shown(places=places, since=today - 2 * DAY),
        _hours_shown(ids=ids),
    )
    return *reads, ask_together(*reads) if things else Answer(reads, text="[[], [], []]")


def _with_times(
    services: Iterable[Service],
    hours: Mapping[UUID, Sequence[Hours]],
    own: Iterable[ClosedDay],
    *,
    at: datetime,
    known: Iterable[OnTheBoard] = (),
) -> list[Offered]:
    """Put together what was read; how it is now is known where nothing has changed since it came on the board."""
    calendar = calendar_of(setup_now().country)
    by_id = {thing.id: thing for thing in known}
    its_own: dict[UUID, list[ClosedDay]] = {}
    for day in own:
        its_own.setdefault(day.service_id or day.place_id, []).append(day)
    lines = []
    for service in services:
        days = [*its_own.get(service.pk, ()), *its_own.get(service.place_id, ())]
        times, thing = times_of(service, hours.get(service.pk, ()), days), by_id.get(service.pk)
        same = thing is not None and thing.times == times
        state = thing.state(at, calendar) if thing and same else state_at(times, at, calendar)
        lines.append(Offered(service, times, state, calendar, at))
    return lines


def _still_fits(one: Offered, asked: Asked) -> bool:
    """Tell whether what was read now is what the board said it is."""
    if asked.day is not None:
        return bool(is_open_on(one.times, asked.day, None, one.calendar))
    if asked.when == When.NOW:
        return one.state.is_open
    if asked.when == When.TODAY:
        return is_open_on(one.times, timezone.localdate(one.at), one.at, one.calendar)
    return True
