"""The demo's gateway and its invented phones, through the front door."""

import re
import socket
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.config.sms import sms_from
from benken.demo.gateway import DemoGateway
from benken.demo.keys import person_id, worker_id
from benken.demo.personas import TUVA
from benken.lib.ids import new_id
from benken.messaging.actions.conversation import send_message
from benken.messaging.gateways.chosen import gateway
from benken.messaging.gateways.interface import GatewayRefused, Outgoing
from benken.messaging.models import IncomingText, Message, Text, TextConsent
from benken.messaging.policies.texts import Way
from benken.people.models import Person
from tests.jobs import WorkJobs

TUVAS, ROGERS, NOBODYS, SHARED = "99990101", "99990151", "99990191", "99990108"
GONE, SWITCHED_OFF, FAILING = "99990115", "99990160", "99990158"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipality")]


@pytest.fixture(autouse=True)
def _phones(settings: Settings, _no_gateway: None) -> None:
    """Let texts go to the invented phones, as in the demo."""
    settings.SMS_OTHERWISE = "benken.demo.gateway.DemoGateway"


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing in this process open a line; the database's is open already and is no Python socket."""

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket.socket, "sendto", refuse)
    with pytest.raises(AssertionError), socket.socket() as line:
        line.connect(("127.0.0.1", 9))


def page(client: Client, digits: str, query: str = "") -> str:
    answer = client.get(f"/demo/phone/{digits}/{query}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def press(client: Client, digits: str, text: str, *, key: str | None = None) -> int:
    status: int = client.post(f"/demo/phone/{digits}/", {"text": text, "key": key or str(new_id())}).status_code
    return status


def send(key: str, words: str, *, way: Way = Way.WORDS) -> Text:
    """Let somebody's contact person send them a text."""
    with acting_as(SYSTEM):
        person = Person.objects.get(pk=person_id(key))
        contact = User.objects.get(pk=worker_id("ingunn"))
        return Text.objects.get(message=send_message(person=person, text=words, by=contact, at=timezone.now(), way=way))


def let_it_go(text: Text) -> None:
    """Let the quarter of a minute be over in which a helper's text can be taken back, and let it go at night, too."""
    now = timezone.now()
    with acting_as(SYSTEM):
        Text.objects.filter(pk=text.pk).update(try_at=now, not_before_at=now)


def soon() -> datetime:
    """Return when the jobs of now have been done, also those that wait for the quiet hours of the night to end."""
    return timezone.now() + timedelta(days=1)


def state_of(text: Text) -> str:
    with acting_as(SYSTEM):
        return Text.objects.get(pk=text.pk).state


@pytest.mark.usefixtures("no_sockets")
def test_a_text_goes_to_the_phone_is_told_of_a_moment_later_and_opens_no_line(
    client: Client, work_jobs: WorkJobs
) -> None:
    assert isinstance(gateway(), DemoGateway)
    text = send("tuva", "Øvelsen er klokka seks. Stol ved døra!")
    assert "Stol ved døra" not in page(client, TUVAS)
    assert "En SMS er på vei hit" in page(client, TUVAS)
    let_it_go(text)
    assert [ran.task for ran in work_jobs(at=soon())] == ["send_text", "tell_how_it_went"]
    assert state_of(text) == Text.State.DELIVERED
    assert "Stol ved døra" in page(client, TUVAS)


@pytest.mark.parametrize(
    ("key", "digits", "state", "words"),
    [
        ("aleksander", GONE, Text.State.NO_SUCH_NUMBER, "Nummeret finnes ikke"),
        ("ronny", SWITCHED_OFF, Text.State.NOT_REACHED, "Telefonen er slått av"),
        ("stig", FAILING, Text.State.FAILED, "SMS kommer ikke fram hit"),
    ],
)
def test_some_numbers_do_not_exist_are_switched_off_or_fail(
    client: Client, work_jobs: WorkJobs, key: str, digits: str, state: Text.State, words: str
) -> None:
    text = send(key, "Hei på deg du. Er du der?")
    let_it_go(text)
    work_jobs(at=soon())
    assert state_of(text) == state
    assert words in page(client, digits)
    assert "Er du der?" not in page(client, digits)


def test_a_text_to_a_number_that_is_not_invented_is_refused_and_its_phone_is_not_shown(client: Client) -> None:
    with pytest.raises(GatewayRefused):
        DemoGateway().send(Outgoing(new_id(), "+4790000000", "Hei"))
    for digits in ("90000000", "4799990101", "999901011", "abc", "9999010١"):
        assert client.get(f"/demo/phone/{digits}/").status_code == 404
        assert press(client, digits, "Hei") == 404
    with acting_as(SYSTEM):
        assert not IncomingText.objects.filter(text="Hei").exists()


def test_with_the_demo_setting_no_gateway_beyond_this_machine_is_taken() -> None:
    environment = {
        "BENKEN_SMS_GATEWAY": "rest",
        "BENKEN_SMS_URL": "https://sms.fjordvik.example/send",
        "BENKEN_SMS_TOKEN": "t" * 40,
        "BENKEN_SMS_SECRET": "s" * 40,
    }
    with pytest.raises(ImproperlyConfigured, match="nothing to real phones"):
        sms_from(environment, demo=True, public_address="http://localhost:8123")
    here = environment | {"BENKEN_SMS_URL": "http://127.0.0.1:9000/send"}
    assert sms_from(here, demo=True, public_address="http://localhost:8123")["GATEWAY"] == "rest"
    elsewhere = sms_from(environment, demo=False, public_address="https://benken.fjordvik.example")
    assert elsewhere["GATEWAY"] == "rest", "it is the demo that refuses"


def test_the_gateway_takes_no_calls(client: Client) -> None:
    for what in ("in", "report"):
        assert client.get(f"/sms/demo/{what}/").status_code == 404
        assert client.post(f"/sms/demo/{what}/", {"from": "+4799990101", "text": "Hei"}).status_code == 404


def test_what_is_sent_from_a_phone_stands_unread_in_the_conversation(client: Client) -> None:
    assert press(client, TUVAS, "  Svart kjole eller blå?  ") == 302
    with acting_as(SYSTEM):
        message = Message.objects.get(person_id=TUVA, text="Svart kjole eller blå?")
        assert (message.by_text, message.from_person, message.read_at) == (True, True, None)
    assert "Svart kjole eller blå?" in page(client, TUVAS)


def test_pressed_twice_it_is_one_text(client: Client) -> None:
    key = str(new_id())
    assert [press(client, TUVAS, "Bare én gang", key=key) for _ in range(2)] == [302, 302]
    with acting_as(SYSTEM):
        assert Message.objects.filter(person_id=TUVA, text="Bare én gang").count() == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 1531])
