"""The acting user, as the database knows them: two settings of the running transaction.

`benken.actor` says who acts; without it no row that hangs on a person is seen. `benken.narrow` is "on" in a session
that opens only the near things (`access.narrow`). Row policies read both. They are always set with SET LOCAL, so they
end with the transaction; nested, they are set back, in tests too, where many requests share one transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.utils import CursorWrapper

SYSTEM = "system"  # jobs, commands and the few acts that grant a right; each has its own row policy
NOBODY = ""

_SET = "SELECT set_config('benken.actor', %s, true), set_config('benken.narrow', %s, true)"
_ASK = "SELECT current_setting('benken.actor', true), current_setting('benken.narrow', true)"


@contextmanager
def acting_as(actor: UUID | str, *, narrow: bool = False, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Run the block in a transaction in which `actor` acts: a user's id, `SYSTEM` or `NOBODY`; narrow or not."""
    connection = connections[using]
    is_nested = connection.in_atomic_block
    with transaction.atomic(using=using):
        with connection.cursor() as cursor:
            outer = _acting(cursor) if is_nested else (NOBODY, "off")
            cursor.execute(_SET, [str(actor), "on" if narrow else "off"])
        yield
        # The transaction's end, or on an exception the savepoint's rollback, restores the settings by itself.
        if is_nested and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(_SET, outer)


def _acting(cursor: CursorWrapper) -> tuple[str, str]:
    cursor.execute(_ASK)
    actor, narrow = cursor.fetchone() or (None, None)
    return actor or NOBODY, narrow or "off"
