"""Goals and steps, as the helper sees them together with the person."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access import typed_text
from benken.access.pages import filled, refusals_said, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.records import closed_is_missing
from benken.followup.actions.goals import (
    add_step,
    change_goal,
    mark_step,
    move_goal,
    remove_step,
    restore_step,
    set_goal,
    take_back_goal,
)
from benken.followup.forms import GoalChangeForm, GoalForm, StepForm
from benken.followup.models import Goal, Step
from benken.followup.queries import best_now, goal_of, goals_of, step_of
from benken.people.queries import RecordClosed
from benken.people.visits import Visit, back, reading, undo_address, writing
from benken.ui.messages import say


@closed_is_missing
def goal_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write a new goal in the person's own words, with first steps if there are any."""
    visit = writing(request, person_id)
    form = filled(request, GoalForm)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            goal = set_goal(
                person=visit.person,
                words=words["words"],
                why=words["why"],
                hoped_for=words["hoped_for"],
                area=words["area"],
                steps=form.steps(),
                by=visit.user,
                at=visit.at,
            )
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            undo = reverse("goal_take_back", kwargs={"person_id": person_id, "goal_id": goal.pk})
            say(request, _("Målet er skrevet ned."), undo=undo)
            return back(request, visit, else_to=_address(goal))
    context = {"person": visit.person, "form": form}
    return render(request, "followup/goal_new.html", context, status=422 if form.errors else 200)


@require_safe
@closed_is_missing
def goal_page(request: HttpRequest, person_id: UUID, goal_id: UUID) -> HttpResponse:
    """Show one goal: its words, its steps, where it is, and a field for the next step."""
    visit = reading(request, person_id, part="goals")
    goal = goal_of(visit.person, goal_id)
    return _goal_page(request, visit, goal, filled(request, StepForm, called=visit.person.called, today=visit.today))


def _goal_page(request: HttpRequest, visit: Visit, goal: Goal, form: StepForm) -> HttpResponse:
    steps = list(goal.steps.all())
    context = {
        "person": visit.person,
        "goal": goal,
        "goal_url": _address(goal),
        "steps": steps,
        "done": sum(step.done_at is not None for step in steps),
        "form": form,
        "today": visit.today,
    }
    return render(request, "followup/goal.html", context, status=422 if form.errors else 200)


