"""What a page says of complaints beside the answers to a referral."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from benken.services.models import Referral, ReferralStep
from benken.services.queries.referrals import undone_among
from benken.services.queries.turned_away import complaint_words, complaints_of
from benken.services.views.sides import Side


@dataclass(frozen=True)
class ShownComplaint:
    """A complaint that is begun, or where one is begun."""

    words: str = ""
    href: str = ""
    begin: str = ""


def shown_complaints(referral: Referral, steps: Sequence[ReferralStep], side: Side) -> Mapping[UUID, ShownComplaint]:
    """Return, for each answer that was a no and stands, its complaint or where it is begun."""
    noes = [one for one in steps if one.to_state == Referral.State.DECLINED and not one.is_undo]
    if not noes:
        return {}
    begun, undone, shown = complaints_of(referral), undone_among(steps), {}
    for step in noes:
        if (away := begun.get(step.pk)) is not None:
            href = side.address("turned_away_one", away_id=away.pk)
            shown[step.pk] = ShownComplaint(complaint_words(away, today=side.today), href)
        elif step.pk not in undone:
            where = {"referral_id": referral.pk, "step_id": step.pk}
            shown[step.pk] = ShownComplaint(begin=side.address("referral_complain", **where))
    return shown
