"""What is refused before anything is touched, and what is cut off half way: nothing half is named or serves."""

import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import tarfile
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from benken.operate.backups.sealed import new_identity
from benken.operate.doctor import database
from benken.operate.private_server import APP, OWNER
from benken.operate.schema import is_being_restored
from benken.operate.worker import work
from tests.environment import SERVER
from tests.operate.backups import COMMAND, Town, slow_programs, small_town
from tests.operate.running import PATIENCE, benken, is_one_sentence

pytestmark = [pytest.mark.xdist_group("backups"), pytest.mark.second_wall]
DAMAGED = "The backup is damaged: it was cut short or changed. Take another copy of it, or an older backup.\n"


@pytest.fixture(scope="module")
def town(
    django_db_setup: None,  # noqa: ARG001  # only to come after it
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Town]:
    """Make a small municipality."""
    with small_town("restore", tmp_path_factory.mktemp("town"), django_db_blocker) as made:
        yield made


@pytest.fixture(scope="module")
def sealed(town: Town) -> bytes:
    """Make a sealed backup of it."""
    return town.backup("good.tar.age").read_bytes()


@pytest.fixture(scope="module")
def unsealed(town: Town, sealed: bytes) -> bytes:  # noqa: ARG001  # made before anything is emptied
    """Make one that is sealed to nobody."""
    return town.backup("good.tar", unencrypted=True).read_bytes()


@pytest.fixture
def empty(town: Town, sealed: bytes, unsealed: bytes) -> Town:  # noqa: ARG001  # made before it is emptied
    """Empty it, unless it is."""
    if town.tables() or town.files.exists():
        town.empty()
    return town


def refused(town: Town, content: bytes, *, identity: str = "", status: int = 1) -> str:
    """Try to restore, and see that nothing was touched; return what was said."""
    path = town.folder / "tried"
    path.write_bytes(content)
    said, why = town.restore(path, identity=identity, status=status)
    assert said == ""
    assert is_one_sentence(why), why
    assert town.tables() == []
    assert not town.files.exists()
    assert not Path(town.env["BENKEN_CHECKPOINTS"]).exists()
    return why


def test_another_key_does_not_open_it(empty: Town, sealed: bytes, tmp_path: Path) -> None:
    new_identity(tmp_path / "other")
    why = refused(empty, sealed, identity=str(tmp_path / "other"))
    assert why == "None of the keys opens this backup. Name the file with the right key: --identity FILE.\n"


def test_without_a_key_it_says_which_flag_names_one(empty: Town) -> None:
    _said, why = empty.restore(empty.folder / "good.tar.age", identity=None, status=2)
    assert why == "This backup is sealed. Name the file with its key: --identity FILE.\n"
    assert empty.tables() == []
    (empty.folder / "no-key").write_text("# nothing\n")
    assert "holds no secret key" in refused(empty, b"", identity=str(empty.folder / "no-key"), status=2)


@pytest.mark.parametrize("left", [0, 10, 500, 0.5, 0.9, -1, -17])
def test_a_file_cut_short_is_damaged(empty: Town, sealed: bytes, left: float) -> None:
    length = int(len(sealed) * left) if 0 < left < 1 else int(left)
    assert refused(empty, sealed[:length]) == DAMAGED


def test_a_file_cut_between_two_stretches_is_damaged(empty: Town, sealed: bytes) -> None:
    header = sealed.index(b"\n--- ") + sealed[sealed.index(b"\n--- ") + 1 :].index(b"\n") + 2 + 16
    assert refused(empty, sealed[: header + 2 * (64 * 1024 + 16)]) == DAMAGED


@pytest.mark.parametrize("where", [0.2, 0.5, 0.99])
def test_one_bit_turned_is_damaged(empty: Town, sealed: bytes, where: float) -> None:
    turned = bytearray(sealed)
    turned[int(len(turned) * where)] ^= 1
    assert refused(empty, bytes(turned)) == DAMAGED


