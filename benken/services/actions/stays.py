"""Stays: written down, changed, begun, ended or called off by whoever says so; and what is told of planned ends.

That one has begun and that one has ended stand on the timeline. No job writes either.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import User
from benken.access.queries.automatic import automatic_is_on
from benken.people.actions.entries import stands_read, take_back_milestone, write_shared
from benken.people.queries import Entry, Person
from benken.services.models import Stay, StayLine
from benken.services.policies import stays as policies
from benken.services.queries.stays import near_gates
from benken.services.stay_words import in_entry_words, out_entry_words, place_words
from benken.services.told import CalledOff, Out, Staying

WORDS = {Entry.Kind.CAME_IN: in_entry_words, Entry.Kind.CAME_OUT: out_entry_words}


@transaction.atomic
def write_down_stay(*, person: Person, staying: Staying, by: User, at: datetime) -> Stay:
    """Write down where somebody is or will be for a while. The same told again is one."""
    policies.check_plan(from_on=staying.from_on, planned_end_on=staying.planned_end_on)
    same = Stay.objects.filter(person=person, ended_on=None, off_on=None, **vars(staying)).first()
    if same is not None:
        return same
    has_begun = policies.begins(staying.from_on, today=timezone.localdate(at))
    made = Stay.objects.create(person=person, has_begun=has_begun, written_by=by, written_at=at, **vars(staying))
    _tell(made, {}, by=by, at=at)
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
        for kind in _stands(standing):
            _untell(standing, kind, by=by, at=at)
        record_deed(by=by, at=at, verb="stay.take_back", subject_id=standing.person_id, object_id=standing.pk)
        standing.delete()


@transaction.atomic
def change_stay(*, stay: Stay, staying: Staying, seen_version: int, by: User, at: datetime) -> Stay:
    """Write another place, other days. Whoever saved meanwhile is not overwritten.

    Another day in that is today or before is written of one that has begun; one ahead is a plan again.
    """
    policies.check_plan(from_on=staying.from_on, planned_end_on=staying.planned_end_on)
    standing = _held(stay)
    told = dict(vars(staying))
    if staying.from_on != standing.from_on:
        told["has_begun"] = policies.begins(staying.from_on, today=timezone.localdate(at))
    if _save(standing, told, by=by, at=at, seen_version=seen_version):
        record_deed(by=by, at=at, verb="stay.change", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def begin_stay(*, stay: Stay, by: User, at: datetime) -> Stay:
    """Write down that somebody is in, because somebody said so. The same again changes nothing."""
    standing = _held(stay)
    policies.check_begins(standing, today=timezone.localdate(at))
    if _save(standing, {"has_begun": True}, by=by, at=at):
        record_deed(by=by, at=at, verb="stay.begin", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def not_begun(*, stay: Stay, by: User, at: datetime) -> Stay:
    """Write down that somebody is not in after all. A second time changes nothing."""
    standing = _held(stay)
    policies.check_not_out(standing)
    if _save(standing, {"has_begun": False}, by=by, at=at):
        record_deed(by=by, at=at, verb="stay.not_begun", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def end_stay(*, stay: Stay, out: Out, seen_version: int, by: User, at: datetime) -> Stay:
    """Write down that somebody is out, because somebody said so. The same again changes nothing.

    Whoever is out has been in, also when nobody wrote it.
    """
    standing = _held(stay)
    policies.check_out(
        from_on=standing.from_on,
        ended_on=out.ended_on,
        reason=out.reason,
        words=out.words,
        today=timezone.localdate(at),
    )
    told = {"has_begun": True, "ended_on": out.ended_on, "end_reason": out.reason, "end_words": out.words}
    if _save(standing, told, by=by, at=at, seen_version=seen_version):
        record_deed(by=by, at=at, verb="stay.out", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def not_out(*, stay: Stay, by: User, at: datetime) -> Stay:
    """Write down that somebody is not out after all. A second time changes nothing."""
    told: dict[str, object] = {"ended_on": None, "end_reason": "", "end_words": ""}
    standing = _held(stay)
    if _save(standing, told, by=by, at=at):
        record_deed(by=by, at=at, verb="stay.not_out", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def call_off(*, stay: Stay, why: CalledOff, seen_version: int, by: User, at: datetime) -> Stay:
    """Write down that a planned one comes to nothing. It is kept as it was told; the timeline holds none of it."""
    standing = _held(stay)
    policies.check_called_off(standing, reason=why.reason, words=why.words)
    off_on = standing.off_on or timezone.localdate(at)
    told: dict[str, object] = {"off_on": off_on, "off_reason": why.reason, "off_words": why.words}
    if _save(standing, told, by=by, at=at, seen_version=seen_version):
        record_deed(by=by, at=at, verb="stay.off", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def on_again(*, stay: Stay, by: User, at: datetime) -> Stay:
    """Write down that it comes to something after all. A second time changes nothing."""
    told: dict[str, object] = {"off_on": None, "off_reason": "", "off_words": ""}
    standing = _held(stay)
    if _save(standing, told, by=by, at=at):
        record_deed(by=by, at=at, verb="stay.on_again", subject_id=standing.person_id, object_id=standing.pk)
    return standing


def _held(stay: Stay) -> Stay:
    return Stay.objects.select_for_update(of=("self",)).select_related("person").get(pk=stay.pk)


def _save(standing: Stay, told: dict[str, object], *, by: User, at: datetime, seen_version: int | None = None) -> bool:
    """Save what is new, let the timeline say what the stay now says, and tell whether anything was new."""
    if all(getattr(standing, name) == value for name, value in told.items()):
        return False
    if seen_version is not None and standing.version != seen_version:
        raise ChangedMeanwhile(_("Noen andre lagret først. Se begge, og lagre igjen."))
    if "off_on" not in told:
        policies.check_is_on(standing)
    before = _stands(standing)
    for name, value in told.items():
        setattr(standing, name, value)
    policies.check_plan(from_on=standing.from_on, planned_end_on=standing.ended_on)
    standing.version += 1
    standing.save(update_fields=[*told, "version"])
    _tell(standing, before, by=by, at=at)
    return True


def _stands(stay: Stay) -> dict[Entry.Kind, tuple[str, date]]:
    """Return what the timeline says of a stay as it stands: which entries, with the place and the day in each."""
    stands = {}
    if stay.has_begun:
        stands[Entry.Kind.CAME_IN] = (place_words(stay), stay.from_on)
    if stay.ended_on is not None:
        stands[Entry.Kind.CAME_OUT] = (place_words(stay), stay.ended_on)
    return stands


def _tell(stay: Stay, before: dict[Entry.Kind, tuple[str, date]], *, by: User, at: datetime) -> None:
    """Write what is new on the timeline, and take away what stands there no longer. What is read is not rewritten."""
    now = _stands(stay)
    for kind, words in WORDS.items():
        if before.get(kind) == now.get(kind):
            continue
        if kind not in now:
            _untell(stay, kind, by=by, at=at)
            continue
        if kind in before:
            take_back_milestone(person=stay.person, about_id=stay.pk, kind=kind)
            if stands_read(person=stay.person, about_id=stay.pk, kind=kind):
                continue
        text = words(stay, today=timezone.localdate(at))
        write_shared(person=stay.person, kind=kind, text=text, by=by, at=at, about_id=stay.pk)


def _untell(stay: Stay, kind: Entry.Kind, *, by: User, at: datetime) -> None:
    """Take an entry away with the act that brought it. If somebody has read it, a line beside it says so instead."""
    take_back_milestone(person=stay.person, about_id=stay.pk, kind=kind)
    if stands_read(person=stay.person, about_id=stay.pk, kind=kind):
        text = WORDS[kind](stay, today=timezone.localdate(at), still=False)
        write_shared(person=stay.person, kind=kind, text=text, by=by, at=at, about_id=stay.pk)


def tell_of_gates(*, at: datetime) -> int:
    """Tell of each planned end that is near with nobody met before it, and of each that has passed: once for each.

    Run again, it tells nothing twice; while what is automatic is off, nothing. No stay is changed, and none is ended.
    The actor must be the system.
    """
    if not automatic_is_on():
        return 0
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
