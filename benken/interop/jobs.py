"""The long work of an import, after the answer. A worker that dies is replaced, and the next one goes on."""

from uuid import UUID

from django.utils import timezone

from benken.access.background import job
from benken.interop.actions.take_in import TakingIn
from benken.interop.actions.undo import give_up_undo, undo_chunk


@job(own_transactions=True)
def take_in(import_id: str) -> None:
    """Take an import in, some hundred rows in each transaction."""
    one = TakingIn(UUID(import_id))
    while one.next_chunk(at=timezone.now()):
        pass


@job(own_transactions=True, again=False)
def undo(import_id: str) -> None:
    """Undo an import, some hundred people in each transaction. The leader is told of a fault, and tries again."""
    try:
        while undo_chunk(import_id=UUID(import_id), at=timezone.now()):
            pass
    except Exception:
        give_up_undo(import_id=UUID(import_id), at=timezone.now())
        raise
