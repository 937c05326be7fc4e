"""«Hvor er vi nå?»: one screen, and one sheet of paper."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from benken.access.records import closed_is_missing
from benken.followup.queries import Goal, goals_of, promises_to
from benken.my.queries import helpers_of, next_thing
from benken.my.views.goals import shown_goal
from benken.my.views.mine import mine
from benken.my.words import day_words
from benken.people.queries import milestones

MILESTONES_SHOWN = 6
MILESTONE_LINES = 8  # so many lines stand on an A5 sheet beside the rest
GOALS_SHOWN = 5
GOAL_LINES = 6
LONGEST_SHOWN = 100  # the template cuts there too
ONE_LINE = 45

T = TypeVar("T")


@closed_is_missing
def where_page(request: HttpRequest) -> HttpResponse:
    """Show what I have come through, how far I am, what comes next and who is with me."""
    my = mine(request)
    helpers = helpers_of(my.person, at=my.at)
    goals = goals_of(my.person)
    under_way = [goal for goal in goals if goal.state == Goal.State.OPEN]
    come_through = _fitting(milestones(my.person)[:MILESTONES_SHOWN], lambda entry: entry.text, lines=MILESTONE_LINES)
    shown = _fitting(under_way[:GOALS_SHOWN], lambda goal: goal.words, lines=GOAL_LINES)
    return render(
        request,
        "my/where.html",
        {
            "person": my.person,
            "helpers": helpers,
            "today": my.today,
            "come_through": [
                (entry, day_words(timezone.localdate(entry.happened_at), today=my.today)) for entry in come_through
            ],
            "goals": [shown_goal(goal, my=my, helpers=helpers) for goal in shown],
            "next": next_thing(goals, promises_to(my.person), helpers=helpers, today=my.today),
        },
    )


def _fitting(rows: Iterable[T], words_of: Callable[[T], str], *, lines: int) -> list[T]:
    """Return the first rows that fit on so many lines of an A5 sheet, at least one."""
    fitting: list[T] = []
    for row in rows:
        lines -= 1 if len(words_of(row)[:LONGEST_SHOWN]) <= ONE_LINE else 2
        if fitting and lines < 0:
            break
        fitting.append(row)
    return fitting
