"""Pressing the one switch for all that is automatic."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import AutomaticSwitch, User
from benken.access.policies import Refused, can_switch_automatic
from benken.access.queries.automatic import latest_press

_ONE_AT_A_TIME = 4_062_711_180  # our own number: who presses in the same moment comes after
_LATER = timedelta(microseconds=1)


@transaction.atomic
def switch_automatic(*, on: bool, by: User, at: datetime) -> AutomaticSwitch | None:
    """Stop all that is automatic, or let it run again; None if somebody has just done the same.

    It counts from its commit. What was stopped meanwhile stays unsent (`automatic_ran_since`).
    """
    if not can_switch_automatic(by):
        raise Refused(_("Bare en leder eller en administrator kan gjøre dette."))
    with acting_as(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        before = latest_press()
        if on == (before is None or before.is_on):
            return None
        moment = at if before is None else max(at, before.at + _LATER)  # two servers' clocks may differ
        pressed = AutomaticSwitch.objects.create(at=moment, by=by, is_on=on)
        verb = "automatic.start" if on else "automatic.stop"
        record_deed(by=by, at=at, verb=verb, object_id=pressed.pk)
    return pressed
