"""What those who keep a place see of it. They see nobody's record by it, and no person's name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import Deed, Role, User
from benken.access.queries.accounts import users_with_role
from benken.access.queries.logs import deeds_on
from benken.services.kept_words import DEEDS, counted, week_words
from benken.services.models import ClosedDay, DayCount, OpeningHours, Place, PlaceEditor, Provider, Service
from benken.services.policies.hours import Span
from benken.services.policies.keeping import can_be_editor, can_count, can_keep, can_run_places

LAST_DEEDS = 12


def is_editor(place: Place, user: User) -> bool:
    """Tell whether somebody is named as an editor of a place."""
    return PlaceEditor.objects.filter(place=place, user=user).exists()


def kept_place(place_id: UUID, *, for_user: User) -> Place | None:
    """Return a place that somebody keeps; None for another's, as for one that is not there."""
    place = Place.objects.select_related("provider", "changed_by").filter(pk=place_id).first()
    return place if place and can_keep(for_user, is_editor=is_editor(place, for_user)) else None


def kept_service(service_id: UUID, *, for_user: User) -> Service | None:
    """Return a service of a place that somebody keeps."""
    service = Service.objects.select_related("place").filter(pk=service_id).first()
    return service if service and can_keep(for_user, is_editor=is_editor(service.place, for_user)) else None


def may_count(place: Place, *, user: User) -> bool:
    """Tell whether somebody counts at a place and sees its counts."""
    return can_count(user, is_editor=is_editor(place, user))


def own_places(for_user: User) -> QuerySet[Place]:
    """Return the places somebody is named to keep, those in use first."""
    if not can_be_editor(for_user):
        return Place.objects.none()
    return Place.objects.filter(editors__user=for_user, closed_on=None).select_related("provider")


def all_places(for_user: User) -> QuerySet[Place]:
    """Return all places with their editors, for whoever runs them."""
    if not can_run_places(for_user):
        return Place.objects.none()
    editors = Prefetch("editors", queryset=PlaceEditor.objects.select_related("user").order_by("user__name"))
    return Place.objects.select_related("provider").prefetch_related(editors).order_by("name", "pk")


def providers() -> QuerySet[Provider]:
    """Return everybody who runs places."""
    return Provider.objects.order_by("name")


def editors_of(place: Place) -> list[User]:
    """Return who keeps a place, by name."""
    return [editor.user for editor in place.editors.select_related("user").order_by("user__name")]


def possible_editors(place: Place) -> QuerySet[User]:
    """Return the open accounts with the role that do not keep this place yet."""
    return users_with_role(Role.SERVICE_EDITOR).exclude(pk__in=place.editors.values("user"))


@dataclass(frozen=True)
class Counted:
    """One count of a day, as a button and a number show it."""

    what: DayCount.What
    number: int


@dataclass(frozen=True)
class KeptService:
    """A service as its keeper sees it."""

    service: Service
    week: list[tuple[str, str]]
    counts: list[Counted]


@dataclass(frozen=True)
class KeptPlace:
    """A place as its keeper sees it."""

    place: Place
    services: list[KeptService]
    ended: list[Service]
    closed_days: list[ClosedDay]
    counts: bool


def spans_of(hours: Iterable[OpeningHours]) -> list[Span]:
    """Return hours as they are written."""
    return [Span(row.weekday, row.opens, row.closes, row.from_on, row.until_on, row.words) for row in hours]


def whole_place(place: Place, *, for_user: User, today: date) -> KeptPlace:
    """Return all there is to keep at one place. Whoever asks has opened it by `kept_place` or `own_places`."""
    return whole_places([place], for_user=for_user, today=today)[0]


def whole_places(places: Iterable[Place], *, for_user: User, today: date) -> list[KeptPlace]:
    """Return all there is to keep at some places, in five statements however many they are."""
    kept = list(places)
    services = list(Service.objects.filter(place__in=kept).prefetch_related("hours").order_by("name", "pk"))
    days = list(ClosedDay.objects.filter(place__in=kept, until_on__gte=today).select_related("service"))
    editing = set(PlaceEditor.objects.filter(place__in=kept, user=for_user).values_list("place_id", flat=True))
    numbers = {
        (count.service_id, count.what): count.number
        for count in DayCount.objects.filter(service__in=services, on=today)
    }
    told = []
    for place in kept:
        counts = can_count(for_user, is_editor=place.pk in editing)
        here = [service for service in services if service.place_id == place.pk]
        told.append(
            KeptPlace(
                place,
                [
                    KeptService(
                        service,
                        week_words(spans_of(service.hours.all()), always_open=service.always_open),
                        [Counted(what, numbers.get((service.pk, what), 0)) for what in counted(service.need)]
                        if counts
                        else [],
                    )
                    for service in here
                    if service.ended_on is None
                ],
                [service for service in here if service.ended_on is not None],
                [day for day in days if day.place_id == place.pk],
                counts,
            )
        )
    return told


def last_deeds(place: Place) -> list[tuple[str, Deed]]:
    """Return what was last changed at a place, in words, with who did it and when. Counting what is free is not told.

    Whoever asks has opened the place. The log is read by the system: a place's deeds are about nobody.
    """
    ids = [place.pk, *place.services.values_list("pk", flat=True)]
    verbs = [verb for verb in DEEDS if verb != "service.free"]
    with acting_as(SYSTEM):
        deeds = list(deeds_on(object_ids=ids, verbs=verbs)[:LAST_DEEDS])
    return [(str(DEEDS[deed.verb]), deed) for deed in deeds]


@dataclass(frozen=True)
class CountRow:
    """One thing that is counted, day by day, and its sum. Events, not persons."""

    service: Service
    what: DayCount.What
    numbers: list[int]

    @property
    def total(self) -> int:
        """All of the days together."""
        return sum(self.numbers)


def counts_between(place: Place, *, first: date, last: date) -> list[CountRow]:
    """Return what was counted at a place from one day to another, a number for each day."""
    days = [first + timedelta(days=after) for after in range((last - first).days + 1)]
    services = list(place.services.order_by("name", "pk"))
    numbers = {
        (count.service_id, count.what, count.on): count.number
        for count in DayCount.objects.filter(service__in=services, on__range=(first, last))
    }
    rows = []
    for service in services:
        known = {what for service_id, what, _on in numbers if service_id == service.pk}
        rows += [
            CountRow(service, what, [numbers.get((service.pk, what, day), 0) for day in days])
            for what in DayCount.What
            if what in known or (service.ended_on is None and what in counted(service.need))
        ]
    return rows


def count_of(service: Service, *, on: date, what: str) -> int:
    """Return what is counted of one thing on one day."""
    found = DayCount.objects.filter(service=service, on=on, what=what).values_list("number", flat=True).first()
    return found or 0
