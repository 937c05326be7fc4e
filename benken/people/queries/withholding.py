"""Reads of what is withheld from a person: the marks of a record, and what waits for a leader's yes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_place_people
from benken.access.queries import User
from benken.access.together import PreparedRead, SmallRead
from benken.country.duties import basis_to_withhold
from benken.people.models import Withholding
from benken.people.queries.records import RecordClosed


def withheld_now(person_id: UUID) -> SmallRead[Withholding]:
    """Return the read of what is withheld from a person now, to be sent with others."""
    return _NOW(person=person_id)


_NOW = PreparedRead(
    lambda person: Withholding.objects.filter(person=person, ended_at__isnull=True).order_by("until_at"),
    only=("person", "entry", "basis", "until_at", "wanted_until_at", "confirmed_at", "ended_at", "decided_by"),
    decided_by=("name",),
)


def basis_words(code: str) -> str:
    """Say a basis for withholding in words, with the law."""
    return str(basis_to_withhold(code) or "")


@dataclass(frozen=True)
class WaitingWithholding:
    """What a leader sees of a decision that waits for a second person: the reason, never the text."""

    withholding_id: UUID
    called: str
    decided_by: str
    decided_at: datetime
    basis: str
    why: str
    wanted_until_at: datetime


def waiting_withholdings(leader: User, *, at: datetime) -> list[WaitingWithholding]:
    """Return what waits for a second person in the leader's own team, the oldest first. Never exported."""
    if not can_place_people(leader):
        return []
    with acting_as(SYSTEM):
        rows = _to_confirm(leader, at=at)
        return [
            WaitingWithholding(
                withholding_id=row.pk,
                called=row.person.called,
                decided_by=row.decided_by.name,
                decided_at=row.decided_at,
                basis=basis_words(row.basis),
                why=row.withheld.why,
                wanted_until_at=row.wanted_until_at,
            )
            for row in rows.select_related("person", "decided_by", "withheld").order_by("decided_at")
        ]


def withholdings_to_confirm(leader: User, *, at: datetime) -> SmallRead[Withholding]:
    """Return the read of what waits for a leader as the second person, for the system, with others."""
    return SmallRead(_to_confirm(leader, at=at), only=("until_at",))


def _to_confirm(leader: User, *, at: datetime) -> QuerySet[Withholding]:
    return Withholding.objects.filter(
        person__team=leader.team_id,
        ended_at__isnull=True,
        confirmed_at__isnull=True,
        until_at__gt=at,
        wanted_until_at__gt=F("until_at"),
    ).exclude(decided_by=leader)


def withholding_for_leader(withholding_id: UUID, *, leader: User) -> Withholding:
    """Return one decision of the leader's own team, or RecordClosed."""
    if not can_place_people(leader):
        raise RecordClosed
    with acting_as(SYSTEM):
        row = Withholding.objects.filter(pk=withholding_id, person__team=leader.team_id).first()
    if row is None:
        raise RecordClosed
    return row
