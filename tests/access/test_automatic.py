"""The one switch: who may press it, what a press leaves behind, and what it stops."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actions.automatic import switch_automatic
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import AutomaticSwitch, Deed, Role, User
from benken.access.policies import Refused
from benken.access.queries.automatic import automatic_is_on, automatic_ran_since
from benken.followup.actions.weekly import ask_for_weekly_look
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
PAGE, STOP, START = "/settings/automatic/", "/settings/automatic/stop/", "/settings/automatic/start/"


@pytest.fixture
def leader() -> User:
    return make_user(Role.LEADER, name="Ragnhild Leder", team=make_team())


def presses() -> list[tuple[str, bool]]:
    rows = AutomaticSwitch.objects.select_related("by").order_by("at", "pk")
    return [(press.by.name, press.is_on) for press in rows]


def deeds(user: User) -> list[str]:
    with acting_as(SYSTEM):
        return list(Deed.objects.filter(by=user).order_by("at", "pk").values_list("verb", flat=True))


def test_a_leader_stops_it_and_lets_it_run_again_and_both_are_remembered(client: Client, leader: User) -> None:
    sign_in(client, leader)
    before = client.get(PAGE).content.decode()
    assert "Stopp alt automatisk nå" in before
    assert "Ingen har trykket." in before
    told = client.post(STOP, follow=True).content.decode()
    assert "Alt automatisk er stoppet." in told
    assert "Slå på igjen" in told
    assert START in told
    assert not automatic_is_on()
    told = client.post(START, follow=True).content.decode()
    assert "Det automatiske er på igjen." in told
    assert "Stopp alt automatisk nå" in told
    assert automatic_is_on()
    assert presses() == [("Ragnhild Leder", False), ("Ragnhild Leder", True)]
    assert deeds(leader) == ["automatic.stop", "automatic.start"]


def test_an_administrator_may_press_and_comes_there_from_the_settings(client: Client) -> None:
    admin = make_user(Role.ADMIN)
    sign_in(client, admin)
    assert PAGE in client.get(reverse("settings")).content.decode()
    client.post(STOP)
    assert not automatic_is_on()


def test_a_leader_comes_there_from_the_page_of_the_team(client: Client, leader: User) -> None:
    sign_in(client, leader)
    assert PAGE in client.get(reverse("team")).content.decode()


@pytest.mark.parametrize("role", [Role.WORKER, Role.PLANNER, Role.PEER, Role.SERVICE_EDITOR])
def test_nobody_else_sees_it_or_presses_it(client: Client, role: Role) -> None:
    user = make_user(role)
    sign_in(client, user)
    assert [client.get(PAGE).status_code, client.post(STOP).status_code, client.post(START).status_code] == [404] * 3
    with pytest.raises(Refused):
        switch_automatic(on=False, by=user, at=timezone.now())
    assert presses() == []
    assert automatic_is_on()
    assert deeds(user) == []


def test_a_person_does_not_press_it(client: Client) -> None:
    sign_in(client, make_account_of(make_person(contact=make_user())))
    assert [client.get(PAGE).status_code, client.post(STOP).status_code] == [404] * 2
    assert presses() == []


def test_the_second_of_two_who_press_the_same_is_told_who_was_first(client: Client, leader: User) -> None:
    other = make_user(Role.LEADER, name="Arne Leder", team=make_team())
    switch_automatic(on=False, by=leader, at=timezone.now())
    sign_in(client, other)
    assert "Ragnhild Leder har alt stoppet det." in client.post(STOP, follow=True).content.decode()
    assert presses() == [("Ragnhild Leder", False)]
    assert deeds(other) == []


def test_the_latest_press_counts_though_a_servers_clock_is_behind(leader: User) -> None:
    at = timezone.now()
    switch_automatic(on=False, by=leader, at=at)
    switch_automatic(on=True, by=leader, at=at - timedelta(minutes=3))
    assert automatic_is_on()
    switch_automatic(on=False, by=leader, at=at - timedelta(minutes=2))
    assert not automatic_is_on()


def test_what_began_before_a_stop_does_not_go_on_after_it(leader: User) -> None:
    at = timezone.now()
    assert automatic_ran_since(at - timedelta(hours=1))
    switch_automatic(on=False, by=leader, at=at)
    assert not automatic_ran_since(at - timedelta(hours=1))
    switch_automatic(on=True, by=leader, at=at + timedelta(minutes=1))
    assert not automatic_ran_since(at - timedelta(hours=1))
    assert automatic_ran_since(at + timedelta(seconds=1))


@pytest.mark.second_wall
def test_no_press_is_written_by_anybody_but_the_system_and_none_is_changed(leader: User) -> None:
    switch_automatic(on=False, by=leader, at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(leader.pk):
        AutomaticSwitch.objects.create(at=timezone.now(), by=leader, is_on=True)
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(SYSTEM):
        AutomaticSwitch.objects.update(is_on=True)
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(SYSTEM):
        AutomaticSwitch.objects.all().delete()
    assert presses() == [("Ragnhild Leder", False)]


def test_pages_of_messages_and_settings_say_so_while_it_is_off(client: Client, leader: User) -> None:
    worker = make_user(Role.WORKER, Role.ADMIN)
    person = make_person(contact=worker)
    pages = [reverse("settings"), reverse("notices"), reverse("team_new"), reverse("conversation", args=[person.pk])]
    sign_in(client, worker)
    assert not any("Alt automatisk er stoppet" in client.get(page).content.decode() for page in pages)
    switch_automatic(on=False, by=leader, at=timezone.now())
    for page in pages:
        told = client.get(page).content.decode()
        assert "Alt automatisk er stoppet. Ragnhild Leder stoppet det" in told
        assert PAGE in told  # this one may press it
    sign_in(client, leader)
    assert "Alt automatisk er stoppet. Ragnhild Leder" in client.get(reverse("team")).content.decode()


def test_one_who_may_not_press_it_is_told_and_led_nowhere(client: Client, leader: User) -> None:
    worker = make_user(Role.WORKER)
    person = make_person(contact=worker)
    switch_automatic(on=False, by=leader, at=timezone.now())
    sign_in(client, worker)
    told = client.get(reverse("conversation", args=[person.pk])).content.decode()
    assert "Alt automatisk er stoppet." in told
    assert PAGE not in told


def test_suggestions_stop_on_my_page_and_on_today_without_another_query(client: Client, leader: User) -> None:
    at, worker = timezone.now(), make_user(Role.WORKER)
    person = make_person(contact=worker, called="Kalt Stille", at=at - timedelta(days=60))
    account = make_account_of(person)
    with acting_as(SYSTEM):
        today = timezone.localdate(at).weekday()
        ask_for_weekly_look(person=person, weekday=today, by=account, at=at - timedelta(days=8))
    asked = "Du ba om å se på dette hver uke."
    sign_in(client, account)
    client.get("/my/")
    with CaptureQueriesContext(connection) as on:
        assert asked in client.get("/my/").content.decode()
    sign_in(client, worker)
    assert "Kalt Stille" in client.get("/").content.decode()
    switch_automatic(on=False, by=leader, at=at)
    assert "Kalt Stille" not in client.get("/").content.decode()
    sign_in(client, account)
    client.get("/my/")
    with CaptureQueriesContext(connection) as off:
        assert asked not in client.get("/my/").content.decode()
    assert len(off) == len(on)
