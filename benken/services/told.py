"""What is told in a form and written down by an action."""

from dataclasses import dataclass
from datetime import date

from benken.services.models import (
    Home,
    HomeFault,
    Option,
    OptionSheet,
    Provider,
    Referral,
    ReferralStep,
    Service,
    Stay,
    TurnedAway,
)
from benken.services.models.turned_away import LONGEST_WORDS


@dataclass(frozen=True)
class No:
    """What is told of a no."""

    place: str
    body: TurnedAway.Body
    kind: TurnedAway.Kind
    told_on: date
    asked_for: str = ""
    reason: str = ""


_R, _K, _B = ReferralStep.Reason, TurnedAway.Kind, TurnedAway.Body
# What a reason of an answer is, as a thing the place did; where it is none of these, it is something else.
_KINDS = {
    _R.FULL: _K.FULL,
    _R.NOT_MADE_FOR: _K.NOT_FITTING,
    _R.OTHER_OUGHT: _K.SENT_ON,
    _R.MORE_WANTED: _K.LACKED_PAPERS,
}
_BODIES = {Provider.Kind.MUNICIPALITY: _B.MUNICIPALITY, Provider.Kind.HOSPITAL: _B.HEALTH}


def no_of(referral: Referral, step: ReferralStep) -> No:
    """Return the no that an answer to a referral is: where, when and in which words stands there already."""
    by_kind = _B.HEALTH if referral.kind == Referral.Kind.REFERRAL else _B.MUNICIPALITY
    service = referral.service
    body = _BODIES.get(Provider.Kind(service.place.provider.kind), by_kind) if service else by_kind
    reason = step.words or str(step.get_reason_display())
    return No(
        place=referral.to_words,
        body=body,
        kind=_KINDS.get(_R(step.reason), _K.OTHER),
        told_on=step.on_day,
        asked_for=referral.purpose,
        reason=reason if len(reason) <= LONGEST_WORDS else f"{reason[: LONGEST_WORDS - 1]}…",
    )


@dataclass(frozen=True)
class Living:
    """What is told of a home."""

    kind: Home.Kind
    owner: str = ""
    with_follow_up: bool | None = None
    words: str = ""
    since_on: date | None = None


@dataclass(frozen=True)
class Fault:
    """What is told of something broken or unsafe, of whom was told and what they answered."""

    kind: HomeFault.Kind
    words: str
    told_to: str = ""
    told_on: date | None = None
    answer: str = ""
    answered_on: date | None = None


@dataclass(frozen=True)
class Staying:
    """What is told of where somebody is, or will be, for a while."""

    kind: Stay.Kind
    from_on: date
    place: str = ""
    service: Service | None = None
    referral: Referral | None = None
    planned_end_on: date | None = None


@dataclass(frozen=True)
class Out:
    """What is told of having come out: the day, and why; about the place, or in the person's own words."""

    ended_on: date
    reason: Stay.EndReason
    words: str = ""


@dataclass(frozen=True)
class CalledOff:
    """What is told of a planned stay that comes to nothing: why; about the place, or in the person's own words."""

    reason: Stay.OffReason
    words: str = ""


@dataclass(frozen=True)
class Offering:
    """What is told of an option: the facts, where they are from, and what somebody thinks of it."""

    name: str
    what: str = ""
    wait: str = ""
    asks: str = ""
    meanwhile: str = ""
    body: str = ""
    track: str = ""
    source: str = ""
    heard_on: date | None = None
    good: str = ""
    hard: str = ""
    service: Service | None = None


@dataclass(frozen=True)
class Leaning:
    """What somebody leans to: an option, none of them, to wait, or nothing yet; and why, if they say it."""

    lean: OptionSheet.Lean | None = None
    to: Option | None = None
    words: str = ""
