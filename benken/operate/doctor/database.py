"""What the doctor looks at in the database."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

import psycopg
from django.conf import settings
from django.db import connection
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.audit.checkpoints import Checkpoint, checkpoint_folder, read_checkpoints
from benken.access.audit.verify import NoCheckpoint, Report, verify
from benken.access.bulk import bulk_connection
from benken.operate.backups import keys
from benken.operate.doctor.finding import Finding
from benken.operate.jobs import STALLED_AFTER
from benken.operate.views import readiness

MIGRATE = "Run `benken migrate`."
NOT_READY = {
    "row_security": (
        "The app's role goes round row security: everybody could be shown everything.",
        "Let DATABASE_URL name benken_app, without SUPERUSER and BYPASSRLS.",
    ),
    "restored": (
        "A restore into this database is under way, or was cut off: not all of it is there.",
        "Wait for its end; or drop the database, make it anew and restore again.",
    ),
    "migrations": ("Migrations wait to be run.", MIGRATE),
}
# Tables about a person, or with a policy, where row security is off, does not bind the owner, or has no policy at all.
OPEN = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND (
    EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) OR c.relname = 'people_person'
    OR c.relname <> 'access_user' AND EXISTS (
      SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
        AND a.attname IN ('person_id', 'subject_id', 'entry_id')
    )
  )
  AND NOT (
    c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
  )
ORDER BY c.relname
"""
OWNED = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner = current_user::regrole"
# A month's own table would go round the policies of the whole.
OPEN_MONTHS = """
SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'access_reading'::regclass AND has_table_privilege(c.oid, 'SELECT')
"""
MONTHS = "SELECT to_regclass('public.access_reading_' || to_char(%s::date + make_interval(months => n), 'YYYY_MM'))"
QUEUE = """
SELECT (SELECT max(last_heartbeat) FROM procrastinate_workers),
  count(*) FILTER (WHERE status = 'failed'),
  count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) < now() - interval '15 minutes'),
  count(*) FILTER (WHERE status = 'doing' AND NOT EXISTS (
    SELECT FROM procrastinate_workers w WHERE w.id = worker_id AND w.last_heartbeat > now() - interval '2 minutes'
  ))
FROM procrastinate_jobs
"""
MOST_APART = timedelta(seconds=5)
CHECKPOINT_EVERY = timedelta(hours=2)  # the worker writes one an hour
SEALED_WITHIN = timedelta(minutes=10)  # the worker seals each minute


def roles(_at: datetime) -> Iterator[Finding]:
    """The database, reached as each role whose address is set."""
    ready = readiness()
    if not ready["database"]:
        yield Finding.wrong("database", "It cannot be reached as the app's role.", "See DATABASE_URL, and its server.")
        return
    yield Finding.fine("database", f"It answers as {connection.settings_dict['USER'] or 'the role of DATABASE_URL'}.")
    if not ready["restored"]:
        yield Finding.wrong("restored", *NOT_READY["restored"])
        return
    for name, (says, do) in NOT_READY.items():
        yield (
            Finding.fine(name.replace("_", " "), "As it should be.")
            if ready[name]
            else Finding.wrong(name.replace("_", " "), says, do)
        )
    if owner := os.environ.get("DATABASE_OWNER_URL"):
        yield _reached_as_owner(owner)
    if os.environ.get("DATABASE_BULK_URL") or settings.DEMO:
        yield _reached_in_bulk()
    else:
        yield Finding.mind("bulk role", "DATABASE_BULK_URL is not set here: no backup can be made from here.")


def _reached_as_owner(address: str) -> Finding:
    try:
        with psycopg.connect(address, connect_timeout=10) as owner:
            row = owner.execute(
                "SELECT pg_has_role(datdba, 'MEMBER') FROM pg_database WHERE datname = current_database()"
            ).fetchone()
    except psycopg.OperationalError:
        return Finding.wrong("owner role", "The database cannot be reached as its owner.", "See DATABASE_OWNER_URL.")
    if not row or not row[0]:
        do = "Let DATABASE_OWNER_URL name benken_owner."
        return Finding.wrong("owner role", "DATABASE_OWNER_URL names a role that does not own the database.", do)
    return Finding.fine("owner role", "It answers. The server process and the worker do not need it: keep it apart.")


def _reached_in_bulk() -> Finding:
    try:
        with bulk_connection() as bulk:
            row = bulk.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
    except psycopg.OperationalError:
        return Finding.wrong("bulk role", "The database cannot be reached for backups.", "See DATABASE_BULK_URL.")
    if not row or not row[0]:
        says = "Its role is bound by row security: a backup would leave rows out."
        return Finding.wrong("bulk role", says, "Give benken_bulk BYPASSRLS.")
    return Finding.fine("bulk role", "It answers, and sees all rows.")


