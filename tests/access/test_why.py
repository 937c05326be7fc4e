"""«Why did you read this?» and unusual reading: the act itself refuses whoever it is not for, and tells rows apart."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from benken.access.actions import unusual, why
from benken.access.models import Deed, Reading, Right, Role, Team, UnusualReading, User, WhyQuestion
from benken.access.models.why import LONGEST_ANSWER, LONGEST_QUESTION
from benken.access.policies import Refused
from benken.access.queries import unusual as lists
from benken.access.queries import why as asked
from benken.access.together import read_together
from benken.lib.ids import new_id
from benken.people.models import Person
from tests.factories import make_account_of, make_person, make_question, make_team, make_unusual, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_the_system")]
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def reader(team: Team) -> User:
    return make_user(team=team)


@pytest.fixture
def leader(team: Team) -> User:
    return make_user(Role.LEADER, team=team)


@pytest.fixture
def other_leader() -> User:
    return make_user(Role.LEADER, team=make_team())


@pytest.fixture
def person() -> Person:
    return make_person()


@pytest.fixture
def account(person: Person) -> User:
    return make_account_of(person)


def reading_of(person: Person | None, *, by: User, at: datetime) -> Reading:
    """Return a reading about somebody, or of a list."""
    basis = Right.Basis.CIRCLE if person else "list"
    return Reading.objects.create(user=by, subject_id=person.pk if person else None, part="page", basis=basis, at=at)


def standing() -> tuple[object, ...]:
    """Return what must be as it was."""
    questions = list(WhyQuestion.objects.order_by("pk").values())
    return questions, list(UnusualReading.objects.order_by("pk").values()), Deed.objects.count()


def refused(sentence: str, act: Callable[..., object], **given: Any) -> None:
    """Say that an act is refused with this sentence, and that nothing has come of it."""
    before = standing()
    with pytest.raises(Refused, match=sentence):
        act(**given)
    assert standing() == before


# Asked.


def test_one_asks_about_what_was_read_about_oneself(reader: User, person: Person, account: User, now: datetime) -> None:
    about_me = reading_of(person, by=reader, at=now)
    about_another = reading_of(make_person(), by=reader, at=now)
    list_of_many = reading_of(None, by=reader, at=now)
    own = "Du kan spørre om det som er lest om deg"
    refused(own, why.ask_why, reading=about_another, words="", by=account, at=now)
    refused(own, why.ask_why, reading=list_of_many, words="", by=account, at=now)
    refused(own, why.ask_why, reading=list_of_many, words="", by=reader, at=now)
    assert why.ask_why(reading=about_me, words="", by=account, at=now).reader == reader


def test_a_question_has_room_for_so_much(reader: User, person: Person, account: User, now: datetime) -> None:
    reading = reading_of(person, by=reader, at=now)
    most = "x" * LONGEST_QUESTION
    refused(f"plass til {LONGEST_QUESTION}", why.ask_why, reading=reading, words=f"{most}x", by=account, at=now)
    assert why.ask_why(reading=reading, words=most, by=account, at=now).words == most


def test_the_person_and_the_leader_ask_each_their_own(
    reader: User, leader: User, person: Person, account: User, now: datetime
) -> None:
    reading = reading_of(person, by=reader, at=now)
    persons = why.ask_why(reading=reading, words="Hvorfor?", by=account, at=now)
    asking: dict[str, Any] = {"reading_id": reading.id, "reading_at": reading.at, "by": leader, "at": now}
    leaders = why.ask_why_as_leader(words="Hva skjedde?", **asking)
    assert (persons.asked_by, leaders.asked_by) == (account, leader)
    assert (persons.words, leaders.words) == ("Hvorfor?", "Hva skjedde?")
    assert why.ask_why(reading=reading, words="Igjen", by=account, at=now) == persons
    assert why.ask_why_as_leader(words="Igjen", **asking) == leaders


def test_a_leader_asks_those_they_lead(
    reader: User, leader: User, other_leader: User, person: Person, now: datetime
) -> None:
    reading = reading_of(person, by=reader, at=now)
    asking: dict[str, Any] = {"reading_id": reading.id, "reading_at": reading.at, "words": "", "at": now}
    for by in (other_leader, reader, make_user(team=reader.team)):
        refused("Bare lederen til den som leste", why.ask_why_as_leader, by=by, **asking)
    assert why.ask_why_as_leader(by=leader, **asking).asked_by == leader


# Taken back, answered, told.


def test_whoever_asked_takes_it_back_until_there_is_an_answer(
    reader: User, person: Person, account: User, now: datetime
) -> None:
    question, answered = (make_question(person, by=account, reader=reader) for _ in range(2))
    why.answer_why(question=answered, answer="Jeg svarte deg.", by=reader, at=now)
    refused("Bare den som spurte", why.take_back_question, question=question, by=reader, at=now)
    refused("Du har fått svar", why.take_back_question, question=answered, by=account, at=now)
    why.take_back_question(question=question, by=account, at=now)
    why.take_back_question(question=question, by=account, at=now + DAY)
    question.refresh_from_db()
    assert question.taken_back_at == now
    refused("tatt tilbake", why.answer_why, question=question, answer="Sent.", by=reader, at=now)


def test_an_answer_has_room_for_so_much_and_is_given_once(
    reader: User, leader: User, person: Person, account: User, now: datetime
) -> None:
    question = make_question(person, by=account, reader=reader)
    most = "x" * LONGEST_ANSWER

    answer = partial(why.answer_why, question=question, at=now)
    refused(f"plass til {LONGEST_ANSWER}", answer, answer=f"{most}x", by=reader)
    refused("Skriv noen ord", answer, answer=" ", by=reader)
    refused("Bare den som leste, eller lederen", answer, answer="Jeg vet det.", by=leader)  # not gone to them
    refused("Bare den som leste, eller lederen", answer, answer="Jeg vet det.", by=account)
    answer(answer=most, by=reader)
    refused("besvart allerede", answer, answer="Noe annet.", by=reader)
    question.refresh_from_db()
    assert question.answer == most


def test_leaders_are_told_of_what_has_waited_a_week_and_of_nothing_that_is_done(
    reader: User, leader: User, person: Person, account: User, now: datetime
) -> None:
    waits, answered, taken_back, of_leader = (
        make_question(person, by=by, reader=reader) for by in (account, account, account, leader)
    )
    told = make_question(person, by=account, reader=reader, told_leader=True)
    told_at = told.leader_told_at
    why.answer_why(question=answered, answer="Jeg svarte deg.", by=reader, at=now)
    why.take_back_question(question=taken_back, by=account, at=now)
    assert why.tell_leaders(at=waits.asked_at + WEEK - timedelta(seconds=1)) == 0
    at = now + WEEK + DAY
    assert why.tell_leaders(at=at) == 1
    moments = dict(WhyQuestion.objects.values_list("pk", "leader_told_at"))
    nobody = {answered.pk: None, taken_back.pk: None, of_leader.pk: None}
    assert moments == {waits.pk: at, told.pk: told_at} | nobody


# Found again.


def test_a_person_finds_readings_and_questions_of_their_own(
    reader: User, person: Person, account: User, now: datetime
) -> None:
    another = make_person()
    their_account = make_account_of(another)
    mine, theirs = reading_of(person, by=reader, at=now), reading_of(another, by=reader, at=now)
    assert asked.reading_about_me(mine.id, by=account) == mine
    assert asked.reading_about_me(theirs.id, by=account) is None
    assert asked.reading_about_me(mine.id, by=reader) is None
    my_question = why.ask_why(reading=mine, words="", by=account, at=now)
    their_question = why.ask_why(reading=theirs, words="", by=their_account, at=now)
    both = [mine.id, theirs.id]
    assert asked.my_questions(by=account, reading_ids=both) == {mine.id: my_question}
    assert asked.my_questions(by=their_account, reading_ids=both) == {theirs.id: their_question}
    assert asked.my_question(my_question.pk, by=account) == my_question
    assert asked.my_question(their_question.pk, by=account) is None
    why.take_back_question(question=my_question, by=account, at=now)
    assert asked.my_questions(by=account, reading_ids=both) == {}


def test_a_reader_finds_what_they_are_asked_until_they_have_answered(
    reader: User, person: Person, account: User, now: datetime
) -> None:
    other = make_user()
    mine, done, taken_back = (make_question(person, by=account, reader=reader) for _ in range(3))
    theirs = make_question(person, by=account, reader=other)
    why.answer_why(question=done, answer="Jeg svarte deg.", by=reader, at=now)
    why.take_back_question(question=taken_back, by=account, at=now)
    found = {one.pk for one in (mine, done, taken_back, theirs) if asked.question_to(one.pk, reader=reader)}
    assert found == {mine.pk, done.pk}
    waiting = asked.questions_waiting(reader=reader.pk)
    read_together(waiting)
    assert waiting.rows == [mine]


def test_a_leader_finds_what_went_to_them_for_sixty_days(
    reader: User, leader: User, other_leader: User, person: Person, account: User, now: datetime
) -> None:
    waits, recent, old, taken_back = (
        make_question(person, by=account, reader=reader, told_leader=True) for _ in range(4)
    )
    make_question(person, by=account, reader=reader)  # has not gone to the leader
    own = make_question(person, by=leader, reader=reader)
    why.answer_why(question=recent, answer="Nylig.", by=reader, at=now - 59 * DAY)
    why.answer_why(question=old, answer="For lenge siden.", by=reader, at=now - 61 * DAY)
    why.take_back_question(question=taken_back, by=account, at=now)
    found = asked.questions_for_leader(leader=leader, at=now)
    assert {one.question for one in found} == {waits, recent, own}
    assert {one.question for one in found if one.is_mine} == {own}
    assert asked.question_for_leader(waits.pk, leader=leader, at=now) is not None
    assert asked.question_for_leader(old.pk, leader=leader, at=now) is None
    assert asked.questions_for_leader(leader=other_leader, at=now) == []
    told = asked.questions_told()
    read_together(told)
    assert told.rows == [waits]


def test_those_who_lead_are_leaders_with_an_open_account(leader: User, reader: User, other_leader: User) -> None:
    closed = make_user(Role.LEADER, team=reader.team)
    closed.is_active = False
    closed.save()
    assert set(asked.leaders_now()) == {leader, other_leader}
    read = asked.leaders_read()
    read_together(read)
    assert set(read.rows) == {leader, other_leader}
    assert asked.who_leads(reader, asked.leaders_now()) == {leader.pk}
    assert asked.is_led_by(reader, leader=leader)
    assert not asked.is_led_by(reader, leader=other_leader)
    assert not asked.is_led_by(reader, leader=closed)


# Unusual reading.


def test_a_line_is_the_readers_leaders(
    reader: User, leader: User, other_leader: User, person: Person, now: datetime
) -> None:
    line = make_unusual(person, reader=reader)
    missing = new_id()
    only = "Bare lederen til den som leste, ser dette"
    for line_id, by in ((line.pk, other_leader), (line.pk, reader), (missing, leader)):
        refused(only, unusual.mark_seen, line_id=line_id, by=by, at=now)
        refused(only, unusual.ask_about_unusual, line_id=line_id, words="", by=by, at=now)
    assert lists.unusual_for_leader(leader=leader, at=now + DAY) == [line]
    for by in (other_leader, reader):
        assert lists.unusual_for_leader(leader=by, at=now + DAY) == []
    assert unusual.ask_about_unusual(line_id=line.pk, words="", by=leader, at=now).asked_by == leader


def test_what_a_leader_has_seen_waits_no_more(reader: User, leader: User, person: Person, now: datetime) -> None:
    seen, unseen = make_unusual(person, reader=reader), make_unusual(person, reader=make_user(team=reader.team))
    for at in (now, now + DAY):
        unusual.mark_seen(line_id=seen.pk, by=leader, at=at)
    seen.refresh_from_db()
    assert seen.seen_at == now
    waiting = lists.unusual_unseen(at=now + DAY)
    read_together(waiting)
    assert waiting.rows == [unseen]
