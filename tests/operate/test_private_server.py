"""The private PostgreSQL, on throw-away servers: it starts itself, survives, lets nobody in and is gone at the end."""

import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from benken.operate import private_server as module
from benken.operate.private_server import APP, BULK, OWNER, SUPERUSER, PrivateServer, ServerProblem, private_server
from tests.operate.running import PATIENCE, benken, is_one_sentence

pytestmark = pytest.mark.xdist_group("private server")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a short folder that the server's account can reach; pytest's own it cannot."""
    path = Path(tempfile.mkdtemp(prefix="bk-", dir="/var/tmp"))  # made here, for us alone to write in
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def server(folder: Path) -> Iterator[PrivateServer]:
    """Describe a server that nobody started; whatever the test does, it is stopped."""
    described = in_folder(folder / "pg")
    yield described
    described.stop()


def in_folder(folder: Path) -> PrivateServer:
    """Describe a server in a folder; it writes to the disk as the demo's does."""
    usual = private_server("tests-throw-away")
    return replace(usual, folder=folder, data=folder / usual.data.name)


def ask(server: PrivateServer, query: str, *, role: str = SUPERUSER) -> list[tuple[object, ...]]:
    """Ask the server something as a role."""
    with closing(psycopg.connect(server.address("postgres", role), autocommit=True)) as connection:
        return connection.execute(query.encode()).fetchall()


def postmaster(server: PrivateServer) -> int:
    """Return the process id of the server."""
    return int((server.data / "postmaster.pid").read_text().split()[0])


def test_it_starts_and_answers_and_a_second_start_finds_it_running(server: PrivateServer) -> None:
    assert not server.is_running()
    assert server.start()
    assert ask(server, "SELECT 1", role=APP) == [(1,)]
    first = postmaster(server)
    assert not server.start()
    assert postmaster(server) == first
    server.stop()
    assert not server.is_running()
    server.stop()  # harmless
    assert server.start()


def test_it_has_four_roles_and_each_may_what_it_must(server: PrivateServer) -> None:
    server.start()
    query = "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolcanlogin"
    assert {row[0]: row[1:] for row in ask(server, query)} == {
        SUPERUSER: (True, True, True, True),
        OWNER: (False, False, True, False),
        APP: (False, False, False, False),
        BULK: (False, True, False, False),
    }
    server.create_database("benken_some")
    assert server.has_database("benken_some")
    assert server.database_names() == ["benken_some"]
    with closing(psycopg.connect(server.address("benken_some"))):
        server.drop_database("benken_some")  # connected or not
    assert not server.has_database("benken_some")


def test_roles_that_are_missing_come_at_the_next_start(server: PrivateServer) -> None:
    server.start()
    with closing(psycopg.connect(server.address("postgres", SUPERUSER), autocommit=True)) as connection:
        connection.execute("DROP ROLE benken_bulk")
    assert not server.start()
    assert ask(server, "SELECT 1", role=BULK) == [(1,)]


def test_nobody_else_reaches_it(server: PrivateServer) -> None:
    server.start()
    assert ask(server, "SHOW listen_addresses") == [("",)]
    assert ask(server, "SHOW unix_socket_directories") == [(str(server.folder),)]
    assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700
    owner = server.account.pw_uid if server.account else os.geteuid()
    assert {server.folder.stat().st_uid, server.data.stat().st_uid} == {owner}
    socket = server.folder / ".s.PGSQL.5432"
    assert stat.S_ISSOCK(socket.stat().st_mode)
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700


