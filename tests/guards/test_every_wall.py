"""Guard: each table that hangs on a person holds against each kind of write. They are found in the database."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from psycopg import errors, sql

from benken.access.actions.rights import grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Right, Role, User
from benken.people.models import CircleMember, Person
from tests.factories import let_die, make_account_of, make_person, make_user, make_whole_course

pytestmark = [pytest.mark.django_db, pytest.mark.second_wall]

TABLES = """
SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND NOT a.attisdropped
  AND (a.attname IN ('person_id', 'subject_id', 'entry_id') OR c.relname = 'people_person')
  AND c.relname <> 'access_user'
ORDER BY 1
"""
COLUMNS = """
SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum
"""
# The walls as they were written down: what is dropped from the database is missed there.
WALLS = Path(__file__).parent / "walls.json"
WRITTEN: dict[str, Any] = json.loads(WALLS.read_text())
NARROWED = """
SELECT tablename || '.' || policyname FROM pg_policies WHERE permissive = 'RESTRICTIVE' AND schemaname = 'public'
ORDER BY 1
"""
# The condition besides the system's own: nobody at all.
BY_NOBODY = """
SELECT tablename || '.' || policyname FROM pg_policies
WHERE permissive = 'RESTRICTIVE' AND schemaname = 'public' AND qual ~ 'OR false\\)?$' ORDER BY 1
"""
TRIGGERS = r"""
SELECT c.relname || '.' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relnamespace = 'public'::regnamespace
  AND c.relname !~ '^procrastinate' ORDER BY 1
"""
# Those that let nobody change other columns than these, of any row.
GUARDED = r"""
SELECT c.relname || '.' || t.tgname, encode(t.tgargs, 'escape') FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE p.proname = 'benken_only_these_change' AND pg_get_triggerdef(t.oid) ~ 'WHEN \(true\)' ORDER BY 1
"""
# Another value of the same kind.
OTHERWISE = {
    "text": "{0} || 'x'",
    "character varying": "left({0} || 'x', 20)",
    "timestamp with time zone": "{0} + interval '1 day'",
    "date": "{0} + 1",
    "time without time zone": "{0} + interval '1 hour'",
    "boolean": "NOT {0}",
    "integer": "{0} + 1",
    "smallint": "{0} + 1",
    "uuid": "gen_random_uuid()",
}


@dataclass(frozen=True)
class Course:
    """A person with a row in every table, and who may open them how."""

    person: Person
    contact: User
    colleague: User
    account: User

    @property
    def insiders(self) -> tuple[User, User, User]:
        """Those who may open the whole record."""
        return self.contact, self.colleague, self.account


@pytest.fixture
def course() -> Course:
    """Make one."""
    person, contact = make_whole_course()
    with acting_as(SYSTEM):
        colleague = CircleMember.objects.select_related("member").get(person=person).member
    return Course(person, contact, colleague, make_account_of(person))


def ask(query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run a query as whoever acts."""
    with connection.cursor() as cursor:
        cursor.execute(query, list(values) or None)
        return list(cursor.fetchall())


def hangs_by(table: str) -> str:
    """Return the column by which a table hangs on a person."""
    names = {name for name, _kind in ask(COLUMNS, table)}
    return next((one for one in ("person_id", "subject_id") if one in names), "id")


