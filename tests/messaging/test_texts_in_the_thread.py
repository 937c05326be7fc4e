"""The thread with texts in it: by which way a message goes, how far it got, quiet hours, and what needs no answer."""

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actions.rights import grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, User
from benken.lib.ids import new_id
from benken.messaging.actions.conversation import send_message
from benken.messaging.models import Message, Text, TextChoices, TextConsent
from benken.messaging.policies.texts import UNDO, Way
from benken.people.actions.relations import hand_over, let_into_circle
from benken.people.models import ContactPerson, Person
from tests.factories import make_account_of, make_emergency, make_person, make_user, say_yes_to_texts, sign_in

pytestmark = pytest.mark.django_db

HANDED: dict[str, Any] = {
    "reason": ContactPerson.Reason.MOVED_ON,
    "persons_say": "Greit.",
    "goodbye": "",
    "hello": "",
    "overlap_until_at": None,
}


@pytest.fixture
def account(person: Person) -> User:
    """Return the person's own account."""
    return make_account_of(person)


def address(person: Person, name: str = "conversation", **more: Any) -> str:
    """Return where a page of the conversation is."""
    return reverse(name, kwargs={"person_id": person.pk, **more})


def page(client: Client, path: str) -> str:
    """Return what a page says."""
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def the_text() -> Text:
    """Return the one text there is."""
    with acting_as(SYSTEM):
        return Text.objects.select_related("message").get()


def texts() -> int:
    """Return how many texts there are."""
    with acting_as(SYSTEM):
        return Text.objects.count()


def to_night(person: Person) -> None:
    """Let it be quiet hours all day and night but for one minute, which is not now."""
    away = timezone.localtime() + timedelta(hours=5)
    hours = {"quiet_from": time(away.hour, 1), "quiet_until": time(away.hour, 0)}
    with acting_as(SYSTEM):
        TextChoices.objects.filter(person=person).update(**hours)


def wrote(person: Person, account: User, *, at: datetime, **told: Any) -> Message:
    """Let the person write, and let what is told of it be so."""
    with acting_as(account.pk):
        message = send_message(person=person, text="Er du der?", by=account, at=at)
    with acting_as(SYSTEM):
        Message.objects.filter(pk=message.pk).update(**told)
    return message


@pytest.mark.usefixtures("account")
def test_a_message_goes_as_a_text_if_that_is_what_was_chosen(client: Client, contact: User, person: Person) -> None:
    consent = say_yes_to_texts(person, by=contact)
    sign_in(client, contact)
    form = page(client, address(person))
    assert re.search(r'<input[^>]*value="words"[^>]*checked', form), "what the person has said yes to is chosen"
    answer = client.post(address(person), {"text": "Vi ses “i morgen”…", "way": "words"})
    assert answer["Location"] == address(person)
    text = the_text()
    assert text.message is not None
    assert (text.body, text.message.text) == ('Vi ses "i morgen"...', "Vi ses “i morgen”…")
    assert text.number == consent.phone.number
    assert text.try_at == text.queued_at + UNDO
    shown = page(client, address(person))
    assert f"SMS går ut kl. {timezone.localtime(text.try_at):%H.%M.%S}." in shown
    assert "som SMS" in shown
    assert "Ta tilbake" in shown
    with acting_as(SYSTEM):
        assert Deed.objects.get(verb="message.send").object_id == text.message_id
    client.post(address(person), {"text": "Hei", "way": "page"})
    client.post(address(person), {"text": "Hei igjen"})
    assert texts() == 1, "a way that nobody chose sends no text"


