"""`benken worker` as a real process: it runs jobs, finishes politely, and what a dead one left is run again."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker
from pytest_django import DjangoDbBlocker

from benken.access.models import Team
from benken.operate.private_server import PROJECT
from tests.operate.running import COMMAND, PATIENCE, benken, database_of_its_own, environment, is_one_sentence

pytestmark = pytest.mark.xdist_group("worker")
TASKS = "tests.operate.a_worker"  # imported, as a task's name is its module's
THEIRS = [sys.executable, "-c", f"from {TASKS} import main; main()"]
Env = dict[str, str]


@pytest.fixture(scope="module")
def env(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Env]:  # noqa: ARG001  # only to come after it
    """Make a database where what is written stays, and return the environment of a process that works on it."""
    with database_of_its_own("worker", django_db_blocker) as name:
        yield environment(name)


@pytest.fixture
def team(env: Env) -> Iterator[Team]:  # noqa: ARG001  # where it is made
    """Make a team for a job to rename; whatever the test leaves in the queue is taken away."""
    made = Team.objects.create(name="Not yet")
    yield made
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")
    made.delete()


@contextmanager
def worker(env: Env, *command: str) -> Iterator["subprocess.Popen[str]"]:
    """Start a worker, the tests' own by default; whatever the test does, it is gone at the end."""
    process = subprocess.Popen(command or THEIRS, env=env, cwd=PROJECT, stderr=subprocess.PIPE, text=True)
    with process:
        try:
            yield process
        finally:
            process.kill()


def defer(task: str, team: Team, **more: str) -> int:
    """Put a job of the tests' worker into the queue; return its number."""
    return app.configure_task(f"{TASKS}.{task}").defer(team_id=str(team.pk), **more)


def soon(what: Callable[[], object]) -> bool:
    """Wait for something to be true."""
    until = time.monotonic() + PATIENCE
    while not what() and time.monotonic() < until:
        time.sleep(0.05)
    return bool(what())


def is_heard() -> bool:
    """Tell whether a worker listens for new jobs; told to stop, it ceases at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'")
        return cursor.fetchone() is not None


def status(number: int) -> str:
    """Return how a job stands."""
    return str(ProcrastinateJob.objects.get(pk=number).status)


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Wait for a worker to end; return its exit status and what it said."""
    said = process.communicate(timeout=PATIENCE)[1]
    return process.returncode, said


def test_it_runs_what_was_committed_as_the_app_and_stops_when_told(env: Env, team: Team) -> None:
    with worker(env) as process:
        with transaction.atomic():
            gone = defer("rename", team)
            transaction.set_rollback(True)  # Django's own signature
        with transaction.atomic():
            number = defer("rename", team)
            assert status(number) == "todo"
        assert soon(lambda: status(number) == "succeeded")
        team.refresh_from_db()
        assert team.name == f"Renamed by {process.pid}"
        assert not ProcrastinateJob.objects.filter(pk=gone).exists()
        with connection.cursor() as cursor:
            cursor.execute(  # the server's own cleaners are nobody
                "SELECT DISTINCT usename FROM pg_stat_activity"
                " WHERE datname = current_database() AND backend_type = 'client backend'"
            )
            assert cursor.fetchall() == [("benken_app",)]
        process.send_signal(signal.SIGTERM)
        assert ended(process) == (0, "")
    assert not ProcrastinateWorker.objects.exists()


def test_what_a_job_defers_is_gone_with_its_transaction(env: Env, team: Team) -> None:
    number = defer("rename_later_and_fail", team)
    with worker(env):
        assert soon(lambda: status(number) == "failed")
    assert not ProcrastinateJob.objects.filter(task_name=f"{TASKS}.rename").exists()


