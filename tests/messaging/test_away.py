"""Who writes while nobody reads is told so once, with numbers to call; the message waits for a human as ever."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from benken.access.actions.automatic import switch_automatic
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, User
from benken.messaging.actions.automatic import note_when_answered
from benken.messaging.actions.conversation import send_message
from benken.messaging.models import Message, TextConsent
from benken.people.models import AnswerHours, ContactPerson, Person, Phone
from tests.factories import make_account_of, make_user, sign_in
from tests.messaging.automatic import NUMBER, answers_before, claim_all, messages, order, oslo, texts

pytestmark = pytest.mark.django_db
EVENING = oslo(24, 18)  # a Tuesday
SAID = (
    "Vi leser dette i morgen, og svarer før kl. 15. Nødnummer 113. Legevakt 116117. "
    "Noen å snakke med 116123. (Automatisk svar)"
)


@pytest.fixture
def account(person: Person, contact: User) -> User:
    answers_before(contact, 15)
    return make_account_of(person)


def write(person: Person, account: User, at: datetime) -> Message:
    with acting_as(account.pk):
        return send_message(person=person, text="Er noen der?", by=account, at=at)


def text_in(person: Person, at: datetime, **how: object) -> Message:
    """Take in a text as the incoming path does."""
    with acting_as(SYSTEM):
        message = Message.objects.create(person=person, from_person=True, by_text=True, text="Hallo?", sent_at=at)
        note_when_answered(message, at=at, number=NUMBER, **how)  # type: ignore[arg-type]
        return message


def away() -> list[str]:
    return [message.text for message in messages(automatic="away")]


def test_who_writes_in_the_evening_is_told_when_somebody_reads_and_whom_to_call(person: Person, account: User) -> None:
    written = write(person, account, EVENING)
    assert away() == [SAID]
    assert texts() == []  # it was written on the page
    waiting = messages(from_person=True)[0]
    assert (waiting.pk, waiting.read_at, waiting.answered_at) == (written.pk, None, None)
    assert waiting.answer_by_at == oslo(25, 15)


def test_by_day_nothing_automatic_is_said_and_the_hour_is_written_down(person: Person, account: User) -> None:
    write(person, account, oslo(24, 10))
    assert away() == []
    assert [message.answer_by_at for message in messages()] == [oslo(24, 15)]


@pytest.mark.parametrize(
    ("at", "when"),
    [
        (oslo(25, 3), "Vi leser dette i dag, og svarer før kl. 15."),  # at night
        (oslo(27, 16), "Vi leser dette på mandag, og svarer før kl. 15."),  # Friday
        (oslo(24, 16, month=12), "Vi leser dette på mandag, og svarer før kl. 15."),  # Christmas
        (oslo(28, 23, month=3), "Vi leser dette på mandag, og svarer før kl. 15."),  # the clocks change
    ],
)
def test_it_says_when_over_nights_weekends_and_holidays(person: Person, account: User, at: datetime, when: str) -> None:
    write(person, account, at)
    assert [said[: len(when)] for said in away()] == [when]


def test_it_is_said_once_in_a_closed_time_and_not_twice_in_twelve_hours(
    person: Person, account: User, contact: User
) -> None:
    friday = oslo(27, 16)
    for hours in (0, 1, 20, 60):
        write(person, account, friday + timedelta(hours=hours))
    assert len(away()) == 1
    answers_before(contact, 14)  # another hour is another answer, and still no second one so soon
    write(person, account, oslo(30, 15))
    write(person, account, oslo(30, 16))
    assert len(away()) == 2


def test_a_text_is_answered_by_text_on_the_number_it_came_from_without_a_yes(person: Person, account: User) -> None:
    order(person, by=account, at=EVENING)
    with acting_as(SYSTEM):
        TextConsent.objects.update(yes_at=None, is_used=False)
    text_in(person, EVENING)
    (text,) = texts()
    assert text.body == SAID.replace("(Automatisk svar)", "(Automatisk SMS)")
    assert (text.number, text.automatic, text.message) == (NUMBER, "away", messages(automatic="away")[0])
    assert len(claim_all(at=EVENING)) == 1


def test_after_stop_the_answer_stands_in_the_conversation_and_no_text_goes(person: Person, account: User) -> None:
    order(person, by=account, at=EVENING)
    with acting_as(SYSTEM):
        TextConsent.objects.update(stopped_at=EVENING, stopped_how="text", is_used=False)
    text_in(person, EVENING)
    assert texts() == []
    assert len(away()) == 1


@pytest.mark.parametrize("why", [{"do_not_text": True}, {"can_get_texts": False}])
def test_a_number_that_gets_no_texts_gets_no_answer_either_and_it_stands_in_the_conversation(
    person: Person, account: User, why: dict[str, bool]
) -> None:
    order(person, by=account, at=EVENING)
    with acting_as(SYSTEM):
        Phone.objects.filter(person=person).update(**why)
    text_in(person, EVENING)
    assert texts() == []
    assert len(away()) == 1


def test_a_stop_said_after_the_answer_was_queued_holds(person: Person, account: User) -> None:
    order(person, by=account, at=EVENING)
    text_in(person, EVENING)
    with acting_as(SYSTEM):
        TextConsent.objects.update(stopped_at=EVENING, stopped_how="text", is_used=False)
    assert claim_all(at=EVENING) == []
    assert [text.why for text in texts()] == ["stopped"]
    assert len(away()) == 1


def test_a_keyword_that_is_answered_already_is_not_answered_twice(person: Person, account: User) -> None:
    order(person, by=account, at=EVENING)
    text_in(person, EVENING, answers=False)
    assert away() == []
    assert [message.answer_by_at for message in messages()] == [oslo(25, 15)]


def test_without_a_contact_person_it_is_honest_that_nobody_knows(person: Person, account: User) -> None:
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=person).update(until_at=EVENING, overlap_until_at=None)
    write(person, account, oslo(24, 10))
    said = "Meldingen er kommet fram. Vi vet ikke når den blir lest. Nødnummer 113."
    assert [text[: len(said)] for text in away()] == [said]
    assert [message.answer_by_at for message in messages(from_person=True)] == [None]


def test_a_contact_who_has_said_no_hours_may_be_reading(person: Person, account: User, contact: User) -> None:
    with acting_as(SYSTEM):
        AnswerHours.objects.filter(worker=contact).delete()
    write(person, account, EVENING)
    assert away() == []


def test_while_the_switch_is_off_nothing_is_said_and_the_hour_is_written_down_all_the_same(
    person: Person, account: User
) -> None:
    switch_automatic(on=False, by=make_user(Role.LEADER), at=EVENING)
    write(person, account, EVENING)
    assert away() == []
    assert messages()[0].answer_by_at == oslo(25, 15)


def test_what_is_automatic_answers_nothing(client: Client, person: Person, account: User, contact: User) -> None:
    write(person, account, EVENING)
    sign_in(client, contact)
    assert "Er noen der?" in client.get(reverse("conversation", args=[person.pk])).content.decode()
    assert messages(from_person=True)[0].answered_at is None
    with acting_as(contact.pk):
        send_message(person=person, text="Ja.", by=contact, at=EVENING + timedelta(hours=1))
    assert messages(from_person=True)[0].answered_at == EVENING + timedelta(hours=1)


def test_a_helper_who_writes_gets_no_automatic_answer(person: Person, account: User, contact: User) -> None:
    with acting_as(contact.pk):
        send_message(person=person, text="Hei!", by=contact, at=EVENING)
    assert [(message.automatic, message.answer_by_at) for message in messages()] == [("", None)]
    assert account.subject_id == person.pk
