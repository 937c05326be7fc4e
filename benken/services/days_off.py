"""Public holidays on which a standing appointment falls. It is made and marked: nothing moves by itself."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benken.access.queries.setup import setup_now
from benken.country.public_holidays import is_public_holiday
from benken.services.models import Appointment, StandingAppointment
from benken.services.plan import WEEKS_AHEAD, weekly_days
from benken.ui.words import list_words

WEEKS_TOLD = 26


def is_day_off(day: date) -> bool:
    """Tell whether a day is a public holiday here."""
    return is_public_holiday(setup_now().country, day)


def is_to_be_asked_about(appointment: Appointment) -> bool:
    """Tell whether an appointment stands on a public holiday only because it stands every week."""
    if appointment.standing_id is None or appointment.state != Appointment.State.PLANNED:
        return False
    return appointment.ends_at > timezone.now() and is_day_off(timezone.localdate(appointment.starts_at))


def days_off_of(one: StandingAppointment, *, today: date, made_already: bool = False) -> list[date]:
    """Return on which public holidays it will fall in half a year; those that are made already tell of themselves."""
    days = weekly_days(one, first=today, last=today + timedelta(weeks=WEEKS_TOLD))
    made_until = today + timedelta(weeks=WEEKS_AHEAD)
    return [day for day in days if (made_already or day > made_until) and is_day_off(day)]


def said_days(days: list[date]) -> str:
    """List days as they are said: 17. mai og 1. juni."""
    return list_words([date_format(day, "MONTH_DAY_FORMAT") for day in days])


def day_off_words(appointment: Appointment) -> str:
    """Ask, of one that stands on a public holiday because it stands every week; else nothing."""
    if not is_to_be_asked_about(appointment):
        return ""
    return _("%(day)s er fridag – flytte eller holde?") % {
        "day": said_days([timezone.localdate(appointment.starts_at)])
    }