@pytest.mark.usefixtures("account")
def test_a_text_that_only_tells_holds_nothing_of_the_message(client: Client, contact: User, person: Person) -> None:
    say_yes_to_texts(person, by=contact, is_shared=True, shows="notice")
    sign_in(client, contact)
    assert 'value="words"' not in page(client, address(person))
    client.post(address(person), {"text": "Om metadon og boligen", "way": "notice"})
    text = the_text()
    assert text.body.startswith("Du har fått en melding på siden din.")
    assert "på Min side, med SMS om det" in page(client, address(person))
    answer = client.post(address(person), {"text": "Ordene mine", "way": "words"})
    assert answer.status_code == 422
    assert "Ordene mine" in answer.content.decode()
    assert texts() == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("å" * 161, "Dette blir to SMS. Kort det ned"),
        ("Buorre beaivvi, č og ŋ " * 4, "Med č og ŋ er det plass til bare 70 tegn i én SMS. Kort det ned"),
        ("😀" * 36, "plass til bare 70 tegn"),
        ("يوسف " * 20, "plass til bare 70 tegn"),
        ("Metadon kl. 9, så edru", "«Metadon» og «edru» sier hva det gjelder"),
        ("å" * 40_000, "Bare Min side"),
    ],
)
@pytest.mark.usefixtures("account")
def test_what_cannot_be_one_neutral_text_is_told_and_everything_typed_stands(
    client: Client, contact: User, person: Person, text: str, said: str
) -> None:
    say_yes_to_texts(person, by=contact)
    answer = sign_in(client, contact).post(address(person), {"text": text, "way": "words"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_text_error"' in shown
    assert said in shown
    assert "Bare Min side" in shown
    assert text.strip() in shown
    with acting_as(SYSTEM):
        assert not Message.objects.exists()
    assert texts() == 0
    if len(text) < 4000:
        assert client.post(address(person), {"text": text, "way": "page"}).status_code == 302


def test_one_text_of_just_the_right_length_goes(client: Client, contact: User, person: Person) -> None:
    say_yes_to_texts(person, by=contact)
    sign_in(client, contact)
    for text in ("å" * 160, "č" * 70):
        assert client.post(address(person), {"text": text, "way": "words"}).status_code == 302
    assert texts() == 2


@pytest.mark.usefixtures("account")
def test_without_a_yes_nothing_goes_and_it_is_said_plainly(client: Client, contact: User, person: Person) -> None:
    sign_in(client, contact)
    shown = page(client, address(person))
    assert "Tuva har ikke sagt ja til SMS. Spør neste gang." in shown
    assert 'type="radio"' not in shown
    answer = client.post(address(person), {"text": "Hei!", "way": "words"})
    assert answer.status_code == 422
    assert "Den veien er ikke åpen lenger." in answer.content.decode()
    assert "Hei!" in answer.content.decode()
    assert 'value="words"' not in answer.content.decode(), "the next press goes by a way that is open"
    say_yes_to_texts(person, by=contact)
    with acting_as(SYSTEM):
        TextConsent.objects.update(is_used=False, stopped_at=timezone.now(), stopped_how="text")
    assert "Tuva har sagt STOPP til SMS." in page(client, address(person))
    assert client.post(address(person), {"text": "Hei!", "way": "words"}).status_code == 422
    assert texts() == 0


def test_a_text_about_a_page_is_for_those_who_have_one(client: Client, contact: User, person: Person) -> None:
    say_yes_to_texts(person, by=contact)
    sign_in(client, contact)
    shown = page(client, address(person))
    assert 'value="words"' in shown
    assert 'value="notice"' not in shown
    assert "Tuva har ikke åpnet siden sin ennå." in shown
    say_yes_to_texts(person, by=contact, shows="notice")
    assert "Tuva vil ikke ha ord på SMS" in page(client, address(person))
    make_account_of(person)
    assert 'value="notice"' in page(client, address(person))


@pytest.mark.usefixtures("account")
def test_quiet_hours_hold_and_a_helper_may_send_all_the_same(client: Client, contact: User, person: Person) -> None:
    say_yes_to_texts(person, by=contact)
    to_night(person)
    sign_in(client, contact).post(address(person), {"text": "Hei!", "way": "words"})
    waiting = the_text()
    assert waiting.not_before_at is not None
    assert waiting.try_at == waiting.not_before_at > waiting.queued_at + timedelta(hours=3)
    shown = page(client, address(person))
    assert "stille tid til da." in shown
    now = address(person, "message_text_now", text_id=waiting.pk)
    assert now in shown
    assert client.get(now).status_code == 405
    assert client.post(now)["Location"] == address(person)
    sent = the_text()
    assert sent.not_before_at == sent.try_at <= timezone.now()
    assert sent.try_at < waiting.try_at
    assert "SMS-en går ut nå." in page(client, address(person))
    assert "SMS-en er alt på vei." in client.post(now, follow=True).content.decode()
    with acting_as(SYSTEM):
        deed = Deed.objects.get(verb="text.send_now")
    assert (deed.by, deed.subject_id, deed.object_id) == (contact, person.pk, waiting.pk)


def test_nobody_waits_for_the_morning_who_has_just_written(
    client: Client, contact: User, person: Person, account: User, now: datetime
) -> None:
    say_yes_to_texts(person, by=contact)
    to_night(person)
    wrote(person, account, at=now - timedelta(minutes=90))
    sign_in(client, contact).post(address(person), {"text": "Nå?", "way": "words"})
    wrote(person, account, at=now - timedelta(minutes=50))
    client.post(address(person), {"text": "Ja!", "way": "words"})
    with acting_as(SYSTEM):
        late, at_once = Text.objects.order_by("queued_at")
    assert late.try_at > late.queued_at + timedelta(hours=3)
    assert at_once.try_at == at_once.queued_at + UNDO


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"state": "sending"}, "SMS: er på vei ut."),
        ({"state": "sent"}, "SMS: sendt."),
        ({"state": "delivered", "told_at": timezone.now()}, "SMS levert "),
        ({"state": "no_such_number"}, "SMS: nummeret finnes ikke."),
        ({"state": "not_reached"}, "SMS: telefonen var ikke å nå på tre døgn."),
        ({"state": "failed"}, "SMS: kom ikke fram."),
        ({"state": "not_sent", "why": "stopped"}, "SMS ble ikke sendt: STOPP er sagt for dette nummeret."),
        ({"state": "queued", "tries": 2}, "SMS: kom ikke ut ennå. Prøves igjen "),
    ],
)
def test_how_far_a_text_got_stands_under_it_and_is_asked_for_as_time_goes(
    client: Client, contact: User, person: Person, told: dict[str, Any], said: str
) -> None:
    say_yes_to_texts(person, by=contact)
    sign_in(client, contact).post(address(person), {"text": "Hemmelig hei", "way": "words"})
    assert "data-refresh-from" in page(client, address(person))
    with acting_as(SYSTEM):
        Text.objects.update(sent_at=timezone.now(), **told)
    shown, far = page(client, address(person)), page(client, address(person, "texts_far"))
    assert said in shown
    assert said in far
    assert "Hemmelig hei" not in far
    moves = told["state"] in {"sending", "sent", "queued"}
    assert ("data-refresh-from" in shown) == ("data-refresh" in far) == moves
    with acting_as(SYSTEM):
        Text.objects.update(sent_at=timezone.now() - timedelta(hours=1), try_at=timezone.now() + timedelta(hours=1))
    if told["state"] in {"sent", "queued"}:
        assert "data-refresh" not in page(client, address(person, "texts_far")), "a page left open asks no longer"


