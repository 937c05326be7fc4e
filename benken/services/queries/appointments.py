"""Reads of appointments. Whoever calls has opened the record first; row security holds besides."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import Right, Team, User
from benken.access.queries.rights import ONLY_READ, contact_subjects, met_subjects, running_right, running_rights
from benken.access.together import PreparedRead, SmallRead, read_together
from benken.people.queries import AroundPerson, Person, RecordClosed
from benken.services.models import Appointment, CalendarFeed, StandingAppointment
from benken.services.time_words import on_the_wall

__all__ = ["Appointment", "CalendarFeed", "StandingAppointment"]  # the types that other apps name

State, Side = Appointment.State, Appointment.Side
RECENT = 3
COMING = 5
BUSY = ("with_user_id", "comes_along_id", "room", "starts_at", "ends_at")
CALENDAR_BACK, CALENDAR_AHEAD = timedelta(days=31), timedelta(days=366)


def day_begins(day: date) -> datetime:
    """Return the first moment of a local day."""
    return on_the_wall(day, time.min)


class AppointmentsOfPerson:
    """The next appointments of a person and the latest that have begun: small reads, to be sent with others."""

    _coming = PreparedRead(
        lambda person, at: Appointment.objects.filter(person=person, state=State.PLANNED, ends_at__gt=at).order_by(
            "starts_at", "pk"
        )[: COMING + 1],
        with_user=("name",),
        comes_along=("name",),
    )
    _recent = PreparedRead(
        lambda person, at: (
            Appointment.objects.filter(person=person, starts_at__lte=at)
            .exclude(state=State.CANCELLED)
            .order_by("-starts_at", "-pk")[:RECENT]
        ),
        with_user=("name",),
        comes_along=("name",),
    )
    _news = PreparedRead(
        lambda person: Appointment.objects.filter(person=person, news_for=Side.PERSON).order_by("starts_at", "pk")[:3],
        with_user=("name",),
        comes_along=("name",),
    )

    def __init__(self, person: UUID, *, at: datetime, own_of: User | None = None) -> None:
        self._next, self._before = self._coming(person=person, at=at), self._recent(person=person, at=at)
        self._told, self._own_of = self._news(person=person), own_of

    @property
    def reads(self) -> "tuple[SmallRead[Any], ...]":
        """The reads, for `read_together`."""
        return self._next, self._before, self._told

    @property
    def coming(self) -> list[Appointment]:
        """What is planned and not over, the next first."""
        return self._shown(self._next.rows)[:COMING]

    @property
    def next(self) -> Appointment | None:
        """The next one."""
        return next(iter(self.coming), None)

    @property
    def recent(self) -> list[Appointment]:
        """What has begun lately, the latest first; not what was cancelled."""
        return self._shown(self._before.rows)

    @property
    def news(self) -> list[Appointment]:
        """What has been changed for the person, and they have not put away."""
        return self._shown(self._told.rows)

    def _shown(self, rows: list[Appointment]) -> list[Appointment]:
        """Leave out what others have, for whoever knows no more than their own talks."""
        if self._own_of is None:
            return rows
        return [one for one in rows if self._own_of.pk in {one.with_user_id, one.comes_along_id}]


def _changed(user: UUID, at: datetime) -> "QuerySet[Appointment]":
    """Return what people have changed or said about appointments: of those a helper is the contact of, or meets."""
    theirs = Q(person__one_of=contact_subjects(user=user, at=at))
    met = Q(with_user=user, person__one_of=met_subjects(user=user, at=at))
    return Appointment.objects.filter(theirs | met, news_for=Side.HELPER)


_CHANGED = PreparedRead(lambda user, at: _changed(user, at).order_by("starts_at", "pk")[:200], only=("person",))
_ANY_CHANGED = PreparedRead(lambda user, at: _changed(user, at).order_by()[:1], only=("starts_at",))


def appointments_changed(*, user: UUID, at: datetime, any_of_them: bool = False) -> SmallRead[Appointment]:
    """Return the read of what people have changed or said and no helper has seen, or of whether there is any."""
    return (_ANY_CHANGED if any_of_them else _CHANGED)(user=user, at=at)


class NextToMeet:
    """When and where a person is met next, for whom they share it with: a small read. No more of it is read."""

    _next = PreparedRead(
        lambda person, at: Appointment.objects.filter(person=person, state=State.PLANNED, ends_at__gt=at).order_by(
            "starts_at", "pk"
        )[:1],
        only=("starts_at", "ends_at", "place", "is_home_visit"),
    )

    def __init__(self, person_id: UUID, *, at: datetime) -> None:
        self.read = self._next(person=person_id, at=at)

    @property
    def one(self) -> Appointment | None:
        """It, or nothing where none is planned."""
        return next(iter(self.read.rows), None)


class AppointmentsToday:
    """A helper's own appointments of a day, and what people have changed: small reads, to be sent with others."""

    _of_day = PreparedRead(
        lambda user, first, last: (
            Appointment.objects.filter(
                Q(with_user=user) | Q(comes_along=user), starts_at__gte=first, starts_at__lt=last
            )
            .exclude(state=State.CANCELLED)
            .order_by("starts_at", "pk")
        ),
        person=("called",),
        with_user=("name",),
        comes_along=("name",),
    )
    _changed = PreparedRead(
        lambda user, ids: Appointment.objects.filter(
            Q(with_user=user) | Q(person__one_of=ids), news_for=Side.HELPER
        ).order_by("starts_at", "pk")[:20],
        person=("called",),
        with_user=("name",),
        comes_along=("name",),
    )

    def __init__(self, user: User, *, mine: "list[UUID] | Any", today: date) -> None:
        first, last = day_begins(today), day_begins(today + timedelta(days=1))
        self._day = self._of_day(user=user.pk, first=first, last=last)
        self._told = self._changed(user=user.pk, ids=mine)

    @property
    def reads(self) -> "tuple[SmallRead[Any], ...]":
        """The reads, for `read_together`."""
        return self._day, self._told

    @property
    def today(self) -> list[Appointment]:
        """The day's appointments by the clock."""
        return self._day.rows

    @property
    def news(self) -> list[Appointment]:
        """What people have changed or said about appointments, and nobody has seen."""
        return self._told.rows