def test_a_failing_job_is_tried_again_and_stays_to_be_seen_and_the_log_names_nobody(env: Env, team: Team) -> None:
    number = defer("say_a_name_and_fail", team)
    with worker(env) as process:
        assert soon(lambda: status(number) == "failed")
        process.terminate()
        said = ended(process)[1]
    assert ProcrastinateJob.objects.get(pk=number).attempts == 3  # the first, and two more
    assert ProcrastinateEvent.objects.filter(job_id=number, type="deferred_for_retry").count() == 2
    lines = said.splitlines()
    assert re.search(rf"ERROR procrastinate\S* Job {TASKS}\.say_a_name_and_fail\[{number}\] ended with", lines[0])
    assert [line for line in lines if not line.startswith("  ")][1:] == ["builtins.ValueError", "builtins.LookupError"]
    assert any("a_worker.py" in line and "say_a_name_and_fail" in line for line in lines)
    for secret in ("Kari", "Nordby", "ringte", str(team.pk)):
        assert secret not in said


def test_a_running_job_is_finished_after_sigterm_and_no_new_one_begun(env: Env, team: Team, tmp_path: Path) -> None:
    file = tmp_path / "running"
    number = defer("begin_and_wait", team, file_id=str(file))
    with worker(env) as process:
        assert soon(file.exists)
        assert soon(is_heard)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)  # told twice, as by Ctrl-C and by the demo
        assert soon(lambda: not is_heard())
        later = defer("rename", team)
        assert process.poll() is None
        file.unlink()
        assert ended(process) == (0, "")
    assert (status(number), status(later)) == ("succeeded", "todo")
    team.refresh_from_db()
    assert team.name == f"Renamed by {process.pid}"


def test_a_job_whose_worker_was_killed_is_run_again_by_another(env: Env, team: Team, tmp_path: Path) -> None:
    file = tmp_path / "running"
    number = defer("begin_and_wait", team, file_id=str(file))
    with worker(env) as first:
        assert soon(file.exists)
        first.kill()
        first.wait()
    assert status(number) == "doing"
    with worker(env) as second:
        assert soon(lambda: len(file.read_text().split()) == 2)
        file.unlink()
        assert soon(lambda: status(number) == "succeeded")
        second.terminate()
        said = ended(second)[1]
    team.refresh_from_db()
    assert team.name == f"Renamed by {second.pid}"
    assert f"{TASKS}.begin_and_wait[{number}] is run again: its worker died" in said


def test_a_job_that_no_worker_lives_through_is_given_up(env: Env, team: Team) -> None:
    number = defer("rename", team)
    with connection.cursor() as cursor:  # as after the fourth worker died
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = 3 WHERE id = %s", [number])
    with worker(env) as process:
        assert soon(lambda: status(number) == "failed")
        process.terminate()
        assert f"{TASKS}.rename[{number}] is given up" in ended(process)[1]
    team.refresh_from_db()
    assert team.name == "Not yet"


def test_the_command_itself_tidies_and_stops_when_told(env: Env, team: Team) -> None:
    number = app.configure_task("benken.operate.jobs.tidy_hourly").defer(timestamp=0)
    failed, old = defer("rename", team), defer("rename", team)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [old])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [failed])
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '25 hours'")
    cleaning = app.configure_task("benken.operate.jobs.delete_old_jobs").defer(timestamp=0)
    with worker(env, *COMMAND, "worker") as process:
        assert soon(lambda: status(number) == status(cleaning) == "succeeded")
        process.send_signal(signal.SIGINT)
        assert ended(process) == (0, "")
    assert not ProcrastinateJob.objects.filter(pk=old).exists()
    assert status(failed) == "failed"


def test_it_says_in_one_sentence_why_it_cannot_work(
    env: Env, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    away = {**env, "DATABASE_URL": f"postgresql://benken_app@/benken?host={tmp_path}"}
    said = benken("worker", env=away, status=1).stderr
    assert is_one_sentence(said)
    assert said.startswith("The database cannot be used: ")
    with database_of_its_own("worker_bare", django_db_blocker, empty=True) as name:
        said = benken("worker", env={**os.environ, **environment(name)}, status=1).stderr
    assert said == "The database is not up to date: run `benken migrate` first.\n"


def test_it_goes_on_after_the_database_cut_it_off(env: Env, team: Team) -> None:
    number = defer("rename", team)
    with worker(env) as process:
        assert soon(lambda: status(number) == "succeeded")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        again = defer("rename", team)
        assert soon(lambda: status(again) == "succeeded")
        process.terminate()
        assert ended(process)[0] == 0
