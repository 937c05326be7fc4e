"""A text on its way out: with what it is for or not at all, once, and how far it got, told in whichever order."""

import random
from datetime import datetime, time, timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import AutomaticSwitch, User
from benken.access.policies import Refused
from benken.lib.ids import new_id
from benken.messaging.actions.conversation import send_message, take_back_message
from benken.messaging.actions.texts import (
    SEND,
    claim_text,
    give_up_unreached,
    note_accepted,
    note_report,
    note_unreachable,
    queue_text,
    send_again_what_was_left,
)
from benken.messaging.gateways.interface import (
    Accepted,
    GatewayRefused,
    GatewayUnreachable,
    Incoming,
    Outgoing,
    Refusal,
    Report,
    ReportKind,
)
from benken.messaging.models import Message, Text, TextChoices, TextConsent
from benken.messaging.policies.texts import UNDO, Way, wait_before
from benken.messaging.words import how_far
from benken.people.actions.people import change_person
from benken.people.models import Person, Phone
from benken.people.phones import NewPhone
from tests.factories import make_account_of, make_text, say_yes_to_texts
from tests.jobs import WorkJobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("consent")]
NUMBER = "+4799990123"


class GatewayHere:
    """A gateway in the same process: keeps what it is given, or answers as it is told to."""

    name: ClassVar[str] = "here"

    knows_repeats: ClassVar[bool] = True

    def __init__(self) -> None:
        self.given = list[Outgoing]()
        self.fault: Exception | None = None

    def send(self, outgoing: Outgoing) -> Accepted:
        """Take a text."""
        if self.fault is not None:
            raise self.fault
        self.given.append(outgoing)
        return Accepted(f"id-{len(self.given)}")

    def try_reach(self) -> None:
        """It is here."""

    def read_incoming(self, request: HttpRequest) -> Incoming:
        """Nothing comes in here."""
        raise NotImplementedError

    def read_report(self, request: HttpRequest) -> Report | None:
        """Nothing is told here: the tests tell it."""
        raise NotImplementedError


class Forgetful(GatewayHere):
    """One that does not know what it was given before."""

    knows_repeats: ClassVar[bool] = False


