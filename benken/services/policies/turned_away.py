"""May this happen to a no that was written down, or to its complaint? Facts in; `check_…` raises a sentence."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.access.queries import User
from benken.lib.missing import Missing
from benken.services.models import Referral, ReferralStep, TurnedAway
from benken.services.models.turned_away import LONGEST_COMPLAINT

UNDO = timedelta(minutes=10)


def check_day_gone(day: date, *, today: date) -> None:
    """Refuse a day to come for something that has happened."""
    if day > today:
        raise Refused(_("Dagen har ikke vært ennå. Velg i dag eller en dag før."))


def can_take_back(away: TurnedAway, *, by: User, at: datetime) -> bool:
    """Whoever wrote it down by mistake takes it back at once, while no complaint is on its way."""
    return away.written_by_id == by.pk and away.sent_on is None and at <= away.written_at + UNDO


def check_answered_no(step: ReferralStep, *, is_undone: bool) -> None:
    """Missing for what is no answer that stands, or no no: then there is nothing to complain of here."""
    if step.to_state != Referral.State.DECLINED or step.is_undo or is_undone:
        raise Missing


def check_complaint(words: str) -> None:
    """Refuse a complaint without words, or with more than there is room for."""
    if not words.strip():
        raise Refused(_("Skriv noen ord først."))
    if len(words) > LONGEST_COMPLAINT:
        said = {"length": len(words), "most": LONGEST_COMPLAINT}
        raise Refused(_("Teksten er på %(length)d tegn. Det er plass til %(most)d.") % said)


def check_may_change_complaint(away: TurnedAway) -> None:
    """A complaint that is sent stands as it was sent."""
    if away.sent_on is not None:
        raise Refused(_("Klagen er sendt, og blir stående slik den var."))


def check_answer(away: TurnedAway, *, answered_on: date, today: date) -> None:
    """Refuse an answer to what is not sent, or from before it was."""
    if away.sent_on is None:
        raise Refused(_("Klagen er ikke sendt ennå."))
    check_day_gone(answered_on, today=today)
    if answered_on < away.sent_on:
        raise Refused(_("Svaret kan ikke ha kommet før klagen ble sendt."))
