"""What a real server writes down, with its access log on: the pattern of an address, never whom it was about."""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from benken.operate.private_server import PROJECT
from tests.environment import SERVER
from tests.operate.running import PATIENCE

PERSON = str(uuid.uuid4())
SOUGHT = "Kari-Blaklokke"
ADDRESS = f"/people/{PERSON}/?q={SOUGHT}"
FIELDS = '%(h)s "%(r)s" %(s)s %(U)s %(q)s %(f)s %({raw_uri}e)s %({referer}i)s'


@contextmanager
def serving(log: Path) -> Iterator[int]:
    """Let gunicorn serve, with no database to be had, and return the port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        environment = {**os.environ, "DATABASE_URL": SERVER.address("benken_nowhere")}
        options = ["--bind", f"fd://{listener.fileno()}", "--threads", "2", "--worker-class", "gthread"]
        options += ["--access-logfile", "-", "--access-logformat", FIELDS, "--no-control-socket"]
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "tests.operate.a_server", *options],
                pass_fds=[listener.fileno()],
                env=environment,
                cwd=PROJECT,
                stdout=output,
                stderr=output,
            )
        try:
            yield listener.getsockname()[1]
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def send(port: int, *lines: str) -> str:
    """Send a request as it is written, and return the answer's first line."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)) as line:
        line.sendall("\r\n".join([*lines, "Host: localhost", f"Referer: http://localhost{ADDRESS}", "", ""]).encode())
        answer = b""
        with suppress(ConnectionResetError):
            while part := line.recv(65_536):
                answer += part
                if b"\r\n" in answer:
                    break
    return answer.partition(b"\r\n")[0].decode()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Ask a real server for pages that break in every way, and return all that it wrote."""
    log = tmp_path_factory.mktemp("log") / "server.log"
    with serving(log) as port:
        asked = f"GET {ADDRESS} HTTP/1.1"
        assert "500" in send(port, asked, "Cookie: sessionid=x")  # its session's database is away
        assert "500" in send(port, asked, "Break: yes")  # before any view
        assert "400" in send(port, asked, "Host: elsewhere.example")  # two hosts
        assert "400" in send(port, f"GET {ADDRESS} {SOUGHT} HTTP/1.1")  # no request at all
        assert "500" in send(port, f"GET http://localhost{ADDRESS} HTTP/1.1", "Break: yes")  # as to a proxy
        assert "500" in send(port, f"GET /no/{PERSON}/{SOUGHT} HTTP/1.1")
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and "Shutting down" not in log.read_text():
        time.sleep(0.1)
    return log.read_text()


def test_it_tells_the_operator_what_broke_and_where(told: str) -> None:
    assert "500 GET /people/<uuid:person_id>/\n" in told
    assert "500 GET (no such address)\n" in told
    assert "psycopg.OperationalError" in told
    assert told.count("Error handling request GET /people/<uuid:person_id>/\n") == 2
    assert "a_server.py" in told
    assert '"GET /people/<uuid:person_id>/ HTTP/1.1" 500 /people/<uuid:person_id>/ ' in told


def test_it_tells_nobody_whom_it_was_about_or_what_was_sought(told: str) -> None:
    assert PERSON not in told
    assert SOUGHT not in told
