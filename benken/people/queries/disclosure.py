"""Reads of disclosure cases: a person's, as helpers and as they themselves see them, and those a leader decides."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from benken.access.actions.logs import log_reading
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_place_people
from benken.access.queries import User
from benken.access.together import PreparedRead, SmallRead
from benken.people.exception_policies import can_decide
from benken.people.models import DisclosureCase, Person
from benken.people.queries.records import RecordClosed


def disclosures_of(person: Person) -> QuerySet[DisclosureCase]:
    """Return a person's cases, newest first. The person sees those they have been told of."""
    rows = DisclosureCase.objects.filter(person=person)
    return rows.select_related("proposed_by", "decided_by", "given_by").order_by("-proposed_at")


def disclosure_of(person: Person, case_id: UUID) -> DisclosureCase:
    """Return one case of a person, or RecordClosed."""
    case = disclosures_of(person).filter(pk=case_id).first()
    if case is None:
        raise RecordClosed
    return case


def any_told(person_id: UUID) -> SmallRead[DisclosureCase]:
    """Return the read of the latest the person has been told was given on; to be sent with others."""
    return _ANY_TOLD(person=person_id)


_ANY_TOLD = PreparedRead(
    lambda person: DisclosureCase.objects.filter(person=person, told_at__isnull=False).order_by("-told_at")[:1],
    only=("told_at",),
)


def cases_to_decide(leader: User) -> list[DisclosureCase]:
    """Return the cases that wait for a leader's answer, the oldest first, each with its person. Never exported."""
    if not can_place_people(leader):
        return []
    with acting_as(SYSTEM):
        rows = _proposed().select_related("person", "proposed_by").order_by("proposed_at")
        return [case for case in rows if can_decide(case, by=leader)]


def cases_proposed() -> SmallRead[DisclosureCase]:
    """Return the read of every case that waits for a leader, for the system, with others; `can_decide` says whose."""
    return SmallRead(_proposed(), only=("state",), person=("team_id",), proposed_by=("team_id",))


def _proposed() -> QuerySet[DisclosureCase]:
    return DisclosureCase.objects.filter(state=DisclosureCase.State.PROPOSED)


def case_for_leader(case_id: UUID, *, leader: User, at: datetime) -> DisclosureCase:
    """Return one case with its person, for the leader who decides or has decided it, and log it; or RecordClosed.

    It opens the case and not the record.
    """
    with acting_as(SYSTEM):
        rows = DisclosureCase.objects.select_related("person", "proposed_by", "decided_by")
        case = rows.filter(pk=case_id).exclude(state=DisclosureCase.State.DROPPED).first()
    if case is None or not can_decide(case, by=leader):
        raise RecordClosed
    log_reading(user=leader, subject_id=case.person_id, part="case", basis="leader", at=at)
    return case
