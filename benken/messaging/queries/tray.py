"""Reads of the tray: texts from numbers that nobody has, or several have.

Row security shows it to those who take requests. A text that may be from some of our people is shown to those alone who
follow one of them, and of the others nothing is said.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from benken.access.queries import Right, User
from benken.access.queries.rights import running_rights
from benken.lib.missing import Missing
from benken.messaging.models import IncomingText
from benken.people.finding import OpenPeople, OpenPerson
from benken.services.policies.requests import can_take_requests

__all__ = ["IncomingText"]  # the type that other apps name

Outcome = IncomingText.Outcome
SHOWN_AFTER = timedelta(days=7)  # so long one that was put away can be taken up again
MOST = 200


class NotInTray(Missing):
    """There is no such text, or it is not there for whoever asks."""


def _seen_by(user: User, *, at: datetime) -> "QuerySet[IncomingText]":
    """Return what came into the tray and is there for somebody: row security says the same of those that wait."""
    if not can_take_requests(user):
        return IncomingText.objects.none()
    rights = running_rights(user=user, at=at)
    followed = [subject_id for subject_id, right in rights.items() if right.scope == Right.Scope.RECORD]
    nobodys = Q(person=None) & (Q(candidate_ids=[]) | Q(candidate_ids__overlap=followed))
    return IncomingText.objects.filter(nobodys | Q(person__in=followed), in_tray=True)


def in_tray(user: User, *, at: datetime) -> "QuerySet[IncomingText]":
    """Return the texts that wait for somebody to say whose they are, the oldest first. It is there to be counted, too.

    For whoever takes no requests there are none.
    """
    return _seen_by(user, at=at).filter(handled_at__isnull=True).order_by("received_at", "pk")


def tray_of(user: User, *, at: datetime) -> list[IncomingText]:
    """Return the texts that wait."""
    return list(in_tray(user, at=at)[:MOST])


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
