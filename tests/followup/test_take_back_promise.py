"""A promise written down by mistake goes away again: at once, by whoever made it, while nobody else has looked."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actions.logs import log_reading
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, User
from benken.followup.actions.promises import keep_promise, mark_promise_seen, promise
from benken.followup.models import Promise
from benken.people.actions.relations import let_into_circle
from benken.people.models import Person
from tests.factories import make_account_of, make_user, sign_in

pytestmark = pytest.mark.django_db


def made_by(worker: User, person: Person, *, minutes_ago: int = 1, due: bool = False) -> Promise:
    """Make a promise some minutes ago, for the same day or for none."""
    at = timezone.now() - timedelta(minutes=minutes_ago)
    today = timezone.localdate(at)
    with acting_as(worker.pk):
        return promise(person=person, words="Ringe NAV", due_on=today if due else None, by=worker, at=at, today=today)


def take_back(made: Promise) -> str:
    """Return where a promise is taken back."""
    return reverse("promise_take_back", kwargs={"person_id": made.person_id, "promise_id": made.pk})


def count() -> int:
    """Return how many promises there are."""
    with acting_as(SYSTEM):
        return Promise.objects.count()


def test_a_new_promise_can_be_undone(signed_in: Client, worker: User, person: Person) -> None:
    answer = signed_in.post(
        reverse("promise_new", kwargs={"person_id": person.pk}), {"words": "Ringe NAV", "due_on": ""}, follow=True
    )
    with acting_as(SYSTEM):
        made = Promise.objects.get()
    assert take_back(made) in answer.content.decode()
    for said in ("Løftet er tatt tilbake.", "Løftet står ikke her lenger."):
        assert said in signed_in.post(take_back(made), follow=True).content.decode()
    assert count() == 0
    with acting_as(SYSTEM):
        assert Deed.objects.filter(by=worker, verb="promise.take_back", object_id=made.pk).count() == 1


def test_after_ten_minutes_it_stands(signed_in: Client, worker: User, person: Person) -> None:
    made = made_by(worker, person, minutes_ago=11)
    assert "Det er for sent" in signed_in.post(take_back(made), follow=True).content.decode()
    assert count() == 1


def test_what_somebody_else_may_have_read_stands(signed_in: Client, worker: User, person: Person) -> None:
    made = made_by(worker, person)
    with acting_as(SYSTEM):
        log_reading(user=make_user(), subject_id=person.pk, part="page", basis="circle", at=timezone.now())
    signed_in.post(take_back(made))
    assert count() == 1


@pytest.mark.parametrize("shown_by", ["my", "my_where", "my_where_paper"])
def test_what_the_person_has_seen_stands(signed_in: Client, worker: User, person: Person, shown_by: str) -> None:
    made, account = made_by(worker, person, due=True), make_account_of(person)
    person_reads = sign_in(Client(), account)
    person_reads.get(reverse("my_record"))  # it does not stand there
    with acting_as(SYSTEM):
        assert Promise.objects.get(pk=made.pk).seen_at is None
    for _ in range(2):
        assert person_reads.get(reverse(shown_by)).status_code == 200
        with acting_as(SYSTEM):
            seen_at = Promise.objects.get(pk=made.pk).seen_at
            made.seen_at = made.seen_at or seen_at
    assert seen_at is not None
    assert seen_at == made.seen_at  # when it was first
    assert "Det er for sent" in signed_in.post(take_back(made), follow=True).content.decode()
    assert count() == 1


def test_what_the_person_was_not_shown_can_be_taken_back(signed_in: Client, worker: User, person: Person) -> None:
    made = made_by(worker, person)  # without a day it is not what comes next
    sign_in(Client(), make_account_of(person)).get(reverse("my"))
    signed_in.get(reverse("person_where", kwargs={"person_id": person.pk}))  # whoever made it looks themself
    signed_in.post(take_back(made))
    assert count() == 0


def test_nobody_writes_that_the_person_has_seen_it(worker: User, person: Person) -> None:
    made, account = made_by(worker, person), make_account_of(person)
    for user in (worker, account):
        with acting_as(user.pk), transaction.atomic():
            try:
                assert Promise.objects.filter(pk=made.pk).update(seen_at=timezone.now()) == 0
            except DatabaseError:
                transaction.set_rollback(True)
    with acting_as(worker.pk):
        mark_promise_seen(made=made, by=worker, at=timezone.now())
    with acting_as(SYSTEM):
        assert Promise.objects.get(pk=made.pk).seen_at is None


def test_what_is_kept_stands(signed_in: Client, worker: User, person: Person) -> None:
    made = made_by(worker, person)
    with acting_as(worker.pk):
        keep_promise(made=made, kept=True, by=worker, at=timezone.now())
    signed_in.post(take_back(made))
    assert count() == 1


def test_only_whoever_made_it_takes_it_back(client: Client, worker: User, person: Person) -> None:
    made, circle, at = made_by(worker, person), make_user(), timezone.now()
    with acting_as(worker.pk):
        let_into_circle(person=person, member=circle, basis="x", until_at=at + timedelta(days=5), by=worker, at=at)
    sign_in(client, circle).post(take_back(made))
    assert sign_in(client, make_user()).post(take_back(made)).status_code == 404
    assert count() == 1
