"""What stands of an appointment, drawn here and not by a template: a full week has many, and each lookup counts."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from benken.services.days_off import day_off_words
from benken.services.models import Appointment
from benken.ui.templatetags.ui import iso, said
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


def drawn_when(one: Appointment) -> SafeString:
    """Return when it is, what has become of it, and whether it stands on a day off."""
    until = timezone.localtime(one.ends_at).strftime("%H.%M")
    drawn = [format_html('<span><time datetime="{}">{}</time>–{}', iso(one.starts_at), said(one.starts_at), until)]
    if one.state != Appointment.State.PLANNED:
        drawn.append(format_html(" · {}", one.get_state_display()))
    elif one.moved_from_at:
        moved = _("flyttet fra %(day)s") % {"day": said(one.moved_from_at)}
        drawn.append(format_html(' <span class="quiet small">({})</span>', moved))
    if one.standing_id:
        drawn.append(format_html(' <span class="quiet small">{}</span>', _("hver uke")))
    if asked := day_off_words(one):
        drawn.append(format_html(' <strong class="small">{}</strong>', asked))
    return mark_safe("".join(drawn) + "</span>")  # noqa: S308  # each is escaped by format_html


def drawn_answer(one: Appointment) -> SafeString:
    """Return what the person said of it, and when it would suit better."""
    drawn = []
    if one.state == Appointment.State.MISSED and one.suits_in_words:
        better = _("Passer bedre: %(words)s") % {"words": list_words(one.suits_in_words)}
        drawn.append(format_html('<p class="small" dir="auto">{}</p>', better))
    if one.person_words:
        drawn.append(format_html('<p class="small prewrap" dir="auto">«{}»</p>', one.person_words))
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