@pytest.fixture(params=[True, False], ids=["knows repeats", "knows none"])
def gateway(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> GatewayHere:
    here = (GatewayHere if request.param else Forgetful)()
    monkeypatch.setattr("benken.messaging.jobs.gateway", lambda: here)
    return here


@pytest.fixture
def consent(person: Person, contact: User) -> TextConsent:
    """Return the person's yes to texts on a number."""
    with acting_as(SYSTEM):
        Phone.objects.create(person=person, number=NUMBER)
    return say_yes_to_texts(person, by=contact)


def queue(person: Person | None, at: datetime, *, automatic: str = "", not_after_at: datetime | None = None) -> Text:
    """Queue a text that may go at once."""
    return queue_text(person=person, number=NUMBER, body="Hei", at=at, automatic=automatic, not_after_at=not_after_at)


def again(text: Text) -> Text:
    """Return a text as it is now."""
    with acting_as(SYSTEM):
        return Text.objects.get(pk=text.pk)


def jobs_for(text: Text) -> int:
    """Return how many jobs wait to send a text."""
    return ProcrastinateJob.objects.filter(task_name=SEND, args={"text_id": str(text.pk)}, status="todo").count()


def report(text: Text, what: ReportKind, at: datetime, *, gateway: str = "here") -> bool:
    """Tell of a text as a gateway does."""
    return note_report(report=Report(text.pk, "", what, at), gateway=gateway, at=at)


def test_a_text_and_its_job_are_there_together_or_not_at_all(person: Person, contact: User, now: datetime) -> None:
    with acting_as(contact.pk):
        for is_kept in (False, True):
            with transaction.atomic():
                sent = send_message(person=person, text="Hei", by=contact, at=now, way=Way.WORDS)
                text = Text.objects.get(message=sent)
                assert jobs_for(text) == 1
                transaction.set_rollback(not is_kept)
            assert jobs_for(text) == int(is_kept)
            assert Text.objects.filter(pk=text.pk).exists() == is_kept
    assert (text.number, text.body, text.state, text.try_at) == (NUMBER, "Hei", "queued", now + UNDO)


def test_what_is_sent_is_handed_over_once_however_often_the_job_runs(
    person: Person, gateway: GatewayHere, work_jobs: WorkJobs, now: datetime
) -> None:
    text = queue(person, now)
    work_jobs()
    assert [one.number for one in gateway.given] == [NUMBER]
    assert gateway.given[0].text_id == text.pk
    text = again(text)
    assert (text.state, text.gateway, text.gateway_id, text.tries) == ("sent", "here", "id-1", 1)
    assert claim_text(text_id=text.pk, gateway="here", at=now) is None


def test_a_text_waits_until_it_is_its_turn(person: Person, now: datetime) -> None:
    text = queue_text(person=person, number=NUMBER, body="x", at=now, not_before_at=now + timedelta(hours=1))
    assert claim_text(text_id=text.pk, gateway="here", at=now + timedelta(minutes=59)) is None
    assert again(text).state == "queued"
    assert claim_text(text_id=text.pk, gateway="here", at=now + timedelta(hours=1)) is not None
    assert again(text).state == "sending"


def test_a_text_that_somebody_else_claims_at_the_same_moment_is_theirs(person: Person, now: datetime) -> None:
    text = queue(person, now)
    with acting_as(SYSTEM):
        sql = str(
            Text.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=text.pk, state="queued").query
        )
    assert "FOR UPDATE" in sql
    assert "SKIP LOCKED" in sql
    assert claim_text(text_id=text.pk, gateway="here", at=now) is not None
    assert claim_text(text_id=text.pk, gateway="here", at=now) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"stopped_at": "now", "stopped_how": "text", "is_used": False}, "stopped"),
        ({"yes_at": None, "is_used": False}, "number_gone"),
    ],
)
def test_what_the_person_says_meanwhile_holds(
    person: Person,
    consent: TextConsent,
    gateway: GatewayHere,
    work_jobs: WorkJobs,
    now: datetime,
    change: dict[str, object],
    why: str,
) -> None:
    text, answer = queue(person, now), queue(person, now, automatic="numbers")
    with acting_as(SYSTEM):
        said = {name: now if value == "now" else value for name, value in change.items()}
        TextConsent.objects.filter(pk=consent.pk).update(**said)
    work_jobs()
    assert (again(text).state, again(text).why) == ("not_sent", why)
    # An answer to what they wrote themself needs no yes; a STOP holds for it, too.
    assert again(answer).state == ("not_sent" if why == "stopped" else "sent")
    assert len(gateway.given) == int(why != "stopped")


@pytest.mark.parametrize("field", ["do_not_text", "can_get_texts"])
def test_a_number_that_must_not_get_texts_gets_none(
    person: Person, consent: TextConsent, gateway: GatewayHere, work_jobs: WorkJobs, now: datetime, field: str
) -> None:
    text = queue(person, now)
    with acting_as(SYSTEM):
        Phone.objects.filter(pk=consent.pk).update(**{field: field == "do_not_text"})
    work_jobs()
    assert (again(text).state, again(text).why) == ("not_sent", "number_gone")
    assert gateway.given == []


def test_a_number_that_is_taken_away_takes_its_yes_along_and_one_that_stays_keeps_it(
    person: Person, contact: User, gateway: GatewayHere, work_jobs: WorkJobs, now: datetime
) -> None:
    def phones(*numbers: str) -> None:
        with acting_as(contact.pk):
            person.refresh_from_db()
            change_person(
                person=person, seen_version=person.version, called="Tuva", full_name="", language="nb",
                phones=[NewPhone(number, note="mobilen") for number in numbers], by=contact, at=now,
            )  # fmt: skip

    phones("+4799990124", NUMBER)
    with acting_as(SYSTEM):
        assert TextConsent.objects.get().phone.note == "mobilen"
        assert list(person.phones.values_list("number", flat=True)) == ["+4799990124", NUMBER]
    answer = queue(person, now, automatic="numbers")
    phones("+4799990124")
    with acting_as(SYSTEM):
        assert not TextConsent.objects.exists()
    work_jobs()
    assert (again(answer).state, again(answer).why) == ("not_sent", "number_gone")
    phones(NUMBER)
    with acting_as(SYSTEM):
        assert not TextConsent.objects.exists()  # a yes does not come back with the number
    assert gateway.given == []


