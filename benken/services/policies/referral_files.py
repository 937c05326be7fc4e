"""Files beside a referral: what goes with the letter, and until when a file is taken away again."""

from datetime import datetime

from benken.access.queries import User
from benken.people.queries.attachments import Attachment
from benken.services.models import Referral
from benken.services.policies.referrals import BY_RECEIVER, UNDO, moves

State = Referral.State
# What may come with a paper: the answers of the place, and that it is over. What we send goes with the letter.
WITH_PAPERS = BY_RECEIVER | {State.ENDED}


def goes_with_letter(state: str) -> bool:
    """Tell whether files still go with the letter: as long as it is to be sent. While it is with them it stands."""
    return State.SENT in moves(state)


def can_take_away(
    attachment: Attachment, *, referral: Referral, sent_at: datetime | None, by: User, at: datetime
) -> bool:
    """Whoever put a file there takes it away: from the letter until it is sent, from an answer for some minutes."""
    if attachment.added_by_id != by.pk:
        return False
    if attachment.about_id != referral.pk:
        return at <= attachment.added_at + UNDO
    return goes_with_letter(referral.state) and (
        referral.state == State.DRAFTED or sent_at is None or attachment.added_at > sent_at
    )
