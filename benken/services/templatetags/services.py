"""What the pages of appointments say in words."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from benken.services.queries.appointments import Appointment, StandingAppointment
from benken.ui.words import clock, list_words, moment_words

register = template.Library()


@register.filter
def names(listed: Sequence[str]) -> str:
    """List names as they are said."""
    return list_words(listed)


@register.filter
def every_week(one: StandingAppointment) -> str:
    """Say when a standing appointment is: tirsdag kl. 10."""
    said = {"day": str(WEEKDAYS[one.weekday]).lower(), "time": clock(one.starts)}
    return _("hver %(day)s kl. %(time)s") % said


@register.filter
def news_words(appointment: Appointment) -> str:
    """Say what has become of an appointment since the other side saw it."""
    today = timezone.localdate()
    when = moment_words(appointment.starts_at, today=today)
    if appointment.state == Appointment.State.CANCELLED:
        return _("Avtalen %(when)s er avlyst.") % {"when": when}
    if appointment.state == Appointment.State.MISSED:
        return _("Det ble ikke noe av avtalen %(when)s.") % {"when": when}
    if appointment.moved_from_at is not None:
        before = moment_words(appointment.moved_from_at, today=today)
        return _("Avtalen %(before)s er flyttet til %(when)s.") % {"before": before, "when": when}
    return _("Om avtalen %(when)s.") % {"when": when}


@register.filter
def note_query(appointment: Appointment) -> str:
    """Return what a note about an appointment begins with, as a query."""
    kind = "visit" if appointment.is_home_visit else "talk"
    at = timezone.localtime(appointment.starts_at).strftime("%Y-%m-%dT%H:%M")
    return urlencode({"kind": kind, "at": at})
