"""Load the invented municipality: first the hand-written people, so that the door opens at once, then the grown ones.

Everything is written with COPY as `benken_bulk`, which row security does not bind. Ids of people do not change, so a
load that was cut off goes on with those who are missing, and a finished one has nothing to do.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

import psycopg
from allauth.account.models import EmailAddress
from django.db import connections, models
from django.db.models.options import Options
from django.utils import timezone
from psycopg import sql

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, Team, User
from benken.demo.courses import read_courses, read_grammar, read_names, read_staff
from benken.demo.grow import grow
from benken.demo.lines import Course, Staff, Worker
from benken.demo.moments import OSLO, Clock
from benken.demo.rows import PersonRows, account, account_id, fixed_id, person_id, worker_id
from benken.people.models import Person

GROWN = 570
AT_ONCE = 100  # persons in one transaction: whole or not at all
LOCK = 7_303_041  # two loaders wait for each other
# Accounts that are neither staff nor persons who are followed up: key, name, role.
OTHERS = (("silje", "Silje Lindås", Role.SUPPORTER), ("participant-14", "Deltaker 14", Role.PARTICIPANT))
Say = Callable[[str], None]


@dataclass(frozen=True)
class Progress:
    """How many of the planned persons are in place."""

    here: int
    planned: int

    @property
    def is_done(self) -> bool:
        """Tell whether everybody is in place."""
        return self.here >= self.planned


def prepare(*, today: date, say: Say, at: datetime | None = None) -> None:
    """Load teams, accounts and the hand-written people, in one transaction."""
    staff, clock = read_staff(), _clock(today, at)
    with bulk_connection() as connection, connection.transaction():
        _take_turns(connection)
        rows = _missing(connection, [*_municipality(staff)])
        people = _without_those_here(connection, read_courses())
        for course in people:
            rows += PersonRows(course, clock, staff).take_all()
        _copy(connection, rows)
    if people:
        say(f"{len(people)} people with a written course and {len(staff.workers)} workers are in place")


def fill(*, today: date, say: Say, at: datetime | None = None, grown: int = GROWN) -> None:
    """Load the grown people, some at a time; what is there already is left alone."""
    if _all_here(grown):
        return
    staff, clock, hand_written = read_staff(), _clock(today, at), read_courses()
    courses = grow(grown, grammar=read_grammar(), names=read_names(), staff=staff, hand_written=hand_written)
    here = len(hand_written)
    with bulk_connection() as connection:
        while some := list(islice(courses, AT_ONCE)):
            with connection.transaction():
                _take_turns(connection)
                rows: list[models.Model] = []
                for course in _without_those_here(connection, some):
                    rows += PersonRows(course, clock, staff).take_all()
                _copy(connection, rows)
            here += len(some)
            say(f"{here} of {len(hand_written) + grown} people are in place")


def progress() -> Progress:
    """Return how far the loading has come."""
    planned = planned_ids()
    with acting_as(SYSTEM):
        return Progress(Person.objects.filter(pk__in=planned).count(), len(planned))


@cache
def planned_ids() -> tuple[UUID, ...]:
    """Return the ids of all persons of the invented municipality."""
    keys = [course.key for course in read_courses()] + [f"grown-{number:04}" for number in range(GROWN)]
    return tuple(person_id(key) for key in keys)


@contextmanager
def bulk_connection() -> Iterator[psycopg.Connection]:
    """Connect as `benken_bulk` to the app's database, or to `DATABASE_BULK_URL`."""
    if address := os.environ.get("DATABASE_BULK_URL"):
        connection = psycopg.connect(address, autocommit=True)
    else:
        known = connections["default"].settings_dict
        connection = psycopg.connect(
            dbname=known["NAME"],
            user="benken_bulk",
            host=known["HOST"] or None,
            port=known["PORT"] or None,
            autocommit=True,
        )
    with connection:
        yield connection


def _clock(today: date, at: datetime | None) -> Clock:
    if at is None:
        at = timezone.now()
        if at.astimezone(OSLO).date() != today:
            at = datetime.combine(today, time(16), OSLO)
    return Clock(today, at)


def _municipality(staff: Staff) -> Iterator[models.Model]:
    """Yield teams, workers with their e-mail addresses, and the accounts of other personas."""
    for key, name in staff.teams.items():
        yield Team(id=fixed_id("team", key), name=name)
    for worker in staff.workers.values():
        yield _worker(worker)
        yield EmailAddress(user_id=worker_id(worker.key), email=worker.email, primary=True, verified=True)
    for key, name, role in OTHERS:
        yield account(account_id(key), name, key, [role])


def _worker(worker: Worker) -> User:
    user = account(
        worker_id(worker.key), worker.name, worker.email.partition("@")[0], [Role(role) for role in worker.roles]
    )
    user.email = worker.email
    user.team_id = fixed_id("team", worker.team)
    user.answers_before = time(*worker.answers_before) if worker.answers_before else None
    return user


def _take_turns(connection: psycopg.Connection) -> None:
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _ids_here(connection: psycopg.Connection, model: type[models.Model]) -> set[UUID]:
    query = sql.SQL("SELECT id FROM {}").format(sql.Identifier(_table(model).db_table))
    return {row[0] for row in connection.execute(query)}


def _table(model: type[models.Model]) -> "Options[Any]":
    return model._meta  # noqa: SLF001  # Django's documented way to a model's table and fields


def _missing(connection: psycopg.Connection, rows: list[models.Model]) -> list[models.Model]:
    """Return the rows of the municipality that are not in the database yet."""
    here = _ids_here(connection, Team) | _ids_here(connection, User)
    return [row for row in rows if (row.user_id if isinstance(row, EmailAddress) else row.pk) not in here]


def _without_those_here(connection: psycopg.Connection, courses: Iterable[Course]) -> list[Course]:
    here = _ids_here(connection, Person)
    return [course for course in courses if person_id(course.key) not in here]


def _all_here(grown: int) -> bool:
    wanted = {person_id(f"grown-{number:04}") for number in range(grown)}
    with acting_as(SYSTEM):
        return Person.objects.filter(pk__in=wanted).count() == len(wanted)


def _copy(connection: psycopg.Connection, rows: Sequence[models.Model]) -> None:
    """Write rows table by table. Foreign keys are checked when the transaction ends, so the order is free."""
    tables: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for row in rows:
        tables[type(row)].append(row)
    for model, its_rows in tables.items():
        fields = [field for field in _table(model).concrete_fields if not isinstance(field, models.AutoField)]
        columns = sql.SQL(", ").join([sql.Identifier(field.column or "") for field in fields])
        command = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(_table(model).db_table), columns)
        names = [field.attname for field in fields]
        with connection.cursor() as cursor, cursor.copy(command) as copy:
            for row in its_rows:
                copy.write_row([_plain(getattr(row, name)) for name in names])


def _plain(value: object) -> object:
    """Return a choice as its text."""
    return str(value) if isinstance(value, str) else value
