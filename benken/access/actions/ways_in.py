"""Ways in without e-ID: made, used, replaced, closed. The system writes them; who may ask, `people` decides."""

import secrets
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import QuerySet

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User, WayIn
from benken.access.queries.ways_in import person_with_username
from benken.access.slip_words import WORDS
from benken.lib.sealing import keyed_hash
from benken.lib.text import tidy_line

SLIP_LASTS = timedelta(days=90)
CODE_LASTS = timedelta(minutes=15)
OPENING_LASTS = timedelta(minutes=10)
LINK_LASTS = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
TRIES = 5
WORDS_ON_A_SLIP = 4
CODE_DIGITS = 8
NUMBER_DIGITS = 4
Kind, End = WayIn.Kind, WayIn.End


def plain_code(typed: str) -> str:
    """Return a code as it is compared: small letters and digits, whatever was typed between them."""
    return "".join(mark for mark in typed.casefold() if mark.isalnum())


def plain_word(typed: str) -> str:
    """Return the person's own word as it is compared: capitals and doubled spaces make no other word."""
    return tidy_line(typed).casefold()


@transaction.atomic
def make_slip(*, user: User, subject_id: UUID, word: str, by: User, at: datetime) -> str:
    """Make a paper slip, the one before it dead; return what stands on it. It opens only with the person's word."""
    code = "-".join(secrets.choice(WORDS) for _word in range(WORDS_ON_A_SLIP))
    _make(user, subject_id, Kind.SLIP, code, by=by, at=at, lasts=SLIP_LASTS, word_hash=make_password(plain_word(word)))
    return code


@transaction.atomic
def make_code(*, user: User, subject_id: UUID, by: User | None, at: datetime) -> str:
    """Make a code of digits that works once, within minutes; return it. `by=None`: the system sends it."""
    code = _digits(CODE_DIGITS)
    _make(user, subject_id, Kind.CODE, f"{user.pk}{code}", by=by, at=at, lasts=CODE_LASTS)
    return code


@transaction.atomic
def note_link(*, user: User, subject_id: UUID, by: User, at: datetime) -> None:
    """Write down that a link was made with which the person sets a password."""
    _make(user, subject_id, Kind.LINK, "", by=by, at=at, lasts=LINK_LASTS)


@transaction.atomic
def ask_to_open(*, user: User, at: datetime) -> tuple[UUID, str]:
    """Let a person's session ask to be opened whole; return the asking and the number to tell the contact."""
    assert user.subject_id is not None
    number = _digits(NUMBER_DIGITS)
    made = _make(user, user.subject_id, Kind.OPENING, f"{user.pk}{number}", by=user, at=at, lasts=OPENING_LASTS)
    return made.pk, number


def open_by_number(*, user: User, number: str, by: User, at: datetime) -> bool:
    """Open whole the session that asked, if this is its number; tell whether it was."""
    row = _take(Kind.OPENING, user, f"{user.pk}{plain_code(number)}", at=at)
    if row is None:
        return False
    with acting_as(SYSTEM):
        record_deed(by=by, at=at, verb="way_in.open_whole", subject_id=row.subject_id, object_id=user.pk)
    return True


def take_slip(*, code: str, word: str, at: datetime) -> User | None:
    """Return whose slip this is, if the word is theirs. A wrong code costs the same work as a wrong word."""
    with acting_as(SYSTEM):
        slips = _alive(at).filter(kind=Kind.SLIP, code_hash=_hash(plain_code(code)))
        row = slips.select_for_update(of=("self",)).first()
        if not check_password(plain_word(word), row.word_hash if row else _nobodys_word()) or row is None:
            if row is not None:
                _count_a_try(row, at=at)
            return None
        if not row.user.is_active:
            return None
        row.used_at, row.tries_left = at, TRIES
        row.save(update_fields=["used_at", "tries_left"])
        record_deed(by=row.user, at=at, verb="way_in.slip_used", subject_id=row.subject_id, object_id=row.pk)
        return row.user


def take_code(*, username: str, code: str, at: datetime) -> User | None:
    """Return the person with this sign-in name, if the code is the one they were given now; it is used up."""
    with acting_as(SYSTEM):
        user = person_with_username(username)
        check_password(code, _nobodys_word())  # so much work that nobody hears whether the name is in use
        row = _take(Kind.CODE, user, f"{user.pk if user else ''}{plain_code(code)}", at=at)
        if user is None or row is None:
            return None
        record_deed(by=user, at=at, verb="way_in.code_used", subject_id=row.subject_id, object_id=row.pk)
        return user


def end_ways_in(*, user: User, at: datetime, because: WayIn.End, kinds: tuple[WayIn.Kind, ...] = tuple(Kind)) -> int:
    """End the ways in of a person that are alive, of all kinds unless some are named; return how many ended."""
    with acting_as(SYSTEM):
        old = WayIn.objects.filter(user=user, kind__in=kinds)
        # A slip that died of wrong words is told of until something new is done about it.
        old.filter(ended_because=End.TRIES).update(ended_because=because)
        return old.filter(ended_at__isnull=True).update(ended_at=at, ended_because=because)


def _make(
    user: User,
    subject_id: UUID,
    kind: WayIn.Kind,
    code: str,
    *,
    by: User | None,
    at: datetime,
    lasts: timedelta,
    word_hash: str = "",
) -> WayIn:
    with acting_as(SYSTEM):
        User.objects.select_for_update(of=("self",)).get(pk=user.pk)  # two at once wait: one of a kind is alive
        end_ways_in(user=user, at=at, because=End.REPLACED, kinds=(kind,))
        made = WayIn.objects.create(
            user=user,
            subject_id=subject_id,
            kind=kind,
            code_hash=_hash(plain_code(code)) if code else "",
            word_hash=word_hash,
            made_by=by,
            made_at=at,
            valid_until_at=at + lasts,
            tries_left=TRIES,
        )
        record_deed(by=by, at=at, verb=f"way_in.make_{kind}", subject_id=subject_id, object_id=made.pk)
    return made


@transaction.atomic
def _take(kind: WayIn.Kind, user: User | None, code: str, *, at: datetime) -> WayIn | None:
    """Use up the one living way in of a kind if the code is its own; else one try less."""
    with acting_as(SYSTEM):
        row = _alive(at).select_for_update(of=("self",)).filter(kind=kind, user=user).first() if user else None
        right = secrets.compare_digest(_hash(plain_code(code)), row.code_hash if row else "")
        if row is None:
            return None
        if not right:
            _count_a_try(row, at=at)
            return None
        row.used_at = row.ended_at = at
        row.ended_because = End.USED
        row.save(update_fields=["used_at", "ended_at", "ended_because"])
        return row


def _count_a_try(row: WayIn, *, at: datetime) -> None:
    row.tries_left -= 1
    if row.tries_left == 0:
        row.ended_at, row.ended_because = at, End.TRIES
        record_deed(by=None, at=at, verb="way_in.died", subject_id=row.subject_id, object_id=row.pk)
    row.save(update_fields=["tries_left", "ended_at", "ended_because"])


def _alive(at: datetime) -> QuerySet[WayIn]:
    return WayIn.objects.select_related("user").filter(ended_at__isnull=True, valid_until_at__gt=at)


def _digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _digit in range(count))


def _hash(code: str) -> str:
    return keyed_hash(code, secret=settings.SECRET_KEY, purpose="way-in")


@cache
def _nobodys_word() -> str:
    return make_password(secrets.token_urlsafe())
