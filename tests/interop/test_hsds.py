"""The directory out as HSDS and in again: the same content, no secret address, nothing taken in before a look."""

import gzip
import json
import re
import secrets
from collections.abc import Callable
from datetime import UTC, date, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role
from benken.interop.caseload.read import Unreadable
from benken.interop.hsds.give import as_hsds, packed_hsds
from benken.interop.hsds.take import YEARS, read_hsds
from benken.lib.text import tidy_line, tidy_text
from benken.services.actions.exchange import take_in
from benken.services.exchange import DaysFacts, Directory, HoursFacts, PlaceFacts, ProviderFacts, ServiceFacts
from benken.services.models import ClosedDay, OpeningHours, Place, Provider, Service
from benken.services.needs import Need
from benken.services.policies.hours import Span
from benken.services.queries.exchange import public_directory
from tests.factories import make_user, sign_in
from tests.services.kept import make_closed_day, make_kept_place, make_kept_service

pytestmark = pytest.mark.django_db

ids = st.uuids(version=4)
letters = st.sampled_from("aæøÅé7 -–,.:;=+@<&>\"'\\/{}[]ß漢مΩ🍲")
lines = st.text(letters, max_size=30).map(tidy_line)
names = st.text(letters, min_size=1, max_size=30).map(tidy_line).filter(bool)
texts = st.text(letters | st.just("\n"), max_size=60).map(tidy_text)
clocks = st.integers(0, 1439).map(lambda minute: time(minute // 60, minute % 60))
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
moments = st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year in YEARS)
ages = st.none() | st.integers(0, 60)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first, last = sorted((draw(days), draw(days)))
    season = draw(st.sampled_from([(None, None), (first, None), (None, last), (first, last)]))
    return Span(draw(st.integers(0, 6)), draw(clocks), draw(clocks), *season, draw(lines))


@st.composite
def services(draw: st.DrawFn, place_id: UUID) -> ServiceFacts:
    always, total = draw(st.booleans()), draw(st.none() | st.integers(0, 99))
    free = draw(st.none() | st.integers(0, 99 if total is None else total))
    youngest, more = draw(ages), draw(st.none() | st.integers(0, 60))
    hours = [] if always else draw(st.lists(st.builds(HoursFacts, ids, spans()), max_size=4, unique_by=lambda h: h.id))
    return ServiceFacts(
        id=draw(ids),
        place_id=place_id,
        need=draw(st.sampled_from(Need.values)),
        name=draw(names),
        about=draw(texts),
        who_may_come=draw(lines),
        age_from=youngest,
        age_to=None if more is None else (youngest or 0) + more,
        way_in=draw(st.sampled_from(Service.WayIn.values)),
        cost=draw(lines),
        always_open=always,
        on_holidays=draw(st.sampled_from(Service.OnHolidays.values)),
        places_total=total,
        places_free=free,
        counted_at=None if free is None else draw(moments),
        checked_on=draw(st.none() | days),
        hours=tuple(sorted(hours, key=lambda row: row.id)),
    )


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    """An invented directory: every provider has a place, every place a service, since no more is told."""
    providers = [
        ProviderFacts(
            id=draw(ids),
            name=f"{number} {draw(lines)}".strip(),
            kind=draw(st.sampled_from(Provider.Kind.values)),
            about=draw(texts),
            phone=draw(st.sampled_from(["", "55000107"])),
            email=draw(st.sampled_from(["", "post@example.org"])),
            url=draw(st.sampled_from(["", "https://example.org/om"])),
        )
        for number in range(draw(st.integers(0, 2)))
    ]
    places, offered, other = [], [], []
    for provider in providers:
        hidden = draw(st.booleans())
        where = {} if hidden else {
            "street": draw(lines), "postal_code": draw(st.sampled_from(["", "5003"])), "town": draw(lines),
            "area": draw(lines), "way_there": draw(lines), "url": draw(st.sampled_from(["", "https://example.org"])),
        }  # fmt: skip
        place = PlaceFacts(
            id=draw(ids),
            provider_id=provider.id,
            name=draw(names),
            is_hidden=hidden,
            step_free=draw(st.none() | st.booleans()),
            phone=draw(st.sampled_from(["", "55000108"])),
            house_rules=draw(texts),
            **where,
        )
        places.append(place)
        here = draw(st.lists(services(place.id), min_size=1, max_size=2))
        offered += here
        for service_id in (None, here[0].id):
            first, hours = draw(days), draw(st.sampled_from([("", ""), ("10:00:00", "12:30:00")]))
            last = first + timedelta(days=draw(st.integers(0, 9)))
            other.append(DaysFacts(draw(ids), place.id, service_id, first, last, *hours, draw(lines)))
    return Directory(
        tuple(sorted(providers, key=lambda row: row.id)),
        tuple(sorted(places, key=lambda row: row.id)),
        tuple(sorted(offered, key=lambda row: row.id)),
        tuple(sorted(other, key=lambda row: row.id)),
    )


def written(directory: Directory) -> bytes:
    return json.dumps(as_hsds(directory, country="no")).encode()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(directories())
def test_what_is_written_is_read_as_the_same(directory: Directory) -> None:
    read = read_hsds(written(directory))
    assert read.left_out == []
    assert read.directory == directory


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(directories())
def test_an_export_taken_into_an_empty_directory_is_exported_as_the_same(directory: Directory) -> None:
    with transaction.atomic():
        first = written(directory)
        admin = make_user(Role.ADMIN)
        with acting_as(admin.pk):
            decision = take_in(directory=read_hsds(first).directory, by=admin, at=timezone.now())
        assert decision.left_out == []
        again = public_directory(today=date(2020, 1, 1))
        assert again == directory
        assert written(again) == first
        transaction.set_rollback(True)


@pytest.fixture
def town() -> Service:
    """A directory of our own with something of each kind."""
    place = make_kept_place(street="Kaigata 1", town="Fjordvik", phone="55 00 01 07", house_rules="Ro etter elleve.")
    service = make_kept_service(place, places_total=8, places_free=2, counted_at=timezone.now(), cost="gratis")
    OpeningHours.objects.create(service=service, weekday=4, opens=time(20), closes=time(2), words="kveldsåpent")
    make_closed_day(place)
    secret = make_kept_place(
        name="Huset", is_hidden=True, street="Hemmelig vei 7", town="Lilleby", area="Øst", way_there="Bak den blå døra"
    )
    make_kept_service(secret, need="bed_tonight", name="Seng")
    return service


def uploaded(client: Client, content: bytes) -> Any:
    return client.post("/places/file/", {"file": SimpleUploadedFile("steder.json", content)})


def take(client: Client, content: bytes) -> Any:
    page = uploaded(client, content)
    sealed = re.search(r'name="directory" value="([^"]+)"', page.text)
    assert page.status_code == 200
    assert sealed, page.text
    return client.post("/places/file/take-in/", {"directory": sealed[1]}, follow=True)


@pytest.mark.usefixtures("town")
def test_anybody_is_given_the_directory_and_no_secret_address_leaves(client: Client) -> None:
    answer = client.get("/services/hsds.json")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    for secret in ("Hemmelig", "Lilleby", "Øst", "blå døra"):
        assert secret not in answer.text
    told = {service["name"]: service for service in answer.json()["contents"]}
    assert set(told) == {"Middag", "Seng"}
    middag = told["Middag"]
    assert middag["capacities"][0]["available"] == 2
    assert middag["service_at_locations"][0]["location"]["addresses"][0]["city"] == "Fjordvik"
    assert {row["byday"] for row in middag["schedules"]} == {"MO", "FR"}
    assert "addresses" not in told["Seng"]["service_at_locations"][0]["location"]
    assert client.post("/services/hsds.json").status_code == 405


def test_whoever_has_it_already_is_told_so_until_anything_is_another(client: Client, town: Service) -> None:
    def ask(etag: str = "") -> Any:
        return client.get("/services/hsds.json", headers={"if-none-match": etag} if etag else {})

    tags = [ask()["ETag"]]
    place = town.place
    changes: list[Callable[[], object]] = [
        lambda: Service.objects.filter(pk=town.pk).update(places_free=1),
        lambda: OpeningHours.objects.filter(service=town, weekday=4).update(words="bare kvinner"),
        lambda: ClosedDay.objects.update(words="Ferie"),
        lambda: Place.objects.filter(pk=place.pk).update(street="Kaigata 2"),
        lambda: Provider.objects.update(phone="55 00 01 08"),
        lambda: OpeningHours.objects.filter(service=town, weekday=4).delete(),
        lambda: Service.objects.filter(pk=town.pk).update(ended_on=timezone.localdate()),
    ]
    for change in changes:
        same = ask(tags[-1])
        assert (same.status_code, same.content, same["ETag"]) == (304, b"", tags[-1])
        change()
        other = ask(tags[-1])
        assert other.status_code == 200
        assert other["ETag"] not in tags, "it has changed at once, whoever wrote it"
        tags.append(other["ETag"])


def test_what_no_other_system_is_told_of_makes_no_new_directory(client: Client, town: Service) -> None:
    before = client.get("/services/hsds.json")
    Service.objects.filter(pk=town.pk).update(answers_here=True)
    assert client.get("/services/hsds.json")["ETag"] == before["ETag"]


@pytest.mark.usefixtures("town")
def test_it_goes_out_packed_to_those_who_take_it_so(client: Client) -> None:
    plain = client.get("/services/hsds.json")
    assert not plain.has_header("Content-Encoding")
    assert plain["Cache-Control"] == "public, no-cache", "about nobody: it may be kept, and asked for anew"
    assert "Accept-Encoding" in plain["Vary"]
    assert not plain.cookies
    for accepted, is_packed in (("gzip", True), ("br, gzip;q=0.5", True), ("br", False)):
        answer = client.get("/services/hsds.json", headers={"accept-encoding": accepted})
        assert answer.get("Content-Encoding") == ("gzip" if is_packed else None), accepted
        assert (gzip.decompress(answer.content) if is_packed else answer.content) == plain.content
        assert answer["ETag"] == plain["ETag"]
    assert client.head("/services/hsds.json").content == b""


@settings(max_examples=15, deadline=None)
@given(directories())
def test_written_a_service_at_a_time_it_is_the_same(directory: Directory) -> None:
    packed = packed_hsds(directory, country="no")
    assert json.loads(gzip.decompress(packed)) == as_hsds(directory, country="no")
    assert packed == packed_hsds(directory, country="no")


def test_what_is_closed_or_ended_is_not_given(client: Client, town: Service) -> None:
    Service.objects.filter(pk=town.pk).update(ended_on=timezone.localdate())
    Place.objects.filter(name="Huset").update(closed_on=timezone.localdate())
    assert client.get("/services/hsds.json").json()["contents"] == []


def test_an_administrator_sees_what_will_come_of_a_file_before_it_is_taken_in(client: Client, town: Service) -> None:
    content = client.get("/services/hsds.json").content
    told = json.loads(content)
    for rows in (ClosedDay, OpeningHours, Service, Place, Provider):
        rows.objects.all().delete()
    sign_in(client, make_user(Role.ADMIN))
    told["contents"].append({"name": "Uten sted", "id": "x", "organization": {}})
    content = json.dumps(told).encode()
    page = uploaded(client, content)
    assert "5 nye, 0 endret, 0 står slik alt, 1 blir ikke med, 1 gang med andre tider" in page.text
    assert "Uten sted" in page.text
    assert not Service.objects.exists(), "only looked at"
    take(client, content)
    again = Service.objects.get(pk=town.pk)
    assert (again.places_free, again.hours.count(), again.place.street) == (2, 2, "Kaigata 1")
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="directory.import").count() == 5
    assert client.get("/services/hsds.json").json()["contents"] == told["contents"][:2]
    assert "0 nye, 0 endret, 5 står slik alt" in uploaded(client, content).text


