"""`benken worker`: works off the queue until SIGTERM or Ctrl-C, and lets a running job finish first."""

import asyncio
import logging
import signal
from typing import TextIO

from django.db import connections
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from benken.operate.jobs import STALLED_AFTER
from benken.operate.schema import is_being_restored, is_up_to_date

AT_ONCE = 2  # so that a long job does not keep the small ones waiting


class WorkerConnector(PsycopgConnector):
    """The worker's own connections; but what a running job defers goes into that job's transaction."""

    def get_sync_connector(self) -> BaseConnector:
        """Return what a job, running in its thread, reaches the queue by."""
        return DjangoConnector()


def work(*, stderr: TextIO, heartbeat: float = 10.0, stalled_after: float = STALLED_AFTER, polling: float = 5.0) -> int:
    """Run jobs until told to stop; return 1 when the worker had to stop by itself.

    Every `heartbeat` seconds it shows that it lives; whose sign is older than `stalled_after` counts as dead, and its
    jobs are run again. New jobs are heard of at once; those that wait for a moment are looked for every `polling`.
    """
    restoring = is_being_restored()
    ready = not restoring and is_up_to_date()
    connections.close_all()
    # Each job has its own thread, and each thread its own connection: none is kept, as nobody closes it at the end.
    connections["default"].settings_dict["CONN_MAX_AGE"] = 0
    if restoring:
        stderr.write("A restore into this database is under way, or was cut off: see `benken restore`.\n")
        return 1
    if not ready:
        stderr.write("The database is not up to date: run `benken migrate` first.\n")
        return 1
    connector = WorkerConnector(kwargs=connector_params(), min_size=1, max_size=AT_ONCE + 2, timeout=10)
    with app.replace_connector(connector):
        return asyncio.run(_work(heartbeat=heartbeat, stalled_after=stalled_after, polling=polling))


async def _work(*, heartbeat: float, stalled_after: float, polling: float) -> int:
    async with app.open_async():
        working = asyncio.ensure_future(
            app.run_worker_async(
                concurrency=AT_ONCE,
                fetch_job_polling_interval=polling,
                update_heartbeat_interval=heartbeat,
                stalled_worker_timeout=stalled_after,
                additional_context={"stalled_after": stalled_after},
                install_signal_handlers=False,
            )
        )
        asked: list[signal.Signals] = []

        def stop(received: signal.Signals) -> None:
            if not asked:  # told again, as by Ctrl-C and then by the demo, it goes on finishing
                # What it was asking the queue is cut off: a connection given up for that is no news.
                logging.getLogger("psycopg").setLevel(logging.ERROR)
                working.cancel()  # cancelled once, procrastinate takes no new job and waits for those that run
            asked.append(received)

        for received in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(received, stop, received)
        await asyncio.wait([working])
        if not working.cancelled() and (fault := working.exception()) is not None:
            raise fault
        return 0 if asked else 1
