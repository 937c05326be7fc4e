"""The secret address of a calendar: made, ended, and asked by whoever holds it."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import User
from benken.lib.sealing import keyed_hash
from benken.services.ics import Event, calendar
from benken.services.models import Appointment, CalendarFeed
from benken.services.policies.appointments import FETCHES_AN_HOUR
from benken.services.queries.appointments import calendar_rows

SECRET_BYTES = 32


class TooOften(Exception):
    """An address is asked more often than a calendar needs."""


@transaction.atomic
def make_feed(*, user: User, at: datetime) -> str:
    """Make an address for one's own calendar, the one before it dead; return its secret, which is shown once."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with acting_as(SYSTEM):
        CalendarFeed.objects.filter(user=user, ended_at__isnull=True).update(ended_at=at)
        feed = CalendarFeed.objects.create(
            user=user, secret_hash=_hash(secret), sessions_ended=user.sessions_ended, made_at=at
        )
    record_deed(by=user, at=at, verb="feed.make", object_id=feed.pk)
    return secret


@transaction.atomic
def end_feed(*, user: User, at: datetime) -> bool:
    """End one's own address; return whether there was one."""
    with acting_as(SYSTEM):
        ended = CalendarFeed.objects.filter(user=user, ended_at__isnull=True).update(ended_at=at)
    if ended:
        record_deed(by=user, at=at, verb="feed.end")
    return bool(ended)


def fetch(*, secret: str, at: datetime) -> bytes | None:
    """Return the calendar behind a secret, or None where there is none (any longer).

    The rows are read as the owner sees them, a person as in a narrow session; no more than times is read of them.
    """
    with acting_as(SYSTEM):
        rows = CalendarFeed.objects.select_for_update(of=("self",)).select_related("user")
        feed = rows.filter(secret_hash=_hash(secret), ended_at__isnull=True).first()
        if feed is None or not feed.user.is_active or feed.sessions_ended != feed.user.sessions_ended:
            return None
        if feed.hour_at is None or feed.hour_at <= at - timedelta(hours=1):
            feed.hour_at, feed.fetched = at, 0
        if feed.fetched >= FETCHES_AN_HOUR:
            raise TooOften
        feed.fetched += 1
        feed.last_fetched_at = at
        feed.save(update_fields=["hour_at", "fetched", "last_fetched_at"])
    with acting_as(feed.user.pk, narrow=True):
        events = [
            Event(
                id=one.pk,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                changed_at=one.changed_at,
                sequence=one.version - 1,
                is_cancelled=one.state == Appointment.State.CANCELLED,
            )
            for one in calendar_rows(feed.user, at=at)
        ]
    return calendar(events, word=_("avtale"))


def _hash(secret: str) -> str:
    return keyed_hash(secret, secret=settings.SECRET_KEY, purpose="benken.services.calendar")