def test_the_switch_stops_what_is_automatic_and_what_it_stopped_stays_so(
    person: Person, contact: User, gateway: GatewayHere, work_jobs: WorkJobs, now: datetime
) -> None:
    automatic = [queue(person, now, automatic="reminder") for _ in range(20)] + [queue(None, now, automatic="numbers")]
    by_hand = queue(person, now)
    with acting_as(SYSTEM):
        AutomaticSwitch.objects.create(at=now, by=contact, is_on=False)
    work_jobs()
    assert {(again(text).state, again(text).why) for text in automatic} == {("not_sent", "switched_off")}
    assert again(by_hand).state == "sent"
    with acting_as(SYSTEM):
        AutomaticSwitch.objects.create(at=now + timedelta(seconds=1), by=contact, is_on=True)
    after = queue(person, now + timedelta(seconds=2), automatic="reminder")
    work_jobs()
    assert again(after).state == "sent"
    assert len(gateway.given) == 2


def test_a_text_that_is_too_late_is_not_sent(
    person: Person, gateway: GatewayHere, work_jobs: WorkJobs, now: datetime
) -> None:
    text = queue(person, now, automatic="reminder", not_after_at=now - timedelta(seconds=1))
    work_jobs()
    assert (again(text).state, again(text).why) == ("not_sent", "too_late")
    assert gateway.given == []


