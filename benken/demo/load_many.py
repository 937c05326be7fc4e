"""Load the many (see `many.py`): blocks of persons, each whole or not at all, so that a load goes on where it was cut.

While one block is being written the next one is made.
"""

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import psycopg
from django.db import connections

from benken.access.bulk import bulk_connection
from benken.demo.copying import copy_lines, copy_rows, ids_here, take_turns
from benken.demo.grammar import read_grammar, read_names
from benken.demo.load import clock_of, missing, rows_of_staff
from benken.demo.many import COLUMNS, Lines, Many, made_workers, many_id
from benken.demo.staff import read_staff
from benken.people.models import Person

MOST = 100_000  # persons in the whole municipality
BLOCK = 200  # persons in one transaction
# Measured at 20,000: 36,000 bytes, tables and indexes. The write-ahead log holds as much again, up to its limit.
BYTES_A_PERSON = 40_000
LOG_AT_MOST = 1_500_000_000
SAFETY = 1.3
EVERY_PERCENT = 5
Say = Callable[[str], None]


class TooLittleRoom(Exception):
    """The disk has too little room for so many persons; the message says how much is missing."""


def check_room(persons: int, folder: Path) -> None:
    """Raise `TooLittleRoom` unless the disk of a folder has room for so many more persons."""
    size = persons * BYTES_A_PERSON
    needed, free = SAFETY * (size + min(size, LOG_AT_MOST)), shutil.disk_usage(folder).free
    if needed > free:
        raise TooLittleRoom(
            f"{persons:,} more persons need {needed / 1e9:.1f} GB on the disk and {free / 1e9:.1f} GB are free:"
            " make room, or ask for fewer with --persons"
        )


def fill_many(
    count: int, *, today: date, say: Say, at: datetime | None = None, go_on: Callable[[], None] = lambda: None
) -> None:
    """Load the many, `count` of them; those who are there are left alone.

    `say` is told in steps of five per cent, `go_on` is called after each block and may raise to end the load.
    """
    wanted = {many_id(number): number for number in range(count)}
    with bulk_connection() as connection:
        here = ids_here(connection, Person, wanted)
        numbers = [number for identity, number in wanted.items() if identity not in here]
        if not numbers:
            return
        staff, names = read_staff(), read_names()
        made = made_workers(count, staff=staff, names=names)
        with connection.transaction():
            take_turns(connection)
            copy_rows(connection, missing(connection, [*rows_of_staff(made)]))
        many = Many(clock_of(today, at), staff, made, read_grammar(), names)
        _write_all(connection, many, numbers, count, say, go_on)
    make_tidy(go_on)
    say("100 % of the people are in place")


def _write_all(
    connection: psycopg.Connection,
    many: Many,
    numbers: Sequence[int],
    count: int,
    say: Say,
    go_on: Callable[[], None],
) -> None:
    told = 100 * (count - len(numbers)) // count // EVERY_PERCENT
    with ThreadPoolExecutor(max_workers=1) as writer:
        writing: Future[None] | None = None
        for first in range(0, len(numbers), BLOCK):
            block = numbers[first : first + BLOCK]
            lines = many.lines_of(block)
            if writing:
                writing.result()
            writing = writer.submit(_write, connection, [many_id(number) for number in block], lines)
            percent = 100 * (count - len(numbers) + first) // count
            if percent // EVERY_PERCENT > told:
                told = percent // EVERY_PERCENT
                say(f"{percent} % of the people are in place")
            go_on()
        if writing:
            writing.result()


def _write(connection: psycopg.Connection, identities: list[UUID], lines: Lines) -> None:
    with connection.transaction():
        take_turns(connection)
        if ids_here(connection, Person, identities):
            return  # another loader was here meanwhile, and wrote the same
        for table, columns in COLUMNS.items():
            copy_lines(connection, table, columns.split(), lines[table])


def make_tidy(go_on: Callable[[], None]) -> None:
    """Let PostgreSQL look at the filled tables at once, as their owner: it plans by what it knows."""
    with connections["owner"].cursor() as cursor:
        for table in COLUMNS:
            go_on()
            cursor.execute(f"VACUUM (ANALYZE) {connections['owner'].ops.quote_name(table)}")
