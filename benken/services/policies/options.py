"""May this happen to a sheet of options? Plain facts in; `check_…` raises a sentence."""

from datetime import date

from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.country.limits import track_of
from benken.services.models import Option, OptionSheet, Service, TurnedAway
from benken.services.policies.turned_away import check_day_gone
from benken.services.told import Leaning, Offering

MOST = 6  # on one sheet: as many as one can look at together, and as stand on a sheet of paper
ASKED_FOR = frozenset(  # how one comes in where a letter is what opens the door
    {Service.WayIn.REFERRAL, Service.WayIn.APPLICATION, Service.WayIn.SIGN_UP, Service.WayIn.CALL_FIRST}
)


def check_words(words: str) -> None:
    """Refuse a sheet or an option without a name."""
    if not words.strip():
        raise Refused(_("Skriv noen ord først."))


def check_offering(told: Offering, *, today: date) -> None:
    """Refuse what no form would give: no name, a day to come, a kind of place or of help that nobody knows."""
    check_words(told.name)
    if told.heard_on is not None:
        check_day_gone(told.heard_on, today=today)
    if told.body and told.body not in TurnedAway.Body.values:
        raise Refused(_("Velg hva slags sted det er."))
    if told.track and track_of(told.track) is None:
        raise Refused(_("Fristen finnes ikke. Velg en annen."))


def check_room(standing: int) -> None:
    """Refuse more than one can look at together."""
    if standing >= MOST:
        raise Refused(full_words())


def full_words() -> str:
    """Say that there is no room for more on a sheet, and what one can do."""
    return _("Det er plass til %(most)d valg på ett ark. Ta bort ett, eller lag et nytt ark.") % {"most": MOST}


def check_leaning(sheet: OptionSheet, leaning: Leaning) -> None:
    """Refuse to lean to what does not stand on this sheet."""
    to = leaning.to
    if (leaning.lean == OptionSheet.Lean.OPTION) != (to is not None):
        raise Refused(_("Velg ett av valgene på arket."))
    if to is not None and (to.sheet_id != sheet.pk or to.taken_away_at is not None):
        raise Refused(_("Dette valget står ikke på arket lenger."))


def can_refer(option: Option) -> bool:
    """Tell whether a letter is what opens the door there; of what one described oneself nobody knows, so it may."""
    return option.service is None or option.service.way_in in ASKED_FOR
