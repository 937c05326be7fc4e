"""A message is taken back until the other side has read it, on both sides; it leaves as if it had not been sent."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, User
from benken.messaging.actions.conversation import mark_messages_read, send_message
from benken.messaging.models import Message
from benken.people.actions.entries import tell
from benken.people.models import Entry, Person
from tests.factories import make_account_of, make_person, make_user, sign_in

pytestmark = pytest.mark.django_db


def write(person: Person, by: User, at: datetime) -> Message:
    """Send a message as somebody."""
    with acting_as(by.pk):
        return send_message(person=person, text="Hei!", by=by, at=at)


def take_back(message: Message) -> str:
    """Return where a helper takes a message back."""
    return reverse("message_take_back", kwargs={"person_id": message.person_id, "message_id": message.pk})


def count() -> int:
    """Return how many messages somebody wrote."""
    with acting_as(SYSTEM):
        return Message.objects.filter(automatic="").count()


def test_a_helper_takes_back_what_is_not_read(client: Client, contact: User, person: Person) -> None:
    path = reverse("conversation", kwargs={"person_id": person.pk})
    sign_in(client, contact).post(path, {"text": "Til feil person"})
    with acting_as(SYSTEM):
        sent = Message.objects.get()
    assert client.get(path).content.decode().count(take_back(sent)) == 2  # beside the message, and as the undo
    for said in ("Meldingen er tatt tilbake.", "Meldingen står ikke her lenger."):
        assert said in client.post(take_back(sent), follow=True).content.decode()
    assert count() == 0
    with acting_as(SYSTEM):
        assert Deed.objects.filter(by=contact, verb="message.take_back", object_id=sent.pk).count() == 1
        assert Person.objects.get(pk=person.pk).last_heard_at is None


def test_what_the_person_told_waits_again(client: Client, contact: User, person: Person, now: datetime) -> None:
    account = make_account_of(person)
    with acting_as(account.pk):
        told = tell(person=person, kind=Entry.Kind.HARD_TIME, text="Tungt.", by=account, at=now - timedelta(hours=1))
    sent = write(person, contact, now)
    sign_in(client, contact).post(take_back(sent))
    with acting_as(SYSTEM):
        assert Entry.objects.get(pk=told.pk).answered_at is None
        assert Person.objects.get(pk=person.pk).last_heard_at == told.happened_at
    first, _second = write(person, contact, now), write(person, contact, now + timedelta(seconds=5))
    client.post(take_back(first))
    with acting_as(SYSTEM):
        assert Entry.objects.get(pk=told.pk).answered_at is not None  # by the other message


def test_what_is_read_stands(client: Client, contact: User, person: Person, now: datetime) -> None:
    account = make_account_of(person)
    sent = write(person, contact, now)
    with acting_as(account.pk):
        mark_messages_read(person=person, by=account, at=now)
    sign_in(client, contact)
    path = reverse("conversation", kwargs={"person_id": person.pk})
    assert take_back(sent) not in client.get(path).content.decode()
    assert "Meldingen er alt lest" in client.post(take_back(sent), follow=True).content.decode()
    assert count() == 1


def test_the_person_takes_back_until_a_helper_reads(client: Client, person: Person, now: datetime) -> None:
    account = make_account_of(person)
    sent, read = write(person, account, now), write(person, account, now)
    with acting_as(SYSTEM):
        Message.objects.filter(pk=read.pk).update(read_at=now)
    sign_in(client, account)
    text = client.get(reverse("my_messages")).content.decode()
    back, too_late = (reverse("my_message_take_back", kwargs={"message_id": one.pk}) for one in (sent, read))
    assert back in text
    assert too_late not in text
    client.post(back)
    client.post(too_late)
    with acting_as(SYSTEM):
        assert [message.pk for message in Message.objects.filter(automatic="")] == [read.pk]


def test_nobody_takes_back_anothers_message(client: Client, contact: User, person: Person, now: datetime) -> None:
    account = make_account_of(person)
    mine, theirs = write(person, contact, now), write(person, account, now)
    sign_in(client, contact).post(take_back(theirs))
    sign_in(client, make_user())
    assert client.post(take_back(mine)).status_code == 404
    sign_in(client, make_account_of(make_person()))
    client.post(reverse("my_message_take_back", kwargs={"message_id": theirs.pk}))
    sign_in(client, account).post(reverse("my_message_take_back", kwargs={"message_id": mine.pk}))
    assert count() == 2


@pytest.mark.second_wall
def test_the_wall_lets_nobody_delete_a_message_past_the_act(contact: User, person: Person, now: datetime) -> None:
    write(person, contact, now)
    with acting_as(contact.pk), transaction.atomic():
        try:
            assert Message.objects.all().delete()[0] == 0
        except DatabaseError:
            transaction.set_rollback(True)
    assert count() == 1