def test_a_hidden_place_stays_hidden_with_its_address_whatever_a_file_says(client: Client, town: Service) -> None:
    told = client.get("/services/hsds.json").json()
    location = next(row for row in told["contents"] if row["name"] == "Seng")["service_at_locations"][0]["location"]
    location["attributes"], location["name"] = [], "Huset på kaia"
    sign_in(client, make_user(Role.ADMIN))
    take(client, json.dumps(told).encode())
    huset = Place.objects.get(name="Huset på kaia")
    assert (huset.is_hidden, huset.street) == (True, "Hemmelig vei 7")
    assert Service.objects.get(pk=town.pk).version == 1, "what stands so already is not touched"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 40_000}, "name"),
        ({"minimum_age": 30, "maximum_age": 20}, "Aldrene"),
        ({"minimum_age": 1e300}, "for stort"),
        ({"attributes": []}, "hva en kan få"),
        ({"organization": None}, "hvem som driver"),
        ({"service_at_locations": []}, "hvor tilbudet er"),
        ({"schedules": [{"id": str(UUID(int=1)), "freq": "MONTHLY", "bymonthday": "1"}]}, "åpningstidene"),
        ({"status": "defunct"}, "ikke i gang"),
        ({"assured_date": "i fjor"}, "assured_date"),
        ({"assured_date": {"day": 1}}, "assured_date"),
        ({"capacities": [{"available": 1, "updated": "0001-01-01T00:00:00+14:00"}]}, "updated"),
        ({"capacities": [{"available": 1, "updated": "9999-12-31T23:59:59-14:00"}]}, "updated"),
        ({"name": "Mid\ud800dag\x00" + "x" * 200}, "name"),
    ],
)
@pytest.mark.usefixtures("town")
def test_what_cannot_stand_is_left_out_with_a_reason(client: Client, change: dict[str, Any], why: str) -> None:
    told = client.get("/services/hsds.json").json()
    row = next(row for row in told["contents"] if row["name"] == "Middag")
    row |= change
    sign_in(client, make_user(Role.ADMIN))
    page = uploaded(client, json.dumps(told).encode())
    assert page.status_code == 200
    assert why in page.text
    assert Service.objects.get(name="Middag").version == 1


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " JavaScript:alert(1)"])
@pytest.mark.usefixtures("town")
def test_a_file_brings_no_link_that_a_browser_would_run(client: Client, url: str) -> None:
    told = client.get("/services/hsds.json").json()
    for row in told["contents"]:
        row["organization"]["website"] = url
        row["service_at_locations"][0]["location"]["url"] = url
    page = uploaded(sign_in(client, make_user(Role.ADMIN)), json.dumps(told).encode())
    assert page.status_code == 200
    assert "0 nye, 0 endret" in page.text
    assert "url:" in page.text


