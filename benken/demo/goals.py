"""Where one person is going: goals with their steps, and what the contact person has promised."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Model

from benken.demo.happenings import shared_entry
from benken.demo.lines import GoalLine
from benken.demo.moments import SATURDAY
from benken.followup.models import Goal, Promise, Step
from benken.messaging.models import TextGoal
from benken.people.models import Entry

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows


def goals_of(person: "PersonRows") -> Iterator[Model]:
    """Yield the goals, their steps, and the note of one that was reached."""
    for line in person.course.goals:
        yield from _goal(person, line)


def _goal(person: "PersonRows", line: GoalLine) -> Iterator[Model]:
    set_at = max(person.clock.workday(line.days_ago), person.known)
    state_at = set_at
    if line.state != Goal.State.OPEN:
        state_at = max(person.clock.workday(line.state_days_ago, (14, 30)), set_at)
        same_day = [one.at for one in person.happenings if one.at.date() == state_at.date() and not one.by_person]
        state_at = person.clock.until_now(max([state_at, *(at + timedelta(minutes=10) for at in same_day)]))
    goal = Goal(
        id=person.new_id(set_at),
        person_id=person.id,
        words=line.words,
        why=line.why,
        hoped_for=line.hoped_for,
        area=line.area,
        state=line.state,
        state_at=state_at,
        set_at=set_at,
    )
    yield goal
    if line.in_texts:
        yield TextGoal(goal_id=goal.pk, person_id=person.id, name=line.in_texts)
    for position, step in enumerate(line.steps):
        done = None if step.done_days_ago is None else max(person.clock.moment(step.done_days_ago, (13, 0)), set_at)
        by = None if step.by_in_days is None else person.clock.today + timedelta(days=step.by_in_days)
        yield Step(
            id=person.new_id(set_at),
            person_id=person.id,
            goal_id=goal.pk,
            words=step.words,
            who=step.who,
            who_words=step.who_words,
            by_on=by,
            done_at=done,
            position=position,
        )
    if line.state == Goal.State.REACHED:
        areas = [line.area] if line.area else []
        author = person.contact_id(state_at)
        yield shared_entry(person, Entry.Kind.GOAL_REACHED, author, state_at, line.words, about_id=goal.pk, areas=areas)


def promises_of(person: "PersonRows") -> Iterator[Promise]:
    """Yield the promises; none is due on a weekend."""
    for line in person.course.promises:
        made = max(person.clock.workday(line.made_days_ago, (14, 0)), person.known)
        due = None if line.due_in_days is None else person.clock.today + timedelta(days=line.due_in_days)
        if due and due.weekday() >= SATURDAY:
            due += timedelta(days=7 - due.weekday())
        kept = None if line.kept_days_ago is None else max(person.clock.workday(line.kept_days_ago, (14, 40)), made)
        yield Promise(
            id=person.new_id(made),
            person_id=person.id,
            by_id=person.contact_id(made),
            words=line.words,
            made_at=made,
            due_on=due,
            kept_at=kept,
        )
