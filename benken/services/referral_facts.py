"""A referral on its way from a form to an action: what the letter says, what came, who has the ball."""

from dataclasses import dataclass
from datetime import date

from benken.access.queries import User
from benken.services.models import Referral, ReferralStep, Service

State = Referral.State
Source = ReferralStep.Source


@dataclass(frozen=True)
class Letter:
    """What stands in the letter, and by when it is hoped for."""

    kind: str
    to_words: str
    name_in_letter: str
    purpose: str
    hopes: str = ""
    letter: str = ""
    service: Service | None = None
    after: Referral | None = None
    expected_start_on: date | None = None
    expected_end_on: date | None = None


@dataclass(frozen=True)
class Happened:
    """What came: to which state, on which day, how we know, in words; of a no, why; of a place, by which rule."""

    to: str
    on_day: date
    source: str
    words: str = ""
    reason: str = ""
    given_by: str = ""
    track: str = ""
    expected_start_on: date | None = None
    expected_end_on: date | None = None


@dataclass(frozen=True)
class NextUp:
    """Who has the ball now, when there is news, what the person has meanwhile. Without a name, «us» is who writes."""

    ball: str
    next_on: date | None
    ball_words: str = ""
    meanwhile: str = ""
    ball_user: User | None = None
