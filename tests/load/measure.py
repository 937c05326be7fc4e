"""Measures one page: from outside (wall and CPU time of the server process), its floor, and its memory."""

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.load import yardstick
from tests.load.database import SERVER, name_of, server_process
from tests.load.pages import Page
from tests.load.processes import children, cpu_ms, family_cpu_ms
from tests.load.sample import Sample
from tests.load.visitor import Visitor

SECONDS = 5.0
LEAST, MOST = 40, 150  # visits by one client
WARM = 12
CROWD = 8


@dataclass(frozen=True)
class Figures:
    """What some visits took: milliseconds of wall time, and of CPU time for each visit.

    `slow` tells how many times slower the machine was than when it is alone with us (see `yardstick`).
    """

    median: float
    p95: float
    app_cpu: float
    database_cpu: float
    visits: int
    slow: float = 1.0

    @property
    def cpu(self) -> float:
        """Return the CPU time of app and PostgreSQL together, as it was counted."""
        return self.app_cpu + self.database_cpu

    @property
    def even_cpu(self) -> float:
        """Return it in the yardstick's measure: what it would have been on the machine alone."""
        return self.cpu / self.slow


def from_outside(page: Page, sample: Sample, *, port: int, demo: int, clients: int, first_turn: int) -> Figures:
    """Visit a page as so many clients at once; `demo` is the process that runs the server."""
    visitors = [Visitor(port) for _ in range(clients)]
    for visitor in visitors:
        visitor.sign_in(page.persona)
        if page.fields:
            visitor.open_form(page.path(sample, 0))
    for turn in range(WARM):
        _visit(page, sample, visitors[turn % clients], first_turn + turn)
    turns = iter(range(first_turn + WARM, 10**9))
    took: list[float] = []
    slow: list[float] = []
    faults: list[Exception] = []
    until = time.monotonic() + SECONDS
    least, most = LEAST * (1 if clients == 1 else 3), MOST * (1 if clients == 1 else 3)

    def go(visitor: Visitor) -> None:
        try:
            while len(took) < least or (time.monotonic() < until and len(took) < most):
                took.append(_visit(page, sample, visitor, next(turns)))
                slow.append(yardstick.measure())
        except Exception as fault:  # noqa: BLE001  # told by the thread that waits
            faults.append(fault)

    app, database = _app_cpu(demo), family_cpu_ms(server_process())
    threads = [threading.Thread(target=go, args=[visitor]) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    app, database = _app_cpu(demo) - app, family_cpu_ms(server_process()) - database
    return _figures(took, app, database, slow)


def _visit(page: Page, sample: Sample, visitor: Visitor, turn: int) -> float:
    path = page.path(sample, turn)
    return visitor.post(path, dict(page.fields(turn)))[0] if page.fields else visitor.get(path)[0]


def _figures(took: list[float], app: float, database: float, slow: list[float]) -> Figures:
    ordered = sorted(took)
    p95 = ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
    cpu = (app / len(took), database / len(took))
    return Figures(statistics.median(ordered), p95, *cpu, len(took), statistics.mean(slow))


def app_processes(demo: int) -> list[int]:
    """Return the worker processes of the server, not the one that does the jobs. `demo` may be the master itself."""
    masters = [one for one in (demo, *children(demo)) if b"gunicorn" in Path(f"/proc/{one}/cmdline").read_bytes()]
    return [worker for master in masters for worker in children(master)]


def _app_cpu(demo: int) -> float:
    return sum(cpu_ms(worker) for worker in app_processes(demo))


def floor_of(page: Page, sample: Sample, *, scale: int) -> Figures:
    """Run the least SQL of a page as the app's role with the actor set, and fetch the rows."""
    actor = sample.own_account if page.persona == "person" else sample.worker
    took: list[float] = []
    slow: list[float] = []
    with psycopg.connect(SERVER.address(name_of(scale))) as connection:

        def go(turn: int) -> None:
            connection.execute("SELECT set_config('benken.actor', %s, true)", [str(actor)])
            for statement, values in page.floor(sample, turn):
                cursor = connection.execute(statement, values)
                if cursor.description:
                    cursor.fetchall()
            connection.commit()

        _timed(go, took, visits=WARM)
        took.clear()
        own, database = 0.0, family_cpu_ms(server_process())
        until = time.monotonic() + SECONDS / 2
        while len(took) < LEAST or (time.monotonic() < until and len(took) < 4 * MOST):
            began = time.process_time()
            _timed(go, took, visits=10)
            own += time.process_time() - began
            slow.append(yardstick.measure())
        database = family_cpu_ms(server_process()) - database
    return _figures(took, own * 1000, database, slow)


def _timed(go: Callable[[int], None], took: list[float], *, visits: int) -> None:
    for _ in range(visits):
        began = time.perf_counter()
        go(len(took))
        took.append((time.perf_counter() - began) * 1000)
