"""The jobs of the house itself, by the clock: tidying, and looking after the queue. Found by `benken worker`."""

import logging

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from benken.access.background import MORE_TRIES, job
from benken.operate.notices import tell_of_waiting
from benken.operate.tidy import delete_what_is_over

logger = logging.getLogger(__name__)

DONE_KEPT_HOURS = 24  # jobs that went well
ALL_KEPT_HOURS = 30 * 24  # jobs that did not: somebody must have the time to see them
STALLED_AFTER = 30.0  # seconds without a sign of life from the worker


@app.periodic(cron="17 * * * *")
@job(own_transactions=True, again=False, queueing_lock="tidy")
def tidy_hourly(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Delete what is kept for a short while only."""
    delete_what_is_over(at=timezone.now())


@app.periodic(cron="3 * * * *")
@job(again=False, queueing_lock="tell_who_waits")
def tell_who_waits(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Tell those who asked for it, at their hour, that something waits."""
    tell_of_waiting(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(pass_context=True, queueing_lock="rescue")
async def rescue(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Put jobs whose worker died back into the queue; give up those that never live through it."""
    stalled_after = float(context.additional_context.get("stalled_after", STALLED_AFTER))
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after):
        if stalled.attempts >= MORE_TRIES:
            await manager.finish_job(stalled, Status.FAILED, delete_job=False)
            logger.error("%s[%s] is given up: its worker died each time", stalled.task_name, stalled.id)
        else:
            await manager.retry_job(stalled)
            logger.warning("%s[%s] is run again: its worker died", stalled.task_name, stalled.id)


@app.periodic(cron="41 3 * * *")
@app.task(pass_context=True, queueing_lock="delete_old_jobs")
async def delete_old_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Delete jobs that are done, and later those that failed."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(DONE_KEPT_HOURS)
    await manager.delete_old_jobs(ALL_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True)
