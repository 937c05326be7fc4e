"""The asker's own acts: asking, adding words, taking it back. A code is all the right it takes; the system writes."""

import hmac
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import User
from benken.access.queries.accounts import teams
from benken.access.queries.setup import setup_now
from benken.country.public_holidays import PublicHolidays
from benken.lib.sealing import keyed_hash
from benken.services.models import Request, RequestNote
from benken.services.models.requests import LONGEST_WORDS
from benken.services.policies.requests import WORDS_KEPT, Said, answer_by, can_take_requests, check_words
from benken.services.queries.requests import code_hash, plain_code

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that looks like another
CODE_LENGTH = 12  # some 59 bits
ONCE_PURPOSE = "request-once"


@dataclass(frozen=True)
class Asked:
    """A request that was received, and the code that its asker keeps."""

    request: Request
    code: str


def ask(*, said: Said, once: UUID, at: datetime, one_of_many: bool = False) -> Asked:
    """Receive a request from the public page. The same form sent twice is one; new words in it are added.

    Whoever sends it is not looked up, signed in or not.
    """
    return _receive(said, via=Request.Via.WEB, once=once, at=at, one_of_many=one_of_many, by=None, mine=False)


def write_in(*, said: Said, via: Request.Via, once: UUID, mine: bool, by: User, at: datetime) -> Asked:
    """Write in what was asked at the door, on the phone or on paper; `mine`, the one who writes takes it at once."""
    return _receive(said, via=via, once=once, at=at, one_of_many=False, by=by, mine=mine)


def make_of_text(*, said: Said, once: UUID, received_at: datetime, by: User, at: datetime) -> Request:
    """Make a request of a text that came to nobody. The day by which they hear is counted from when it came."""
    via = Request.Via.TEXT
    asked = _receive(said, via=via, once=once, at=at, one_of_many=False, by=by, mine=False, received_at=received_at)
    return asked.request


def _receive(
    said: Said,
    *,
    via: Request.Via,
    once: UUID,
    at: datetime,
    one_of_many: bool,
    by: User | None,
    mine: bool,
    received_at: datetime | None = None,
) -> Asked:
    """Write a request. The code is made of the form's own key, so that a second click is told the same one."""
    code, once_hash = _code_of(once), keyed_hash(str(once), secret=settings.SECRET_KEY, purpose=ONCE_PURPOSE)
    with acting_as(SYSTEM):
        try:
            with transaction.atomic():
                asked = Request.objects.create(
                    **asdict(said),
                    via=via,
                    received_at=received_at or at,
                    answer_by_on=_answer_by(received_at or at),
                    one_of_many=one_of_many,
                    team_id=by.team_id if by else _team_of_the_web(),
                    taken_in_by=by,
                    owner=by if mine else None,
                    owner_since_at=at if mine else None,
                    first_owned_at=at if mine else None,
                    code_hash=code_hash(plain_code(code)),
                    once_hash=once_hash,
                )
        except IntegrityError:
            asked = Request.objects.get(once_hash=once_hash)
            if said.words and said.words != asked.words:
                add_words(asked=asked, words=said.words, at=at)
            return Asked(asked, code)
        record_deed(by=by, at=at, verb="request.receive", object_id=asked.pk)
    return Asked(asked, code)


@transaction.atomic
def add_words(*, asked: Request, words: str, at: datetime) -> None:
    """Add what the asker wants to say too. What had ended waits again: whoever writes has not finished.

    The same words twice are one.
    """
    check_words(words, most=LONGEST_WORDS)
    with acting_as(SYSTEM):
        asked = Request.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        if asked.outcome == Request.Outcome.TAKEN_BACK or asked.person_id is not None:
            return
        if RequestNote.objects.filter(asked=asked, kind=RequestNote.Kind.ADDED, words=words).exists():
            return
        if asked.is_over:
            reopen(asked, at=at)
        RequestNote.objects.create(asked=asked, kind=RequestNote.Kind.ADDED, at=at, words=words)
        record_deed(by=None, at=at, verb="request.add", object_id=asked.pk)


def reopen(asked: Request, *, at: datetime) -> None:
    """Let a request wait again, with how it had ended beside it. The system does it."""
    how = f"{asked.get_outcome_display()}: {asked.outcome_words}".rstrip(": ")
    ended = {"by": asked.ended_by, "at": asked.ended_at or at}
    RequestNote.objects.create(asked=asked, kind=RequestNote.Kind.ENDED, words=how, **ended)
    asked.ended_at, asked.ended_by, asked.outcome, asked.outcome_words = None, None, "", ""
    asked.answer_by_on = _answer_by(at)
    asked.save(update_fields=["ended_at", "ended_by", "outcome", "outcome_words", "answer_by_on"])


@transaction.atomic
def take_back(*, asked: Request, at: datetime) -> None:
    """Let the asker take it back: every word is gone, and only that somebody asked is counted. A second time is one."""
    with acting_as(SYSTEM):
        asked = Request.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        if asked.outcome == Request.Outcome.TAKEN_BACK or asked.person_id is not None:
            return
        outcome = Request.Outcome.TAKEN_BACK
        Request.objects.filter(pk=asked.pk).update(ended_at=at, ended_by=None, outcome=outcome)
        forget_words(Request.objects.filter(pk=asked.pk), at=at)
        record_deed(by=None, at=at, verb="request.take_back", object_id=asked.pk)


def forget_words(requests: "QuerySet[Request]", *, at: datetime) -> int:
    """Delete who asked and what was said, in some requests; what is counted stays. The system does it."""
    ids = list(requests.values_list("pk", flat=True))
    RequestNote.objects.filter(asked__in=ids).delete()
    empty = dict.fromkeys(["called", "phone", "email", "suits", "words", "language", "area", "outcome_words"], "")
    return Request.objects.filter(pk__in=ids).update(**empty, comes_by=False, may_leave_message=False, words_gone_at=at)


def forget_old_requests(*, at: datetime) -> int:
    """Delete the words of requests that ended half a year ago and became nobody's record; return how many."""
    old = Request.objects.filter(ended_at__lte=at - WORDS_KEPT, words_gone_at=None, person=None)
    ids = list(old.values_list("pk", flat=True))
    forget_words(old, at=at)
    return Request.objects.filter(pk__in=ids).update(code_hash="", once_hash="")


def _code_of(once: UUID) -> str:
    """Return the code of a form: nobody finds it who has not the form's own key and the secret of the house."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"request-code:{once}".encode(), sha256).digest()
    number, marks = int.from_bytes(digest), ""
    for _place in range(CODE_LENGTH):
        number, letter = divmod(number, len(LETTERS))
        marks += LETTERS[letter]
    return "-".join(marks[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def _team_of_the_web() -> UUID | None:
    """Return the team that takes what comes by the web: the one that is chosen, or where there is only one, that.

    A chosen team with nobody who takes requests counts as none: then everybody sees them, and nothing is lost.
    """
    chosen = setup_now().requests_team_id
    if chosen is not None and any(can_take_requests(user) for user in User.objects.filter(team=chosen)):
        return chosen
    found = list(teams()[:2])
    return found[0].pk if len(found) == 1 and chosen is None else None


def _answer_by(at: datetime) -> date:
    return answer_by(timezone.localdate(at), holidays=PublicHolidays(setup_now().country))