def test_what_is_empty_or_too_long_is_refused_and_kept(client: Client, text: str) -> None:
    with acting_as(SYSTEM):
        before = IncomingText.objects.count()
    answer = client.post(f"/demo/phone/{TUVAS}/", {"text": text, "key": str(new_id())})
    assert answer.status_code == 422
    if text.strip():
        assert text in answer.content.decode()
    with acting_as(SYSTEM):
        assert IncomingText.objects.count() == before


def test_a_key_that_is_none_is_refused_with_the_words_kept(client: Client) -> None:
    answer = client.post(f"/demo/phone/{TUVAS}/", {"text": "Hei igjen", "key": "x"})
    assert answer.status_code == 422
    assert "Hei igjen" in answer.content.decode()


@pytest.mark.parametrize("digits", [GONE, SWITCHED_OFF])
def test_from_a_number_that_is_gone_or_off_nothing_is_sent(client: Client, digits: str) -> None:
    assert "<textarea" not in page(client, digits)
    press(client, digits, "Hører dere meg?")
    with acting_as(SYSTEM):
        assert not Message.objects.filter(text="Hører dere meg?").exists()


@pytest.mark.parametrize("digits", [NOBODYS, SHARED])
def test_a_text_from_nobodys_phone_or_one_of_two_lies_in_the_tray(client: Client, digits: str) -> None:
    assert "kurven" in page(client, digits)
    press(client, digits, "Hei, er det noen der?")
    with acting_as(SYSTEM):
        text = IncomingText.objects.get(text="Hei, er det noen der?")
        assert (text.in_tray, text.person) == (True, None)
        assert len(text.candidate_ids) == (2 if digits == SHARED else 0)


