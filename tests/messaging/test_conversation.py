"""The conversation as the helper has it: both ways, read when it is read, and nothing typed is lost."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.lib.ids import new_id
from benken.messaging.actions.conversation import send_message
from benken.messaging.models import Message
from benken.people.actions.entries import tell
from benken.people.actions.relations import let_into_circle
from benken.people.models import Entry, Person
from tests.factories import make_account_of, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(person: Person) -> User:
    """Return the person's own account."""
    return make_account_of(person)


def address(person: Person) -> str:
    """Return where the conversation is."""
    return reverse("conversation", kwargs={"person_id": person.pk})


def write(person: Person, by: User, text: str, at: datetime) -> Message:
    """Send a message as somebody."""
    with acting_as(by.pk):
        return send_message(person=person, text=text, by=by, at=at)


def messages(**wanted: Any) -> list[Message]:
    """Return the messages that somebody wrote, oldest first."""
    with acting_as(SYSTEM):
        return list(Message.objects.filter(automatic="", **wanted))


def page(client: Client, path: str) -> str:
    """Return what a page says."""
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_empty_conversation_helps(client: Client, contact: User, person: Person) -> None:
    text = page(sign_in(client, contact), address(person))
    assert "Ingen meldinger ennå" in text
    assert "Skriv den første til Tuva." in text


def test_a_message_goes_both_ways(client: Client, contact: User, account: User, person: Person, now: datetime) -> None:
    answer = sign_in(client, contact).post(address(person), {"text": "Hei! Skal vi gå en tur?\r\nKl. to."})
    assert answer["Location"] == address(person)
    assert "Sendt." in page(client, address(person))
    [sent] = messages()
    assert (sent.text, sent.author, sent.from_person, sent.read_at) == (
        "Hei! Skal vi gå en tur?\nKl. to.",
        contact,
        False,
        None,
    )
    with acting_as(SYSTEM):
        heard_at = Person.objects.get(pk=person.pk).last_heard_at
        assert heard_at is not None
        assert heard_at >= now
        deed = Deed.objects.get(verb="message.send")
        assert (deed.by, deed.subject_id, deed.object_id) == (contact, person.pk, sent.pk)
    sign_in(client, account)
    assert "Skal vi gå en tur?" in page(client, reverse("my_messages"))
    client.post(reverse("my_messages"), {"text": "Gjerne!"})
    text = page(sign_in(client, contact), address(person))
    assert text.index("Skal vi gå en tur?") < text.index("Gjerne!")


def test_what_the_person_wrote_is_read_when_the_helper_opens_it(
    client: Client, contact: User, account: User, person: Person, now: datetime
) -> None:
    write(person, account, "Er du der?", now)
    write(person, contact, "Ja.", now)
    page(sign_in(client, contact), address(person))
    from_person, from_helper = messages(from_person=True), messages(from_person=False)
    assert [message.read_at is not None for message in from_person] == [True]
    assert [message.read_at is not None for message in from_helper] == [False]
    page(sign_in(client, account), reverse("my_messages"))
    assert [message.read_at is not None for message in messages(from_person=False)] == [True]
    with acting_as(SYSTEM):
        assert Reading.objects.filter(subject_id=person.pk, user=contact, part="messages").count() == 1
        assert not Reading.objects.filter(user=account).exists()


def test_a_message_answers_what_the_person_has_told(
    client: Client, contact: User, account: User, person: Person, now: datetime
) -> None:
    with acting_as(account.pk):
        told = tell(person=person, kind=Entry.Kind.HARD_TIME, text="Det ble tungt.", by=account, at=now)
    write(person, account, "Er du der?", now)
    with acting_as(SYSTEM):
        assert Entry.objects.get(pk=told.pk).answered_at is None
    sign_in(client, contact).post(address(person), {"text": "Jeg ringer deg."})
    with acting_as(SYSTEM):
        assert Entry.objects.get(pk=told.pk).answered_at is not None


@pytest.mark.parametrize("text", ["", "   \n", "\u200b", "\x07"])
def test_a_message_with_nothing_in_it_is_told(client: Client, contact: User, person: Person, text: str) -> None:
    answer = sign_in(client, contact).post(address(person), {"text": text})
    assert answer.status_code == 422
    assert 'id="id_text_error"' in answer.content.decode()
    assert messages() == []


def test_four_thousand_characters_are_sent_and_one_more_is_told(client: Client, contact: User, person: Person) -> None:
    sign_in(client, contact)
    assert client.post(address(person), {"text": "å" * 4000}).status_code == 302
    answer = client.post(address(person), {"text": "å" * 4001})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_text_error"' in text
    assert "4000" in text
    assert "å" * 4001 in text
    assert len(messages()) == 1


def test_emoji_and_arabic_and_signs_stay_as_they_are(client: Client, contact: User, person: Person) -> None:
    text = "يوسف 👩‍👧 <b>hei</b> & {{ 7 }}"
    sign_in(client, contact).post(address(person), {"text": text})
    assert [message.text for message in messages()] == [text]
    assert "&lt;b&gt;hei&lt;/b&gt; &amp;" in page(client, address(person))


def test_a_double_click_sends_once(client: Client, contact: User, person: Person) -> None:
    found = re.search(r'name="_once" value="([^"]+)"', page(sign_in(client, contact), address(person)))
    assert found is not None
    answers = [client.post(address(person), {"text": "Hei!", "_once": found[1]}) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [address(person)] * 2
    assert len(messages()) == 1


def test_older_messages_are_reached_none_twice_and_none_lost(
    client: Client, contact: User, account: User, person: Person, now: datetime
) -> None:
    earlier = now - timedelta(days=1)
    with acting_as(SYSTEM):
        Message.objects.bulk_create(
            Message(
                person=person,
                author=account,
                from_person=True,
                text=f"nr {number:03}.",
                sent_at=earlier,
            )
            for number in range(120)
        )
    sign_in(client, contact)
    path, seen, pages = address(person), list[str](), 0
    while path:
        text, pages = page(client, path), pages + 1
        seen = re.findall(r"nr \d{3}\.", text) + seen
        more = re.search(r'href="(\?before=[^"]+)"', text)
        path = address(person) + more[1] if more else ""
    assert pages == 3
    assert len(seen) == 120
    assert len(set(seen)) == 120
    assert "Til de nyeste" in text
    assert client.get(f"{address(person)}?before=x").status_code == 200


def test_for_a_stranger_there_is_no_conversation(client: Client, account: User, person: Person, now: datetime) -> None:
    write(person, account, "Bare til Ingunn.", now)
    sign_in(client, make_user())
    closed = client.get(address(person))
    missing = client.get(reverse("conversation", kwargs={"person_id": new_id()}))
    assert closed.status_code == missing.status_code == 404
    assert closed.content == missing.content
    assert client.post(address(person), {"text": "Hei!"}).status_code == 404
    assert [message.read_at for message in messages()] == [None]


def test_a_peer_and_the_persons_own_account_have_no_such_page(
    client: Client, contact: User, account: User, person: Person, now: datetime
) -> None:
    peer = make_user(Role.PEER)
    with acting_as(contact.pk):
        let_into_circle(person=person, member=peer, basis="tur", until_at=now + timedelta(days=9), by=contact, at=now)
    for user in (peer, account):
        sign_in(client, user)
        assert client.get(address(person)).status_code == 404
        assert client.post(address(person), {"text": "Hei!"}).status_code == 404
    assert messages() == []
