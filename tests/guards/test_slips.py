"""Guard: a slip changes nothing but what is said (red lines R5, R6).

A course with slips in it is compared with the same course without, row for row, in every table of ours but those where
it stands what somebody said, read or did. `make slips` tries many more courses.
"""

import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from inspect import iscoroutinefunction
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django import app

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, User
from benken.followup.actions.goals import mark_step
from benken.followup.models import Step
from benken.messaging.actions.conversation import send_message
from benken.messaging.actions.incoming import take_in
from benken.messaging.gateways.interface import Incoming
from benken.people.actions.entries import Written, save_and_share
from benken.people.models import Entry, Person
from benken.services.actions import appointments
from benken.services.models import Service
from benken.services.queries.waiting import waiting_for
from tests.factories import (
    make_account_of,
    make_appointment,
    make_goal,
    make_home_fault,
    make_person,
    make_referral,
    make_service,
    make_stay,
    make_step,
    make_supporter,
    make_user,
    make_whole_course,
    sign_in,
    step_on,
)

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("BENKEN_SLIPS", "0"))
NUMBER = "+4799990101"
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# Where it stands what was said, read and done. All other tables are compared, and all their columns but one.
SAID_READ_OR_DONE = {
    "people.Entry",
    "messaging.Message",
    "messaging.IncomingText",
    "followup.CheckIn",
    "access.Deed",
    "access.Reading",
    "access.Seal",
    "access.SignIn",  # where the person is signed in; its key is another each time
}
NOT_COMPARED = {"people.Person": {"last_heard_at"}}  # when somebody last heard from them: a slip told is heard

# More contact: somebody is asked to stand in when nobody has answered in time, and at night a text says when somebody
# reads. It may come of a slip, and of anything.
MORE_CONTACT: dict[str, Callable[[dict[str, Any]], bool]] = {
    "people.StandIn": lambda _row: True,
    "access.Right": lambda row: bool(row["basis"] == "stand_in"),
    "messaging.Text": lambda row: bool(row["automatic"] == "away"),
}


def is_not_more(_row: dict[str, Any]) -> bool:
    """Say of the rows of all other tables that they are no contact."""
    return False


@dataclass
class Course:
    """One course: the moment it has come to, the person, and those around them."""

    at: datetime
    person: Person
    contact: User
    account: User
    service: Service
    editor: User
    number: int = 0
    her: Client = field(default_factory=Client)

    def look_in(self) -> None:
        """Come to the site anew: a session does not last as long as a course."""
        sign_in(self.her, self.account)


def by_her(name: str, **fields: object) -> Callable[[Course], None]:
    """Return an act on one of the person's own pages."""

    def act(course: Course) -> None:
        assert course.her.post(reverse(name), fields).status_code == 302

    return act


def text_in(course: Course) -> None:
    """A text from the phone."""
    course.number += 1
    said = Incoming(f"slip-{course.number}", NUMBER, "Jeg brukte i natt.", course.at)
    take_in(gateway="rest", incoming=said, at=course.at)


def noted(kind: Entry.Kind) -> Callable[[Course], None]:
    """Return an entry by the helper."""

    def act(course: Course) -> None:
        words = Written(kind, "Hun brukte i helga, og fortalte det.", happened_at=course.at)
        with acting_as(course.contact.pk):
            save_and_share(person=course.person, written=words, by=course.contact, at=course.at)

    return act


SLIPS: dict[str, Callable[[Course], None]] = {
    "my page": by_her("my_hard", text="Jeg brukte i går, og igjen i dag."),
    "my message": by_her("my_messages", text="Det sprakk."),
    "to meet before": by_her("my_meet_before"),
    "a text": text_in,
    "a talk": noted(Entry.Kind.TALK),
    "a visit": noted(Entry.Kind.VISIT),
    "the phone": noted(Entry.Kind.PHONE),
    "a check-in": by_her("my_how", feeling="heavy", zone="under", words="Jeg orker ikke mer."),
    "another check-in": by_her("my_how", feeling="heavy", zone="over", words="Brukte."),
}


def missed(course: Course) -> None:
    """A meeting that nothing came of."""
    starts_at, over_at = course.at + timedelta(minutes=5), course.at + timedelta(hours=2)
    made = make_appointment(course.person, by=course.contact, at=course.at, starts_at=starts_at)
    with acting_as(course.contact.pk):
        appointments.mark(appointment=made, state="missed", seen_version=made.version, by=course.contact, at=over_at)


def answered(course: Course) -> None:
    """A message from the helper."""
    with acting_as(course.contact.pk):
        send_message(person=course.person, text="Tenker på deg.", by=course.contact, at=course.at)


def step_done(course: Course) -> None:
    """A goal with a step on the way."""
    goal = make_goal(course.person, by=course.contact)
    step: Step = make_step(goal, by=course.contact)
    with acting_as(course.contact.pk):
        mark_step(step=step, done=True, by=course.contact, at=course.at)


def another_gets_the_place(course: Course) -> None:
    """Somebody who came later is offered the place, by the rule."""
    another = make_person(contact=course.contact, called="En annen")
    letter = make_referral(another, by=course.contact, service=course.service)
    step_on(letter, "sent", by=course.contact, at=course.at)
    step_on(letter, "offered", by=course.contact, at=course.at, given_by="most_urgent")


def another_letter(course: Course) -> None:
    """A letter of the person's own to the place."""
    letter = make_referral(course.person, by=course.contact, service=course.service)
    step_on(letter, "sent", by=course.contact, at=course.at)


