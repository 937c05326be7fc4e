"""Bring a database up to date: migrations as the owner, grants to the app, the coming months of the reading log."""

from datetime import date, timedelta

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper

from benken.access.actor import SYSTEM, acting_as

MONTHS_AHEAD = 14

RESTORING = "benken_restoring"  # a table that is there as long as a restore is not at its end
BULK_GRANTS = """
GRANT USAGE ON SCHEMA public TO benken_bulk;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO benken_bulk;
"""
GRANTS = """
GRANT USAGE ON SCHEMA public TO benken_app, benken_bulk;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO benken_app, benken_bulk;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO benken_app, benken_bulk;
REVOKE UPDATE, DELETE ON access_reading, access_deed, access_seal, access_automaticswitch, people_correction,
  followup_bestnow FROM benken_app;
REVOKE ALL ON FUNCTION benken_make_reading_months(date, integer) FROM PUBLIC;
"""
# A month's own table would go round the policies of the whole: the app reaches it through the whole only.
CLOSE_MONTHS = """
DO $$ DECLARE part regclass; BEGIN
  FOR part IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'access_reading'::regclass LOOP
    EXECUTE format('REVOKE ALL ON %s FROM benken_app', part);
  END LOOP;
END $$;
"""
# A month's table cannot be made while the default holds readings of that month: those are lifted out and put back.
LIFT_DEFAULT = """
LOCK TABLE access_reading;
CREATE TEMPORARY TABLE lifted ON COMMIT DROP AS SELECT * FROM access_reading_default;
TRUNCATE access_reading_default;
"""
PUT_BACK = "INSERT INTO access_reading SELECT * FROM lifted"


def bring_up_to_date(*, today: date) -> None:
    """Migrate, grant, and make the reading log's months from two years back to over a year ahead."""
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    call_command("createcachetable", database="owner", verbosity=0)
    # In one transaction: nobody meets a month that is granted and not yet closed.
    with acting_as(SYSTEM, using="owner"), connections["owner"].cursor() as cursor:
        _make_months(cursor, first=today.replace(day=1) - timedelta(days=730))
        cursor.execute(GRANTS)
        cursor.execute(CLOSE_MONTHS)


def _make_months(cursor: CursorWrapper, *, first: date) -> None:
    cursor.execute("SELECT EXISTS (SELECT FROM access_reading_default)")
    late = bool((cursor.fetchone() or (False,))[0])  # no migration was run for over a year
    if late:
        cursor.execute(LIFT_DEFAULT)
    cursor.execute("SELECT benken_make_reading_months(%s, %s)", [first, 24 + MONTHS_AHEAD])
    if late:
        cursor.execute(PUT_BACK)


def begin_restore() -> None:
    """Mark the database: what stands in it is not whole until `end_restore`."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE TABLE {RESTORING} (began_at timestamptz NOT NULL DEFAULT now())")


def end_restore() -> None:
    """Take the mark away: the database may serve."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"DROP TABLE {RESTORING}")


def is_being_restored(*, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Tell whether a restore goes on here, or was cut off."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{RESTORING}"])
        return bool((cursor.fetchone() or (False,))[0])


def open_to_bulk() -> None:
    """Let `benken_bulk` read and write all tables, before anybody else may."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(BULK_GRANTS)


def is_up_to_date() -> bool:
    """Tell whether every migration has been run, seen from the app's own connection."""
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415  # slow to import, asked by readiness only

    executor = MigrationExecutor(connections["default"])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
