"""Where somebody is or will be for a while. Whoever reads opens the record first; row security holds besides."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from benken.access.together import PreparedRead, SmallRead
from benken.people.queries import Person, RecordClosed
from benken.people.queries.ending import not_ended
from benken.services.models import Appointment, Referral, Stay, StayLine
from benken.services.policies.referrals import WAITING
from benken.services.policies.stays import NEAR

__all__ = ["Stay", "StayLine", "gates_among", "gates_of", "near_gates", "stay_of", "stays_of"]


def _gates(*, at: datetime, today: date, near: date) -> "QuerySet[Stay]":
    """Return the stays whose planned end has passed, or is near with no appointment there before it."""
    met = Appointment.objects.filter(
        person=OuterRef("person"),
        state=Appointment.State.PLANNED,
        ends_at__gt=at,
        starts_at__date__gte=OuterRef("from_on"),
        starts_at__date__lte=OuterRef("planned_end_on"),
    )
    rows = Stay.objects.filter(
        Q(planned_end_on__lt=today) | ~Exists(met), ended_on=None, off_on=None, planned_end_on__lte=near
    )
    return rows.order_by("planned_end_on", "pk")


_FIELDS = ("person", "kind", "place", "planned_end_on")
_gates_among = PreparedRead(
    lambda ids, at, today, near: _gates(at=at, today=today, near=near).filter(person__one_of=ids), only=_FIELDS
)
_gates_of = PreparedRead(
    lambda person, at, today, near: _gates(at=at, today=today, near=near).filter(person=person), only=_FIELDS
)


def gates_among(person_ids: Sequence[UUID], *, today: date, at: datetime) -> SmallRead[Stay]:
    """Return the read of who among these people comes out soon and meets nobody before it, or may be out already."""
    return _gates_among(ids=list(person_ids), at=at, today=today, near=today + NEAR)


def gates_of(person_id: UUID, *, today: date, at: datetime) -> SmallRead[Stay]:
    """Return the same read of one person."""
    return _gates_of(person=person_id, at=at, today=today, near=today + NEAR)


def near_gates(*, today: date, at: datetime) -> "QuerySet[Stay]":
    """Return the same of everybody, for the job alone."""
    return _gates(at=at, today=today, near=today + NEAR).filter(not_ended())


def stays_of(person: Person) -> list[Stay]:
    """Return a person's stays in the order of time."""
    return list(Stay.objects.filter(person=person).select_related("written_by"))


def stay_of(person: Person, stay_id: UUID) -> Stay:
    """Return one stay; RecordClosed if it is not this person's."""
    stay = Stay.objects.filter(person=person, pk=stay_id).select_related("written_by", "referral", "service").first()
    if stay is None:
        raise RecordClosed
    return stay


def lines_of_stays(person: Person) -> dict[UUID, list[StayLine]]:
    """Return what was told by itself about a person's stays, the newest first, by stay."""
    lines: dict[UUID, list[StayLine]] = {}
    for line in StayLine.objects.filter(person=person).order_by("-told_at", "-pk"):
        lines.setdefault(line.stay_id, []).append(line)
    return lines


def meets_before(person: Person, *, at: datetime) -> list[Appointment]:
    """Return a person's planned appointments, the next first: who meets them before they come out."""
    rows = Appointment.objects.filter(person=person, state=Appointment.State.PLANNED, ends_at__gt=at)
    return list(rows.select_related("with_user").order_by("starts_at", "pk"))


def referrals_under_way(person: Person) -> "QuerySet[Referral]":
    """Return a person's referrals that somebody waits for, or that have begun."""
    states = [*WAITING, Referral.State.STARTED]
    return Referral.objects.filter(person=person, state__in=states).order_by("drafted_at", "pk")


def came_from(person: Person) -> "QuerySet[Referral]":
    """Return all referrals of a person, the newest first: what a stay can have come of."""
    return Referral.objects.filter(person=person).order_by("-drafted_at", "-pk")
