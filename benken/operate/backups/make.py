"""`benken backup`: the database, the stored files and the checkpoints of the logs, as they were at one moment.

Three things make what is taken fit together:
  - The checkpoints are read first. What they say was sealed is then in the database.
  - The files are copied before the database's moment, and those that came meanwhile right after it: a file is whole
    before its row is there, never changed, and deleted after its row, so each row of that moment has its file. One
    that is a minute old may still be on its way, and waits for after. A file without a row may come too.
  - Counts and dump are of one moment: PostgreSQL's exported snapshot.
"""

import math
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.utils import timezone
from psycopg import sql

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.audit.checkpoints import FILE as CHECKPOINT_FILE
from benken.access.audit.checkpoints import checkpoint_folder
from benken.access.bulk import bulk_address, bulk_connection
from benken.operate.backups import keys, place
from benken.operate.backups.box import CHECKPOINTS, DATABASE, FILES, BoxWriter, Manifest
from benken.operate.backups.problems import BackupProblem
from benken.operate.backups.programs import complaint, program, reaching
from benken.operate.backups.sealed import sealing

# Who is signed in is nobody's to bring back.
LEFT_OUT = ["django_session"]
TRIES = 5  # for a moment in which no file went away
HIDDEN = "."  # what begins with it is on its way
TABLES = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname
"""
SETTLED = 60  # seconds: a file that is older is not on its way any more
Tell = Callable[[str], None]
Copied = dict[str, tuple[int, int]]  # by name, size and moment of each


@dataclass(frozen=True)
class Made:
    """A backup that was made."""

    path: Path
    size: int
    manifest: Manifest


def back_up(target: Path, *, recipients: Sequence[Any], at: datetime, tell: Tell) -> Made:
    """Write everything into one new file, sealed to the recipients, and note in the log of deeds that it was done."""
    path = place.final_path(target, at=at, is_sealed=bool(recipients))
    with (
        place.laid_down(path) as output,
        sealing(output, recipients) as stream,
        BoxWriter(stream, at=at) as box,
    ):
        manifest = _fill(box, at=at, tell=tell)
        box.finish(manifest)
    with acting_as(SYSTEM):
        record_deed(by=None, at=timezone.now(), verb="database.backup")  # it may have taken long
    return Made(path, path.stat().st_size, manifest)


def counts(connection: psycopg.Connection, *, leave_out: Sequence[str] = LEFT_OUT) -> dict[str, int]:
    """Return how many rows each table has. The connection goes round row security."""
    found = {}
    for (name,) in connection.execute(TABLES).fetchall():
        if name not in leave_out:
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
            found[name] = row[0] if row else 0
    return found


def major_version(connection: psycopg.Connection) -> int:
    """Return the server's major version."""
    return connection.info.server_version // 10_000


def _fill(box: BoxWriter, *, at: datetime, tell: Tell) -> Manifest:
    if (folder := checkpoint_folder()) is not None and (folder / CHECKPOINT_FILE).exists():
        box.add(CHECKPOINTS, (folder / CHECKPOINT_FILE).read_bytes())
    copied: Copied = {}
    _copy_files(box, copied, tell, older_than=time.time() - SETTLED)
    with bulk_connection() as connection:
        _must_go_round_row_security(connection)
        with _moment(connection, box, copied, tell) as snapshot:
            manifest = Manifest(
                benken=version("benken"),
                made_at=at,
                server=major_version(connection),
                key=keys.known_by(),
                migrations=[list(row) for row in connection.execute("SELECT app, name FROM django_migrations")],
                tables=counts(connection),
                left_out=list(LEFT_OUT),
            )
            _dump(box, snapshot, major=manifest.server, tell=tell)
    return manifest


def _must_go_round_row_security(connection: psycopg.Connection) -> None:
    row = connection.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
    if not row or not row[0]:
        raise BackupProblem(
            f"The role {connection.info.user} is bound by row security and would leave rows out:"
            " name benken_bulk in DATABASE_BULK_URL."
        )


@contextmanager
def _moment(connection: psycopg.Connection, box: BoxWriter, copied: Copied, tell: Tell) -> Iterator[str]:
    """Find a moment of the database whose files are all copied; it lasts as long as the block."""
    for _ in range(TRIES):
        before = stored_files()
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        now = stored_files()
        _copy_files(box, copied, tell)
        if before.keys() | now.keys() <= copied.keys():
            try:
                yield row[0] if row else ""
            finally:
                connection.execute("ROLLBACK")
            return
        connection.execute("ROLLBACK")  # a file went away just then: its row may still be of this moment
    raise BackupProblem("Files were deleted all the time while the backup was made: make it at a quieter hour.")


def _copy_files(box: BoxWriter, copied: Copied, tell: Tell, *, older_than: float = math.inf) -> None:
    """Copy the stored files that are not copied yet."""
    for name, path in stored_files().items():
        try:
            file = path.open("rb")
        except FileNotFoundError:
            continue
        with file:
            state = os.fstat(file.fileno())
            if name in copied:
                if copied[name] != (state.st_size, state.st_mtime_ns):
                    raise BackupProblem(f"The file {name} was changed while the backup was made: make it again.")
            elif state.st_mtime < older_than:
                box.add_file(f"{FILES}{name}", file, state.st_size)
                copied[name] = (state.st_size, state.st_mtime_ns)
                tell(f"files: {len(copied):,}")


def stored_files() -> dict[str, Path]:
    """Return the stored files by their names in the folder. One that is not there holds none."""
    top = settings.FILES
    found = {path.relative_to(top): path for path in sorted(top.rglob("*")) if path.is_file() and not path.is_symlink()}
    return {
        name.as_posix(): path for name, path in found.items() if not any(part.startswith(HIDDEN) for part in name.parts)
    }


def _dump(box: BoxWriter, snapshot: str, *, major: int, tell: Tell) -> None:
    address, environment = reaching(bulk_address())
    command = [
        *(str(program("pg_dump", major=major)), "--format=custom", "--compress=3", f"--snapshot={snapshot}"),
        *("--lock-wait-timeout=60s", f"--dbname={address}", "--no-password"),
        *(f"--exclude-table-data=public.{name}" for name in LEFT_OUT),
    ]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=environment, cwd="/"
        )
        try:
            assert process.stdout is not None
            with process.stdout as stream:
                box.add_stream(DATABASE, stream, lambda written: tell(f"database: {written / 1e6:,.0f} MB"))
            status = process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if status:
            said.seek(0)
            raise BackupProblem(f"pg_dump failed: {complaint(said.read())}")
