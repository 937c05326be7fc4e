"""Answering «why did you read this?»: on the reader's Today, and after a week on the leader's list."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access import jobs
from benken.access.actions.logs import log_reading
from benken.access.actions.why import answer_why, ask_why, tell_leaders
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User, WhyQuestion
from benken.access.policies import Refused
from benken.lib.days import working_days_after
from benken.people.models import Person
from tests.factories import make_account_of, make_person, make_question, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
Ask = Callable[..., WhyQuestion]


@pytest.fixture
def reader() -> User:
    """Return a worker who has read."""
    return make_user(name="Ingunn Sæther", team=make_team())


@pytest.fixture
def tuva(reader: User) -> Person:
    """Return whom they read about."""
    return make_person(contact=reader, called="Tuva")


@pytest.fixture
def leader(reader: User) -> User:
    """Return the reader's leader."""
    return make_user(Role.LEADER, name="Lise Dahl", team=reader.team)


@pytest.fixture
def ask(reader: User, tuva: Person) -> Ask:
    """Return what lets Tuva ask why."""
    account = make_account_of(tuva)

    def asked(*, words: str = "Hva så du etter?", at: datetime | None = None, by: User | None = None) -> WhyQuestion:
        at = at or timezone.now()
        with acting_as(SYSTEM):
            log_reading(user=by or reader, subject_id=tuva.pk, part="messages", basis="contact_person", at=at)
        with acting_as(account.pk):
            return ask_why(reading=Reading.objects.get(at=at), words=words, by=account, at=at)

    return asked


def address(question: WhyQuestion, name: str = "why") -> str:
    """Return where a question is answered."""
    return reverse(name, kwargs={"question_id": question.pk})


