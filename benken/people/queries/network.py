"""Reads of the person's network."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from benken.people.models import Person, Supporter
from benken.people.policies import can_put_back
from benken.people.queries.records import RecordClosed


def not_removed(person: UUID) -> QuerySet[Supporter]:
    """Return those of a person's network who have not been taken away, as they were written down."""
    return Supporter.objects.filter(person=person, removed_at__isnull=True).order_by("set_at", "pk")


def supporters_of(person: Person) -> list[Supporter]:
    """Return the person's network: who is there now, then whom they long for, last those not to be in touch with."""
    return sorted(not_removed(person.pk).select_related("written_by"), key=is_far)  # else as they were written down


def is_far(supporter: Supporter) -> int:
    """Tell how far away somebody is: there now, longed for, not to be in touch with."""
    if supporter.wants_again:
        return 1
    return 2 if supporter.reach == Supporter.Reach.DO_NOT else 0


def supporter_of(person: Person, supporter_id: UUID, *, at: datetime) -> Supporter:
    """Return one of the person's network, or somebody taken away who can be put back still; or RecordClosed."""
    supporter = Supporter.objects.filter(person=person, pk=supporter_id).first()
    if supporter is None or not (supporter.removed_at is None or can_put_back(supporter, at=at)):
        raise RecordClosed
    return supporter
