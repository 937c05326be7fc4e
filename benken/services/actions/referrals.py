"""Drafting, sending and recording a referral; each step writes an entry on the timeline and says who has the ball."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import User
from benken.access.queries.logs import others_have_read
from benken.access.queries.rights import running_right
from benken.lib.file_kinds import TakenFile
from benken.lib.missing import Missing
from benken.people.actions.entries import take_back_milestone, write_shared
from benken.people.queries import Entry, Person, contact_person_of
from benken.services.actions.referral_files import put_beside_step, take_away_with_step
from benken.services.actions.turned_away import drop_unwritten
from benken.services.actions.waits import begin_wait, end_wait
from benken.services.models import GivenBy, Referral, ReferralStep, Wait
from benken.services.models.referrals import LONGEST_HOPES, LONGEST_LETTER, LONGEST_NAME, LONGEST_PURPOSE
from benken.services.policies import referrals as policies
from benken.services.queries.referrals import letter_for
from benken.services.queries.waiting import others_before
from benken.services.referral_facts import Happened, Letter, NextUp, Source, State
from benken.services.referral_words import step_words


@transaction.atomic
def draft_referral(*, person: Person, letter: Letter, next_on: date, by: User, at: datetime) -> Referral:
    """Begin a referral, with the person; from now on they see it, and that the ball is with whoever began it."""
    _check_follows(person.pk, by=by, at=at)
    today = timezone.localdate(at)
    _check_letter(letter, person=person)
    referral = Referral(person=person, drafted_by=by, drafted_at=at, changed_at=at, state_on=today)
    _fill(referral, letter)
    referral.save()
    step = ReferralStep.objects.create(
        person=person,
        referral=referral,
        to_state=State.DRAFTED,
        on_day=today,
        source=Source.TOGETHER,
        recorded_by=by,
        recorded_at=at,
    )
    begin_wait(referral=referral, step=step, next_up=NextUp(ball=Wait.Ball.US, next_on=next_on), by=by, at=at)
    record_deed(by=by, at=at, verb="referral.drafted", subject_id=person.pk, object_id=referral.pk)
    return referral


@transaction.atomic
def change_draft(*, referral: Referral, letter: Letter, seen_version: int, by: User, at: datetime) -> Referral:
    """Write on in a draft; what is sent stands."""
    _check_follows(referral.person_id, by=by, at=at)
    _check_letter(letter, person=referral.person)
    referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if referral.state != State.DRAFTED:
        raise Refused(_("Den er sendt, og ordene i den står."))
    if referral.version != seen_version:
        raise ChangedMeanwhile(_("Noen andre har skrevet i den i mellomtida. Se det som står nå, og lagre igjen."))
    _fill(referral, letter)
    referral.version, referral.changed_at = seen_version + 1, at
    referral.save()
    record_deed(by=by, at=at, verb="referral.change", subject_id=referral.person_id, object_id=referral.pk)
    return referral


@transaction.atomic
def record_step(
    *,
    referral: Referral,
    happened: Happened,
    next_up: NextUp | None,
    files: Sequence[TakenFile] = (),
    by: User,
    at: datetime,
) -> ReferralStep:
    """Record what came, as somebody who follows the person: sent, a letter, a call, a place, a start."""
    _check_follows(referral.person_id, by=by, at=at)
    return _move(referral, happened, next_up, files=files, by=by, at=at, acting=nullcontext())


@transaction.atomic
def withdraw_own(*, referral: Referral, reason: str, words: str, by: User, at: datetime) -> ReferralStep:
    """Take one's own referral back, as the person. Nothing else is lost by it, and it can be sent again."""
    if by.subject_id is None or by.subject_id != referral.person_id:
        raise Missing
    happened = Happened(State.WITHDRAWN, timezone.localdate(at), Source.HERE, words=words, reason=reason)
    return _move(referral, happened, None, by=by, at=at, acting=acting_as(SYSTEM), person=True)


