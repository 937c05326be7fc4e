"""«Mandag»: five things that need the leader, by hand-over card; nothing is opened, and no worker is compared."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role
from benken.people.actions import blocks
from benken.people.actions.absences import be_away
from benken.people.actions.leaving import begin_leaving
from benken.people.models import Complaint, CorrectionRequest
from benken.services.models import Wait
from tests.factories import (
    make_account_of,
    make_complaint,
    make_correction_request,
    make_person,
    make_question,
    make_referral,
    make_request,
    make_team,
    make_unusual,
    make_user,
    sign_in,
    step_on,
)
from tests.guards.test_numbers_pass import files_behind_their_pages

pytestmark = pytest.mark.django_db

ACTING = re.compile(r"SAVEPOINT|RELEASE|SELECT (current_setting|set_config)\(")


def test_an_empty_monday_is_glad_and_is_the_leaders_alone(client: Client) -> None:
    worker = make_user(team=make_team())
    leader = make_user(Role.LEADER, team=worker.team)
    text = sign_in(client, leader).get(reverse("monday")).content.decode()
    for glad in ("Alle har noen", "Ingen har ventet lenger", "Alle som spurte", "Ingenting skilte seg ut"):
        assert glad in text
    for other in (worker, make_user(Role.LEADER), make_user(Role.ADMIN, team=worker.team), make_user(Role.PLANNER)):
        assert sign_in(client, other).get(reverse("monday")).status_code == 404


def test_it_tells_who_needs_the_leader_and_nothing_of_what_is_written(client: Client) -> None:
    at, today = timezone.now(), timezone.localdate()
    worker = make_user(team=make_team(), name="Ane Lie")
    leader, away = make_user(Role.LEADER, team=worker.team), make_user(team=worker.team)
    waits, shuts = make_person(contact=worker, called="Venter Lenge"), make_person(contact=worker, called="Lukker Ute")
    stranger = make_user(team=make_team())
    elsewhere = make_person(contact=stranger, called="Annet Team")
    make_person(contact=away, called="Borte Vekk")
    for person in (waits, shuts, elsewhere):
        by = stranger if person == elsewhere else worker
        step_on(make_referral(person, by=by, to="Avrusning Fjell"), "sent", by=by)
        make_correction_request(person, by=make_account_of(person))
    make_complaint(waits, by=worker)
    make_question(waits, by=worker, reader=worker, told_leader=True)
    make_unusual(waits, reader=worker)
    make_request(team=worker.team, called="Spør Om Hjelp", answer_by_on=today - timedelta(days=2))
    late = today - timedelta(days=3)
    with acting_as(SYSTEM):
        Wait.objects.update(limit_on=late, limit_code="x", since_on=today - timedelta(days=40))
        CorrectionRequest.objects.update(answer_by_on=late)
        Complaint.objects.update(answer_by_on=late)
        blocks.keep_out(person=shuts, user=leader, by=worker, at=at)
        be_away(worker=away, since_on=today, back_on=today + timedelta(days=3), stand_in=None, by=away, at=at)
        begin_leaving(worker=worker, last_on=today + timedelta(days=20), by=worker, at=at)
    text = sign_in(client, leader).get(reverse("monday")).content.decode()
    for told in (
        "Borte Vekk: kontaktpersonen er borte",
        "Ane Lie slutter",
        "Venter Lenge venter siden",
        "fristen var",
        "Venter Lenge har ikke fått svar på noe som ikke stemmer",
        "Klagen fra Venter Lenge",
        "Spør Om Hjelp spør om hjelp",
        reverse("team_reading"),
    ):
        assert told in text, told
    for hidden in ("Lukker Ute", "Annet Team", "Avrusning Fjell", "Jeg klager"):
        assert hidden not in text, hidden
    with acting_as(SYSTEM):
        assert Deed.objects.filter(by=leader, verb="monday.list", subject_id=None).count() == 1
        read = Reading.objects.filter(user=leader)
        assert {(one.subject_id, one.part, one.basis) for one in read} == {(waits.pk, "monday", "monday")}
        assert not Right.objects.filter(user=leader).exists()
    assert client.get(reverse("person", args=[waits.pk])).status_code == 404


def test_five_lines_of_each_then_all_and_as_many_questions_however_many(client: Client) -> None:
    worker = make_user(team=make_team())
    leader = make_user(Role.LEADER, team=worker.team)
    for number in range(9):
        step_on(make_referral(make_person(contact=worker, called=f"Kalt {number}"), by=worker), "sent", by=worker)
    with acting_as(SYSTEM):
        Wait.objects.update(limit_on=timezone.localdate() - timedelta(days=1), limit_code="x")
    sign_in(client, leader)
    with CaptureQueriesContext(connection) as sent:
        text = client.get(reverse("monday")).content.decode()
    asked = [one for one in sent if not ACTING.match(one["sql"])]
    assert len(asked) <= 24, [one["sql"][:120] for one in asked]  # with the session, the menu and the log
    assert text.count(" venter siden ") == 5
    assert "?show=waiting" in text
    assert client.get(reverse("monday") + "?show=waiting").content.decode().count(" venter siden ") == 9


def test_no_page_of_a_leaders_orders_or_filters_by_who_works_here(client: Client) -> None:
    """The order is time, or a name in a list to choose from; an address cannot ask for another."""
    by_worker = ('order_by("worker', 'order_by("contact', 'order_by("author', 'GET.get("worker', 'GET.get("order')
    for path in {*files_behind_their_pages()}:
        written = path.read_text()
        assert not [words for words in by_worker if words in written], path
        assert 'GET.get("by' not in written, path
    worker = make_user(team=make_team(), name="Ane Lie")
    leader = make_user(Role.LEADER, team=worker.team)
    make_unusual(make_person(contact=worker), reader=worker)
    sign_in(client, leader)
    tokens = re.compile(r'value="[^"]*"')
    for name in ("monday", "team", "team_load", "team_reading"):
        plain = client.get(reverse(name)).content.decode()
        asked = client.get(
            reverse(name), {"worker": str(worker.pk), "order": "worker", "sort": "name"}
        ).content.decode()
        assert tokens.sub("", plain).split("<main")[1] == tokens.sub("", asked).split("<main")[1], name
