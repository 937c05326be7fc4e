"""«Why did you read this?»: asked, answered, taken back, told to a leader."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Reading, User, WhyQuestion
from benken.access.models.why import LONGEST_ANSWER, LONGEST_QUESTION
from benken.access.policies import Refused
from benken.access.queries.why import is_led_by
from benken.lib.days import working_days_after
from benken.lib.text import is_seen

ANSWER_WITHIN = 10  # working days
TELL_LEADER_AFTER = timedelta(days=7)


@transaction.atomic
def ask_why(*, reading: Reading, words: str, by: User, at: datetime) -> WhyQuestion:
    """Ask why a reading took place: the person it was about. Asked twice, it is the same question."""
    if by.subject_id is None or reading.subject_id != by.subject_id:
        raise Refused(_("Du kan spørre om det som er lest om deg."))
    return _ask(reading, words=words, by=by, at=at)


def _ask(reading: Reading, *, words: str, by: User, at: datetime) -> WhyQuestion:
    if len(words) > LONGEST_QUESTION:
        raise Refused(_too_long(words, LONGEST_QUESTION))
    asked = WhyQuestion.objects.filter(reading_id=reading.id, asked_by=by, taken_back_at=None).first()
    if asked is not None:
        return asked
    question = question_about(reading, words=words, asked_by_id=by.pk, at=at)
    # Two windows at once: the second finds the first one's question.
    WhyQuestion.objects.bulk_create([question], ignore_conflicts=True)
    asked = WhyQuestion.objects.get(reading_id=reading.id, asked_by=by, taken_back_at=None)
    if asked.pk == question.pk:
        record_deed(by=by, at=at, verb="why.ask", subject_id=reading.subject_id, object_id=question.pk)
    return asked


def question_about(reading: Reading, *, words: str, asked_by_id: UUID, at: datetime) -> WhyQuestion:
    """Return a new question about a reading, with the day by which it is to be answered; not saved."""
    return WhyQuestion(
        reading_id=reading.id,
        reading_at=reading.at,
        subject_id=reading.subject_id,
        part=reading.part,
        reader_id=reading.user_id,
        asked_by_id=asked_by_id,
        asked_at=at,
        words=words,
        answer_by_on=working_days_after(timezone.localdate(at), ANSWER_WITHIN),
    )


@transaction.atomic
def take_back_question(*, question: WhyQuestion, by: User, at: datetime) -> None:
    """Take a question back; whoever asked may, until it is answered. A second time changes nothing."""
    question = WhyQuestion.objects.select_for_update().get(pk=question.pk)
    if question.asked_by_id != by.pk:
        raise Refused(_("Bare den som spurte, kan ta spørsmålet tilbake."))
    if question.taken_back_at is not None:
        return
    if question.answered_at is not None:
        raise Refused(_("Du har fått svar. Spørsmålet og svaret blir stående."))
    question.taken_back_at = at
    question.save(update_fields=["taken_back_at"])
    record_deed(by=by, at=at, verb="why.take_back", subject_id=question.subject_id, object_id=question.pk)


@transaction.atomic
def answer_why(*, question: WhyQuestion, answer: str, by: User, at: datetime) -> None:
    """Answer: whoever read, or their leader once it went to them. The same answer twice is one."""
    if not is_seen(answer):
        raise Refused(_("Skriv noen ord først."))
    if len(answer) > LONGEST_ANSWER:
        raise Refused(_too_long(answer, LONGEST_ANSWER))
    with acting_as(SYSTEM):
        question = WhyQuestion.objects.select_for_update().select_related("reader").get(pk=question.pk)
        for_leader = question.leader_told_at is not None and is_led_by(question.reader, leader=by)
        if by.pk != question.reader_id and not for_leader:
            raise Refused(_("Bare den som leste, eller lederen, kan svare."))
        if question.taken_back_at is not None:
            raise Refused(_("Spørsmålet er tatt tilbake. Du trenger ikke svare."))
        if question.answered_at is not None:
            if question.answered_by_id == by.pk and question.answer == answer:
                return
            raise Refused(_("Spørsmålet er besvart allerede."))
        question.answer, question.answered_at, question.answered_by = answer, at, by
        question.save(update_fields=["answer", "answered_at", "answered_by"])
        record_deed(by=by, at=at, verb="why.answer", subject_id=question.subject_id, object_id=question.pk)


def tell_leaders(*, at: datetime) -> int:
    """Let leaders see what has waited for a week, or what nobody is there to answer; return how many. By the system."""
    waiting = WhyQuestion.objects.select_for_update(of=("self",)).filter(
        answered_at=None, taken_back_at=None, leader_told_at=None
    )
    told = 0
    for question in waiting.select_related("reader", "asked_by"):
        by_person = question.asked_by.subject_id is not None
        if by_person and (question.asked_at <= at - TELL_LEADER_AFTER or not question.reader.is_active):
            question.leader_told_at = at
            question.save(update_fields=["leader_told_at"])
            record_deed(by=None, at=at, verb="why.tell_leader", subject_id=question.subject_id, object_id=question.pk)
            told += 1
    return told


def ask_why_as_leader(*, reading_id: UUID, reading_at: datetime, words: str, by: User, at: datetime) -> WhyQuestion:
    """Ask why a reading of the leader's list of unusual reading took place. Of whom, the leader is not told."""
    with acting_as(SYSTEM):
        reading = Reading.objects.select_related("user").get(id=reading_id, at=reading_at)
        if not is_led_by(reading.user, leader=by):
            raise Refused(_("Bare lederen til den som leste, kan spørre om dette."))
        return _ask(reading, words=words, by=by, at=at)


def _too_long(text: str, most: int) -> str:
    said = {"length": len(text), "most": most}
    return _("Teksten er på %(length)d tegn. Det er plass til %(most)d.") % said
