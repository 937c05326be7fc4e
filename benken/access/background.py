"""Work that goes on after the answer: a job is a row in the database, and `benken worker` works it off.

A job is deferred in the running transaction: a rollback takes it along, and no worker sees it before the commit.
It may run more than once (a worker that dies is replaced), so each job must end the same however often it runs.
Its arguments may hold ids only: they stand in the queue's own table, which no row policy guards.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from benken.access.actor import SYSTEM, acting_as

P = ParamSpec("P")

MORE_TRIES = 3  # after the first; a job whose worker dies as often is given up, too
_PATIENTLY = RetryStrategy(max_attempts=MORE_TRIES, wait=5, linear_wait=30)


def job(
    *,
    own_transactions: bool = False,
    again: bool = True,
    lock: str | None = None,
    queueing_lock: str | None = None,
) -> Callable[[Callable[P, None]], Task[P, None, P]]:
    """Make a function of an app's `jobs.py` a job, run by the system in one transaction: all of it or nothing.

    With `own_transactions` the function opens `acting_as(SYSTEM)` itself, as often as it wants to be seen at work.
    Without `again` it is not tried again after a fault. Of jobs with one `lock` only one runs at a time; of those with
    one `queueing_lock` only one waits.
    """

    def as_job(body: Callable[P, None]) -> Task[P, None, P]:
        @wraps(body)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            with acting_as(SYSTEM):
                body(*args, **kwargs)

        retry = _PATIENTLY if again else False
        return app.task(retry=retry, lock=lock, queueing_lock=queueing_lock)(body if own_transactions else run)

    return as_job


def defer_later(name: str, *, at: datetime | None = None, **ids: str) -> None:
    """Defer a job by its name, in the running transaction, from where its module cannot be imported: an action.

    It runs at `at` or later; at once without.
    """
    app.configure_task(name, allow_unknown=False, schedule_at=at).defer(**ids)
