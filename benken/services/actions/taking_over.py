"""What is agreed on with a contact person who gives a person on: the new one meets the person, and the person is told.

Nothing of it ends, and no hour changes. Called by people (settings.NEW_CONTACT_TAKES_OVER), in the same transaction.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import User
from benken.services.actions.appointments import save_changed
from benken.services.models import Appointment, StandingAppointment
from benken.services.queries.appointments import goes_on

PLANNED = Appointment.State.PLANNED


@transaction.atomic
def take_over(*, person_id: UUID, before: User, to: User, since_at: datetime, by: User, at: datetime) -> None:
    """Let somebody meet a person where the one before would have, from a moment on; until then nothing changes.

    The person is told once of each standing appointment, and once of every other.
    """
    with acting_as(SYSTEM):  # whoever gave the person on has no right any more, and a leader never had one
        told = set()
        for one in _planned(person_id, with_one=before, since_at=since_at):
            _swap(one, before=before, to=to)
            save_changed(one, by=by, at=at, told=one.standing_id not in told, taken_over=True)
            if one.standing_id is not None:
                told.add(one.standing_id)
            else:
                record_deed(by=by, at=at, verb="appointment.take_over", subject_id=person_id, object_id=one.pk)
        for standing in _standing(person_id, with_one=before, at=at):
            _swap(standing, before=before, to=to)
            standing.save(update_fields=["with_user", "comes_along"])
            record_deed(by=by, at=at, verb="standing.take_over", subject_id=person_id, object_id=standing.pk)


@transaction.atomic
def give_back(*, person_id: UUID, before: User, to: User, by: User, at: datetime) -> None:
    """Undo that somebody took over, before they met the person: whatever was theirs by it alone is as it was."""
    with acting_as(SYSTEM):
        for one in _planned(person_id, with_one=before, since_at=at).filter(is_taken_over=True):
            _swap(one, before=before, to=to)
            one.news_for = ""
            save_changed(one, by=by, at=at, told=False)
        for standing in _standing(person_id, with_one=before, at=at):
            taken = standing.appointments.filter(_with(to), state=PLANNED, starts_at__gt=at)
            if taken.exists():
                _swap(standing, before=before, to=to)
                standing.save(update_fields=["with_user", "comes_along"])
                record_deed(by=by, at=at, verb="standing.give_back", subject_id=person_id, object_id=standing.pk)


def _with(user: User) -> Q:
    return Q(with_user=user) | Q(comes_along=user)


def _planned(person_id: UUID, *, with_one: User, since_at: datetime) -> QuerySet[Appointment]:
    rows = Appointment.objects.select_for_update(of=("self",)).filter(_with(with_one), person=person_id, state=PLANNED)
    return rows.filter(starts_at__gte=since_at).order_by("starts_at", "pk")


def _standing(person_id: UUID, *, with_one: User, at: datetime) -> QuerySet[StandingAppointment]:
    rows = StandingAppointment.objects.select_for_update(of=("self",)).filter(_with(with_one), person=person_id)
    return rows.filter(goes_on(timezone.localdate(at)))


def _swap(row: Appointment | StandingAppointment, *, before: User, to: User) -> None:
    """Put one helper in another's place; whoever meets the person does not come along as well."""
    if row.with_user_id == before.pk:
        row.with_user = to
    if row.comes_along_id == before.pk:
        row.comes_along = to
    if row.with_user_id is not None and row.with_user_id == row.comes_along_id:
        row.comes_along = None
