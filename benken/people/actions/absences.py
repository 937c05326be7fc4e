"""A worker is away: written down by them or their leader, changed, ended early, begun again. Why is never asked."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import User
from benken.lib.days import moment_of
from benken.people.actions.stand_ins import end_stand_ins, hold_people_of, stand_in_while_away
from benken.people.answering import MIDNIGHT
from benken.people.answering_policies import check_away, check_says_for, check_stand_in
from benken.people.models import Absence, StandIn
from benken.people.queries.answering import absence_between
from benken.ui.words import day_words


@transaction.atomic
def be_away(*, worker: User, since_on: date, back_on: date, stand_in: User | None, by: User, at: datetime) -> Absence:
    """Write down that somebody is away from a day until another, on which they are back, and who stands in.

    Who stands in may open the records of those whose contact person the worker is, until the end. Whoever keeps them
    out gets nobody, and the leader sees that. The same days and the same stand-in twice are one.
    """
    check_says_for(worker, by=by)
    check_stand_in(stand_in, worker=worker)
    today = timezone.localdate(at)
    since_on = max(since_on, today) if back_on > today else since_on
    check_away(since_on=since_on, back_on=back_on, today=today)
    since_at, until_at = max(at, _midnight(since_on)), _midnight(back_on)
    with acting_as(SYSTEM):
        people = hold_people_of(worker)
        already = absence_between(worker, since_at=since_at, until_at=until_at)
        if already is not None:
            if already.until_at == until_at and already.stand_in_id == (stand_in.pk if stand_in else None):
                return already
            raise Refused(_already_words(already, at=at))
        _check_is_here(stand_in, since_at=since_at, until_at=until_at)
        absence = Absence.objects.create(
            worker=worker, since_at=since_at, until_at=until_at, stand_in=stand_in, written_by=by, written_at=at
        )
        record_deed(by=by, at=at, verb="absence.write", object_id=absence.pk)
        for person_id in people:
            stand_in_while_away(person_id=person_id, absence=absence, worker=stand_in, by=by, at=at)
    return absence


@transaction.atomic
def change_absence(
    *, absence: Absence, back_on: date, stand_in: User | None, seen_version: int, by: User, at: datetime
) -> bool:
    """Change when somebody is back, or who stands in; tell whether anything is new.

    Whom a leader found for one person stays with them.
    """
    check_says_for(absence.worker, by=by)
    check_stand_in(stand_in, worker=absence.worker)
    with acting_as(SYSTEM):
        people = hold_people_of(absence.worker)
        now = _locked(absence)
        until_at = _midnight(back_on)
        if (until_at, stand_in.pk if stand_in else None) == (now.until_at, now.stand_in_id) and now.ended_at is None:
            return False
        if now.ended_at is not None or now.until_at <= at:
            raise Refused(_("Fraværet er slutt alt. Skriv et nytt om det trengs."))
        if now.version != seen_version:
            raise ChangedMeanwhile(_("En annen lagret først. Se over, og lagre igjen."))
        check_away(since_on=timezone.localdate(now.since_at), back_on=back_on, today=timezone.localdate(at))
        _check_is_here(stand_in, since_at=max(at, now.since_at), until_at=until_at)
        other = Absence.objects.filter(worker=now.worker, ended_at__isnull=True, since_at__lt=until_at)
        if touching := other.filter(until_at__gt=now.since_at).exclude(pk=now.pk).first():
            raise Refused(_already_words(touching, at=at))
        found_by_leader = _found_by_leader(now)
        end_stand_ins(rows=_running(now, at=at), by=by, at=at)
        now.until_at, now.stand_in, now.version = until_at, stand_in, now.version + 1
        now.save(update_fields=["until_at", "stand_in", "version"])
        record_deed(by=by, at=at, verb="absence.change", object_id=now.pk)
        for person_id in people:
            comes = found_by_leader.get(person_id, stand_in)
            stand_in_while_away(person_id=person_id, absence=now, worker=comes, by=by, at=at)
    return True


@transaction.atomic
def end_absence(*, absence: Absence, by: User, at: datetime) -> bool:
    """End an absence before its time, or take back one written by mistake; tell whether it ran. The rights end."""
    check_says_for(absence.worker, by=by)
    with acting_as(SYSTEM):
        hold_people_of(absence.worker)
        now = _locked(absence)
        if now.ended_at is not None or now.until_at <= at:
            return False
        now.ended_at, now.version = at, now.version + 1
        now.save(update_fields=["ended_at", "version"])
        end_stand_ins(rows=_running(now, at=at), by=by, at=at)
        record_deed(by=by, at=at, verb="absence.end", object_id=now.pk)
    return True


@transaction.atomic
def resume_absence(*, absence: Absence, by: User, at: datetime) -> bool:
    """Undo that an absence was ended: until it would have ended; tell whether it runs again."""
    check_says_for(absence.worker, by=by)
    with acting_as(SYSTEM):
        people = hold_people_of(absence.worker)
        now = _locked(absence)
        if now.ended_at is None:
            return False
        if now.until_at <= at:
            raise Refused(_("Fraværet er slutt alt. Skriv et nytt om det trengs."))
        if touching := absence_between(now.worker, since_at=now.since_at, until_at=now.until_at):
            raise Refused(_already_words(touching, at=at))
        now.ended_at, now.version = None, now.version + 1
        now.save(update_fields=["ended_at", "version"])
        record_deed(by=by, at=at, verb="absence.resume", object_id=now.pk)
        for person_id in people:
            stand_in_while_away(person_id=person_id, absence=now, worker=now.stand_in, by=by, at=at)
    return True


def _midnight(day: date) -> datetime:
    return moment_of(day, MIDNIGHT, timezone.get_current_timezone())


def _locked(absence: Absence) -> Absence:
    rows = Absence.objects.select_for_update(of=("self",)).select_related("worker", "stand_in")
    return rows.get(pk=absence.pk)


def _running(absence: Absence, *, at: datetime) -> list[StandIn]:
    return list(StandIn.objects.filter(absence=absence, ended_at__isnull=True, until_at__gt=at))


def _found_by_leader(absence: Absence) -> dict[UUID, User]:
    """Return who stands in with single persons, other than the absence says."""
    rows = StandIn.objects.filter(absence=absence, ended_at__isnull=True, worker__isnull=False)
    others = rows.exclude(worker=absence.stand_in_id).select_related("worker")
    return {row.person_id: row.worker for row in others if row.worker}


def _check_is_here(stand_in: User | None, *, since_at: datetime, until_at: datetime) -> None:
    if stand_in is not None and absence_between(stand_in, since_at=since_at, until_at=until_at) is not None:
        raise Refused(_("%(name)s er selv borte da. Velg en annen.") % {"name": stand_in.name})


def _already_words(absence: Absence, *, at: datetime) -> str:
    today = timezone.localdate(at)
    said = {
        "first": day_words(timezone.localdate(absence.since_at), today=today),
        "back": day_words(timezone.localdate(absence.until_at), today=today),
    }
    return _("Det står alt et fravær fra %(first)s til %(back)s. Endre det som står.") % said
