"""`benken restore`: a backup into an empty place.

The whole backup is read and checked before anything is touched. From the first change until the end a mark stands in
the database: it is not ready, no worker starts, and the app's role may read nothing until all has been compared. Cut
off, it stays that way; then the database is dropped and the restore begun again.
"""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from shutil import copyfileobj, rmtree
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.audit.checkpoints import FILE as CHECKPOINT_FILE
from benken.access.audit.checkpoints import checkpoint_folder
from benken.access.audit.verify import Report, verify
from benken.access.bulk import bulk_connection
from benken.operate.backups import keys
from benken.operate.backups.box import CHECKPOINTS, DATABASE, FILES, Manifest, Part, check, parts_of, read_part
from benken.operate.backups.make import counts, major_version
from benken.operate.backups.problems import BackupProblem, Misuse
from benken.operate.backups.programs import complaint, program, reaching
from benken.operate.backups.sealed import DAMAGED, unsealing
from benken.operate.schema import (
    RESTORING,
    begin_restore,
    bring_up_to_date,
    end_restore,
    is_being_restored,
    open_to_bulk,
)

ON_ITS_WAY = ".restoring"  # files lie here until the database is whole
BEGIN_AGAIN = "Drop the database and make it anew, empty, then restore again."
SOMETHING_THERE = """
SELECT EXISTS (
  SELECT FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
)
"""
# What must not come alive again with a backup. A slip on paper is like a password, and stays.
ENDED = {
    "sessions": "DELETE FROM django_session",
    "sign-ins": "DELETE FROM access_signin",
    "one-time codes and links": """
        UPDATE access_wayin SET ended_at = %(at)s, ended_because = 'closed' WHERE ended_at IS NULL AND kind <> 'slip'
    """,
    # A link to a new password is made of the account's password and last sign-in, and lasts three days.
    "links to a new password": """
        UPDATE access_user SET
          last_login = last_login + interval '1 second',
          password = CASE WHEN last_login IS NULL
            THEN '!' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '') ELSE password END
    """,
}
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Restored:
    """A backup that was taken back, and what was found of its logs."""

    manifest: Manifest
    audit: Report


def restore(
    path: Path, *, identities: Sequence[Any], other_key: bool, at: datetime, today: date, tell: Tell
) -> Restored:
    """Take a backup back into an empty database and an empty folder of files; refuse before anything is touched."""
    major = _must_be_empty()
    try:
        file = path.open("rb")
    except OSError as problem:
        raise Misuse(f"{path} cannot be read: {problem.strerror}.") from problem
    with file:
        with unsealing(file, identities) as stream:
            manifest = check(stream, lambda read: tell(f"checked: {read / 1e6:,.0f} MB"))
        _must_fit(manifest, major=major, other_key=other_key)
        begin_restore()
        with unsealing(file, identities) as stream:
            _take_in(stream, manifest, major, tell)
    tell("comparing")
    _compare(manifest)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    open_to_bulk()
    end_what_was_open(at=at)
    _lay_files()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    bring_up_to_date(today=today)  # only now may the app read
    with acting_as(SYSTEM):
        record_deed(by=None, at=timezone.now(), verb="database.restore")  # it may have taken long
    tell("checking the logs")
    with acting_as(SYSTEM):
        audit = verify(folder=checkpoint_folder())
    end_restore()
    return Restored(manifest, audit)


def end_what_was_open(*, at: datetime) -> None:
    """End every session and one-time link that a backup brought along."""
    with bulk_connection() as connection, connection.transaction():
        for statement in ENDED.values():
            connection.execute(statement, {"at": at})


def _must_be_empty() -> int:
    """Return the server's major version, if everything is empty and can be reached."""
    if is_being_restored(using="owner"):
        raise BackupProblem(f"A restore into this database was cut off. {BEGIN_AGAIN}")
    with connections["owner"].cursor() as cursor:
        cursor.execute(SOMETHING_THERE)
        if (cursor.fetchone() or (True,))[0]:
            raise BackupProblem("The database is not empty: a backup is restored into an empty one only.")
    if settings.FILES.is_dir() and any(one.name != ON_ITS_WAY for one in settings.FILES.iterdir()):
        raise BackupProblem(f"{settings.FILES} is not empty: name an empty folder in BENKEN_FILES.")
    folder = checkpoint_folder()
    if folder is not None and (folder / CHECKPOINT_FILE).exists():
        raise BackupProblem(
            f"{folder / CHECKPOINT_FILE} is there already. Keep it, it proves what has been; name an empty folder in"
            " BENKEN_CHECKPOINTS."
        )
    with bulk_connection() as connection:  # must be reachable: without it nothing can be compared
        return major_version(connection)


