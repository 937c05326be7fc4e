"""`benken demo`: the server process on the invented municipality, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from benken.operate.private_server import ServerProblem
from benken.operate.schema import bring_up_to_date, is_up_to_date

READY_WITHIN = 60  # seconds


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
    """Serve until Ctrl-C; print one line when the first sign-in works, then let the other people in."""
    port = listener.getsockname()[1]
    make_ready()
    call_command("collectstatic", interactive=False, verbosity=0)
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "benken.config.wsgi:application"),
            *("--bind", f"fd://{listener.fileno()}", "--workers", "2", "--threads", "4", "--worker-class", "gthread"),
            *("--log-level", "warning", "--no-control-socket", "--worker-tmp-dir", _shared_memory()),
            *("--graceful-timeout", "5"),
        ],
        pass_fds=[listener.fileno()],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "benken.config.settings"},
    )
    listener.close()
    stopping = threading.Event()
    filling = threading.Thread(target=_fill, args=[persons, stopping], daemon=True)
    status = 1
    try:
        if _wait(server, port):
            sys.stdout.write(f"ready http://localhost:{port}/demo/\n")
            sys.stdout.flush()
            filling.start()
            server.wait()
        sys.stderr.write("The server did not start, or stopped by itself; what it said stands above.\n")
    except KeyboardInterrupt:
        status = 0
    finally:
        stopping.set()
        _end(server)
        if filling.is_alive():  # its connection would keep the private server from being stopped
            filling.join(timeout=10)
    return status


def _end(server: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        server.send_signal(signal.SIGTERM)
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _fill(persons: int, stopping: threading.Event) -> None:
    from django.db import connections

    from benken.demo.courses import read_courses
    from benken.demo.load import fill

    def _go_on(_line: str) -> None:
        if stopping.is_set():
            raise SystemExit  # ends this thread only; the next start goes on from here

    try:
        fill(today=timezone.localdate(), say=_go_on, grown=max(0, persons - len(read_courses())))
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