def text(client: Client, path: str) -> str:
    """Return a page that is there."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_lands_on_the_readers_day_and_leaves_when_it_is_answered(client: Client, reader: User, ask: Ask) -> None:
    question = ask()
    day = sign_in(client, reader)
    today = text(day, "/")
    assert "Noen spør hvorfor du leste" in today
    assert address(question) in today
    assert "Hva så du etter?" not in today  # the words are read where they are answered
    page = text(day, address(question))
    assert "Tuva spør hvorfor du leste" in page
    assert "Hva så du etter?" in page
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=reader, part="why", subject_id=question.subject_id).count() == 1
    answer = day.post(address(question), {"answer": "Du ringte, og jeg så etter."})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "Noen spør hvorfor du leste" not in text(day, "/")
    with acting_as(SYSTEM):
        question.refresh_from_db()
        assert (question.answer, question.answered_by) == ("Du ringte, og jeg så etter.", reader)
        assert Deed.objects.filter(verb="why.answer", by=reader, object_id=question.pk).count() == 1


def test_an_answer_needs_words_and_room(client: Client, reader: User, ask: Ask) -> None:
    question = ask()
    day = sign_in(client, reader)
    for typed in ("", "\u200b", "å" * 2001):
        answer = day.post(address(question), {"answer": typed})
        assert answer.status_code == 422
        assert typed in answer.content.decode()
    with acting_as(SYSTEM):
        question.refresh_from_db()
        assert question.answered_at is None


def test_a_second_answer_changes_nothing(client: Client, reader: User, ask: Ask, now: datetime) -> None:
    question = ask()
    day = sign_in(client, reader)
    day.post(address(question), {"answer": "Du ringte."})
    assert day.post(address(question), {"answer": "Du ringte."}).status_code == 302
    changed = day.post(address(question), {"answer": "Jeg var nysgjerrig."})
    assert changed.status_code == 422
    assert "Spørsmålet er besvart allerede." in changed.content.decode() or "Du ringte." in changed.content.decode()
    with acting_as(SYSTEM):
        question.refresh_from_db()
        assert question.answer == "Du ringte."
        assert Deed.objects.filter(verb="why.answer").count() == 1
        with pytest.raises(Refused):
            answer_why(question=question, answer="x", by=make_user(), at=now)


def test_nobody_else_finds_the_question(client: Client, leader: User, ask: Ask) -> None:
    question = ask()
    for user in (make_user(), leader, make_user(Role.ADMIN)):
        for name in ("why", "team_question"):
            sign_in(client, user)
            missing = client.get(reverse(name, kwargs={"question_id": UUID(int=1)}))
            for answer in (client.get(address(question, name)), client.post(address(question, name), {"answer": "x"})):
                assert (answer.status_code, answer.content) == (404, missing.content)


def test_one_can_answer_after_the_right_ended_and_the_page_stays_closed(client: Client, tuva: Person, ask: Ask) -> None:
    former = make_user()
    question = ask(by=former)
    page = text(sign_in(client, former), address(question))
    assert "Tuva spør hvorfor du leste" in page
    assert reverse("person", kwargs={"person_id": tuva.pk}) not in page
    client.post(address(question), {"answer": "Jeg var vikar den dagen."})
    with acting_as(SYSTEM):
        question.refresh_from_db()
        assert question.answered_at is not None


def test_after_a_week_the_leader_has_it_too(client: Client, leader: User, ask: Ask, now: datetime) -> None:
    old, young = ask(at=now - timedelta(days=7, minutes=1)), ask(at=now - timedelta(days=6), words="En annen gang")
    for _run in range(2):
        jobs.tell_leaders_of_questions(timestamp=0)
    with acting_as(SYSTEM):
        old.refresh_from_db()
        young.refresh_from_db()
        assert (old.leader_told_at is None, young.leader_told_at is None) == (False, True)
        assert Deed.objects.filter(verb="why.tell_leader", by=None).count() == 1
    page = text(sign_in(client, leader), reverse("team_questions"))
    assert "Ingunn Sæther" in page
    assert "Hva så du etter?" in page
    assert "En annen gang" not in page
    assert "Tuva" not in page
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=leader, subject_id=None, part="why", basis="list").count() == 1
    single = text(client, address(old, "team_question"))
    assert "Tuva" not in single
    assert reverse("person", kwargs={"person_id": old.subject_id}) not in single
    assert client.post(address(old, "team_question"), {"answer": "Hun var vakt."}).status_code == 302
    with acting_as(SYSTEM):
        old.refresh_from_db()
        assert (old.answer, old.answered_by) == ("Hun var vakt.", leader)
    assert "Hun var vakt." in text(client, reverse("team_questions"))


def test_the_reader_can_still_answer_what_went_to_the_leader(
    client: Client, reader: User, leader: User, ask: Ask, now: datetime
) -> None:
    question = ask(at=now - timedelta(days=8))
    with acting_as(SYSTEM):
        tell_leaders(at=now)
    sign_in(client, reader).post(address(question), {"answer": "Beklager at det tok tid."})
    late = sign_in(client, leader).post(address(question, "team_question"), {"answer": "For sent"})
    assert late.status_code == 422
    with acting_as(SYSTEM):
        question.refresh_from_db()
        assert question.answered_by == reader


def test_what_is_over_time_is_said_on_the_leaders_list(client: Client, leader: User, ask: Ask, now: datetime) -> None:
    ask(at=now - timedelta(days=8))
    with acting_as(SYSTEM):
        tell_leaders(at=now)
    assert "Skulle vært besvart" not in text(sign_in(client, leader), reverse("team_questions"))
    with acting_as(SYSTEM):
        WhyQuestion.objects.update(answer_by_on=timezone.localdate() - timedelta(days=1))
    assert "Skulle vært besvart" in text(client, reverse("team_questions"))


def test_it_goes_to_the_readers_own_leader_and_never_to_the_reader(
    client: Client, leader: User, ask: Ask, now: datetime
) -> None:
    other = make_user(Role.LEADER, team=make_team())
    ask(at=now - timedelta(days=8))
    with acting_as(SYSTEM):
        tell_leaders(at=now)
    assert "Ingunn" not in text(sign_in(client, other), reverse("team_questions"))
    # Whoever leads and read themselves is not the one to answer for it.
    ask(at=now - timedelta(days=9), by=leader, words="Og du?")
    with acting_as(SYSTEM):
        tell_leaders(at=now)
    assert "Og du?" not in text(sign_in(client, leader), reverse("team_questions"))
    assert "Og du?" in text(sign_in(client, other), reverse("team_questions"))


@pytest.mark.parametrize("role", [Role.OUTSIDE_HELPER, Role.SUPPORTER])
def test_whoever_read_from_outside_finds_the_question_on_their_page_and_answers_there(
    client: Client, ask: Ask, role: Role, now: datetime
) -> None:
    helper = make_user(role, name="Randi Myrvang")
    question = ask(by=helper)
    with acting_as(SYSTEM):
        assert tell_leaders(at=now) == 0, "they are asked first, as others are"
    sign_in(client, helper)
    page = client.get(reverse("home"), follow=True).content.decode()
    assert "Noen spør hvorfor du leste" in page
    assert address(question) in page
    asked = client.get(address(question)).content.decode()
    assert "Hva så du etter?" in asked
    assert "Spør hvorfor</title>" not in asked, "a lent phone tells nothing by its title"
    assert "Åpne siden" not in asked
    answer = client.post(address(question), {"answer": "Målene, før vi møttes."}, follow=True)
    assert "Noen spør hvorfor du leste" not in answer.content.decode()
    with acting_as(SYSTEM):
        question.refresh_from_db()
        assert question.answer == "Målene, før vi møttes."
    assert client.get(address(ask(words="Og nå?"))).status_code == 404, "what others are asked is not there"


def test_whoever_left_is_not_waited_for(reader: User, ask: Ask, now: datetime) -> None:
    question = ask()
    with acting_as(SYSTEM):
        reader.is_active = False
        reader.save()
        assert tell_leaders(at=now) == 1
        question.refresh_from_db()
        assert question.leader_told_at == now


def test_a_leader_answers_nothing_that_has_not_come_to_them(leader: User, ask: Ask, now: datetime) -> None:
    question = ask()
    with acting_as(leader.pk), pytest.raises(Refused):
        answer_why(question=question, answer="x", by=leader, at=now)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [("2026-11-20", 1, "2026-11-23"), ("2026-11-22", 10, "2026-12-04"), ("2026-11-23", 10, "2026-12-07")],
)
def test_working_days_leave_out_the_weekend(day: str, count: int, expected: str) -> None:
    assert working_days_after(date.fromisoformat(day), count) == date.fromisoformat(expected)


def test_a_leader_answers_nothing_they_asked_themselves(
    client: Client, leader: User, reader: User, tuva: Person
) -> None:
    """It stands on their list, and waits for whoever read."""
    question = make_question(tuva, by=leader, reader=reader, told_leader=True)
    assert "Ingunn Sæther" in text(sign_in(client, leader), reverse("team_questions"))
    assert client.get(address(question, "team_question")).status_code == 404
    assert client.post(address(question, "team_question"), {"answer": "Jeg vet."}).status_code == 404
    with acting_as(SYSTEM):
        question.refresh_from_db()
        assert question.answered_at is None


def test_the_leaders_list_is_missing_for_whoever_leads_nobody(client: Client, leader: User, reader: User) -> None:
    assert sign_in(client, reader).get(reverse("team_questions")).status_code == 404
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(user=reader, part="why").exists()
    assert sign_in(client, leader).get(reverse("team_questions")).status_code == 200
