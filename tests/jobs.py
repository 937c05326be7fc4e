"""Jobs in tests: run what waits in the test's own connection, as a worker would, without committing anything."""

from datetime import datetime
from typing import NamedTuple, Protocol

from django.db.models import Q
from django.utils import timezone
from procrastinate import sql
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


class Ran(NamedTuple):
    """One run of a job: `status` is `succeeded`, `failed`, or `todo` when it will be tried again."""

    task: str  # the function's name
    status: str
    fault: Exception | None = None


class WorkJobs(Protocol):
    """What the fixture `work_jobs` gives."""

    def __call__(self, *, at: datetime | None = None, raising: bool = True) -> list[Ran]:
        """Run the jobs due at a moment; see `work_jobs` below."""


def waiting_jobs(at: datetime | None = None) -> list[ProcrastinateJob]:
    """Return the jobs that a worker would take at a moment, now by default, in its order."""
    due = Q(scheduled_at=None) | Q(scheduled_at__lte=at or timezone.now())
    return list(ProcrastinateJob.objects.filter(due, status="todo").order_by("-priority", "id"))


def work_jobs(*, at: datetime | None = None, raising: bool = True) -> list[Ran]:
    """Run the jobs due at a moment, and those they defer, until none is left; return each run.

    A fault is raised once the job is marked; with `raising=False` it is told in the answer. A job that is tried again
    waits: call again with a later `at`. What a worker would do between jobs is left out.
    """
    ran: list[Ran] = []
    while waiting := waiting_jobs(at):
        ran.append(_run(waiting[0]))
        if raising and (fault := ran[-1].fault) is not None:
            raise fault
    return ran


def _run(row: ProcrastinateJob) -> Ran:
    app.perform_import_paths()  # type: ignore[no-untyped-call]  # procrastinate's own
    job, task = row.procrastinate_job, app.tasks[row.task_name]
    name, status, fault = task.name.rpartition(".")[2], "succeeded", None
    ProcrastinateJob.objects.filter(pk=row.pk).update(status="doing")
    try:
        task(**row.args)
    except Exception as problem:  # noqa: BLE001  # as a worker does; it is raised or told later
        fault = problem
        if retry := task.get_retry_exception(exception=problem, job=job):
            app.job_manager.retry_job_by_id(row.pk, retry_at=retry.retry_decision.retry_at or timezone.now())
            return Ran(name, "todo", fault)
        status = "failed"
    app.connector.execute_query(sql.queries["finish_job"], job_id=row.pk, status=status, delete_job=False)
    return Ran(name, status, fault)
