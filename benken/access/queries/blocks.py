"""Reads of whom a person keeps out."""

from uuid import UUID

from django.db.models import QuerySet

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Block, User


def is_kept_out(*, user: User, subject_id: UUID) -> bool:
    """Tell whether a person keeps somebody out. It is asked as the system, and no page may show the answer."""
    with acting_as(SYSTEM):
        return kept_out(user=user).filter(subject_id=subject_id).exists()


def kept_out(*, user: User) -> QuerySet[Block]:
    """Return the blocks against somebody that stand; only the system sees them."""
    return Block.objects.filter(user=user, ended_at__isnull=True)


def kept_out_by(subject_id: UUID) -> QuerySet[Block]:
    """Return whom a person keeps out now, as far as the actor may see it."""
    return Block.objects.filter(subject_id=subject_id, ended_at__isnull=True).select_related("user")
