"""What the tests of operating share: databases of their own, and `benken …` as a real process."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pytest_django import DjangoDbBlocker

from tests.conftest import RUN, point_django_at, template
from tests.environment import SERVER

COMMAND = [sys.executable, "-m", "benken.config.cli"]
PATIENCE = 180  # seconds: the machine may have much else to do, and waiting costs nothing when all is well


@contextmanager
def database_of_its_own(purpose: str, blocker: DjangoDbBlocker, *, empty: bool = False) -> Iterator[str]:
    """Make a migrated database, or an empty one, and let Django lead to it meanwhile; what is written stays."""
    from django.db import connections

    name = f"benken_test_{RUN}_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{purpose}"
    before = connections["default"].settings_dict["NAME"]
    with blocker.unblock():
        source = template()
        SERVER.drop_database(name)
        SERVER.create_database(name, *([] if empty else [source]))
        point_django_at(name)
        try:
            yield name
        finally:
            point_django_at(before)
            SERVER.drop_database(name)


@contextmanager
def as_from_a_window() -> Iterator[None]:
    """Let a process that is started meanwhile hear of a hang-up, even if who runs the tests does not (nohup)."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


def environment(database: str, **more: str) -> dict[str, str]:
    """Return the environment of a process that works on a database of the tests' server."""
    return {
        **os.environ,
        "DATABASE_URL": SERVER.address(database),
        "DATABASE_OWNER_URL": SERVER.address(database, "benken_owner"),
        **more,
    }


def benken(*arguments: str, env: dict[str, str], status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run `benken …` to its end, and check its exit status."""
    done = subprocess.run(
        [*COMMAND, *arguments], env=env, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd="/"
    )
    assert done.returncode == status, f"{done.returncode}: {done.stdout}{done.stderr}"
    return done


def is_one_sentence(text: str) -> bool:
    """Tell whether a process said one line and no trace of calls."""
    return text.count("\n") == 1 and text.endswith("\n") and "Traceback" not in text
