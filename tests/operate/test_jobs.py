"""Jobs without a worker: deferred with the row that caused them, run by the system, tried again, named in the log."""

import logging
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.tasks import Task

from benken.access.actor import SYSTEM, acting_as
from benken.access.background import MORE_TRIES, job
from benken.access.models import Team
from benken.operate.job_log import JobFormatter
from tests.jobs import Ran, WorkJobs, waiting_jobs

pytestmark = pytest.mark.django_db
AsJob = Callable[..., Task[..., None, ...]]


def actor() -> str:
    """Return who acts now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('benken.actor', true)")
        return str((cursor.fetchone() or ("",))[0] or "")


@pytest.fixture
def as_job() -> Iterator[AsJob]:
    """Return what makes a function a job; the queue forgets it afterwards."""
    known = dict(app.tasks)

    def make(body: Callable[..., None], *, own_transactions: bool = False, again: bool = True) -> Task[..., None, ...]:
        return job(own_transactions=own_transactions, again=again)(body)

    yield make
    app.tasks.clear()
    app.tasks.update(known)


def test_a_job_runs_once_as_the_system(as_job: AsJob, work_jobs: WorkJobs) -> None:
    seen: list[tuple[str, str]] = []

    def look(team_id: str) -> None:
        seen.append((team_id, actor()))

    as_job(look).defer(team_id="one")
    assert not seen
    assert work_jobs() == [Ran("look", "succeeded")]
    assert seen == [("one", SYSTEM)]
    assert actor() != SYSTEM
    assert work_jobs() == []
    assert ProcrastinateJob.objects.get().status == "succeeded"


def test_a_rollback_takes_the_job_along_with_the_row(as_job: AsJob) -> None:
    task = as_job(lambda **_ids: None)

    def make_and_defer(name: str) -> None:
        with transaction.atomic():
            team = Team.objects.create(name=name)
            task.defer(team_id=str(team.pk))
            assert len(waiting_jobs()) == 1
            if name == "Refused":
                raise ValueError(name)

    with pytest.raises(ValueError, match="Refused"):
        make_and_defer("Refused")
    assert waiting_jobs() == []
    make_and_defer("Kept")
    assert len(waiting_jobs()) == 1


def test_a_fault_undoes_the_job_and_it_is_tried_again_a_few_times(as_job: AsJob, work_jobs: WorkJobs) -> None:
    def make_and_fail(team_id: str) -> None:
        Team.objects.create(name=f"Made {team_id}")
        raise ValueError(team_id)

    as_job(make_and_fail).defer(team_id="one")
    with pytest.raises(ValueError, match="one"):
        work_jobs()
    assert not Team.objects.filter(name="Made one").exists()
    row = ProcrastinateJob.objects.get()
    assert (row.status, row.attempts) == ("todo", 1)
    assert work_jobs() == []  # it waits
    tries = work_jobs(at=timezone.now() + timedelta(hours=1), raising=False)
    assert [(ran.task, ran.status) for ran in tries] == [("make_and_fail", "todo")] * (MORE_TRIES - 1) + [
        ("make_and_fail", "failed")
    ]
    assert ProcrastinateJob.objects.get().status == "failed"


def test_a_job_with_transactions_of_its_own_is_not_tried_again_unless_it_wants_to(
    as_job: AsJob, work_jobs: WorkJobs
) -> None:
    def make_then_fail(team_id: str) -> None:
        assert actor() != SYSTEM
        with acting_as(SYSTEM):
            Team.objects.create(name=f"Made {team_id}")
        raise ValueError(team_id)

    as_job(make_then_fail, own_transactions=True, again=False).defer(team_id="one")
    assert [ran.status for ran in work_jobs(raising=False)] == ["failed"]
    assert Team.objects.filter(name="Made one").exists()


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("Starting job benken.x.jobs.load[7](sheet_id='Kari (ny)')", "Starting job benken.x.jobs.load[7]"),
        ("Periodic job a.b[None](x=1) deferred", "Periodic job a.b[None] deferred"),
        ("Job a.b[7](x=1) ended with status: Success, lasted 0.1 s - Result: Kari", "Job a.b[7] ended with status: "),
    ],
)
def test_the_log_names_a_job_without_its_arguments_and_result(said: str, logged: str) -> None:
    record = logging.LogRecord("procrastinate", logging.INFO, "", 0, said, None, None)
    line = JobFormatter("%(message)s").format(record)
    assert line.startswith(logged)
    assert "Kari" not in line
    assert "x=1" not in line


def test_the_log_tells_a_fault_by_class_and_place() -> None:
    try:
        int("Kari Nordby")
    except ValueError:
        record = logging.LogRecord("procrastinate", logging.ERROR, "", 0, "Job a.b[7]() ended", None, sys.exc_info())
    line = JobFormatter("%(message)s").format(record)
    assert line.startswith("Job a.b[7] ended\nbuiltins.ValueError\n  ")
    assert "test_jobs.py" in line
    assert "Kari" not in line