def rows_of(person: Person, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table about a person, as the system sees them."""
    column = hangs_by(table)
    query = sql.SQL("SELECT to_jsonb(t)::text FROM {} t WHERE {} = %s").format(*map(sql.Identifier, (table, column)))
    with acting_as(SYSTEM):
        return [json.loads(row) for (row,) in ask(query.as_string(None), person.pk)]


def add_copy(table: str, row: dict[str, Any]) -> None:
    """Add another row like one that stands, as whoever acts."""
    columns = sql.SQL(", ").join(sql.Identifier(name) for name, _kind in ask(COLUMNS, table))
    query = sql.SQL("INSERT INTO {0} ({1}) SELECT {1} FROM jsonb_populate_record(NULL::{0}, %s::jsonb)")
    changed = {**row, "id": None} if "id" not in row else row
    with connection.cursor() as cursor:
        cursor.execute("SELECT gen_random_uuid()::text")
        changed = {**row, "id": cursor.fetchone()[0]} if isinstance(row.get("id"), str) else changed
        cursor.execute(query.format(sql.Identifier(table), columns).as_string(None), [json.dumps(changed)])


def only_by_the_wall(fault: DatabaseError, where: str) -> None:
    """See to it that a fault is the wall's refusal and nothing else."""
    assert isinstance(fault.__cause__, errors.InsufficientPrivilege), f"{where}: {fault}"


def touched(statement: str) -> int:
    """Return how many rows a statement touches, none if the wall refuses it; it is undone."""
    rows = 0
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            rows = cursor.rowcount
            transaction.set_rollback(True)
    except DatabaseError as fault:
        only_by_the_wall(fault, statement)
    return rows


@contextmanager
def refused(where: str) -> Iterator[None]:
    """Expect the wall itself to refuse: not a key, not a check, not another table."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as fault:
        only_by_the_wall(fault, where)
    else:
        pytest.fail(f"{where}: nothing refused it")


def write(verb: str, table: str, person: Person) -> str:
    """Return a statement that touches every row about a person."""
    form = {"UPDATE": "UPDATE {0} SET {1} = {1} WHERE {1} = {2}", "DELETE": "DELETE FROM {0} WHERE {1} = {2}"}[verb]
    column = sql.Identifier(hangs_by(table))
    return sql.SQL(form).format(sql.Identifier(table), column, sql.Literal(str(person.pk))).as_string(None)


def test_who_has_nothing_to_do_with_a_person_writes_nothing_about_them(course: Course) -> None:
    others = make_account_of(make_person())
    let_die(course.person, contact=course.contact)  # here alone: nobody is given a right after it
    strangers = [make_user(team=course.contact.team), make_user(Role.ADMIN), make_user(Role.SUPPORTER), others]
    without: list[str] = []
    for (table,) in ask(TABLES):
        rows = rows_of(course.person, table)
        if not rows:
            without.append(table)
            continue
        for stranger in strangers:
            with acting_as(stranger.pk):
                with refused(f"a row added to {table}"):
                    add_copy(table, rows[0])
                query = sql.SQL("SELECT count(*) FROM {} WHERE to_jsonb({}) = ANY (%s::jsonb[])")
                name = sql.Identifier(table)
                [(seen,)] = ask(query.format(name, name).as_string(None), [json.dumps(row) for row in rows])
                assert seen == 0, f"{table} is seen"
                assert touched(write("UPDATE", table, course.person)) == 0, f"rows of {table} are changed"
                assert touched(write("DELETE", table, course.person)) == 0, f"rows of {table} are taken away"
    assert without == [], "make_whole_course makes no row of these"


def seen_by(user: User, tables: list[str]) -> set[str]:
    """Return the tables of which somebody sees any row."""
    count = "SELECT count(*) FROM {}"
    with acting_as(user.pk):
        return {table for table in tables if ask(sql.SQL(count).format(sql.Identifier(table)).as_string(None))[0][0]}


def written_by(user: User, person: Person, tables: list[str]) -> set[str]:
    """Return the tables where somebody adds a row in their own name, changes one or takes one away."""
    taken = set()
    for table in tables:
        row = rows_of(person, table)[0]
        own = {name: str(user.pk) for name in row if name in {"by_id", "author_id"} or name.endswith("_by_id")}
        try:
            with transaction.atomic(), acting_as(user.pk):
                add_copy(table, {**row, **own})
                transaction.set_rollback(True)
            taken.add(table)
        except DatabaseError as fault:  # a key is no wall: the row would have been taken
            taken |= {table} if not isinstance(fault.__cause__, errors.InsufficientPrivilege) else set()
        with acting_as(user.pk):
            taken |= {table for verb in ("UPDATE", "DELETE") if touched(write(verb, table, person))}
    return taken


def test_whoever_is_there_in_an_emergency_reads_what_their_page_shows_and_writes_nothing(course: Course) -> None:
    tables = [table for (table,) in ask(TABLES) if table.startswith(("followup_", "messaging_"))]
    colleague, outside = make_user(team=course.contact.team), make_user(team=course.contact.team)
    for user, basis in ((colleague, Right.Basis.CIRCLE), (outside, Right.Basis.EMERGENCY)):
        until = timezone.now() + timedelta(hours=12)
        at = course.person.known_since_at
        grant_right(user=user, subject_id=course.person.pk, basis=basis, at=at, until_at=until)
    assert seen_by(colleague, tables) == set(tables)
    near = {"followup_bestnow", "followup_checkin", "followup_howtobemet", "followup_owntip"}
    assert seen_by(outside, tables) == near
    by_the_system_alone = {"followup_safetyitemshare", "messaging_text", "messaging_incomingtext"}
    assert written_by(colleague, course.person, tables) == set(tables) - {"followup_owntip"} - by_the_system_alone
    assert written_by(outside, course.person, tables) == set()


def walls_that_stand() -> dict[str, Any]:
    """Return the walls as they stand in the database, as `walls.json` has them."""
    return {
        "narrowed": [name for (name,) in ask(NARROWED)],
        "by nobody": [name for (name,) in ask(BY_NOBODY)],
        "triggers": [name for (name,) in ask(TRIGGERS)],
        "columns that may change": {
            name: sorted(one for one in columns.split("\\000") if one) for name, columns in ask(GUARDED)
        },
    }


def written(kind: str, policy: str) -> list[str]:
    """Return the tables that were written down to have a policy, of those that hang on a person."""
    about_people = {table for (table,) in ask(TABLES)}
    names = (name.split(".") for name in WRITTEN[kind])
    return [table for table, name in names if name == policy and table in about_people]


def test_the_walls_are_those_that_were_written_down() -> None:
    """A wall that is new, or gone, is written down by whoever means it so: run this with BENKEN_WRITE_WALLS=1."""
    if os.environ.get("BENKEN_WRITE_WALLS"):
        WALLS.write_text(json.dumps(walls_that_stand(), indent=1, sort_keys=True) + "\n")
        return
    assert walls_that_stand() == WRITTEN


def test_nobody_adds_a_row_in_somebody_elses_name(course: Course) -> None:
    """Where a wall says whose name stands on a new row, not even those who may open the record add another's."""
    narrowed = written("narrowed", "narrow_insert")
    assert len(narrowed) > 5
    for table in narrowed:
        for row in rows_of(course.person, table)[:1]:
            helper = make_user(team=course.contact.team)
            grant_right(
                user=helper, subject_id=course.person.pk, basis=Right.Basis.CIRCLE, at=course.person.known_since_at
            )
            with acting_as(helper.pk), refused(f"another's row added to {table}"):
                add_copy(table, row)


def test_what_nobody_may_take_away_stays(course: Course) -> None:
    tables = written("by nobody", "narrow_delete")
    assert len(tables) > 5
    for table in tables:
        for user in course.insiders:
            with acting_as(user.pk):
                assert touched(write("DELETE", table, course.person)) == 0, f"{user.roles} takes away rows of {table}"


def test_what_nobody_may_change_stays(course: Course) -> None:
    tables = written("by nobody", "narrow_update")
    for table in tables:
        for user in course.insiders:
            with acting_as(user.pk):
                assert touched(write("UPDATE", table, course.person)) == 0, f"{user.roles} changes rows of {table}"


def test_a_row_changes_in_the_columns_that_may_change_and_in_no_others(course: Course) -> None:
    guarded: dict[str, list[str]] = WRITTEN["columns that may change"]
    assert len(guarded) > 5
    for name_of_wall, free in guarded.items():
        table, trigger = name_of_wall.split(".")
        fixed = [(name, kind) for name, kind in ask(COLUMNS, table) if name not in free and kind in OTHERWISE]
        tried = 0
        for user in course.insiders:
            for name, kind in fixed:
                tried += _changes_nothing(user, table, name, kind, trigger)
        assert tried or not fixed or not _is_seen(course, table), f"nobody could try {table}"


def _is_seen(course: Course, table: str) -> bool:
    count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)).as_string(None)
    for user in course.insiders:
        with acting_as(user.pk):
            if ask(count)[0][0]:
                return True
    return False


