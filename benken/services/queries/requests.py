"""Reads of requests: the tray of those who take them, one of them, what waits, and a person's own."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import User
from benken.access.queries.logs import who_did
from benken.access.together import PreparedRead, SmallRead
from benken.lib.missing import Missing
from benken.lib.sealing import keyed_hash
from benken.services.models import Request, RequestNote
from benken.services.policies.requests import can_take_requests, is_of_their_team

__all__ = ["Request", "RequestNote"]  # beside the reads below

SHOWN_AFTER = timedelta(days=14)  # so long one that has ended stands in the tray
CODE_PURPOSE = "request-code"
NOBODYS = UUID(int=0)


class RequestMissing(Missing):
    """There is no such request, or it is not there for whoever asks."""


@dataclass(frozen=True)
class Tray:
    """What stands in the tray of one who takes requests, the first due on top."""

    nobodys: list[Request]
    mine: list[Request]
    others: list[Request]
    over: list[Request]

    def __bool__(self) -> bool:
        """Tell whether anything stands there."""
        return bool(self.nobodys or self.mine or self.others or self.over)


def _of_their_team(user: User) -> Q:
    return Q(person=None) & (Q(team=None) | Q(team=user.team_id) if user.team_id else Q(team=None))


def tray_of(user: User, *, at: datetime) -> Tray:
    """Return the requests of somebody's team, and those that came to no team yet."""
    if not can_take_requests(user):
        return Tray([], [], [], [])
    rows = Request.objects.filter(_of_their_team(user)).exclude(ended_at__lt=at - SHOWN_AFTER)
    found = list(rows.select_related("owner").order_by("answer_by_on", "received_at", "id"))
    waiting = [one for one in found if not one.is_over]
    return Tray(
        nobodys=[one for one in waiting if not one.has_owner],
        mine=[one for one in waiting if one.owner_id == user.pk],
        others=[one for one in waiting if one.has_owner and one.owner_id != user.pk],
        over=[one for one in found if one.is_over],
    )


def request_for(request_id: UUID, *, for_user: User) -> Request:
    """Return a request that is there for somebody, or RequestMissing."""
    rows = Request.objects.select_related("owner", "team", "taken_in_by", "ended_by")
    asked = rows.filter(pk=request_id).first()
    if asked is None or not is_of_their_team(asked, for_user):
        raise RequestMissing
    return asked


def notes_of(asked: Request) -> list[RequestNote]:
    """Return what stands beside a request, the oldest first."""
    return list(RequestNote.objects.filter(asked=asked).select_related("by"))


def has_been_tried(asked: Request) -> bool:
    """Tell whether anybody has tried to reach the asker."""
    return RequestNote.objects.filter(asked=asked, kind=RequestNote.Kind.TRIED).exists()


def opened_by(asked: Request) -> list[tuple[User, datetime]]:
    """Return who has opened a request, and when last; the latest first."""
    with acting_as(SYSTEM):
        return who_did(verb="request.open", object_id=asked.pk)


def request_with_code(code: str) -> Request | None:
    """Return the request that a code leads to. Whoever has the code sees its state; the system looks it up."""
    plain = plain_code(code)
    if not plain:
        return None
    with acting_as(SYSTEM):
        return Request.objects.filter(code_hash=code_hash(plain)).select_related("owner", "team").first()


def plain_code(typed: str) -> str:
    """Return a code as it is compared: letters and digits, whatever stands between them."""
    return "".join(mark for mark in typed.upper() if mark.isascii() and mark.isalnum())[:40]


def code_hash(plain: str) -> str:
    """Return the keyed hash under which a code is found."""
    return keyed_hash(plain, secret=settings.SECRET_KEY, purpose=CODE_PURPOSE)


def _waiting(user: UUID, team: UUID, today: date) -> "QuerySet[Request]":
    mine = Q(owner=user, first_talk_at__isnull=True)
    late = Q(answer_by_on__lte=today) & (Q(owner__isnull=True) | Q(owner__is_active=False))
    late &= Q(team__isnull=True) | Q(team=team)
    rows = Request.objects.filter(person__isnull=True, ended_at__isnull=True).filter(mine | late)
    return rows.order_by("answer_by_on", "received_at", "id")


_to_answer = PreparedRead(_waiting, only=("called", "answer_by_on", "owner", "asker"))


def requests_to_answer(*, user: User, today: date) -> SmallRead[Request]:
    """Return the read of what a worker meets on Today: theirs until the first talk, and nobody's whose day has come."""
    return _to_answer(user=user.pk, team=user.team_id or NOBODYS, today=today)


def requests_late(*, today: date) -> SmallRead[Request]:
    """Return the read of those whose day has come and who have had no talk, for the system; see `is_left_to`."""
    rows = Request.objects.filter(person__isnull=True, ended_at__isnull=True, answer_by_on__lte=today)
    return SmallRead(
        rows.filter(first_talk_at__isnull=True),
        only=("team_id", "person_id", "owner", "called", "answer_by_on"),
        owner=("is_active",),
    )


def is_left_to(leader: User, asked: Request) -> bool:
    """Tell whether a late request is a leader's to see to: one of their team that nobody has, or their own."""
    return is_of_their_team(asked, leader) and (not asked.has_owner or asked.owner_id == leader.pk)


def requests_of_person(person_id: UUID) -> list[Request]:
    """Return how a person asked for help, as far as the actor may see it: only what they wished to have along."""
    return list(Request.objects.filter(person=person_id).select_related("owner").prefetch_related("notes__by"))
