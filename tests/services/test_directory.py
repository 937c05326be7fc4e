"""The public directory: what is open, by need, place and age; nothing is kept of who looks."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading
from benken.services.models import OpeningHours, Service
from benken.services.needs import Need
from benken.services.queries.board import forget_board
from tests.factories import make_account_of, make_person, make_user, sign_in
from tests.my.test_home import lix
from tests.services.town import make_closed, make_hours, make_place, make_service, touch

pytestmark = pytest.mark.django_db

OSLO = ZoneInfo("Europe/Oslo")
NOON = datetime(2026, 11, 25, 12, tzinfo=OSLO)  # a Wednesday
URL = "/services/"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let it be noon on an ordinary Wednesday."""
    set_clock(monkeypatch, NOON)
    forget_board()
    yield
    forget_board()


def set_clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at)


def names(client: Client, query: str = "") -> list[str]:
    answer = client.get(URL + query)
    assert answer.status_code == 200
    page = re.split('id="(?:nothing|later)"', answer.content.decode())[0]  # what opens later is told below that
    return re.findall(r'<h2><a href="/services/[^"]*">([^<]*)</a>', page)


def text(client: Client, query: str = "") -> str:
    return client.get(URL + query).content.decode()


def test_what_is_open_now_is_shown_with_until_when_where_and_a_number_to_call(client: Client) -> None:
    cafe = make_place("Kafé Brygga", way_there="Bak biblioteket", phone="999 90 150")
    make_service("Frokost", place=cafe, open="09:00-15:00", who_may_come="Alle")
    make_service("Middag", place=cafe, open="17:00-19:00")
    page = text(client)
    assert names(client) == ["Frokost"]
    for words in ("Åpent til kl. 15", "Kafé Brygga", "Mat", "Bak biblioteket", "Alle", 'href="tel:99990150"'):
        assert words in page


def test_today_is_what_is_left_of_the_day_the_open_first_then_what_opens_soonest(client: Client) -> None:
    make_service("Over", open="07:00-11:00")
    make_service("Kveld", open="20:00-22:00")
    make_service("Ettermiddag", open="15:00-17:00")
    make_service("Åpent", open="09:00-15:00")
    assert names(client, "?when=today") == ["Åpent", "Ettermiddag", "Kveld"]
    page = text(client, "?when=today")
    assert "15–17" in page
    assert "åpent nå" in page
    assert names(client, "?when=all") == ["Åpent", "Ettermiddag", "Kveld", "Over"]
    assert "Åpner i morgen kl. 7" in text(client, "?when=all")


def test_tomorrow_and_a_day_are_asked_for_in_the_address(client: Client) -> None:
    service = make_service("Torsdag", open="")
    Service.objects.filter(pk=service.pk).update(always_open=False)
    make_hours(service, 3, "10:00-12:00")
    night = make_service("Natt", open="21:00-08:00")
    make_closed(night.place, NOON.date() + timedelta(days=2), service=night)
    assert names(client) == []
    assert names(client, "?when=tomorrow") == ["Natt", "Torsdag"]
    assert names(client, "?when=2026-11-26") == ["Natt", "Torsdag"]
    friday = text(client, "?when=2026-11-27")
    assert "Torsdag" not in re.findall(r"<h2><a[^>]*>([^<]*)", friday)
    assert "Til kl. 8" in friday, "Thursday's night lasts into the day on which none begins"
    assert "Åpent fredag 27. november" in friday
    assert names(client, "?when=2026-11-28") == ["Natt"]
    assert names(client, "?when=2026-12-03") == ["Natt", "Torsdag"]


@pytest.mark.parametrize("when", ["yesterday", "2026-13-40", "2020-01-01", "9999-12-31", "", "day", "%00", "å" * 4000])
def test_a_moment_that_makes_no_sense_is_now(client: Client, when: str) -> None:
    make_service("Åpent", open="09:00-15:00")
    make_service("Kveld", open="20:00-22:00")
    assert names(client, f"?when={when}") == ["Åpent"]