def test_a_text_is_taken_back_with_its_message_until_it_has_gone(client: Client, contact: User, person: Person) -> None:
    say_yes_to_texts(person, by=contact)
    sign_in(client, contact).post(address(person), {"text": "Feil", "way": "words"})
    with acting_as(SYSTEM):
        Text.objects.update(tries=1, state="sent", sent_at=timezone.now())
    sent = the_text()
    assert sent.message_id is not None
    back = address(person, "message_take_back", message_id=sent.message_id)
    assert back not in page(client, address(person)).split("</ol>")[0].split('<ol class="timeline">')[1]
    assert "SMS-en er alt sendt" in client.post(back, follow=True).content.decode()
    with acting_as(SYSTEM):
        Text.objects.update(tries=0, state="queued", sent_at=None)
    client.post(back)
    assert texts() == 0
    with acting_as(SYSTEM):
        assert not Message.objects.exists()


def test_what_is_automatic_says_so_on_both_sides(
    client: Client, contact: User, person: Person, account: User, now: datetime
) -> None:
    with acting_as(SYSTEM):
        Message.objects.create(
            person=person, from_person=False, automatic="reminder", text="I morgen kl. 10.00.", sent_at=now, read_at=now
        )
        Message.objects.create(person=person, from_person=True, by_text=True, text="Kan ikke da", sent_at=now)
    shown = page(sign_in(client, contact), address(person))
    assert "Automatisk" in shown
    assert "påminnelse om en avtale" in shown
    assert "kom som SMS" in shown
    own = page(sign_in(client, account), reverse("my_messages"))
    assert "Automatisk" in own
    assert "Sendt som SMS" in own


