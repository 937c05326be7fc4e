"""Turned away: written down, taken back; the complaint drafted, sent, answered."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import User
from benken.access.queries.rights import running_right
from benken.lib.missing import Missing
from benken.people.actions.entries import take_back_milestone, write_shared
from benken.people.queries import Entry, Person
from benken.services.models import Referral, ReferralStep, TurnedAway
from benken.services.policies import turned_away as policies
from benken.services.policies.referrals import check_may_record
from benken.services.queries.referrals import steps_of, undone_among
from benken.services.told import No, no_of


@transaction.atomic
def write_down_no(*, person: Person, no: No, by: User, at: datetime) -> TurnedAway:
    """Write down that somebody was turned away; it stands on the timeline. The same told again at once is one."""
    if not no.place.strip():
        raise Refused(_("Skriv hvor det var."))
    policies.check_day_gone(no.told_on, today=timezone.localdate(at))
    told = {**vars(no), "person": person, "written_by": by}
    same = TurnedAway.objects.filter(**told, written_at__gt=at - policies.UNDO).first()
    if same is not None:
        return same
    away = TurnedAway.objects.create(**told, written_at=at)
    text = "\n".join(filter(None, [f"{no.place}: {no.kind.label}.", no.asked_for, no.reason and f"«{no.reason}»"]))
    write_shared(person=person, kind=Entry.Kind.TURNED_AWAY, text=text, by=by, at=at, about_id=away.pk)
    record_deed(by=by, at=at, verb="turned_away.tell", subject_id=person.pk, object_id=away.pk)
    return away


@transaction.atomic
def complain_of_answer(*, referral: Referral, step_id: UUID, by: User, at: datetime) -> TurnedAway:
    """Begin a complaint of an answer to a referral that was a no. All that is known of it stands there already.

    The no is on the timeline since it came, so nothing is written there anew. Begun again, it is the same one.
    """
    if by.subject_id is None or by.subject_id != referral.person_id:
        check_may_record(running_right(user=by, subject_id=referral.person_id, at=at))
    referral = (
        Referral.objects.select_for_update(of=("self",)).select_related("service__place__provider").get(pk=referral.pk)
    )
    steps = steps_of(referral)
    step = next((one for one in steps if one.pk == step_id), None)
    if step is None:
        raise Missing
    policies.check_answered_no(step, is_undone=step.pk in undone_among(steps))
    begun = TurnedAway.objects.filter(step=step).first()
    if begun is not None:
        return begun
    no = no_of(referral, step)
    away = TurnedAway.objects.create(
        **vars(no), person_id=referral.person_id, service=referral.service, step=step, written_by=by, written_at=at
    )
    record_deed(by=by, at=at, verb="turned_away.tell", subject_id=referral.person_id, object_id=away.pk)
    return away


@transaction.atomic
def change_body(*, away: TurnedAway, body: str, by: User, at: datetime) -> bool:
    """Say anew what kind of body it was, so that the complaint goes to the right place; tell whether that was new."""
    if body not in TurnedAway.Body.values:
        raise Refused(_("Velg hva slags sted det var."))
    with acting_as(SYSTEM):  # what was said stands for everybody else
        held = TurnedAway.objects.select_for_update(of=("self",)).get(pk=away.pk, person_id=away.person_id)
        policies.check_may_change_complaint(held)
        if held.body == body:
            return False
        held.body = body
        held.save(update_fields=["body"])
        record_deed(by=by, at=at, verb="turned_away.complain", subject_id=held.person_id, object_id=held.pk)
    return True


def drop_unwritten(step: ReferralStep) -> None:
    """Take away the complaint of a step that is undone, if nobody has written in it. The actor must be the system."""
    begun = TurnedAway.objects.select_for_update(of=("self",)).filter(step=step).first()
    if begun is None:
        return
    if begun.complaint:
        raise Refused(_("Det er skrevet en klage på dette. Da blir det stående."))
    begun.delete()


@transaction.atomic
def take_back_no(*, away: TurnedAway, by: User, at: datetime) -> None:
    """Take away what was just written down by mistake. A second time changes nothing."""
    with acting_as(SYSTEM):  # nobody else deletes it
        standing = TurnedAway.objects.select_for_update(of=("self",)).filter(pk=away.pk).first()
        if standing is None:
            return
        if not policies.can_take_back(standing, by=by, at=at):
            raise Refused(_("Det er for sent å ta det bort. Det blir stående."))
        take_back_milestone(person=standing.person, about_id=standing.pk, kind=Entry.Kind.TURNED_AWAY)
        record_deed(by=by, at=at, verb="turned_away.take_back", subject_id=standing.person_id, object_id=standing.pk)
        standing.delete()


@transaction.atomic
def draft_complaint(*, away: TurnedAway, words: str, seen_version: int, by: User, at: datetime) -> TurnedAway:
    """Save the words of a complaint. Whoever saved meanwhile is not overwritten."""
    policies.check_complaint(words)
    away = TurnedAway.objects.select_for_update(of=("self",)).get(pk=away.pk)
    policies.check_may_change_complaint(away)
    if away.complaint == words:
        return away
    if away.complaint_version != seen_version:
        raise ChangedMeanwhile(_("Noen andre lagret først. Se begge, og lagre igjen."))
    away.complaint, away.complaint_version = words, away.complaint_version + 1
    away.save(update_fields=["complaint", "complaint_version"])
    record_deed(by=by, at=at, verb="turned_away.complain", subject_id=away.person_id, object_id=away.pk)
    return away


@transaction.atomic
def mark_complaint_sent(*, away: TurnedAway, sent_on: date | None, by: User, at: datetime) -> TurnedAway:
    """Note on which day the complaint was sent; None takes it back until an answer stands there."""
    away = TurnedAway.objects.select_for_update(of=("self",)).get(pk=away.pk)
    if away.sent_on == sent_on:
        return away
    if away.answered_on is not None:
        raise Refused(_("Det er alt kommet svar."))
    if sent_on is not None:
        policies.check_complaint(away.complaint)
        policies.check_day_gone(sent_on, today=timezone.localdate(at))
    away.sent_on = sent_on
    away.save(update_fields=["sent_on"])
    verb = "turned_away.not_sent" if sent_on is None else "turned_away.sent"
    record_deed(by=by, at=at, verb=verb, subject_id=away.person_id, object_id=away.pk)
    return away


@transaction.atomic
def note_answer(*, away: TurnedAway, answer: str, answered_on: date, by: User, at: datetime) -> TurnedAway:
    """Note what was answered to the complaint, and when. The newest note stands."""
    if not answer.strip():
        raise Refused(_("Skriv noen ord først."))
    away = TurnedAway.objects.select_for_update(of=("self",)).get(pk=away.pk)
    policies.check_answer(away, answered_on=answered_on, today=timezone.localdate(at))
    if (away.answer, away.answered_on) == (answer, answered_on):
        return away
    away.answer, away.answered_on = answer, answered_on
    away.save(update_fields=["answer", "answered_on"])
    record_deed(by=by, at=at, verb="turned_away.answer", subject_id=away.person_id, object_id=away.pk)
    return away
