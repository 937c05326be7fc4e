"""Reads of who leaves, of those who need a new contact person by it, and of what they say themselves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_place_people
from benken.access.queries import Role, User
from benken.access.queries.accounts import possible_contact_persons
from benken.access.queries.blocks import kept_out
from benken.people.answering_policies import can_say_for
from benken.people.models import ContactPerson, Leaving, LeavingSay, LoadSaid, Person, StandIn
from benken.people.models.leaving import LONGEST_LOAD, LONGEST_SAY
from benken.people.queries.people import norwegian_order
from benken.people.queries.records import RecordClosed
from benken.people.queries.relations import name_on_card

__all__ = ["LONGEST_LOAD", "LONGEST_SAY"]  # beside the reads below


@dataclass(frozen=True)
class LeavingCard:
    """One whose contact person leaves, as a leader sees them: the name, since when, what they say; not the record."""

    person_id: UUID
    called: str
    since_at: datetime
    say: LeavingSay | None
    is_hidden: bool


@dataclass(frozen=True)
class Placed:
    """One who has got another, and whom."""

    called: str
    worker: str


def leaving_for(leaving_id: UUID, *, user: User) -> Leaving:
    """Return that somebody leaves, for them and for those who lead their team, or RecordClosed."""
    leaving = Leaving.objects.select_related("worker__team").filter(pk=leaving_id, ended_at__isnull=True).first()
    if leaving is None or not can_say_for(leaving.worker, by=user):
        raise RecordClosed
    return leaving


def leaving_now(worker: User) -> Leaving | None:
    """Return that somebody leaves, if they do, as far as the actor may see it."""
    return Leaving.objects.filter(worker=worker, ended_at__isnull=True).select_related("worker").first()


def leaving_cards(leaving: Leaving, *, user: User) -> list[LeavingCard]:
    """Return those whose contact person leaves and who have no other yet, by name.

    To a leader not those who keep the leader out: the worker gives them on.
    """
    with acting_as(SYSTEM):
        held = _held(leaving, user=user).filter(until_at__isnull=True).select_related("person")
        rows = list(held.order_by(norwegian_order("person__called"), "person_id"))
        says = {one.person_id: one for one in _says(leaving)}
    return [
        LeavingCard(
            row.person_id, name_on_card(row.person), row.since_at, says.get(row.person_id), row.person.is_hidden
        )
        for row in rows
    ]


def leaving_placed(leaving: Leaving, *, user: User) -> list[Placed]:
    """Return who has got another contact person since it was known, by name."""
    with acting_as(SYSTEM):
        given = _held(leaving, user=user).filter(until_at__gte=leaving.written_at).values("person_id")
        now = ContactPerson.objects.filter(person__in=given, until_at__isnull=True).exclude(worker=leaving.worker)
        rows = list(now.select_related("person", "worker").order_by(norwegian_order("person__called"), "person_id"))
    return [Placed(name_on_card(row.person), row.worker.name) for row in rows]


def _held(leaving: Leaving, *, user: User) -> "QuerySet[ContactPerson]":
    rows = ContactPerson.objects.filter(worker=leaving.worker_id)
    return rows if user.pk == leaving.worker_id else rows.exclude(person__in=kept_out(user=user).values("subject_id"))


def _says(leaving: Leaving) -> "QuerySet[LeavingSay]":
    return LeavingSay.objects.filter(leaving=leaving).select_related("wants")


def left_person(leaving: Leaving, person_id: UUID, *, leader: User) -> Person:
    """Return the person of one card, to be placed by a leader, or RecordClosed."""
    if not can_place_people(leader) or leaving.worker.team_id != leader.team_id or leader.pk == leaving.worker_id:
        raise RecordClosed
    with acting_as(SYSTEM):
        held = _held(leaving, user=leader).filter(person=person_id, until_at__isnull=True)
        row = held.select_related("person").first()
    if row is None:
        raise RecordClosed
    return row.person


def say_of(leaving: Leaving, person_id: UUID) -> LeavingSay | None:
    """Return what a person says of it, as far as the actor may see it."""
    return _says(leaving).filter(person=person_id).first()


def leave_somebody(leader: User) -> list[Leaving]:
    """Return who of a leader's team leaves while somebody has no other yet, the first day on top."""
    with acting_as(SYSTEM):
        held = ContactPerson.objects.filter(worker=OuterRef("worker"), until_at__isnull=True)
        shut = kept_out(user=leader).values("subject_id")
        rows = Leaving.objects.filter(Exists(held.exclude(person__in=shut)), worker__team=leader.team)
        return list(rows.filter(ended_at__isnull=True, worker__is_active=True).select_related("worker"))


def left_uncovered(worker: User, *, at: datetime) -> list[Person]:
    """Return whom nobody would answer if a worker's account were closed now, by name. For the system alone."""
    bridged = StandIn.objects.filter(
        person=OuterRef("person"), contact=worker, worker__is_active=True, since_at__lte=at, until_at__gt=at
    ).filter(ended_at__isnull=True)
    held = ContactPerson.objects.filter(~Exists(bridged), worker=worker, until_at__isnull=True)
    return [row.person for row in held.select_related("person").order_by(norwegian_order("person__called"))]


def who_can_follow(leaving: Leaving) -> "QuerySet[User]":
    """Return who of the team could be the next contact person: those who do not leave themselves, by name."""
    others = possible_contact_persons(team=leaving.worker.team).exclude(pk=leaving.worker_id)
    return others.exclude(pk__in=Leaving.objects.filter(ended_at__isnull=True).values("worker"))


def have_room(leader: User) -> set[UUID]:
    """Return who of a leader's team has said that they have room for more."""
    said = LoadSaid.objects.filter(team=leader.team, kind=LoadSaid.Kind.ROOM, ended_at__isnull=True)
    return set(said.values_list("worker_id", flat=True))


def load_said_by(worker: User) -> LoadSaid | None:
    """Return what a worker has said about how many they follow, if it stands."""
    return LoadSaid.objects.filter(worker=worker, ended_at__isnull=True).select_related("answered_by").first()


def load_told(leader: User) -> list[LoadSaid]:
    """Return what the leader's team has said is too much and waits for an answer, in the order it was said."""
    if not (leader.has_role(Role.LEADER) and leader.team_id):
        return []
    said = LoadSaid.objects.filter(team=leader.team, kind=LoadSaid.Kind.TOO_MUCH, ended_at__isnull=True)
    return list(said.filter(answered_at__isnull=True, worker__is_active=True).select_related("worker"))


def load_told_one(load_id: UUID, *, leader: User) -> LoadSaid:
    """Return one of them, or RecordClosed. Nobody answers themselves."""
    one = next((one for one in load_told(leader) if one.pk == load_id and one.worker_id != leader.pk), None)
    if one is None:
        raise RecordClosed
    return one
