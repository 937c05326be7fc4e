"""Places and what they offer, the least that is valid, for the tests of the directory."""

from datetime import time
from itertools import count
from typing import Any

from django.utils import timezone

from benken.services.models import ClosedDay, OpeningHours, Place, Provider, Service
from benken.services.needs import Need

_number = count(1)


def make_place(name: str = "", **fields: Any) -> Place:
    """Make a place of a provider of its own."""
    number = next(_number)
    provider = fields.pop("provider", None) or Provider.objects.create(name=f"Driver {number}")
    return Place.objects.create(
        provider=provider, name=name or f"Sted {number}", changed_at=fields.pop("changed_at", timezone.now()), **fields
    )


def make_service(name: str = "", *, place: Place | None = None, **fields: Any) -> Service:
    """Make something that is offered: food, always open unless the test says when."""
    number = next(_number)
    fields = {"need": Need.FOOD, "always_open": "open" not in fields, **fields}
    hours = fields.pop("open", "")
    service = Service.objects.create(place=place or make_place(), name=name or f"Tilbud {number}", **fields)
    if hours:
        for weekday in range(7):
            make_hours(service, weekday, hours)
    return service


def make_hours(service: Service, weekday: int, clocks: str, **fields: Any) -> OpeningHours:
    """Make hours of one weekday: «09:00-15:00»."""
    opens, closes = (time.fromisoformat(clock) for clock in clocks.split("-"))
    return OpeningHours.objects.create(service=service, weekday=weekday, opens=opens, closes=closes, **fields)


def make_closed(place: Place, from_on: Any, until_on: Any = None, **fields: Any) -> ClosedDay:
    """Make days that are not as ever, and give the place a new version, as whoever changes a place does."""
    made = ClosedDay.objects.create(place=place, from_on=from_on, until_on=until_on or from_on, **fields)
    touch(place)
    return made


def touch(place: Place) -> None:
    """Give a place a new version."""
    place.version += 1
    place.changed_at = timezone.now()
    place.save(update_fields=["version", "changed_at"])
