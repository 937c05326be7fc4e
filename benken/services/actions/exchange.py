"""A directory from another system: what would come of it, and taking it in all at once or not at all.

What stands here and not there stays. A place that is hidden here stays hidden, with its address. What was closed here
is not opened.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.queries import Role, User
from benken.services.exchange import (
    DaysFacts,
    Decision,
    Directory,
    LeftOut,
    PlaceFacts,
    ProviderFacts,
    ServiceFacts,
)
from benken.services.models import ClosedDay, OpeningHours, Place, Provider, Service
from benken.services.policies.keeping import check
from benken.services.queries.exchange import (
    TELLS_WHERE,
    days_facts,
    hidden,
    known_rows,
    place_facts,
    provider_facts,
    service_facts,
)


def may_take_in(user: User) -> bool:
    """Tell whether somebody takes in a directory: administrators."""
    return user.is_active and user.has_role(Role.ADMIN)


def decide(directory: Directory) -> Decision:
    """Return what would come of a directory; nothing is written."""
    providers, places, services, names = known_rows(directory)
    decision = Decision()
    taken: dict[str, UUID] = dict(names)
    fine: set[UUID] = set()
    for provider in directory.providers:
        why = _fault(Provider, asdict(provider))
        if not why and taken.setdefault(provider.name, provider.id) != provider.id:
            why = _("Det står alt en leverandør med det navnet her.")
        known = providers.get(provider.id)
        _put(decision, provider, why, provider_facts(known) if known else None, fine)
    for place in directory.places:
        known_place = places.get(place.id)
        why = _fault(Place, asdict(place))
        if not why and place.provider_id not in fine:
            why = _("Leverandøren er ikke med.")
        if not why and known_place and known_place.closed_on:
            why = _("Stedet er lagt ned her.")
        now = place
        if known_place and known_place.is_hidden:  # stays hidden: the file may come from where that is not known
            now = hidden(place)
        _put(decision, now, why, place_facts(known_place) if known_place else None, fine)
    for service in directory.services:
        known_service = services.get(service.id)
        why = _fault_of_service(service)
        if not why and service.place_id not in fine:
            why = _("Stedet er ikke med.")
        if not why and known_service and known_service.ended_on:
            why = _("Tilbudet er avsluttet her.")
        _put(decision, service, why, service_facts(known_service) if known_service else None, fine)
    _decide_days(decision, directory, fine)
    return decision


def _put(
    decision: Decision,
    row: ProviderFacts | PlaceFacts | ServiceFacts,
    why: str,
    known: ProviderFacts | PlaceFacts | ServiceFacts | None,
    fine: set[UUID],
) -> None:
    if why or row.id in fine:
        decision.left_out.append(LeftOut(row.name[:150], why or _("Den samme id-en står to ganger.")))
        return
    fine.add(row.id)
    if known is None:
        decision.new.append(row)
    else:
        (decision.same if known == row else decision.changed).append(row)


def _decide_days(decision: Decision, directory: Directory, fine: set[UUID]) -> None:
    standing = {row.pk: days_facts(row) for row in ClosedDay.objects.filter(pk__in=[row.id for row in directory.days])}
    for days in directory.days:
        words = asdict(days) | {"opens": days.opens or None, "closes": days.closes or None}
        why = _fault(ClosedDay, words)
        if days.place_id not in fine or (days.service_id is not None and days.service_id not in fine):
            why = why or _("Stedet er ikke med.")
        if not why and (days.from_on > days.until_on or bool(days.opens) != bool(days.closes)):
            why = _("Dagene eller klokkeslettene henger ikke sammen.")
        if why:
            decision.left_out.append(LeftOut(f"{days.from_on} {days.words}"[:150], why))
        elif standing.get(days.id) != days:
            decision.days.append(days)


def _fault(model: type[models.Model], words: Mapping[str, Any]) -> str:
    """Return in a sentence why a row cannot stand, or nothing."""
    row = model(**{name: value for name, value in words.items() if name != "hours"})
    try:
        row.clean_fields(exclude=["provider", "place", "service", "changed_at", "changed_by"])
    except ValidationError as wrong:
        return " ".join(f"{name}: {' '.join(said)}" for name, said in wrong.message_dict.items())
    return ""


def _fault_of_service(service: ServiceFacts) -> str:
    why = _fault(Service, asdict(service))
    if why:
        return why
    for row in service.hours:
        span = {**asdict(row.span), "id": row.id}
        if row.span.weekday not in range(7) or _fault(OpeningHours, span):
            return _("En av åpningstidene kan ikke leses.")
    ages = (service.age_from, service.age_to)
    if None not in ages and ages[0] > ages[1]:  # type: ignore[operator]  # neither is None
        return _("Aldrene står i feil rekkefølge.")
    if service.places_free is not None:
        if service.counted_at is None:
            return _("Ledige plasser må ha et tidspunkt.")
        if service.places_total is not None and service.places_free > service.places_total:
            return _("Det er flere ledige plasser enn det er plasser.")
    return ""


@transaction.atomic
def take_in(*, directory: Directory, by: User, at: datetime) -> Decision:
    """Take in a directory: what is new and what changed, all of it or nothing."""
    check(may_take_in(by))
    decision = decide(directory)
    for row in (*decision.new, *decision.changed):
        match row:
            case ProviderFacts():
                Provider.objects.update_or_create(pk=row.id, defaults=_without_id(row))
            case PlaceFacts():
                _take_place(row, by=by, at=at)
            case ServiceFacts():
                _take_service(row)
        record_deed(by=by, at=at, verb="directory.import", object_id=row.id)
    for days in decision.days:
        _take_days(days)
    return decision


def _without_id(row: ProviderFacts | PlaceFacts | ServiceFacts) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name not in {"id", "hours"}}


def _take_place(row: PlaceFacts, *, by: User, at: datetime) -> None:
    known = Place.objects.select_for_update().filter(pk=row.id).first()
    words = _without_id(row)
    if known is not None and known.is_hidden:
        words = {name: value for name, value in words.items() if name not in TELLS_WHERE}
    place = known or Place(pk=row.id, version=0)
    for name, value in words.items():
        setattr(place, name, value)
    place.version, place.changed_at, place.changed_by = place.version + 1, at, by
    place.save(force_insert=known is None)


def _take_service(row: ServiceFacts) -> None:
    known = Service.objects.select_for_update().filter(pk=row.id).first()
    service = known or Service(pk=row.id, version=0)
    for name, value in _without_id(row).items():
        setattr(service, name, value)
    service.version += 1
    service.save(force_insert=known is None)
    service.hours.all().delete()
    OpeningHours.objects.filter(pk__in=[hours.id for hours in row.hours]).delete()  # moved here from another service
    OpeningHours.objects.bulk_create(
        OpeningHours(pk=hours.id, service=service, **vars(hours.span)) for hours in row.hours
    )


def _take_days(days: DaysFacts) -> None:
    words = {name: value for name, value in vars(days).items() if name != "id"}
    words |= {name: time.fromisoformat(words[name]) if words[name] else None for name in ("opens", "closes")}
    ClosedDay.objects.update_or_create(pk=days.id, defaults=words)
