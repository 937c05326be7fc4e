"""`benken backup x`, drop the database, `benken restore x`: everything is there, and what must not come back is not."""

import json
import os
import re
import stat
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import psycopg
import pyrage
import pytest
from django.db import connections
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from benken.access.actions.ways_in import take_slip
from benken.access.actor import SYSTEM, acting_as
from benken.access.bulk import bulk_connection
from benken.access.models import Deed, User, WayIn
from benken.operate.backups import make, upkeep
from benken.operate.backups.programs import reaching
from benken.operate.backups.sealed import read_identities
from benken.operate.private_server import BULK
from tests.environment import SERVER
from tests.factories import sign_in
from tests.operate.backups import Rows, Town, catalogue_of, rows_of, small_town
from tests.operate.running import benken

pytestmark = [pytest.mark.xdist_group("backups"), pytest.mark.second_wall]
# What differs from page to page whatever is in the database.
PASSING = re.compile(r'(name="(?:csrfmiddlewaretoken|_once|_owner)" value="|nonce=")[^"]*')
# Read back, PostgreSQL writes the same condition with its casts elsewhere.
CASTS = re.compile(r"::(character varying|text)(\[\])?|[()]")
# Whoever may sign in, or is signed in, is looked at one by one.
MEANT_TO_DIFFER = {"django_session", "access_signin", "access_wayin", "access_user", "access_deed"}


@dataclass
class State:
    """What was there at one moment."""

    drawn: list[str]
    rows: Rows
    catalogue: dict[str, list[str]]
    passwords: dict[UUID, str]
    files: dict[str, bytes]
    checkpoints: bytes

    @classmethod
    def of(cls, town: Town) -> "State":
        """Look at a municipality: first the rows, as to draw a page is to read, and is written down."""
        return cls(
            rows=rows_of(town.database),
            drawn=pages(town),
            catalogue=catalogue_of(town.database),
            passwords=dict(User.objects.values_list("pk", "password")),
            files=files_in(town.files),
            checkpoints=(town.folder / "checkpoints" / "checkpoints.jsonl").read_bytes(),
        )


@dataclass
class ThereAndBack:
    """A municipality that was backed up, dropped and restored."""

    town: Town
    before: State
    after: State
    said: str
    warned: str


@pytest.fixture(scope="module")
def town(
    django_db_setup: None,  # noqa: ARG001  # only to come after it
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Town]:
    """Make a small municipality."""
    with small_town("backup", tmp_path_factory.mktemp("town"), django_db_blocker) as made:
        yield made


@pytest.fixture(scope="module")
def done(town: Town) -> ThereAndBack:
    """Back it up, drop it, restore it."""
    assert town.signed_in.get("/").wsgi_request.user.is_authenticated
    assert Client().get(town.link).status_code == 302  # on to the page where a password is chosen
    with acting_as(SYSTEM):
        assert WayIn.objects.filter(kind="code", ended_at=None).exists()
    pages(town)  # once, so that a second time finds the same
    before = State.of(town)
    before.rows = rows_of(town.database)
    path = town.backup("whole.tar.age")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with acting_as(SYSTEM):
        assert Deed.objects.get(verb="database.backup").by_id is None
    town.empty()
    said, warned = town.restore(path)
    return ThereAndBack(town, before, State.of(town), said, warned)


def pages(town: Town) -> list[str]:
    """Draw three pages for the contact."""
    client = sign_in(Client(), User.objects.get(pk=town.contact.pk))
    drawn = []
    who = [town.person.pk]
    for path in (reverse("person", args=who), reverse("people_list"), reverse("network", args=who)):
        answer = client.get(path)
        assert answer.status_code == 200
        drawn.append(PASSING.sub(r"\1", answer.content.decode()))
    connections.close_all()
    return drawn


