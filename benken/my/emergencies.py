"""What My page says when somebody has opened the record in an emergency, or tried to."""

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from benken.access.narrow import is_narrow_here
from benken.my.shown import LOOKED_OVER
from benken.people.queries import EmergencyAccess
from benken.ui.words import moment_words


def emergency_lines(request: HttpRequest, rows: Iterable[EmergencyAccess], *, today: date) -> list[str]:
    """Return a calm line for each, newest first; who and why are said in a whole session alone.

    With somebody looking over the shoulder nothing is said; it stands there again afterwards.
    """
    if request.session.get(LOOKED_OVER):
        return []
    if is_narrow_here(request):
        return [_("Noen har åpnet siden din fordi det hastet. Vi kan se på det sammen.")] if list(rows) else []
    lines = []
    for row in rows:
        said = {"name": row.by.name, "when": moment_words(row.at, today=today), "why": row.why}
        if row.was_opened:
            lines.append(_("%(name)s åpnet siden din %(when)s fordi det hastet: «%(why)s»") % said)
        else:
            lines.append(_("%(name)s prøvde å åpne siden din %(when)s, og kom ikke inn. De skrev: «%(why)s»") % said)
    return lines