@pytest.mark.usefixtures("town")
def test_digits_without_end_and_half_letters_in_a_file_do_no_harm(client: Client) -> None:
    told = client.get("/services/hsds.json").json()
    row = next(row for row in told["contents"] if row["name"] == "Middag")
    row["description"] = "Suppe\ud83d og \x00brød"
    row.pop("capacities", None)
    for attribute in row["attributes"]:
        if attribute["link_type"] == "places_total":
            attribute["value"] = "9" * 5_000
    row["attributes"].append({**row["attributes"][0], "link_type": "places_total", "value": "9" * 5_000})
    sign_in(client, make_user(Role.ADMIN))
    take(client, json.dumps(told).encode())
    taken = Service.objects.get(name="Middag")
    assert taken.about == "Suppe og brød"
    assert taken.places_total is None


@pytest.mark.parametrize("content", [b"", b"<html>", b"[1]", b'{"contents": 3}', b"[" * 100_000, b"\xff\xfe"])
def test_a_file_that_is_none_is_told_in_one_sentence(client: Client, content: bytes) -> None:
    page = uploaded(sign_in(client, make_user(Role.ADMIN)), content)
    assert page.status_code == 422
    if content:
        with pytest.raises(Unreadable):
            read_hsds(content)


def test_a_file_that_could_not_come_back_with_the_form_is_refused_at_once(client: Client) -> None:
    noise = secrets.token_hex(3_000_000)
    page = uploaded(sign_in(client, make_user(Role.ADMIN)), json.dumps({"contents": [], "x": noise}).encode())
    assert page.status_code == 422
    assert "Del den i flere" in page.text


