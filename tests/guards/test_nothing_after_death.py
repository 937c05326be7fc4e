"""Guard: of somebody who has died nothing leaves and nothing is written, whichever job runs and whatever was due.

The same is due of somebody who lives, and is done: so no job here does nothing for another reason. A new job fails
until it stands in one of the two lists below.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from benken.access.about import hangs_by
from benken.access.actions.notices import choose_notice
from benken.access.actions.ways_in import make_code
from benken.access.actor import SYSTEM, acting_as
from benken.access.jobs import send_code_letter
from benken.access.models import Role, User, WayIn
from benken.followup.models import WeeklyLook
from benken.messaging.actions.conversation import send_message
from benken.messaging.gateways.interface import Accepted, Outgoing
from benken.messaging.models import Message, TextChoices, TextConsent
from benken.people.actions.ending import note_death
from benken.people.jobs import make_copy
from benken.people.models import AllAboutCopy, AnswerHours, DisclosureCase, Person, Withholding
from benken.people.queries.ending import finishing
from benken.services.models import StandingAppointment, Wait
from tests.factories import (
    make_account_of,
    make_appointment,
    make_case,
    make_person,
    make_referral,
    make_standing,
    make_stay,
    make_team,
    make_text,
    make_user,
    make_withholding,
)
from tests.mail import mail_server

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")
app.perform_import_paths()  # type: ignore[no-untyped-call]  # procrastinate's own
OURS = {name for name in app.tasks if name.startswith("benken.")}
NUMBER = {"dead": "+4799990150", "living": "+4799990151"}
# Each job that is about people, run once when all of it is due. What comes by the clock takes no ids.
ABOUT_PEOPLE = {
    "benken.people.jobs.put_back_withheld",
    "benken.people.jobs.tell_what_was_given",
    "benken.people.jobs.make_copy",
    "benken.services.jobs.tell_who_waits_still",
    "benken.services.jobs.tell_who_comes_out",
    "benken.services.jobs.make_standing_appointments",
    "benken.messaging.jobs.send_text",
    "benken.messaging.jobs.send_what_was_left",
    "benken.messaging.jobs.give_up_texts",
    "benken.messaging.jobs.remind",
    "benken.messaging.jobs.ask_stand_ins",
    "benken.operate.jobs.tell_who_waits",
    "benken.access.jobs.send_code_letter",
}
# What each of the others is about instead.
ABOUT_NOBODY = {
    "benken.access.jobs.seal_logs": "the logs themselves",
    "benken.access.jobs.checkpoint_logs": "the logs themselves",
    "benken.access.jobs.tell_leaders_of_questions": "how a record was read: control goes on",
    "benken.people.jobs.find_unusual_reading": "how a record was read: control goes on",
    "benken.access.jobs.send_password_letter": "a letter to those who work here",
    "benken.access.jobs.send_waiting_notice": "a letter to those who work here; `tell_who_waits` decides",
    "benken.services.jobs.tell_numbers_of_quarters": "numbers of all, in which nobody is found",
    "benken.operate.jobs.tidy_hourly": "deletes what is over, of everybody",
    "benken.operate.jobs.rescue": "the queue",
    "benken.operate.jobs.delete_old_jobs": "the queue",
    "benken.interop.jobs.take_in": "a spreadsheet; nobody is written to",
    "benken.interop.jobs.undo": "a spreadsheet",
    "benken.demo.jobs.tell_how_it_went": "what became of a text that left before",
}


def test_every_job_stands_in_one_of_the_lists() -> None:
    assert ABOUT_PEOPLE | set(ABOUT_NOBODY) == OURS
    assert not ABOUT_PEOPLE & set(ABOUT_NOBODY)


class Phone:
    """A gateway that keeps what it was given."""

    name, knows_repeats = "test", True

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []

    def send(self, outgoing: Outgoing) -> Accepted:
        """Take a text in."""
        self.sent.append(outgoing)
        return Accepted(str(outgoing.text_id))


def due_of(name: str, *, at: datetime) -> tuple[Person, User]:
    """Make somebody of whom everything is due at a moment, and their contact person."""
    contact = make_user(name=f"Kontakt {name}", team=make_team())
    person, now = make_person(contact=contact, called=name), timezone.now()
    account, stand_in = make_account_of(person), make_user(team=contact.team)
    with acting_as(SYSTEM):
        User.objects.filter(pk=account.pk).update(email=f"{name}@post.example")
        User.objects.filter(pk=contact.pk).update(email=f"contact.{name}@post.example")
        person.phones.create(number=NUMBER[name])
    contact.refresh_from_db()
    make_text(person, by=contact)
    make_withholding(person, by=contact)
    make_case(person, by=contact, decided_by=make_user(Role.LEADER, team=contact.team))
    make_standing(person, by=contact, at=now - timedelta(days=30))
    make_appointment(person, by=contact, starts_at=at + timedelta(days=1))
    make_referral(person, by=contact, at=now - timedelta(days=20))
    make_stay(person, by=contact, planned_end_on=timezone.localdate(at))
    with acting_as(contact.pk):
        choose_notice(hour=at.hour, by=contact, at=now)
    with acting_as(SYSTEM):
        send_message(person=person, text="Kan du ringe?", by=account, at=now)
        Message.objects.filter(person=person).update(answer_by_at=now)
        AnswerHours.objects.update_or_create(worker=contact, defaults={"stand_in": stand_in})
        TextChoices.objects.filter(person=person).update(reminders=True, weekly=True)
        TextConsent.objects.filter(person=person).update(shows="words")
        WeeklyLook.objects.create(person=person, weekday=at.weekday(), asked_at=now, asked_by=contact)
        Withholding.objects.filter(person=person).update(until_at=now + timedelta(minutes=1))
        DisclosureCase.objects.filter(person=person).update(
            state="given",
            told_at=None,
            tell_on=timezone.localdate(now),
            given_at=now,
            given_by=contact,
            wait_basis="no_danger",
            wait_why="Faren leser.",
        )
        StandingAppointment.objects.filter(person=person).update(until_on=None)
        Wait.objects.filter(person=person).update(next_on=timezone.localdate(now) - timedelta(days=2))
        AllAboutCopy.objects.create(
            person=person, asked_by=account, asked_at=now, shape="json", until_at=at + timedelta(days=2)
        )
        make_code(user=account, subject_id=person.pk, by=contact, at=now)
        WayIn.objects.filter(subject_id=person.pk).update(ended_at=now, ended_because="closed")
    return person, contact


def all_about(person: Person) -> dict[str, list[Any]]:
    """Return every row of every table about somebody, and the jobs that would be theirs."""
    told: dict[str, list[Any]] = {}
    with acting_as(SYSTEM):
        for model in apps.get_models():
            column = hangs_by(model) if model.__module__.startswith("benken.") else ""
            if column and column != "user":
                rows: models.QuerySet[Any] = model._default_manager.filter(**{column: person.pk})
                told[model._meta.label] = sorted(map(str, rows.values()))
    return told


@pytest.fixture
def tuesday() -> datetime:
    """Return a Tuesday at eleven, after today: jobs ask the clock, and then it is so."""
    now = timezone.localtime(timezone=OSLO)
    day = now + timedelta(days=(1 - now.weekday()) % 7 or 7)
    return day.replace(hour=11, minute=3, second=0, microsecond=0)


def run(name: str, **ids: str) -> None:
    """Run a job once, as a worker does."""
    by_the_clock = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    task = app.tasks[name]
    task(timestamp=0) if name in by_the_clock else task(**ids)


def test_nothing_leaves_and_nothing_is_written_of_somebody_who_has_died(
    tuesday: datetime, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    phone = Phone()
    with mail_server(settings) as box:
        dead, contact = due_of("dead", at=tuesday)
        living, _other = due_of("living", at=tuesday)
        with acting_as(contact.pk):
            at = timezone.now()
            note_death(
                whose=finishing(dead.pk, for_user=contact, at=at),
                died_on=None,
                is_unsure=False,
                told_by="",
                by=contact,
                at=at,
            )
        monkeypatch.setattr("benken.messaging.jobs.gateway", lambda: phone)
        monkeypatch.setattr(timezone, "now", lambda: tuesday)
        before = {person.called: all_about(person) for person in (dead, living)}
        done: dict[str, set[str]] = {"dead": set(), "living": set()}
        for name in sorted(ABOUT_PEOPLE):
            for person in (dead, living):
                for ids in ids_for(name, person):
                    run(name, **ids)
            for person in (dead, living):
                after = all_about(person)
                if after != before[person.called]:
                    done[person.called].add(name)
                before[person.called] = after
        work_letters()
        assert done["dead"] == set()
        quiet = {"benken.messaging.jobs.give_up_texts", "benken.messaging.jobs.send_what_was_left"}
        assert ABOUT_PEOPLE - done["living"] <= quiet | {"benken.operate.jobs.tell_who_waits"}
        assert {one.number for one in phone.sent} == {NUMBER["living"]}
        assert set(box.to) == {"living@post.example", "contact.living@post.example"}


def ids_for(name: str, person: Person) -> list[dict[str, str]]:
    """Return with which ids a job is run for somebody."""
    makers: dict[str, Callable[[], list[dict[str, str]]]] = {
        "benken.people.jobs.make_copy": lambda: [
            {"copy_id": str(pk)} for pk in _pks(AllAboutCopy.objects.filter(person=person))
        ],
        "benken.messaging.jobs.send_text": lambda: [
            {"text_id": str(pk)} for pk in _pks(apps.get_model("messaging.Text").objects.filter(person=person))
        ],
        "benken.access.jobs.send_code_letter": lambda: [
            {"user_id": str(pk)} for pk in _pks(User.objects.filter(subject_id=person.pk))
        ],
    }
    return makers[name]() if name in makers else [{}]


def _pks(rows: "models.QuerySet[Any]") -> list[UUID]:
    with acting_as(SYSTEM):
        return list(rows.values_list("pk", flat=True))


def work_letters() -> None:
    """Run the letters that were deferred to those who work here."""
    for row in ProcrastinateJob.objects.filter(task_name="benken.access.jobs.send_waiting_notice", status="todo"):
        run(row.task_name, **row.args)


assert make_copy.name in ABOUT_PEOPLE
assert send_code_letter.name in ABOUT_PEOPLE
