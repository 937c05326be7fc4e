"""Those who keep a place: their own start page, what they write, and that nobody else's place answers them."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.services.models import ClosedDay, Place, PlaceEditor, Provider, Service
from tests.factories import make_person, make_user, sign_in
from tests.services.kept import make_closed_day, make_kept_place, make_kept_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user(Role.SERVICE_EDITOR, name="Rita Redaktør")


@pytest.fixture
def leader() -> User:
    return make_user(Role.LEADER, name="Leder En")


@pytest.fixture
def place(editor: User) -> Place:
    return make_kept_place(editor=editor)


@pytest.fixture
def service(place: Place) -> Service:
    return make_kept_service(place)


def deeds() -> list[tuple[str, str]]:
    with acting_as(SYSTEM):
        rows = Deed.objects.filter(verb__regex=r"^(place|service|provider|count|grant)\.").order_by("at", "pk")
        return [(row.verb, row.by.name if row.by else "") for row in rows]


def words_of(service: Service, **changes: object) -> dict[str, object]:
    words: dict[str, object] = {"need": service.need, "name": service.name, "way_in": service.way_in}
    return {**words, "version": service.version, **changes}


@pytest.mark.usefixtures("service")
def test_an_editor_begins_at_their_own_place_and_sees_no_other(client: Client, editor: User) -> None:
    other = make_kept_service(make_kept_place(name="Loftet", editor=make_user(Role.SERVICE_EDITOR)))
    person = make_person(contact=make_user(), called="Ukjent Person")
    sign_in(client, editor)
    assert client.get("/").url == reverse("keeping")  # type: ignore[attr-defined]  # a redirect has it
    page = client.get("/places/")
    assert page.status_code == 200
    assert "Kjelleren" in page.text
    assert "Middag" in page.text
    assert "Loftet" not in page.text
    assert person.called not in page.text
    for name, pk in (("kept_place", other.place_id), ("kept_service", other.pk), ("kept_hours", other.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(user=editor).exists()


def test_the_role_and_the_name_at_the_place_are_both_needed(client: Client, editor: User, place: Place) -> None:
    address = reverse("kept_place_change", args=[place.pk])
    assert sign_in(client, editor).get(address).status_code == 200
    with acting_as(SYSTEM):
        editor.roles = [Role.OUTREACH]
        editor.save()
    sign_in(client, editor)
    assert client.get(address).status_code == 404
    assert client.get("/places/").status_code == 404
    assert sign_in(client, make_user(Role.SERVICE_EDITOR)).get(address).status_code == 404


def test_the_words_of_a_place_are_changed_and_it_is_told_who_did_it(client: Client, editor: User, place: Place) -> None:
    sign_in(client, editor)
    address = reverse("kept_place_change", args=[place.pk])
    typed = {"name": "Kjelleren 🍲 مرحبا", "house_rules": "Vi snakker rolig.", "step_free": "yes", "version": 1}
    assert client.post(address, typed).status_code == 302
    place.refresh_from_db()
    assert (place.name, place.step_free, place.version) == (typed["name"], True, 2)
    assert place.changed_by == editor
    assert deeds() == [("place.change", "Rita Redaktør")]
    page = client.get(reverse("kept_place", args=[place.pk])).text
    assert "Det som står om stedet, er endret" in page
    assert "Rita Redaktør" in page
    client.post(address, {**typed, "version": 2})
    assert len(deeds()) == 1, "the same again changes nothing"


def test_who_saves_second_sees_what_the_first_wrote_and_keeps_the_own_words(
    client: Client, editor: User, leader: User, place: Place
) -> None:
    address = reverse("kept_place_change", args=[place.pk])
    first = sign_in(Client(), leader)
    assert first.post(address, {"name": "Kjelleren", "way_there": "Bak kirka", "version": 1}).status_code == 302
    answer = sign_in(client, editor).post(address, {"name": "Kjelleren", "phone": "55 00 01 07", "version": 1})
    assert answer.status_code == 422
    assert "Bak kirka" in answer.text
    assert "55 00 01 07" in answer.text
    assert 'name="version" value="2"' in answer.text
    place.refresh_from_db()
    assert place.phone == ""
    assert client.post(address, {"name": "Kjelleren", "phone": "55 00 01 07", "version": 2}).status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""},
        {"name": "\u200b"},
        {"name": "K", "phone": "ring meg"},
        {"name": "K", "url": "javascript:alert(1)"},
        {"name": "K", "house_rules": "x" * 40_000},
    ],
)
def test_what_cannot_stand_is_told_and_all_that_was_typed_is_kept(
    client: Client, editor: User, place: Place, typed: dict[str, str]
) -> None:
    address = reverse("kept_place_change", args=[place.pk])
    answer = sign_in(client, editor).post(address, {"area": "Nede ved kaia", **typed, "version": 1})
    assert answer.status_code == 422
    assert "Nede ved kaia" in answer.text
    assert typed.get("house_rules", "")[:3000] in answer.text
    place.refresh_from_db()
    assert (place.name, place.version) == ("Kjelleren", 1)
    assert deeds() == []


def test_a_leader_makes_a_provider_a_place_a_service_and_names_the_editor(
    client: Client, leader: User, editor: User
) -> None:
    sign_in(client, leader)
    assert client.post("/places/providers/new/", {"name": "Havna", "kind": "voluntary"}).status_code == 302
    assert client.post("/places/providers/new/", {"name": "Havna", "kind": "voluntary"}).status_code == 422
    provider = Provider.objects.get(name="Havna")
    assert client.post("/places/new/", {"name": "Brygga", "provider": provider.pk}).status_code == 302
    place = Place.objects.get(name="Brygga")
    new = reverse("kept_service_new", args=[place.pk])
    bad = client.post(new, {"need": "food", "name": "Suppe", "way_in": "drop_in", "age_from": 30, "age_to": 20})
    assert bad.status_code == 422
    assert "Suppe" in bad.text
    assert client.post(new, {"need": "food", "name": "Suppe", "way_in": "drop_in"}).status_code == 302
    editors = reverse("kept_editors", args=[place.pk])
    assert client.post(editors, {"user": make_user().pk}).status_code == 422
    assert client.post(editors, {"user": editor.pk}).status_code == 302
    with acting_as(SYSTEM):
        assert PlaceEditor.objects.get(place=place).user == editor
    assert [verb for verb, _by in deeds()] == ["provider.add", "place.add", "service.add", "place.editor_add"]
    assert sign_in(Client(), editor).get(reverse("kept_place", args=[place.pk])).status_code == 200
    client.post(reverse("kept_editor_remove", args=[place.pk, editor.pk]))
    assert sign_in(Client(), editor).get(reverse("kept_place", args=[place.pk])).status_code == 404
    client.post(reverse("kept_editor_restore", args=[place.pk, editor.pk]))
    with acting_as(SYSTEM):
        assert PlaceEditor.objects.filter(place=place, user=editor).exists()


def test_an_editor_makes_and_closes_nothing(client: Client, editor: User, place: Place, service: Service) -> None:
    sign_in(client, editor)
    for name, arguments in (
        ("kept_place_new", []),
        ("provider_new", []),
        ("provider_change", [place.provider_id]),
        ("kept_service_new", [place.pk]),
        ("kept_editors", [place.pk]),
        ("grants", []),
    ):
        assert client.get(reverse(name, args=arguments)).status_code == 404, name
    for name, pk in (("kept_place_close", place.pk), ("kept_service_end", service.pk)):
        assert client.post(reverse(name, args=[pk])).status_code == 404
    assert deeds() == []


def test_closing_a_place_and_ending_a_service_are_undone(client: Client, leader: User, service: Service) -> None:
    sign_in(client, leader)
    place = service.place
    for close, undo, row, field in (
        ("kept_place_close", "kept_place_reopen", place, "closed_on"),
        ("kept_service_end", "kept_service_resume", service, "ended_on"),
    ):
        answer = client.post(reverse(close, args=[row.pk]), follow=True)
        assert reverse(undo, args=[row.pk]) in answer.text
        client.post(reverse(close, args=[row.pk]))
        row.refresh_from_db()
        assert getattr(row, field) == timezone.localdate()
        client.post(reverse(undo, args=[row.pk]))
        row.refresh_from_db()
        assert getattr(row, field) is None
    assert [verb for verb, _by in deeds()] == ["place.close", "place.reopen", "service.end", "service.resume"]


def test_a_service_is_changed_and_said_to_hold(client: Client, editor: User, service: Service) -> None:
    sign_in(client, editor)
    address = reverse("kept_service", args=[service.pk])
    assert client.post(address, words_of(service, cost="gratis")).status_code == 302
    stale = client.post(address, words_of(service, cost="20 kroner"))
    assert stale.status_code == 422
    assert "gratis" in stale.text
    assert "20 kroner" in stale.text
    client.post(reverse("kept_checked", args=[service.pk]))
    client.post(reverse("kept_checked", args=[service.pk]))
    service.refresh_from_db()
    assert (service.cost, service.checked_on) == ("gratis", timezone.localdate())
    assert [verb for verb, _by in deeds()] == ["service.change", "service.checked"]


def test_days_with_other_hours_are_written_taken_away_and_brought_back(
    client: Client, editor: User, place: Place, service: Service
) -> None:
    sign_in(client, editor)
    address, day = reverse("kept_days", args=[place.pk]), timezone.localdate() + timedelta(days=3)
    for wrong in (
        {"from_on": "i morgen"},
        {"from_on": day, "until_on": day - timedelta(days=1)},
        {"from_on": day, "opens": "10:00"},
    ):
        answer = client.post(address, {"words": "Julaften", **wrong})
        assert answer.status_code == 422
        assert "Julaften" in answer.text
    assert (
        client.post(address, {"from_on": day, "opens": "10:00", "closes": "12:00", "service": service.pk}).status_code
        == 302
    )
    days = ClosedDay.objects.get()
    assert (days.until_on, days.opens, days.service) == (day, time(10), service)
    other = make_closed_day(make_kept_place(name="Loftet"))
    assert client.post(reverse("kept_days_remove", args=[place.pk, other.pk])).status_code == 404
    client.post(reverse("kept_days_remove", args=[place.pk, days.pk]))
    assert ClosedDay.objects.get() == other
    client.post(reverse("kept_days_restore", args=[place.pk, days.pk]))
    back = ClosedDay.objects.get(pk=days.pk)
    assert (back.from_on, back.closes, back.service) == (day, time(12), service)
    assert [verb for verb, _by in deeds()] == ["place.days_add", "place.days_remove", "place.days_add"]
