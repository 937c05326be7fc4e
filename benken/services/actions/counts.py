"""What is counted at a place: free places now, and how many there were in a day. Never who, never at which hour.

One tap of the day's count leaves no deed: the log would tell at which minute somebody came. A number that is written
anew does.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.policies import Refused
from benken.access.queries import User
from benken.services.actions.keeping import check_keeps, held_service
from benken.services.models import DayCount, Service
from benken.services.policies.keeping import MOST_COUNTED, can_count, check
from benken.services.queries.keeping import is_editor


@transaction.atomic
def count_free(*, service: Service, number: int, by: User, at: datetime) -> int:
    """Write down how many places are free now; return by how much that changed."""
    check_keeps(service.place, by)
    return _set_free(held_service(service), number, by=by, at=at)


@transaction.atomic
def change_free(*, service: Service, change: int, by: User, at: datetime) -> int:
    """Add to what is free, or take from it, never below nothing or above what there is; return by how much."""
    check_keeps(service.place, by)
    now = held_service(service)
    most = MOST_COUNTED if now.places_total is None else now.places_total
    return _set_free(now, min(max((now.places_free or 0) + change, 0), most), by=by, at=at)


def _set_free(now: Service, number: int, *, by: User, at: datetime) -> int:
    if now.places_total is not None and number > now.places_total:
        raise Refused(
            _("Det er %(total)d plasser her. Skriv et tall som ikke er større.") % {"total": now.places_total}
        )
    change = number - (now.places_free or 0)
    now.places_free, now.counted_at = number, at
    now.save(update_fields=["places_free", "counted_at"])
    record_deed(by=by, at=at, verb="service.free", object_id=now.pk)
    return change


@transaction.atomic
def add_to_count(*, service: Service, on: date, what: str, change: int, today: date, by: User) -> int:
    """Add to the count of a day, or take from it, never below nothing; return by how much."""
    return _write(service, on=on, what=what, number=None, change=change, today=today, by=by)


@transaction.atomic
def set_count(*, service: Service, on: date, what: str, number: int, today: date, by: User, at: datetime) -> int:
    """Write the count of a day anew; return by how much that changed it."""
    changed = _write(service, on=on, what=what, number=number, change=0, today=today, by=by)
    if changed:
        record_deed(by=by, at=at, verb="count.set", object_id=service.pk)
    return changed


def _write(service: Service, *, on: date, what: str, number: int | None, change: int, today: date, by: User) -> int:
    check(can_count(by, is_editor=is_editor(service.place, by)))
    if not today - timedelta(days=1) <= on <= today:
        raise Refused(_("Bare tallene for i dag og i går kan endres."))
    if what not in DayCount.What.values or service.ended_on is not None:
        raise Refused(_("Dette telles ikke her."))
    DayCount.objects.get_or_create(service=service, on=on, what=what)
    held = DayCount.objects.select_for_update().get(service=service, on=on, what=what)
    wanted = held.number + change if number is None else number
    before, held.number = held.number, min(max(wanted, 0), MOST_COUNTED)
    held.save(update_fields=["number"])
    return held.number - before
