"""The directory as others are given it: what is in use, and of a hidden place neither address nor way."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q

from benken.services.exchange import DaysFacts, Directory, HoursFacts, PlaceFacts, ProviderFacts, ServiceFacts
from benken.services.models import ClosedDay, Place, Provider, Service
from benken.services.policies.hours import Span

STAMP = """SELECT (SELECT sum(hashtextextended(r::text, 0)) FROM services_provider r),
  (SELECT sum(hashtextextended(r::text, 0)) FROM services_place r),
  (SELECT sum(hashtextextended(r::text, 0)) FROM services_service r),
  (SELECT sum(hashtextextended(r::text, 0)) FROM services_openinghours r),
  (SELECT sum(hashtextextended(r::text, 0)) FROM services_closedday r)"""
TELLS_WHERE = ("street", "postal_code", "town", "area", "way_there", "url")


def directory_stamp(*, today: date) -> tuple[object, ...]:
    """Return what is another as soon as anything of the directory is, whoever wrote it: a hash over all its rows."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP)
        return (today, *(cursor.fetchone() or ()))


def public_directory(*, today: date) -> Directory:
    """Return what everybody may know of the directory, in an order that stays."""
    services = list(
        Service.objects.filter(Q(place__closed_on=None) | Q(place__closed_on__gt=today))
        .filter(Q(ended_on=None) | Q(ended_on__gt=today))
        .prefetch_related("hours")
        .order_by("pk")
    )
    places = list(Place.objects.filter(pk__in={service.place_id for service in services}).order_by("pk"))
    providers = Provider.objects.filter(pk__in={place.provider_id for place in places}).order_by("pk")
    told = {service.pk for service in services}
    days = ClosedDay.objects.filter(place__in=places, until_on__gte=today).order_by("pk")
    return Directory(
        tuple(provider_facts(provider) for provider in providers),
        tuple(place_facts(place) for place in places),
        tuple(service_facts(service) for service in services),
        tuple(days_facts(row) for row in days if row.service_id is None or row.service_id in told),
    )


def provider_facts(provider: Provider) -> ProviderFacts:
    """Return a provider as facts."""
    return ProviderFacts(**{one.name: getattr(provider, one.name) for one in fields(ProviderFacts)})


def place_facts(place: Place) -> PlaceFacts:
    """Return a place as facts."""
    told = PlaceFacts(**{one.name: getattr(place, one.name) for one in fields(PlaceFacts)})
    return hidden(told) if place.is_hidden else told


def hidden(place: PlaceFacts) -> PlaceFacts:
    """Return a place as a hidden one: without address and way."""
    return replace(place, is_hidden=True, street="", postal_code="", town="", area="", way_there="", url="")


def service_facts(service: Service) -> ServiceFacts:
    """Return a service as facts."""
    told = {one.name: getattr(service, one.name) for one in fields(ServiceFacts) if one.name != "hours"}
    hours = sorted(
        (
            HoursFacts(row.pk, Span(row.weekday, row.opens, row.closes, row.from_on, row.until_on, row.words))
            for row in service.hours.all()
        ),
        key=lambda row: row.id,
    )
    return ServiceFacts(**told, hours=tuple(hours))


def days_facts(days: ClosedDay) -> DaysFacts:
    """Return days with other hours as facts."""
    return DaysFacts(
        days.pk,
        days.place_id,
        days.service_id,
        days.from_on,
        days.until_on,
        days.opens.isoformat() if days.opens else "",
        days.closes.isoformat() if days.closes else "",
        days.words,
    )


def known_rows(
    directory: Directory,
) -> tuple[dict[UUID, Provider], dict[UUID, Place], dict[UUID, Service], dict[str, UUID]]:
    """Return what stands here with the ids of a directory, and the names of providers that are taken."""
    names = [provider.name for provider in directory.providers]
    return (
        Provider.objects.in_bulk(_ids(directory.providers)),
        Place.objects.in_bulk(_ids(directory.places)),
        {row.pk: row for row in Service.objects.filter(pk__in=_ids(directory.services)).prefetch_related("hours")},
        dict(Provider.objects.filter(name__in=names).values_list("name", "pk")),
    )


def _ids(rows: Iterable[ProviderFacts | PlaceFacts | ServiceFacts]) -> list[UUID]:
    return [row.id for row in rows]
