"""Who stands in for a person's contact person: the row the person sees, and the right that comes with it.

The system writes both in the transaction of what gives them: an absence, a hand-over, a missed hour, a leader's choice.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actions.rights import end_these_rights, grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused, can_be_contact_person, can_place_people
from benken.access.queries import Right, User
from benken.access.queries.blocks import is_kept_out
from benken.access.queries.logs import has_met, subject_of_deed
from benken.lib.missing import Missing
from benken.people import policies
from benken.people.actions.turns import take_turns
from benken.people.models import Absence, AnswerHours, ContactPerson, Person, StandIn
from benken.people.queries.answering import absence_between, days_here, left_without
from benken.people.queries.ending import has_ended, not_ended
from benken.people.queries.relations import contact_person_of, name_on_card


def can_come(worker: User | None, *, person_id: UUID) -> bool:
    """Tell whether somebody may stand in with a person: who may be a contact person, and is not kept out."""
    return worker is not None and can_be_contact_person(worker) and not is_kept_out(user=worker, subject_id=person_id)


def stand_in_while_away(
    *, person_id: UUID, absence: Absence, worker: User | None, by: User | None, at: datetime
) -> StandIn:
    """Let somebody stand in with a person until an absence ends; nobody, if they may not: then the leader sees it."""
    comes = worker if can_come(worker, person_id=person_id) else None
    new = _begin(
        person_id=person_id,
        contact=absence.worker,
        worker=comes,
        absence=absence,
        since_at=max(at, absence.since_at),
        until_at=absence.until_at,
    )
    verb = "stand_in.set" if comes else "stand_in.missing"
    record_deed(by=by, at=at, verb=verb, subject_id=person_id, object_id=new.pk)
    return new


def follow_absences(*, person_id: UUID, contact: User, by: User | None, at: datetime) -> None:
    """Let whoever stands in for somebody away, now or later, stand in with a person who has just come to them too."""
    follow_all_absences(held=[(contact, person_id)], by=by, at=at)


def follow_all_absences(*, held: Collection[tuple[User, UUID]], by: User | None, at: datetime) -> None:
    """Do so for many, each with their contact person; two queries if nobody is away."""
    with acting_as(SYSTEM):
        take_turns_about({contact for contact, _person in held})
        away = Absence.objects.filter(
            worker__in={contact.pk for contact, _person in held}, ended_at__isnull=True, until_at__gt=at
        )
        for absence in away.select_related("worker", "stand_in"):
            for person_id in (person_id for contact, person_id in held if contact.pk == absence.worker_id):
                stand_in_while_away(person_id=person_id, absence=absence, worker=absence.stand_in, by=by, at=at)


def end_stand_ins(*, rows: Iterable[StandIn], by: User | None, at: datetime) -> None:
    """End that somebody stands in, with the rights that came with it."""
    with acting_as(SYSTEM):
        running = list(rows)
        StandIn.objects.filter(pk__in=[row.pk for row in running]).update(ended_at=at)
        end_these_rights(right_ids=[row.right_id for row in running if row.right_id], at=at)
        for row in running:
            if row.worker_id is not None:
                record_deed(by=by, at=at, verb="stand_in.end", subject_id=row.person_id, object_id=row.pk)


def end_stand_ins_for(*, person_id: UUID, contact: User, by: User | None, at: datetime) -> None:
    """End whoever stands in with a person for somebody who is not the contact person any more."""
    with acting_as(SYSTEM):
        running = StandIn.objects.filter(person=person_id, contact=contact, ended_at__isnull=True, until_at__gt=at)
        end_stand_ins(rows=running, by=by, at=at)


def keep_out_stand_in(*, person_id: UUID, user: User, by: User, at: datetime) -> None:
    """Let nobody stand in where somebody did whom the person keeps out now; the leader sees that one is missing."""
    with acting_as(SYSTEM):
        running = list(
            StandIn.objects.select_related("absence__worker").filter(
                person=person_id, worker=user, ended_at__isnull=True, until_at__gt=at
            )
        )
        end_stand_ins(rows=running, by=by, at=at)
        for row in running:
            if row.absence is not None:
                stand_in_while_away(person_id=person_id, absence=row.absence, worker=None, by=by, at=at)


def let_stand_in_again(*, person_id: UUID, user: User, closed_at: datetime, by: User, at: datetime) -> bool:
    """Let somebody stand in again whom the person has just kept out and lets in; tell whether they do."""
    closed = StandIn.objects.filter(person=person_id, worker=user, ended_at=closed_at, until_at__gt=at)
    came = False
    for row in closed.select_related("absence__worker"):
        absence = row.absence
        if absence is None or absence.ended_at is not None or absence.until_at <= at:
            continue
        empty = StandIn.objects.filter(person=person_id, absence=absence, worker=None, ended_at__isnull=True)
        if empty.exists():
            end_stand_ins(rows=empty, by=by, at=at)
            given = stand_in_while_away(person_id=person_id, absence=absence, worker=user, by=by, at=at)
            came = given.worker_id is not None
    return came


def ask_stand_in(*, person: Person, at: datetime) -> StandIn | None:
    """Ask the standing stand-in to answer too, because a message was not answered by its hour.

    They may open the record until the working day after this one ends. Who stands in already is returned as they are.
    None if there is nobody to ask: then the leader is told. A second time changes nothing.
    """
    with acting_as(SYSTEM):
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        contact = contact_person_of(person)
        if contact is None or has_ended(person.pk):
            return None
        here = StandIn.objects.filter(person=person, contact=contact.worker, ended_at__isnull=True)
        running = here.filter(since_at__lte=at, until_at__gt=at, worker__is_active=True).select_related("worker")
        if standing := running.order_by("-since_at").first():
            return standing
        hours = AnswerHours.objects.select_related("stand_in").filter(pk=contact.worker_id).first()
        asked = hours.stand_in if hours else None
        if asked is None or not can_come(asked, person_id=person.pk):
            return None
        until_at = days_here().ends_after_next_working_day(at)
        if absence_between(asked, since_at=at, until_at=until_at) is not None:
            return None
        new = _begin(
            person_id=person.pk,
            contact=contact.worker,
            worker=asked,
            absence=None,
            since_at=at,
            until_at=until_at,
        )
        record_deed(by=None, at=at, verb="stand_in.asked", subject_id=person.pk, object_id=new.pk)
    return new


@transaction.atomic
def give_stand_in(*, person: Person, to: User, by: User, at: datetime) -> StandIn:
    """Let a leader find somebody for a person whose contact person is away with nobody in their place.

    It opens nothing to the leader. Missing if the person does not wait for one.
    """
    if not can_place_people(by) or person.team_id != by.team_id:
        raise Refused(_("Bare lederen av teamet kan gjøre dette."))
    with acting_as(SYSTEM):
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        waits = left_without(by, at=at).filter(person=person).select_related("absence__worker").first()
        if waits is None or waits.absence is None:
            raise Missing
        if to.pk == waits.contact_id or to.team_id != by.team_id or not can_come(to, person_id=person.pk):
            raise Refused(_("%(name)s kan ikke være vikar her.") % {"name": to.name})
        if absence_between(to, since_at=max(at, waits.since_at), until_at=waits.until_at) is not None:
            raise Refused(_("%(name)s er selv borte da. Velg en annen.") % {"name": to.name})
        end_stand_ins(rows=[waits], by=by, at=at)
        return stand_in_while_away(person_id=person.pk, absence=waits.absence, worker=to, by=by, at=at)


@transaction.atomic
def take_back_stand_in(*, stand_in_id: UUID, by: User, at: datetime) -> str:
    """Undo a leader's choice while who stands in has not opened the record; return the person's name.

    Missing if this leader did no such thing. A second click changes nothing.
    """
    with acting_as(SYSTEM):
        person_id = subject_of_deed(by=by, verb="stand_in.set", object_id=stand_in_id)
        person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first() if person_id else None
        if person is None or not can_place_people(by) or person.team_id != by.team_id:
            raise Missing
        given = StandIn.objects.select_related("absence__worker", "worker").filter(pk=stand_in_id).first()
        if given is None or given.ended_at is not None or given.absence is None or given.worker is None:
            return name_on_card(person)
        met = has_met(person.pk, user=given.worker, since=given.since_at)
        if met or not policies.can_take_back_stand_in(given.since_at, at=at):
            raise Refused(_("Det er for sent å angre. Velg en annen vikar på siden til den som er borte."))
        end_stand_ins(rows=[given], by=by, at=at)
        stand_in_while_away(person_id=person.pk, absence=given.absence, worker=None, by=by, at=at)
    return name_on_card(person)


def _begin(
    *,
    person_id: UUID,
    contact: User,
    worker: User | None,
    absence: Absence | None,
    since_at: datetime,
    until_at: datetime,
) -> StandIn:
    with acting_as(SYSTEM):
        right = None
        if worker is not None:
            basis = Right.Basis.STAND_IN
            right = grant_right(user=worker, subject_id=person_id, basis=basis, at=since_at, until_at=until_at)
        return StandIn.objects.create(
            person_id=person_id,
            contact=contact,
            worker=worker,
            absence=absence,
            since_at=since_at,
            until_at=until_at,
            right_id=right.pk if right else None,
        )


def take_turns_about(workers: Iterable[User]) -> None:
    """Wait for whoever lets people come to one of these workers, or lets the worker be away, at this very moment."""
    take_turns([f"away:{worker.pk}" for worker in workers])


def hold_people_of(worker: User) -> list[UUID]:
    """Return whose contact person somebody is; nobody else changes that until the transaction ends."""
    take_turns_about([worker])
    held = ContactPerson.objects.filter(not_ended(), worker=worker, until_at__isnull=True).values("person_id")
    rows = Person.objects.filter(pk__in=held).order_by("pk").select_for_update(of=("self",))
    return list(rows.values_list("pk", flat=True))
