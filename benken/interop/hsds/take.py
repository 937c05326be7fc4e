"""HSDS 3.x JSON read as a directory. What cannot be read is left out, with a sentence; nothing in a file is run."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from benken.interop.caseload.read import Unreadable
from benken.interop.hsds.words import STEP_FREE, TAXONOMY, WEEKDAYS, made_id
from benken.lib.text import tidy_line, tidy_text
from benken.services.exchange import (
    DaysFacts,
    Directory,
    HoursFacts,
    LeftOut,
    PlaceFacts,
    ProviderFacts,
    ServiceFacts,
)
from benken.services.policies.hours import Span

MOST_SERVICES = 5_000
MOST_NUMBER = 99_999
YEARS = range(1900, 3000)  # at the ends of the calendar a moment of one time zone is none in another
_BYDAY = re.compile(r"[A-Z]{2}(,[A-Z]{2})*")


class _Fault(Exception):
    """Why one service cannot be read, in a sentence."""


@dataclass
class Read:
    """What a file holds: a directory, and what of it could not be read."""

    directory: Directory
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass
class _Found:
    providers: dict[UUID, ProviderFacts] = field(default_factory=dict)
    places: dict[UUID, PlaceFacts] = field(default_factory=dict)
    services: list[ServiceFacts] = field(default_factory=list)
    days: dict[UUID, DaysFacts] = field(default_factory=dict)


def read_hsds(content: bytes) -> Read:
    """Return what a file holds; raise Unreadable with one sentence when it is no such file."""
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as wrong:
        raise Unreadable(_("Fila er ikke JSON.")) from wrong
    rows = told.get("contents", told.get("services")) if isinstance(told, dict) else told
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(_("Fant ingen liste over tilbud i fila. Den skal være HSDS, versjon 3."))
    if len(rows) > MOST_SERVICES:
        raise Unreadable(_("Fila har flere enn %(most)d tilbud. Del den i flere.") % {"most": MOST_SERVICES})
    found, left_out = _Found(), []
    for row in rows:
        try:
            _read_service(row, found)
        except _Fault as why:
            left_out.append(LeftOut(_line(row, "name")[:150] or "–", str(why)))
    directory = Directory(
        tuple(sorted(found.providers.values(), key=lambda one: one.id)),
        tuple(sorted(found.places.values(), key=lambda one: one.id)),
        tuple(sorted(found.services, key=lambda one: one.id)),
        tuple(sorted(found.days.values(), key=lambda one: one.id)),
    )
    return Read(directory, left_out)


def _read_service(row: dict[str, Any], found: _Found) -> None:
    if row.get("status", "active") != "active":
        raise _Fault(_("Tilbudet er ikke i gang."))
    organization = _one(row, "organization")
    if organization is None:
        raise _Fault(_("Det står ikke hvem som driver tilbudet."))
    at = next(iter(_rows(row, "service_at_locations")), None)
    location = _one(at, "location") if at else None
    if location is None:
        raise _Fault(_("Det står ikke hvor tilbudet er."))
    provider = _provider(organization)
    place = _place(location, provider.id)
    service_id, own = _id(row), _own(row)
    need = own.get("need", "")
    if not need:
        raise _Fault(_("Det står ikke med våre ord hva en kan få der."))
    schedules = _rows(row, "schedules")
    capacity = next(iter(_rows(row, "capacities")), {})
    total = own.get("places_total")
    service = ServiceFacts(
        id=service_id,
        place_id=place.id,
        need=need,
        name=_line(row, "name"),
        about=_text(row, "description"),
        who_may_come=_line(row, "eligibility_description"),
        age_from=_number(row, "minimum_age"),
        age_to=_number(row, "maximum_age"),
        way_in=own.get("way_in", "drop_in"),
        cost=_line(row, "fees_description"),
        always_open=own.get("always_open") == "yes",
        on_holidays=own.get("on_holidays", "closed"),
        places_total=_number(capacity, "maximum") if capacity else _whole(total),
        places_free=_number(capacity, "available"),
        counted_at=_moment(capacity, "updated"),
        checked_on=_day(row, "assured_date"),
        hours=() if own.get("always_open") == "yes" else tuple(_hours(schedules)),
    )
    days = [
        *_exceptions(schedules, place.id, service_id),
        *_exceptions(_rows(location, "schedules"), place.id, None),
    ]
    if found.providers.setdefault(provider.id, provider) != provider:
        raise _Fault(_("Den som driver tilbudet, er beskrevet på to måter i fila."))
    if found.places.setdefault(place.id, place) != place:
        raise _Fault(_("Stedet er beskrevet på to måter i fila."))
    found.services.append(service)
    found.days |= {row.id: row for row in days}


def _provider(row: dict[str, Any]) -> ProviderFacts:
    return ProviderFacts(
        id=_id(row),
        name=_line(row, "name"),
        kind=_own(row).get("kind", "municipality"),
        about=_text(row, "description"),
        phone=_phone(row),
        email=_line(row, "email"),
        url=_line(row, "website"),
    )


def _place(row: dict[str, Any], provider_id: UUID) -> PlaceFacts:
    own = _own(row)
    address = next((one for one in _rows(row, "addresses") if one.get("address_type") == "physical"), {})
    stairs = {_line(one, "description") for one in _rows(row, "accessibility")}
    place = PlaceFacts(
        id=_id(row),
        provider_id=provider_id,
        name=_line(row, "name"),
        is_hidden=own.get("is_hidden") == "yes",
        step_free=next((said for said, words in STEP_FREE.items() if words in stairs), None),
        phone=_phone(row),
        house_rules=own.get("house_rules", ""),
    )
    if place.is_hidden:  # whatever the file tells of where it is, is not kept
        return place
    return PlaceFacts(
        **vars(place)
        | {
            "street": _line(address, "address_1"),
            "postal_code": _line(address, "postal_code"),
            "town": _line(address, "city"),
            "area": _line(address, "region"),
            "way_there": _line(row, "transportation"),
            "url": _line(row, "url"),
        }
    )


def _hours(schedules: list[dict[str, Any]]) -> Iterator[HoursFacts]:
    for row in schedules:
        if _is_exception(row):
            continue
        byday, opens, closes = _line(row, "byday"), _clock(row, "opens_at"), _clock(row, "closes_at")
        if row.get("freq") != "WEEKLY" or row.get("interval", 1) != 1 or not _BYDAY.fullmatch(byday):
            raise _Fault(_("En av åpningstidene kan ikke leses."))
        weekdays = byday.split(",")
        if opens is None or closes is None or not set(weekdays) <= set(WEEKDAYS):
            raise _Fault(_("En av åpningstidene kan ikke leses."))
        for weekday in dict.fromkeys(weekdays):
            span = Span(
                WEEKDAYS.index(weekday),
                opens,
                closes,
                _day(row, "valid_from"),
                _day(row, "valid_to"),
                _line(row, "description"),
            )
            yield HoursFacts(_id(row) if len(weekdays) == 1 else UUID(made_id(_id(row), weekday)), span)


def _exceptions(schedules: list[dict[str, Any]], place_id: UUID, service_id: UUID | None) -> Iterator[DaysFacts]:
    for row in schedules:
        if _is_exception(row):
            first, last = _day(row, "valid_from"), _day(row, "valid_to")
            opens, closes = _clock(row, "opens_at"), _clock(row, "closes_at")
            if first is None or last is None:
                raise _Fault(_("En dag med andre tider kan ikke leses."))
            yield DaysFacts(
                _id(row),
                place_id,
                service_id,
                first,
                last,
                opens.isoformat() if opens else "",
                closes.isoformat() if closes else "",
                _line(row, "description"),
            )


def _is_exception(row: dict[str, Any]) -> bool:
    return _own(row).get("exception") == "yes"


def _own(row: dict[str, Any]) -> dict[str, str]:
    """Return what is said in our own taxonomy."""
    own = {}
    for attribute in _rows(row, "attributes"):
        term = attribute.get("taxonomy_term")
        if isinstance(term, dict) and term.get("taxonomy") == TAXONOMY:
            kind, value = attribute.get("link_type"), attribute.get("value")
            if isinstance(kind, str) and isinstance(value, str):
                own[kind] = tidy_text(_whole_letters(value))
    return own


def _phone(row: dict[str, Any]) -> str:
    return next((_line(phone, "number") for phone in _rows(row, "phones")), "")


def _one(row: dict[str, Any], name: str) -> dict[str, Any] | None:
    value = row.get(name)
    return value if isinstance(value, dict) else None


def _rows(row: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = row.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _id(row: dict[str, Any]) -> UUID:
    try:
        return UUID(row.get("id"))
    except (ValueError, TypeError, AttributeError) as wrong:
        raise _Fault(_("En id mangler, eller er ingen UUID.")) from wrong


def _line(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return tidy_line(_whole_letters(value)) if isinstance(value, str) else ""


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return tidy_text(_whole_letters(value)) if isinstance(value, str) else ""


def _whole_letters(text: str) -> str:
    """Return a text without half letters (JSON can write one half of a pair), which nothing can store or show."""
    return text.encode(errors="ignore").decode()


def _number(row: dict[str, Any], name: str) -> int | None:
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise _Fault(_("«%(name)s» er ikke et helt tall.") % {"name": name})
    if not 0 <= value <= MOST_NUMBER:
        raise _Fault(_("«%(name)s» er for stort eller for lite.") % {"name": name})
    return int(value)


def _whole(value: str | None) -> int | None:
    return int(value) if value and len(value) <= len(str(MOST_NUMBER)) and value.isascii() and value.isdigit() else None


def _read(kind: Any, row: dict[str, Any], name: str) -> Any:
    value = row.get(name)
    if value in (None, ""):
        return None
    fault = _Fault(_("«%(name)s» kan ikke leses.") % {"name": name})
    try:
        read = kind.fromisoformat(value)
    except (ValueError, TypeError) as wrong:
        raise fault from wrong
    if not isinstance(read, time) and read.year not in YEARS:
        raise fault
    return read


def _day(row: dict[str, Any], name: str) -> date | None:
    day: date | None = _read(date, row, name)
    return day


def _clock(row: dict[str, Any], name: str) -> time | None:
    clock: time | None = _read(time, row, name)
    return clock.replace(tzinfo=None) if clock else None


def _moment(row: dict[str, Any], name: str) -> datetime | None:
    moment: datetime | None = _read(datetime, row, name)
    if moment is not None and moment.tzinfo is None:
        raise _Fault(_("«%(name)s» mangler tidssone.") % {"name": name})
    return moment
