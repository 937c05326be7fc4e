"""What is told in a form and written down by an action."""

from dataclasses import dataclass
from datetime import date

from benken.services.models import Home, HomeFault, TurnedAway


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
