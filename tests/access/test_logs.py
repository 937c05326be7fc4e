"""The logs, asked as the system: what stands about one person or by one user is told apart from all the rest."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from benken.access.actions.logs import log_reading, record_deed
from benken.access.actions.looks import note_look
from benken.access.models import LastLook, Role, User
from benken.access.queries import logs
from benken.access.queries.looks import ReadersSince
from benken.access.together import read_together
from benken.lib.ids import new_id
from benken.people.models import Person
from tests.factories import make_account_of, make_person, make_question, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_the_system")]
Meeting = Callable[[User, UUID, datetime], None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def one() -> User:
    return make_user(name="Ansatt En")


@pytest.fixture
def other() -> User:
    return make_user(name="Ansatt To")


def read(user: User, subject_id: UUID, at: datetime) -> None:
    """Let somebody have read."""
    log_reading(user=user, subject_id=subject_id, part="page", basis="circle", at=at)


def do(user: User, subject_id: UUID, at: datetime, *, verb: str = "note.add", object_id: UUID | None = None) -> None:
    """Let somebody have done something."""
    record_deed(by=user, at=at, verb=verb, subject_id=subject_id, object_id=object_id)


# About whom, by whom.


def test_a_person_sees_the_readings_about_them_and_nobody_elses(one: User, other: User, now: datetime) -> None:
    mine, somebody = make_person(), make_person()
    account, their_account = make_account_of(mine), make_account_of(somebody)
    read(one, mine.pk, now)
    read(other, somebody.pk, now)
    assert [row.user for row in logs.readings_about(subject_id=mine.pk, for_user=account)] == [one]
    assert list(logs.readers_about(subject_id=mine.pk, for_user=account)) == [one]
    assert list(logs.readers_about(subject_id=somebody.pk, for_user=their_account)) == [other]
    for stranger in (their_account, one):
        assert not logs.readings_about(subject_id=mine.pk, for_user=stranger).exists()
        assert not logs.readers_about(subject_id=mine.pk, for_user=stranger).exists()


def test_whether_anybody_else_has_opened_a_record(one: User, other: User, now: datetime) -> None:
    subject_id, elsewhere = new_id(), new_id()
    read(one, subject_id, now)
    read(other, elsewhere, now)
    read(other, subject_id, now - 2 * DAY)
    assert not logs.others_have_read(subject_id, apart_from=one, since=now - DAY)
    assert logs.others_have_read(subject_id, apart_from=other, since=now - DAY)
    assert logs.others_have_read(subject_id, apart_from=one, since=now - 3 * DAY)


@pytest.mark.parametrize("meet", [read, do], ids=["read", "done"])
def test_whether_one_has_met_somebody(meet: Meeting, one: User, other: User, now: datetime) -> None:
    subject_id, elsewhere, long_ago = new_id(), new_id(), new_id()
    meet(one, subject_id, now)
    meet(other, elsewhere, now)
    meet(one, long_ago, now - 2 * DAY)
    met = {who: logs.has_met(who, user=one, since=now - DAY) for who in (subject_id, elsewhere, long_ago)}
    assert met == {subject_id: True, elsewhere: False, long_ago: False}
    assert not logs.has_met(subject_id, user=other, since=now - DAY)


def test_deeds_are_counted_by_whoever_did_them_of_one_kind_and_since_a_moment(
    one: User, other: User, now: datetime
) -> None:
    subject_id = new_id()
    do(one, subject_id, now)
    do(other, subject_id, now)
    do(one, subject_id, now, verb="goal.set")
    do(one, subject_id, now - DAY)
    assert logs.deeds_since(by=one, verb="note.add", since=now - DAY) == 1
    assert logs.deeds_since(by=one, verb="note.add", since=now - 2 * DAY) == 2


def test_deeds_about_some_are_those_about_them(one: User, now: datetime) -> None:
    subject_id, elsewhere = new_id(), new_id()
    do(one, subject_id, now)
    do(one, elsewhere, now)
    do(one, subject_id, now - DAY)
    found = logs.deeds_about(subject_ids=[subject_id], verb="note.add", since=now - DAY)
    assert [(deed.subject_id, deed.at) for deed in found] == [(subject_id, now)]


@pytest.mark.parametrize("touch", [read, do], ids=["read", "done"])
def test_with_whom_anything_else_was_done(touch: Meeting, one: User, now: datetime) -> None:
    untouched, touched, not_asked = new_id(), new_id(), new_id()
    for subject_id in (untouched, touched):
        do(one, subject_id, now, verb="import.person")
    for subject_id in (touched, not_asked):
        touch(one, subject_id, now + HOUR)
    asked: dict[str, Any] = {"verbs": ["import.person"], "moments": [now]}
    assert logs.subjects_with_other_deeds(subject_ids=[untouched, touched], **asked) == {touched}
    assert logs.subjects_with_other_deeds(subject_ids=[untouched], **asked) == set()


def test_about_whom_one_did_what_one_did(one: User, other: User, now: datetime) -> None:
    subject_id, elsewhere, thing = new_id(), new_id(), new_id()
    do(other, elsewhere, now, object_id=thing)
    do(one, subject_id, now, object_id=thing)
    assert logs.subject_of_deed(by=one, verb="note.add", object_id=thing) == subject_id
    assert logs.subject_of_deed(by=other, verb="note.add", object_id=thing) == elsewhere
    assert logs.subject_of_deed(by=make_user(), verb="note.add", object_id=thing) is None


# Since I last looked.


def looked(account: User, person: Person, at: datetime) -> ReadersSince:
    """Return who has read since somebody last looked."""
    since = ReadersSince(account, subject_id=person.pk, at=at)
    read_together(*since.reads)
    return since


def test_who_has_read_about_me_since_i_looked_and_nobody_elses_log(one: User, other: User, now: datetime) -> None:
    mine, somebody = make_person(), make_person()
    me, they = make_account_of(mine), make_account_of(somebody)
    read(one, mine.pk, now - 2 * HOUR)
    read(other, mine.pk, now - 5 * DAY)
    read(make_user(), somebody.pk, now - 2 * HOUR)
    LastLook.objects.create(user=they, at=now - 9 * DAY)
    LastLook.objects.create(user=me, at=now - DAY)
    mine_since = looked(me, mine, now)
    assert mine_since.look is not None
    assert mine_since.look.user_id == me.pk
    assert mine_since.readers == [one]
    assert looked(they, somebody, now).look == LastLook.objects.get(user=they)


def test_an_answer_is_told_of_to_whoever_asked_and_while_it_is_new(one: User, now: datetime) -> None:
    mine, somebody = make_person(), make_person()
    me, they = make_account_of(mine), make_account_of(somebody)
    question = make_question(mine, by=me, reader=one)
    for account in (me, they):
        LastLook.objects.create(user=account, at=now - DAY)
    assert not looked(me, mine, now).has_an_answer
    question.answer, question.answered_at, question.answered_by = "Jeg svarte deg.", now - HOUR, one
    question.save()
    assert looked(me, mine, now).has_an_answer
    assert not looked(they, somebody, now).has_an_answer
    question.answered_at = now - 2 * DAY
    question.save()
    assert not looked(me, mine, now).has_an_answer


def test_that_one_looks_is_kept_for_them_alone(now: datetime) -> None:
    me, they = make_user(Role.PERSON, subject_id=new_id()), make_user(Role.PERSON, subject_id=new_id())
    for account in (me, they):
        note_look(look=None, by=account, at=now)
    note_look(look=LastLook.objects.get(user=me), by=me, at=now + DAY)
    moments = dict(LastLook.objects.values_list("user", "at"))
    assert moments == {me.pk: now + DAY, they.pk: now}
    assert LastLook.objects.get(user=me).before_at == now
