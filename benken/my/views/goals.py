"""My goals and steps: set, changed, ticked, reached, rested, let go, opened again."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.records import closed_is_missing
from benken.followup.actions.goals import (
    add_step,
    change_goal,
    mark_step,
    move_goal,
    remove_step,
    set_goal,
    take_back_goal,
)
from benken.followup.queries import Goal, Step, goal_of, goals_of, step_of
from benken.followup.where import who_does
from benken.my import policies
from benken.my.forms import GoalForm, StepForm
from benken.my.views.mine import Mine, mine
from benken.people.areas import LifeArea
from benken.people.helpers import Helpers, helpers_of
from benken.ui.messages import say
from benken.ui.words import day_words


def shown_goal(goal: Goal, *, my: Mine, helpers: Helpers) -> dict[str, object]:
    """Return a goal as the templates draw it."""
    steps = list(goal.steps.all())
    return {
        "goal": goal,
        "area": LifeArea(goal.area).label if goal.area in LifeArea.values else "",
        "done": sum(step.done_at is not None for step in steps),
        "total": len(steps),
        "state_day": day_words(timezone.localdate(goal.state_at), today=my.today),
        "steps": [
            {
                "step": step,
                "who": who_does(step, helpers),
                "day": day_words(step.by_on, today=my.today) if step.by_on else "",
                "done_day": day_words(timezone.localdate(step.done_at), today=my.today) if step.done_at else "",
                "can_tick": policies.can_tick(step),
            }
            for step in steps
        ],
    }


@closed_is_missing
def goals_page(request: HttpRequest) -> HttpResponse:
    """Show all my goals: those under way with their steps, then reached, resting and let go."""
    my = mine(request)
    helpers = helpers_of(my.person, at=my.at)
    goals = [shown_goal(goal, my=my, helpers=helpers) | {"state": goal.state} for goal in goals_of(my.person)]
    return render(
        request,
        "my/goals.html",
        {"by_state": {state.value: [goal for goal in goals if goal["state"] == state] for state in Goal.State}},
    )


@closed_is_missing
def goal_new(request: HttpRequest) -> HttpResponse:
    """Set a goal in my own words."""
    my = mine(request)
    form = filled(request, GoalForm)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            goal = set_goal(
                person=my.person, words=data["words"], why=data["why"], area=data["area"], by=my.user, at=my.at
            )
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            say(request, _("Målet står her."), undo=reverse("my_goal_take_back", kwargs={"goal_id": goal.pk}))
            return redirect("my_goal", goal_id=goal.pk)
    context = {"form": form, "helpers": helpers_of(my.person, at=my.at)}
    return render(request, "my/goal_form.html", context, status=422 if form.errors else 200)


@closed_is_missing
def goal_page(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    """Show one goal with its steps, and add a step of my own."""
    my = mine(request)
    goal = goal_of(my.person, goal_id)
    helpers = helpers_of(my.person, at=my.at)
    form = filled(request, StepForm)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            step = add_step(goal=goal, words=data["words"], by_on=data["by_on"], by=my.user, at=my.at, today=my.today)
        except Refused as refused:
            form.add_error("by_on", str(refused))
        else:
            say(request, _("Steget står her."), undo=reverse("my_step_remove", kwargs={"step_id": step.pk}))
            return redirect("my_goal", goal_id=goal.pk)
    return render(
        request,
        "my/goal.html",
        {"shown": shown_goal(goal, my=my, helpers=helpers), "goal": goal, "form": form, "helpers": helpers},
        status=422 if form.errors else 200,
    )


@closed_is_missing
def goal_change(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    """Change the words of a goal; whoever saved meanwhile is shown, and nothing typed is lost."""
    my = mine(request)
    goal = goal_of(my.person, goal_id)
    initial = {"words": goal.words, "why": goal.why, "area": goal.area, "version": goal.version}
    form = filled(request, GoalForm, initial=initial)
    newer = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change_goal(
                goal=goal,
                seen_version=data["version"],
                words=data["words"],
                why=data["why"],
                area=data["area"],
                hoped_for=goal.hoped_for,
                by=my.user,
                at=my.at,
            )
        except ChangedMeanwhile as changed:
            newer = goal
            tell_saved_meanwhile(form, changed, version=goal.version)
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            say(request, _("Lagret."))
            return redirect("my_goal", goal_id=goal.pk)
    return render(
        request,
        "my/goal_form.html",
        {"form": form, "goal": goal, "newer": newer, "helpers": helpers_of(my.person, at=my.at)},
        status=422 if form.errors else 200,
    )


@require_POST
@closed_is_missing
def goal_move(request: HttpRequest, goal_id: UUID, to: str) -> HttpResponse:
    """Let a goal be reached, rest, be let go, or open it again."""
    my = mine(request)
    if to not in Goal.State.values:
        raise Http404
    goal = goal_of(my.person, goal_id)
    was = goal.state
    move_goal(goal=goal, to=Goal.State(to), person=my.person, by=my.user, at=my.at)
    said = {
        Goal.State.OPEN: _("Målet er i gang igjen."),
        Goal.State.REACHED: _("Dette har du klart."),
        Goal.State.RESTING: _("Målet hviler."),
        Goal.State.LET_GO: _("Målet er lagt bort. Du kan ta det fram igjen når du vil."),
    }
    say(request, said[Goal.State(to)], undo=reverse("my_goal_move", kwargs={"goal_id": goal.pk, "to": was}))
    return redirect("my_goals")


@require_POST
@closed_is_missing
def goal_take_back(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    """Take away a goal I just set by mistake."""
    my = mine(request)
    try:
        take_back_goal(goal=goal_of(my.person, goal_id), by=my.user, at=my.at)
    except Refused as refused:
        say(request, str(refused))
        return redirect("my_goal", goal_id=goal_id)
    say(request, _("Målet er tatt bort."))
    return redirect("my_goals")


@require_POST
@closed_is_missing
def step_mark(request: HttpRequest, step_id: UUID, mark: str) -> HttpResponse:
    """Tick a step, or untick it."""
    my = mine(request)
    step = _tickable(my, step_id)
    if mark not in {"done", "open"}:
        raise Http404
    mark_step(step=step, done=mark == "done", by=my.user, at=my.at)
    back = reverse("my_step_mark", kwargs={"step_id": step.pk, "mark": "open" if mark == "done" else "done"})
    say(request, _("Gjort. Godt jobbet.") if mark == "done" else _("Steget er ikke gjort ennå."), undo=back)
    return redirect("my_goal", goal_id=step.goal_id)


@require_POST
@closed_is_missing
def step_remove(request: HttpRequest, step_id: UUID) -> HttpResponse:
    """Take away a step that isn't done."""
    my = mine(request)
    step = _tickable(my, step_id)
    if step.done_at is None:
        remove_step(step=step, by=my.user, at=my.at)
        say(request, _("Steget er tatt bort."))
    return redirect("my_goal", goal_id=step.goal_id)


def _tickable(my: Mine, step_id: UUID) -> Step:
    step = step_of(my.person, step_id)
    if not policies.can_tick(step):
        raise Http404
    return step
