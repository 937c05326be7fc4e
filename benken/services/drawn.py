"""What stands of an appointment, drawn here and not by a template: a full week has many, and each lookup counts."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from benken.services.models import Appointment
from benken.ui.words import list_words

NOTHING = SafeString("")
TAP = (
    '<button class="ds-button" data-size="sm" data-variant="{}" type="submit" form="taps" formaction="{}">{}'
    '<span class="ds-sr-only"> {}</span></button>'
)
FOLDED = (
    '<details class="ds-details no-print"><summary>{}<span class="ds-sr-only"> {}</span></summary>'
    '<div><div class="cluster stack-small no-print">{}</div></div></details>'
)
OPEN = '<div class="cluster stack-small no-print">{}</div>'
ANSWER = (
    '<p class="small no-print"><a href="{}">{}<span class="ds-sr-only"> {}</span></a> · '
    '<a href="{}">{}<span class="ds-sr-only"> {}</span></a></p>'
)


def drawn_facts(one: Appointment) -> SafeString:
    """Return what stands of one, for those who may read it: what, where, with whom."""
    at_home = _("hjemme hos personen") if one.is_home_visit else ""
    where = " · ".join(str(part) for part in (one.what, at_home, one.place, one.room) if part)
    who = []
    if one.with_names:
        who.append(_("Med %(names)s") % {"names": list_words(one.with_names)})
    if one.along_names:
        who.append(_("%(names)s blir med") % {"names": list_words(one.along_names)})
    drawn = [
        format_html('<p dir="auto">{}</p>', where) if where else NOTHING,
        format_html('<p class="quiet small" dir="auto">{}</p>', " · ".join(who)) if who else NOTHING,
    ]
    return mark_safe("".join(drawn))  # noqa: S308  # each is escaped by format_html


def drawn_taps(one: Appointment, *, called: str, now: datetime, folded: bool = False) -> SafeString:
    """Return the buttons that say what became of one or move it. They send the page's one form, `taps`."""
    about = {"person_id": one.person_id, "appointment_id": one.pk}
    if one.state == Appointment.State.MISSED:
        words = _("Endre svaret") if one.suits_in_words else _("Hva kan vi gjøre annerledes?")
        again = reverse("appointment_new", kwargs={"person_id": one.person_id})
        return format_html(
            ANSWER, reverse("appointment_answer", kwargs=about), words, called, again, _("Ny avtale"), called
        )
    if one.state != Appointment.State.PLANNED:
        return NOTHING
    begins = reverse("appointment", kwargs=about)
    taps = mark_safe(  # noqa: S308  # each is escaped by format_html
        "".join(
            format_html(TAP, variant, f"{begins}{verb}/{one.version}/{to}/", words, called)
            for variant, verb, to, words in _taps(one, now=now)
        )
    )
    if folded:
        return format_html(FOLDED, _("Flytt eller avlys"), called, taps)
    return format_html(OPEN, taps)


def _taps(one: Appointment, *, now: datetime) -> Iterator[tuple[str, str, str, str]]:
    """Yield of each button how it looks, the verb and where to of its address, and its words."""
    if one.starts_at <= now:
        yield "secondary", "mark", "held", _("Det ble noe av")
        yield "secondary", "mark", "missed", _("Det ble ikke noe av")
    if one.ends_at > now:
        yield "tertiary", "move", "hour", _("En time senere")
        yield "tertiary", "move", "day", _("Dagen etter")
        yield "tertiary", "move", "week", _("En uke senere")
        yield "tertiary", "mark", "cancelled", _("Avlys")
