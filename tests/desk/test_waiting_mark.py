"""The mark in the menu when something waits: on every page, with words for readers, and never a number."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benken.access.actions.rights import grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Right, Role, User
from benken.desk.waiting import leader_waits, something_waits
from benken.messaging.actions.conversation import send_message
from benken.people.actions.entries import tell
from benken.people.models import Entry, Person
from benken.services.actions.appointments import move, say_what_suits
from benken.services.models import Appointment
from tests.factories import (
    make_account_of,
    make_appointment,
    make_case,
    make_check_in,
    make_complaint,
    make_emergency,
    make_person,
    make_question,
    make_team,
    make_unusual,
    make_user,
    make_withholding,
    sign_in,
)

pytestmark = pytest.mark.django_db
MARK = "(noe venter)"


@pytest.fixture
def worker() -> User:
    return make_user(Role.WORKER, team=make_team())


@pytest.fixture
def tuva(worker: User) -> Person:
    person = make_person(contact=worker, called="Tuva")
    make_appointment(person, by=worker)
    return person


def writes(person: Person, now: datetime) -> None:
    with acting_as(SYSTEM):
        send_message(person=person, text="Hei?", by=make_account_of(person), at=now)


def says_how(person: Person, now: datetime) -> None:
    make_check_in(person, by=make_account_of(person), at=now)


def tells(person: Person, now: datetime) -> None:
    with acting_as(SYSTEM):
        tell(person=person, kind=Entry.Kind.HARD_TIME, text="Det ble vanskelig.", by=make_account_of(person), at=now)


def moves_an_appointment(person: Person, now: datetime) -> None:
    with acting_as(SYSTEM):
        booked = Appointment.objects.get(person=person)
        to = booked.starts_at + timedelta(days=1)
        move(appointment=booked, to=to, seen_version=booked.version, by=make_account_of(person), at=now)


def says_what_suits(person: Person, now: datetime) -> None:
    with acting_as(SYSTEM):
        booked = Appointment.objects.get(person=person)
        words, version = "Heller på kvelden.", booked.version
        say_what_suits(appointment=booked, words=words, seen_version=version, by=make_account_of(person), at=now)


PATHS = ["/", "/people/", "/people/new/", "/search/?q=ingen", "/accounts/notices/"]


@pytest.mark.parametrize("does", [writes, says_how, tells, moves_an_appointment, says_what_suits])
def test_whatever_waits_is_marked_on_every_page(
    client: Client, worker: User, tuva: Person, now: datetime, does: Callable[[Person, datetime], None]
) -> None:
    sign_in(client, worker)
    other = make_person(contact=worker, called="Ole")
    paths = [*PATHS, reverse("person", args=[other.pk]), reverse("goal_new", args=[other.pk])]
    for path in paths:
        assert MARK not in client.get(path).content.decode(), path
    does(tuva, now)
    for path in paths:
        page = client.get(path).content.decode()
        assert page.count(MARK) == 1, path
        assert page.index("I dag") < page.index(MARK)


def test_what_is_answered_waits_no_longer(client: Client, worker: User, tuva: Person, now: datetime) -> None:
    sign_in(client, worker)
    writes(tuva, now)
    assert MARK in client.get("/people/new/").content.decode()
    client.get(reverse("conversation", args=[tuva.pk]))
    assert MARK in client.get("/people/new/").content.decode(), "read, and not answered"
    with acting_as(worker.pk):
        send_message(person=tuva, text="Ja.", by=worker, at=now)
    assert MARK not in client.get("/people/new/").content.decode()


@pytest.mark.parametrize("does", [moves_an_appointment, says_what_suits])
def test_news_of_an_appointment_waits_until_a_helper_has_seen_it(
    client: Client, worker: User, tuva: Person, now: datetime, does: Callable[[Person, datetime], None]
) -> None:
    sign_in(client, worker)
    does(tuva, now)
    with acting_as(SYSTEM):
        booked = Appointment.objects.get(person=tuva)
    assert "nytt om en avtale" in client.get("/people/").content.decode()
    assert client.post(reverse("appointment_seen", args=[tuva.pk, booked.pk])).status_code == 302
    for path in PATHS:
        assert MARK not in client.get(path).content.decode(), path
    assert "nytt om en avtale" not in client.get("/people/").content.decode()


def test_news_is_marked_for_whoever_meets_the_person_and_for_nobody_whose_right_has_ended(
    worker: User, tuva: Person, now: datetime
) -> None:
    meets, was_here = make_user(Role.WORKER, team=worker.team), make_user(Role.WORKER, team=worker.team)
    grant_right(user=meets, subject_id=tuva.pk, basis=Right.Basis.CIRCLE, at=now - timedelta(days=1))
    moves_an_appointment(tuva, now)
    with acting_as(SYSTEM):
        Appointment.objects.filter(person=tuva).update(with_user=meets)
        assert something_waits(for_user=meets, at=now)
        Appointment.objects.filter(person=tuva).update(with_user=was_here)
        for user in (meets, was_here):
            assert not something_waits(for_user=user, at=now)
        assert something_waits(for_user=worker, at=now)


def test_what_is_seen_on_the_page_of_the_person_is_not_marked_there(
    client: Client, worker: User, tuva: Person, now: datetime
) -> None:
    sign_in(client, worker)
    says_how(tuva, now)
    assert MARK in client.get("/people/").content.decode()
    assert MARK not in client.get(reverse("person", args=[tuva.pk])).content.decode()
    assert MARK not in client.get("/people/").content.decode()


def test_what_others_follow_up_is_not_ones_own_to_answer(client: Client, tuva: Person, now: datetime) -> None:
    writes(tuva, now)
    for user in (make_user(Role.WORKER), make_user(Role.PEER), make_user(Role.LEADER, team=make_team())):
        assert MARK not in sign_in(client, user).get("/accounts/notices/").content.decode()
    circle = make_user(Role.WORKER)
    grant_right(user=circle, subject_id=tuva.pk, basis=Right.Basis.CIRCLE, at=now - timedelta(days=1))
    assert MARK not in sign_in(client, circle).get("/accounts/notices/").content.decode()
    stand_in = make_user(Role.WORKER)
    grant_right(user=stand_in, subject_id=tuva.pk, basis=Right.Basis.STAND_IN, at=now - timedelta(days=1))
    assert MARK in sign_in(client, stand_in).get("/accounts/notices/").content.decode()


def test_a_right_that_has_ended_marks_nothing(worker: User, tuva: Person, now: datetime) -> None:
    writes(tuva, now)
    with acting_as(worker.pk):
        assert something_waits(for_user=worker, at=now)
    with acting_as(SYSTEM):
        Right.objects.filter(user=worker).update(until_at=now)
        assert not something_waits(for_user=worker, at=now)


def test_a_person_sees_the_mark_at_messages(client: Client, worker: User, tuva: Person, now: datetime) -> None:
    sign_in(client, make_account_of(tuva))
    assert MARK not in client.get(reverse("my_goals")).content.decode()
    with acting_as(SYSTEM):
        send_message(person=tuva, text="Hei!", by=worker, at=now)
    for name in ("my", "my_goals", "my_record"):
        page = client.get(reverse(name)).content.decode()
        assert page.count(MARK) == 1
        assert page.index("Meldinger") < page.index(MARK)
    client.get(reverse("my_messages"))
    assert MARK not in client.get(reverse("my_goals")).content.decode()


def test_it_is_one_statement_and_on_the_hot_pages_none(client: Client, worker: User, tuva: Person) -> None:
    with acting_as(worker.pk), CaptureQueriesContext(connection) as queries:
        something_waits(for_user=worker, at=tuva.known_since_at + timedelta(days=40))
    assert len([query for query in queries if "access_right" in query["sql"]]) == 1
    sign_in(client, worker)
    asking = "SELECT json_build_array"
    for path, expected in (("/people/", 1), (reverse("person", args=[tuva.pk]), 1), ("/", 1)):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        asked = [query["sql"] for query in queries if "messaging_message" in query["sql"]]
        assert len(asked) == expected, (path, [sql[:60] for sql in asked])
        assert asked[0].startswith(asking)


def test_a_page_that_is_missing_asks_nothing_after_the_fault(
    client: Client, worker: User, tuva: Person, now: datetime
) -> None:
    writes(tuva, now)
    answer = sign_in(client, worker).get("/nothing/")
    assert answer.status_code == 404
    assert MARK not in answer.content.decode()


def complains(person: Person, _worker: User) -> None:
    make_complaint(person, by=make_account_of(person))


def is_opened_in_an_emergency(person: Person, worker: User) -> None:
    make_emergency(person, by=make_user(Role.WORKER, team=worker.team))


def is_unusually_read(person: Person, worker: User) -> None:
    make_unusual(person, reader=worker)


def asked_a_week_ago(person: Person, worker: User) -> None:
    make_question(person, by=make_account_of(person), reader=worker, told_leader=True)


def is_perhaps_told_of(person: Person, worker: User) -> None:
    make_case(person, by=worker)


def is_perhaps_kept_from_a_note(person: Person, worker: User) -> None:
    make_withholding(person, by=worker)


FOR_LEADERS = {
    "complaints": complains,
    "emergencies": is_opened_in_an_emergency,
    "unusual": is_unusually_read,
    "questions": asked_a_week_ago,
    "cases": is_perhaps_told_of,
}


@pytest.mark.parametrize("does", [*FOR_LEADERS.values(), is_perhaps_kept_from_a_note])
def test_what_waits_for_a_leader_is_marked_at_their_team_and_for_no_other_leader(
    client: Client, worker: User, tuva: Person, does: Callable[[Person, User], None]
) -> None:
    leader, other = make_user(Role.LEADER, team=worker.team), make_user(Role.LEADER, team=make_team())
    paths = ["/team/", reverse("cases"), reverse("team_complaints"), "/accounts/notices/"]
    sign_in(client, leader)
    for path in paths:
        assert MARK not in client.get(path).content.decode(), path
    does(tuva, worker)
    for path in paths:
        menu = client.get(path).content.decode().partition("<main")[0]
        assert menu.count(MARK) == 1, path
        assert menu.index("Teamet mitt") < menu.index(MARK)
    sign_in(client, other)
    for path in paths:
        assert MARK not in client.get(path).content.decode(), path


@pytest.mark.parametrize("kind", FOR_LEADERS)
def test_a_leader_sees_which_list_it_is(worker: User, tuva: Person, now: datetime, kind: str) -> None:
    leader = make_user(Role.LEADER, team=worker.team)
    FOR_LEADERS[kind](tuva, worker)
    with acting_as(leader.pk):
        waits = leader_waits(leader=leader, at=now + timedelta(minutes=1))
    assert [name for name in FOR_LEADERS if getattr(waits, name)] == [kind]


def test_what_a_leader_has_seen_waits_no_longer(client: Client, worker: User, tuva: Person) -> None:
    sign_in(client, make_user(Role.LEADER, team=worker.team))
    line = make_unusual(tuva, reader=worker)
    assert MARK in client.get("/team/").content.decode()
    client.post(reverse("team_reading_seen", args=[line.pk]))
    assert MARK not in client.get("/team/").content.decode()


def test_a_leaders_mark_is_one_statement_and_nobody_else_pays_for_it(
    client: Client, worker: User, tuva: Person
) -> None:
    complains(tuva, worker)
    leader = make_user(Role.LEADER, team=worker.team)
    for user, expected in ((leader, 1), (worker, 0)):
        sign_in(client, user)
        with CaptureQueriesContext(connection) as queries:
            client.get("/accounts/notices/")
        assert len([query for query in queries if "access_unusualreading" in query["sql"]]) == expected
