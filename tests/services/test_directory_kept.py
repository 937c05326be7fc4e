"""The list that is drawn once a minute for everybody: never old, never somebody else's, nothing of who looks."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benken.access.actor import acting_as
from benken.access.models import Role
from benken.access.queries.setup import forget_setup
from benken.services.actions.counts import count_free
from benken.services.actions.hours import add_closed_days, change_hours
from benken.services.actions.keeping import PLACE_WORDS, change_place
from benken.services.models import ClosedDay, OpeningHours, Place, Service
from benken.services.needs import Need
from benken.services.policies.hours import Span
from benken.services.queries.board import forget_board
from benken.services.this_minute import ThisMinute
from benken.services.views import directory
from tests.factories import make_account_of, make_person, make_user, sign_in
from tests.services.kept import make_kept_place
from tests.services.town import make_hours, make_place, make_service

pytestmark = pytest.mark.django_db

OSLO = ZoneInfo("Europe/Oslo")
NOON = datetime(2026, 11, 25, 12, tzinfo=OSLO)  # a Wednesday
URL = "/services/"


class Clock:
    """The clock of the test."""

    at = NOON


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """Let it be noon until the test says otherwise, in a process that has drawn nothing."""
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.at)
    monkeypatch.setattr(directory, "_drawn", ThisMinute(directory.PAGES_KEPT))
    forget_board()
    yield clock
    forget_board()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Tell each time a list is drawn."""
    times: list[str] = []
    draw = render_to_string

    def told(template: str, context: dict[str, object]) -> str:
        times.append(template)
        return draw(template, context)

    monkeypatch.setattr(directory, "render_to_string", told)
    return times