def files_in(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def without(rows: Rows) -> Rows:
    """Leave out the tables that are looked at one by one."""
    return {name: said for name, said in rows.items() if name not in MEANT_TO_DIFFER}


def test_every_row_comes_back(done: ThereAndBack) -> None:
    assert "all counted, 4 files" in done.said
    assert without(done.after.rows) == without(done.before.rows)
    assert sum(map(len, without(done.before.rows).values())) > 150


def test_policies_grants_triggers_and_all_else_of_the_catalogue_are_the_same(done: ThereAndBack) -> None:
    for name, before in done.before.catalogue.items():
        assert before
        after = [CASTS.sub("", one) for one in done.after.catalogue[name]]
        assert {*after} ^ {CASTS.sub("", one) for one in before} == set(), name


def test_pages_are_the_same(done: ThereAndBack) -> None:
    assert done.after.drawn == done.before.drawn


def test_a_deed_says_that_it_was_restored(done: ThereAndBack) -> None:
    before, after = set(done.before.rows["access_deed"]), set(done.after.rows["access_deed"])
    assert before < after
    assert len(after) == len(before) + 1
    with acting_as(SYSTEM):
        assert Deed.objects.get(verb="database.restore").by_id is None


def test_nobody_is_signed_in_any_more(done: ThereAndBack) -> None:
    assert "Everybody is signed out" in done.warned
    assert done.before.rows["django_session"] != done.after.rows["django_session"] == []
    assert not done.town.signed_in.get("/").wsgi_request.user.is_authenticated


def test_one_time_codes_and_links_are_over_and_slips_are_not(done: ThereAndBack) -> None:
    with acting_as(SYSTEM):
        assert {way.kind for way in WayIn.objects.filter(ended_at=None)} == {"slip"}
        assert WayIn.objects.filter(kind="code", ended_because="closed").exists()
        holder = take_slip(code=done.town.slip, word="brygga", at=timezone.now())
    assert holder is not None
    assert Client().get(done.town.link).status_code == 200  # the page that says it does not work any more


def test_who_had_a_password_and_used_it_has_it_still(done: ThereAndBack) -> None:
    users = User.objects.in_bulk()
    assert users.keys() == done.before.passwords.keys()
    for pk, user in users.items():
        if user.last_login is None:
            assert not user.has_usable_password()
        else:
            assert user.password == done.before.passwords[pk]


def test_files_and_checkpoints_come_back_for_nobody_else_to_read(done: ThereAndBack) -> None:
    del done.before.files[".half-written"]
    assert done.after.files == done.before.files
    files = done.town.files
    assert all(stat.S_IMODE(one.stat().st_mode) & 0o077 == 0 for one in [files, *files.rglob("*")])
    assert done.after.checkpoints == done.before.checkpoints


def test_the_logs_are_as_they_were_sealed(done: ThereAndBack) -> None:
    report = json.loads(benken("audit", "verify", "--json", env=done.town.env).stdout)
    assert report["ok"]
    assert report["checkpoints"] == 1
    assert report["logs"]["deed"]["sealed"] > 10


def test_it_can_be_opened_without_benken(town: Town) -> None:
    path = town.backup("plain-tools.tar.age")
    opened = town.folder / "opened"
    with path.open("rb") as sealed, (town.folder / "opened.tar").open("wb") as out:
        pyrage.decrypt_io(sealed, out, read_identities(Path(town.identity)))
    with tarfile.open(town.folder / "opened.tar") as tar:
        tar.extractall(opened, filter="data")
    assert (opened / "files" / "a1" / "letter").read_bytes() == b"\x00sealed"
    manifest = json.loads((opened / "manifest.json").read_text())
    assert manifest["tables"]["people_person"] == len(rows_of(town.database)["people_person"])
    dump = b"".join(piece.read_bytes() for piece in sorted((opened / "database").iterdir()))
    listed = subprocess.run([SERVER.binaries / "pg_restore", "--list"], input=dump, capture_output=True, check=True)
    assert b"TABLE DATA public people_person" in listed.stdout
    assert b"TABLE DATA public django_session" not in listed.stdout


def test_nothing_in_a_sealed_backup_can_be_read(town: Town) -> None:
    said = town.backup("sealed.tar.age").read_bytes()
    assert said.startswith(b"age-encryption.org/v1\n")
    assert b"manifest" not in said
    assert b"PGDMP" not in said
    assert b"PGDMP" in town.backup("open.tar", unencrypted=True).read_bytes()


def test_it_is_never_written_in_the_open_unless_that_is_said(town: Town) -> None:
    path = town.folder / "nobody.tar"
    with override_settings(DEMO=False):
        town.recipient, recipient = "", town.recipient
        _said, why = town.run_backup(path, status=2)
        assert why.startswith("Nobody to seal the backup to: ")
        assert "--new-key" in why
        assert not path.exists()
        said, warned = town.run_backup(path, unencrypted=True)
        assert "NOT SEALED" in said
        assert warned.startswith("Not in the backup, keep them apart from it: BENKEN_SECRET_KEY")
        with override_settings(BACKUP_RECIPIENTS=[recipient]):
            said, _warned = town.run_backup(town.folder / "named.tar.age")
        assert ", 4 files, sealed to 1 key, " in said
    said, warned = town.run_backup(town.folder / "demo.tar")
    assert "NOT SEALED" in said
    assert warned.startswith("Everybody in the demo is invented: ")
    town.recipient = recipient


def test_what_is_no_key_is_misuse(town: Town) -> None:
    path = town.folder / "wrong-recipient"
    with override_settings(BACKUP_RECIPIENTS=["age1nothing"]):
        _said, why = town.run_backup(path, status=2)
    assert why == "age1nothing is no public key of age: it begins with age1.\n"
    assert not path.exists()


def test_what_is_there_is_never_written_over(town: Town) -> None:
    path = town.folder / "there"
    path.write_text("mine")
    _said, why = town.run_backup(path, status=2)
    assert why.endswith("is there already: nothing was written.\n")
    assert path.read_text() == "mine"
    link = town.folder / "link"
    link.symlink_to(town.folder / "elsewhere")
    town.run_backup(link, status=2)
    assert not (town.folder / "elsewhere").exists()
    _said, why = town.run_backup(town.folder / "no" / "folder", status=2)
    assert why == f"{town.folder / 'no'} is no folder.\n"


def test_in_a_folder_it_gets_a_name_that_tells_the_moment(town: Town) -> None:
    folder = town.folder / "nightly"
    folder.mkdir()
    typed = ["backup", str(folder), "--recipient", town.recipient, "--json"]
    report = json.loads(benken(*typed, env=town.env).stdout)
    [path] = folder.iterdir()
    assert re.fullmatch(r"benken-\d{8}T\d{6}Z\.tar\.age", path.name)
    assert (report["file"], report["bytes"]) == (str(path), path.stat().st_size)
    assert (report["recipients"], report["files"]) == (1, 4)


def test_a_role_that_would_leave_rows_out_makes_no_backup(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    path = town.folder / "by-the-app"
    monkeypatch.setenv("DATABASE_BULK_URL", SERVER.address(town.database))
    _said, why = town.run_backup(path, status=1)
    assert "is bound by row security and would leave rows out" in why
    assert not list(town.folder.glob("*by-the-app*"))
    monkeypatch.setenv("DATABASE_BULK_URL", SERVER.address(town.database, BULK))
    town.run_backup(path)


def test_a_pair_of_keys_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made, told = StringIO(), StringIO()
    assert upkeep.new_key(str(path), stdout=made, stderr=told) == 0
    assert re.fullmatch(r"age1[a-z0-9]{58}\n", made.getvalue())
    assert "keep it apart" in told.getvalue()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert str(read_identities(path)[0].to_public()) == made.getvalue().strip()
    before = path.read_bytes()
    assert upkeep.new_key(str(path), stdout=made, stderr=told) == 2
    assert path.read_bytes() == before


def test_what_is_older_than_90_days_is_deleted_by_its_name_and_nothing_else(tmp_path: Path) -> None:
    now = timezone.now().astimezone(UTC)
    names = {days: f"benken-{now - timedelta(days=days):%Y%m%dT%H%M%S}Z.tar.age" for days in (0, 89, 91, 400)}
    for name in [*names.values(), "benken-20200101T000000Z.tar", "my-own.tar", "benken-2020.tar.age"]:
        (tmp_path / name).write_bytes(b"")
    (tmp_path / ".x.1.unfinished-backup").write_bytes(b"")  # of one that was killed
    (tmp_path / "benken-20190101T000000Z.tar").symlink_to(tmp_path / "my-own.tar")
    said = StringIO()
    assert upkeep.prune(str(tmp_path), as_json=False, stdout=said, stderr=said) == 0
    assert said.getvalue().splitlines() == [
        "deleted benken-20200101T000000Z.tar",
        f"deleted {names[400]}",
        f"deleted {names[91]}",
        "3 deleted",
    ]
    left = {names[0], names[89], "my-own.tar", "benken-2020.tar.age", "benken-20190101T000000Z.tar"}
    assert {one.name for one in tmp_path.iterdir()} == left
    assert upkeep.prune(str(tmp_path / "nowhere"), as_json=False, stdout=said, stderr=said) == 2


def test_a_file_that_goes_away_just_then_is_met_by_another_moment(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    real, asked = make.stored_files, []

    def with_one_that_goes() -> dict[str, Path]:
        asked.append(True)
        return real() | ({"gone": town.files / "gone"} if len(asked) in {2, 3} else {})

    monkeypatch.setattr(make, "stored_files", with_one_that_goes)
    said, _warned = town.run_backup(town.folder / "another-moment")
    assert ", 4 files, " in said
    assert len(asked) > 4  # asked anew, for a second moment

    monkeypatch.setattr(make, "stored_files", lambda: real() | {"gone": town.files / "gone"})
    _said, why = town.run_backup(town.folder / "no-moment", status=1)
    assert why.startswith("Files were deleted all the time")
    assert not list(town.folder.glob("*no-moment*"))


def test_a_file_that_was_on_its_way_is_copied_whole(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    path, minutes_ago = town.files / "a1" / "arriving", timezone.now().timestamp() - 600
    path.write_bytes(b"hal")

    def later() -> AbstractContextManager[psycopg.Connection]:
        path.write_bytes(b"half and the rest")
        return bulk_connection()

    monkeypatch.setattr(make, "bulk_connection", later)
    try:
        kept = town.backup("arriving.tar", unencrypted=True)
        with tarfile.open(kept) as tar:
            content = tar.extractfile("files/a1/arriving")
            assert content is not None
            assert content.read() == b"half and the rest"
        path.write_bytes(b"hal")
        os.utime(path, (minutes_ago, minutes_ago))  # as no file of ours is changed when it is old
        _said, why = town.run_backup(town.folder / "changing.tar", status=1)
        assert why == "The file a1/arriving was changed while the backup was made: make it again.\n"
        assert not list(town.folder.glob("*changing*"))
    finally:
        path.unlink()


def test_a_password_does_not_stand_among_a_programs_arguments() -> None:
    address, environment = reaching("postgresql://benken_bulk:secret-word@host/benken?sslmode=require")
    assert "secret-word" not in address
    assert "sslmode=require" in address
    assert environment["PGPASSWORD"] == "secret-word"
