"""Stays: written down, changed, ended by whoever says so; and what is told by itself when a planned end is near."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import User
from benken.people.queries import Person
from benken.services.models import Stay, StayLine
from benken.services.policies import stays as policies
from benken.services.queries.stays import near_gates
from benken.services.told import Out, Staying


@transaction.atomic
def write_down_stay(*, person: Person, staying: Staying, by: User, at: datetime) -> Stay:
    """Write down where somebody is or will be for a while. The same told again is one."""
    policies.check_plan(from_on=staying.from_on, planned_end_on=staying.planned_end_on)
    same = Stay.objects.filter(person=person, ended_on=None, **vars(staying)).first()
    if same is not None:
        return same
    made = Stay.objects.create(person=person, written_by=by, written_at=at, **vars(staying))
    record_deed(by=by, at=at, verb="stay.tell", subject_id=person.pk, object_id=made.pk)
    return made


@transaction.atomic
def take_back_stay(*, stay: Stay, by: User, at: datetime) -> None:
    """Take away what was just written down by mistake. A second time changes nothing."""
    with acting_as(SYSTEM):  # nobody else deletes one
        standing = Stay.objects.select_for_update(of=("self",)).filter(pk=stay.pk).first()
        if standing is None:
            return
        if not policies.can_take_back_stay(standing, by=by, at=at):
            raise Refused(_("Det er for sent å ta det bort. Det blir stående."))
        record_deed(by=by, at=at, verb="stay.take_back", subject_id=standing.person_id, object_id=standing.pk)
        standing.delete()


@transaction.atomic
def change_stay(*, stay: Stay, staying: Staying, seen_version: int, by: User, at: datetime) -> Stay:
    """Write another place, other days. Whoever saved meanwhile is not overwritten."""
    policies.check_plan(from_on=staying.from_on, planned_end_on=staying.planned_end_on)
    standing, changed = _save(stay, vars(staying), seen_version=seen_version)
    if changed:
        record_deed(by=by, at=at, verb="stay.change", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def end_stay(*, stay: Stay, out: Out, seen_version: int, by: User, at: datetime) -> Stay:
    """Write down that somebody is out, because somebody said so. The same again changes nothing."""
    policies.check_out(
        from_on=stay.from_on,
        ended_on=out.ended_on,
        reason=out.reason,
        words=out.words,
        today=timezone.localdate(at),
    )
    told: dict[str, object] = {"ended_on": out.ended_on, "end_reason": out.reason, "end_words": out.words}
    standing, changed = _save(stay, told, seen_version=seen_version)
    if changed:
        record_deed(by=by, at=at, verb="stay.out", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def not_out(*, stay: Stay, by: User, at: datetime) -> Stay:
    """Write down that somebody is not out after all. A second time changes nothing."""
    told: dict[str, object] = {"ended_on": None, "end_reason": "", "end_words": ""}
    standing, changed = _save(stay, told, seen_version=None)
    if changed:
        record_deed(by=by, at=at, verb="stay.not_out", subject_id=standing.person_id, object_id=standing.pk)
    return standing


def _save(stay: Stay, told: dict[str, object], *, seen_version: int | None) -> tuple[Stay, bool]:
    standing = Stay.objects.select_for_update(of=("self",)).get(pk=stay.pk)
    if all(getattr(standing, name) == value for name, value in told.items()):
        return standing, False
    if seen_version is not None and standing.version != seen_version:
        raise ChangedMeanwhile(_("Noen andre lagret først. Se begge, og lagre igjen."))
    for name, value in told.items():
        setattr(standing, name, value)
    policies.check_plan(from_on=standing.from_on, planned_end_on=standing.ended_on)
    standing.version += 1
    standing.save(update_fields=[*told, "version"])
    return standing, True


def tell_of_gates(*, at: datetime) -> int:
    """Tell of each planned end that is near with nobody met before it, and of each that has passed: once for each.

    Run again, it tells nothing twice. No stay is changed, and none is ended. The actor must be the system.
    """
    today = timezone.localdate(at)
    lines = [
        StayLine(person_id=stay.person_id, stay=stay, about=_about(planned, today), on_day=planned, told_at=at)
        for stay in near_gates(today=today, at=at)
        if (planned := stay.planned_end_on) is not None
    ]
    before = StayLine.objects.count()
    StayLine.objects.bulk_create(lines, ignore_conflicts=True, batch_size=500)
    return StayLine.objects.count() - before


def _about(planned: date, today: date) -> StayLine.About:
    return StayLine.About.PASSED if planned < today else StayLine.About.SOON