def look(client: Client, query: str = "", language: str = "nb") -> str:
    answer = client.get(URL + query, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def names(client: Client, query: str = "") -> list[str]:
    page = re.split('id="(?:nothing|later)"', look(client, query))[0]
    return re.findall(r'<h2><a href="/services/[^"]*">([^<]*)</a>', page)


def test_within_a_minute_it_is_drawn_once_whoever_looks_and_in_the_next_one_anew(
    client: Client, clock: Clock, drawn: list[str]
) -> None:
    make_service("Kafé", open="09:00-15:00")
    look(client)
    for user in (make_user(), make_account_of(make_person())):
        sign_in(client, user)
        clock.at += timedelta(seconds=20)
        assert names(client) == ["Kafé"]
    assert len(drawn) == 1
    clock.at += timedelta(seconds=20)
    assert names(client) == ["Kafé"]
    assert len(drawn) == 2


def test_it_opens_and_closes_at_the_minute(client: Client, clock: Clock) -> None:
    make_service("Kafé", open="12:30-15:00")
    for second, shown in ((-60, []), (-1, []), (0, ["Kafé"]), (59, ["Kafé"])):
        clock.at = NOON.replace(minute=30) + timedelta(seconds=second)
        assert names(client) == shown, f"it opens: {second}"
    for second, shown in ((-1, ["Kafé"]), (0, []), (30, [])):
        clock.at = NOON.replace(hour=15) + timedelta(seconds=second)
        assert names(client) == shown, f"it closes: {second}"


def test_languages_do_not_mix(client: Client) -> None:
    make_service("Kafé", open="09:00-15:00")
    for _ in range(2):
        assert "Åpent nå" in look(client)
        assert "Open now" in look(client, language="en")
        assert "Ope no" in look(client, language="nn")
    assert "Åpent til" not in look(client, language="en")


def test_what_is_asked_for_does_not_mix(client: Client) -> None:
    make_service("Frokost", place=make_place(area="Nord", step_free=True), open="09:00-15:00")
    make_service("Dusj", need=Need.SHOWER, place=make_place(area="Sør"), age_to=25, open="13:00-15:00",
        way_in=Service.WayIn.CALL_FIRST)  # fmt: skip
    asked = {
        "?when=all": ["Frokost", "Dusj"],
        "": ["Frokost"],
        "?need=food": ["Frokost"],
        "?when=all&need=shower": ["Dusj"],
        "?when=all&area=Nord": ["Frokost"],
        "?when=all&area=S%C3%B8r": ["Dusj"],
        "?when=all&step_free=1": ["Frokost"],
        "?when=all&drop_in=1": ["Frokost"],
        "?when=all&age=30": ["Frokost"],
        "?when=all&age=20": ["Frokost", "Dusj"],
        "?when=all&q=dusj": ["Dusj"],
        "?when=tomorrow": ["Frokost", "Dusj"],
        "?when=all&page=2": [],
    }
    for _ in range(2):
        for query, shown in asked.items():
            assert names(client, query) == shown, query


def test_what_somebody_types_is_not_kept(client: Client, drawn: list[str]) -> None:
    make_service("Kafé", open="09:00-15:00")
    for query in ("?q=hemmelig", "?age=17", "?q=hemmelig"):
        look(client, query)
    assert len(drawn) == 3
    assert directory._drawn._of[1] == {}
    look(client)
    (key,) = directory._drawn._of[1]
    assert "hemmelig" not in repr(key)


def test_a_change_by_an_editor_is_seen_at_once(client: Client) -> None:
    editor = make_user(Role.SERVICE_EDITOR)
    place = make_kept_place(editor=editor, name="Kafé Brygga", phone="999 90 150")
    service = make_service("Frokost", place=place, open="09:00-15:00", places_total=8)
    assert names(client) == ["Frokost"]
    for number in (3, 2):
        with acting_as(editor.pk):
            count_free(service=service, number=number, by=editor, at=NOON)
        assert f"{number} av 8 ledig" in look(client)
    words = {name: getattr(place, name) for name in PLACE_WORDS}
    with acting_as(editor.pk):
        change_place(place=place, words=words | {"phone": "999 90 151"}, seen_version=1, by=editor, at=NOON)
    assert "999 90 151" in look(client)
    spans = [Span(day, time(9), time(14), None, None, "") for day in range(7)]
    with acting_as(editor.pk):
        assert change_hours(
            service=service, spans=spans, always_open=False, on_holidays="closed", seen_version=1, by=editor, at=NOON
        )
    assert "Åpent til kl. 14" in look(client)
    today = NOON.date()
    with acting_as(editor.pk):
        add_closed_days(
            place=Place.objects.get(), service=None, from_on=today, until_on=today, opens=None, closes=None,
            words="Vi vasker", by=editor, at=NOON,
        )  # fmt: skip
    assert names(client) == []


def test_what_is_written_past_the_actions_is_seen_at_once_too(client: Client) -> None:
    """Another process, an import or a hand in the database: what is shown is what the database says now."""
    service = make_service("Frokost", open="09:00-15:00", places_free=1, places_total=8, counted_at=NOON)
    assert "1 av 8 ledig" in look(client)
    Service.objects.update(places_free=5)
    assert "5 av 8 ledig" in look(client)
    Service.objects.update(name="Lunsj")
    assert names(client) == ["Lunsj"]
    Place.objects.update(way_there="Bak kirka")
    assert "Bak kirka" in look(client)
    Place.objects.update(is_hidden=True)
    assert "Bak kirka" not in look(client)
    OpeningHours.objects.update(closes=time(13))
    assert "Åpent til kl. 13" in look(client)
    ClosedDay.objects.create(place=service.place, from_on=NOON.date(), until_on=NOON.date())
    assert names(client) == []


def test_what_opens_first_is_as_fresh(client: Client) -> None:
    service = make_service("Middag", open="17:00-19:00")
    assert "Åpner kl. 17" in look(client)
    OpeningHours.objects.filter(service=service).update(opens=time(16))
    assert "Åpner kl. 16" in look(client)


def test_what_the_municipality_says_of_itself_is_as_fresh(client: Client, settings: Any) -> None:
    assert "ringe Fjordvik kommune" in look(client)
    settings.MUNICIPALITY = "Nabo kommune"
    forget_setup()
    assert "ringe Nabo kommune" in look(client)


def test_no_more_is_kept_than_has_room(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "_drawn", ThisMinute(3))
    make_service("Kafé")
    for page in range(1, 9):
        assert names(client, f"?page={page}") == (["Kafé"] if page == 1 else [])
    assert len(directory._drawn._of[1]) == 3


def test_what_is_drawn_already_costs_few_questions_however_much_is_offered(client: Client) -> None:
    counts = []
    for number in (6, 40):
        for each in range(number):
            make_hours(make_service(open="09:00-15:00", place=make_place(area=f"Del {each % 4}")), 2, "18:00-20:00")
        look(client)
        with CaptureQueriesContext(connection) as sent:
            look(client)
        counts.append(len(sent.captured_queries))
    assert counts[0] == counts[1] <= 7
