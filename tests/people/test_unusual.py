"""Unusual reading, weekly: found in the database by the rules, shown to the reader's leader, asked about or seen."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from benken.access.actions.unusual import ask_about_unusual, mark_seen
from benken.access.actor import NOBODY, SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, UnusualReading, User, WhyQuestion
from benken.access.policies import Refused
from benken.operate.private_server import APP
from benken.people import jobs
from benken.people.actions.unusual import look_week_through
from benken.people.models import Person
from tests.conftest import RUN, template
from tests.environment import SERVER
from tests.factories import make_person, make_team, make_unusual, make_user, sign_in
from tests.load.audit_log import django_on
from tests.load.snooping import Town, make_town, who_is_found, write_town

SAMPLE = dict.fromkeys(("many", "off_hours", "no_trace", "same_name", "edge", "often"), 1)


@pytest.fixture(scope="module")
def snooped(
    django_db_setup: None,  # noqa: ARG001  # the server, and where Django's connection leads otherwise
    django_db_blocker: DjangoDbBlocker,
    worker_id: str,
) -> tuple[Town, set[tuple[UUID, str]]]:
    """Give a fiftieth of the million, with one of each kind planted, and what was found."""
    name = f"benken_test_{RUN}_snooping{worker_id}"
    town = make_town(20_000, SAMPLE)
    with django_db_blocker.unblock():
        SERVER.create_database(name, template())
        with django_on(name):
            write_town(town)
        with django_on(name, role=APP):
            found = who_is_found()
        SERVER.drop_database(name)
    return town, found


def test_those_who_snoop_are_found_and_ordinary_work_is_let_be(snooped: tuple[Town, set[tuple[UUID, str]]]) -> None:
    town, found = snooped
    assert len(town.readings) >= 18_000
    assert len(found & town.planted) >= len(town.planted) - 1
    assert len(found) <= len(town.planted) + 3


@pytest.fixture
def reader() -> User:
    """Return a worker in a team."""
    return make_user(name="Per Sæther", team=make_team())


@pytest.fixture
def leader(reader: User) -> User:
    """Return their leader."""
    return make_user(Role.LEADER, name="Lise Dahl", team=reader.team)


@pytest.fixture
def cousin(reader: User) -> Person:
    """Return somebody with the reader's last name, opened by them last week with no other trace."""
    person = make_person(called="Anna")
    at = last_monday() + timedelta(hours=11)
    with acting_as(SYSTEM):
        Person.objects.filter(pk=person.pk).update(full_name="Anna sæther")
        Reading.objects.create(user=reader, subject_id=person.pk, part="page", basis=Right.Basis.CIRCLE, at=at)
    return person


