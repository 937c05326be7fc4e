"""When what nobody writes may go out, and when somebody who writes is told that nobody reads now."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from benken.lib.days import moment_of
from benken.messaging.quiet import allowed_from

FIRST, LAST = time(10), time(20)  # the decent hours of a day
LATEST = time(23)  # for whoever wants no texts before the evening
MORNING = time(7)  # who writes before it is told that an answer comes, and whom to call
AWAY_EVERY = timedelta(hours=12)
ANSWERED_WITHIN = timedelta(hours=2)  # an automatic answer that has not gone by then helps nobody


def may_go_until(day: date, *, quiet_from: time, quiet_until: time, at: datetime) -> datetime | None:
    """Return until when an automatic text of this day may go, if it may go at `at`; else None.

    It goes between ten and eight in the evening, outside the person's quiet hours. Whoever has quiet hours until later
    than that gets it when they end, until eleven.
    """
    zone, quiet = timezone.get_current_timezone(), {"quiet_from": quiet_from, "quiet_until": quiet_until}
    first, last = allowed_from(moment_of(day, FIRST, zone), **quiet), moment_of(day, LAST, zone)
    if first >= last:
        last = moment_of(day, LATEST, zone)
    if not first <= at < last or allowed_from(at, **quiet) != at:
        return None
    quiet_begins = moment_of(day, quiet_from, zone)
    return min(last, quiet_begins) if quiet_from != quiet_until and quiet_begins > at else last


def is_away(answer_by: datetime | None, *, is_anybody_here: bool, at: datetime) -> bool:
    """Tell whether somebody who writes now is told that nobody reads now: no answer is due today, or it is night.

    A contact person who has not said when they answer may be reading: while they are here nothing is said for them.
    """
    if answer_by is None:
        return not is_anybody_here
    local = timezone.localtime(at)
    return timezone.localdate(answer_by) != local.date() or local.time() < MORNING