def walls(_at: datetime) -> Iterator[Finding]:
    """Row security is on, and binds everybody, wherever a table is about a person."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN)
        open_tables = [row[0] for row in cursor.fetchall()]
        cursor.execute(OPEN_MONTHS)
        open_tables += [row[0] for row in cursor.fetchall()]
        cursor.execute(OWNED)
        owns = (cursor.fetchone() or (0,))[0]
    if open_tables:
        says = f"Not every row is guarded in {', '.join(open_tables[:5])}."
        yield Finding.wrong("walls", says, f"{MIGRATE} If it still says so, somebody took a wall down: stop serving.")
    elif owns:
        says = "The app's role owns tables, and could take their walls down."
        yield Finding.wrong("walls", says, "Let benken_owner own them: ALTER TABLE … OWNER TO benken_owner.")
    else:
        yield Finding.fine("walls", "Row security is on wherever a table is about a person.")


def reading_months(at: datetime) -> Iterator[Finding]:
    """The reading log has its tables for this month and the next two."""
    query = f"{MONTHS} IS NOT NULL FROM generate_series(0, 2) AS n"
    with connection.cursor() as cursor:
        cursor.execute(query, [timezone.localdate(at).replace(day=1)])
        there = all(row[0] for row in cursor.fetchall())
    if there:
        yield Finding.fine("reading log", "It has its tables for the coming months.")
    else:
        yield Finding.wrong("reading log", "A table of this month or the next two is missing.", MIGRATE)


def clocks(at: datetime) -> Iterator[Finding]:
    """The clocks of this machine and of the database say the same."""
    began = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = (cursor.fetchone() or (at,))[0]
    apart = abs(theirs - began)
    if apart > MOST_APART:
        says = f"This machine's and the database's are {apart.total_seconds():,.0f} s apart."
        yield Finding.wrong("clocks", says, "Let both follow the same time server.")
    else:
        yield Finding.fine("clocks", "This machine's and the database's say the same.")


def queue(at: datetime) -> Iterator[Finding]:
    """A worker lives, and no job is stuck."""
    with connection.cursor() as cursor:
        cursor.execute(QUEUE)
        heartbeat, failed, late, dead = cursor.fetchone() or (None, 0, 0, 0)
    if heartbeat is None or at - heartbeat > timedelta(seconds=STALLED_AFTER + 30):
        seen = f" The last sign of life is of {heartbeat:%Y-%m-%d %H:%M}." if heartbeat else ""
        yield Finding.wrong("worker", f"No worker runs.{seen}", "Start `benken worker`, and let it be started again.")
    else:
        yield Finding.fine("worker", "It runs.")
    if late or dead:
        says = f"{late} have waited for more than 15 minutes; {dead} belong to a worker that died."
        yield Finding.wrong("jobs", says, "Start `benken worker`; if it runs, start one more and read its log.")
    if failed:
        says = f"{failed} failed, and nobody has taken them away."
        yield Finding.wrong("jobs", says, "docs/how-to/run-in-production.md says how to see them and run them again.")
    if not (late or dead or failed):
        yield Finding.fine("jobs", "None is stuck, none failed.")


def logs(at: datetime) -> Iterator[Finding]:
    """The last day of both logs is as it was sealed; checkpoints are fresh."""
    folder = checkpoint_folder()
    with acting_as(SYSTEM):
        try:
            report = verify(folder=folder, since=at - timedelta(days=1))
        except NoCheckpoint:
            report = Report()
            if folder is not None:
                yield Finding.mind("logs", "There is no checkpoint a day old: they were not checked.", "Wait a day.")
        else:
            yield _as_sealed(report, at)
    if folder is None:
        says = "None are kept: whoever holds the database could rewrite the logs unseen."
        yield Finding.wrong("checkpoints", says, "Set BENKEN_CHECKPOINTS to a folder the database cannot write to.")
        return
    newest = report.newest_checkpoint or _newest_checkpoint()
    if newest is None or at - newest > CHECKPOINT_EVERY:
        when = f"The newest is of {newest:%Y-%m-%d %H:%M}." if newest else "There is none yet."
        yield Finding.wrong("checkpoints", when, "The worker writes one an hour: see that it runs and may write there.")
    else:
        yield Finding.fine("checkpoints", "Fresh. Keep them where whoever runs the database cannot write.")


def keys_open(_at: datetime) -> Iterator[Finding]:
    """BENKEN_SECRET_KEY opens what lies sealed."""
    with acting_as(SYSTEM):
        shut = keys.kinds_that_stay_shut()
    if shut:
        says = f"BENKEN_SECRET_KEY does not open what is sealed here ({', '.join(shut)})."
        yield Finding.wrong("keys", says, "Set the key it was sealed with. Nothing else opens it.")
    else:
        yield Finding.fine("keys", "BENKEN_SECRET_KEY opens what is sealed here.")


def _as_sealed(report: Report, at: datetime) -> Finding:
    if not report.is_ok:
        says = f"{report.fault_count} rows or seals of the last day are not as they were sealed."
        return Finding.wrong("logs", says, "Run `benken audit verify`, keep what it says, and tell who must know.")
    waiting = [log.oldest_not_sealed for log in report.logs.values() if log.oldest_not_sealed]
    if waiting and at - min(waiting) > SEALED_WITHIN:
        says = f"Rows since {min(waiting):%Y-%m-%d %H:%M} are not sealed."
        return Finding.wrong("logs", says, "The worker seals each minute: see that it runs.")
    return Finding.fine("logs", "The last day is as it was sealed.")


def _newest_checkpoint() -> datetime | None:
    folder = checkpoint_folder()
    lines = [one for one in read_checkpoints(folder) if isinstance(one, Checkpoint)] if folder else []
    return lines[-1].at if lines else None
