"""Guard: jobs are found by themselves, those by the clock are there, and what stands in the queue says nothing."""

import inspect

import pytest
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

app.perform_import_paths()  # type: ignore[no-untyped-call]  # procrastinate's own
OURS: list[Task[..., object, ...]] = [task for name, task in app.tasks.items() if name.startswith("benken.")]


def test_what_is_done_by_the_clock_is_registered() -> None:
    by_the_clock = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert by_the_clock == {
        "benken.access.jobs.seal_logs": "* * * * *",
        "benken.access.jobs.checkpoint_logs": "7 * * * *",
        "benken.access.jobs.tell_leaders_of_questions": "25 6 * * *",
        "benken.people.jobs.put_back_withheld": "*/5 * * * *",
        "benken.people.jobs.tell_what_was_given": "11 * * * *",
        "benken.people.jobs.find_unusual_reading": "15 5 * * 1",
        "benken.services.jobs.tell_who_waits_still": "35 6 * * *",
        "benken.services.jobs.tell_who_comes_out": "40 6 * * *",
        "benken.services.jobs.make_standing_appointments": "12 4 * * *",
        "benken.services.jobs.tell_numbers_of_quarters": "52 4 * * *",
        "benken.messaging.jobs.send_what_was_left": "* * * * *",
        "benken.messaging.jobs.give_up_texts": "22 * * * *",
        "benken.messaging.jobs.remind": "*/10 * * * *",
        "benken.messaging.jobs.ask_stand_ins": "*/5 * * * *",
        "benken.operate.jobs.tidy_hourly": "17 * * * *",
        "benken.operate.jobs.tell_who_waits": "3 * * * *",
        "benken.operate.jobs.rescue": "* * * * *",
        "benken.operate.jobs.delete_old_jobs": "41 3 * * *",
    }


@pytest.mark.parametrize("task", OURS, ids=lambda task: task.name)
def test_a_job_is_given_nothing_but_ids(task: Task[..., object, ...]) -> None:
    names = set(inspect.signature(task.func).parameters) - ({"context"} if task.pass_context else set())
    assert {name for name in names if not name.endswith(("_id", "_ids"))} <= {"timestamp"}


@pytest.mark.parametrize("task", OURS, ids=lambda task: task.name)
def test_a_job_stands_in_the_jobs_of_an_app(task: Task[..., object, ...]) -> None:
    assert task.name.split(".")[0] == "benken"
    assert task.name.split(".")[2] == "jobs"
