"""How rows of the demo get into the database: with COPY as `benken_bulk`, whom row security does not bind."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import psycopg
from django.db import models
from django.db.models.options import Options
from psycopg import sql

LOCK = 7_303_041  # two loaders wait for each other


def take_turns(connection: psycopg.Connection) -> None:
    """Wait until no other loader is in a transaction."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def ids_here(connection: psycopg.Connection, model: type[models.Model], wanted: Iterable[UUID]) -> set[UUID]:
    """Return which of the wanted rows are in the database."""
    query = sql.SQL("SELECT id FROM {} WHERE id = ANY(%s)").format(sql.Identifier(table_of(model).db_table))
    return {row[0] for row in connection.execute(query, [list(wanted)])}


def table_of(model: type[models.Model]) -> "Options[Any]":
    """Return what Django knows of a model's table."""
    return model._meta  # noqa: SLF001  # Django's documented way to a model's table and fields


def copy_rows(connection: psycopg.Connection, rows: Sequence[models.Model]) -> None:
    """Write rows table by table. Foreign keys are checked when the transaction ends, so the order is free."""
    tables: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for row in rows:
        tables[type(row)].append(row)
    for model, its_rows in tables.items():
        fields = [
            field
            for field in table_of(model).concrete_fields
            if not isinstance(field, models.AutoField | models.GeneratedField)
        ]
        names = [field.attname for field in fields]
        command = copy_into(table_of(model).db_table, [field.column or "" for field in fields])
        with connection.cursor() as cursor, cursor.copy(command) as copy:
            for row in its_rows:
                copy.write_row([_plain(getattr(row, name)) for name in names])


def copy_lines(connection: psycopg.Connection, table: str, columns: Sequence[str], lines: Sequence[str]) -> None:
    """Write lines that are written as COPY reads them."""
    if lines:
        with connection.cursor() as cursor, cursor.copy(copy_into(table, columns)) as copy:
            copy.write("\n".join(lines) + "\n")


def copy_into(table: str, columns: Sequence[str]) -> sql.Composed:
    """Return the command that takes rows into a table."""
    names = sql.SQL(", ").join([sql.Identifier(column) for column in columns])
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)


def _plain(value: object) -> object:
    """Return a choice as its text."""
    return str(value) if isinstance(value, str) else value
