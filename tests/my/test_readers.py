"""Who has read since I last looked, one helper's reading alone, and asking why."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actions.logs import log_reading
from benken.access.actions.why import answer_why, ask_why
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, LastLook, Reading, User, WhyQuestion
from benken.access.policies import Refused
from benken.lib.days import working_days_after
from tests.factories import make_user, sign_in
from tests.my.test_home import lix
from tests.my.tuva import Tuva

pytestmark = pytest.mark.django_db


def read(tuva: Tuva, *, by: User | None = None, at: datetime | None = None, part: str = "messages") -> UUID:
    """Let somebody read about Tuva, and return the reading's id."""
    at = at or timezone.now()
    with acting_as(SYSTEM):
        log_reading(user=by or tuva.contact, subject_id=tuva.person.pk, part=part, basis="contact_person", at=at)
        return Reading.objects.get(at=at, subject_id=tuva.person.pk, part=part).id


def looked(tuva: Tuva, *, ago: timedelta, before: timedelta | None = None) -> None:
    """Let Tuva have looked some time ago."""
    now = timezone.now()
    with acting_as(SYSTEM):
        LastLook.objects.update_or_create(
            user=tuva.account, defaults={"at": now - ago, "before_at": now - before if before else None}
        )


def page(tuva: Tuva, name: str = "my", **arguments: object) -> str:
    """Return the text of one of Tuva's pages."""
    answer = tuva.client.get(reverse(name, kwargs=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_who_else_has_read_since_i_last_looked(tuva: Tuva, now: datetime) -> None:
    looked(tuva, ago=timedelta(days=3))
    read(tuva, at=now - timedelta(days=4), by=make_user(name="Mehdi Karimi"))
    for name in ("my", "my_readers"):
        looked(tuva, ago=timedelta(days=3))
        assert "Ingen har lest siden sist." in page(tuva, name)
    read(tuva, at=now - timedelta(days=2))
    looked(tuva, ago=timedelta(days=3))
    assert "Ingen andre enn Ingunn har lest siden sist." in page(tuva)
    read(tuva, at=now - timedelta(days=1), by=make_user(name="Kari Moe"))
    looked(tuva, ago=timedelta(days=3))
    assert "Ingunn og Kari har lest siden sist." in page(tuva)


def test_whoever_comes_back_within_the_hour_has_not_been_away(tuva: Tuva, now: datetime) -> None:
    read(tuva, at=now - timedelta(days=2))
    looked(tuva, ago=timedelta(days=3))
    for _visit in range(2):
        assert "Ingen andre enn Ingunn har lest siden sist." in page(tuva)
    looked(tuva, ago=timedelta(hours=2))
    assert "Ingen har lest siden sist." in page(tuva)


def test_when_i_looked_is_written_once_for_each_visit(tuva: Tuva) -> None:
    page(tuva)
    with acting_as(SYSTEM):
        first = LastLook.objects.get(user=tuva.account)
    assert first.before_at is None
    page(tuva)
    with CaptureQueriesContext(connection) as queries:
        page(tuva, "my_readers")
    assert not any(query["sql"].startswith(("UPDATE", "INSERT")) and "lastlook" in query["sql"] for query in queries)
    looked(tuva, ago=timedelta(hours=3))
    page(tuva)
    with acting_as(SYSTEM):
        again = LastLook.objects.get(user=tuva.account)
    assert again.before_at is not None
    assert timedelta(hours=2) < again.at - again.before_at < timedelta(hours=4)


@pytest.mark.second_wall
def test_nobody_sees_when_another_looked(tuva: Tuva, somebody_else: Tuva) -> None:
    page(tuva)
    for actor in (somebody_else.account.pk, tuva.contact.pk):
        with acting_as(actor):
            assert not LastLook.objects.exists()


def test_one_helpers_reading_can_be_looked_at_alone(tuva: Tuva, somebody_else: Tuva) -> None:
    other = make_user(name="Mehdi Karimi")
    read(tuva)
    read(tuva, by=other, part="goals")
    both = page(tuva, "my_readers")
    assert f"?by={other.pk}" in both
    assert both.count("Spør hvorfor") == 2
    one = tuva.client.get(reverse("my_readers"), {"by": str(other.pk)}).content.decode()
    assert "målene dine" in one
    assert "· meldingene" not in one
    for nonsense in ("x", str(somebody_else.account.pk)):
        assert "· meldingene" in tuva.client.get(reverse("my_readers"), {"by": nonsense}).content.decode()


def test_the_readers_are_one_tap_from_my_page_and_the_question_one_more(tuva: Tuva) -> None:
    reading = read(tuva)
    assert reverse("my_readers") in page(tuva)
    assert reverse("my_why", kwargs={"reading_id": reading}) in page(tuva, "my_readers")


def test_i_can_ask_why_with_words_or_without(tuva: Tuva, now: datetime) -> None:
    first, second = read(tuva, at=now - timedelta(days=1)), read(tuva, part="goals")
    empty = page(tuva, "my_why", reading_id=first)
    assert "Du trenger ikke skrive noe." in empty
    assert lix(empty) <= 30
    for reading, words in ((first, ""), (second, "Jeg lurer på\r\nhvorfor.")):
        address = reverse("my_why", kwargs={"reading_id": reading})
        answer = tuva.client.post(address, {"words": words})
        assert (answer.status_code, answer["Location"]) == (302, address)
    with acting_as(SYSTEM):
        asked = WhyQuestion.objects.get(reading_id=second)
        assert asked.words == "Jeg lurer på\nhvorfor."
        assert (asked.reader, asked.asked_by, asked.part) == (tuva.contact, tuva.account, "goals")
        assert asked.answer_by_on == working_days_after(timezone.localdate(), 10)
        deeds = Deed.objects.filter(verb="why.ask", by=tuva.account, subject_id=tuva.person.pk)
        assert deeds.filter(object_id=asked.pk).count() == 1
    text = page(tuva, "my_why", reading_id=second)
    assert "Du har spurt" in text
    assert "Du får svar innen" in text
    assert lix(text) <= 30
    assert "Du har spurt hvorfor. Du får svar innen" in page(tuva, "my_readers")


def test_asking_twice_is_the_same_question(tuva: Tuva) -> None:
    reading = read(tuva)
    address = reverse("my_why", kwargs={"reading_id": reading})
    for words in ("Hvorfor?", "Hvorfor da?"):
        tuva.client.post(address, {"words": words})
    with acting_as(SYSTEM):
        assert WhyQuestion.objects.get().words == "Hvorfor?"
        assert Deed.objects.filter(verb="why.ask").count() == 1
        asked = WhyQuestion.objects.get()
        asked.pk = UUID(int=7)
        asked._state.adding = True  # a second row, past the action
        with pytest.raises(IntegrityError), transaction.atomic():
            asked.save(force_insert=True)


def test_a_question_too_long_is_told_and_kept_on_the_page(tuva: Tuva) -> None:
    reading = read(tuva)
    answer = tuva.client.post(reverse("my_why", kwargs={"reading_id": reading}), {"words": "å" * 1001})
    assert answer.status_code == 422
    assert "å" * 1001 in answer.content.decode()
    with acting_as(SYSTEM):
        assert not WhyQuestion.objects.exists()


def test_a_question_is_taken_back_until_it_is_answered(tuva: Tuva, now: datetime) -> None:
    reading = read(tuva)
    tuva.client.post(reverse("my_why", kwargs={"reading_id": reading}), {"words": ""})
    with acting_as(SYSTEM):
        question = WhyQuestion.objects.get()
    back = reverse("my_why_take_back", kwargs={"question_id": question.pk})
    for _click in range(2):
        assert tuva.client.post(back).status_code == 302
    with acting_as(SYSTEM):
        question.refresh_from_db()
        assert question.taken_back_at is not None
        assert Deed.objects.filter(verb="why.take_back").count() == 1
        with pytest.raises(Refused):
            answer_why(question=question, answer="Du ringte.", by=tuva.contact, at=now)
    assert "Du har spurt" not in page(tuva, "my_readers")
    tuva.client.post(reverse("my_why", kwargs={"reading_id": reading}), {"words": "Igjen"})
    with acting_as(SYSTEM):
        again = WhyQuestion.objects.get(taken_back_at=None)
        answer_why(question=again, answer="Du ringte, og jeg så etter.", by=tuva.contact, at=now)
    tuva.client.post(reverse("my_why_take_back", kwargs={"question_id": again.pk}))
    with acting_as(SYSTEM):
        again.refresh_from_db()
        assert again.taken_back_at is None
    assert "Spørsmålet og svaret blir stående." in page(tuva, "my_readers")


def test_the_answer_stands_beside_the_reading(tuva: Tuva, now: datetime) -> None:
    reading = read(tuva)
    tuva.client.post(reverse("my_why", kwargs={"reading_id": reading}), {"words": ""})
    with acting_as(tuva.contact.pk):
        answer_why(question=WhyQuestion.objects.get(), answer="Du ringte, og jeg så etter.", by=tuva.contact, at=now)
    assert "Du har fått svar på hvorfor." in page(tuva)
    readers = page(tuva, "my_readers")
    assert readers.index("meldingene") < readers.index("Ingunn Sæther svarte:") < readers.index("Du ringte, og jeg")
    assert "Du ringte, og jeg så etter." in page(tuva, "my_why", reading_id=reading)
    with acting_as(SYSTEM):
        WhyQuestion.objects.update(answered_at=now - timedelta(days=9))
    looked(tuva, ago=timedelta(days=1))
    assert "Du har fått svar på hvorfor." not in page(tuva)


def test_a_late_answer_is_told_honestly(tuva: Tuva, now: datetime) -> None:
    reading = read(tuva)
    tuva.client.post(reverse("my_why", kwargs={"reading_id": reading}), {"words": ""})
    with acting_as(SYSTEM):
        WhyQuestion.objects.update(leader_told_at=now)
    assert "Lederen har fått spørsmålet." in page(tuva, "my_readers")
    with acting_as(SYSTEM):
        WhyQuestion.objects.update(answer_by_on=timezone.localdate() - timedelta(days=1))
    assert "Svaret er forsinket. Lederen ser det." in page(tuva, "my_readers")


def test_only_i_ask_about_readings_about_me(tuva: Tuva, somebody_else: Tuva) -> None:
    reading = read(tuva)
    for client in (somebody_else.client, sign_in(Client(), tuva.contact)):
        for ask in (client.get, client.post):
            answer = ask(reverse("my_why", kwargs={"reading_id": reading}))
            assert answer.status_code == 404
            assert answer.content == client.get(reverse("my_why", kwargs={"reading_id": UUID(int=9)})).content
    with acting_as(SYSTEM):
        found = Reading.objects.get(id=reading)
    for user in (somebody_else.account, tuva.contact):
        with acting_as(user.pk), pytest.raises(Refused):
            ask_why(reading=found, words="", by=user, at=timezone.now())
    tuva.client.post(reverse("my_why", kwargs={"reading_id": reading}), {"words": ""})
    with acting_as(SYSTEM):
        question = WhyQuestion.objects.get()
    back = reverse("my_why_take_back", kwargs={"question_id": question.pk})
    assert somebody_else.client.post(back).status_code == 404


@pytest.mark.second_wall
def test_the_second_wall_holds_questions_apart(tuva: Tuva, somebody_else: Tuva, now: datetime) -> None:
    reading = read(tuva)
    tuva.client.post(reverse("my_why", kwargs={"reading_id": reading}), {"words": "Hvorfor?"})
    for user in (somebody_else.account, make_user()):
        with acting_as(user.pk):
            assert not WhyQuestion.objects.exists()
    with acting_as(tuva.account.pk, narrow=True):
        assert not WhyQuestion.objects.exists()
    refused = pytest.raises(ProgrammingError)
    with acting_as(tuva.contact.pk):
        assert WhyQuestion.objects.count() == 1
        with refused, transaction.atomic():  # whoever is asked does not change the question
            WhyQuestion.objects.update(words="Takk!")
        with refused, transaction.atomic():  # and does not take it back
            WhyQuestion.objects.update(taken_back_at=now)
        assert WhyQuestion.objects.all().delete()[0] == 0
    with acting_as(tuva.account.pk):
        with refused, transaction.atomic():  # whoever asks does not write the answer
            WhyQuestion.objects.update(answer="Unnskyld.", answered_at=now)
        with refused, transaction.atomic():  # nor in somebody else's name
            WhyQuestion.objects.create(
                reading_id=reading,
                reading_at=now,
                subject_id=tuva.person.pk,
                part="page",
                reader=tuva.contact,
                asked_by=somebody_else.account,
                asked_at=now,
                answer_by_on=now.date(),
            )