def _changes_nothing(user: User, table: str, name: str, kind: str, trigger: str) -> bool:
    """Try to change a column; return whether there was a row to try with."""
    value = OTHERWISE[kind].format(f'"{name}"')
    with acting_as(user.pk):
        [(seen,)] = ask(f'SELECT count(*) FROM "{table}" WHERE "{name}" IS NOT NULL')  # noqa: S608  # the catalogue's names
        changed = touched(f'UPDATE "{table}" SET "{name}" = {value} WHERE "{name}" IS NOT NULL')  # noqa: S608  # as above
    assert changed == 0, f"{user.roles} changes {table}.{name}, which {trigger} guards"
    return bool(seen)


@pytest.mark.parametrize("scope", Right.Scope.values)
@pytest.mark.parametrize(("since", "until"), [(1, None), (-2, -1)], ids=["not yet begun", "over"])
def test_a_right_opens_nothing_before_and_after_its_time(
    course: Course, scope: str, since: int, until: int | None
) -> None:
    user, at = make_user(team=course.contact.team), timezone.now()
    grant_right(
        user=user,
        subject_id=course.person.pk,
        basis=Right.Basis.CIRCLE,
        scope=Right.Scope(scope),
        parts=["goals", "promises", "next"],
        at=at + timedelta(minutes=since),
        until_at=at + timedelta(minutes=until) if until else None,
    )
    with acting_as(user.pk):
        for (table,) in ask(TABLES):
            if table != "access_right":
                [(seen,)] = ask(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)).as_string(None))
                assert seen == 0, table
