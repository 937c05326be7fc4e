"""The one switch and texts: what is automatic stops at the next claim, and what was stopped is never sent."""

from datetime import timedelta

import pytest

from benken.access.actions.automatic import switch_automatic
from benken.access.models import Role, User
from benken.messaging.actions.texts import queue_text
from benken.people.models import Person
from tests.factories import make_text, make_user
from tests.messaging.automatic import NUMBER, TUESDAY_AT_ELEVEN, claim_all, order, texts

pytestmark = pytest.mark.django_db
AT = TUESDAY_AT_ELEVEN
MANY = 50
LATER = timedelta(seconds=1)


@pytest.fixture
def leader() -> User:
    return make_user(Role.LEADER)


@pytest.fixture
def queued(person: Person, contact: User) -> None:
    order(person, by=contact, at=AT)
    for number in range(MANY):
        kind = ("away", "keyword", "numbers")[number % 3]
        queue_text(person=person, number=NUMBER, body="(Automatisk SMS)", automatic=kind, at=AT)


@pytest.mark.usefixtures("queued")
def test_fifty_that_wait_are_not_sent_once_the_switch_is_pressed_and_not_afterwards_either(leader: User) -> None:
    switch_automatic(on=False, by=leader, at=AT + LATER)
    assert claim_all(at=AT + 2 * LATER) == []
    stopped = {("not_sent", "switched_off")}
    assert {(text.state, text.why) for text in texts()} == stopped
    switch_automatic(on=True, by=leader, at=AT + 3 * LATER)
    assert claim_all(at=AT + timedelta(minutes=1)) == []
    assert {(text.state, text.why) for text in texts()} == stopped
    assert len(texts()) == MANY


@pytest.mark.usefixtures("queued")
def test_what_no_worker_had_come_to_before_it_was_on_again_is_not_sent_either(leader: User) -> None:
    switch_automatic(on=False, by=leader, at=AT + LATER)
    switch_automatic(on=True, by=leader, at=AT + 2 * LATER)
    assert claim_all(at=AT + timedelta(minutes=1)) == []
    assert {text.why for text in texts()} == {"switched_off"}


@pytest.mark.usefixtures("queued")
def test_without_a_press_they_are_sent() -> None:
    assert len(claim_all(at=AT)) == MANY


def test_what_somebody_wrote_goes_on(leader: User, person: Person, contact: User) -> None:
    switch_automatic(on=False, by=leader, at=AT)
    text = make_text(person, by=contact)
    assert [outgoing.text_id for outgoing in claim_all(at=text.try_at)] == [text.pk]


def test_what_is_queued_after_it_was_switched_on_again_is_sent(leader: User, person: Person, contact: User) -> None:
    order(person, by=contact, at=AT)
    switch_automatic(on=False, by=leader, at=AT)
    switch_automatic(on=True, by=leader, at=AT + LATER)
    queue_text(person=person, number=NUMBER, body="x", automatic="away", at=AT + 2 * LATER)
    assert len(claim_all(at=AT + 2 * LATER)) == 1
