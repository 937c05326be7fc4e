"""May this happen to a home, or to what is broken there? Plain facts in; `check_…` raises a sentence."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.access.queries import User
from benken.services.models import Home
from benken.services.models.homes import LONGEST_WORDS

UNDO = timedelta(minutes=10)


def can_take_back_home(home: Home, *, by: User, at: datetime) -> bool:
    """Whoever wrote a home down by mistake takes it back at once."""
    return home.written_by_id == by.pk and at <= home.written_at + UNDO


def check_what(words: str) -> None:
    """Refuse a fault nobody has described, or one that is too long to be read."""
    if not words.strip():
        raise Refused(_("Skriv noen ord først."))
    if len(words) > LONGEST_WORDS:
        said = {"length": len(words), "most": LONGEST_WORDS}
        raise Refused(_("Teksten er på %(length)d tegn. Det er plass til %(most)d.") % said)


def check_days(*, told_on: date | None, answered_on: date | None, today: date) -> None:
    """Refuse days to come for what has happened, and an answer from before anybody was told."""
    if any(day is not None and day > today for day in (told_on, answered_on)):
        raise Refused(_("Dagen har ikke vært ennå. Velg i dag eller en dag før."))
    if answered_on is not None and told_on is None:
        raise Refused(_("Skriv når dere sa fra også."))
    if answered_on is not None and told_on is not None and answered_on < told_on:
        raise Refused(_("Svaret kan ikke ha kommet før noen sa fra."))
