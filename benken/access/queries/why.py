"""Reads of «why did you read this?»."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Reading, Role, User, WhyQuestion
from benken.access.models.why import LONGEST_ANSWER, LONGEST_QUESTION
from benken.access.policies import leads_anybody
from benken.access.together import PreparedRead, SmallRead

__all__ = [
    "LONGEST_ANSWER",
    "LONGEST_QUESTION",
    "LeaderQuestion",
    "WhyQuestion",
    "is_led_by",
    "leaders_now",
    "leaders_read",
    "my_question",
    "my_questions",
    "question_for_leader",
    "question_to",
    "questions_for_leader",
    "questions_told",
    "questions_waiting",
    "reading_about_me",
    "who_leads",
]

ANSWERED_SHOWN = timedelta(days=60)  # so long an answered question stands on the leader's list


def reading_about_me(reading_id: UUID, *, by: User) -> Reading | None:
    """Return a reading about the signed-in person; anybody else's is not there."""
    if by.subject_id is None:
        return None
    return Reading.objects.filter(id=reading_id, subject_id=by.subject_id).select_related("user").first()


def my_questions(*, by: User, reading_ids: Iterable[UUID]) -> dict[UUID, WhyQuestion]:
    """Return what the signed-in person has asked of these readings."""
    asked = WhyQuestion.objects.filter(asked_by=by, taken_back_at=None, reading_id__in=list(reading_ids))
    return {question.reading_id: question for question in asked.select_related("answered_by")}


def my_question(question_id: UUID, *, by: User) -> WhyQuestion | None:
    """Return a question of one's own."""
    return WhyQuestion.objects.filter(pk=question_id, asked_by=by).first()


def question_to(question_id: UUID, *, reader: User) -> WhyQuestion | None:
    """Return a question that somebody was asked."""
    asked = WhyQuestion.objects.filter(pk=question_id, reader=reader, taken_back_at=None)
    return asked.select_related("asked_by").first()


def _waiting(reader: UUID) -> QuerySet[WhyQuestion]:
    return WhyQuestion.objects.filter(reader=reader, answered_at=None, taken_back_at=None).order_by("asked_at")


# What somebody is asked and has not answered, the oldest first: a small read, to be sent with others.
questions_waiting = PreparedRead(_waiting, only=("part", "reading_at", "answer_by_on"), asked_by=("name",))


@dataclass(frozen=True)
class LeaderQuestion:
    """A question as a leader sees it: never of whom, only who is asked, of what and since when."""

    question: WhyQuestion
    is_mine: bool

    def is_late(self, *, today: date) -> bool:
        """Tell whether it should have been answered."""
        return self.question.answered_at is None and self.question.answer_by_on < today


def questions_for_leader(*, leader: User, at: datetime) -> list[LeaderQuestion]:
    """Return what readers led by this leader were asked and did not answer in time, and what the leader asked.

    Those that wait stand first, the oldest on top.
    """
    if not leads_anybody(leader):
        return []
    with acting_as(SYSTEM):
        asked = WhyQuestion.objects.filter(taken_back_at=None).exclude(answered_at__lt=at - ANSWERED_SHOWN)
        rows = list(asked.select_related("reader", "asked_by", "answered_by").order_by("asked_at"))
        leaders = leaders_now()
    mine = [
        LeaderQuestion(question, question.asked_by_id == leader.pk)
        for question in rows
        if question.asked_by_id == leader.pk
        or (question.leader_told_at is not None and leader.pk in who_leads(question.reader, leaders))
    ]
    return sorted(mine, key=lambda one: one.question.answered_at is not None)


def question_for_leader(question_id: UUID, *, leader: User, at: datetime) -> LeaderQuestion | None:
    """Return one of them."""
    return next((one for one in questions_for_leader(leader=leader, at=at) if one.question.pk == question_id), None)


def questions_told() -> SmallRead[WhyQuestion]:
    """Return the read of what waits and leaders have been told of, with its reader; for the system, with others."""
    told = WhyQuestion.objects.filter(leader_told_at__isnull=False, answered_at=None, taken_back_at=None)
    return SmallRead(told, only=("leader_told_at",), reader=("team_id",))


def is_led_by(reader: User, *, leader: User, leaders: Iterable[User] | None = None) -> bool:
    """Tell whether somebody is the leader a question about a reader goes to; `leaders` if they were read already."""
    return leads_anybody(leader) and leader.pk in who_leads(reader, leaders_now() if leaders is None else leaders)


def leaders_now() -> list[User]:
    """Return everybody who leads."""
    return list(_leaders())


def leaders_read() -> SmallRead[User]:
    """Return the read of everybody who leads, and which team, to be sent with others."""
    return SmallRead(_leaders(), only=("team_id",))


def _leaders() -> QuerySet[User]:
    return User.objects.filter(roles__contains=[Role.LEADER], is_active=True)


def who_leads(reader: User, leaders: Iterable[User]) -> set[UUID]:
    """Return the reader's leaders: of their own team, or if there is none but themselves, every other leader."""
    others = [leader for leader in leaders if leader.pk != reader.pk]
    of_team = {leader.pk for leader in others if reader.team_id and leader.team_id == reader.team_id}
    return of_team or {leader.pk for leader in others}
