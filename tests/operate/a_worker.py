"""A worker with tasks that only tests use: imported by a process of its own, which then calls `main`.

It shows and looks for signs of life several times a second, so that a test need not wait for a minute.
"""

import os
import sys
import time
from pathlib import Path
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benken.config.settings")
django.setup()

from procrastinate import RetryStrategy  # noqa: E402  # only once Django is there
from procrastinate.contrib.django import app  # noqa: E402

from benken.access.actor import SYSTEM, acting_as  # noqa: E402
from benken.access.background import job  # noqa: E402
from benken.access.models import Team  # noqa: E402
from benken.operate.jobs import rescue  # noqa: E402
from benken.operate.worker import work  # noqa: E402


@job()
def rename(team_id: str) -> None:
    """Rename a team."""
    Team.objects.filter(pk=UUID(team_id)).update(name=f"Renamed by {os.getpid()}")


@job(again=False)
def rename_later_and_fail(team_id: str) -> None:
    """Rename a team in another job, which must not be when this one fails."""
    rename.defer(team_id=team_id)
    raise ValueError("Kari Nordby")


@app.task(retry=RetryStrategy(max_attempts=2, wait=0))
def say_a_name_and_fail(team_id: str) -> None:  # noqa: ARG001  # told in the queue only
    """Fail with a person's name in what the fault says, in words and in a cause."""
    try:
        int("Kari Nordby")
    except ValueError as fault:
        raise LookupError("Kari Nordby ringte i dag") from fault


@job(own_transactions=True)
def begin_and_wait(team_id: str, file_id: str) -> None:
    """Say in a file that the work has begun, wait until the file is gone, and rename the team."""
    with Path(file_id).open("a") as file:
        file.write(f"{os.getpid()}\n")
    until = time.monotonic() + 120
    while Path(file_id).exists() and time.monotonic() < until:
        time.sleep(0.02)
    with acting_as(SYSTEM):
        Team.objects.filter(pk=UUID(team_id)).update(name=f"Renamed by {os.getpid()}")


app.periodic(cron="* * * * * */1", periodic_id="often")(app.tasks[rescue.name])


def main() -> None:
    """Work until told to stop."""
    sys.exit(work(stderr=sys.stderr, heartbeat=0.3, stalled_after=1.5, polling=0.2))
