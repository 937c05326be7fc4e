"""Reads of when workers answer, who is away, and who stands in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_place_people
from benken.access.queries import User
from benken.access.queries.accounts import possible_contact_persons
from benken.access.queries.blocks import kept_out
from benken.access.queries.setup import setup_now
from benken.country.public_holidays import PublicHolidays
from benken.people.answering import Answerer, Days, Instead
from benken.people.models import Absence, AnswerHours, ContactPerson, Person, StandIn
from benken.people.queries.records import RecordClosed
from benken.people.queries.relations import name_on_card


def days_here() -> Days:
    """Return where the clock stands and which days are public holidays."""
    return Days(timezone.get_current_timezone(), PublicHolidays(setup_now().country))


def hours_of(worker: User) -> AnswerHours:
    """Return when somebody answers; an empty one, not saved, if they have not said."""
    return AnswerHours.objects.select_related("stand_in").filter(pk=worker.pk).first() or AnswerHours(worker=worker)


def answerer(user: User, hours: AnswerHours | None) -> Answerer:
    """Return a worker with their hours as the rules want them."""
    if hours is None:
        return Answerer(user.pk, user.name)
    return Answerer(
        user.pk,
        user.name,
        tuple(hours.week),
        hours.phone,
        hours.phone_from,
        hours.phone_until,
        hours.outside_words,
        hours.outside_number,
    )


def hours_around(person: UUID, at: datetime) -> QuerySet[AnswerHours]:
    """Return the hours of a person's contact person and of those who stand in, now or later."""
    contact = ContactPerson.objects.filter(person=person, until_at__isnull=True).values("worker")
    return AnswerHours.objects.filter(
        Q(worker__in=contact) | Q(worker__in=stand_ins_ahead(person, at).order_by().values("worker"))
    )


def stand_ins_ahead(person: UUID, at: datetime) -> QuerySet[StandIn]:
    """Return who stands in for a person's contact person now or later, the first to come on top."""
    return StandIn.objects.filter(person=person, ended_at__isnull=True, until_at__gt=at).order_by("since_at")


def instead_of(rows: Iterable[StandIn], hours: dict[UUID, AnswerHours], *, contact: User | None) -> tuple[Instead, ...]:
    """Return who answers instead of a contact person, as the rules want it."""
    return tuple(
        Instead(
            row.since_at,
            row.until_at,
            row.absence_id is not None,
            answerer(row.worker, hours.get(row.worker.pk)) if row.worker else None,
        )
        for row in rows
        if contact is not None and row.contact_id == contact.pk
    )


def standing_in(person_id: UUID, *, at: datetime) -> QuerySet[StandIn]:
    """Return who stands in for a person's contact person now."""
    return stand_ins_ahead(person_id, at).filter(since_at__lte=at, worker__isnull=False).select_related("worker")


def asked_instead(person_ids: Collection[UUID], *, at: datetime) -> set[UUID]:
    """Return for whom of these people somebody was asked to answer, because an hour was missed, and still may."""
    asked = StandIn.objects.filter(person__in=person_ids, absence__isnull=True, worker__is_active=True)
    running = asked.filter(since_at__lte=at, until_at__gt=at, ended_at__isnull=True)
    return set(running.values_list("person_id", flat=True))


def absences_of(worker: User, *, at: datetime) -> QuerySet[Absence]:
    """Return when somebody is away, now and later."""
    running = Absence.objects.filter(worker=worker, ended_at__isnull=True, until_at__gt=at)
    return running.select_related("worker", "stand_in", "written_by")


def absence_between(worker: User, *, since_at: datetime, until_at: datetime) -> Absence | None:
    """Return an absence of somebody that touches a time, or None."""
    touching = Absence.objects.filter(worker=worker, ended_at__isnull=True, until_at__gt=since_at)
    return touching.filter(since_at__lt=until_at).first()


def away_in_team(leader: User, *, at: datetime) -> list[Absence]:
    """Return who of a leader's team is away, now or later: a worklist, never exported."""
    if not can_place_people(leader):
        return []
    running = Absence.objects.filter(worker__team=leader.team, ended_at__isnull=True, until_at__gt=at)
    return list(running.select_related("worker", "stand_in"))


def can_stand_in(worker: User) -> QuerySet[User]:
    """Return who could stand in for somebody: the other workers of the team, or of the whole place without a team."""
    return possible_contact_persons(team=worker.team).exclude(pk=worker.pk)


@dataclass(frozen=True)
class AwayCard:
    """What a leader sees of a person whose contact is away with nobody in their place; not the record."""

    person_id: UUID
    called: str
    contact: User
    since_at: datetime
    until_at: datetime


def away_cards(leader: User, *, at: datetime) -> list[AwayCard]:
    """Return the people of the leader's own team who need a stand-in: a worklist, never exported."""
    if not can_place_people(leader):
        return []
    with acting_as(SYSTEM):
        return [
            AwayCard(row.person_id, name_on_card(row.person), row.contact, row.since_at, row.until_at)
            for row in left_without(leader, at=at)
        ]


def person_left_without(person_id: UUID, *, leader: User, at: datetime) -> Person:
    """Return the person of one such card, or RecordClosed."""
    with acting_as(SYSTEM):
        row = left_without(leader, at=at).filter(person=person_id).first() if can_place_people(leader) else None
    if row is None:
        raise RecordClosed
    return row.person


def left_without(leader: User, *, at: datetime) -> QuerySet[StandIn]:
    """Return the rows of those of a leader's team whose contact is away, now or later, with nobody in their place.

    Nobody: none was found, or whoever it was has a closed account or is away too. Not those who keep the leader out.
    Only the system sees them all.
    """
    away_too = Absence.objects.filter(
        worker=OuterRef("worker"), ended_at__isnull=True, since_at__lt=OuterRef("until_at")
    ).filter(until_at__gt=OuterRef("since_at"), until_at__gte=at)
    rows = StandIn.objects.filter(
        Q(worker__isnull=True) | Q(worker__is_active=False) | Exists(away_too),
        person__team=leader.team,
        absence__isnull=False,
        ended_at__isnull=True,
        until_at__gt=at,
    )
    shut = kept_out(user=leader).values("subject_id")
    return rows.exclude(person__in=shut).select_related("person", "contact").order_by("since_at", "person_id")


def absence_of(absence_id: UUID) -> Absence | None:
    """Return one absence, over or not, as far as the actor may see it."""
    return Absence.objects.select_related("worker", "stand_in", "written_by").filter(pk=absence_id).first()
