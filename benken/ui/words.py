"""Names, days and moments in plain words."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _


def first_name(name: str) -> str:
    """Return the first word of a name: Tor-Egil of Tor-Egil Nygård."""
    return next(iter(name.split()), name)


def clock(moment: time) -> str:
    """Return an hour as it is said: 15, or 15.30; in English 15:00."""
    return time_format(moment, _("G") if moment.minute == 0 else _("G.i"))


def day_words(day: date, *, today: date, on_paper: bool = False) -> str:
    """Return a day as it is said: i dag, i morgen, torsdag 26. november, 26. november 2024.

    One plans by weekdays, so those ahead have theirs for a quarter of a year.
    On paper «i morgen» is wrong the day after: there every day is told by its date.
    """
    near = {0: _("i dag"), 1: _("i morgen"), -1: _("i går")}.get((day - today).days)
    if near and not on_paper:
        return near
    if timedelta(days=-7) < day - today < timedelta(days=92):
        return date_format(day, _("l j. F"))
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


def moment_words(moment: datetime, *, today: date) -> str:
    """Return a moment as it is said: i dag kl. 10.12."""
    local = timezone.localtime(moment)
    return _("%(day)s kl. %(time)s") % {"day": day_words(local.date(), today=today), "time": local.strftime("%H.%M")}


def list_words(names: Sequence[str]) -> str:
    """Return names as they are listed: Ingunn, Per og Kari."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s og %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def either_words(choices: Sequence[str]) -> str:
    """Return what is chosen between as it is said: den ene, den andre eller den tredje."""
    if len(choices) < 2:
        return "".join(choices)
    return _("%(choices)s eller %(last)s") % {"choices": ", ".join(choices[:-1]), "last": choices[-1]}