def _those_of(user: User | None) -> Q:
    """Return which appointments are shown: all, or to who knows no more than their own talks, those they have."""
    return Q() if user is None else Q(with_user=user) | Q(comes_along=user)


def appointment_of(person: Person, appointment_id: UUID, *, own_of: User | None = None) -> Appointment:
    """Return one appointment of a person, or RecordClosed; with `own_of`, one that this helper has."""
    rows = Appointment.objects.filter(_those_of(own_of), person=person, pk=appointment_id)
    found = rows.select_related("with_user", "comes_along", "changed_by", "person").first()
    if found is None:
        raise RecordClosed
    return found


def appointments_of(
    person: Person, *, at: datetime, own_of: User | None = None
) -> tuple[list[Appointment], list[Appointment]]:
    """Return what is coming, the next first, and what has been, the latest first: a year of it."""
    rows = Appointment.objects.filter(_those_of(own_of), person=person).select_related("with_user", "comes_along")
    coming = rows.filter(ends_at__gt=at).order_by("starts_at", "pk")
    before = rows.filter(ends_at__lte=at, starts_at__gt=at - timedelta(days=366)).order_by("-starts_at", "-pk")
    return list(coming[:100]), list(before[:100])


def planned_on(person_ids: Collection[UUID], *, day: date) -> list[Appointment]:
    """Return what is planned with these people on a day, by the clock on the wall."""
    first, last = day_begins(day), day_begins(day + timedelta(days=1))
    rows = Appointment.objects.filter(person__in=person_ids, state=State.PLANNED)
    return list(rows.filter(starts_at__gte=first, starts_at__lt=last).order_by("starts_at", "pk"))


def is_planned_at(appointment_id: UUID, *, starts_at: datetime) -> bool:
    """Tell whether an appointment still stands at an hour."""
    return Appointment.objects.filter(pk=appointment_id, starts_at=starts_at, state=State.PLANNED).exists()


def goes_on(today: date) -> Q:
    """Return, as a part of a query, which standing appointments have not ended."""
    return Q(until_on__isnull=True) | Q(until_on__gte=today)


