"""Reads of ways in without e-ID. Whoever may not open the record sees none of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User, WayIn
from benken.access.together import PreparedRead, SmallRead
from benken.lib.text import tidy_line

TOLD_FOR = timedelta(days=14)
BETWEEN_LETTERS = timedelta(minutes=1)


def living_ways_in(user: User, *, at: datetime) -> dict[str, WayIn]:
    """Return the ways in of a person that can be used now, by kind."""
    rows = WayIn.objects.filter(user=user, ended_at__isnull=True, valid_until_at__gt=at)
    return {row.kind: row for row in rows}


def slip_died(user: User) -> bool:
    """Tell whether the person's slip died of wrong words, and nothing has been done about it."""
    return WayIn.objects.filter(user=user, kind=WayIn.Kind.SLIP, ended_because=WayIn.End.TRIES).exists()


def person_with_username(username: str) -> User | None:
    """Return the person who signs in with this name, whatever the case; nobody who works here."""
    people = User.objects.filter(subject_id__isnull=False, is_active=True)
    return people.filter(username__iexact=tidy_line(username)).first()


def wants_code_letter(user: User, *, at: datetime) -> bool:
    """Tell whether a code is to be sent to a person: not on top of one that was said or sent a moment ago."""
    if user.subject_id is None or not user.is_active or not user.email:
        return False
    standing = living_ways_in(user, at=at).get(WayIn.Kind.CODE)
    return standing is None or (standing.made_by_id is None and standing.made_at < at - BETWEEN_LETTERS)


_DEAD_SLIPS = PreparedRead(
    lambda ids, since: WayIn.objects.filter(
        subject_id__one_of=ids, kind=WayIn.Kind.SLIP, ended_because=WayIn.End.TRIES, ended_at__gt=since
    ).order_by(),
    only=("subject_id",),
)


def dead_slips(subject_ids: Iterable[UUID], *, at: datetime) -> SmallRead[WayIn]:
    """Return whose slips died of wrong words lately, as a read to be sent with others."""
    return _DEAD_SLIPS(ids=list(subject_ids), since=at - TOLD_FOR)


def was_opened(asking_id: UUID, *, user: User) -> bool:
    """Tell whether the contact person has opened the session that asked, which sees no row itself."""
    with acting_as(SYSTEM):
        row = WayIn.objects.filter(pk=asking_id, user=user, kind=WayIn.Kind.OPENING)
        return row.filter(ended_because=WayIn.End.USED).exists()