def last_monday() -> datetime:
    """Return when last week began."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday() + 7)
    return timezone.make_aware(datetime.combine(monday, datetime.min.time()))


@pytest.mark.django_db
def test_the_job_keeps_a_line_and_keeps_it_once(reader: User, cousin: Person, now: datetime) -> None:
    for _run in range(2):
        jobs.find_unusual_reading(timestamp=0)
    with acting_as(SYSTEM):
        line = UnusualReading.objects.get()
        assert look_week_through(at=now) == 0
    assert (line.reader, line.rule, line.subject_id) == (reader, "same_name", cousin.pk)
    assert (line.records, line.times, line.week_on) == (1, 1, last_monday().date())


@pytest.mark.django_db
def test_somebody_elses_name_or_a_note_beside_it_gives_no_line(reader: User, cousin: Person, now: datetime) -> None:
    with acting_as(SYSTEM):
        Person.objects.filter(pk=cousin.pk).update(full_name="Anna Moe")
        assert look_week_through(at=now) == 0
        Person.objects.filter(pk=cousin.pk).update(full_name="Anna Sæther")
        Deed.objects.create(by=reader, verb="entry.share", subject_id=cousin.pk, at=last_monday() + timedelta(days=1))
        assert look_week_through(at=now) == 0


@pytest.mark.django_db
def test_the_leader_sees_who_read_and_not_of_whom(client: Client, leader: User, cousin: Person) -> None:
    with acting_as(SYSTEM):
        look_week_through(at=timezone.now())
    page = sign_in(client, leader).get(reverse("team_reading")).content.decode()
    assert "Per Sæther" in page
    assert "samme etternavn som leseren" in page
    assert "Lagd automatisk" in page
    assert "Anna" not in page
    assert str(cousin.pk) not in page
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=leader, part="unusual", subject_id=None, basis="list").count() == 1


@pytest.mark.django_db
@pytest.mark.second_wall
def test_another_leader_and_everybody_else_see_nothing(client: Client, reader: User, leader: User) -> None:
    line = make_unusual(make_person(), reader=reader)
    other = make_user(Role.LEADER, team=make_team())
    assert "Per Sæther" not in sign_in(client, other).get(reverse("team_reading")).content.decode()
    for user in (other, reader, make_user(Role.ADMIN)):
        sign_in(client, user)
        for name in ("team_reading_ask", "team_reading_seen"):
            closed = client.post(reverse(name, kwargs={"line_id": line.pk}))
            missing = client.post(reverse(name, kwargs={"line_id": UUID(int=3)}))
            assert (closed.status_code, closed.content) == (404, missing.content)
        with acting_as(user.pk):
            assert not UnusualReading.objects.exists()
            with pytest.raises(Refused):
                mark_seen(line_id=line.pk, by=user, at=timezone.now())
    with acting_as(NOBODY):
        assert not UnusualReading.objects.exists()
    with acting_as(SYSTEM):
        line.refresh_from_db()
        assert line.seen_at is None
        assert not WhyQuestion.objects.exists()
    assert leader.team == reader.team


@pytest.mark.django_db
def test_a_leaders_own_line_goes_to_another_leader(client: Client, leader: User) -> None:
    make_unusual(make_person(), reader=leader)
    assert "Lise Dahl · " not in sign_in(client, leader).get(reverse("team_reading")).content.decode().replace(
        "</strong>", ""
    )
    other = make_user(Role.LEADER, team=make_team())
    assert "Lise Dahl" in sign_in(client, other).get(reverse("team_reading")).content.decode()


@pytest.mark.django_db
def test_seen_is_said_once(client: Client, reader: User, leader: User) -> None:
    line = make_unusual(make_person(), reader=reader)
    sign_in(client, leader)
    for _click in range(2):
        assert client.post(reverse("team_reading_seen", kwargs={"line_id": line.pk})).status_code == 302
    with acting_as(SYSTEM):
        line.refresh_from_db()
        assert line.seen_by == leader
        assert Deed.objects.filter(verb="unusual.seen", by=leader).count() == 1
    assert "Sett av Lise Dahl" in client.get(reverse("team_reading")).content.decode()


@pytest.mark.django_db
def test_asking_lands_on_the_readers_day_and_the_answer_with_the_leader(
    client: Client, reader: User, leader: User, now: datetime
) -> None:
    line = make_unusual(make_person(), reader=reader)
    sign_in(client, leader)
    for _click in range(2):
        assert client.post(reverse("team_reading_ask", kwargs={"line_id": line.pk})).status_code == 302
    with acting_as(SYSTEM):
        question = WhyQuestion.objects.get()
        assert (question.asked_by, question.reader, question.reading_id) == (leader, reader, line.reading_id)
        line.refresh_from_db()
        assert line.seen_by == leader
    assert ask_about_unusual(line_id=line.pk, words="", by=leader, at=now) == question
    day = sign_in(Client(), reader)
    assert "Lise Dahl" in day.get("/").content.decode()
    address = reverse("why", kwargs={"question_id": question.pk})
    assert "Lise Dahl spør hvorfor du leste" in day.get(address).content.decode()
    day.post(address, {"answer": "Vi har samme etternavn, men er ikke i slekt."})
    page = client.get(reverse("team_questions")).content.decode()
    assert "Vi har samme etternavn, men er ikke i slekt." in page
