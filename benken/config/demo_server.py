"""`benken demo`: the server process and a worker on the invented municipality, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from benken.operate.private_server import ServerProblem
from benken.operate.schema import bring_up_to_date, is_up_to_date

READY_WITHIN = 60  # seconds
MANY = 1_000  # persons: more take a while, and how far it has come is told
BEFORE_ANOTHER = 1  # seconds, from a worker's end to the next one's start


def make_ready() -> None:
    """Bring the demo's database up to date, and let its first people in."""
    from benken.demo.load import prepare

    if not is_up_to_date():
        bring_up_to_date(today=timezone.localdate())
    prepare(today=timezone.localdate(), say=lambda _line: None)


def listen(port: int) -> socket.socket:
    """Take the port, before anything else: a busy one is told at once."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # the last demo's port may still linger
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as problem:
        listener.close()
        raise ServerProblem(f"Port {port} cannot be used ({problem.strerror}): choose another one") from problem
    return listener


def serve(listener: socket.socket, *, persons: int) -> int:
    """Serve until Ctrl-C; print one line when the first sign-in works, then let the other people in and run jobs."""
    from benken.demo.load import PERSONS_ASKED_FOR

    port = listener.getsockname()[1]
    make_ready()
    check_room(persons)
    call_command("collectstatic", interactive=False, verbosity=0)
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "benken.config.wsgi:application"),
            *("--bind", f"fd://{listener.fileno()}", "--workers", "2", "--threads", "4", "--worker-class", "gthread"),
            *("--log-level", "warning", "--no-control-socket", "--worker-tmp-dir", _shared_memory()),
            *("--graceful-timeout", "5"),
        ],
        pass_fds=[listener.fileno()],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "benken.config.settings", PERSONS_ASKED_FOR: str(persons)},
    )
    listener.close()
    stopping = threading.Event()
    others = [
        threading.Thread(target=_fill, args=[persons, stopping], daemon=True),
        threading.Thread(target=_keep_a_worker, args=[stopping], daemon=True),
    ]
    status = 1
    try:
        if _wait(server, port):
            sys.stdout.write(f"ready http://localhost:{port}/demo/\n")
            sys.stdout.flush()
            for other in others:
                other.start()
            server.wait()
        sys.stderr.write("The server did not start, or stopped by itself; what it said stands above.\n")
    except KeyboardInterrupt:
        status = 0
    finally:
        stopping.set()
        _end(server)
        for other in others:  # their connections would keep the private server from being stopped
            if other.is_alive():
                other.join(timeout=12)
    return status


def _end(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _keep_a_worker(stopping: threading.Event) -> None:
    while not stopping.is_set():
        # In a session of its own Ctrl-C does not reach it, not even while it starts: it is told by us.
        worker = subprocess.Popen([sys.executable, "-m", "benken.config.cli", "worker"], start_new_session=True)
        while worker.poll() is None and not stopping.wait(0.2):
            pass
        _end(worker)
        stopping.wait(BEFORE_ANOTHER)


def check_room(persons: int) -> None:
    """Refuse more persons than the private server's disk has room for; of another server's disk we know nothing."""
    from benken.access.actor import SYSTEM, acting_as
    from benken.demo.load_many import TooLittleRoom
    from benken.demo.load_many import check_room as check
    from benken.people.queries import Person

    folder = Path(settings.DATABASES["default"]["HOST"])
    if not any(folder.glob("data-*")):
        return
    with acting_as(SYSTEM):
        here = Person.objects.count()
    try:
        check(max(0, persons - here), folder)
    except TooLittleRoom as problem:
        raise ServerProblem(str(problem)) from problem


def let_in(persons: int, *, today: date, say: Callable[[str], None], go_on: Callable[[], None] = lambda: None) -> None:
    """Let so many people in: the 600 the demo is about, then the many. `go_on` may raise to end it between blocks.

    When all are in, the numbers of the quarters that are over are told from their rows, as the job does each night.
    """
    from benken.access.actor import SYSTEM, acting_as
    from benken.access.audit.sealing import keep_unsealed
    from benken.access.bulk import bulk_connection
    from benken.demo.courses import read_courses
    from benken.demo.load import GROWN, fill
    from benken.demo.load_many import fill_many
    from benken.services.actions.numbers import tell_quarters

    grown = max(0, persons - len(read_courses()))
    with bulk_connection() as connection, keep_unsealed(connection):
        fill(today=today, say=lambda _line: go_on(), grown=min(GROWN, grown))
        if grown > GROWN:
            fill_many(grown - GROWN, today=today, say=say, go_on=go_on)
    with acting_as(SYSTEM):
        tell_quarters(at=timezone.now())


def _fill(persons: int, stopping: threading.Event) -> None:
    from django.db import connections

    def go_on() -> None:
        if stopping.is_set():
            raise SystemExit  # ends this thread only; the next start goes on from here

    def say(line: str) -> None:
        if persons > MANY:
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    try:
        let_in(persons, today=timezone.localdate(), say=say, go_on=go_on)
    finally:
        connections.close_all()


def _wait(server: "subprocess.Popen[bytes]", port: int) -> bool:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and server.poll() is None:
        with (
            suppress(urllib.error.URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/ready", timeout=5) as answer,
        ):
            if answer.status == 200:
                return True
        time.sleep(0.1)
    return False


def _shared_memory() -> str:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else settings.PROJECT.as_posix()  # noqa: S108  # gunicorn's heartbeat file
