"""Who can see what of a person's, whom the person keeps out, and whom they could."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from benken.access.queries import Block, HelperKind, Right, Role, User
from benken.access.queries.accounts import users_with_role
from benken.access.queries.blocks import kept_out_by
from benken.people.models import Person, SharingConsent
from benken.people.queries import RecordClosed, circle_of, contact_person_of, following_over
from benken.people.queries.answering import standing_in
from benken.people.queries.sharing import consents_of, is_theirs_alone


@dataclass(frozen=True)
class WhoSees:
    """Somebody who can see something of the person's: what, why and until when."""

    user: User
    what: str
    why: str = ""
    until_at: datetime | None = None
    consent: SharingConsent | None = None
    is_contact: bool = False
    may_get_link: bool = False

    @property
    def role(self) -> str:
        """Say what they are, for those who come from outside."""
        if self.user.has_role(Role.OUTSIDE_HELPER):
            return str(HelperKind(self.user.helper_kind).label) if self.user.helper_kind else ""
        return str(Role.SUPPORTER.label) if self.user.has_role(Role.SUPPORTER) else ""


def who_sees(person: Person, *, at: datetime) -> list[WhoSees]:
    """Return everybody who can see something of the person's now: the contact first, then as they came."""
    everything, own_talks = _("alt som er delt i siden din"), _("bare sine egne samtaler med deg")
    rows = []
    contact = contact_person_of(person)
    if contact is not None:
        rows.append(WhoSees(contact.worker, everything, _("kontaktpersonen din"), is_contact=True))
    rows += [
        WhoSees(one.worker, everything, str(Right.Basis.STAND_IN.label), one.until_at - timedelta(seconds=1))
        for one in standing_in(person.pk, at=at)
        if one.worker
    ]
    rows += [
        WhoSees(former.worker, everything, _("følger deg over til ny kontaktperson"), former.overlap_until_at)
        for former in following_over(person, at=at)
    ]
    for one in circle_of(person, at=at):
        whole = one.member.has_role(Role.WORKER, Role.OUTREACH)
        rows.append(WhoSees(one.member, everything if whole else own_talks, one.basis, one.until_at))
    rows += [
        WhoSees(
            one.receiver,
            ", ".join(one.part_names),
            one.why,
            one.until_at,
            consent=one,
            may_get_link=is_theirs_alone(person, one.receiver),
        )
        for one in consents_of(person, at=at)
    ]
    return rows


def kept_out_of(person: Person) -> list[Block]:
    """Return whom the person keeps out, as far as the actor may see it."""
    return list(kept_out_by(person.pk))


def block_of(person: Person, block_id: UUID) -> Block:
    """Return one block of a person, lifted or not, or RecordClosed."""
    block = Block.objects.filter(subject_id=person.pk, pk=block_id).select_related("user").first()
    if block is None:
        raise RecordClosed
    return block


def can_be_kept_out(person: Person, *, whole: bool, at: datetime) -> list[User]:
    """Return whom the person may keep out: those who see something now and, in a whole session, all who meet people."""
    every = [row.user for row in who_sees(person, at=at)]
    if whole:
        every += users_with_role(Role.WORKER, Role.OUTREACH, Role.PEER, Role.LEADER)
    already = {block.user_id for block in kept_out_of(person)}
    users = {user.pk: user for user in every if user.pk not in already}
    return sorted(users.values(), key=lambda user: user.name)
