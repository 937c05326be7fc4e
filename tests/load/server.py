"""The real server process, as `benken demo` starts it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.load.processes import cpu_ms


@contextmanager
def served(scale: int) -> Iterator[tuple[int, int]]:
    """Serve the scale that is in use; yield port and process id, and stop the server at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
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


def _until_quiet(process: int) -> None:
    """Wait until it has seen that everybody is in place."""
    used = -1.0
    for _ in range(120):
        now = cpu_ms(process)
        if now == used:
            return
        used = now
        time.sleep(0.5)
