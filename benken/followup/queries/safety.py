"""Reads of what is there for when it is hard. Whoever calls has opened the record first; row security holds besides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from benken.access.queries import User
from benken.access.together import PreparedRead, SmallRead, read_together
from benken.followup.models import HowToBeMet, SafetyItem, SafetyItemShare
from benken.followup.policies import can_put_line_back
from benken.people.queries import Person, RecordClosed

__all__ = ["HowToBeMet", "SafetyItem", "SafetyItemShare"]  # the types that other apps name

Kind = SafetyItem.Kind
PART = "safety"  # as it is shared, and as the reading log calls it

_HOW_TO_BE_MET = PreparedRead(lambda person: HowToBeMet.objects.filter(person=person))
_LINES = PreparedRead(
    lambda person: SafetyItem.objects.filter(person=person, removed_at__isnull=True), written_by=("name",)
)
_SHARES = PreparedRead(
    lambda person, at: SafetyItemShare.objects.filter(
        person=person, withdrawn_at__isnull=True, until_at__gt=at
    ).order_by("given_at", "pk"),
    receiver=("name",),
)


def how_to_be_met(person_id: UUID) -> SmallRead[HowToBeMet]:
    """Return the read of how somebody wants to be met, to be sent with others."""
    return _HOW_TO_BE_MET(person=person_id)


@dataclass(frozen=True)
class Section:
    """The lines of one kind."""

    kind: SafetyItem.Kind
    items: list[SafetyItem]


@dataclass(frozen=True)
class Plan:
    """What is there for when it is hard, in the order of every page and paper."""

    sections: list[Section]
    met: HowToBeMet | None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing has been written yet."""
        return not self.sections and not (self.met and self.met.lines)


def in_order(items: Collection[SafetyItem]) -> list[Section]:
    """Return lines by kind; what was left for a bad day comes first, and within a kind what was put first."""
    ordered = sorted(items, key=lambda item: (item.position, item.pk))
    sections = [Section(kind, [item for item in ordered if item.kind == kind]) for kind in Kind]
    return [section for section in sections if section.items]


class PlanOfPerson:
    """The whole plan with who sees which line: three small reads."""

    def __init__(self, person: Person, *, at: datetime) -> None:
        self._lines, self._met = _LINES(person=person.pk), _HOW_TO_BE_MET(person=person.pk)
        self._shares = _SHARES(person=person.pk, at=at)
        read_together(self._lines, self._met, self._shares)

    @property
    def plan(self) -> Plan:
        """The plan."""
        return Plan(in_order(self._lines.rows), next(iter(self._met.rows), None))

    @property
    def shares(self) -> list[SafetyItemShare]:
        """Who sees which line now."""
        return self._shares.rows


def item_of(person: Person, item_id: UUID, *, at: datetime) -> SafetyItem:
    """Return one line of a person, or one taken away that can be put back still; or RecordClosed."""
    item = SafetyItem.objects.select_related("written_by").filter(person=person, pk=item_id).first()
    if item is None or not (item.removed_at is None or can_put_line_back(item, at=at)):
        raise RecordClosed
    return item


def met_of(person: Person) -> HowToBeMet | None:
    """Return how a person wants to be met, if they have said it."""
    return HowToBeMet.objects.filter(person=person).first()


def shares_of(person: Person, item: SafetyItem | None, *, at: datetime) -> dict[UUID, SafetyItemShare]:
    """Return who sees a line now (None: how to be met), by the consent it lives in."""
    shares = SafetyItemShare.objects.filter(person=person, item=item, withdrawn_at__isnull=True, until_at__gt=at)
    return {share.consent_id: share for share in shares}


def shared_plan(person_id: UUID, *, for_user: User, at: datetime) -> Plan:
    """Return the lines that a person has opened to a user, one by one. Whoever calls has asked `open_shared`."""
    shares = SafetyItemShare.objects.filter(
        Q(item__isnull=True) | Q(item__removed_at__isnull=True),
        person=person_id,
        receiver=for_user,
        withdrawn_at__isnull=True,
        until_at__gt=at,
    ).select_related("item")
    ids = [share.item_id for share in shares if share.item_id]
    lines = SafetyItem.objects.filter(pk__in=ids, person=person_id, removed_at__isnull=True)
    met = None
    if any(share.item_id is None for share in shares):
        met = HowToBeMet.objects.filter(person=person_id).first()
    return Plan(in_order(list(lines.select_related("written_by"))), met)
