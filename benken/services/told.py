"""What is told in a form and written down by an action."""

from dataclasses import dataclass
from datetime import date

from benken.services.models import Home, HomeFault, Option, OptionSheet, Referral, Service, Stay, TurnedAway


@dataclass(frozen=True)
class No:
    """What is told of a no."""

    place: str
    body: TurnedAway.Body
    kind: TurnedAway.Kind
    told_on: date
    asked_for: str = ""
    reason: str = ""


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
