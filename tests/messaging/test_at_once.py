"""Two at the same time, each in a connection of its own: a text is taken in once, and a STOP said first holds."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.messaging.actions import tray
from benken.messaging.actions.incoming import take_in
from benken.messaging.actions.texts import claim_text, queue_text
from benken.messaging.gateways.interface import Incoming
from benken.messaging.models import IncomingText, Message, Text
from benken.people.models import Person
from tests.factories import make_person, make_team, make_user
from tests.messaging.phones import NUMBER, UNKNOWN, give_phone, say_yes
from tests.operate.running import database_of_its_own

T = TypeVar("T")
STILL_WAITS = 0.3  # seconds after which somebody who is held up has shown it
PATIENCE = 60


@pytest.fixture(autouse=True, scope="module")
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001  # only to come after it
    """Work in a database of its own: what is committed stays."""
    with database_of_its_own("at_once", django_db_blocker):
        yield


@contextmanager
def elsewhere(work: Callable[[], T]) -> Iterator["Future[T]"]:
    """Do something in another connection meanwhile."""

    def alone() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        yield other.submit(alone)


def is_held_up(done: "Future[T]") -> bool:
    """Tell whether somebody waits for a lock, and for nothing else."""
    time.sleep(STILL_WAITS)
    return not done.done()


@pytest.fixture
def person() -> Person:
    """Return somebody with nobody's number yet."""
    with acting_as(SYSTEM):
        return make_person(contact=make_user(team=make_team()))


def bring(text: str, *, key: str, at: datetime, number: str = NUMBER) -> UUID:
    """Take in a text."""
    return take_in(gateway="rest", incoming=Incoming(key, number, text, None), at=at).pk


def test_a_text_that_is_told_twice_at_once_is_taken_in_once(person: Person, now: datetime) -> None:
    number = "+4799990201"
    give_phone(person, number)
    with acting_as(SYSTEM):  # the first has not been committed
        first = bring("Hei", key="twice", at=now, number=number)
        with elsewhere(lambda: bring("Hei", key="twice", at=now, number=number)) as second:
            assert is_held_up(second)
            connection.cursor().execute("COMMIT")
            connection.cursor().execute("BEGIN")
            assert second.result(PATIENCE) == first
    with acting_as(SYSTEM):
        assert IncomingText.objects.filter(gateway_id="twice").count() == 1
        assert Message.objects.filter(person=person).exclude(automatic="away").count() == 1
        assert Message.objects.filter(person=person, automatic="away").count() <= 1  # one, while nobody reads


@pytest.mark.parametrize("stop_first", [True, False])
def test_of_a_stop_and_a_claim_the_first_holds(person: Person, now: datetime, *, stop_first: bool) -> None:
    number = f"+479999021{stop_first:d}"
    say_yes(give_phone(person, number), at=now)
    text = queue_text(person=person, number=number, body="Hei", at=now)
    key = f"stop {stop_first}"

    def claim() -> bool:
        return claim_text(text_id=text.pk, gateway="rest", at=now) is not None

    def stop() -> UUID:
        return bring("STOPP", key=key, at=now, number=number)

    with acting_as(SYSTEM):
        if stop_first:
            stop()
        else:
            assert claim()
        with elsewhere(claim if stop_first else stop) as other:
            assert is_held_up(other)
            connection.cursor().execute("COMMIT")
            connection.cursor().execute("BEGIN")
            outcome = other.result(PATIENCE)
    with acting_as(SYSTEM):
        stands = Text.objects.get(pk=text.pk)
    if stop_first:
        assert (outcome, stands.state, stands.why) == (False, "not_sent", "stopped")
    else:
        assert (stands.state, stands.why) == ("sending", "")


def test_of_two_who_handle_one_text_the_first_has_it(now: datetime) -> None:
    team = make_team()
    first, second = make_user(team=team, name="Ane"), make_user(team=team)
    text_id = bring("Hvem er dette?", key="tray", at=now, number=UNKNOWN)

    def make_request() -> str:
        with acting_as(second.pk):
            try:
                tray.make_request(text_in_id=text_id, by=second, at=now + timedelta(minutes=1))
            except Refused as refused:
                return str(refused)
        return ""

    with acting_as(first.pk):
        tray.throw(text_in_id=text_id, by=first, at=now)
        with elsewhere(make_request) as other:
            assert is_held_up(other)
            connection.cursor().execute("COMMIT")
            connection.cursor().execute("BEGIN")
            assert "Ane" in other.result(PATIENCE)
    with acting_as(SYSTEM):
        stands = IncomingText.objects.get(pk=text_id)
    assert (stands.outcome, stands.handled_by_id, stands.text) == ("thrown", first.pk, "Hvem er dette?")


def test_eight_who_bring_one_text_at_once_leave_one(person: Person, now: datetime) -> None:
    number = "+4799990220"
    give_phone(person, number)
    start = threading.Barrier(8)

    def once(_which: int) -> UUID:
        start.wait()
        try:
            return bring("HJELP", key="eight", at=now, number=number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as many:
        assert len(set(many.map(once, range(8)))) == 1
    with acting_as(SYSTEM):
        assert Text.objects.filter(number=number).count() == 1
        assert Message.objects.filter(person=person, from_person=True).count() == 1