def test_only_an_administrator_takes_in_and_only_what_they_looked_over(client: Client, town: Service) -> None:
    content = client.get("/services/hsds.json").content
    page = uploaded(sign_in(client, make_user(Role.ADMIN)), content.replace(b"gratis", b"ti kroner"))
    sealed = re.search(r'name="directory" value="([^"]+)"', page.text)
    assert sealed
    for role in (Role.LEADER, Role.SERVICE_EDITOR):
        other = sign_in(Client(), make_user(role))
        assert other.get("/places/file/").status_code == 404
        assert other.post("/places/file/take-in/", {"directory": sealed[1]}).status_code == 404
    second = sign_in(Client(), make_user(Role.ADMIN))
    assert "Last opp fila på nytt" in second.post("/places/file/take-in/", {"directory": sealed[1]}, follow=True).text
    town.refresh_from_db()
    assert town.cost == "gratis"
    client.post("/places/file/take-in/", {"directory": sealed[1]})
    town.refresh_from_db()
    assert town.cost == "ti kroner"


def test_two_thousand_services_are_given_in_a_few_statements(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    place = make_kept_place()
    Service.objects.bulk_create(Service(place=place, need="food", name=f"Nr. {number}") for number in range(2_000))
    with django_assert_max_num_queries(12):
        assert client.get("/services/hsds.json").json()["total_items"] == 2_000
