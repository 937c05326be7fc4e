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


def begins(from_on: date, *, today: date) -> bool:
    """Whoever writes of a day that is today or before, writes that it has begun; of days ahead it is a plan."""
    return from_on <= today


def check_is_on(stay: Stay) -> None:
    """Refuse to go on writing about one that came to nothing: it is kept as it was told."""
    if stay.off_on is not None:
        raise Refused(_("Det står at det ikke blir noe av. Ta det tilbake først."))


def check_begins(stay: Stay, *, today: date) -> None:
    """Refuse to write that one has begun before its day."""
    if not begins(stay.from_on, today=today):
        raise Refused(_("Dagen inn har ikke vært ennå. Endre dagen hvis det ble før."))


def check_not_out(stay: Stay) -> None:
    """Refuse to write that one who is out never came in."""
    if stay.ended_on is not None:
        raise Refused(_("Det står at oppholdet er over. Ta det tilbake først."))


def check_called_off(stay: Stay, *, reason: str, words: str) -> None:
    """Refuse to call off what has begun, or own words that nobody has written."""
    if stay.has_begun:
        raise Refused(_("Det har begynt. Skriv heller dagen ut."))
    if reason == Stay.OffReason.OWN_WORDS and not words.strip():
        raise Refused(_("Skriv noen ord først."))
