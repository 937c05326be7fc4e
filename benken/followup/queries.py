"""Reads of what a person wants. Whoever calls has opened the record first; row security holds besides."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from benken.access.queries import User
from benken.followup.models import AreaNote, Basic, BestNow, Goal, Promise, Step
from benken.people.areas import LifeArea
from benken.people.queries import Person, RecordClosed

__all__ = ["AreaNote", "Basic", "BestNow", "Goal", "Promise", "Step"]  # the types that other apps name

GOAL_ORDER = {Goal.State.OPEN: 0, Goal.State.RESTING: 1, Goal.State.REACHED: 2, Goal.State.LET_GO: 3}


def goals_of(person: Person) -> list[Goal]:
    """Return a person's goals with their steps: those under way first, then resting, reached, let go."""
    goals = Goal.objects.filter(person=person).prefetch_related("steps").order_by("set_at", "pk")
    return sorted(goals, key=lambda goal: GOAL_ORDER[Goal.State(goal.state)])


def goal_of(person: Person, goal_id: UUID) -> Goal:
    """Return one goal of a person with its steps, or RecordClosed."""
    goal = Goal.objects.filter(person=person, pk=goal_id).prefetch_related("steps").first()
    if goal is None:
        raise RecordClosed
    return goal


def step_of(person: Person, step_id: UUID) -> Step:
    """Return one step of a person, or RecordClosed."""
    step = Step.objects.filter(person=person, pk=step_id).select_related("goal").first()
    if step is None:
        raise RecordClosed
    return step


def next_step(goals: Sequence[Goal]) -> Step | None:
    """Return the next step: the undone one with the nearest day among open goals, else the first undone one."""
    undone = [
        step for goal in goals if goal.state == Goal.State.OPEN for step in goal.steps.all() if step.done_at is None
    ]
    dated = [step for step in undone if step.by_on is not None]
    return min(dated, key=lambda step: step.by_on or date.max) if dated else next(iter(undone), None)


def best_now(person: Person) -> list[BestNow]:
    """Return all answers to «Hva er best for deg nå?», the newest first."""
    return list(BestNow.objects.filter(person=person).select_related("written_by"))


def basics_of(person: Person) -> dict[str, Basic]:
    """Return what has been said about the basics, by kind, in the order they are asked."""
    said = {basic.kind: basic for basic in Basic.objects.filter(person=person)}
    return {kind: said[kind] for kind in Basic.Kind.values if kind in said}


def area_notes(person: Person) -> dict[str, AreaNote]:
    """Return what carries and weighs, by life area, in the areas' own order."""
    notes = {note.area: note for note in AreaNote.objects.filter(person=person)}
    return {area: notes[area] for area in LifeArea.values if area in notes}


def open_promises_of(user: User) -> QuerySet[Promise]:
    """Return a worker's open promises, those due first on top."""
    return (
        Promise.objects.filter(by=user, kept_at__isnull=True, told_at__isnull=True)
        .select_related("person")
        .order_by("due_on", "made_at")
    )


def promises_to(person: Person) -> QuerySet[Promise]:
    """Return the promises made to a person: open ones first, then the newest."""
    return Promise.objects.filter(person=person).select_related("by").order_by("-kept_at", "-told_at", "due_on")


def promise_of(person: Person, promise_id: UUID) -> Promise:
    """Return one promise to a person, or RecordClosed."""
    made = Promise.objects.filter(person=person, pk=promise_id).select_related("by").first()
    if made is None:
        raise RecordClosed
    return made
