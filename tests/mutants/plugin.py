"""The pytest side of `make mutants`: which tests come to which check, and whether any of them fails without it.

With BENKEN_MUTANTS=map a run notes for each test what it came to. With BENKEN_MUTANTS=hunt the process imports
everything once and then forks for each mutant: a child gets a database of its own, runs the tests that come to the
check, and ends at the first that fails. Loaded with `-p tests.mutants.plugin`, before anything of Benken is imported.
"""

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from _pytest.runner import runtestprotocol

from tests.mutants import hook

MODE = os.environ.get("BENKEN_MUTANTS", "")
FOLDER = Path(os.environ.get("BENKEN_MUTANTS_FOLDER", "var/mutants"))
TABLES = re.compile(r"\b((?:access|people|followup|messaging|interop)_[a-z]+)\b")
LONGEST = 60  # seconds for the tests of one mutant, beside three times what they took before
GONE = "gone"  # the tests that came to it are no longer there, or not with the second wall open
if MODE:
    hook.install()


class _Mapper:
    """Notes for each test what it came to, how long it took, and which tables somebody else than the system used."""

    def __init__(self) -> None:
        self.told: dict[str, dict[str, Any]] = {}
        self.tables: set[str] = set()
        self.actor = ""
        self.failed = False

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        from tests.mutants import switch

        switch.reached.clear()
        self.tables.clear()
        self.failed, begun = False, time.monotonic()
        try:
            return (yield)
        finally:
            seconds = time.monotonic() - begun
            if not self.failed:
                tables = sorted(self.tables)
                self.told[item.nodeid] = {"reached": sorted(switch.reached), "tables": tables, "seconds": seconds}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:  # noqa: ARG002  # pytest's signature
        with self._watched():
            return (yield)

    def pytest_collection_finish(self) -> None:
        """Let prepared SQL be made each time, so that each test that sends it is known to come to its conditions."""
        from benken.access.together import PreparedRead

        call = PreparedRead.__call__

        def made_anew(read: Any, **parameters: Any) -> Any:
            read._made = None  # it keeps what it made from the first test to the last
            return call(read, **parameters)

        PreparedRead.__call__ = made_anew  # type: ignore[assignment, method-assign]  # only in this run

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed or report.skipped

    def pytest_sessionfinish(self) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        name = os.environ.get("PYTEST_XDIST_WORKER", "only")
        if self.told:
            (FOLDER / f"map-{name}.json").write_text(json.dumps(self.told))

    @contextmanager
    def _watched(self) -> Iterator[None]:
        from django.db import connection

        def note(execute: Any, sql: Any, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
            text = str(sql)
            if "benken.actor" in text and parameters:
                self.actor = str(parameters[0])
            elif self.actor != "system":
                self.tables.update(TABLES.findall(text))
            return execute(sql, parameters, many, context)

        with connection.execute_wrapper(note):
            yield


class _Hunter:
    """Runs the tests of one mutant after the other, each in a child of this process."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        hunted = json.loads((FOLDER / "hunted.json").read_text())
        told = FOLDER / "told"
        told.mkdir(parents=True, exist_ok=True)
        until = float(os.environ.get("BENKEN_MUTANTS_UNTIL", "inf"))
        for number, one in enumerate(hunted):
            if time.time() > until:
                break
            try:
                claim = os.open(told / f"{number}.claimed", os.O_CREAT | os.O_EXCL)
            except FileExistsError:
                continue
            os.close(claim)
            tests = [items[name] for name in one["tests"] if name in items]
            begun = time.monotonic()
            ended = _in_a_child(one, tests, told / f"{number}.killer") if tests else GONE
            answer = {"id": one["id"], "ended": ended, "tests": len(tests), "seconds": time.monotonic() - begun}
            (told / f"{number}.json").write_text(json.dumps(answer))
        return True


def _in_a_child(one: dict[str, Any], tests: list[pytest.Item], killer: Path) -> str:
    """Return the test that failed without the check, "hung", or "" if it lives on."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            code = _live_as(one, tests, killer)
        finally:
            os._exit(code)
    deadline = time.monotonic() + LONGEST + 3 * one["seconds"]
    while time.monotonic() < deadline:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            if os.waitstatus_to_exitcode(status) == 0:
                return ""
            return killer.read_text() if killer.exists() else f"ended with {status}"
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "hung"


def _live_as(one: dict[str, Any], tests: list[pytest.Item], killer: Path) -> int:
    """Run the tests without the check; 0 if none of them fails."""
    from tests.environment import SERVER
    from tests.mutants import switch

    switch.active = one["id"]
    if statement := one.get("sql"):
        copy = SERVER.create_database

        def copy_and_change(name: str, template: str = "template0") -> None:
            copy(name, template)
            with psycopg.connect(SERVER.address(name, "benken_super"), autocommit=True) as connection:
                connection.execute(statement)

        object.__setattr__(SERVER, "create_database", copy_and_change)
    for place, item in enumerate(tests):
        after = tests[place + 1] if place + 1 < len(tests) else None
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
            killer.write_text(item.nodeid)
            return 1
    return 0


def pytest_configure(config: pytest.Config) -> None:
    """Take up the mode."""
    if MODE == "map":
        config.pluginmanager.register(_Mapper())
    elif MODE == "hunt":
        config.pluginmanager.register(_Hunter())
