"""Reads of what persons ask by right: corrections and complaints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_place_people, leads_anybody
from benken.access.queries import Role, User
from benken.access.queries.blocks import kept_out
from benken.access.queries.rights import contact_subjects
from benken.access.together import PreparedRead, SmallRead
from benken.people.models import Complaint, CorrectionRequest, Person
from benken.people.models.my_rights import LONGEST_REPLY, LONGEST_REQUEST
from benken.people.policies import CONTACT_SEES_AFTER
from benken.people.queries.records import RecordClosed
from benken.people.queries.relations import name_on_card

__all__ = ["LONGEST_REPLY", "LONGEST_REQUEST", "Complaint", "CorrectionRequest"]  # beside the reads below

SHOWN_AFTER = timedelta(days=60)  # so long an answered complaint stands on the leader's list


def my_requests(person: Person) -> list[CorrectionRequest]:
    """Return what a person has said is not right, the newest first; not what they took back."""
    rows = CorrectionRequest.objects.filter(person=person, taken_back_at=None)
    return list(rows.select_related("to", "answered_by", "entry"))


def request_of(person: Person, request_id: UUID) -> CorrectionRequest:
    """Return one of a person's requests, as far as the actor may see it, or RecordClosed."""
    rows = CorrectionRequest.objects.filter(person=person, pk=request_id, taken_back_at=None)
    asked = rows.select_related("to", "answered_by", "entry__author", "person").first()
    if asked is None:
        raise RecordClosed
    return asked


def _waiting(user: UUID, at: datetime, since: datetime) -> QuerySet[CorrectionRequest]:
    waits = CorrectionRequest.objects.filter(answered_at=None, taken_back_at=None)
    theirs = Q(person_id__one_of=contact_subjects(user=user, at=at))
    return waits.filter(
        Q(to=user) | (theirs & (Q(to__isnull=True) | Q(to__is_active=False) | Q(asked_at__lte=since)))
    ).order_by("answer_by_on", "asked_at")


# What a worker is asked to put right, the first due on top: a small read, to be sent with others.
_requests = PreparedRead(_waiting, only=("about", "answer_by_on", "asked_at"), person=("called",))


def requests_waiting(*, user: UUID, at: datetime) -> SmallRead[CorrectionRequest]:
    """Return the read of what a worker is asked to put right."""
    return _requests(user=user, at=at, since=at - CONTACT_SEES_AFTER)


@dataclass(frozen=True)
class LateCorrection:
    """That somebody of the team has not been answered in time; not what they said."""

    person_id: UUID
    called: str
    answer_by_on: date


def corrections_late(*, leader: User, today: date) -> list[LateCorrection]:
    """Return who of a leader's team waits for an answer to «dette stemmer ikke» whose day has passed, longest first."""
    if not can_place_people(leader):
        return []
    with acting_as(SYSTEM):
        shut = kept_out(user=leader).values("subject_id")
        rows = CorrectionRequest.objects.filter(answered_at=None, taken_back_at=None, answer_by_on__lt=today)
        rows = rows.filter(person__team=leader.team).exclude(person__in=shut).select_related("person")
        return [
            LateCorrection(row.person_id, name_on_card(row.person), row.answer_by_on)
            for row in rows.order_by("answer_by_on", "pk")
        ]


def my_complaints(person: Person) -> list[Complaint]:
    """Return a person's complaints, the newest first."""
    return list(Complaint.objects.filter(person=person).select_related("answered_by", "written_by"))


def complaint_of(person: Person, complaint_id: UUID) -> Complaint:
    """Return one complaint of a person's, as far as the actor may see it, or RecordClosed."""
    rows = Complaint.objects.filter(person=person, pk=complaint_id)
    made = rows.select_related("answered_by", "written_by").first()
    if made is None:
        raise RecordClosed
    return made


def complaints_for_leader(*, leader: User, at: datetime) -> Sequence[Complaint]:
    """Return the complaints that this leader answers: the words, the name, the day. Those that wait stand first.

    The leader's own right opens no record; the system reads these rows for them, and nothing else.
    """
    if not leads_anybody(leader):
        return []
    with acting_as(SYSTEM):
        rows = Complaint.objects.exclude(state=Complaint.State.TAKEN_BACK)
        rows = rows.exclude(answered_at__lt=at - SHOWN_AFTER).select_related("person", "answered_by", "team")
        leaders = list(User.objects.filter(roles__contains=[Role.LEADER], is_active=True))
        mine = [row for row in rows.order_by("answer_by_on", "made_at") if is_led_by(row, leader, leaders)]
    return sorted(mine, key=lambda one: one.state != Complaint.State.RECEIVED)


def complaints_waiting() -> SmallRead[Complaint]:
    """Return the read of every complaint that waits, for the system, with others; `is_led_by` says whose it is."""
    return SmallRead(Complaint.objects.filter(state=Complaint.State.RECEIVED), only=("team_id", "written_by_id"))


def complaint_for_leader(complaint_id: UUID, *, leader: User, at: datetime) -> Complaint | None:
    """Return one of them."""
    return next((one for one in complaints_for_leader(leader=leader, at=at) if one.pk == complaint_id), None)


def is_led_by(complaint: Complaint, leader: User, leaders: Sequence[User]) -> bool:
    """Tell whether a complaint is a leader's to answer: the team's leaders', or if it has none, every leader's.

    Nobody answers a complaint that they wrote down themselves.
    """
    others = [one for one in leaders if one.pk != complaint.written_by_id]
    of_team = [one for one in others if complaint.team_id is not None and one.team_id == complaint.team_id]
    return leader.pk in {one.pk for one in (of_team or others)}