def test_past_midnight_the_night_shelter_is_open_still(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_service("Natt", need=Need.BED_TONIGHT, open="21:00-08:30")
    assert names(client) == []
    set_clock(monkeypatch, NOON.replace(hour=23))
    assert "Åpent til i morgen kl. 8.30" in text(client, "?need=bed_tonight&when=now")
    set_clock(monkeypatch, NOON.replace(hour=3) + timedelta(days=1))
    assert "Åpent til kl. 8.30" in text(client, "?need=bed_tonight&when=now")
    set_clock(monkeypatch, NOON.replace(hour=9) + timedelta(days=1))
    assert names(client) == []


def test_several_needs_can_be_asked_for_and_taken_away(client: Client) -> None:
    make_service("Frokost")
    make_service("Dusj", need=Need.SHOWER)
    make_service("Samtale", need=Need.TALK)
    assert names(client, "?need=food&need=shower") == ["Dusj", "Frokost"]
    page = text(client, "?need=food&need=shower")
    assert 'href="?need=shower"' in page, "food is taken away"
    assert "need=talk" in page
    assert 'aria-current="true"' in page
    assert names(client, "?need=nothing") == ["Dusj", "Frokost", "Samtale"]


def test_area_age_step_free_drop_in_and_name_narrow_it(client: Client) -> None:
    north = make_place("Nordre hus", area="Nord", step_free=True)
    make_service("Ungdomskafé", place=north, age_from=16, age_to=25)
    make_service("Kafé", place=make_place("Sørhuset", area="Sør", step_free=False), way_in=Service.WayIn.CALL_FIRST)
    make_service("Overalt")
    assert names(client, "?area=Nord") == ["Ungdomskafé"]
    assert names(client, "?age=15") == ["Kafé", "Overalt"]
    assert names(client, "?age=16") == ["Kafé", "Overalt", "Ungdomskafé"]
    assert names(client, "?age=25") == ["Kafé", "Overalt", "Ungdomskafé"]
    assert names(client, "?age=26") == ["Kafé", "Overalt"]
    assert names(client, "?step_free=1") == ["Ungdomskafé"]
    assert names(client, "?drop_in=1") == ["Overalt", "Ungdomskafé"]
    assert names(client, f"?q={quote('NORDRE')}") == ["Ungdomskafé"]
    assert names(client, f"?q={quote('kafé')}") == ["Kafé", "Ungdomskafé"]
    page = text(client, "?area=Nord&age=16&q=kaf")
    assert 'value="kaf"' in page
    assert 'value="16"' in page
    assert "<option selected>Nord</option>" in page


@pytest.mark.parametrize("written", ["abc", "-1", "1e9", "٣", "99999999999999999999", "%00", "🙂"])
def test_an_age_that_is_none_is_left_out(client: Client, written: str) -> None:
    make_service("For unge", age_to=25)
    assert names(client, f"?age={written}") == ["For unge"]


@pytest.mark.parametrize(
    "words", ["x" * 40_000, "مرحبا", "🙂" * 50, "%00", "'; --", "<script>alert(1)</script>", "%25_"]
)
def test_any_words_can_be_sought(client: Client, words: str) -> None:
    make_service("Kafé")
    page = client.get(
        URL, {"q": words} if "%" not in words else None, query_string=f"q={words}" if "%" in words else ""
    )
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_room_is_told_while_the_count_is_fresh_and_later_that_it_is_old(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_service("Seng", places_total=8, places_free=3, counted_at=NOON - timedelta(hours=2))
    make_service("Uten tall")
    assert "3 av 8 ledig, talt kl. 10" in text(client)
    set_clock(monkeypatch, NOON + timedelta(hours=4))
    assert "3 av 8" not in text(client)
    assert "Sist talt kl. 10. Ring og spør om det er plass." in text(client)
    set_clock(monkeypatch, NOON + timedelta(hours=20))
    assert "Sist talt i går kl. 10." in text(client)
    set_clock(monkeypatch, NOON + timedelta(days=3))
    assert "talt" not in text(client)
    assert "talt" not in text(client, "?when=tomorrow")


def test_nothing_left_is_told_as_full_and_zero_of_many(client: Client) -> None:
    make_service("Fullt", places_total=8, places_free=0, counted_at=NOON)
    make_service("Noen", places_free=2, counted_at=NOON)
    page = text(client)
    assert "Fullt, talt kl. 12. Spør likevel." in page
    assert "2 ledig, talt kl. 12" in page


def test_a_hidden_place_is_told_of_without_where_it_is(client: Client) -> None:
    hidden = make_place(
        "Krisesenteret", is_hidden=True, street="Hemmelig gate 1", postal_code="0001", town="Fjordvik", area="Lia",
        way_there="Ved den røde døra", phone="999 90 151", step_free=False,
    )  # fmt: skip
    make_service("Seng", place=hidden, need=Need.BED_TONIGHT)
    make_service("Kafé", place=make_place(area="Nord"))
    for page in (text(client), text(client, "?area=Nord"), client.get(f"/services/{hidden.pk}/").content.decode()):
        assert "Adressen er hemmelig" in page
        assert 'href="tel:99990151"' in page
        for words in ("Hemmelig gate", "0001", "Lia", "røde"):
            assert words not in page
    assert names(client, "?area=Nord") == ["Kafé", "Seng"], "it comes whatever area is asked for"
    assert names(client, "?area=Lia") == names(client, "?area=Nowhere") == ["Seng"]


def test_what_has_ended_and_a_closed_place_are_gone(client: Client) -> None:
    today = NOON.date()
    make_service("Slutt", ended_on=today)
    going = make_service("Slutter i morgen", ended_on=today + timedelta(days=1))
    closed = make_service("Nedlagt", place=make_place(closed_on=today)).place
    assert names(client) == ["Slutter i morgen"]
    assert names(client, "?when=tomorrow") == []
    assert client.get(f"/services/{closed.pk}/").status_code == 404
    assert client.get(f"/services/{going.place.pk}/").status_code == 200


def test_a_closed_day_and_a_change_of_hours_are_seen_at_once(client: Client) -> None:
    service = make_service("Frokost", open="09:00-15:00")
    assert names(client) == ["Frokost"]
    make_closed(service.place, NOON.date(), words="Vi vasker")
    assert names(client) == []
    assert "Vi vasker" in text(client, "?when=all")
    assert "Åpner i morgen kl. 9" in text(client, "?when=all")
    other = make_service("Middag", open="09:00-15:00")
    assert names(client) == ["Middag"]
    OpeningHours.objects.filter(service=other).delete()
    assert names(client) == [], "what is shown is read anew, even where nobody gave the place a new version"
    touch(other.place)
    assert "Ring og spør når det er åpent" in text(client, "?when=all")


def test_nothing_open_helps_on(client: Client) -> None:
    make_service("Kveld", open="20:00-22:00")
    page = text(client, "?need=food&area=x")
    assert "Vi fant ingenting her" in page
    for link in (
        'href="tel:113"',
        'href="tel:116117"',
        'href="?need=food&amp;when=today&amp;area=x"',
        'href="?when=all"',
    ):
        assert link in page
    assert "ringe Fjordvik kommune" in page


def test_where_nothing_is_open_what_opens_first_is_told(client: Client) -> None:
    for hour in (20, 14, 17, 16, 19, 21, 15):
        make_service(f"Klokka {hour}", open=f"{hour}:00-22:00")
    make_service("Dusj", need=Need.SHOWER, open="13:00-22:00")
    page = text(client, "?need=food")
    assert "Dette åpner først" in page
    shown = re.findall(r'<h2><a href="/services/[^"]*">([^<]*)</a>', page)
    assert shown == ["Klokka 14", "Klokka 15", "Klokka 16", "Klokka 17", "Klokka 19"]
    assert "Åpner kl. 14" in page
    assert "Dette åpner først" not in text(client, "?need=work")
    make_service("Åpent", open="09:00-15:00")
    page = text(client, "?need=food")
    assert page.index("Åpent til kl. 15") < page.index("Åpner senere") < page.index("Klokka 14")
    assert "Klokka 20" not in page
    assert "Åpner senere" not in text(client, "?need=food&page=2")


def test_pages_of_fifty_follow_each_other_without_a_gap(client: Client) -> None:
    place = make_place()
    for number in range(107):
        make_service(f"Tilbud {number:03}", place=place)
    pages = [names(client, f"?page={number}") for number in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [50, 50, 7, 0]
    assert len({name for page in pages for name in page}) == 107
    assert 'href="?page=2"' in text(client)
    assert "page=4" not in text(client, "?page=3")


def test_fifty_with_much_to_say_are_few_questions_and_a_small_page(client: Client) -> None:
    for number in range(60):
        place = make_place(f"Huset på hjørnet {number}", way_there="Bak biblioteket, gå inn porten og ring på " * 3,
            phone=f"999 90 {number + 100}", area=f"Del {number % 9}")  # fmt: skip
        make_service(f"Varm mat og en kopp kaffe {number}", place=place, open="09:00-15:00", who_may_come="Alle",
            places_total=20, places_free=7, counted_at=NOON)  # fmt: skip
        make_closed(place, NOON.date() + timedelta(days=3), words="Planleggingsdag")
    forget_board()
    with CaptureQueriesContext(connection) as first:
        page = client.get(URL)
    with CaptureQueriesContext(connection) as again:
        client.get(URL)
    sent = [one for one in again.captured_queries if "SAVEPOINT" not in one["sql"] and "set_config" not in one["sql"]]
    assert len(names(client)) == 50
    assert len(first.captured_queries) <= 12
    assert len(sent) <= 5
    assert len(page.content) <= 30_000


def test_whoever_looks_gets_no_cookie_and_nothing_is_logged(client: Client) -> None:
    service = make_service("Kafé", place=make_place(street="Torget 1"))
    with acting_as(SYSTEM):
        before = (Reading.objects.count(), Deed.objects.count())
    for address in (URL, f"{URL}?need=food&q=kaf", f"{URL}{service.place.pk}/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        assert client.post(address).status_code == 405
    with acting_as(SYSTEM):
        assert (Reading.objects.count(), Deed.objects.count()) == before


def test_whoever_is_signed_in_looks_without_a_trace_too(client: Client) -> None:
    make_service("Kafé")
    for user in (make_account_of(make_person()), make_user()):
        with acting_as(SYSTEM):
            before = (Reading.objects.count(), Deed.objects.count())
        sign_in(client, user)
        assert names(client) == ["Kafé"]
        with acting_as(SYSTEM):
            assert (Reading.objects.count(), Deed.objects.count()) == before


def test_a_place_tells_all_it_offers_and_when(client: Client) -> None:
    place = make_place(
        "Kafé Brygga", street="Torget 1", postal_code="0001", town="Fjordvik", way_there="Bak biblioteket",
        phone="999 90 150", house_rules="Vi er greie med hverandre.\nHunder er velkomne.", step_free=True,
    )  # fmt: skip
    breakfast = make_service("Frokost", place=place, open="09:00-11:00", cost="Gratis", who_may_come="Alle over 18",
        checked_on=NOON.date() - timedelta(days=9), age_from=18)  # fmt: skip
    make_hours(breakfast, 4, "18:00-20:00", words="bare kvinner")
    make_service("Natt", place=place, open="21:00-08:00", checked_on=NOON.date())
    make_closed(place, NOON.date() + timedelta(days=1), words="Planleggingsdag")
    make_closed(place, NOON.date() + timedelta(days=90), words="Påske")
    page = client.get(reverse("place", args=[place.pk])).content.decode()
    for words in ("Torget 1, 0001 Fjordvik", "Bak biblioteket", "uten trapp", "Frokost", "9–11", "18–20 (bare kvinner)",
        "21–8", "Gratis", "Alle over 18", "Fra 18 år", "Bare kom", "Hunder er velkomne", "i morgen", "Planleggingsdag",
        "Sjekket 16. november", "Stengt på helligdager", "Åpner kl. 21"):  # fmt: skip
        assert words in page, words
    assert "Påske" not in page
    assert page.count("<h1") == 1
    assert "Kafé Brygga" not in page.split("<title>")[1].split("</title>")[0]
    assert len(page.encode()) <= 30_000


def test_a_place_without_anything_and_one_that_is_not_there(client: Client) -> None:
    empty = client.get(reverse("place", args=[make_place().pk]))
    assert "Ring og spør" in empty.content.decode()
    missing = client.get("/services/00000000-0000-7000-8000-000000000000/")
    assert missing.status_code == 404


@pytest.mark.parametrize("query", ["", "?when=today", "?when=all", "?need=food", "?need=work"])
def test_the_pages_are_easy_to_read(client: Client, query: str) -> None:
    place = make_place("Kafé Brygga", way_there="Bak biblioteket", phone="999 90 150")
    make_service("Frokost", place=place, open="09:00-15:00")
    make_service("Middag", place=place, open="17:00-19:00")
    assert lix(text(client, query)) <= 30
    assert lix(client.get(reverse("place", args=[place.pk])).content.decode()) <= 30


def test_the_pages_stand_in_four_languages(client: Client) -> None:
    service = make_service("Frokost", open="09:00-15:00")
    for language in ("nb", "nn", "da", "en"):
        for address in (URL, f"{URL}?when=today", f"{URL}{service.place.pk}/"):
            answer: Any = client.get(address, headers={"accept-language": language})
            assert answer.status_code == 200
            assert f'<html lang="{language}"' in answer.content.decode()
