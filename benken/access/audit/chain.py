"""What a seal is made of, the same for whoever seals and for whoever checks.

A log's rows are numbered from 1. The hash of a row is SHA-256 over, one after the other:
    the hash of the row before (32 bytes; before the first row: SHA-256 of «benken log <name>»),
    the number and the moment of sealing (8 bytes each, most significant first; microseconds since 2000-01-01 UTC),
    all columns of the row in PostgreSQL's binary COPY format: for each its length (4 bytes, -1 for NULL) and its bytes.
Each part has a fixed length or says how long it is, so no two rows read alike.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import sql

from benken.access.models import Seal

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# A row may commit later than its own moment says, by no more than the longest transaction takes.
LATEST = timedelta(minutes=15)
_HEADER = b"PGCOPY\n\xff\r\n\0"
_HEADER_LENGTH = 19
_END = b"\xff\xff"


@dataclass(frozen=True)
class Log:
    """One of the logs that are sealed."""

    name: Seal.Log
    table: str
    columns: tuple[str, ...]

    @property
    def first_hash(self) -> bytes:
        """What the first row takes for the hash of the row before."""
        return hashlib.sha256(f"benken log {self.name.value}".encode()).digest()

    def selected(self) -> sql.Composable:
        """Return the log's columns for a SELECT, from `r`."""
        return sql.SQL(", ").join(sql.SQL("r.{}").format(sql.Identifier(column)) for column in self.columns)


LOGS = (
    Log(Seal.Log.READING, "access_reading", ("id", "at", "user_id", "subject_id", "part", "basis", "why")),
    Log(Seal.Log.DEED, "access_deed", ("id", "at", "by_id", "verb", "subject_id", "object_id")),
)


def hash_of(before: bytes, number: bytes, sealed_at: bytes, row: bytes) -> bytes:
    """Return the hash of a row; number and moment as 8 bytes, the row as its columns stand in binary COPY."""
    return hashlib.sha256(before + number + sealed_at + row).digest()


def eight_bytes(number: int) -> bytes:
    """Write a number as PostgreSQL sends it."""
    return number.to_bytes(8, "big", signed=True)


def microseconds(at: datetime) -> int:
    """Return a moment as PostgreSQL keeps it."""
    return (at - EPOCH) // timedelta(microseconds=1)


def moment(written: bytes) -> datetime:
    """Read a moment that PostgreSQL sent."""
    return EPOCH + timedelta(microseconds=int.from_bytes(written, "big", signed=True))


def row_key(row: bytes) -> tuple[UUID, datetime]:
    """Return id and moment of a row, the first two columns of each log."""
    return UUID(bytes=row[4:20]), moment(row[24:32])


def rows_of(query: sql.Composable, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[bytes]:
    """Yield the rows of a query in binary COPY format, without the count of columns; the server sends them in turn."""
    connection = connections[using]
    connection.ensure_connection()
    statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT BINARY)").format(query)
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
        for sent in copy:
            row = bytes(sent)
            if row.startswith(_HEADER):
                row = row[_HEADER_LENGTH:]
            if row and row != _END:
                yield row[2:]
