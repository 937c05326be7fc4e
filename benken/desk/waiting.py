"""The marks in the menu: whether something waits for a worker, or for a leader. Never how much, and never of whom."""

from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_place_people, leads_anybody
from benken.access.queries import Role, User
from benken.access.queries.rights import contact_subjects
from benken.access.queries.unusual import unusual_unseen
from benken.access.queries.why import is_led_by, leaders_read, questions_told, questions_waiting
from benken.access.together import PreparedRead, SmallRead, read_together
from benken.desk.queries import LATELY
from benken.followup.queries import check_ins_unseen
from benken.messaging.queries.conversation import messages_waiting
from benken.messaging.queries.tray import InTheTray
from benken.people.exception_policies import can_decide
from benken.people.queries import told_and_unanswered
from benken.people.queries.changing import any_wish_waits
from benken.people.queries.disclosure import cases_proposed
from benken.people.queries.emergency import emergencies_unseen, sees_emergencies_of
from benken.people.queries.my_rights import complaints_waiting, requests_waiting
from benken.people.queries.my_rights import is_led_by as answers_complaint
from benken.people.queries.withholding import withholdings_to_confirm
from benken.services.policies.requests import can_take_requests
from benken.services.queries.appointments import appointments_changed
from benken.services.queries.requests import is_left_to, requests_late, requests_to_answer

MEETS_PEOPLE = (Role.WORKER, Role.OUTREACH, Role.PEER)


class SomethingWaits:
    """What waits for a worker's answer, of each kind a row or few: small reads, to be sent with others."""

    _told = PreparedRead(
        lambda user, at: (
            told_and_unanswered(person_ids=contact_subjects(user=user, at=at)).select_related(None).order_by()[:1]
        ),
        only=("kind",),
    )
    _unread = PreparedRead(
        lambda user, at: messages_waiting(contact_subjects(user=user, at=at))[:1],
        only=("sent_at",),
    )
    _check_ins = PreparedRead(
        lambda user, at, since: check_ins_unseen(contact_subjects(user=user, at=at), worker=user, since=since)[:1],
        only=("said_at",),
    )

    def __init__(self, *, for_user: User, at: datetime) -> None:
        self.reads: tuple[SmallRead[Any], ...] = (questions_waiting(reader=for_user.pk),)
        if for_user.has_role(*MEETS_PEOPLE):
            self.reads += (
                self._told(user=for_user.pk, at=at),
                self._unread(user=for_user.pk, at=at),
                self._check_ins(user=for_user.pk, at=at, since=at - LATELY),
                requests_waiting(user=for_user.pk, at=at),
                appointments_changed(user=for_user.pk, at=at, any_of_them=True),
            )
            if can_take_requests(for_user):
                tray = InTheTray(for_user=for_user, at=at)
                self.reads += requests_to_answer(user=for_user, today=timezone.localdate(at)), *tray.reads

    def __bool__(self) -> bool:
        """Tell whether anything does, once the reads are filled."""
        return any(read.rows for read in self.reads)


def something_waits(*, for_user: User, at: datetime) -> bool:
    """Tell whether anything waits for a worker's answer, in one statement."""
    waiting = SomethingWaits(for_user=for_user, at=at)
    read_together(*waiting.reads)
    return bool(waiting)


@dataclass(frozen=True)
class LeaderWaits:
    """Of what a leader is there to answer or to see, which kinds wait."""

    cases: bool = False
    questions: bool = False
    complaints: bool = False
    unusual: bool = False
    emergencies: bool = False
    requests: bool = False
    wishes: bool = False

    def __bool__(self) -> bool:
        """Tell whether anything does."""
        return any(astuple(self))


def leader_waits(*, leader: User, at: datetime) -> LeaderWaits:
    """Read what waits for a leader, in one statement. The system reads it: a leader's right opens no record."""
    if not leads_anybody(leader):
        return LeaderWaits()
    leading, cases, held = leaders_read(), cases_proposed(), withholdings_to_confirm(leader, at=at)
    questions, complaints = questions_told(), complaints_waiting()
    unusual, emergencies = unusual_unseen(at=at), emergencies_unseen(leader)
    requests, wishes = requests_late(today=timezone.localdate(at)), any_wish_waits(leader)
    with acting_as(SYSTEM):
        read_together(leading, cases, held, questions, complaints, unusual, emergencies, requests, wishes)
    leaders = leading.rows
    return LeaderWaits(
        cases=any(can_decide(case, by=leader) for case in cases.rows) or (can_place_people(leader) and bool(held.rows)),
        questions=any(is_led_by(one.reader, leader=leader, leaders=leaders) for one in questions.rows),
        complaints=any(answers_complaint(one, leader, leaders) for one in complaints.rows),
        unusual=any(is_led_by(one.reader, leader=leader, leaders=leaders) for one in unusual.rows),
        emergencies=any(sees_emergencies_of(one, leader=leader, leaders=leaders) for one in emergencies.rows),
        requests=any(is_left_to(leader, one) for one in requests.rows),
        wishes=can_place_people(leader) and bool(wishes.rows),
    )
