"""The tests' database: a private server, a template migrated once, and a copy of it for each worker.

Tests run as `benken_app`, so that row security holds in them; factories write inside `acting_as(SYSTEM)`.
"""

import fcntl
import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from benken.operate.private_server import PROJECT
from tests.environment import SECOND_WALL_IS_OPEN, SERVER

if TYPE_CHECKING:  # what it needs of Django is there only when the tests run
    from tests.groups import ByGroup
    from tests.jobs import WorkJobs

HELD = pytest.StashKey[psycopg.Connection]()
# A password is hashed by the same hasher as where people are, in few rounds: a million are a quarter of a second each.
ROUNDS_OF_A_PASSWORD = PBKDF2PasswordHasher.iterations
RUN = f"{os.getppid() if os.environ.get('PYTEST_XDIST_WORKER') else os.getpid()}"


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, in the process that leads the run."""
    PBKDF2PasswordHasher.iterations = 10
    if not hasattr(config, "workerinput"):
        SERVER.start()
        # Held open to the end, so that another run that ends meanwhile does not stop the server.
        config.stash[HELD] = psycopg.connect(SERVER.address("postgres"), autocommit=True)
        _drop_leftovers()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where the second wall is open, leave out what asks after that wall."""
    if SECOND_WALL_IS_OPEN:
        about_it = [item for item in items if item.get_closest_marker("second_wall")]
        config.hook.pytest_deselected(items=about_it)
        items[:] = [item for item in items if item not in about_it]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> "ByGroup | None":
    """Keep the tests of a group together."""
    from tests.groups import ByGroup

    return ByGroup(config, log) if config.getoption("dist") == "loadgroup" else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not run, and why: what somebody must install."""
    skipped = terminalreporter.getreports("skipped")
    reasons = Counter(report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple))
    for reason, number in reasons.items():
        terminalreporter.write_line(f"{number} tests not run. {reason.removeprefix('Skipped: ')}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server unless another run uses it."""
    if not hasattr(config, "workerinput"):
        _drop_leftovers(own=RUN)
        config.stash[HELD].close()
        SERVER.stop_if_unused()


def _drop_leftovers(own: str = "") -> None:
    """Drop this run's databases, and those of runs whose process is gone."""
    for name in SERVER.database_names():
        parts = name.split("_")
        if parts[:2] == ["benken", "test"] and (parts[2] == own or not Path(f"/proc/{parts[2]}").exists()):
            SERVER.drop_database(name)


def template() -> str:
    """Return the name of a migrated database to copy from; make it if the migrations have changed."""
    files = sorted((PROJECT / "benken").glob("*/migrations/*.py"))
    files += [PROJECT / "benken/operate/schema.py", PROJECT / "benken/access/row_policies.py"]
    files += [PROJECT / "benken/config/settings.py", PROJECT / "requirements.lock"]  # the migrations of others
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]
    name = f"benken_template_{digest}_{timezone.localdate():%Y%m}"
    with (SERVER.folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not SERVER.has_database(name):
            for old in SERVER.database_names():
                if old.startswith("benken_template_"):
                    SERVER.drop_database(old)
            unfinished = f"{name}_unfinished"
            SERVER.drop_database(unfinished)
            SERVER.create_database(unfinished)
            migrate(unfinished)
            rename(unfinished, name)
    return name


def rename(old: str, new: str) -> None:
    """Rename a database."""
    with psycopg.connect(SERVER.address("postgres", "benken_owner"), autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{old}" RENAME TO "{new}"')


def migrate(name: str) -> None:
    """Bring a database up to date in this process."""
    from django.db import connections

    from benken.operate.schema import bring_up_to_date

    point_django_at(name)
    bring_up_to_date(today=timezone.localdate())
    connections.close_all()


def point_django_at(name: str) -> None:
    """Let Django's connections lead to a database of the tests' server."""
    from django.db import connections

    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give this worker a copy of the template."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
    name = f"benken_test_{RUN}_{worker}"
    with django_db_blocker.unblock():
        source = template()
        SERVER.drop_database(name)
        SERVER.create_database(name, source)
        point_django_at(name)
    yield
    from django.db import connections

    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(autouse=True)
def _setup_of_environment() -> None:
    """Let each test begin with what the environment says, as if it had been read just now: no test hears of another."""
    from benken.access.models import Setup
    from benken.access.queries.setup import keep_setup

    keep_setup(Setup.of_environment(), seconds=600)


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """Let each test begin in our first language: a page in another one leaves that behind in the process."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _no_gateway() -> Iterator[None]:
    """Let texts wait in the queue as where the gateway does not run yet; a test about one chooses it."""
    from django.test import override_settings

    with override_settings(SMS_OTHERWISE="tests.sms_gateway.not_yet"):
        yield


@pytest.fixture
def as_the_system(db: None) -> Iterator[None]:  # noqa: ARG001  # the transaction stands around
    """Let row security make up for nothing: what is asked, the code alone answers."""
    from benken.access.actor import SYSTEM, acting_as

    with acting_as(SYSTEM):
        yield


@pytest.fixture
def now() -> datetime:
    """Return the moment the test takes place."""
    return timezone.now()


@pytest.fixture
def work_jobs() -> "WorkJobs":
    """Return what runs the deferred jobs in the test's own connection; no worker sees them, as none is committed."""
    from tests.jobs import work_jobs

    return work_jobs
