"""May this happen to a stay? Plain facts in; `check_…` raises a sentence. No state here is reached by time."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.access.queries import User
from benken.services.models import Stay

UNDO = timedelta(minutes=10)
NEAR = timedelta(days=14)  # who comes out within these days, and meets nobody before it, is told of


def can_take_back_stay(stay: Stay, *, by: User, at: datetime) -> bool:
    """Whoever wrote a stay down by mistake takes it back at once."""
    return stay.written_by_id == by.pk and at <= stay.written_at + UNDO


def check_plan(*, from_on: date, planned_end_on: date | None) -> None:
    """Refuse a plan that ends before it begins."""
    if planned_end_on is not None and planned_end_on < from_on:
        raise Refused(_("Dagen ut kan ikke være før dagen inn."))


def check_out(*, from_on: date, ended_on: date, reason: str, words: str, today: date) -> None:
    """Refuse to write that somebody is out before they are, or own words that nobody has written."""
    if ended_on > today:
        raise Refused(_("Dagen har ikke vært ennå. Velg i dag eller en dag før."))
    if ended_on < from_on:
        raise Refused(_("Dagen ut kan ikke være før dagen inn."))
    if reason == Stay.EndReason.OWN_WORDS and not words.strip():
        raise Refused(_("Skriv noen ord først."))
