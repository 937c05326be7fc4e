"""What the pages of appointments say in words."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from benken.services.days_off import day_off_words, days_off_of, is_to_be_asked_about, said_days
from benken.services.drawn import drawn_answer, drawn_facts, drawn_taps, drawn_when
from benken.services.queries.appointments import Appointment, StandingAppointment
from benken.ui.words import clock, list_words, moment_words

register = template.Library()


@register.filter
def names(listed: Sequence[str]) -> str:
    """List names as they are said."""
    return list_words(listed)


@register.filter
def facts(appointment: Appointment) -> SafeString:
    """Draw what stands of an appointment."""
    return drawn_facts(appointment)


@register.filter
def when(appointment: Appointment) -> SafeString:
    """Draw when an appointment is, and what has become of it."""
    return drawn_when(appointment)


@register.filter
def answered(appointment: Appointment) -> SafeString:
    """Draw what the person said of an appointment."""
    return drawn_answer(appointment)


@register.simple_tag
def taps(appointment: Appointment, called: str, now: datetime, *, folded: bool = False) -> SafeString:
    """Draw the buttons of an appointment; the page has `services/taps_form.html` once, which they send."""
    return drawn_taps(appointment, called=called, now=now, folded=folded)


@register.filter
def every_week(one: StandingAppointment) -> str:
    """Say when a standing appointment is: tirsdag kl. 10."""
    said = {"day": str(WEEKDAYS[one.weekday]).lower(), "time": clock(one.starts)}
    return _("hver %(day)s kl. %(time)s") % said


@register.filter
def day_off(appointment: Appointment) -> str:
    """Ask, of one that stands on a public holiday because it stands every week; else nothing."""
    return day_off_words(appointment)


@register.filter
def days_off(one: StandingAppointment) -> str:
    """Say on which public holidays to come a standing appointment falls, of those that are not made yet."""
    days = days_off_of(one, today=timezone.localdate())
    if not days:
        return ""
    return _("Fridager den faller på: %(days)s. Vi spør når det nærmer seg.") % {"days": said_days(days)}


@register.filter
def is_without_helper(one: StandingAppointment) -> bool:
    """Tell whether the helper it was agreed on with works here no more, and nobody else meets the person yet."""
    return one.with_user is not None and not one.with_user.is_active and not one.with_words


@register.filter
def who_meets(one: Appointment | StandingAppointment) -> str:
    """Say whom the person meets: «med Ingunn · Kari blir med»."""
    said = [_("med %(names)s") % {"names": list_words(one.with_names)}] if one.with_names else []
    if one.along_names:
        said.append(_("%(names)s blir med") % {"names": list_words(one.along_names)})
    return " · ".join(said)


@register.filter
def where(one: Appointment | StandingAppointment) -> str:
    """Say where it is: «hjemme hos personen · Torget 2»."""
    said = [str(_("hjemme hos personen"))] if one.is_home_visit else []
    return " · ".join([*said, *(part for part in (one.place, one.room) if part)])


@register.filter
def news_words(appointment: Appointment) -> str:
    """Say what has become of an appointment since the other side saw it."""
    today = timezone.localdate()
    when = moment_words(appointment.starts_at, today=today)
    if appointment.state == Appointment.State.CANCELLED:
        return _("Avtalen %(when)s er avlyst.") % {"when": when}
    if appointment.state == Appointment.State.MISSED:
        return _("Det ble ikke noe av avtalen %(when)s.") % {"when": when}
    if appointment.is_taken_over:
        return _("Avtalen %(when)s står.") % {"when": when}
    if appointment.moved_from_at is not None:
        before = moment_words(appointment.moved_from_at, today=today)
        return _("Avtalen %(before)s er flyttet til %(when)s.") % {"before": before, "when": when}
    if is_to_be_asked_about(appointment):
        return _("Avtalen %(when)s: Det er fridag – flytte eller holde?") % {"when": when}
    return _("Om avtalen %(when)s.") % {"when": when}


@register.filter
def note_query(appointment: Appointment) -> str:
    """Return what a note about an appointment begins with, as a query."""
    kind = "visit" if appointment.is_home_visit else "talk"
    at = timezone.localtime(appointment.starts_at).strftime("%Y-%m-%dT%H:%M")
    return urlencode({"kind": kind, "at": at})
