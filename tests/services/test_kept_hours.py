"""The week as a plain form: several spans a day, past midnight in words first, nothing typed is lost."""

import re
from datetime import date, time
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, User
from benken.services.models import OpeningHours, Service
from benken.services.policies.hours import Span, overlapping
from tests.factories import make_user, sign_in
from tests.services.kept import make_kept_place, make_kept_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user(Role.SERVICE_EDITOR)


@pytest.fixture
def service(editor: User) -> Service:
    return make_kept_service(make_kept_place(editor=editor))


def week(**lines: str) -> dict[str, Any]:
    """Return the form as it is sent: all the first lines of the week, and what is typed in some of them."""
    fields = {f"d{day}_0_{part}": "" for day, part in product([*range(7), "s"], ("opens", "closes", "words"))}
    fields |= {f"ds_0_{part}": "" for part in ("weekday", "from_on", "until_on")}
    return {**fields, "on_holidays": "closed", "version": "1", "seen": "", **lines}


def standing(service: Service) -> list[tuple[int, time, time]]:
    return list(OpeningHours.objects.filter(service=service).values_list("weekday", "opens", "closes"))


def deeds() -> int:
    with acting_as(SYSTEM):
        return Deed.objects.filter(verb="service.hours").count()


def test_several_spans_a_day_and_a_season_are_written(client: Client, editor: User, service: Service) -> None:
    address = reverse("kept_hours", args=[service.pk])
    assert 'name="d0_1_opens"' in sign_in(client, editor).get(address).text, "a line is always free"
    season = {"ds_0_weekday": "6", "ds_0_opens": "12:00", "ds_0_closes": "15:00", "ds_0_from_on": "2027-06-01"}
    sent = week(d0_0_opens="08:00", d0_0_closes="11:00", d0_1_opens="17:00", d0_1_closes="20:00", **season)
    assert client.post(address, sent).status_code == 302
    assert standing(service) == [(0, time(8), time(11)), (0, time(17), time(20)), (6, time(12), time(15))]
    assert OpeningHours.objects.get(weekday=6).from_on == date(2027, 6, 1)
    service.refresh_from_db()
    assert (service.version, deeds()) == (2, 1)
    page = client.get("/places/").text
    assert "08:00 til 11:00, 17:00 til 20:00" in page
    assert client.post(address, {**sent, "version": "2"}).status_code == 302
    assert deeds() == 1, "the same again changes nothing"


def test_hours_past_midnight_are_told_in_words_before_they_are_saved(
    client: Client, editor: User, service: Service
) -> None:
    address = reverse("kept_hours", args=[service.pk])
    sent = week(d4_0_opens="20:00", d4_0_closes="02:00")
    told = sign_in(client, editor).post(address, sent)
    assert told.status_code == 422
    assert "20:00 til 02:00 neste dag" in told.text
    assert standing(service) == [(0, time(10), time(14))]
    assert deeds() == 0
    seen = re.search(r'name="seen" value="(\w+)"', told.text)
    assert seen
    other = client.post(address, {**sent, "d4_0_closes": "03:00", "seen": seen[1]})
    assert other.status_code == 422, "other hours are told anew"
    assert "20:00 til 03:00 neste dag" in other.text
    assert client.post(address, {**sent, "seen": seen[1]}).status_code == 302
    assert standing(service) == [(4, time(20), time(2))]


@pytest.mark.parametrize(
    "typed",
    [
        {"d2_0_opens": "09:00"},
        {"d2_0_opens": "halv ti", "d2_0_closes": "10:00"},
        {"d2_0_opens": "09:00", "d2_0_closes": "12:00", "d2_1_opens": "11:00", "d2_1_closes": "13:00"},
        {"d6_0_opens": "20:00", "d6_0_closes": "05:00", "d0_0_opens": "04:00", "d0_0_closes": "06:00"},
        {"ds_0_weekday": "1", "ds_0_opens": "09:00", "ds_0_closes": "10:00"},
        {"ds_0_opens": "09:00", "ds_0_closes": "10:00", "ds_0_from_on": "2027-01-01"},
        {"d3_0_opens": "09:00", "d3_0_closes": "10:00", "d3_0_words": "x" * 40_000},
    ],
)
def test_hours_that_cannot_be_are_told_and_kept(
    client: Client, editor: User, service: Service, typed: dict[str, str]
) -> None:
    sent = week(d1_0_opens="10:15", d1_0_closes="11:45", **typed)
    answer = sign_in(client, editor).post(reverse("kept_hours", args=[service.pk]), sent)
    assert answer.status_code == 422
    for value in ("10:15", "11:45", *typed.values()):
        assert value in answer.text
    assert standing(service) == [(0, time(10), time(14))]
    assert deeds() == 0


def test_day_and_night_takes_the_hours_away(client: Client, editor: User, service: Service) -> None:
    address = reverse("kept_hours", args=[service.pk])
    sign_in(client, editor).post(address, week(always_open="on", d0_0_opens="10:00", d0_0_closes="09:00"))
    service.refresh_from_db()
    assert service.always_open
    assert standing(service) == []


def test_more_lines_are_given_and_nothing_is_saved(client: Client, editor: User, service: Service) -> None:
    answer = sign_in(client, editor).post(reverse("kept_hours", args=[service.pk]), week(d0_0_opens="09:30", more="1"))
    assert answer.status_code == 200
    assert 'name="d0_1_opens"' in answer.text
    assert "09:30" in answer.text
    assert standing(service) == [(0, time(10), time(14))]


def test_who_saves_hours_second_sees_what_the_first_wrote(client: Client, editor: User, service: Service) -> None:
    address = reverse("kept_hours", args=[service.pk])
    sign_in(Client(), make_user(Role.LEADER)).get(address)
    first = sign_in(Client(), make_user(Role.LEADER))
    assert first.post(address, week(d5_0_opens="11:00", d5_0_closes="13:30")).status_code == 302
    answer = sign_in(client, editor).post(address, week(d0_0_opens="09:45", d0_0_closes="10:00"))
    assert answer.status_code == 422
    assert "11:00 til 13:30" in answer.text
    assert "09:45" in answer.text
    assert standing(service) == [(5, time(11), time(13, 30))]


clocks = st.integers(0, 1439).map(lambda minute: time(minute // 60, minute % 60))
spans = st.builds(Span, st.integers(0, 6), clocks, clocks)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spans, spans)
def test_overlap_is_a_minute_of_the_week_that_both_have(one: Span, other: Span) -> None:
    def minutes(span: Span) -> set[int]:
        begins = span.weekday * 1440 + span.opens.hour * 60 + span.opens.minute
        ends = span.weekday * 1440 + span.closes.hour * 60 + span.closes.minute
        ends += 1440 if span.closes <= span.opens else 0
        return {minute % (7 * 1440) for minute in range(begins, ends)}

    assert bool(overlapping([one, other])) == bool(minutes(one) & minutes(other))
