"""The directory written as HSDS 3.1 JSON: services with all that belongs to each, as the standard's API gives them."""

import json
from collections.abc import Iterable, Iterator
from gzip import GzipFile
from io import BytesIO
from typing import Any
from uuid import UUID

from benken.interop.hsds.words import (
    CLOSED,
    OTHER_HOURS,
    STEP_FREE,
    TAXONOMY,
    TERMS,
    VERSION,
    WAYS_IN,
    WEEKDAYS,
    made_id,
)
from benken.services.exchange import DaysFacts, Directory, HoursFacts, PlaceFacts, ProviderFacts, ServiceFacts

Json = dict[str, Any]


def as_hsds(directory: Directory, *, country: str) -> Json:
    """Return the directory as one page that holds all of it."""
    return {**_page(len(directory.services)), "contents": [*_services(directory, country=country)]}


def packed_hsds(directory: Directory, *, country: str) -> bytes:
    """Return the same as packed JSON, written a service at a time: the whole never lies unpacked in memory."""
    packed = BytesIO()
    with GzipFile(fileobj=packed, mode="wb", mtime=0) as file:  # equal directories are equal to the byte
        head = json.dumps(_page(len(directory.services))).removesuffix("}")
        file.write(f'{head}, "contents": ['.encode())
        for number, service in enumerate(_services(directory, country=country)):
            file.write(f"{', ' if number else ''}{json.dumps(service, ensure_ascii=False)}".encode())
        file.write(b"]}")
    return packed.getvalue()


def _page(count: int) -> Json:
    return {
        "version": VERSION,
        "total_items": count,
        "total_pages": 1,
        "page_number": 1,
        "size": count,
        "first_page": True,
        "last_page": True,
        "empty": not count,
    }


def _services(directory: Directory, *, country: str) -> Iterator[Json]:
    providers = {provider.id: _organization(provider) for provider in directory.providers}
    days: dict[tuple[UUID, UUID | None], list[DaysFacts]] = {}
    for row in directory.days:
        days.setdefault((row.place_id, row.service_id), []).append(row)
    places = {
        place.id: (place, _location(place, days.get((place.id, None), []), country=country))
        for place in directory.places
    }
    for service in directory.services:
        place, location = places[service.place_id]
        other = days.get((place.id, service.id), [])
        yield _service(service, place, location, providers[place.provider_id], other)


def _filled(**parts: Any) -> Json:
    """Return what is said: HSDS leaves out what nobody knows."""
    return {name: value for name, value in parts.items() if value not in (None, "", [])}


def _attribute(entity: str, link_id: UUID, kind: str, value: str, *, name: str = "") -> Json:
    code = f"{kind}:{value}" if name else kind
    term = {
        "id": made_id("term", code),
        "code": code,
        "name": name or TERMS[kind],
        "description": TERMS[kind],
        "taxonomy": TAXONOMY,
    }
    return {
        "id": made_id(entity, link_id, kind),
        "link_id": str(link_id),
        "link_entity": entity,
        "link_type": kind,
        "value": value,
        "taxonomy_term_id": term["id"],
        "taxonomy_term": term,
    }


def _phones(owner: str, owner_id: UUID, number: str) -> list[Json]:
    return [{"id": made_id("phone", owner_id), owner: str(owner_id), "number": number}] if number else []


def _organization(provider: ProviderFacts) -> Json:
    return _filled(
        id=str(provider.id),
        name=provider.name,
        email=provider.email,
        website=provider.url,
        phones=_phones("organization_id", provider.id, provider.phone),
        attributes=[_attribute("organization", provider.id, "kind", provider.kind)],
    ) | {"description": provider.about}


