"""Files beside a referral: with the letter (they hang on the referral), and beside what came (they hang on a step)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import User
from benken.people.queries import RecordClosed
from benken.people.queries.attachments import Attachment, attachments_about, attachments_about_all
from benken.services.models import Referral, ReferralStep
from benken.services.policies.referrals import BY_RECEIVER


def files_of(referral: Referral, steps: Iterable[ReferralStep]) -> dict[UUID, list[Attachment]]:
    """Return the files of a referral whose record was opened first, by what they hang on."""
    ids = [referral.pk, *(step.pk for step in steps)]
    found: dict[UUID, list[Attachment]] = {}
    for one in attachments_about_all(person_id=referral.person_id, about_ids=ids):
        if one.about_id is not None:
            found.setdefault(one.about_id, []).append(one)
    return found


def files_of_letter(letter: Referral, *, user: User) -> tuple[list[Attachment], list[Attachment]]:
    """Return what an editor sees of them: the files sent with the letter, and those they answered with themself.

    Whoever asks has found the letter by `letter_for`. The system reads: nothing else of the person is theirs to see.
    """
    with acting_as(SYSTEM):
        sent = list(attachments_about(person_id=letter.person_id, about_id=letter.pk))
        return sent, list(_answered_with(letter, user=user))


def file_of_letter(letter: Referral, attachment_id: UUID, *, user: User) -> Attachment:
    """Return one of them, or RecordClosed."""
    for one in (file for files in files_of_letter(letter, user=user) for file in files):
        if one.pk == attachment_id:
            return one
    raise RecordClosed


def _answered_with(letter: Referral, *, user: User) -> Iterable[Attachment]:
    about = own_answers(letter, user=user)
    return attachments_about_all(person_id=letter.person_id, about_ids=about).filter(added_by=user)


def own_answers(letter: Referral, *, user: User) -> list[UUID]:
    """Return the steps by which somebody answered a letter here, as an editor. The actor must be the system."""
    here = {"source": ReferralStep.Source.HERE, "to_state__in": list(BY_RECEIVER)}
    return list(ReferralStep.objects.filter(referral=letter, recorded_by=user, **here).values_list("pk", flat=True))


def last_sent_at(referral: Referral) -> datetime | None:
    """Return when it was last sent, taken back or not."""
    rows = ReferralStep.objects.filter(referral=referral, to_state=Referral.State.SENT, is_undo=False)
    return rows.order_by("-recorded_at", "-pk").values_list("recorded_at", flat=True).first()
