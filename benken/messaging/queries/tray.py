"""Reads of the tray: texts from numbers that nobody has, or several have.

Row security shows it to those who take requests. A text that may be from some of our people is shown to those alone who
follow one of them, and of the others nothing is said.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from benken.access.queries import User
from benken.access.queries.rights import whole_subjects
from benken.access.together import PreparedRead, SmallRead
from benken.lib.missing import Missing
from benken.messaging.models import IncomingText
from benken.people.finding import OpenPeople, OpenPerson
from benken.services.policies.requests import can_take_requests

__all__ = ["IncomingText"]  # the type that other apps name

Outcome = IncomingText.Outcome
SHOWN_AFTER = timedelta(days=7)  # so long one that was put away can be taken up again
MOST = 200
MOST_COUNTED = 100  # beyond that it is «or more»


class NotInTray(Missing):
    """There is no such text, or it is not there for whoever asks."""


def _laid_before(user: UUID, *, at: datetime) -> "QuerySet[IncomingText]":
    """Return what came into the tray and is there for somebody who takes requests: row security says the same."""
    followed = whole_subjects(user=user, at=at)
    nobodys = Q(person=None) & (Q(candidate_ids=[]) | Q(candidate_ids__overlap=followed))
    return IncomingText.objects.filter(nobodys | Q(person__one_of=followed), in_tray=True)


def _seen_by(user: User, *, at: datetime) -> "QuerySet[IncomingText]":
    return _laid_before(user.pk, at=at) if can_take_requests(user) else IncomingText.objects.none()


def _waiting(texts: "QuerySet[IncomingText]") -> "QuerySet[IncomingText]":
    return texts.filter(handled_at__isnull=True).order_by("received_at", "pk")


class InTheTray:
    """How many texts wait for somebody to say whose they are: a small read, to be sent with others.

    For whoever takes no requests there is nothing to ask.
    """

    _counted = PreparedRead(
        lambda user, at: _waiting(_laid_before(user, at=at))[:MOST_COUNTED],
        only=("received_at",),
    )

    def __init__(self, *, for_user: User, at: datetime) -> None:
        self.is_theirs = can_take_requests(for_user)
        self.reads: tuple[SmallRead[IncomingText], ...] = ()
        if self.is_theirs:
            self.reads = (self._counted(user=for_user.pk, at=at),)

    @property
    def count(self) -> int:
        """How many; of very many no more than `MOST_COUNTED`."""
        return sum(len(read.rows) for read in self.reads)

    @property
    def is_more(self) -> bool:
        """Tell whether there may be more than were counted."""
        return self.count == MOST_COUNTED


def tray_of(user: User, *, at: datetime) -> list[IncomingText]:
    """Return the texts that wait for somebody to say whose they are, the oldest first."""
    return list(_waiting(_seen_by(user, at=at))[:MOST])


def put_away(user: User, *, at: datetime) -> list[IncomingText]:
    """Return the texts that were put away lately, the latest first."""
    away = _seen_by(user, at=at).filter(outcome=Outcome.THROWN, handled_at__gt=at - SHOWN_AFTER)
    return list(away.select_related("handled_by").order_by("-handled_at", "-pk")[:MOST])


def text_in_tray(text_id: UUID, *, for_user: User, at: datetime) -> IncomingText:
    """Return one text that waits, or was handled and may be taken up again; or NotInTray."""
    text = _seen_by(for_user, at=at).filter(pk=text_id).first()
    if text is None:
        raise NotInTray
    return text


def can_be_given(people: OpenPeople) -> list[OpenPerson]:
    """Return those in whose conversation somebody may lay a text: not those they know by their own talks alone."""
    return [one for one in people.people if one.is_whole]