def _location(place: PlaceFacts, days: Iterable[DaysFacts], *, country: str) -> Json:
    has_address = any((place.street, place.postal_code, place.town, place.area))
    address = {
        "id": made_id("address", place.id),
        "location_id": str(place.id),
        "address_1": place.street,
        "city": place.town,
        "region": place.area,
        "state_province": "",
        "postal_code": place.postal_code,
        "country": country.upper(),
        "address_type": "physical",
    }
    attributes = [_attribute("location", place.id, "house_rules", place.house_rules)] if place.house_rules else []
    if place.is_hidden:
        attributes.append(_attribute("location", place.id, "is_hidden", "yes"))
    return _filled(
        id=str(place.id),
        location_type="physical",
        organization_id=str(place.provider_id),
        name=place.name,
        transportation=place.way_there,
        url=place.url,
        addresses=[address] if has_address else [],
        phones=_phones("location_id", place.id, place.phone),
        accessibility=[]
        if place.step_free is None
        else [
            {
                "id": made_id("accessibility", place.id),
                "location_id": str(place.id),
                "description": STEP_FREE[place.step_free],
            }
        ],
        schedules=[_exception(row) for row in days],
        attributes=attributes,
    )


def _service(
    service: ServiceFacts, place: PlaceFacts, location: Json, organization: Json, days: Iterable[DaysFacts]
) -> Json:
    attributes = [
        _attribute("service", service.id, "need", service.need, name=service.need.replace("_", " ")),
        _attribute("service", service.id, "way_in", service.way_in),
        _attribute("service", service.id, "on_holidays", service.on_holidays),
    ]
    if service.always_open:
        attributes.append(_attribute("service", service.id, "always_open", "yes"))
    if service.places_free is None and service.places_total is not None:
        attributes.append(_attribute("service", service.id, "places_total", str(service.places_total)))
    schedules = [_day_and_night(service)] if service.always_open else [_hours(service, row) for row in service.hours]
    return _filled(
        id=str(service.id),
        organization_id=str(place.provider_id),
        name=service.name,
        description=service.about,
        status="active",
        application_process=WAYS_IN.get(service.way_in, ""),
        eligibility_description=service.who_may_come,
        minimum_age=service.age_from,
        maximum_age=service.age_to,
        fees_description=service.cost,
        assured_date=service.checked_on.isoformat() if service.checked_on else "",
        schedules=schedules + [_exception(row) for row in days],
        capacities=_capacity(service),
        service_at_locations=[
            {
                "id": made_id("at", service.id, place.id),
                "service_id": str(service.id),
                "location_id": str(place.id),
                "location": location,
            }
        ],
        organization=organization,
        attributes=attributes,
    )


def _hours(service: ServiceFacts, row: HoursFacts) -> Json:
    span = row.span
    return _filled(
        id=str(row.id),
        service_id=str(service.id),
        freq="WEEKLY",
        interval=1,
        wkst="MO",
        byday=WEEKDAYS[span.weekday],
        opens_at=span.opens.isoformat(),
        closes_at=span.closes.isoformat(),
        valid_from=span.from_on.isoformat() if span.from_on else "",
        valid_to=span.until_on.isoformat() if span.until_on else "",
        description=span.words,
    )


def _day_and_night(service: ServiceFacts) -> Json:
    return {
        "id": made_id("always", service.id),
        "service_id": str(service.id),
        "freq": "WEEKLY",
        "interval": 1,
        "byday": ",".join(WEEKDAYS),
        "opens_at": "00:00:00",
        "closes_at": "23:59:00",
    }


def _exception(days: DaysFacts) -> Json:
    return _filled(
        id=str(days.id),
        service_id=str(days.service_id) if days.service_id else "",
        location_id="" if days.service_id else str(days.place_id),
        valid_from=days.from_on.isoformat(),
        valid_to=days.until_on.isoformat(),
        opens_at=days.opens,
        closes_at=days.closes,
        description=days.words,
        notes=OTHER_HOURS if days.opens else CLOSED,
        attributes=[_attribute("schedule", days.id, "exception", "yes")],
    )


def _capacity(service: ServiceFacts) -> list[Json]:
    if service.places_free is None or service.counted_at is None:
        return []
    unit = {"id": made_id("unit", "place"), "name": "place"}
    return [
        _filled(
            id=made_id("capacity", service.id),
            service_id=str(service.id),
            unit=unit,
            unit_id=unit["id"],
            maximum=service.places_total,
            updated=service.counted_at.isoformat(),
        )
        | {"available": service.places_free}
    ]
