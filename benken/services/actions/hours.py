"""When a service is open: the week, and days on which it does not hold."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.policies import Refused
from benken.access.queries import User
from benken.services.actions.keeping import check_keeps, check_seen, held_place, held_service, touch
from benken.services.models import ClosedDay, OpeningHours, Place, Service
from benken.services.policies.hours import Span, overlapping
from benken.services.queries.keeping import spans_of


@transaction.atomic
def change_hours(
    *,
    service: Service,
    spans: Sequence[Span],
    always_open: bool,
    on_holidays: str,
    seen_version: int,
    by: User,
    at: datetime,
) -> bool:
    """Write the week of a service anew; tell whether anything was new. Whoever saves second is told."""
    check_keeps(service.place, by)
    now, spans = held_service(service), [] if always_open else list(spans)
    if overlapping(spans):
        raise Refused(_("To av tidene overlapper."))
    standing = sorted(spans_of(now.hours.all()), key=repr)
    if (now.always_open, now.on_holidays, standing) == (always_open, on_holidays, sorted(spans, key=repr)):
        return False
    check_seen(seen=seen_version, now=now.version)
    now.always_open, now.on_holidays, now.version = always_open, on_holidays, now.version + 1
    now.save(update_fields=["always_open", "on_holidays", "version"])
    now.hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(
            service=now,
            weekday=span.weekday,
            opens=span.opens,
            closes=span.closes,
            from_on=span.from_on,
            until_on=span.until_on,
            words=span.words,
        )
        for span in spans
    )
    record_deed(by=by, at=at, verb="service.hours", object_id=now.pk)
    return True


@transaction.atomic
def add_closed_days(
    *,
    place: Place,
    service: Service | None,
    from_on: date,
    until_on: date,
    opens: time | None,
    closes: time | None,
    words: str,
    by: User,
    at: datetime,
    pk: UUID | None = None,
) -> ClosedDay:
    """Write down days on which the ordinary hours do not hold; `pk` brings back what was just taken away."""
    check_keeps(place, by)
    now = held_place(place)
    if service is not None and service.place_id != now.pk:
        raise Refused(_("Velg et tilbud ved dette stedet."))
    days = ClosedDay(
        place=now, service=service, from_on=from_on, until_on=until_on, opens=opens, closes=closes, words=words
    )
    if pk is not None:
        days.pk = pk
        if ClosedDay.objects.filter(pk=pk).exists():
            return days
    days.save(force_insert=True)
    touch(now, by=by, at=at)
    now.save()
    record_deed(by=by, at=at, verb="place.days_add", object_id=now.pk)
    return days


@transaction.atomic
def remove_closed_days(*, days: ClosedDay, by: User, at: datetime) -> None:
    """Take away days with other hours."""
    check_keeps(days.place, by)
    now = held_place(days.place)
    gone, _each = ClosedDay.objects.filter(pk=days.pk).delete()
    if gone:
        touch(now, by=by, at=at)
        now.save()
        record_deed(by=by, at=at, verb="place.days_remove", object_id=now.pk)
