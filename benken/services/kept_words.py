"""How the keeping of places is told: what was done, hours, which things a service counts."""

from collections.abc import Iterable, Mapping

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benken.services.models import DayCount
from benken.services.needs import Need
from benken.services.policies.hours import Span

# What each deed about a place is called on its page.
DEEDS: Mapping[str, Promise] = {
    "provider.add": gettext_lazy("Ny leverandør"),
    "provider.change": gettext_lazy("Leverandøren er endret"),
    "place.add": gettext_lazy("Stedet er laget"),
    "place.change": gettext_lazy("Det som står om stedet, er endret"),
    "place.close": gettext_lazy("Stedet er lagt ned"),
    "place.reopen": gettext_lazy("Stedet er i bruk igjen"),
    "place.editor_add": gettext_lazy("Ny redaktør"),
    "place.editor_remove": gettext_lazy("En redaktør er tatt bort"),
    "place.days_add": gettext_lazy("Dager med andre tider er lagt til"),
    "place.days_remove": gettext_lazy("Dager med andre tider er tatt bort"),
    "service.add": gettext_lazy("Nytt tilbud"),
    "service.change": gettext_lazy("Det som står om tilbudet, er endret"),
    "service.hours": gettext_lazy("Åpningstidene er endret"),
    "service.checked": gettext_lazy("Alt gjelder fortsatt"),
    "service.free": gettext_lazy("Ledige plasser er talt"),
    "service.end": gettext_lazy("Tilbudet er avsluttet"),
    "service.resume": gettext_lazy("Tilbudet er i gang igjen"),
    "count.set": gettext_lazy("Et dagstall er rettet"),
    "grant.add": gettext_lazy("Nytt tilskudd"),
    "grant.change": gettext_lazy("Tilskuddet er endret"),
    "directory.import": gettext_lazy("Hentet fra en fil"),
}

_What = DayCount.What
_COUNTED: Mapping[str, tuple[DayCount.What, ...]] = {
    Need.FOOD: (_What.MEALS,),
    Need.BED_TONIGHT: (_What.BEDS,),
    Need.ACTIVITY: (_What.ACTIVITY_PLACES, _What.SIGNED_UP, _What.DROPPED_IN),
    Need.WORK: (_What.WORK_PLACES,),
    Need.TALK: (_What.VISITS, _What.SIGNED_UP, _What.DROPPED_IN),
}


def counted(need: str) -> tuple[DayCount.What, ...]:
    """Return what is counted where this need is met."""
    return _COUNTED.get(need, (_What.VISITS,))


def span_words(span: Span) -> str:
    """Return hours as they are said: 20:00 til 02:00 neste dag."""
    hours = {"opens": f"{span.opens:%H:%M}", "closes": f"{span.closes:%H:%M}"}
    if span.passes_midnight:
        return _("%(opens)s til %(closes)s neste dag") % hours
    return _("%(opens)s til %(closes)s") % hours


def weekday_words(weekday: int) -> str:
    """Return the weekday's name."""
    return str(WEEKDAYS[weekday])


def week_words(spans: Iterable[Span], *, always_open: bool) -> list[tuple[str, str]]:
    """Return each weekday with hours, and its hours in words."""
    if always_open:
        return [(_("Alle dager"), _("døgnet rundt"))]
    days: dict[int, list[str]] = {}
    for span in sorted(spans, key=lambda span: (span.weekday, span.opens, span.closes)):
        days.setdefault(span.weekday, []).append(_with_season(span))
    return [(weekday_words(weekday), ", ".join(hours)) for weekday, hours in days.items()]


def _with_season(span: Span) -> str:
    said = span_words(span)
    if span.words:
        said = f"{said} ({span.words})"
    if span.from_on or span.until_on:
        days = {
            "from": f"{span.from_on:%d.%m.%Y}" if span.from_on else "…",
            "until": f"{span.until_on:%d.%m.%Y}" if span.until_on else "…",
        }
        said = _("%(hours)s, %(from)s–%(until)s") % {"hours": said, **days}
    return said
