"""The mark at «I dag»: whether something unanswered waits. Never how much, and never of whom."""

from datetime import datetime
from typing import Any

from benken.access.queries import Role, User
from benken.access.queries.rights import contact_subjects
from benken.access.queries.why import questions_waiting
from benken.access.together import PreparedRead, SmallRead, read_together
from benken.desk.queries import LATELY
from benken.followup.queries import check_ins_unseen
from benken.messaging.queries import messages_unread
from benken.people.queries import told_and_unanswered
from benken.people.queries.my_rights import requests_waiting

MEETS_PEOPLE = (Role.WORKER, Role.OUTREACH, Role.PEER)


class SomethingWaits:
    """What waits for a worker's answer, of each kind a row or few: small reads, to be sent with others."""

    _told = PreparedRead(
        lambda user, at: (
            told_and_unanswered(person_ids=contact_subjects(user=user, at=at)).select_related(None).order_by()[:1]
        ),
        only=("kind",),
    )
    _unread = PreparedRead(
        lambda user, at: messages_unread(contact_subjects(user=user, at=at))[:1],
        only=("sent_at",),
    )
    _check_ins = PreparedRead(
        lambda user, at, since: check_ins_unseen(contact_subjects(user=user, at=at), worker=user, since=since)[:1],
        only=("said_at",),
    )

    def __init__(self, *, for_user: User, at: datetime) -> None:
        self.reads: tuple[SmallRead[Any], ...] = (questions_waiting(reader=for_user.pk),)
        if for_user.has_role(*MEETS_PEOPLE):
            self.reads += (
                self._told(user=for_user.pk, at=at),
                self._unread(user=for_user.pk, at=at),
                self._check_ins(user=for_user.pk, at=at, since=at - LATELY),
                requests_waiting(user=for_user.pk, at=at),
            )

    def __bool__(self) -> bool:
        """Tell whether anything does, once the reads are filled."""
        return any(read.rows for read in self.reads)


def something_waits(*, for_user: User, at: datetime) -> bool:
    """Tell whether anything waits for a worker's answer, in one statement."""
    waiting = SomethingWaits(for_user=for_user, at=at)
    read_together(*waiting.reads)
    return bool(waiting)
