"""Goals and steps: set, changed, reached, rested, let go, opened again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed, record_deeds
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import User
from benken.followup import policies
from benken.followup.models import Goal, Step
from benken.people.actions.entries import take_back_milestone, write_shared
from benken.people.queries import Entry, Person

STEP_FIELDS = ("words", "who", "who_words", "by_on", "done_at", "position")
TAKE_BACK = timedelta(hours=1)  # how long a goal set by mistake can be taken away


@dataclass(frozen=True)
class NewGoal:
    """A goal to be set, in the person's own words, with its first steps if there are any."""

    person: Person
    words: str
    why: str = ""
    hoped_for: str = ""
    area: str = ""
    steps: tuple[str, ...] = ()


def set_goal(
    *,
    person: Person,
    words: str,
    by: User | None,
    at: datetime,
    why: str = "",
    hoped_for: str = "",
    area: str = "",
    steps: tuple[str, ...] = (),
) -> Goal:
    """Set a goal in the person's own words, with its first steps if there are any; `by=None` is the system."""
    return set_goals(new=[NewGoal(person, words, why, hoped_for, area, steps)], by=by, at=at)[0]


@transaction.atomic
def set_goals(*, new: Sequence[NewGoal], by: User | None, at: datetime) -> list[Goal]:
    """Set the goals of many people, all or none, in the same few queries however many they are."""
    for one in new:
        policies.check_words(one.words)
        for step in one.steps:
            policies.check_words(step, most=policies.STEP)
    goals = [
        Goal(
            person=one.person,
            words=one.words,
            why=one.why,
            hoped_for=one.hoped_for,
            area=one.area,
            set_at=at,
            state_at=at,
        )
        for one in new
    ]
    Goal.objects.bulk_create(goals)
    Step.objects.bulk_create(
        Step(person=one.person, goal=goal, words=step, position=position)
        for one, goal in zip(new, goals, strict=True)
        for position, step in enumerate(one.steps)
    )
    record_deeds(by=by, at=at, verb="goal.set", about=[(goal.person_id, goal.pk) for goal in goals])
    return goals


def remove_goals(*, person_ids: Collection[UUID]) -> None:
    """Take away the goals and steps of people who are taken away; the system does it."""
    with acting_as(SYSTEM):
        Step.objects.filter(person_id__in=person_ids).delete()
        Goal.objects.filter(person_id__in=person_ids).delete()


@transaction.atomic
def change_goal(
    *, goal: Goal, seen_version: int, words: str, why: str, hoped_for: str, area: str, by: User, at: datetime
) -> Goal:
    """Change the words of a goal; refuse if somebody saved since it was seen."""
    policies.check_words(words)
    current = Goal.objects.select_for_update().get(pk=goal.pk)
    if current.version != seen_version:
        raise ChangedMeanwhile(_("Noen andre lagret mens du skrev. Se over, og lagre igjen."))
    current.words, current.why, current.hoped_for, current.area = words, why, hoped_for, area
    current.version += 1
    current.save(update_fields=["words", "why", "hoped_for", "area", "version"])
    record_deed(by=by, at=at, verb="goal.change", subject_id=goal.person_id, object_id=goal.pk)
    return current


@transaction.atomic
def move_goal(*, goal: Goal, to: Goal.State, person: Person, by: User, at: datetime) -> Goal:
    """Let a goal be reached, rest, be let go, or open it again: every move is allowed. Reaching writes an entry."""
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if goal.state == to:
        return goal
    was = goal.state
    goal.state, goal.state_at = to, at
    goal.version += 1
    goal.save(update_fields=["state", "state_at", "version"])
    if to == Goal.State.REACHED:
        write_shared(
            person=person,
            kind=Entry.Kind.GOAL_REACHED,
            text=goal.words,
            by=by,
            at=at,
            about_id=goal.pk,
            areas=[goal.area] if goal.area else [],
        )
    elif was == Goal.State.REACHED:
        take_back_milestone(person=person, about_id=goal.pk, kind=Entry.Kind.GOAL_REACHED)
    record_deed(by=by, at=at, verb=f"goal.{to}", subject_id=goal.person_id, object_id=goal.pk)
    return goal


@transaction.atomic
def take_back_goal(*, goal: Goal, by: User, at: datetime) -> None:
    """Take a goal away again that was just set by mistake; later on it is let go instead, and stays."""
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    begun = goal.state != Goal.State.OPEN or goal.steps.filter(done_at__isnull=False).exists()
    if begun or at - goal.set_at > TAKE_BACK:
        raise Refused(_("Målet er alt i gang. Du kan legge det bort i stedet."))
    record_deed(by=by, at=at, verb="goal.take_back", subject_id=goal.person_id, object_id=goal.pk)
    goal.delete()


@transaction.atomic
def add_step(
    *,
    goal: Goal,
    words: str,
    by: User,
    at: datetime,
    today: date,
    who: Step.Who = Step.Who.PERSON,
    who_words: str = "",
    by_on: date | None = None,
) -> Step:
    """Add a step at the end of a goal."""
    policies.check_words(words, most=policies.STEP)
    policies.check_day_ahead(by_on, today=today)
    if who == Step.Who.OTHER and not who_words:
        raise Refused(_("Skriv hvem som gjør det."))
    last = goal.steps.aggregate(last=Max("position"))["last"]
    step = Step.objects.create(
        person_id=goal.person_id,
        goal=goal,
        words=words,
        who=who,
        who_words=who_words if who == Step.Who.OTHER else "",
        by_on=by_on,
        position=0 if last is None else last + 1,
    )
    record_deed(by=by, at=at, verb="step.add", subject_id=goal.person_id, object_id=step.pk)
    return step


@transaction.atomic
def mark_step(*, step: Step, done: bool, by: User, at: datetime) -> Step:
    """Mark a step done, or not done again."""
    if done != (step.done_at is not None):
        step.done_at = at if done else None
        step.save(update_fields=["done_at"])
        verb = "step.done" if done else "step.undone"
        record_deed(by=by, at=at, verb=verb, subject_id=step.person_id, object_id=step.pk)
    return step


@transaction.atomic
def remove_step(*, step: Step, by: User, at: datetime) -> None:
    """Take a step away."""
    record_deed(by=by, at=at, verb="step.remove", subject_id=step.person_id, object_id=step.pk)
    step.delete()


@transaction.atomic
def restore_step(*, goal: Goal, step_id: UUID, fields: Mapping[str, Any], by: User, at: datetime) -> Step:
    """Put a step back as it was before it was taken away; `fields` are the step's own, by name."""
    step, made = Step.objects.get_or_create(
        pk=step_id, person_id=goal.person_id, goal=goal, defaults={name: fields[name] for name in STEP_FIELDS}
    )
    if made:
        record_deed(by=by, at=at, verb="step.restore", subject_id=goal.person_id, object_id=step.pk)
    return step
