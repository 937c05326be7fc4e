"""The invented town's places."""

import re
from datetime import timedelta

import pytest
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.demo.moments import Clock
from benken.demo.places import rows_of_places
from benken.services.models import ClosedDay, OpeningHours, Place, PlaceEditor, Service
from benken.services.needs import Need

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipality")]


def test_some_five_and_twenty_places_offer_all_that_is_needed() -> None:
    assert Place.objects.count() >= 25
    assert set(Service.objects.values_list("need", flat=True)) == set(Need.values)
    assert Place.objects.filter(is_hidden=True).count() == 1
    assert OpeningHours.objects.filter(service__need=Need.BED_TONIGHT, opens__hour=20, closes__hour=9).count() == 7
    week = timezone.localdate() + timedelta(days=7)
    assert ClosedDay.objects.filter(from_on__gte=timezone.localdate(), from_on__lt=week).exists()
    assert Service.objects.filter(places_free__isnull=False).count() >= 5
    assert not Service.objects.filter(counted_at__gt=timezone.now()).exists()
    assert not Service.objects.filter(Q(always_open=True, hours__isnull=False)).exists()
    with acting_as(SYSTEM):
        assert PlaceEditor.objects.get().user.name == "Wenche Servoll"


def test_the_places_are_the_same_each_time_and_have_invented_numbers() -> None:
    at = timezone.now()
    first, again = ([*rows_of_places(Clock(timezone.localdate(at), at))] for _ in range(2))
    assert [(type(row), row.pk, str(row)) for row in first] == [(type(row), row.pk, str(row)) for row in again]
    assert len({row.pk for row in first}) == len(first)
    numbers = [row.phone for row in first if isinstance(row, Place)]
    assert [one for one in numbers if not re.fullmatch(r"999 90 7\d\d|116117", one)] == []


def test_something_is_open_at_any_hour_and_what_hides_hides(client: Client) -> None:
    text = client.get("/services/").content.decode()
    assert "Et trygt rom for kvinner" in text
    assert "Står ikke her" not in client.get("/services/?when=all").content.decode() + text
    assert len(client.get("/services/?when=all").content) <= 30_000
