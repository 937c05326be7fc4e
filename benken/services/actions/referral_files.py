"""Putting files with a letter or beside what came, and taking them away again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import User
from benken.access.queries.rights import running_right
from benken.lib.file_kinds import TakenFile
from benken.lib.missing import Missing
from benken.people.actions.attachments import attach_about, detach
from benken.people.queries.attachments import Attachment, attachments_about, attachments_about_all
from benken.services.models import Referral, ReferralStep
from benken.services.policies import referral_files as policies
from benken.services.policies.referrals import check_may_record
from benken.services.queries.referral_files import last_sent_at, own_answers


@transaction.atomic
def put_beside(
    *, referral: Referral, about_id: UUID, files: Sequence[TakenFile], by: User, at: datetime
) -> list[Attachment]:
    """Put files with the letter (`about_id` is the referral's) or beside what came (a step's).

    By whoever follows the person, or by the person; Missing for all others and for anything else.
    """
    _check_theirs(referral, by=by, at=at)
    held = _held(referral)
    if about_id == held.pk:
        if not policies.goes_with_letter(held.state):
            raise Refused(_("Den er sendt, og ordene i den står."))
    elif not ReferralStep.objects.filter(referral=held, pk=about_id, is_undo=False).exists():
        raise Missing
    return attach_about(person=held.person, about_id=about_id, files=files, by=by, at=at)


@transaction.atomic
def take_away(*, referral: Referral, attachment_id: UUID, by: User, at: datetime) -> bool:
    """Take away a file that one put there; tell whether it was there. A second time changes nothing."""
    _check_theirs(referral, by=by, at=at)
    held = _held(referral)
    steps = list(ReferralStep.objects.filter(referral=held).values_list("pk", flat=True))
    rows = attachments_about_all(person_id=held.person_id, about_ids=[held.pk, *steps])
    found = rows.filter(pk=attachment_id).first()
    if found is None:
        return False
    if not policies.can_take_away(found, referral=held, sent_at=last_sent_at(held), by=by, at=at):
        raise Refused(_("Det er for sent å ta den bort. Den blir stående."))
    detach(attachment=found, by=by, at=at)
    return True


@transaction.atomic
def take_away_own_answer(*, referral_id: UUID, attachment_id: UUID, by: User, at: datetime) -> bool:
    """Take away a file one answered a letter with, as its editor; Missing for what is not of one's own answer.

    It holds also when the letter is closed to them: a no closes it at once, and a file may have been another's.
    """
    with acting_as(SYSTEM):
        referral = Referral.objects.select_for_update(of=("self",)).filter(pk=referral_id).first()
        if referral is None:
            raise Missing
        own = own_answers(referral, user=by)
        if not own:
            raise Missing
        found = attachments_about_all(person_id=referral.person_id, about_ids=own).filter(pk=attachment_id).first()
        if found is None:
            return False
        if not policies.can_take_away(found, referral=referral, sent_at=None, by=by, at=at):
            raise Refused(_("Det er for sent å ta den bort. Den blir stående."))
        detach(attachment=found, by=by, at=at)
    return True


def put_beside_step(step: ReferralStep, files: Sequence[TakenFile], *, by: User, at: datetime) -> None:
    """Put the papers beside the step that was just recorded; whoever calls holds the referral."""
    if files:
        if step.to_state not in policies.WITH_PAPERS:
            raise Refused(_("Legg fila ved brevet i stedet."))
        attach_about(person=step.referral.person, about_id=step.pk, files=files, by=by, at=at)


def take_away_with_step(step: ReferralStep, *, by: User, at: datetime) -> None:
    """Take away the papers one put beside a step that is undone. The actor must be the system."""
    for one in attachments_about(person_id=step.person_id, about_id=step.pk).filter(added_by=by):
        detach(attachment=one, by=by, at=at)


def _held(referral: Referral) -> Referral:
    return Referral.objects.select_for_update(of=("self",)).select_related("person").get(pk=referral.pk)


def _check_theirs(referral: Referral, *, by: User, at: datetime) -> None:
    if by.subject_id is None or by.subject_id != referral.person_id:
        check_may_record(running_right(user=by, subject_id=referral.person_id, at=at))
