"""Emergency access: one record, exactly named, a reason first, twelve hours; every try counts and is logged."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import log_reading, record_deed
from benken.access.actions.rights import end_rights, grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused, can_open_in_emergency
from benken.access.queries import Right, User
from benken.access.queries.blocks import is_kept_out
from benken.access.queries.logs import deeds_since
from benken.access.queries.rights import running_right
from benken.lib.missing import Missing
from benken.lib.sought import plain_letters
from benken.people import exception_policies as policies
from benken.people.actions.entries import Written, save_and_share
from benken.people.actions.people import sealed_number
from benken.people.actions.turns import take_turns
from benken.people.models import EmergencyAccess, Entry, Person, Phone
from benken.people.national_number import say_who
from benken.people.queries.emergency import sees_emergencies_of
from benken.people.queries.ending import has_ended

LASTS = timedelta(hours=12)
TRIES = 10  # so often within TRIES_WITHIN, found or not
TRIES_WITHIN = timedelta(days=1)


@dataclass(frozen=True)
class Answer:
    """What came of a try. Unknown, hidden and blocked are the same: no person."""

    person_id: UUID | None = None
    was_open: bool = False  # the record was open to whoever asked anyway: nothing was opened
    too_often: bool = False


@transaction.atomic
def open_in_emergency(
    *, called: str, phone: str, national_number: str, kind: str, words: str, by: User, at: datetime
) -> Answer:
    """Open one record to somebody outside it, for twelve hours, and tell the person and the leaders.

    Only what is exact is tried: a national number, or a phone and a name. Every try is logged, whatever the answer,
    and past the limit none is answered. Two who try at once, and two tries of one, take turns.
    """
    policies.check_emergency(kind=kind, words=words)
    if not can_open_in_emergency(by):
        raise Refused(_("Bare de som møter folk i tjenesten kan åpne slik."))
    hashed = sealed_number(national_number)[1]
    if not hashed and not (phone and called):
        raise Refused(say_who())
    take_turns([f"emergency {by.pk}"])
    tries = deeds_since(by=by, verb="emergency.try", since=at - TRIES_WITHIN)
    record_deed(by=by, at=at, verb="emergency.try")
    if tries >= TRIES:
        return Answer(too_often=True)
    with acting_as(SYSTEM):
        person = _exactly(called=called, phone=phone, hashed=hashed)
        if person is None or has_ended(person.pk):
            return Answer()
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        own = running_right(user=by, subject_id=person.pk, at=at)
        if own is not None and own.scope == Right.Scope.RECORD:
            return Answer(person.pk, was_open=True)
        opened = not (person.is_hidden or is_kept_out(user=by, subject_id=person.pk))
        until = at + LASTS if opened else at
        row = EmergencyAccess.objects.create(
            person=person, by=by, kind=kind, words=words, at=at, until_at=until, was_opened=opened
        )
        if not opened:
            record_deed(by=None, at=at, verb="emergency.closed", subject_id=person.pk, object_id=row.pk)
            return Answer()
        why = row.why
        grant_right(user=by, subject_id=person.pk, basis=Right.Basis.EMERGENCY, at=at, until_at=until, why=why)
        log_reading(user=by, subject_id=person.pk, part="emergency", basis=str(Right.Basis.EMERGENCY), at=at, why=why)
        record_deed(by=by, at=at, verb="emergency.open", subject_id=person.pk, object_id=row.pk)
    return Answer(person.pk)


def _exactly(*, called: str, phone: str, hashed: str | None) -> Person | None:
    """Return the one person who is meant; of several who share a phone and a name, none."""
    if hashed:
        return Person.objects.filter(national_number_hash=hashed).first()
    name = plain_letters(called)
    reached = Person.objects.filter(pk__in=Phone.objects.filter(number=phone).values("person_id"))
    meant = [one for one in reached if name in {plain_letters(own) for own in (one.called, one.full_name) if own}]
    return meant[0] if len(meant) == 1 else None


@transaction.atomic
def end_emergency(
    *, emergency: EmergencyAccess, note: str, kind: str, draft: Entry | None, by: User, at: datetime
) -> None:
    """Say that one is done: what was done stands as a shared note, if anything is said, and the record closes.

    `draft` is one's own about the person, which the note takes the place of: nobody could open it afterwards.
    """
    with acting_as(SYSTEM):
        row = EmergencyAccess.objects.select_for_update(of=("self",)).select_related("person").get(pk=emergency.pk)
    if row.by_id != by.pk:
        raise Refused(_("Bare den som åpnet kan si seg ferdig."))
    if row.over_at <= at:
        return
    if note:
        written = Written(kind=Entry.Kind(kind), text=note, happened_at=at)
        save_and_share(person=row.person, written=written, draft=draft, by=by, at=at)
    with acting_as(SYSTEM):
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        end_rights(user=by, subject_id=row.person_id, basis=Right.Basis.EMERGENCY, at=at)
        record_deed(by=by, at=at, verb="emergency.end", subject_id=row.person_id, object_id=row.pk)


@transaction.atomic
def mark_emergency_seen(*, emergency_id: UUID, by: User, at: datetime) -> None:
    """Note that a leader has seen it; a second time does nothing. Missing if it is not on this leader's list."""
    with acting_as(SYSTEM):
        rows = EmergencyAccess.objects.select_for_update(of=("self",)).select_related("person", "by")
        row = rows.filter(pk=emergency_id).first()
        if row is None or not sees_emergencies_of(row, leader=by):
            raise Missing
        if by.pk in row.seen_by_ids:
            return
        row.seen_by_ids = [*row.seen_by_ids, by.pk]
        row.save(update_fields=["seen_by_ids"])
        record_deed(by=by, at=at, verb="emergency.seen", subject_id=row.person_id, object_id=row.pk)