@pytest.mark.parametrize("seed", range(12))
def test_reports_in_any_order_twice_and_late_end_the_same(person: Person, now: datetime, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    told = chance.choices([ReportKind.SENT, ReportKind.FAILED, ReportKind.NOT_REACHED, ReportKind.DELIVERED], k=3)
    finals = [what for what in told if what != ReportKind.SENT]
    ends = set()
    for _ in range(4):
        order = chance.sample(told * 2, k=6)
        with acting_as(SYSTEM):
            text = Text.objects.create(
                person=person, number=NUMBER, body="x", queued_at=now, try_at=now, state="sending", gateway="here"
            )
        for what in order[:3]:
            report(text, what, now)
        note_accepted(text_id=text.pk, gateway_id="7", at=now)  # the answer comes in the middle of it
        for what in order[3:]:
            report(text, what, now)
        if ReportKind.DELIVERED in finals or len(set(finals)) < 2:
            ends.add(again(text).state)
        else:  # two ways of not getting there: the first one told stands
            first = next(what for what in order if what in finals)
            assert again(text).state == first.value
    best = "delivered" if ReportKind.DELIVERED in finals else finals[0].value if finals else "sent"
    assert ends <= {best}


@pytest.mark.usefixtures("gateway")
def test_a_report_is_of_its_own_gateway_and_of_a_text_that_is_known(
    person: Person, work_jobs: WorkJobs, now: datetime
) -> None:
    text = queue(person, now)
    work_jobs()
    assert not report(text, ReportKind.DELIVERED, now, gateway="another")
    assert not note_report(report=Report(new_id(), "", ReportKind.DELIVERED, now), gateway="here", at=now)
    assert not note_report(report=Report(None, "", ReportKind.DELIVERED, now), gateway="here", at=now)
    assert again(text).state == "sent"
    assert note_report(report=Report(None, "id-1", ReportKind.DELIVERED, now), gateway="here", at=now)
    assert again(text).state == "delivered"


@pytest.mark.parametrize("refusal", Refusal)
def test_what_the_gateway_refuses_is_not_tried_again_and_a_wrong_number_is_marked(
    person: Person, gateway: GatewayHere, work_jobs: WorkJobs, now: datetime, refusal: Refusal
) -> None:
    text, gateway.fault = queue(person, now), GatewayRefused(refusal)
    work_jobs(at=now + timedelta(days=1))
    assert again(text).state == ("no_such_number" if refusal == Refusal.NO_SUCH_NUMBER else "failed")
    assert jobs_for(text) == 0
    with acting_as(SYSTEM):
        assert (TextConsent.objects.get().no_such_at is not None) == (refusal == Refusal.NO_SUCH_NUMBER)
    report(text, ReportKind.DELIVERED, now)
    with acting_as(SYSTEM):
        assert TextConsent.objects.get().no_such_at is None


def test_a_gateway_that_does_not_answer_is_tried_again_for_three_days(
    person: Person, gateway: GatewayHere, work_jobs: WorkJobs, now: datetime
) -> None:
    text, gateway.fault = queue(person, now), GatewayUnreachable("away")
    work_jobs()
    waiting = again(text)
    assert (waiting.state, waiting.tries, jobs_for(text)) == ("queued", 1, 1)
    assert waiting.try_at > now + timedelta(seconds=10)
    with acting_as(SYSTEM):
        Text.objects.filter(pk=text.pk).update(state="sending", queued_at=now - timedelta(days=4))
    note_unreachable(text_id=text.pk, after=None, at=now)
    assert again(text).state == "failed"


def test_what_is_tried_again_after_a_fault_waits_for_the_quiet_hours_that_began_meanwhile(person: Person) -> None:
    zone = timezone.get_default_timezone()
    evening, night = datetime(2026, 11, 20, 20, 59, 30, tzinfo=zone), datetime(2026, 11, 21, 2, 0, tzinfo=zone)
    morning = datetime(2026, 11, 21, 8, 0, tzinfo=zone)
    with acting_as(SYSTEM):
        TextChoices.objects.update(quiet_from=time(21), quiet_until=time(8))
    tried, left, answer = (queue(person, evening, automatic=automatic) for automatic in ("", "", "numbers"))
    for text in (tried, answer):
        assert claim_text(text_id=text.pk, gateway="here", at=evening) is not None
        note_unreachable(text_id=text.pk, after=timedelta(minutes=2), at=evening)
    assert again(tried).try_at == morning
    assert again(answer).try_at == evening + timedelta(minutes=2), "the numbers are given at any hour"
    assert claim_text(text_id=left.pk, gateway="here", at=night) is None, "no worker had come to it"
    waits = again(left)
    assert (waits.state, waits.try_at, waits.not_before_at) == ("queued", morning, morning)
    assert "stille tid til da" in how_far(waits, at=night)
    for text in (tried, left):
        assert claim_text(text_id=text.pk, gateway="here", at=night) is None
        assert claim_text(text_id=text.pk, gateway="here", at=morning) is not None


def test_each_wait_is_as_long_as_the_one_before_or_longer_and_never_over_ten_minutes() -> None:
    waits = [wait_before(tries, after=None) for tries in range(1, 50)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=10)
    assert wait_before(1, after=timedelta(minutes=3)) == timedelta(minutes=3)
    assert wait_before(1, after=timedelta(days=3)) == timedelta(minutes=10)


def test_a_text_that_may_have_gone_is_told_of_before_it_is_given_again(
    person: Person, gateway: GatewayHere, work_jobs: WorkJobs, now: datetime
) -> None:
    text, gateway.fault = queue(person, now), GatewayUnreachable("lost", may_have_gone=True)
    work_jobs()
    assert again(text).state == ("queued" if gateway.knows_repeats else "sending")
    gateway.fault = None
    report(text, ReportKind.SENT, now)
    send_again_what_was_left(knows_repeats=gateway.knows_repeats, at=now + timedelta(hours=1))
    work_jobs(at=now + timedelta(hours=2))
    assert again(text).state == "sent"
    assert gateway.given == []


def test_what_a_dead_worker_left_is_sent_when_it_cannot_have_gone_any_more(
    person: Person, gateway: GatewayHere, work_jobs: WorkJobs, now: datetime
) -> None:
    text = queue(person, now)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert claim_text(text_id=text.pk, gateway="here", at=now) is not None  # and here the worker dies
    patience = timedelta(seconds=90) if gateway.knows_repeats else timedelta(minutes=5)
    early, late = now + patience - timedelta(seconds=1), now + patience + timedelta(seconds=1)
    assert send_again_what_was_left(knows_repeats=gateway.knows_repeats, at=early) == 0
    assert send_again_what_was_left(knows_repeats=gateway.knows_repeats, at=late) == 1
    with acting_as(SYSTEM):
        Text.objects.update(try_at=now)
    work_jobs()
    assert again(text).state == "sent"
    assert [one.text_id for one in gateway.given] == [text.pk]


def test_a_text_whose_job_is_gone_gets_another_and_one_that_has_a_job_gets_none(person: Person, now: datetime) -> None:
    lost, waiting = queue(person, now), queue(person, now)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args->>'text_id' = %s", [str(lost.pk)])
    later = now + timedelta(minutes=3)
    assert send_again_what_was_left(knows_repeats=True, at=now) == 0
    assert send_again_what_was_left(knows_repeats=True, at=later) == 1
    assert send_again_what_was_left(knows_repeats=True, at=later) == 0
    assert (jobs_for(lost), jobs_for(waiting)) == (1, 1)


def test_a_phone_that_took_nothing_in_three_days_was_not_to_be_reached_where_deliveries_are_told(
    person: Person, now: datetime
) -> None:
    def sent(gateway: str, *, before: timedelta, state: str = "sent") -> UUID:
        with acting_as(SYSTEM):
            return Text.objects.create(
                person=person, number=NUMBER, body="x", queued_at=now, try_at=now, state=state, gateway=gateway,
                sent_at=now - before, told_at=now - timedelta(hours=1),
            ).pk  # fmt: skip

    days = timedelta(days=1)
    old, new, silent = sent("tells", before=4 * days), sent("tells", before=2 * days), sent("silent", before=9 * days)
    sent("tells", before=days, state="delivered")
    assert give_up_unreached(at=now) == 1
    with acting_as(SYSTEM):
        states = dict(Text.objects.values_list("pk", "state"))
    assert (states[old], states[new], states[silent]) == ("not_reached", "sent", "sent")


def test_a_text_can_be_taken_back_until_it_is_handed_over(
    person: Person, contact: User, gateway: GatewayHere, work_jobs: WorkJobs, now: datetime
) -> None:
    first, second = make_text(person, by=contact), make_text(person, by=contact)
    with acting_as(SYSTEM):
        messages = [Message.objects.select_related("person").get(as_text=text) for text in (first, second)]
    with acting_as(contact.pk):
        take_back_message(message=messages[0], by=contact, at=now)
    with acting_as(SYSTEM):
        assert not Message.objects.filter(pk=messages[0].pk).exists()
        Text.objects.update(try_at=now)
    work_jobs(at=now + timedelta(hours=1))
    assert [one.text_id for one in gateway.given] == [second.pk]
    with acting_as(contact.pk), pytest.raises(Refused, match="alt sendt"):
        take_back_message(message=messages[1], by=contact, at=now)
    assert again(second).state == "sent"


def test_without_a_yes_no_text_is_written_and_the_message_neither(person: Person, contact: User, now: datetime) -> None:
    with acting_as(SYSTEM):
        TextConsent.objects.all().delete()
    for way in (Way.WORDS, Way.NOTICE):
        with acting_as(contact.pk), pytest.raises(Refused, match="ja til SMS"), transaction.atomic():
            send_message(person=person, text="Hei", by=contact, at=now, way=way)
    with acting_as(SYSTEM):
        assert not Message.objects.exists()
        assert not Text.objects.exists()


def test_on_a_shared_phone_a_text_says_that_a_message_came_and_nothing_of_it(
    person: Person, contact: User, now: datetime
) -> None:
    with acting_as(SYSTEM):
        TextConsent.objects.update(is_shared=True, shows="notice")
    with acting_as(contact.pk):
        with pytest.raises(Refused, match="bare stå"), transaction.atomic():
            send_message(person=person, text="Møt meg kl. 10", by=contact, at=now, way=Way.WORDS)
        sent = send_message(person=person, text="Møt meg kl. 10", by=contact, at=now, way=Way.NOTICE)
    with acting_as(SYSTEM):
        body = Text.objects.get(message=sent).body
    assert "Møt" not in body
    assert "Automatisk" in body


def test_what_the_person_writes_goes_out_as_no_text(person: Person, now: datetime) -> None:
    account = make_account_of(person)
    with acting_as(account.pk):
        send_message(person=person, text="Hei", by=account, at=now, way=Way.WORDS)
    with acting_as(SYSTEM):
        assert not Text.objects.exists()
