"""May this happen to a goal, a step, a promise? Plain facts in; `check_…` raises a sentence."""

from datetime import date

from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.access.queries import User

WORDS = 500
STEP = 300
PROMISE = 300


def check_words(words: str, *, most: int = WORDS) -> None:
    """Refuse no words, or more than there is room for."""
    if not words.strip():
        raise Refused(_("Skriv noen ord først."))
    if len(words) > most:
        raise Refused(_("Dette er %(length)d tegn. Det er plass til %(most)d.") % {"length": len(words), "most": most})


def check_day_ahead(day: date | None, *, today: date) -> None:
    """Refuse a day in the past for something that is still to be done."""
    if day is not None and day < today:
        raise Refused(_("Dagen er alt gått. Velg en dag fra i dag av."))


def check_may_promise(user: User) -> None:
    """Refuse promises by somebody who does not work here: a promise binds the service."""
    if user.subject_id is not None:
        raise Refused(_("Bare de som jobber her, gir løfter."))
