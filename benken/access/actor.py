"""The acting user, as the database knows them: the setting `benken.actor` of the running transaction.

Row policies read it. Without it no row that hangs on a person is seen. It is always set with SET LOCAL, so it ends
with the transaction; nested, it is set back, in tests too, where many requests share one transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.utils import CursorWrapper

SYSTEM = "system"  # jobs, commands and the few acts that grant a right; each has its own row policy
NOBODY = ""

_SET = "SELECT set_config('benken.actor', %s, true)"


@contextmanager
def acting_as(actor: UUID | str, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Run the block in a transaction in which `actor` acts: a user's id, `SYSTEM` or `NOBODY`."""
    connection = connections[using]
    is_nested = connection.in_atomic_block
    with transaction.atomic(using=using):
        with connection.cursor() as cursor:
            outer = _acting(cursor) if is_nested else NOBODY
            cursor.execute(_SET, [str(actor)])
        yield
        # The transaction's end, or on an exception the savepoint's rollback, restores the setting by itself.
        if is_nested and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(_SET, [outer])


def _acting(cursor: CursorWrapper) -> str:
    cursor.execute("SELECT current_setting('benken.actor', true)")
    return (cursor.fetchone() or (None,))[0] or NOBODY