@transaction.atomic
def answer_letter(
    *,
    referral_id: UUID,
    happened: Happened,
    next_on: date | None,
    files: Sequence[TakenFile] = (),
    by: User,
    at: datetime,
) -> ReferralStep:
    """Answer as an editor of the place that has the letter; Missing for everybody else, and once it is over.

    The rows are written by the system: by editing a place somebody may write nothing about anybody. With a place or
    a no the ball goes back to the person's contact.
    """
    referral = letter_for(by, referral_id)
    if happened.to not in policies.moves(referral.state, receiver=True):
        raise Refused(_("Dette er svart på alt, eller går ikke herfra."))
    today = timezone.localdate(at)
    with acting_as(SYSTEM):
        contact = contact_person_of(referral.person)
    next_up = None
    if happened.to in {State.OFFERED, State.DECLINED} and contact is not None:
        day = happened.expected_start_on if happened.to == State.OFFERED else None
        next_up = NextUp(ball=Wait.Ball.US, ball_user=contact.worker, next_on=max(day or today, today))
    elif happened.to in policies.WAITING:
        next_up = NextUp(ball=Wait.Ball.RECEIVER, next_on=next_on)
    return _move(referral, happened, next_up, files=files, by=by, at=at, acting=acting_as(SYSTEM), receiver=True)


def undo_step(*, referral: Referral, step_id: UUID, by: User, at: datetime) -> ReferralStep:
    """Take back what was recorded by mistake, some minutes after; the step and its undoing both stand.

    The system does it: nobody else takes a referral back, ends no wait and opens none again.
    """
    _check_follows(referral.person_id, by=by, at=at)
    with acting_as(SYSTEM):
        referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
        steps = list(ReferralStep.objects.filter(referral=referral).order_by("recorded_at", "pk"))
        step = next((one for one in steps if one.pk == step_id), None)
        if step is None:
            raise Missing
        entries = Entry.objects.filter(person_id=referral.person_id, about_id=step.pk, kind=Entry.Kind.REFERRAL)
        read = entries.filter(first_read_at__isnull=False).exists() or others_have_read(
            referral.person_id, apart_from=by, since=step.recorded_at
        )
        if not policies.can_undo(step, newest=steps[-1], by=by, read=read, at=at):
            raise Refused(_("Det er for sent å ta dette tilbake. Skriv heller inn det som er riktig nå."))
        undone = ReferralStep.objects.create(
            person_id=referral.person_id,
            referral=referral,
            from_state=step.to_state,
            to_state=step.from_state,
            on_day=timezone.localdate(at),
            source=Source.HERE,
            is_undo=True,
            recorded_by=by,
            recorded_at=at,
        )
        before = [one for one in steps[:-1] if one.to_state == step.from_state]
        referral.state, referral.changed_at, referral.version = step.from_state, at, referral.version + 1
        referral.state_on = before[-1].on_day
        if step.to_state == State.SENT and step.from_state == State.DRAFTED:
            referral.place = None
        referral.save()
        take_away_with_step(step, by=by, at=at)
        drop_unwritten(step)
        Wait.objects.filter(step=step).delete()
        Wait.objects.filter(referral=referral, ended_at=step.recorded_at).update(ended_at=None)
        take_back_milestone(person=referral.person, about_id=step.pk, kind=Entry.Kind.REFERRAL)
        record_deed(by=by, at=at, verb="referral.undo", subject_id=referral.person_id, object_id=referral.pk)
    return undone


