"""The real server process, as `benken demo` starts it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from benken.operate.private_server import BULK
from tests.load.database import SERVER, name_of
from tests.load.processes import cpu_ms


@contextmanager
def served(scale: int) -> Iterator[tuple[int, int]]:
    """Serve the scale that is in use; yield port and process id, and stop the server at the end."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "benken.config.cli", "demo", "--port", str(port), "--persons", str(scale)],
        env=os.environ.copy(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line.startswith("ready "):
            raise RuntimeError("the server did not start; what it said stands above")
        _until_quiet(process.pid)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


@contextmanager
def served_without_walls(scale: int) -> Iterator[tuple[int, int]]:
    """Serve the same database as a role that goes round row security, and write no log (see `without_walls`)."""
    port = _free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "benken.config.wsgi:application", "--bind", f"127.0.0.1:{port}"),
            *("--workers", "2", "--threads", "4", "--worker-class", "gthread", "--no-control-socket"),
            *("--log-level", "warning", "--config", "python:tests.load.without_walls"),
        ],
        env={**os.environ, "DATABASE_URL": SERVER.address(name_of(scale), BULK)},
    )
    try:
        _until_it_answers(port)
        _until_quiet(process.pid)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _until_it_answers(port: int) -> None:
    for _ in range(300):
        with (
            suppress(urllib.error.URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/live", timeout=5) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("the server without walls did not start; what it said stands above")


def _until_quiet(process: int) -> None:
    """Wait until it has seen that everybody is in place."""
    used = -1.0
    for _ in range(120):
        now = cpu_ms(process)
        if now == used:
            return
        used = now
        time.sleep(0.5)