def test_it_survives_a_kill_with_somebody_connected_and_keeps_what_was_committed(server: PrivateServer) -> None:
    server.start()
    with closing(psycopg.connect(server.address("postgres", OWNER), autocommit=True)) as connection:
        connection.execute("CREATE DATABASE benken_kept")
    with closing(psycopg.connect(server.address("benken_kept", OWNER), autocommit=True)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'a bench' AS words")
        os.kill(postmaster(server), signal.SIGKILL)
        assert server.start()
    with closing(psycopg.connect(server.address("benken_kept", OWNER), autocommit=True)) as connection:
        assert connection.execute("SELECT words FROM kept").fetchall() == [("a bench",)]


def test_its_log_holds_nothing_typed_even_where_it_was_once_set_to_tell_all(server: PrivateServer) -> None:
    typed = "the blue kiosk by the river"
    server.start()
    server.stop()
    with (server.data / "postgresql.conf").open("a") as configuration:  # as an older Benken, or somebody, left it
        configuration.write("log_statement = 'all'\nlog_min_duration_statement = 0\nlog_error_verbosity = verbose\n")
    assert server.start()
    with closing(psycopg.connect(server.address("postgres", OWNER), autocommit=True)) as connection:
        connection.execute("CREATE DATABASE benken_kept")
    address = server.address("benken_kept", OWNER)
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        connection.execute("CREATE TABLE kept (words text UNIQUE CHECK (words <> 'an owl'), number int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [typed])
        refused = [
            ("INSERT INTO kept VALUES (%s)", typed),  # twice
            ("INSERT INTO kept VALUES ('an owl', length(%s))", typed),  # against a rule
            ("INSERT INTO kept (number) VALUES (%s::text::int)", typed),  # no number: said in the message itself
            ("SELECT to_tsquery(%s)", typed),
            ("SELECT nothing FROM kept WHERE words = %s", typed),
        ]
        for cursor in (psycopg.Cursor(connection), psycopg.ClientCursor(connection)):  # beside the statement, and in it
            for statement, value in refused:
                with pytest.raises(psycopg.Error):
                    cursor.execute(statement, [value])
    with ThreadPoolExecutor(1) as threads:
        for end in (signal.SIGTERM, signal.SIGKILL):  # while the statement runs
            with closing(psycopg.connect(address, cursor_factory=psycopg.ClientCursor)) as connection:
                process = connection.info.backend_pid
                running = threads.submit(connection.execute, "SELECT pg_sleep(300), %s", [typed])
                while not ask(server, "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"):
                    assert not running.done()
                os.kill(process, end)
                assert isinstance(running.exception(timeout=PATIENCE), psycopg.OperationalError)
    server.start()  # told to stop while it recovers, it does not
    server.stop()
    log = (server.data / "server.log").read_text()
    assert f"(PID {process}) was terminated by signal 9" in log  # it still tells what the operator must know
    assert not [word for word in (*typed.split()[1:3], "an owl", "kept (words", "pg_sleep") if word in log]


def test_it_is_stopped_only_when_nobody_uses_it(server: PrivateServer) -> None:
    assert not server.stop_if_unused()
    server.start()
    with closing(psycopg.connect(server.address("postgres"), autocommit=True)) as connection:
        assert not server.stop_if_unused()
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert server.stop_if_unused()
    assert not server.is_running()


def test_two_starts_at_once_end_with_one_server(server: PrivateServer) -> None:
    with ThreadPoolExecutor(3) as threads:
        started = list(threads.map(lambda _number: server.start(), range(3)))
    assert sorted(started) == [False, False, True]
    assert ask(server, "SELECT 1", role=APP) == [(1,)]


def test_it_starts_again_where_the_making_was_cut_off_and_after_the_project_was_moved(folder: Path) -> None:
    server = in_folder(folder / "pg")
    unfinished = server.data.with_name(f"{server.data.name}-unfinished")
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    server.start()
    server.stop()
    assert not unfinished.exists()

    (folder / "pg").rename(folder / "moved")
    moved = in_folder(folder / "moved")
    try:
        assert moved.start()
        assert ask(moved, "SELECT 1", role=APP) == [(1,)]
        assert not (folder / "pg").exists()
    finally:
        moved.stop()


def test_a_folder_of_somebody_else_is_refused_and_left_alone(server: PrivateServer, folder: Path) -> None:
    theirs = Path("/usr")
    if os.geteuid() == 0:
        theirs = folder / "theirs"
        theirs.mkdir(mode=0o755)
        os.chown(theirs, 54_321, -1)
    with pytest.raises(ServerProblem, match="belongs to somebody else"):
        replace(server, folder=theirs, data=theirs / server.data.name).start()
    assert stat.S_IMODE(theirs.stat().st_mode) == 0o755


def test_a_link_that_leads_elsewhere_is_refused_and_left_alone(server: PrivateServer, folder: Path) -> None:
    (folder / "elsewhere").mkdir(mode=0o755)
    server.folder.symlink_to(folder / "elsewhere")
    with pytest.raises(ServerProblem, match="is a link"):
        server.start()
    assert stat.S_IMODE((folder / "elsewhere").stat().st_mode) == 0o755
    assert (folder / "elsewhere").stat().st_uid == os.geteuid()


@pytest.mark.parametrize("project", ["Mine ting/benken", "Åse/benken", "a,b/benken", "x" * 90])
def test_a_project_whose_folder_has_an_odd_name_gets_a_plain_one(
    monkeypatch: pytest.MonkeyPatch, folder: Path, project: str
) -> None:
    monkeypatch.setattr(module, "PROJECT", folder / project)
    first = private_server().folder
    assert module.PLAIN_FOLDER.fullmatch(str(first))
    monkeypatch.setattr(module, "PROJECT", folder / f"{project}2")
    assert private_server().folder != first


def put_program(folder: Path, name: str, says: str) -> None:
    """Put a program in a folder."""
    (folder / name).write_text(f"#!/bin/sh\n{says}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("programs", "says", "words"),
    [
        ("", "", "holds no program `postgres`"),
        ("postgres", "", "holds no program `initdb`"),
        ("postgres initdb pg_ctl pg_isready", "exit 127", "cannot be run here"),
        ("postgres initdb pg_ctl pg_isready", "echo hello", "does not say its version"),
    ],
)
def test_a_wrong_pgbin_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, folder: Path, programs: str, says: str, words: str
) -> None:
    for name in programs.split():
        put_program(folder, name, says)
    monkeypatch.setenv("PGBIN", str(folder))
    with pytest.raises(ServerProblem, match=words) as raised:
        private_server()
    assert str(folder) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_wrong_pgbin_ends_a_command_with_one_sentence() -> None:
    done = benken("database", "address", env={**os.environ, "PGBIN": "/nowhere"}, status=1)
    assert done.stderr == "PGBIN=/nowhere holds no program `postgres`\n"
    assert is_one_sentence(done.stderr)
    assert done.stdout == ""