def test_one_bit_turned_in_the_open_is_damaged_too(empty: Town, unsealed: bytes) -> None:
    for word in (b"PGDMP", b'"tables"', b"database/000001"):
        turned = bytearray(unsealed)
        turned[turned.index(word) + 2] ^= 1
        assert refused(empty, bytes(turned)) == DAMAGED
    assert refused(empty, unsealed[: len(unsealed) // 2]) == DAMAGED


def changed(unsealed: bytes, change: Callable[[dict[str, object]], object]) -> bytes:
    """Return a backup whose manifest says something else, and is whole."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(unsealed)) as tar, tarfile.open(fileobj=out, mode="w") as new:
        for info in tar:
            content = tar.extractfile(info)
            read = content.read() if content else b""
            if info.name == "manifest.json":
                manifest = json.loads(read)
                change(manifest)
                read = written = json.dumps(manifest).encode()
            elif info.name == "manifest.sha256":
                read = hashlib.sha256(written).hexdigest().encode()
            info.size = len(read)
            new.addfile(info, io.BytesIO(read))
    return out.getvalue()


def test_a_backup_of_a_newer_benken_is_refused(empty: Town, unsealed: bytes) -> None:
    def migrated(manifest: dict[str, object]) -> None:
        manifest["migrations"] = [["people", "9999_later"]]

    why = refused(empty, changed(unsealed, migrated))
    assert "newer Benken" in why
    assert "people.9999_later is not known here" in why
    assert "newer Benken" in refused(empty, changed(unsealed, lambda manifest: manifest.update(format=2)))


def test_a_backup_of_a_newer_postgresql_is_refused(empty: Town, unsealed: bytes) -> None:
    assert "of PostgreSQL 99" in refused(empty, changed(unsealed, lambda manifest: manifest.update(server=99)))


def test_rows_that_did_not_come_back_leave_it_not_ready(empty: Town, unsealed: bytes) -> None:
    def one_more(manifest: dict[str, object]) -> None:
        tables = manifest["tables"]
        assert isinstance(tables, dict)
        tables["people_person"] += 1

    (empty.folder / "tried").write_bytes(changed(unsealed, one_more))
    _said, why = empty.restore(empty.folder / "tried", status=1)
    assert why.startswith("Not all rows came back (people_person). Drop the database")
    assert_not_ready(empty)


def test_another_secret_key_is_refused_unless_it_is_said(empty: Town, sealed: bytes) -> None:
    with override_settings(SECRET_KEY="another-key-than-the-backup-was-made-with"):
        assert "BENKEN_SECRET_KEY is not the one" in refused(empty, sealed)
        _said, why = empty.restore(empty.folder / "good.tar.age", other_key=True, status=1)
        assert "The logs are not as they were sealed" in why  # the checkpoints were signed with the other
        [found] = database.keys_open(timezone.now())
        assert "does not open what is sealed here (benken.people.disclosure)" in found.says


def test_what_is_not_empty_is_refused(town: Town, sealed: bytes) -> None:
    town.empty()
    town.restore(town.folder / "good.tar.age")
    people = psycopg.connect(SERVER.address(town.database, OWNER))
    with people:
        before = people.execute("SELECT count(*) FROM access_user").fetchone()
        _said, why = town.restore(town.folder / "good.tar.age", status=1)
        assert why == "The database is not empty: a backup is restored into an empty one only.\n"
        assert people.execute("SELECT count(*) FROM access_user").fetchone() == before
    assert len(sealed) > 1000

    town.empty()
    for variable, name in (("BENKEN_FILES", "somebody's"), ("BENKEN_CHECKPOINTS", "checkpoints.jsonl")):
        folder = Path(town.env[variable])
        folder.mkdir()
        (folder / name).write_text("mine")
        _said, why = town.restore(town.folder / "good.tar.age", status=1)
        assert variable in why
        assert (folder / name).read_text() == "mine"
        assert town.tables() == []
        shutil.rmtree(folder)


def test_a_file_that_is_not_there_is_misuse(empty: Town) -> None:
    _said, why = empty.restore(empty.folder / "nowhere", status=2)
    assert why == f"{empty.folder / 'nowhere'} cannot be read: No such file or directory.\n"
    owner = {**empty.env, "DATABASE_OWNER_URL": ""}
    assert "DATABASE_OWNER_URL is missing" in benken("restore", "x", env=owner, status=2).stderr


# --- cut off half way


@pytest.fixture
def filled(town: Town, sealed: bytes) -> Town:  # noqa: ARG001  # there is something to restore
    """Restore it unless it is whole: a municipality in use."""
    if is_being_restored(using="owner") or "django_migrations" not in town.tables():
        town.empty()
        town.restore(town.folder / "good.tar.age")
    return town


def assert_not_ready(town: Town) -> None:
    """See that what is there does not serve, starts no worker, shows the app nothing, and takes no second restore."""
    connections.close_all()
    answer = Client().get("/healthz/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["restored"] is False
    stderr = StringIO()
    assert work(stderr=stderr) == 1
    assert "A restore into this database is under way, or was cut off" in stderr.getvalue()
    with psycopg.connect(SERVER.address(town.database, APP)) as app:
        tables = app.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace").fetchall()
        assert not [name for (name,) in tables if name.endswith("_person") and may_read(app, name)]
    _said, why = town.restore(town.folder / "good.tar.age", status=1)
    assert why.startswith("A restore into this database was cut off. Drop the database")
    connections.close_all()


def may_read(app: psycopg.Connection, table: str) -> bool:
    """Tell whether the app's role may read a table."""
    row = app.execute("SELECT has_table_privilege(%s, 'SELECT')", [table]).fetchone()
    return row is not None and bool(row[0])


def wait_for(file: Path) -> None:
    """Wait until a file is there."""
    limit = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < limit
        time.sleep(0.05)


def killed(town: Town, typed: list[str], *, until: Path, **env: str) -> None:
    """Start `benken …`, wait until a file is there, and kill it with -9."""
    process = subprocess.Popen([*COMMAND, *typed], env={**town.env, **env}, cwd="/", stderr=subprocess.DEVNULL)
    with process:
        limit = time.monotonic() + PATIENCE
        while not until.exists() and process.poll() is None and time.monotonic() < limit:
            time.sleep(0.05)
        assert until.exists()
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)


def test_a_backup_killed_in_the_middle_leaves_no_file_of_that_name(filled: Town, tmp_path: Path) -> None:
    began, folder = tmp_path / "began", tmp_path / "backups"
    folder.mkdir()
    script = f"head -c 500000 /dev/zero; touch {began}; while printf x; do sleep 0.1; done"
    pgbin = slow_programs(tmp_path / "bin", pg_dump=script)
    killed(filled, ["backup", str(folder / "x"), "--recipient", filled.recipient], until=began, PGBIN=pgbin)
    [left] = folder.iterdir()
    assert left.name.endswith(".unfinished-backup")
    assert left.stat().st_mode & 0o077 == 0
    filled.run_backup(folder / "x")
    assert [one.name for one in folder.iterdir()] == ["x"]  # what the killed one left is cleared away


def test_a_dump_that_fails_leaves_nothing(filled: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = "ERROR:  value Kari Nordby is wrong"
    script = f'head -c 900000 /dev/zero; echo "pg_dump: error: COPY failed: {words}" >&2; exit 1'
    pgbin = slow_programs(tmp_path / "bin", pg_dump=script)
    (tmp_path / "backups").mkdir()
    monkeypatch.setenv("PGBIN", pgbin)
    _said, why = filled.run_backup(tmp_path / "backups" / "x", unencrypted=True, status=1)
    assert why == "pg_dump failed: COPY failed\n"
    assert not list((tmp_path / "backups").iterdir())


@pytest.mark.parametrize("flag", ["--recipient", "--unencrypted"])
def test_a_full_disk_leaves_nothing(filled: Town, tmp_path: Path, flag: str) -> None:
    typed = ["backup", str(tmp_path / "x"), flag, *([filled.recipient] if flag == "--recipient" else [])]
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 200; exec "$@"', "-", *COMMAND, *typed],
        env=filled.env, cwd="/", capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert is_one_sentence(done.stderr), done.stderr
    assert "File too large" in done.stderr
    assert done.stdout == ""
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "script",
    [
        'touch {began}; {until_killed}; "$REAL/pg_restore" "$@"; touch {ended}',  # before anything of it is in
        # All rows are in, and nothing was compared.
        '"$REAL/pg_restore" "$@" || exit; touch {began}; {until_killed}; touch {ended}',
    ],
)
def test_a_restore_killed_in_the_middle_is_not_ready_and_can_be_begun_again(
    empty: Town, tmp_path: Path, script: str
) -> None:
    began, go_on, over = (tmp_path / name for name in ("began", "killed", "ended"))
    until_killed = f"while ! [ -e {go_on} ]; do sleep 0.1; done"
    pgbin = slow_programs(
        tmp_path / "bin", pg_restore=script.format(began=began, until_killed=until_killed, ended=over)
    )
    typed = ["restore", str(empty.folder / "good.tar.age"), "--identity", empty.identity]
    killed(empty, typed, until=began, PGBIN=pgbin)
    go_on.touch()
    wait_for(over)  # what it started ends by itself
    assert_not_ready(empty)
    with psycopg.connect(SERVER.address(empty.database, OWNER)) as owner:
        there = owner.execute("SELECT to_regclass('people_person') IS NOT NULL").fetchone()
    assert there == (script.startswith('"$REAL'),)

    empty.empty()
    empty.restore(empty.folder / "good.tar.age")
    answer = Client().get("/healthz/ready")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    connections.close_all()
    assert {one.name for one in empty.files.iterdir()} > {"a1", "b2", "empty"}


def test_a_dump_that_is_refused_names_no_value_and_leaves_it_not_ready(
    empty: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = 'cat >/dev/null; echo "pg_restore: error: COPY failed for table \\"x\\": ERROR:  Kari" >&2; exit 1'
    pgbin = slow_programs(tmp_path / "bin", pg_restore=script)
    monkeypatch.setenv("PGBIN", pgbin)
    _said, why = empty.restore(empty.folder / "good.tar.age", status=1)
    assert why.startswith('pg_restore failed: COPY failed for table "x". Drop the database')
    assert_not_ready(empty)


def test_programs_of_another_version_are_not_used(
    filled: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "pg_dump").write_text("#!/bin/sh\necho pg_dump 9.6\n")
    (folder / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PGBIN", str(folder))
    _said, why = filled.run_backup(tmp_path / "x", status=1)
    assert "is missing here: install postgresql-client-" in why
    assert os.listdir(tmp_path) == ["bin"]  # noqa: PTH208  # the names alone
