"""What stands on the sheets of this app."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benken.lib.pdf import Block, Sheet
from benken.services.queries.turned_away import Complaining, TurnedAway
from benken.ui import papers


def complaint_sheet(away: TurnedAway, complaining: Complaining, *, today: date, large: bool = False) -> Sheet:
    """Return a complaint as a letter to sign: to whom it goes, the person's words, room for a name."""
    blocks = [Block("text", _("Til: %(place)s") % {"place": away.place})]
    if complaining.appeal:
        goes_on = {"body": complaining.appeal.goes_on_to}
        blocks.append(Block("small", _("Får jeg ikke medhold, ber jeg om at klagen sendes til: %(body)s") % goes_on))
    blocks += [Block("text", line) for line in away.complaint.split("\n") if line.strip()]
    blocks += [Block("text", _("Navn:")), Block("text", _("Hvordan jeg kan nås:"))]
    return Sheet(
        title=papers.title(),
        language=papers.language(),
        size="a4",
        large=large,
        long=True,
        day=date_format(today, "DATE_FORMAT"),
        heading=_("Klage"),
        blocks=blocks,
        if_missing=papers.if_missing(),
    )
