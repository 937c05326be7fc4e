"""The long work of an import, after the answer. A worker that dies is replaced, and the next one goes on."""

from uuid import UUID

from django.utils import timezone

from benken.access.background import job
from benken.interop.actions.take_in import take_in_chunk
from benken.interop.actions.undo import undo_chunk


@job(own_transactions=True)
def take_in(import_id: str) -> None:
    """Take an import in, some hundred rows in each transaction."""
    while take_in_chunk(import_id=UUID(import_id), at=timezone.now()):
        pass


@job(own_transactions=True)
def undo(import_id: str) -> None:
    """Undo an import, some hundred people in each transaction."""
    while undo_chunk(import_id=UUID(import_id), at=timezone.now()):
        pass
