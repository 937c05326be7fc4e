"""`benken demo`: one line when the door opens, and nothing left behind."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoDbBlocker

from benken.access.actor import SYSTEM, acting_as
from benken.people.models import Person
from tests.operate.running import (
    COMMAND,
    PATIENCE,
    as_from_a_window,
    benken,
    database_of_its_own,
    environment,
    is_one_sentence,
)

pytestmark = pytest.mark.xdist_group("demo process")


@pytest.fixture(scope="module")
def env(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, str]]:  # noqa: ARG001  # only to come after it
    """Make a database without people, and return the environment of a process that works on it."""
    with database_of_its_own("demo_process", django_db_blocker) as name:
        yield environment(name)


@contextmanager
def demo(env: dict[str, str], persons: int) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Start the demo on a free port and wait for its line; whatever the test does, it is ended."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with as_from_a_window():
        process = subprocess.Popen(
            [*COMMAND, "demo", "--port", str(port), "--persons", str(persons)],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert process.stdout is not None
    with process:
        try:
            assert process.stdout.readline() == f"ready http://localhost:{port}/demo/\n"
            yield process, port
        finally:
            process.terminate()


def people_of_the_contact(port: int) -> str:
    """Go through the door as Tuva's contact person, and return the page with their people."""
    with closing(HTTPConnection("localhost", port, timeout=PATIENCE)) as server:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        server.request("POST", "/demo/sign-in/", urlencode({"persona": "contact"}), form)
        answer = server.getresponse()
        answer.read()
        assert (answer.status, answer.getheader("Location")) == (302, "/")
        cookies = [cookie.partition(";")[0] for cookie in answer.headers.get_all("Set-Cookie", [])]
        server.request("GET", "/people/", headers={"Cookie": "; ".join(cookies)})
        page = server.getresponse()
        assert page.status == 200
        return page.read().decode()


def family(parent: int) -> set[int]:
    """Return the process ids of a process's children and theirs."""
    children: set[int] = set()
    with suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        for thread in Path(f"/proc/{parent}/task").iterdir():
            children.update(int(child) for child in (thread / "children").read_text().split())
    return children.union(*(family(child) for child in children))


def is_running(pid: int) -> bool:
    """Tell whether a process is there and is more than a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def are_gone(pids: set[int]) -> bool:
    """Wait for processes to be gone."""
    until = time.monotonic() + PATIENCE
    while any(is_running(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(is_running(pid) for pid in pids)


def test_it_says_one_line_lets_people_in_and_is_gone_after_ctrl_c(env: dict[str, str]) -> None:
    with demo(env, persons=30) as (process, port):
        assert "Tuva" in people_of_the_contact(port)
        children = family(process.pid)
        assert len(children) >= 3  # the server and its two workers
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate(timeout=PATIENCE)
        assert (process.returncode, said, complained) == (0, "", "")
        assert are_gone(children)
    with socket.socket() as again, pytest.raises(ConnectionRefusedError):
        again.connect(("127.0.0.1", port))


def workers(parent: int) -> set[int]:
    """Return the process ids of the workers that a process keeps."""
    commands = {child: Path(f"/proc/{child}/cmdline") for child in family(parent)}
    return {child for child, file in commands.items() if file.exists() and file.read_bytes().endswith(b"\0worker\0")}


def soon(what: Callable[[], set[int]]) -> set[int]:
    """Wait for something to be there, and return it."""
    until = time.monotonic() + PATIENCE
    while not (found := what()) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def test_a_worker_runs_jobs_beside_the_server_and_another_one_comes_when_it_dies(env: dict[str, str]) -> None:
    task = app.configure_task("benken.operate.jobs.tidy_hourly")
    done = ProcrastinateJob.objects.filter(status="succeeded", task_name=task.job.task_name)
    with demo(env, persons=30) as (process, _port):
        first = soon(lambda: workers(process.pid))
        assert len(first) == 1
        task.defer(timestamp=0)
        assert soon(lambda: {job.pk for job in done.all()})
        for pid in first:
            os.kill(pid, signal.SIGKILL)
        second = soon(lambda: workers(process.pid) - first)
        assert len(second) == 1
        process.send_signal(signal.SIGHUP)
        said, complained = process.communicate(timeout=PATIENCE)
        assert (process.returncode, said, complained) == (0, "", "")
        assert are_gone(first | second)
    with connection.cursor() as cursor:  # nobody else holds the database: a private server could be stopped
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        cursor.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {others}")  # noqa: S608  # our own words
        assert cursor.fetchone() == (0,)


def test_it_stops_cleanly_while_people_still_come_in_and_goes_on_next_time(env: dict[str, str]) -> None:
    with demo(env, persons=400) as (process, _port):
        children = family(process.pid)
        process.send_signal(signal.SIGTERM)
        said, complained = process.communicate(timeout=PATIENCE)
        assert (process.returncode, said, complained) == (0, "", "")
        assert are_gone(children)
    with acting_as(SYSTEM):
        assert Person.objects.count() in {30, 130, 230}  # some at a time, whole or not at all


def test_a_busy_port_is_one_sentence_at_once(env: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        began = time.monotonic()
        done = benken("demo", "--port", str(port), env=env, status=1)
    assert time.monotonic() - began < 20
    assert is_one_sentence(done.stderr)
    assert done.stderr.startswith(f"Port {port} cannot be used")
    assert done.stdout == ""


@pytest.mark.parametrize("persons", ["100001", "0", "-5", "mange"])
def test_fewer_than_one_or_more_than_a_hundred_thousand_people_is_misuse(env: dict[str, str], persons: str) -> None:
    done = benken("demo", "--persons", persons, env=env, status=2)
    assert "--persons" in done.stderr
    assert done.stdout == ""
