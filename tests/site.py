"""The invented municipality served by the real server process, on a database of its own, for browsers to look at."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.environment import SERVER

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@contextmanager
def served(database: str, *, persons: int = 30) -> Iterator[str]:
    """Serve the demo from a database as `make demo` does; yield the address, stop the server at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "benken.config.cli", "demo", "--port", str(port), "--persons", str(persons)],
        env={
            **os.environ,
            "DATABASE_URL": SERVER.address(database),
            "DATABASE_OWNER_URL": SERVER.address(database, "benken_owner"),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line == f"ready http://localhost:{port}/demo/\n"
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0
        process.stdout.close()