def test_the_person_sees_what_went_as_a_text(client: Client, contact: User, person: Person, account: User) -> None:
    say_yes_to_texts(person, by=contact)
    sign_in(client, contact).post(address(person), {"text": "Hei!", "way": "words"})
    for state, said in (("queued", "SMS er på vei"), ("delivered", "Også som SMS"), ("failed", "SMS-en kom ikke fram")):
        with acting_as(SYSTEM):
            Text.objects.update(state=state)
        assert said in page(sign_in(client, account), reverse("my_messages"))


def test_what_needs_no_answer_waits_no_longer_and_can_wait_again(
    client: Client, contact: User, person: Person, account: User, now: datetime
) -> None:
    first = wrote(person, account, at=now - timedelta(hours=2), answer_by_at=now - timedelta(hours=1))
    newest = wrote(person, account, at=now - timedelta(hours=1), answer_by_at=now + timedelta(days=1))
    sign_in(client, contact)
    assert "Venter på svar: skulle hatt svar" in page(client, address(person))
    no_answer = address(person, "messages_no_answer")
    assert client.get(no_answer).status_code == 405
    client.post(no_answer)
    shown = page(client, address(person))
    again = address(person, "message_answer_after_all", message_id=newest.pk)
    assert "Venter på svar:" not in shown
    assert again in shown
    with acting_as(SYSTEM):
        assert not Message.objects.filter(answered_at=None, from_person=True)
        deed = Deed.objects.get(verb="message.no_answer")
    assert (deed.by, deed.subject_id, deed.object_id) == (contact, person.pk, newest.pk)
    assert "Ingenting venter på svar her." in client.post(no_answer, follow=True).content.decode()
    assert "Det venter på svar igjen." in client.post(again, follow=True).content.decode()
    with acting_as(SYSTEM):
        assert set(Message.objects.filter(answered_at=None, from_person=True)) == {first, newest}
        assert Deed.objects.filter(verb="message.answer_after_all").count() == 1
    client.post(no_answer)
    client.post(address(person), {"text": "Jo, forresten"})
    assert "Det er alt skrevet et svar." in client.post(again, follow=True).content.decode()
    with acting_as(SYSTEM):
        assert not Message.objects.filter(answered_at=None, from_person=True)
        assert Deed.objects.filter(verb="message.answer_after_all").count() == 1


def test_what_no_hour_was_promised_for_waits_no_longer_either(
    client: Client, contact: User, person: Person, account: User, now: datetime
) -> None:
    wrote(person, account, at=now - timedelta(hours=2), answer_by_at=now - timedelta(hours=1))
    wrote(person, account, at=now - timedelta(hours=1), answer_by_at=None)
    sign_in(client, contact)
    assert "venter på svar" in page(client, reverse("inbox"))
    assert "Venter på svar:" in page(client, address(person))
    client.post(address(person, "messages_no_answer"))
    assert "Venter på svar:" not in page(client, address(person))
    assert "venter på svar" not in page(client, reverse("inbox"))