HAPPENS: dict[str, Callable[[Course], None]] = {
    "missed": missed,
    "answered": answered,
    "a step": step_done,
    "another gets the place": another_gets_the_place,
    "a letter": another_letter,
    "a stay": lambda course: void(make_stay(course.person, by=course.contact, at=course.at)),
    "a fault at home": lambda course: void(make_home_fault(course.person, by=course.contact)),
    "somebody near": lambda course: void(make_supporter(course.person, by=course.contact)),
}


def void(_made: object) -> None:
    """Forget what was made."""


def run_by_the_clock() -> None:
    """Run every job that the clock runs, but for those that only look after the queue."""
    app.perform_import_paths()  # type: ignore[no-untyped-call]  # procrastinate's own
    jobs = [found.task for found in app.periodic_registry.periodic_tasks.values()]
    ours = [job for job in jobs if not iscoroutinefunction(job.func)]
    assert len(ours) > 15
    for job in ours:
        job(timestamp=0)


Rows = dict[str, Counter[str]]


def standing(course: Course, known: frozenset[str] = frozenset()) -> tuple[Rows, Rows]:
    """Return all that stands, and what stands of more contact. Ids of what is made under way are alike."""
    same, more = Rows(), Rows()
    with acting_as(SYSTEM):
        for model in apps.get_models():
            name = model._meta.label
            if not model.__module__.startswith("benken.") or name in SAID_READ_OR_DONE:
                continue
            left_out, is_more = NOT_COMPARED.get(name, set()), MORE_CONTACT.get(name, is_not_more)
            same[name], more[name] = Counter(), Counter()
            for row in model._default_manager.values():
                told = repr({column: value for column, value in row.items() if column not in left_out})
                told = ID.sub(lambda found: found[0] if found[0] in known else "made", told) if known else told
                (more if is_more(row) else same)[name][told] += 1
    with acting_as(course.editor.pk):
        queue = [(str(row.letter.person_id), row.came_at) for row in waiting_for(course.service, user=course.editor)]
    same["the waiting list in its order"] = Counter(
        [repr(queue if not known else [(one if one in known else "made", came) for one, came in queue])]
    )
    return same, more


def lived(course: Course, happens: list[str], known: frozenset[str], *, with_slips: bool) -> tuple[Rows, Rows]:
    """Live through a course, look at what stands after it, and undo it."""
    with transaction.atomic():
        for one in [*happens, "silence 100"]:  # at the end a quarter is over, and its numbers are told
            with patch("django.utils.timezone.now", return_value=course.at):
                if one in SLIPS:
                    if with_slips:
                        SLIPS[one](course)
                elif one in HAPPENS:
                    HAPPENS[one](course)
            if one.startswith("silence"):
                course.at += timedelta(days=int(one.split()[1]))
                with patch("django.utils.timezone.now", return_value=course.at):
                    run_by_the_clock()
                    course.look_in()
        stands = standing(course, known)
        transaction.set_rollback(True)
    return stands


def compare(happens: list[str], begun: Course, known: frozenset[str]) -> None:
    """Find whatever stands otherwise in the course with slips."""
    fresh = [Course(begun.at, begun.person, begun.contact, begun.account, begun.service, begun.editor) for _ in "ab"]
    for course in fresh:
        with patch("django.utils.timezone.now", return_value=course.at):
            course.look_in()
    without, with_slips = (
        lived(course, happens, known, with_slips=slips) for course, slips in zip(fresh, (False, True), strict=True)
    )
    for name, rows in without[0].items():
        assert with_slips[0][name] == rows, (name, with_slips[0][name] - rows, rows - with_slips[0][name])
    for name, rows in without[1].items():
        assert not rows - with_slips[1][name], name  # nobody who helps is taken away


def begin() -> tuple[Course, frozenset[str]]:
    """Make a person with a row in every table, on a waiting list between two others, and return every id there is."""
    person, contact = make_whole_course()
    account, editor = make_account_of(person), make_user(Role.SERVICE_EDITOR)
    service, at = make_service(editor=editor), timezone.now()
    for minute, one in enumerate([make_person(contact=contact), person, make_person(contact=contact)]):
        letter = make_referral(one, by=contact, service=service)
        step_on(letter, "sent", by=contact, at=at + timedelta(minutes=minute), source="here")
    course = Course(at + timedelta(minutes=9), person, contact, account, service, editor)
    everything = standing(course)
    known = {found for rows in everything for table in rows.values() for row in table for found in ID.findall(row)}
    return course, frozenset(known)


def test_a_slip_that_resets_something_would_be_found() -> None:
    course, known = begin()

    def resets(slipped: Course) -> None:
        noted(Entry.Kind.TALK)(slipped)
        with acting_as(SYSTEM):
            Step.objects.filter(goal__person=slipped.person).update(done_at=slipped.at)

    with patch.dict(SLIPS, {"a talk": resets}), pytest.raises(AssertionError, match=r"followup\.Step"):
        compare(["a talk"], course, known)


def test_every_way_to_tell_a_slip_at_once_and_then_silence_changes_nothing() -> None:
    course, known = begin()
    compare([*SLIPS, "missed", "silence 8", *SLIPS], course, known)


ACTS = st.sampled_from([*sorted(SLIPS), *sorted(HAPPENS), "silence 1", "silence 8"])


def test_whatever_else_happens_a_course_with_slips_stands_as_the_same_course_without() -> None:
    course, known = begin()

    @settings(
        max_examples=EXAMPLES or 3,
        deadline=None,
        derandomize=not EXAMPLES,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(happens=st.lists(ACTS, min_size=1, max_size=30))
    def stands(happens: list[str]) -> None:
        compare(happens, course, known)

    stands()
