"""Who runs a place, the place itself, who keeps it, what it offers."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import User
from benken.services.models import Place, PlaceEditor, Provider, Service
from benken.services.policies.keeping import can_be_editor, can_keep, can_run_places, check
from benken.services.queries.keeping import is_editor

PROVIDER_WORDS = ("name", "kind", "about", "phone", "email", "url")
PLACE_WORDS = (
    "name",
    "street",
    "postal_code",
    "town",
    "area",
    "way_there",
    "is_hidden",
    "step_free",
    "phone",
    "url",
    "house_rules",
)
SERVICE_WORDS = (
    "need",
    "name",
    "about",
    "who_may_come",
    "age_from",
    "age_to",
    "way_in",
    "cost",
    "answers_here",
    "gives_by",
    "judged_by",
    "places_total",
)


def check_keeps(place: Place, by: User) -> None:
    """Refuse whoever does not keep this place."""
    check(can_keep(by, is_editor=is_editor(place, by)))


def check_seen(*, seen: int, now: int) -> None:
    """Refuse to write over what somebody else wrote meanwhile."""
    if seen != now:
        raise ChangedMeanwhile(_("En annen lagret først. Se over, og lagre igjen."))


def held_place(place: Place) -> Place:
    """Return the place as it is now, held until the transaction ends."""
    return Place.objects.select_for_update().get(pk=place.pk)


def held_service(service: Service) -> Service:
    """Return the service as it is now, held until the transaction ends."""
    return Service.objects.select_for_update(of=("self",)).select_related("place").get(pk=service.pk)


def touch(place: Place, *, by: User, at: datetime) -> None:
    """Write down that something of a place was changed; the place is not saved yet."""
    place.version, place.changed_at, place.changed_by = place.version + 1, at, by


def _is_new(row: Place | Service | Provider, words: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in words.items())


def _fill(row: Place | Service | Provider, words: Mapping[str, Any]) -> None:
    for name, value in words.items():
        setattr(row, name, value)


@transaction.atomic
def add_provider(*, words: Mapping[str, Any], by: User, at: datetime) -> Provider:
    """Write down somebody who runs places."""
    check(can_run_places(by))
    provider = Provider(**{name: words[name] for name in PROVIDER_WORDS})
    _save_provider(provider)
    record_deed(by=by, at=at, verb="provider.add", object_id=provider.pk)
    return provider


@transaction.atomic
def change_provider(*, provider: Provider, words: Mapping[str, Any], by: User, at: datetime) -> bool:
    """Change what stands of somebody who runs places; tell whether anything was new."""
    check(can_run_places(by))
    now = Provider.objects.select_for_update().get(pk=provider.pk)
    words = {name: words[name] for name in PROVIDER_WORDS}
    if not _is_new(now, words):
        return False
    _fill(now, words)
    _save_provider(now)
    record_deed(by=by, at=at, verb="provider.change", object_id=now.pk)
    return True


def _save_provider(provider: Provider) -> None:
    try:
        with transaction.atomic():
            provider.save()
    except IntegrityError as taken:
        raise Refused(_("Det står alt en med det navnet her.")) from taken


@transaction.atomic
def add_place(*, provider: Provider, words: Mapping[str, Any], by: User, at: datetime) -> Place:
    """Make a place."""
    check(can_run_places(by))
    words = {name: words[name] for name in PLACE_WORDS}
    place = Place.objects.create(provider=provider, changed_at=at, changed_by=by, **words)
    record_deed(by=by, at=at, verb="place.add", object_id=place.pk)
    return place


@transaction.atomic
def change_place(*, place: Place, words: Mapping[str, Any], seen_version: int, by: User, at: datetime) -> bool:
    """Change what stands of a place; tell whether anything was new. Whoever saves second is told."""
    check_keeps(place, by)
    now, words = held_place(place), {name: words[name] for name in PLACE_WORDS}
    if not _is_new(now, words):
        return False
    check_seen(seen=seen_version, now=now.version)
    _fill(now, words)
    touch(now, by=by, at=at)
    now.save()
    record_deed(by=by, at=at, verb="place.change", object_id=now.pk)
    return True


@transaction.atomic
def close_place(*, place: Place, on: date, by: User, at: datetime) -> bool:
    """Show a place no longer from a day on; what was written of it stays. Tell whether that was new."""
    check(can_run_places(by))
    now = held_place(place)
    if now.closed_on is not None:
        return False
    now.closed_on = on
    touch(now, by=by, at=at)
    now.save()
    record_deed(by=by, at=at, verb="place.close", object_id=now.pk)
    return True


@transaction.atomic
def reopen_place(*, place: Place, by: User, at: datetime) -> bool:
    """Show a place again; tell whether that was new."""
    check(can_run_places(by))
    now = held_place(place)
    if now.closed_on is None:
        return False
    now.closed_on = None
    touch(now, by=by, at=at)
    now.save()
    record_deed(by=by, at=at, verb="place.reopen", object_id=now.pk)
    return True


@transaction.atomic
def name_editor(*, place: Place, user: User, by: User, at: datetime) -> bool:
    """Let somebody with the role keep a place; tell whether that was new."""
    check(can_run_places(by))
    if not can_be_editor(user):
        raise Refused(_("Bare den som har rollen «redaktør for et sted», kan holde stedet."))
    with acting_as(SYSTEM):  # whoever keeps a place reads what is sent there: nobody writes it by themselves
        _editor, is_new = PlaceEditor.objects.get_or_create(place=place, user=user, defaults={"since_at": at})
    if is_new:
        record_deed(by=by, at=at, verb="place.editor_add", object_id=place.pk)
    return is_new


@transaction.atomic
def remove_editor(*, place: Place, user: User, by: User, at: datetime) -> bool:
    """Let somebody keep a place no longer, from their next request on; tell whether that was new."""
    check(can_run_places(by))
    with acting_as(SYSTEM):
        gone, _each = PlaceEditor.objects.filter(place=place, user=user).delete()
    if gone:
        record_deed(by=by, at=at, verb="place.editor_remove", object_id=place.pk)
    return bool(gone)


@transaction.atomic
def add_service(*, place: Place, words: Mapping[str, Any], by: User, at: datetime) -> Service:
    """Write down something a place offers."""
    check(can_run_places(by))
    words = {name: words[name] for name in SERVICE_WORDS}
    service = Service.objects.create(place=place, checked_on=None, **words)
    record_deed(by=by, at=at, verb="service.add", object_id=service.pk)
    return service


@transaction.atomic
def change_service(*, service: Service, words: Mapping[str, Any], seen_version: int, by: User, at: datetime) -> bool:
    """Change what stands of a service; tell whether anything was new. Whoever saves second is told."""
    check_keeps(service.place, by)
    now, words = held_service(service), {name: words[name] for name in SERVICE_WORDS}
    if not _is_new(now, words):
        return False
    check_seen(seen=seen_version, now=now.version)
    _fill(now, words)
    if now.places_total is not None and now.places_free is not None and now.places_free > now.places_total:
        raise Refused(_("Det er talt flere ledige enn det. Rett de ledige plassene først."))
    now.version += 1
    now.save()
    record_deed(by=by, at=at, verb="service.change", object_id=now.pk)
    return True


@transaction.atomic
def confirm_service(*, service: Service, on: date, by: User, at: datetime) -> bool:
    """Say that all that stands of a service still holds; tell whether that was new today."""
    check_keeps(service.place, by)
    now = held_service(service)
    if now.checked_on == on:
        return False
    now.checked_on = on
    now.save(update_fields=["checked_on"])
    record_deed(by=by, at=at, verb="service.checked", object_id=now.pk)
    return True


@transaction.atomic
def end_service(*, service: Service, on: date, by: User, at: datetime) -> bool:
    """Offer a service no longer from a day on; tell whether that was new."""
    check(can_run_places(by))
    now = held_service(service)
    if now.ended_on is not None:
        return False
    now.ended_on = on
    now.save(update_fields=["ended_on"])
    record_deed(by=by, at=at, verb="service.end", object_id=now.pk)
    return True


@transaction.atomic
def resume_service(*, service: Service, by: User, at: datetime) -> bool:
    """Offer a service again; tell whether that was new."""
    check(can_run_places(by))
    now = held_service(service)
    if now.ended_on is None:
        return False
    now.ended_on = None
    now.save(update_fields=["ended_on"])
    record_deed(by=by, at=at, verb="service.resume", object_id=now.pk)
    return True
