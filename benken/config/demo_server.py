"""`benken demo`: the server process on the invented municipality, until Ctrl-C."""

import os
import signal
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

from benken.operate.schema import bring_up_to_date, is_up_to_date

READY_WITHIN = 60  # seconds


def make_ready() -> None:
    """Bring the demo's database up to date, and let its first people in."""
    from benken.demo.load import prepare

    if not is_up_to_date():
        bring_up_to_date(today=timezone.localdate())
    prepare(today=timezone.localdate(), say=lambda _line: None)


def serve(*, port: int, persons: int) -> int:
    """Serve until Ctrl-C; print one line when the first sign-in works, then let the other people in."""
    make_ready()
    call_command("collectstatic", interactive=False, verbosity=0)
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "benken.config.wsgi:application"),
            *("--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--worker-class", "gthread"),
            *("--log-level", "warning", "--no-control-socket", "--worker-tmp-dir", _shared_memory()),
        ],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "benken.config.settings"},
    )

    def _stop(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, _stop)
    try:
        if not _wait(server, port):
            sys.stderr.write("The server did not start; what it said stands above.\n")
            return 1
        sys.stdout.write(f"ready http://localhost:{port}/demo/\n")
        sys.stdout.flush()
        filling = threading.Thread(target=_fill, args=[persons], daemon=True)
        filling.start()
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        with suppress(ProcessLookupError):
            server.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=10)


def _fill(persons: int) -> None:
    from django.db import connections

    from benken.demo.courses import read_courses
    from benken.demo.load import fill

    try:
        fill(today=timezone.localdate(), say=lambda _line: None, grown=max(0, persons - len(read_courses())))
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
