"""Quiet hours: when a person does not want the phone to make a sound."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone


def allowed_from(at: datetime, *, quiet_from: time, quiet_until: time) -> datetime:
    """Return the first moment, not before `at`, when a text may be sent.

    The hours are those of the clock on the wall. From 22 until 8 goes over midnight; two equal times are no quiet
    hours. On the nights the clocks change an hour may come twice or not at all: then the quiet begins at the earliest
    and ends at the latest that the words can mean.
    """
    if quiet_from == quiet_until:
        return at
    today = timezone.localtime(at, timezone.get_default_timezone()).date()
    days_over = 0 if quiet_from < quiet_until else 1
    for day in (today - timedelta(days=1), today):
        begins = min(_moments(day, quiet_from))
        ends = max(_moments(day + timedelta(days=days_over), quiet_until))
        if begins <= at < ends:
            return allowed_from(ends, quiet_from=quiet_from, quiet_until=quiet_until)
    return at


def _moments(day: date, clock: time) -> list[datetime]:
    """Return the one or two moments that a time of a day can mean, in UTC, where moments can be compared."""
    zone = timezone.get_default_timezone()
    said = datetime.combine(day, clock.replace(tzinfo=None))
    return [said.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
