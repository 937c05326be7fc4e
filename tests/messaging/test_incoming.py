"""A text that comes in: once, in the right conversation or in the tray, never lost, and nobody else is heard."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, User
from benken.lib.ids import new_id
from benken.messaging.actions.incoming import take_in
from benken.messaging.gateways.interface import Incoming
from benken.messaging.models import IncomingText, Message, TextConsent
from benken.operate.request_log import pattern_of
from benken.people.models import ContactPerson, Person
from tests.factories import make_account_of, make_person, make_text, make_user, sign_in
from tests.messaging.phones import (
    NUMBER,
    OTHER_NUMBER,
    UNKNOWN,
    but_away,
    call,
    give_phone,
    rest_is_chosen,
    say_yes,
    text_in,
    texts_in,
    texts_out,
    thread,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _gateway() -> Iterator[None]:
    with rest_is_chosen():
        yield


def test_a_text_from_a_known_number_stands_in_the_conversation_unread(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    give_phone(person)
    account = make_account_of(person)
    said_at = now - timedelta(minutes=5)
    answer = text_in(client, NUMBER, "Hei, rekker ikke kl. 12 🌱", at=said_at)
    assert (answer.status_code, answer.content) == (200, b"")
    [message] = but_away(thread(person))
    assert (message.text, message.from_person, message.by_text) == ("Hei, rekker ikke kl. 12 🌱", True, True)
    assert (message.author, message.read_at, message.automatic) == (account, None, "")
    assert message.sent_at == said_at
    [row] = texts_in()
    assert (row.gateway, row.person_id, row.message_id, row.text, row.in_tray) == (
        "rest",
        person.pk,
        message.pk,
        "",
        False,
    )
    assert but_away(texts_out()) == []
    with acting_as(SYSTEM):
        assert Person.objects.get(pk=person.pk).last_heard_at == said_at
        deed = Deed.objects.get(verb="message.by_text")
        assert (deed.by, deed.subject_id, deed.object_id) == (account, person.pk, message.pk)
    page = sign_in(client, contact).get(reverse("conversation", args=[person.pk])).content.decode()
    assert "rekker ikke kl. 12" in page


def test_somebody_without_an_account_is_heard_as_well(client: Client, person: Person) -> None:
    give_phone(person)
    text_in(client, NUMBER, "Hei")
    [message] = but_away(thread(person))
    assert (message.author, message.from_person) == (None, True)


def test_told_twice_it_is_one_text_and_the_second_answer_is_the_same(client: Client, person: Person) -> None:
    give_phone(person)
    answers = [text_in(client, NUMBER, words, key="one").content for words in ("Hei", "Hei", "noe annet")]
    assert answers == [b""] * 3
    assert written(person) == ["Hei"]
    text_in(client, NUMBER, "Hei", key="two")
    assert written(person) == ["Hei", "Hei"]


def test_texts_stand_in_the_order_they_were_written_in(client: Client, person: Person, now: datetime) -> None:
    give_phone(person)
    for minutes, words in ((1, "tre"), (9, "en"), (5, "to")):
        text_in(client, NUMBER, words, at=now - timedelta(minutes=minutes))
    assert written(person) == ["en", "to", "tre"]


@pytest.mark.parametrize("wrong", [timedelta(days=-3, minutes=-1), timedelta(minutes=1), timedelta(days=400)])
def test_a_moment_that_cannot_be_true_is_not_believed(
    client: Client, person: Person, now: datetime, wrong: timedelta
) -> None:
    give_phone(person)
    text_in(client, NUMBER, "Hei", at=now + wrong)
    text_in(client, NUMBER, "Hei igjen")
    assert all(now <= message.sent_at <= now + timedelta(minutes=1) for message in thread(person))
    text_in(client, NUMBER, "For to dager siden", at=now - timedelta(days=2))
    assert thread(person)[0].sent_at == now - timedelta(days=2)


@pytest.mark.parametrize(
    "way", ["+4799990123", "4799990123", "004799990123", "99990123", "99 99 01 23", "+47 999 90 123"]
)
def test_a_number_is_the_same_however_the_gateway_writes_it(client: Client, person: Person, way: str) -> None:
    give_phone(person)
    text_in(client, way, "Hei")
    assert written(person) == ["Hei"]


def test_a_foreign_number_without_its_sign_is_read_too(client: Client, person: Person) -> None:
    give_phone(person, "+46701234567")
    text_in(client, "46701234567", "Hej")
    assert written(person) == ["Hej"]


@pytest.mark.parametrize("sender", [UNKNOWN, "PostNord", "2440", "+", "٩٩٩٩٠٩٩٩", "x" * 40, "<b>&</b>"])
def test_what_is_nobodys_lies_in_the_tray_with_its_words(client: Client, person: Person, sender: str) -> None:
    give_phone(person)
    assert text_in(client, sender, "Hvem er dette?").status_code == 200
    [row] = texts_in()
    assert (row.text, row.in_tray, row.person, row.candidate_ids, row.handled_at) == (
        "Hvem er dette?",
        True,
        None,
        [],
        None,
    )
    assert row.number
    assert thread(person) == []
    assert texts_out() == []


def test_from_a_number_two_persons_have_it_lies_in_the_tray_of_those_who_follow_them(
    client: Client, person: Person
) -> None:
    other, left = make_person(called="Odd"), make_person(called="Lise")
    for one in (person, other, left):
        give_phone(one)
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=left).update(until_at=timezone.now())
    text_in(client, NUMBER, "Det er meg")
    [row] = texts_in()
    assert row.in_tray
    assert set(row.candidate_ids) == {person.pk, other.pk}
    assert (row.person, row.message) == (None, None)
    assert [thread(one) for one in (person, other, left)] == [[], [], []]


def test_somebody_hidden_counts_as_the_others_do(client: Client, person: Person) -> None:
    hidden = make_person()
    with acting_as(SYSTEM):
        Person.objects.filter(pk=hidden.pk).update(is_hidden=True)
    give_phone(hidden, OTHER_NUMBER)
    text_in(client, OTHER_NUMBER, "Bare til deg")
    assert written(hidden) == ["Bare til deg"]
    give_phone(person, OTHER_NUMBER)
    text_in(client, OTHER_NUMBER, "Hvem nå?")
    assert written(person) == []
    assert set(texts_in()[-1].candidate_ids) == {person.pk, hidden.pk}


@pytest.mark.parametrize("how", ["do_not_text", "stopped"])
def test_a_number_that_gets_no_texts_still_reaches_us_and_nothing_goes_back(
    client: Client, person: Person, now: datetime, how: str
) -> None:
    phone = give_phone(person, do_not_text=how == "do_not_text")
    if how == "stopped":
        say_yes(phone, at=now, is_used=False, stopped_at=now, stopped_how="text")
    for words in ("Hei", "HJELP"):
        text_in(client, NUMBER, words)
    assert written(person) == ["Hei", "HJELP"]
    assert texts_out() == []


def test_a_text_shows_that_the_number_exists_after_all(client: Client, person: Person, now: datetime) -> None:
    say_yes(give_phone(person), at=now, no_such_at=now)
    text_in(client, NUMBER, "Hei")
    with acting_as(SYSTEM):
        assert TextConsent.objects.get().no_such_at is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("å" * 40_000, "å" * 40_000),
        ("يوسف 👩‍👧 <b>hei</b> {{ 7 }}", "يوسف 👩‍👧 <b>hei</b> {{ 7 }}"),
        ("a\0b\x07c\r\nd", "abc\nd"),
        ("\ud83d halv", "\ufffd halv"),
        ("", "(SMS uten ord)"),
        (" \u200b\n", "(SMS uten ord)"),
    ],
)
def test_whatever_a_text_holds_it_is_taken_in(client: Client, person: Person, text: str, kept: str) -> None:
    give_phone(person)
    assert text_in(client, NUMBER, text).status_code == 200
    assert written(person) == [kept]


@pytest.mark.parametrize(
    ("number", "key"), [("+4799990123\0", "a\0b"), ("\ud800", "\udfff"), ("9" * 500, "k" * 500), ("", "")]
)
def test_the_action_itself_takes_what_no_gateway_should_bring(number: str, key: str, now: datetime) -> None:
    for _ in range(2):
        take_in(gateway="rest", incoming=Incoming(key, number, "\0\ud83dHei", now), at=now)
    [row] = texts_in()
    assert row.text.endswith("Hei")


def test_without_key_and_moment_two_texts_are_two(now: datetime, person: Person) -> None:
    give_phone(person)
    for _ in range(2):
        take_in(gateway="rest", incoming=Incoming("", NUMBER, "ja", None), at=now)
    assert written(person) == ["ja", "ja"]


def test_who_is_not_the_gateway_gets_nothing_and_leaves_nothing(
    client: Client, contact: User, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    give_phone(person)
    text = make_text(person, by=contact)
    said = {"id": "1", "from": NUMBER, "text": "falsk", "gateway_id": "g", "what": "delivered"}
    sign_in(client, contact)  # a session is no key either
    for to in ("sms_in", "sms_report"):
        told = said if to == "sms_in" else said | {"id": str(text.pk)}
        answers = [
            call(client, told, to=to, secret="x" * 40),
            call(client, told, to=to, name="kannel"),
            call(client, told, to=to, name="here"),
            client.get(reverse(to, args=["rest"]), said),
            client.post(reverse(to, args=["rest"]), said),
            client.post(
                reverse(to, args=["rest"]), {**said, "file": "x"}, content_type="multipart/form-data; boundary=x"
            ),
        ]
        assert [(answer.status_code, getattr(answer, "content", None)) for answer in answers[:5]] == [(404, b"")] * 5
        assert answers[5].status_code in (400, 404)
        assert client.head(reverse(to, args=["rest"])).status_code == 405
    assert texts_in() == []
    assert written(person) == []
    assert [one.state for one in texts_out()] == ["queued"]
    assert NUMBER not in caplog.text
    assert "falsk" not in caplog.text


def test_with_no_gateway_chosen_there_is_nothing_at_all(client: Client, settings: object) -> None:
    settings.SMS = {**settings.SMS, "GATEWAY": ""}  # type: ignore[attr-defined]  # pytest-django's own
    assert (text_in(client, NUMBER, "Hei").status_code, texts_in()) == (404, [])


def test_strangers_are_counted_and_the_gateway_is_still_heard(
    client: Client, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    give_phone(person)
    for _ in range(25):
        assert call(client, {"id": "1"}, secret="x" * 40).status_code == 404
    assert "do not come from the gateway" in caplog.text
    assert text_in(client, NUMBER, "Hei").status_code == 200


UNREADABLE = [
    b"",
    b"{",
    b"[]",
    b"\xff\xfe",
    b'{"id": 1}',
    b'{"id": "1", "from": "x"}',
    b"9" * 400_000,
    b"9" * 3_000_000,
]


@pytest.mark.parametrize("body", UNREADABLE)
def test_what_cannot_be_read_is_no_fault_of_ours(client: Client, body: bytes) -> None:
    assert call(client, body).status_code in (400, 404, 413)
    assert texts_in() == []


def test_neither_number_nor_words_stand_in_any_log(
    client: Client, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    give_phone(person)
    text_in(client, NUMBER, "hemmeligheten")
    text_in(client, UNKNOWN, "hemmeligheten")
    call(client, json.dumps({"id": "1", "from": NUMBER, "text": "hemmeligheten", "at": "feil"}).encode())
    assert pattern_of("/sms/rest/in/") == "/sms/<slug:name>/in/"
    assert "hemmeligheten" not in caplog.text
    assert "9999" not in caplog.text


def test_a_report_is_heard_twice_and_of_an_unknown_text_too(client: Client, contact: User, person: Person) -> None:
    text = make_text(person, by=contact)
    with acting_as(SYSTEM):
        text.state, text.gateway, text.gateway_id = "sent", "rest", "gw-1"
        text.save()
    said = {"id": str(text.pk), "gateway_id": "gw-1", "what": "delivered"}
    for told in (said, said, said | {"what": "sent"}, said | {"what": "waiting"}, said | {"id": str(new_id())}):
        answer = call(client, told, to="sms_report")
        assert (answer.status_code, answer.content) == (200, b"")
    with acting_as(SYSTEM):
        text.refresh_from_db()
    assert text.state == "delivered"


def test_a_fault_leaves_nothing_and_is_told_so_that_the_gateway_comes_again(
    client: Client, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_phone(person)
    client.raise_request_exception = False

    def breaks(**_given: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("benken.messaging.actions.incoming.heard_from", breaks)
        assert text_in(client, NUMBER, "Hei", key="one").status_code == 500
    assert (texts_in(), thread(person)) == ([], [])
    assert text_in(client, NUMBER, "Hei", key="one").status_code == 200
    assert written(person) == ["Hei"]


@pytest.mark.second_wall
def test_nobody_but_those_who_follow_the_person_sees_that_a_text_came(
    client: Client, contact: User, person: Person
) -> None:
    give_phone(person)
    text_in(client, NUMBER, "Hei")
    with acting_as(contact.pk):
        assert IncomingText.objects.count() == Message.objects.exclude(automatic="away").count() == 1
    with acting_as(make_user().pk):
        assert IncomingText.objects.count() == Message.objects.count() == 0


def test_a_moment_of_another_time_zone_is_the_same_moment(client: Client, person: Person) -> None:
    give_phone(person)
    said_at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    text_in(client, NUMBER, "Hei", at=said_at)
    assert thread(person)[0].sent_at == said_at
