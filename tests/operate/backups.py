"""What the tests of backups share: a small municipality, what is in its database, and PostgreSQL's programs slowed."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections
from django.test import Client, override_settings
from django.utils import timezone
from psycopg import sql
from pytest_django import DjangoDbBlocker

from benken.access.actions.ways_in import make_code, make_slip
from benken.access.actor import SYSTEM, acting_as
from benken.access.audit.checkpoints import write_checkpoint
from benken.access.audit.sealing import seal_all
from benken.access.models import Role, User
from benken.access.sign_in import set_password_path
from benken.operate.backups import command
from benken.operate.backups.sealed import new_identity
from benken.operate.private_server import BULK, OWNER
from benken.people.models import Person
from tests.environment import SERVER
from tests.factories import make_account_of, make_person, make_user, make_whole_course, sign_in
from tests.operate.running import database_of_its_own, environment

Env = dict[str, str]
Rows = dict[str, list[str]]

# The catalogue: whatever else a database is besides its rows.
CATALOGUE = {
    "relations": """
        SELECT relname, relkind::text, relowner::regrole::text, relrowsecurity, relforcerowsecurity, relispartition
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 't'
    """,
    "grants": """
        SELECT relname, grantee::regrole::text, privilege_type, is_grantable
        FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner)))
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')
    """,
    "schema grants": """
        SELECT grantee::text, privilege_type FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'public'
    """,
    "columns": """
        SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity::text, attgenerated::text,
          pg_get_expr(adbin, adrelid)
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p')
    """,
    "policies": """
        SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies
        WHERE schemaname = 'public'
    """,
    "triggers": """
        SELECT pg_get_triggerdef(t.oid), tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
        WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    """,
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "functions": """
        SELECT p.oid::regprocedure::text, prosrc, prosecdef, provolatile::text, proconfig::text,
          proowner::regrole::text, proacl::text
        FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    """,
    "sequences": "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'",
    "extensions": "SELECT extname, extversion FROM pg_extension",
}


@dataclass
class Town:
    """A small municipality in a database of its own, its folders, and who opens its backups."""

    database: str
    folder: Path
    env: Env
    person: Person
    contact: User
    slip: str
    code_of: User
    link: str
    signed_in: Client
    recipient: str

    @property
    def files(self) -> Path:
        """Where its files lie."""
        return Path(self.env["BENKEN_FILES"])

    @property
    def identity(self) -> str:
        """The file with the key that opens its backups."""
        return str(self.folder / "key")

    def empty(self) -> None:
        """Drop the database and make it anew, and take the folders away."""
        connections.close_all()
        SERVER.drop_database(self.database)
        SERVER.create_database(self.database)
        for name in ("BENKEN_FILES", "BENKEN_CHECKPOINTS"):
            folder = Path(self.env[name])
            if folder.exists():
                folder.rename(folder.with_name(f"{folder.name}-{timezone.now():%H%M%S%f}"))

    def run_backup(self, path: Path, *, unencrypted: bool = False, status: int = 0) -> tuple[str, str]:
        """Do what `benken backup` does; return what it said."""
        stdout, stderr = StringIO(), StringIO()
        done = command.back_up(
            str(path),
            recipients=[self.recipient] if self.recipient and not unencrypted else [],
            unencrypted=unencrypted,
            as_json=False,
            stdout=stdout,
            stderr=stderr,
        )
        connections.close_all()
        assert done == status, stderr.getvalue()
        return stdout.getvalue(), stderr.getvalue()

    def backup(self, name: str, *, unencrypted: bool = False) -> Path:
        """Make a backup, and return where it is."""
        self.run_backup(self.folder / name, unencrypted=unencrypted)
        return self.folder / name

    def restore(
        self, path: Path, *, identity: str | None = "", other_key: bool = False, status: int = 0
    ) -> tuple[str, str]:
        """Do what `benken restore` does, with the right key unless another is named; return what it said."""
        stdout, stderr = StringIO(), StringIO()
        done = command.restore(
            str(path),
            identity="" if identity is None else identity or self.identity,
            other_key=other_key,
            as_json=False,
            stdout=stdout,
            stderr=stderr,
        )
        connections.close_all()
        assert done == status, stderr.getvalue()
        return stdout.getvalue(), stderr.getvalue()

    def tables(self) -> list[str]:
        """Return the names of all tables."""
        with psycopg.connect(SERVER.address(self.database, OWNER)) as owner:
            found = owner.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace").fetchall()
        return [row[0] for row in found]


@contextmanager
def small_town(purpose: str, folder: Path, blocker: DjangoDbBlocker) -> Iterator[Town]:
    """Make one: a row in every table about a person, sealed logs, a checkpoint, files, sessions and ways in."""
    folders = {"FILES": folder / "files", "CHECKPOINTS": str(folder / "checkpoints"), "BACKUP_RECIPIENTS": []}
    with override_settings(**folders), database_of_its_own(purpose, blocker) as database:
        env = environment(
            database,
            BENKEN_FILES=str(folder / "files"),
            BENKEN_CHECKPOINTS=str(folder / "checkpoints"),
            BENKEN_BACKUP_RECIPIENTS="",
        )
        recipient = new_identity(folder / "key")
        person, contact = make_whole_course()
        other = make_person(contact=contact)
        account = make_account_of(other)
        at = timezone.now()
        with acting_as(SYSTEM):
            slip = make_slip(user=account, subject_id=other.pk, word="brygga", by=contact, at=at)
            code_of = make_account_of(make_person(contact=contact))
            make_code(user=code_of, subject_id=code_of.subject_id or other.pk, by=contact, at=at)
        invited = make_user(Role.WORKER)
        invited.set_unusable_password()
        invited.save()
        signed_in = sign_in(Client(), contact)
        seal_all(at=at + timedelta(seconds=1))
        with acting_as(SYSTEM):
            write_checkpoint(at=at, folder=folder / "checkpoints")
        for name, content in {"a1/letter": b"\x00sealed", "b2/photo": os.urandom(300_000), "empty": b""}.items():
            (folder / "files" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "files" / name).write_bytes(content)
        (folder / "files").chmod(0o700)
        (folder / "files" / ".half-written").write_bytes(b"on its way")
        yield Town(
            database, folder, env, person, contact, slip, code_of, set_password_path(invited), signed_in, recipient
        )


def rows_of(database: str) -> Rows:
    """Return every row of every table, as whoever goes round row security sees them."""
    with psycopg.connect(SERVER.address(database, BULK)) as bulk:
        tables = bulk.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
        ).fetchall()
        return {
            name: sorted(
                row[0] for row in bulk.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name)))
            )
            for (name,) in tables
        }


def catalogue_of(database: str) -> dict[str, list[Any]]:
    """Return what the database is besides its rows."""
    with psycopg.connect(SERVER.address(database, OWNER)) as owner:
        return {name: sorted(map(str, owner.execute(query).fetchall())) for name, query in CATALOGUE.items()}


def slow_programs(folder: Path, **scripts: str) -> str:
    """Make a folder of PostgreSQL's programs, some of which do what a script says; return it for PGBIN.

    In a script `$REAL` is the folder of the real ones. Asked for its version each answers as the real one does.
    """
    folder.mkdir()
    for real in SERVER.binaries.iterdir():
        (folder / real.name).symlink_to(real)
    for name, script in scripts.items():
        (folder / name).unlink()
        path = folder / name
        path.write_text(
            f'#!/bin/sh\nREAL={SERVER.binaries}\n[ "$1" = --version ] && exec "$REAL/{name}" --version\n{script}\n'
        )
        path.chmod(0o755)
    return str(folder)


COMMAND = [sys.executable, "-m", "benken.config.cli"]
