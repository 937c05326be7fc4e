"""The invented municipality served by the real server process, on a database of its own, for browsers to look at."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benken.operate.private_server import OWNER, PrivateServer
from tests.environment import SERVER
from tests.far_away import far_away

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(database: str, *, persons: int = 30) -> Iterator[str]:
    """Serve the demo from a database as `make demo` does; yield the address, stop the server at the end.

    With BENKEN_SLOW_LINE=400 what a browser sends gets there 400 ms later.
    """
    with serving(SERVER, database, persons=persons) as (port, _process):
        if wait := int(os.environ.get("BENKEN_SLOW_LINE", "0")):
            with far_away(port, milliseconds=wait) as line:
                yield f"http://localhost:{line}"
        else:
            yield f"http://localhost:{port}"


@contextmanager
def serving(
    server: PrivateServer, database: str, *, persons: int, port: int | None = None
) -> Iterator[tuple[int, int]]:
    """Serve the demo from a database of a server; yield the port and the process, stop it at the end."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "benken.config.cli", "demo", "--port", str(port), "--persons", str(persons)],
        env={
            **os.environ,
            "DATABASE_URL": server.address(database),
            "DATABASE_OWNER_URL": server.address(database, OWNER),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line == f"ready http://localhost:{port}/demo/\n"
        yield port, process.pid
    finally:
        process.terminate()
        assert process.wait(timeout=120) == 0
        process.stdout.close()