def test_goals_come_with_her_own_word_alone(client: Client, work_jobs: WorkJobs) -> None:
    for said, named in (("MÅL", False), ("MÅL kornett", False), ("MÅL ferge", True)):
        press(client, TUVAS, said)
        work_jobs(at=soon())
        with acting_as(SYSTEM):
            answer = Text.objects.filter(person_id=TUVA, automatic="keyword").latest("queued_at")
        assert ("Øve til grendehuset" in answer.body) is named, said
        assert "mamma" not in answer.body
        assert "Kortet" not in answer.body
    whole = page(client, TUVAS)
    assert whole.count("Øve til grendehuset") == 1
    assert "ferge" not in whole, "her word does not stand in the conversation, nor here"


def test_stop_ends_it_and_nothing_answers(client: Client, work_jobs: WorkJobs) -> None:
    press(client, TUVAS, "STOPP")
    assert "Har sagt STOPP" in page(client, TUVAS)
    work_jobs(at=soon())
    with acting_as(SYSTEM):
        assert TextConsent.objects.get(person_id=TUVA).stopped_at is not None
        assert not Text.objects.filter(person_id=TUVA, queued_at__gt=timezone.now() - timedelta(minutes=1)).exists()
    press(client, TUVAS, "TIME")
    with acting_as(SYSTEM):
        assert not Text.objects.filter(person_id=TUVA, queued_at__gt=timezone.now() - timedelta(minutes=1)).exists()


def test_every_keyword_has_a_press_and_the_screen_moves_by_itself(client: Client) -> None:
    shown = page(client, TUVAS)
    for word in ("MÅL", "TIME", "VENT", "STOPP", "START", "HJELP"):
        assert f'name="text" value="{word}"' in shown
    assert 'data-refresh="3"' in shown
    assert "<script" not in re.sub(r"<script src=\"/static/[^>]*></script>", "", shown)


def test_whoever_borrows_the_phone_sees_the_first_words_and_no_way_to_write(client: Client) -> None:
    locked = page(client, TUVAS, "?lent=1")
    assert "<textarea" not in locked
    assert "1000 0100" in locked
    assert "Tror du" not in locked, "what was sent from it"
    assert "Øve til grendehuset" not in locked


def test_the_list_has_everybody_once_and_finds_the_others_by_name_and_number(client: Client) -> None:
    shown = unescape(client.get("/demo/phone/").content.decode())
    links = re.findall(r'href="/demo/phone/(\d+)/"', shown)
    assert links[0] == TUVAS
    assert links[1] == "99990190"
    assert len(links) == len(set(links)) > 28
    assert "Jeanette, Roger" in shown
    assert "Har sagt STOPP" in shown
    found = re.findall(r'href="/demo/phone/(\d+)/"', client.get("/demo/phone/", {"q": "tuva"}).content.decode())
    assert found == [TUVAS]
    with acting_as(SYSTEM):
        grown = Person.objects.exclude(phones=None).exclude(phones__number__startswith="+4799990").first()
        assert grown is not None
        number = grown.phones.get().number.removeprefix("+47")
    assert f"/demo/phone/{number}/" in client.get("/demo/phone/", {"q": number}).content.decode()
    assert "Ingen slik telefon" in client.get("/demo/phone/", {"q": "Kong Harald"}).content.decode()


def test_a_phone_that_a_visitor_wrote_down_is_not_found_here(client: Client) -> None:
    with acting_as(SYSTEM):
        Person.objects.get(pk=TUVA).phones.create(number="+4792345678", position=5)
    assert "92345678" not in client.get("/demo/phone/", {"q": "Tuva"}).content.decode()
    assert client.get("/demo/phone/", {"q": "923 45 678"}).content.decode().count("/demo/phone/9") == 0
