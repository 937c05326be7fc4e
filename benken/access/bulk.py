"""The way to the database as `benken_bulk`, whom row security does not bind: for backup, restore and the demo's load.

COPY and pg_dump fail under row security. Code that serves never comes here.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections
from psycopg.conninfo import make_conninfo


def bulk_address() -> str:
    """Return `DATABASE_BULK_URL`, or the app's own database as `benken_bulk`, without a password."""
    if address := os.environ.get("DATABASE_BULK_URL"):
        return address
    known = connections["default"].settings_dict
    return make_conninfo(
        dbname=str(known["NAME"]), user="benken_bulk", host=known["HOST"] or None, port=known["PORT"] or None
    )


@contextmanager
def bulk_connection() -> Iterator[psycopg.Connection]:
    """Connect as `benken_bulk`; each statement counts by itself unless a transaction is begun."""
    with psycopg.connect(bulk_address(), autocommit=True) as connection:
        yield connection
