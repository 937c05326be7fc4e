"""A message that is not answered by its hour: the stand-in is asked, the person is told, the message stays unread."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, Team, User
from benken.messaging.actions.automatic import ask_where_hours_passed
from benken.messaging.actions.conversation import send_message
from benken.messaging.models import Message
from benken.messaging.words import missed_words
from benken.people.actions.absences import be_away
from benken.people.helpers import helpers_of
from benken.people.models import AnswerHours, Person, StandIn
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in
from tests.messaging.automatic import answers_before, messages, oslo

pytestmark = pytest.mark.django_db
MORNING, PASSED = oslo(24, 9), oslo(24, 15, 1)


@pytest.fixture
def team() -> Team:
    return make_team("Team Elva")


@pytest.fixture
def contact(team: Team) -> User:
    worker = make_user(name="Ane Berg", team=team)
    answers_before(worker, 15)
    return worker


@pytest.fixture
def person(contact: User, team: Team) -> Person:
    person = make_person(contact=contact, called="Tuva", at=MORNING - timedelta(days=30))
    with acting_as(SYSTEM):
        Person.objects.filter(pk=person.pk).update(team=team)
        Right.objects.filter(subject_id=person.pk).update(since_at=MORNING - timedelta(days=30))
        person.refresh_from_db()
    return person


@pytest.fixture
def stand_in(contact: User, team: Team) -> User:
    bo = make_user(name="Bo Dahl", team=team)
    with acting_as(SYSTEM):
        AnswerHours.objects.filter(worker=contact).update(stand_in=bo)
    return bo


def write(person: Person, at: datetime = MORNING) -> Message:
    account = make_account_of(person)
    with acting_as(SYSTEM):
        return send_message(person=person, text="Kan du ringe?", by=account, at=at)


def said_to_the_person(person: Person, at: datetime = PASSED) -> str:
    with acting_as(SYSTEM):
        return missed_words(helpers_of(person, at=at))


def test_the_stand_in_is_asked_and_the_message_stays_unread(person: Person, stand_in: User) -> None:
    write(person)
    assert ask_where_hours_passed(at=PASSED) == 1
    (message,) = messages(from_person=True)
    assert (message.stand_in_asked_at, message.read_at, message.answered_at) == (PASSED, None, None)
    with acting_as(SYSTEM):
        asked = StandIn.objects.get(person=person)
        right = Right.objects.get(user=stand_in, subject_id=person.pk)
        deed = Deed.objects.get(verb="message.hour_missed")
    assert (asked.worker, right.basis) == (stand_in, "stand_in")
    assert (deed.by, deed.subject_id) == (None, person.pk)
    assert said_to_the_person(person) == "Ane rakk ikke svare. Bo er spurt."


@pytest.mark.usefixtures("stand_in")
def test_nobody_is_asked_before_the_hour_or_twice(person: Person) -> None:
    write(person)
    assert [ask_where_hours_passed(at=oslo(24, 15)), ask_where_hours_passed(at=PASSED)] == [0, 1]
    assert ask_where_hours_passed(at=PASSED + timedelta(minutes=5)) == 0
    with acting_as(SYSTEM):
        assert StandIn.objects.count() == 1
        assert Deed.objects.filter(verb="message.hour_missed").count() == 1


@pytest.mark.usefixtures("stand_in")
def test_nobody_is_asked_about_what_is_answered(person: Person, contact: User) -> None:
    write(person)
    with acting_as(SYSTEM):
        send_message(person=person, text="Ringer nå.", by=contact, at=oslo(24, 14))
    assert ask_where_hours_passed(at=PASSED) == 0


@pytest.mark.usefixtures("stand_in")
def test_the_person_reads_it_on_their_pages_until_somebody_answers(
    client: Client, person: Person, contact: User
) -> None:
    account, now = make_account_of(person), timezone.now()
    with acting_as(SYSTEM):
        send_message(person=person, text="Kan du ringe?", by=account, at=now)
        Message.objects.filter(from_person=True).update(answer_by_at=now - timedelta(hours=1))
    ask_where_hours_passed(at=now)
    sign_in(client, account)
    said = "Ane rakk ikke svare. Bo er spurt."
    assert said in client.get("/my/").content.decode()
    assert said in client.get(reverse("my_messages")).content.decode()
    with acting_as(SYSTEM):
        send_message(person=person, text="Her er jeg.", by=contact, at=now + timedelta(minutes=1))
    assert said not in client.get("/my/").content.decode()
    assert said not in client.get(reverse("my_messages")).content.decode()


def test_with_nobody_to_ask_the_leader_sees_the_name_and_nothing_that_was_written(
    client: Client, person: Person, team: Team
) -> None:
    write(person)
    leader, other = make_user(Role.LEADER, team=team), make_user(Role.LEADER, team=make_team("Team Fjord"))
    page = sign_in(client, leader).get(reverse("team")).content.decode()
    assert "Tuva skulle hatt svar" not in page
    ask_where_hours_passed(at=PASSED)
    page = client.get(reverse("team")).content.decode()
    assert "Tuva skulle hatt svar" in page
    assert "Kan du ringe?" not in page
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=leader, subject_id=person.pk, part="missed_hour").count() == 1
        assert not Right.objects.filter(user=leader).exists()
    assert client.get(reverse("conversation", args=[person.pk])).status_code == 404
    assert said_to_the_person(person) == "Ane rakk ikke svare. Lederen i Team Elva ser det."
    assert "Tuva skulle hatt svar" not in sign_in(client, other).get(reverse("team")).content.decode()


def test_when_the_stand_in_of_an_absence_misses_the_hour_the_leader_is_told(
    client: Client, person: Person, contact: User, stand_in: User, team: Team
) -> None:
    day = timezone.localdate(MORNING)
    answers_before(stand_in, 15)
    with acting_as(contact.pk):
        back = day + timedelta(days=7)
        be_away(worker=contact, since_on=day, back_on=back, stand_in=stand_in, by=contact, at=MORNING)
    write(person)
    assert ask_where_hours_passed(at=PASSED) == 1
    with acting_as(SYSTEM):
        assert StandIn.objects.get(person=person).absence_id is not None
    assert said_to_the_person(person).endswith("Lederen i Team Elva ser det.")
    page = sign_in(client, make_user(Role.LEADER, team=team)).get(reverse("team")).content.decode()
    assert "Tuva skulle hatt svar" in page


@pytest.mark.usefixtures("stand_in")
def test_the_leader_is_not_told_while_somebody_is_asked_and_is_once_that_has_ended(
    client: Client, person: Person, team: Team
) -> None:
    account, now = make_account_of(person), timezone.now()
    with acting_as(SYSTEM):
        send_message(person=person, text="Kan du ringe?", by=account, at=now)
        Message.objects.filter(from_person=True).update(answer_by_at=now - timedelta(hours=1))
    ask_where_hours_passed(at=now)
    sign_in(client, make_user(Role.LEADER, team=team))
    assert "Tuva skulle hatt svar" not in client.get(reverse("team")).content.decode()
    with acting_as(SYSTEM):
        StandIn.objects.update(since_at=now - timedelta(days=5), until_at=now - timedelta(days=1))
    assert "Tuva skulle hatt svar" in client.get(reverse("team")).content.decode()