@closed_is_missing
def goal_change(request: HttpRequest, person_id: UUID, goal_id: UUID) -> HttpResponse:
    """Change the words of a goal. Whoever saves second sees both versions and loses nothing."""
    visit = reading(request, person_id, part="goals")
    goal, newer = goal_of(visit.person, goal_id), None
    standing = {name: getattr(goal, name) for name in ("words", "why", "hoped_for", "area", "version")}
    form = filled(request, GoalChangeForm, initial=standing)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            change_goal(
                goal=goal,
                seen_version=words["version"],
                words=words["words"],
                why=words["why"],
                hoped_for=words["hoped_for"],
                area=words["area"],
                by=visit.user,
                at=visit.at,
            )
        except ChangedMeanwhile as changed:
            newer = goal_of(visit.person, goal_id)
            tell_saved_meanwhile(form, changed, version=newer.version)
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            say(request, _("Lagret."))
            return redirect(_address(goal))
    context = {"person": visit.person, "goal": goal, "goal_url": _address(goal), "form": form, "newer": newer}
    return render(request, "followup/goal_change.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def goal_take_back(request: HttpRequest, person_id: UUID, goal_id: UUID) -> HttpResponse:
    """Take a goal away that was just written by mistake."""
    visit = writing(request, person_id)
    with refusals_said(request):
        take_back_goal(goal=goal_of(visit.person, goal_id), by=visit.user, at=visit.at)
        say(request, _("Målet er tatt bort."))
    return back(request, visit)


@require_POST
@closed_is_missing
def goal_move(request: HttpRequest, person_id: UUID, goal_id: UUID, to: str) -> HttpResponse:
    """Let a goal be reached, rest, be let go or be under way again."""
    visit = writing(request, person_id)
    goal = goal_of(visit.person, goal_id)
    if to not in Goal.State.values:
        raise Http404
    was = goal.state
    move_goal(goal=goal, to=Goal.State(to), person=visit.person, by=visit.user, at=visit.at)
    told = {
        Goal.State.OPEN: _("Målet er i gang igjen."),
        Goal.State.REACHED: _("Målet er nådd. Det står i historien nå."),
        Goal.State.RESTING: _("Målet hviler. Det kan tas opp igjen når som helst."),
        Goal.State.LET_GO: _("Målet er lagt bort. Det kan hentes fram igjen."),
    }[Goal.State(to)]
    undo = reverse("goal_move", kwargs={"person_id": person_id, "goal_id": goal_id, "to": was})
    say(request, told, undo=undo_address(request, undo) if was != to else "")
    return back(request, visit)


@require_POST
@closed_is_missing
def step_add(request: HttpRequest, person_id: UUID, goal_id: UUID) -> HttpResponse:
    """Add a step; what can't be saved comes back on the goal's page."""
    visit = writing(request, person_id)
    goal = goal_of(visit.person, goal_id)
    form = StepForm(request.POST, called=visit.person.called, today=visit.today)
    if form.is_valid():
        words = form.cleaned_data
        try:
            step = add_step(
                goal=goal,
                words=words["step"],
                who=Step.Who(words["who"]),
                who_words=words["who_words"],
                by_on=words["by_on"],
                by=visit.user,
                at=visit.at,
                today=visit.today,
            )
        except Refused as refused:
            form.add_error("step", str(refused))
        else:
            undo = undo_address(request, _step_address("step_remove", step))
            say(request, _("Steget er lagt til."), undo=undo)
            return back(request, visit, else_to=_address(goal))
    return _goal_page(request, reading(request, person_id, part="goals"), goal, form)


@require_POST
@closed_is_missing
def step_mark(request: HttpRequest, person_id: UUID, step_id: UUID, done: int) -> HttpResponse:
    """Mark a step done, or not done again."""
    visit = writing(request, person_id)
    step = _step_or_told(request, visit, step_id)
    if step is not None:
        mark_step(step=step, done=bool(done), by=visit.user, at=visit.at)
        told = _("Steget er gjort.") if done else _("Steget er ikke gjort ennå.")
        undo = _step_address("step_mark", step, done=0 if done else 1)
        say(request, told, undo=undo_address(request, undo))
    return back(request, visit)


@require_POST
@closed_is_missing
def step_remove(request: HttpRequest, person_id: UUID, step_id: UUID) -> HttpResponse:
    """Take a step away. What it was is kept, sealed to the user, so that it can be put back within the hour."""
    visit = writing(request, person_id)
    step = _step_or_told(request, visit, step_id)
    if step is not None:
        undo = _step_address("step_restore", step)
        typed_text.keep(user=visit.user, page=undo, fields=_packed(step), at=visit.at)
        goal_url = _address(step.goal)
        remove_step(step=step, by=visit.user, at=visit.at)
        say(request, _("Steget er tatt bort."), undo=undo_address(request, undo))
        return back(request, visit, else_to=goal_url)
    return back(request, visit)


@require_POST
@closed_is_missing
def step_restore(request: HttpRequest, person_id: UUID, step_id: UUID) -> HttpResponse:
    """Put a step back that one has just taken away oneself."""
    visit = writing(request, person_id)
    kept = typed_text.kept(user=visit.user, page=request.path, at=visit.at)
    if kept is None:
        say(request, _("Det er for lenge siden. Skriv steget på nytt."))
        return back(request, visit)
    fields = {name: str(value) for name, value in kept.fields.items()}
    goal = goal_of(visit.person, UUID(fields["goal"]))
    restore_step(goal=goal, step_id=step_id, fields=_unpacked(fields), by=visit.user, at=visit.at)
    typed_text.discard(user=visit.user, page=request.path)
    say(request, _("Steget er tilbake."))
    return back(request, visit, else_to=_address(goal))


@require_safe
@closed_is_missing
def goals_print(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show the person's goals on one page to print and take along."""
    visit = reading(request, person_id, part="goals")
    goals = goals_of(visit.person)
    context = {
        "person": visit.person,
        "best": next(iter(best_now(visit.person)), None),
        "open_goals": [goal for goal in goals if goal.state == Goal.State.OPEN],
        "reached_goals": [goal for goal in goals if goal.state == Goal.State.REACHED],
        "today": visit.today,
    }
    return render(request, "followup/goals_print.html", context)


def _address(goal: Goal) -> str:
    return reverse("goal", kwargs={"person_id": goal.person_id, "goal_id": goal.pk})


def _step_address(name: str, step: Step, **more: int) -> str:
    return reverse(name, kwargs={"person_id": step.person_id, "step_id": step.pk, **more})


def _step_or_told(request: HttpRequest, visit: Visit, step_id: UUID) -> Step | None:
    """Return a step, or tell that it has gone: a colleague may have taken it away a moment ago."""
    try:
        return step_of(visit.person, step_id)
    except RecordClosed:
        say(request, _("Steget står ikke her lenger. Noen andre tok det bort."))
        return None


def _packed(step: Step) -> QueryDict:
    fields = QueryDict(mutable=True)
    fields.update(
        {
            "goal": str(step.goal_id),
            "words": step.words,
            "who": step.who,
            "who_words": step.who_words,
            "by_on": step.by_on.isoformat() if step.by_on else "",
            "done_at": step.done_at.isoformat() if step.done_at else "",
            "position": str(step.position),
        }
    )
    return fields


def _unpacked(fields: Mapping[str, str]) -> dict[str, str | int | date | datetime | None]:
    return {
        "words": fields["words"],
        "who": fields["who"],
        "who_words": fields["who_words"],
        "by_on": date.fromisoformat(fields["by_on"]) if fields["by_on"] else None,
        "done_at": datetime.fromisoformat(fields["done_at"]) if fields["done_at"] else None,
        "position": int(fields["position"]),
    }