@dataclass(frozen=True)
class Agreed:
    """What is agreed on with a person, for whoever is to meet them next: the next time, and what stands every week."""

    next: Appointment | None = None
    standing: tuple[StandingAppointment, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is."""
        return self.next is not None or bool(self.standing)


def agreed_with(person_ids: Collection[UUID], *, at: datetime) -> dict[UUID, Agreed]:
    """Return what is agreed on with some people, for a hand-over. Row security leaves out what the actor can't see."""
    coming = Appointment.objects.filter(person__in=person_ids, state=State.PLANNED, ends_at__gt=at)
    nexts = coming.order_by("person", "starts_at", "pk").distinct("person").select_related("with_user", "comes_along")
    standing = StandingAppointment.objects.filter(goes_on(timezone.localdate(at)), person__in=person_ids)
    by_person: dict[UUID, list[StandingAppointment]] = {}
    for one in standing.select_related("with_user", "comes_along"):
        by_person.setdefault(one.person_id, []).append(one)
    first = {one.person_id: one for one in nexts}
    known = first.keys() | by_person.keys()
    return {who: Agreed(first.get(who), tuple(by_person.get(who, ()))) for who in known}


def standing_of(person: Person, *, today: date, own_of: User | None = None) -> list[StandingAppointment]:
    """Return the standing appointments of a person that go on."""
    rows = StandingAppointment.objects.filter(goes_on(today), _those_of(own_of), person=person)
    return list(rows.select_related("with_user", "comes_along"))


def standing_appointment_of(person: Person, standing_id: UUID, *, own_of: User | None = None) -> StandingAppointment:
    """Return one standing appointment of a person, or RecordClosed."""
    found = StandingAppointment.objects.filter(_those_of(own_of), person=person, pk=standing_id).first()
    if found is None:
        raise RecordClosed
    return found


def may_meet(person: Person, *, user: User, right: Right, at: datetime) -> list[User]:
    """Return who of ours can have an appointment with a person: the contact and the circle; oneself first.

    Who sees no more than their own talks books for themselves.
    """
    if right.scope != Right.Scope.RECORD:
        return [user]
    around = AroundPerson(person, at=at)
    read_together(*around.reads)
    found = {user.pk: user}
    if around.contact is not None:
        found.setdefault(around.contact.worker_id, around.contact.worker)
    for membership in around.circle:
        found.setdefault(membership.member_id, membership.member)
    return list(found.values())


def can_meet(user: User, *, person_id: UUID, at: datetime) -> bool:
    """Tell whether somebody of ours sees the appointment that they would have."""
    with acting_as(SYSTEM):
        right = running_right(user=user, subject_id=person_id, at=at)
    if right is None or right.basis in ONLY_READ:
        return False
    return user.subject_id is None and right.scope != Right.Scope.PARTS


@dataclass(frozen=True)
class Busy:
    """A time at which somebody has something, or a room is taken. It does not say with whom, nor what."""

    user_ids: frozenset[UUID]
    room: str
    starts_at: datetime
    ends_at: datetime


def busy_times(
    *,
    user_ids: Collection[UUID],
    rooms: Iterable[str] = (),
    first: datetime,
    last: datetime,
    apart_from: UUID | None = None,
) -> list[Busy]:
    """Return when these people and rooms are taken, whoever the appointments are with; nothing else is read of them."""
    rooms = [room for room in rooms if room]
    with acting_as(SYSTEM):  # a colleague sees that somebody is taken, of records that are closed to them too
        rows = Appointment.objects.filter(
            Q(with_user__in=user_ids) | Q(comes_along__in=user_ids) | Q(room__in=rooms),
            state__in=[State.PLANNED, State.HELD],
            starts_at__lt=last,
            ends_at__gt=first,
        )
        if apart_from is not None:
            rows = rows.exclude(pk=apart_from)
        found = list(rows.order_by("starts_at", "pk").values_list(*BUSY))
    return [
        Busy(frozenset({one for one in (who, along) if one}), room, begins, ends)
        for who, along, room, begins, ends in found
    ]


def own_week(user: User, *, first: datetime, last: datetime) -> list[Appointment]:
    """Return a helper's own appointments between two moments, cancelled ones too."""
    rows = Appointment.objects.filter(
        Q(with_user=user) | Q(comes_along=user), starts_at__lt=last, ends_at__gt=first
    ).select_related("person", "with_user", "comes_along")
    return list(rows.order_by("starts_at", "pk"))


def colleagues_of(team: Team | None, *, apart_from: User) -> list[User]:
    """Return who else works in a team, by name."""
    if team is None:
        return []
    rows = User.objects.filter(team=team, is_active=True, subject_id__isnull=True).exclude(pk=apart_from.pk)
    return [user for user in rows.order_by("name", "pk") if user.is_staff]


def running_feed(user: User) -> CalendarFeed | None:
    """Return the running calendar address of a user, if there is one that still works."""
    feed = CalendarFeed.objects.filter(user=user, ended_at__isnull=True).first()
    return feed if feed is not None and feed.sessions_ended == user.sessions_ended else None


def calendar_rows(user: User, *, at: datetime) -> "QuerySet[Appointment]":
    """Return what a user's calendar holds: the times of their appointments from a month back to a year ahead."""
    if user.subject_id:
        whose = Q(person=user.subject_id)
    else:
        known = running_rights(user=user, at=at)
        whose = (Q(with_user=user) | Q(comes_along=user)) & Q(person__in=list(known))
    rows = Appointment.objects.filter(whose, starts_at__range=(at - CALENDAR_BACK, at + CALENDAR_AHEAD))
    rows = rows.only("id", "starts_at", "ends_at", "state", "changed_at", "version")
    return rows.order_by("starts_at", "pk")[:1000]
