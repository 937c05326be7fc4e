"""Seals the rows of the logs that are not sealed yet, in order. Whoever calls acts as the system.

Readers and doers add rows without waiting for each other; a row may commit after a later one has been sealed. So what
is sealed is not «all after the last one» but all that has no seal: each minute among the latest rows, each hour among
all, month by month where the numbers of rows and of seals differ.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import sql

from benken.access.actor import SYSTEM, acting_as
from benken.access.audit.chain import LOGS, Log, eight_bytes, hash_of, microseconds, row_key, rows_of

LOOK_BACK = timedelta(hours=3)
AT_ONCE = 20_000  # rows in one transaction
LOCK = 7_303_042  # one seals at a time; also held by whoever lets in a history (`keep_unsealed`)

_HEAD = "SELECT number, hash, sealed_at FROM access_seal WHERE log = %s ORDER BY number DESC LIMIT 1"
_MONTHS = sql.SQL(
    """
    SELECT min(month) FROM (
      SELECT date_trunc('month', at, 'UTC') AS month, 1 AS rows, 0 AS seals FROM {table}
      UNION ALL SELECT date_trunc('month', row_at, 'UTC'), 0, 1 FROM access_seal WHERE log = {log}
    ) counted GROUP BY month HAVING sum(rows) > sum(seals) ORDER BY 1
    """
)
_UNSEALED = sql.SQL(
    """
    SELECT {columns} FROM {table} r
    WHERE r.at >= {first} AND r.at < {until} AND NOT EXISTS (
      SELECT FROM access_seal s WHERE s.log = {log} AND s.row_at = r.at AND s.row_id = r.id
        AND s.row_at >= {first} AND s.row_at < {until}
    ) ORDER BY r.at, r.id LIMIT {at_once}
    """
)
_SEAL = """
INSERT INTO access_seal (log, number, row_id, row_at, sealed_at, hash)
SELECT %s, number, row_id, row_at, %s, hash
FROM unnest(%s::bigint[], %s::uuid[], %s::timestamptz[], %s::bytea[]) AS sealed (number, row_id, row_at, hash)
"""


def seal_latest(*, at: datetime) -> int:
    """Seal what came lately, and the very first time all that is there; return how many rows were sealed."""
    sealed = 0
    for log in LOGS:
        with acting_as(SYSTEM):
            has_begun = head_of(log).number > 0
        sealed += seal_span(log, first=at - LOOK_BACK, until=None, at=at) if has_begun else _seal_behind(log, at=at)
    return sealed


def seal_all(*, at: datetime) -> int:
    """Seal every row that is not sealed, however old it says it is; return how many."""
    return sum(_seal_behind(log, at=at) for log in LOGS)


@contextmanager
def keep_unsealed(connection: psycopg.Connection) -> Iterator[None]:
    """Let nobody seal while a history is let in whose rows say they are old; `connection` is its own session's."""
    connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


class Head(NamedTuple):
    """The newest seal of a log: its number and hash, and when it was made."""

    number: int
    hash: bytes
    sealed_at: datetime | None


def head_of(log: Log, *, using: str = DEFAULT_DB_ALIAS) -> Head:
    """Return the newest seal."""
    with connections[using].cursor() as cursor:
        cursor.execute(_HEAD, [log.name.value])
        found = cursor.fetchone()
    return Head(found[0], bytes(found[1]), found[2]) if found else Head(0, log.first_hash, None)


def _seal_behind(log: Log, *, at: datetime) -> int:
    return sum(seal_span(log, first=first, until=until, at=at) for first, until in _months_behind(log))


def _months_behind(log: Log) -> list[tuple[datetime, datetime]]:
    query = _MONTHS.format(table=sql.Identifier(log.table), log=sql.Literal(log.name.value))
    with acting_as(SYSTEM), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(query)
        firsts = [row[0] for row in cursor.fetchall()]
    return [(first, (first + timedelta(days=32)).replace(day=1)) for first in firsts]


def seal_span(log: Log, *, first: datetime, until: datetime | None, at: datetime) -> int:
    """Seal the rows of a span of time that have no seal; return how many."""
    count = 0
    while some := _seal_some(log, first=first, until=until, at=at):
        count += some
        if some < AT_ONCE:
            break
    return count


def _seal_some(log: Log, *, first: datetime, until: datetime | None, at: datetime) -> int:
    """Seal at most AT_ONCE rows in one transaction; none, if somebody else is sealing."""
    query = _UNSEALED.format(
        columns=log.selected(),
        table=sql.Identifier(log.table),
        log=sql.Literal(log.name.value),
        first=sql.Literal(first),
        until=sql.Literal(until) if until else sql.SQL("'infinity'"),
        at_once=sql.Literal(AT_ONCE),
    )
    with acting_as(SYSTEM), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not (cursor.fetchone() or (False,))[0]:
            return 0
        number, before, _sealed_at = head_of(log)
        sealed_at = eight_bytes(microseconds(at))
        numbers, ids, moments, hashes = list[int](), list[UUID](), list[datetime](), list[bytes]()
        for row in rows_of(query):
            number += 1
            before = hash_of(before, eight_bytes(number), sealed_at, row)
            row_id, row_at = row_key(row)
            numbers.append(number)
            ids.append(row_id)
            moments.append(row_at)
            hashes.append(before)
        if numbers:
            cursor.execute(_SEAL, [log.name.value, at, numbers, ids, moments, hashes])
    return len(numbers)
