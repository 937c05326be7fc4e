"""The day before an appointment, and on the day of the week's look: once, at a decent hour, for whoever ordered it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benken.access.actions.automatic import switch_automatic
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, User
from benken.followup.actions.weekly import ask_for_weekly_look, weekly_look_shown
from benken.messaging.actions.automatic import queue_reminders, queue_weekly
from benken.messaging.models import TextChoices, TextConsent
from benken.messaging.policies.automatic import may_go_until
from benken.people.models import Person
from benken.services.actions.appointments import mark, move
from benken.services.models import Appointment
from tests.factories import make_account_of, make_person, make_user, sign_in
from tests.messaging.automatic import OSLO, TUESDAY_AT_ELEVEN, agreed, claim_all, messages, order, oslo, texts

pytestmark = pytest.mark.django_db
AT = TUESDAY_AT_ELEVEN
TOMORROW_AT_TEN = oslo(25, 10)
SAID = "I morgen, onsdag, kl. 10. Svar her hvis det ikke passer. (Automatisk SMS)"


@pytest.fixture
def appointment(person: Person, contact: User) -> Appointment:
    order(person, by=contact, at=AT, reminders=True)
    return agreed(person, by=contact, starts_at=TOMORROW_AT_TEN)


def test_whoever_ordered_it_is_reminded_the_day_before_and_it_stands_in_the_conversation(
    appointment: Appointment, person: Person
) -> None:
    assert queue_reminders(at=AT) == 1
    (text,), (message,) = texts(), messages()
    assert (text.body, text.automatic, text.message_id, text.state) == (SAID, "reminder", message.pk, "queued")
    assert (message.text, message.automatic, message.author, message.from_person) == (SAID, "reminder", None, False)
    assert (message.sent_at, message.read_at) == (AT, AT)
    assert text.not_after_at == oslo(24, 20)
    with acting_as(SYSTEM):
        deed = Deed.objects.get(verb="message.automatic")
    assert (deed.by, deed.subject_id, deed.object_id) == (None, person.pk, message.pk)
    (outgoing,) = claim_all(at=AT)
    assert outgoing.body == SAID
    assert outgoing.valid_for == timedelta(hours=9)  # a phone that is off does not hear of «tomorrow» the day after
    assert appointment.starts_at == message.about_at


@pytest.mark.usefixtures("appointment")
def test_run_again_it_reminds_of_nothing_twice() -> None:
    assert [queue_reminders(at=AT), queue_reminders(at=AT), queue_reminders(at=AT + timedelta(hours=1))] == [1, 0, 0]
    assert len(texts()) == len(messages()) == 1


@pytest.mark.usefixtures("appointment")
def test_nobody_is_reminded_who_has_not_ordered_it_or_has_no_number_with_a_yes(person: Person, contact: User) -> None:
    other = make_person(contact=contact)
    agreed(other, by=contact, starts_at=TOMORROW_AT_TEN)
    with acting_as(SYSTEM):
        TextConsent.objects.update(is_used=False, stopped_at=AT, stopped_how="text")
    assert queue_reminders(at=AT) == 0
    with acting_as(SYSTEM):
        TextConsent.objects.update(is_used=True, stopped_at=None, stopped_how="")
        TextChoices.objects.update(reminders=False)
    assert queue_reminders(at=AT) == 0
    assert messages() == []
    assert person.called == "Tuva"


def test_an_appointment_today_the_day_after_tomorrow_or_called_off_is_not_reminded_of(
    person: Person, contact: User
) -> None:
    order(person, by=contact, at=AT, reminders=True)
    for at in (oslo(24, 14), oslo(26, 0), oslo(26, 10)):
        agreed(person, by=contact, starts_at=at)
    off = agreed(person, by=contact, starts_at=oslo(25, 12))
    with acting_as(SYSTEM):
        Appointment.objects.filter(pk=off.pk).update(state="cancelled")
    assert queue_reminders(at=AT) == 0


def test_a_moved_appointment_is_reminded_of_anew_and_what_was_queued_is_taken_away(
    appointment: Appointment, contact: User
) -> None:
    assert queue_reminders(at=AT) == 1
    with acting_as(contact.pk):
        moved = move(appointment=appointment, to=oslo(25, 13), seen_version=appointment.version, by=contact, at=AT)
    assert texts() == []
    assert messages() == []
    assert queue_reminders(at=AT) == 1
    assert [text.body[:28] for text in texts()] == ["I morgen, onsdag, kl. 13. Sv"]
    with acting_as(contact.pk):  # the undo
        move(appointment=moved, to=TOMORROW_AT_TEN, seen_version=moved.version, by=contact, at=AT)
    assert queue_reminders(at=AT) == 1
    assert [text.body for text in texts()] == [SAID]


def test_one_that_was_sent_stays_and_the_new_hour_is_told_too(appointment: Appointment, contact: User) -> None:
    queue_reminders(at=AT)
    assert len(claim_all(at=AT)) == 1
    with acting_as(contact.pk):
        move(appointment=appointment, to=oslo(25, 13), seen_version=appointment.version, by=contact, at=AT)
    assert queue_reminders(at=AT) == 1
    assert [text.state for text in texts()] == ["sending", "queued"]


def test_a_cancelled_appointment_is_not_reminded_of(appointment: Appointment, contact: User) -> None:
    queue_reminders(at=AT)
    with acting_as(contact.pk):
        mark(appointment=appointment, state="cancelled", seen_version=appointment.version, by=contact, at=AT)
    assert texts() == []
    assert queue_reminders(at=AT) == 0


def test_what_has_changed_beside_all_that_is_asked_again_at_the_claim(appointment: Appointment) -> None:
    queue_reminders(at=AT)
    with acting_as(SYSTEM):
        Appointment.objects.filter(pk=appointment.pk).update(starts_at=oslo(25, 12), ends_at=oslo(25, 13))
    assert claim_all(at=AT) == []
    assert [(text.state, text.why) for text in texts()] == [("not_sent", "not_wanted")]


@pytest.mark.usefixtures("appointment")
def test_whoever_does_not_want_it_any_more_does_not_get_the_one_that_waits() -> None:
    queue_reminders(at=AT)
    with acting_as(SYSTEM):
        TextChoices.objects.update(reminders=False)
    assert claim_all(at=AT) == []
    assert [text.why for text in texts()] == ["not_wanted"]


@pytest.mark.usefixtures("appointment")
def test_one_that_could_not_be_sent_in_time_is_not_sent_at_night() -> None:
    queue_reminders(at=AT)
    assert claim_all(at=oslo(24, 20, 1)) == []
    assert [text.why for text in texts()] == ["too_late"]


@pytest.mark.usefixtures("appointment")
def test_where_no_words_may_stand_the_text_says_only_that_something_has_come(person: Person, contact: User) -> None:
    order(person, by=contact, at=AT, shows="notice", reminders=True)
    assert queue_reminders(at=AT) == 1
    assert [text.body for text in texts()] == ["Du har fått en melding på siden din. (Automatisk SMS)"]
    assert [message.text for message in messages()] == [SAID]


@pytest.mark.usefixtures("appointment")
def test_nothing_is_queued_while_the_switch_is_off_and_it_goes_once_it_is_on_again() -> None:
    leader = make_user(Role.LEADER)
    switch_automatic(on=False, by=leader, at=AT)
    assert queue_reminders(at=AT) == 0
    assert messages() == []
    switch_automatic(on=True, by=leader, at=AT + timedelta(minutes=5))
    assert queue_reminders(at=AT + timedelta(minutes=6)) == 1
    assert len(claim_all(at=AT + timedelta(minutes=6))) == 1


@pytest.mark.parametrize(
    ("at", "starts_at", "hour"),
    [
        (oslo(28, 11, month=3), oslo(29, 10, month=3), "søndag, kl. 10"),  # the clocks go forward in between
        (oslo(24, 11, month=10), oslo(25, 10, month=10), "søndag, kl. 10"),  # and back
        (oslo(29, 11, month=3), oslo(30, 0, 30, month=3), "mandag, kl. 0.30"),
        (oslo(31, 11, month=12), oslo(1, 9, 15, month=1, year=2027), "fredag, kl. 9.15"),
    ],
)
def test_the_hour_is_that_of_the_clock_on_the_wall(
    person: Person, contact: User, at: datetime, starts_at: datetime, hour: str
) -> None:
    order(person, by=contact, at=at, reminders=True)
    agreed(person, by=contact, starts_at=starts_at)
    assert queue_reminders(at=at) == 1
    assert [text.body.partition(". Svar")[0] for text in texts()] == [f"I morgen, {hour}"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "I morgen, onsdag, kl. 10."),
        ("nn", "I morgon, onsdag, kl. 10."),
        ("da", "I morgen, onsdag, kl. 10."),
        ("en", "Tomorrow, Wednesday, at 10:00."),
    ],
)
@pytest.mark.usefixtures("appointment")
def test_it_is_said_in_the_persons_language(person: Person, language: str, said: str) -> None:
    with acting_as(SYSTEM):
        Person.objects.filter(pk=person.pk).update(language=language)
    queue_reminders(at=AT)
    assert [text.body[: len(said)] for text in texts()] == [said]


def quiet(first: int, last: int) -> dict[str, object]:
    return {"quiet_from": oslo(1, first).time(), "quiet_until": oslo(1, last).time()}


@pytest.mark.parametrize(
    ("first", "last", "hour", "until"),
    [
        (21, 8, 9, None),
        (21, 8, 10, 20),
        (21, 8, 19, 20),
        (21, 8, 20, None),
        (18, 8, 12, 18),  # the person's own quiet ends it
        (18, 8, 18, None),
        (8, 15, 14, None),
        (8, 15, 15, 20),
        (8, 22, 21, None),  # sleeps by day: in the evening, until eleven
        (8, 22, 22, 23),
        (8, 22, 23, None),
        (9, 9, 10, 20),  # no quiet hours
    ],
)
def test_it_goes_at_a_decent_hour_outside_their_quiet(first: int, last: int, hour: int, until: int | None) -> None:
    at = oslo(24, hour)
    found = may_go_until(at.date(), at=at, **quiet(first, last))  # type: ignore[arg-type]
    assert found == (None if until is None else oslo(24, until))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.times(), st.times())  # noqa: DTZ001  # made local below
def test_no_automatic_text_goes_in_anybodys_quiet_nor_at_night(moment: datetime, quiet_from, quiet_until) -> None:  # type: ignore[no-untyped-def]
    at = moment.replace(tzinfo=OSLO)
    until = may_go_until(at.date(), quiet_from=quiet_from, quiet_until=quiet_until, at=at)
    if until is not None:
        assert at < until <= oslo(at.day, 23, month=at.month, year=at.year)
        assert 10 <= timezone.localtime(at).hour < 23
        if quiet_from < quiet_until:
            assert not quiet_from <= timezone.localtime(at).time() < quiet_until
        elif quiet_from > quiet_until:
            assert quiet_until <= timezone.localtime(at).time() < quiet_from


def test_the_weeks_look_is_told_of_on_its_day_once_with_nothing_in_it(person: Person, contact: User) -> None:
    order(person, by=contact, at=AT, weekly=True)
    account = make_account_of(person)
    with acting_as(SYSTEM):
        ask_for_weekly_look(person=person, weekday=AT.weekday(), by=account, at=AT - timedelta(days=6))
    assert queue_weekly(at=AT - timedelta(days=1)) == 0
    assert [queue_weekly(at=AT), queue_weekly(at=AT + timedelta(minutes=10))] == [1, 0]
    said = "Har du et øyeblikk? Siden din viser hvor du er nå. (Automatisk SMS)"
    assert [(text.body, text.automatic) for text in texts()] == [(said, "weekly")]
    assert len(claim_all(at=AT)) == 1
    assert queue_weekly(at=AT + timedelta(days=7)) == 1


def test_whoever_has_looked_today_or_has_not_ordered_the_text_gets_none(person: Person, contact: User) -> None:
    consent = order(person, by=contact, at=AT, weekly=True)
    account = make_account_of(person)
    with acting_as(SYSTEM):
        look = ask_for_weekly_look(person=person, weekday=AT.weekday(), by=account, at=AT - timedelta(days=6))
        weekly_look_shown(look=look, day=AT.date())
    assert queue_weekly(at=AT) == 0
    with acting_as(SYSTEM):
        look.shown_on = None
        look.save(update_fields=["shown_on"])
        TextChoices.objects.update(weekly=False)
    assert queue_weekly(at=AT) == 0
    assert messages() == []
    assert consent.is_used


@pytest.mark.usefixtures("appointment")
def test_both_see_it_in_the_conversation_as_automatic(client: Client, person: Person, contact: User) -> None:
    queue_reminders(at=AT)
    sign_in(client, contact)
    shown = client.get(reverse("conversation", args=[person.pk])).content.decode()
    assert SAID in shown
    assert "Automatisk" in shown
    sign_in(client, make_account_of(person))
    assert SAID in client.get(reverse("my_messages")).content.decode()