def _move(
    referral: Referral,
    happened: Happened,
    next_up: NextUp | None,
    *,
    files: Sequence[TakenFile] = (),
    by: User,
    at: datetime,
    acting: AbstractContextManager[object],
    receiver: bool = False,
    person: bool = False,
) -> ReferralStep:
    """Go on to another state: the one place where a referral's state changes, but for `undo_step`."""
    today = timezone.localdate(at)
    policies.check_length(happened.words)
    with acting:
        referral = Referral.objects.select_for_update(of=("self",)).select_related("service").get(pk=referral.pk)
        policies.check_move(referral.state, happened.to, receiver=receiver, person=person)
        policies.check_reason(happened.to, happened.reason)
        _check_rule(referral, happened, receiver=receiver)
        policies.check_day(happened.on_day, today=today, since=referral.state_on)
        if happened.source not in Source.values:
            raise Refused(_("Hvordan fikk dere vite det?"))
        step = ReferralStep.objects.create(
            person_id=referral.person_id,
            referral=referral,
            from_state=referral.state,
            to_state=happened.to,
            on_day=happened.on_day,
            source=happened.source,
            words=happened.words,
            reason=happened.reason,
            given_by=happened.given_by,
            judged_by=_judged_by(referral, happened),
            recorded_by=by,
            recorded_at=at,
        )
        put_beside_step(step, files, by=by, at=at)
        if happened.to == State.SENT:
            _send(referral, happened)
        referral.state, referral.state_on = happened.to, happened.on_day
        referral.expected_start_on = happened.expected_start_on or referral.expected_start_on
        referral.expected_end_on = happened.expected_end_on or referral.expected_end_on
        referral.changed_at, referral.version = at, referral.version + 1
        referral.save()
        end_wait(referral=referral, at=at)
        if happened.to in policies.WAITING:
            if next_up is None:
                raise Refused(_("Når vet vi mer? Skriv en dato, også om den er usikker."))
            begin_wait(referral=referral, step=step, next_up=next_up, by=by, at=at)
        write_shared(
            person=referral.person,
            kind=Entry.Kind.REFERRAL,
            text=step_words(step, referral),
            by=by,
            at=at,
            about_id=step.pk,
        )
        record_deed(by=by, at=at, verb=f"referral.{happened.to}", subject_id=referral.person_id, object_id=referral.pk)
    return step


def _check_rule(referral: Referral, happened: Happened, *, receiver: bool) -> None:
    """See that the rule a place is given by is one the place has said, and that the list does not say otherwise."""
    allowed = policies.rules_of(referral.service if receiver else None)
    policies.check_rule(referral.state, happened.to, happened.given_by, allowed=allowed, must=receiver)
    if receiver and happened.given_by:
        others_wait, others_waited_longer = others_before(referral)
        policies.check_rule_holds(happened.given_by, others_wait=others_wait, others_waited_longer=others_waited_longer)


def _judged_by(referral: Referral, happened: Happened) -> str:
    if happened.given_by != GivenBy.MOST_URGENT or referral.service is None:
        return ""
    return referral.service.judged_by


def _send(referral: Referral, happened: Happened) -> None:
    """Say where it goes: to the place's editors if they answer here, else by the way that is told."""
    service = referral.service
    goes_here = happened.source == Source.HERE
    if goes_here and (service is None or not service.answers_here or service.ended_on is not None):
        raise Refused(_("De svarer ikke i Benken. Velg hvordan den er sendt."))
    referral.place_id = service.place_id if goes_here and service is not None else None
    referral.track = happened.track


def _fill(referral: Referral, letter: Letter) -> None:
    for field in fields(letter):
        setattr(referral, field.name, getattr(letter, field.name))


def _check_letter(letter: Letter, *, person: Person) -> None:
    policies.check_words(letter.to_words, LONGEST_NAME)
    policies.check_words(letter.name_in_letter, LONGEST_NAME)
    policies.check_words(letter.purpose, LONGEST_PURPOSE)
    policies.check_length(letter.hopes, LONGEST_HOPES)
    policies.check_length(letter.letter, LONGEST_LETTER)
    if letter.after is not None and letter.after.person_id != person.pk:
        raise Missing
    start, end = letter.expected_start_on, letter.expected_end_on
    if start and end and end < start:
        raise Refused(_("Slutten er før starten."))


def _check_follows(person_id: UUID, *, by: User, at: datetime) -> None:
    policies.check_may_record(running_right(user=by, subject_id=person_id, at=at))


def usual_next(today: date) -> date:
    """Return the next date that is proposed: a week on."""
    return today + timedelta(days=7)