def test_the_numbers_to_call_stand_on_top(client: Client, contact: User, person: Person) -> None:
    consent = say_yes_to_texts(person, by=contact)
    assert f'href="tel:{consent.phone.number}"' in page(sign_in(client, contact), address(person))


def test_a_hand_over_keeps_the_thread_and_what_nobody_has_read(
    client: Client, contact: User, person: Person, account: User, now: datetime
) -> None:
    other = make_user(team=contact.team, name="Bo")
    wrote(person, account, at=now, answer_by_at=now + timedelta(hours=1))
    with acting_as(contact.pk):
        hand_over(person=person, to=other, by=contact, at=now, **HANDED)
    lines = page(sign_in(client, other), reverse("inbox"))
    assert "Tuva" in lines
    assert "1 ulest" in lines
    assert "lovet" in lines
    assert "Er du der?" in page(client, address(person))


def test_the_stand_in_sees_and_answers(
    client: Client, contact: User, person: Person, account: User, now: datetime
) -> None:
    stand_in = make_user(team=contact.team, name="Bo")
    wrote(person, account, at=now)
    assert sign_in(client, stand_in).get(address(person)).status_code == 404
    with acting_as(SYSTEM):
        until = now + timedelta(days=1)
        grant_right(user=stand_in, subject_id=person.pk, basis=Right.Basis.STAND_IN, at=now, until_at=until)
    assert "Er du der?" in page(client, reverse("inbox"))
    assert "Er du der?" in page(client, address(person))
    assert client.post(address(person), {"text": "Jeg er her."}).status_code == 302
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=stand_in, part="messages", basis="stand_in").exists()


def test_nobody_else_does_anything_here(
    client: Client, contact: User, person: Person, account: User, now: datetime
) -> None:
    say_yes_to_texts(person, by=contact)
    message = wrote(person, account, at=now, answer_by_at=now + timedelta(hours=1))
    with acting_as(contact.pk):
        send_message(person=person, text="Hei", by=contact, at=now - timedelta(hours=2), way=Way.WORDS)
    to_night(person)
    text, peer = the_text(), make_user(Role.PEER)
    with acting_as(contact.pk):
        let_into_circle(person=person, member=peer, basis="tur", until_at=now + timedelta(days=9), by=contact, at=now)
    with acting_as(SYSTEM):
        Message.objects.filter(pk=message.pk).update(answered_at=None)
    there = make_user()
    make_emergency(person, by=there)
    posted = [
        address(person, "messages_no_answer"),
        address(person, "message_answer_after_all", message_id=message.pk),
        address(person, "message_text_now", text_id=text.pk),
    ]
    missing = reverse("texts_far", kwargs={"person_id": new_id()})
    for user in (make_user(), make_user(Role.LEADER), there, peer, account):
        sign_in(client, user)
        assert client.get(address(person, "texts_far")).content == client.get(missing).content
        assert client.get(address(person, "texts_far")).status_code == 404
        assert [client.post(path).status_code for path in posted] == [404, 404, 404]
    with acting_as(SYSTEM):
        assert Message.objects.get(pk=message.pk).answered_at is None
        assert not Deed.objects.filter(verb__in=["message.no_answer", "text.send_now"]).exists()


def test_a_text_of_somebody_else_is_missing_here(client: Client, contact: User, person: Person, now: datetime) -> None:
    other = make_person(contact=contact, called="Odd")
    say_yes_to_texts(other, by=contact)
    to_night(other)
    with acting_as(contact.pk):
        send_message(person=other, text="Hei", by=contact, at=now, way=Way.WORDS)
    text = the_text()
    sign_in(client, contact)
    assert client.post(address(person, "message_text_now", text_id=text.pk)).status_code == 404
    assert the_text().try_at == text.try_at
