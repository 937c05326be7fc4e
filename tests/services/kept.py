"""Places to keep: the least that can stand, written by the system actor."""

from datetime import time
from typing import Any

from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.services.models import ClosedDay, Grant, OpeningHours, Place, PlaceEditor, Provider, Service


def make_kept_place(*, editor: User | None = None, name: str = "Kjelleren", **words: Any) -> Place:
    """Make a place, kept by somebody if they are named."""
    provider, _new = Provider.objects.get_or_create(name="Fjordvik kommune")
    place = Place.objects.create(provider=provider, name=name, changed_at=timezone.now(), **words)
    if editor is not None:
        with acting_as(SYSTEM):
            PlaceEditor.objects.create(place=place, user=editor, since_at=timezone.now())
    return place


def make_kept_service(place: Place, *, need: str = "food", name: str = "Middag", **words: Any) -> Service:
    """Make something a place offers, open on Mondays."""
    service = Service.objects.create(place=place, need=need, name=name, **words)
    OpeningHours.objects.create(service=service, weekday=0, opens=time(10), closes=time(14))
    return service


def make_closed_day(place: Place) -> ClosedDay:
    """Close a place for today."""
    today = timezone.localdate()
    return ClosedDay.objects.create(place=place, from_on=today, until_on=today, words="Vi pusser opp")


def make_grant(provider: Provider, **words: Any) -> Grant:
    """Write down a grant with a report that is due today."""
    today = timezone.localdate()
    known = {"giver": "Fjordvik fylke", "purpose": "Middag", "amount": 250_000, "currency": "NOK"}
    days = {"from_on": today, "until_on": today, "report_due_on": today}
    return Grant.objects.create(provider=provider, **known | days | words)