def _must_fit(manifest: Manifest, *, major: int, other_key: bool) -> None:
    here = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    if newer := [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in here]:
        raise BackupProblem(
            f"This backup was made by a newer Benken ({manifest.benken}; {newer[0]} is not known here): take at least"
            " that version to restore it."
        )
    if manifest.server > major:
        raise BackupProblem(f"This backup is of PostgreSQL {manifest.server}, and the server here is {major}.")
    if manifest.key != keys.known_by() and not other_key:
        raise BackupProblem(
            "BENKEN_SECRET_KEY is not the one this backup was made with: what is sealed could not be opened. Set the"
            " right one, or say --other-key to do without what is sealed."
        )


def _take_in(stream: BinaryIO, manifest: Manifest, major: int, tell: Tell) -> None:
    expected = {part.name: part for part in manifest.parts}
    folder = settings.FILES / ON_ITS_WAY
    rmtree(folder, ignore_errors=True)  # of a restore that was cut off
    with _pg_restore(major) as into:
        taken = 0
        for name, content in parts_of(stream):
            if name.startswith(DATABASE):
                piece = read_part(content, expected[name])
                taken += len(piece)
                into.write(piece)
                tell(f"database: {taken / 1e6:,.0f} MB")
            elif name.startswith(FILES):
                _lay_down(content, folder, expected[name])
            elif name == CHECKPOINTS and (kept := checkpoint_folder()) is not None:
                kept.mkdir(parents=True, exist_ok=True)
                (kept / CHECKPOINT_FILE).write_bytes(read_part(content, expected[name]))


def _lay_down(content: IO[bytes], folder: Path, part: Part) -> None:
    name = PurePosixPath(part.name.removeprefix(FILES))
    if name.is_absolute() or ".." in name.parts:
        raise BackupProblem(DAMAGED)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        copyfileobj(content, file)
        file.flush()
        os.fsync(file.fileno())


def _lay_files() -> None:
    """Move the files from where they were laid down to where they belong."""
    folder = settings.FILES / ON_ITS_WAY
    if folder.is_dir():
        settings.FILES.chmod(0o700)
        for one in folder.iterdir():
            one.rename(settings.FILES / one.name)
        folder.rmdir()


@contextmanager
def _pg_restore(major: int) -> Iterator[IO[bytes]]:
    """Give a stream for a dump. All of it is taken in, in one transaction, or nothing of it.

    Tables belong to the owner, as after `benken migrate`; who may do what is said anew at the end.
    """
    address, environment = reaching(_owner_address())
    command = [
        *(str(program("pg_restore", major=major)), "--single-transaction", "--exit-on-error", "--no-password"),
        *("--no-owner", "--no-privileges", "--no-comments", f"--dbname={address}"),
    ]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=environment, cwd="/"
        )
        try:
            assert process.stdin is not None
            try:
                yield process.stdin
                process.stdin.close()
            except BrokenPipeError:
                pass  # it ended first, and says why
            status = process.wait()
        finally:
            if process.poll() is None:  # before it has the end of the dump, it commits nothing
                process.kill()
                process.wait()
        if status:
            said.seek(0)
            raise BackupProblem(f"pg_restore failed: {complaint(said.read())}. {BEGIN_AGAIN}")


def _owner_address() -> str:
    known = connections["owner"].settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    said = {name: str(known[key]) for name, key in names.items() if known[key]}
    return make_conninfo(**said, **{key: value for key, value in known["OPTIONS"].items() if isinstance(value, str)})


def _compare(manifest: Manifest) -> None:
    open_to_bulk()
    with bulk_connection() as connection:
        found = counts(connection, leave_out=[*manifest.left_out, RESTORING])
    if wrong := sorted(name for name in found.keys() | manifest.tables if found.get(name) != manifest.tables.get(name)):
        raise BackupProblem(f"Not all rows came back ({', '.join(wrong[:5])}). {BEGIN_AGAIN}")
