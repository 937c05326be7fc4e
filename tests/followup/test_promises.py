"""Promises through the staff pages."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, User
from benken.access.policies import Refused
from benken.access.together import read_together
from benken.followup.actions.promises import keep_promise, promise, tell_about_promise
from benken.followup.models import Promise
from benken.followup.queries import open_promises_of
from benken.people.models import Person
from tests.factories import make_account_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(worker: User, person: Person) -> Promise:
    """Return an open promise."""
    today = timezone.localdate()
    with acting_as(SYSTEM):
        return promise(person=person, words="Ringe NAV", due_on=today, by=worker, at=timezone.now(), today=today)


def address(name: str, person: Person, **more: object) -> str:
    """Return the address of a page about a person."""
    return reverse(name, kwargs={"person_id": person.pk, **more})


def deeds(person: Person) -> list[str]:
    """Return what has been done about a person."""
    with acting_as(SYSTEM):
        return list(Deed.objects.filter(subject_id=person.pk).order_by("at", "id").values_list("verb", flat=True))


def still_open(worker: User) -> list[str]:
    """Return what a worker still has to keep."""
    with acting_as(SYSTEM):
        read = open_promises_of(worker)
        read_together(read)
        return [made.words for made in read.rows]


def test_it_writes_a_promise_that_stays_until_it_is_kept(signed_in: Client, worker: User, person: Person) -> None:
    """Kept, it leaves Today; undone, it is there again."""
    page, due = address("promise_new", person), timezone.localdate() + timedelta(days=2)
    assert signed_in.get(page).status_code == 200
    fields = {"words": "Ringe NAV om depositumet", "due_on": due.isoformat(), "_once": str(uuid4())}
    for _ in range(2):  # pressed twice
        assert signed_in.post(page, fields).headers["Location"] == address("person", person)
    assert still_open(worker) == ["Ringe NAV om depositumet"]
    with acting_as(SYSTEM):
        made = Promise.objects.get(person=person)
    assert (made.by_id, made.due_on) == (worker.pk, due)

    kept = address("promise_keep", person, promise_id=made.pk, kept=1)
    assert signed_in.post(kept, {"next": "/"}).headers["Location"] == "/"
    assert still_open(worker) == []
    undo = address("promise_keep", person, promise_id=made.pk, kept=0)
    assert f"{undo}?next=%2F" in signed_in.get(address("areas", person)).content.decode()
    assert signed_in.post(f"{undo}?next=%2F").headers["Location"] == "/"
    assert still_open(worker) == ["Ringe NAV om depositumet"]
    assert deeds(person)[-3:] == ["promise.make", "promise.kept", "promise.open_again"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"due_on": "2020-01-31"}, "Dagen er alt gått"), ({"words": ""}, "Skriv noen ord"), ({"words": "l" * 301}, "301")],
)
def test_it_refuses_a_promise_with_a_message(
    signed_in: Client, worker: User, person: Person, changed: dict[str, str], why: str
) -> None:
    """Nothing is saved, and what was typed stands."""
    fields = {"words": "Ringe NAV"} | changed
    answer = signed_in.post(address("promise_new", person), fields)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert all(value in answer.content.decode() for value in fields.values())
    assert still_open(worker) == []


def test_it_tells_the_person_why_not_and_then_lets_the_promise_go(
    signed_in: Client, worker: User, person: Person, made: Promise
) -> None:
    """Only words make it leave Today."""
    page = address("promise_tell", person, promise_id=made.pk)
    assert "Ringe NAV" in signed_in.get(page).content.decode()
    assert signed_in.post(page, {"words": ""}).status_code == 422
    assert still_open(worker) == ["Ringe NAV"]
    assert signed_in.post(page, {"words": "De hadde stengt. Jeg prøver mandag."}).status_code == 302
    assert still_open(worker) == []
    assert deeds(person)[-1] == "promise.told"


def test_it_lets_nobody_overwrite_what_a_colleague_has_told(signed_in: Client, person: Person, made: Promise) -> None:
    """The second one is told, sees the first words, and keeps their own in the form."""
    page = address("promise_tell", person, promise_id=made.pk)
    signed_in.post(page, {"words": "De hadde stengt."})
    answer = signed_in.post(page, {"words": "Jeg glemte det. Unnskyld."})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Noen andre har alt sagt fra" in text
    assert "De hadde stengt." in text
    assert "Jeg glemte det. Unnskyld." in text
    with acting_as(SYSTEM):
        assert Promise.objects.get(pk=made.pk).told_words == "De hadde stengt."


def test_it_tells_when_the_promise_was_kept_meanwhile(signed_in: Client, person: Person, made: Promise) -> None:
    """There is nothing to excuse."""
    signed_in.post(address("promise_keep", person, promise_id=made.pk, kept=1))
    answer = signed_in.post(address("promise_tell", person, promise_id=made.pk), {"words": "Rakk det ikke"})
    assert answer.status_code == 422
    assert "Løftet er alt holdt." in answer.content.decode()


def test_it_lets_only_those_who_work_here_promise(person: Person, made: Promise, now: datetime) -> None:
    """A promise binds the service; the person can neither make nor close one."""
    account = make_account_of(person)
    with acting_as(account.pk):
        with pytest.raises(Refused):
            promise(person=person, words="Slutte", due_on=None, by=account, at=now, today=now.date())
        with pytest.raises(Refused):
            keep_promise(made=made, kept=True, by=account, at=now)
        with pytest.raises(Refused):
            tell_about_promise(made=made, words="Nei", by=account, at=now)
