"""A database is brought up to date: the reading log has its months, and the app reaches them through the whole only."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Reading
from benken.operate.schema import bring_up_to_date, is_up_to_date
from tests.operate.running import database_of_its_own

DEFAULT = "access_reading_default"


@pytest.fixture(autouse=True)
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001  # only to come after it
    """Migrate in a database of its own: what is made stays made."""
    with database_of_its_own("schema", django_db_blocker):
        yield


def ask(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Ask the database as its owner."""
    with acting_as(SYSTEM, using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def parts() -> set[str]:
    """Return the tables that the reading log consists of."""
    query = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'access_reading'::regclass"
    return {row[0] for row in ask(query)}


def everything() -> list[tuple[Any, ...]]:
    """Return every table, view and sequence with who may do what, and every migration."""
    relations = "SELECT relname, relkind, relacl::text, relrowsecurity, relforcerowsecurity FROM pg_class"
    return [
        *ask(f"{relations} WHERE relnamespace = 'public'::regnamespace ORDER BY relname"),
        *ask("SELECT app, name, applied FROM django_migrations ORDER BY id"),
    ]


def months(first: date, count: int) -> set[str]:
    """Return the names of so many months' tables."""
    start = first.year * 12 + first.month - 1
    return {f"access_reading_{number // 12:04}_{number % 12 + 1:02}" for number in range(start, start + count)}


def read_at(moment: datetime) -> None:
    """Write a line in the reading log."""
    with acting_as(SYSTEM):
        Reading.objects.create(at=moment, user_id=uuid4(), subject_id=uuid4(), part="record", basis="contact")


def where(moment: datetime) -> str:
    """Return the table that holds a line of the reading log."""
    return str(ask("SELECT tableoid::regclass::text FROM access_reading WHERE at = %s", moment)[0][0])


def test_the_reading_log_has_two_years_back_and_over_a_year_ahead_and_a_default() -> None:
    today = timezone.localdate()
    assert parts() == months(today.replace(year=today.year - 2, day=1), 38) | {DEFAULT}
    assert is_up_to_date()


def test_a_second_run_changes_nothing() -> None:
    before = everything()
    bring_up_to_date(today=timezone.localdate())
    assert everything() == before


def test_later_the_next_months_are_made() -> None:
    before = parts()
    today = timezone.localdate()
    bring_up_to_date(today=today.replace(year=today.year + 1, day=1))
    assert parts() == before | months(today.replace(year=today.year - 1, day=1), 38)


def test_no_months_table_is_open_to_the_app() -> None:
    bring_up_to_date(today=timezone.localdate() + timedelta(days=90))
    rights = "SELECT bool_or(has_table_privilege('benken_app', oid, 'SELECT, INSERT, UPDATE, DELETE'))"
    assert ask(f"{rights} FROM pg_class WHERE oid = ANY (%s::regclass[])", sorted(parts())) == [(False,)]
    for kind, may in (("SELECT", True), ("INSERT", True), ("UPDATE", False), ("DELETE", False)):
        assert ask("SELECT has_table_privilege('benken_app', 'access_reading', %s)", kind) == [(may,)]


def test_readings_beyond_the_months_are_kept_and_move_when_their_month_is_made() -> None:
    now = datetime.combine(timezone.localdate(), time(12), timezone.get_current_timezone())
    soon, late, old = now, now + timedelta(days=500), now - timedelta(days=2000)
    for moment in (soon, late, old):
        read_at(moment)
    assert [where(moment) for moment in (soon, late, old)] == [f"access_reading_{now:%Y_%m}", DEFAULT, DEFAULT]
    bring_up_to_date(today=late.date())  # nobody ran it for over a year
    assert [where(moment) for moment in (late, old)] == [f"access_reading_{late:%Y_%m}", DEFAULT]
    assert ask("SELECT count(*) FROM access_reading") == [(3,)]
    assert ask(f"SELECT count(*) FROM ONLY {DEFAULT}") == [(1,)]  # noqa: S608  # a name of ours
