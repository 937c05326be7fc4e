"""Somebody is kept out, or let in again. The system writes it; `people` decides who may ask for it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Block, Right, User


def keep_out(*, user: User, subject_id: UUID, but: Iterable[Right.Basis], by: User, at: datetime) -> Block:
    """Keep somebody out: every running right ends now, apart from those of the bases `but`, and none is given anew."""
    with acting_as(SYSTEM):
        block, is_new = Block.objects.get_or_create(
            user=user, subject_id=subject_id, ended_at=None, defaults={"since_at": at, "written_by": by}
        )
        rights = Right.objects.filter(user=user, subject_id=subject_id).exclude(until_at__lte=at)
        rights.exclude(basis__in=[*but, Right.Basis.SELF]).update(until_at=at)
        if is_new:
            record_deed(by=by, at=at, verb="block.set", subject_id=subject_id, object_id=block.pk)
    return block


def lift(*, block: Block, by: User, at: datetime) -> None:
    """Stop keeping somebody out. It opens nothing by itself."""
    with acting_as(SYSTEM):
        if Block.objects.filter(pk=block.pk, ended_at__isnull=True).update(ended_at=at):
            record_deed(by=by, at=at, verb="block.lift", subject_id=block.subject_id, object_id=block.pk)
