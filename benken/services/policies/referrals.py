"""How a referral goes on. The one table of states; the diagram in docs/reference/referrals.md is made from it.

No state is reached by time, a slip, a missed meeting or silence: somebody records what came, or nothing happens.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.access.queries import Right, User
from benken.access.queries.rights import ONLY_READ
from benken.lib.missing import Missing
from benken.lib.text import is_seen
from benken.services.models import GivenBy, Referral, ReferralStep, Service, Wait
from benken.services.models.referrals import LONGEST_MEANWHILE, LONGEST_NAME, LONGEST_STEP

S = Referral.State
R = ReferralStep.Reason

# From each state, those it may go to. A step to the same state tells of another date for the place that is offered.
MOVES: Mapping[Referral.State, tuple[Referral.State, ...]] = MappingProxyType(
    {
        S.DRAFTED: (S.SENT, S.WITHDRAWN),
        S.SENT: (S.RECEIVED, S.ASSESSED, S.OFFERED, S.STARTED, S.DECLINED, S.WITHDRAWN),
        S.RECEIVED: (S.ASSESSED, S.OFFERED, S.STARTED, S.DECLINED, S.WITHDRAWN),
        S.ASSESSED: (S.OFFERED, S.STARTED, S.DECLINED, S.WITHDRAWN),
        S.OFFERED: (S.OFFERED, S.STARTED, S.DECLINED, S.WITHDRAWN),
        S.STARTED: (S.ENDED,),
        S.ENDED: (),
        S.DECLINED: (S.SENT, S.ASSESSED, S.OFFERED, S.WITHDRAWN),
        S.WITHDRAWN: (S.SENT,),
    }
)
BY_RECEIVER = frozenset({S.RECEIVED, S.ASSESSED, S.OFFERED, S.STARTED, S.DECLINED})  # what the place itself answers
WITH_RECEIVER = frozenset({S.SENT, S.RECEIVED, S.ASSESSED, S.OFFERED, S.STARTED})  # while they read the letter
ON_LIST = frozenset({S.SENT, S.RECEIVED, S.ASSESSED})  # waits there for a place
GIVES = frozenset({S.OFFERED, S.STARTED})
BY_PERSON = frozenset({S.WITHDRAWN})
# While there is something to wait for; a no is waited on too: what do we try now?
WAITING = frozenset({S.DRAFTED, S.SENT, S.RECEIVED, S.ASSESSED, S.OFFERED, S.DECLINED})
REASONS: Mapping[Referral.State, tuple[ReferralStep.Reason, ...]] = MappingProxyType(
    {
        S.DECLINED: (
            R.FULL,
            R.NOT_MADE_FOR,
            R.AREA,
            R.OTHER_OUGHT,
            R.CLOSED,
            R.MORE_WANTED,
            R.OTHER,
            R.NONE_GIVEN,
        ),
        S.WITHDRAWN: (
            R.WAIT_TOO_LONG,
            R.DID_NOT_FIT,
            R.TOO_FAR,
            R.HOUSE_RULES,
            R.OTHER_WAY,
            R.OTHER,
            R.NOT_ASKED,
        ),
    }
)
UNDO = timedelta(minutes=10)
EVERY = timedelta(days=7)  # a next date that passes with nothing new moves on by this
LONGEST_AHEAD = timedelta(days=366)
WARM_AFTER = timedelta(days=14)  # who has waited so long in one state is to hear from us


def moves(state: str, *, receiver: bool = False, person: bool = False) -> tuple[Referral.State, ...]:
    """Return where a referral may go from a state, recorded by us, by whoever got it or by the person themself."""
    to = MOVES[S(state)]
    if receiver:
        return tuple(one for one in to if one in BY_RECEIVER) if S(state) in WITH_RECEIVER else ()
    if person:
        return tuple(one for one in to if one in BY_PERSON)
    return to


def check_move(state: str, to: str, *, receiver: bool = False, person: bool = False) -> None:
    """Refuse what the table does not have."""
    if to not in moves(state, receiver=receiver, person=person):
        raise Refused(_("Dette går ikke herfra. Noen kan ha skrevet noe nytt i mellomtida."))


def check_reason(to: str, reason: str) -> None:
    """Refuse a no or a taking back without a reason about the service, and a reason for anything else."""
    if reason not in {str(one) for one in REASONS.get(S(to), ("",))}:
        raise Refused(_("Velg en grunn. Den handler om tilbudet, ikke om personen."))


def rules_of(service: Service | None) -> tuple[str, ...]:
    """Return by which rules a place gives its places: those it has said in the open, or any if it has said none."""
    said = service.gives_by if service is not None else ()
    return tuple(one for one in GivenBy.values if not said or one in said)


def asks_for_rule(state: str, to: str) -> bool:
    """Tell whether a step gives a place that was not given before."""
    return to in GIVES and state != S.OFFERED


def check_rule(state: str, to: str, given_by: str, *, allowed: Collection[str], must: bool) -> None:
    """Refuse a place without the rule it is given by, another rule than the place has said, and one for no place."""
    if not asks_for_rule(state, to):
        if given_by:
            raise Refused(_("Dette gir ingen plass."))
    elif given_by not in allowed and (must or given_by):
        raise Refused(_("Si hva som avgjorde hvem som fikk plassen."))


def check_rule_holds(given_by: str, *, others_wait: bool, others_waited_longer: bool) -> None:
    """Refuse a rule that the list itself says is not the one."""
    if given_by == GivenBy.WAITED_LONGEST and others_waited_longer:
        raise Refused(_("Et annet brev har ligget lenger. Velg det som faktisk avgjorde."))
    if given_by == GivenBy.NOBODY_WAITED and others_wait:
        raise Refused(_("Flere brev venter. Velg det som faktisk avgjorde."))


def check_day(on_day: date, *, today: date, since: date | None = None) -> None:
    """Refuse that something has happened on a day that has not come, or before what it follows."""
    if on_day > today:
        raise Refused(_("Dagen har ikke vært ennå."))
    if since is not None and on_day < since:
        raise Refused(_("Dagen er før det forrige som ble skrevet."))


def check_wait(*, ball: str, ball_words: str, next_on: date | None, meanwhile: str, today: date) -> None:
    """Refuse a wait without a next date or without anybody who has the ball."""
    if ball not in Wait.Ball.values:
        raise Refused(_("Hvem har ballen nå?"))
    if next_on is None:
        raise Refused(_("Når vet vi mer? Skriv en dato, også om den er usikker."))
    if not today <= next_on <= today + LONGEST_AHEAD:
        raise Refused(_("Datoen må være fra i dag av, og høyst et år fram."))
    check_length(ball_words, LONGEST_NAME)
    check_length(meanwhile, LONGEST_MEANWHILE)


def check_length(words: str, most: int = LONGEST_STEP) -> None:
    """Refuse more than there is room for."""
    if len(words) > most:
        raise Refused(_("Dette er %(length)d tegn. Det er plass til %(most)d.") % {"length": len(words), "most": most})


def check_words(words: str, most: int) -> None:
    """Refuse no words, or more than there is room for."""
    if not is_seen(words):
        raise Refused(_("Skriv noen ord først."))
    check_length(words, most)


def check_may_record(right: Right | None) -> None:
    """Refuse whoever does not follow the person: it takes the whole record, and not in an emergency.

    Missing, for it is as if there were no referral.
    """
    if right is None or right.scope != Right.Scope.RECORD or right.basis in {*ONLY_READ, Right.Basis.SELF}:
        raise Missing


def can_undo(step: ReferralStep, *, newest: ReferralStep | None, by: User, read: bool, at: datetime) -> bool:
    """The newest step can be taken back for some minutes by whoever recorded it, unless somebody has read it.

    After that, what is right now is recorded as a new step. The first one, and a step back, stand.
    """
    is_newest = newest is not None and newest.pk == step.pk
    in_time = at <= step.recorded_at + UNDO
    return (
        is_newest
        and in_time
        and not read
        and step.recorded_by_id == by.pk
        and bool(step.from_state)
        and not step.is_undo
    )


def next_after(next_on: date, *, today: date) -> Iterable[date]:
    """Yield the dates that have passed, a week between them, beginning with `next_on`; a date has passed the day after.

    This is the whole rule by which a next date moves on by itself.
    """
    while next_on < today:
        yield next_on
        next_on += EVERY
