"""My page itself, and «Hva er best for deg nå?»."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled
from benken.access.policies import Refused
from benken.access.records import closed_is_missing
from benken.followup.actions.own_words import say_best_now
from benken.followup.queries import Goal, basics_of, best_now, goals_of, promises_to
from benken.messaging.queries import unread_for_person
from benken.my.forms import BestNowForm
from benken.my.queries import helpers_of, next_thing, who_has_read
from benken.my.views.mine import mine
from benken.my.words import day_words
from benken.ui.messages import say

SKIPPED = "best_now_skipped"
GOALS_SHOWN = 5
REACHED_SHOWN = 3


@closed_is_missing
def my_page(request: HttpRequest) -> HttpResponse:
    """Show who answers and when, what is best now, three ways to say something, what comes next, and how far I am."""
    my = mine(request)
    helpers = helpers_of(my.person, at=my.at)
    answer = next(iter(best_now(my.person)), None)
    goals = goals_of(my.person)
    under_way = [goal for goal in goals if goal.state == Goal.State.OPEN]
    reached = sorted(
        (goal for goal in goals if goal.state == Goal.State.REACHED), key=lambda goal: goal.state_at, reverse=True
    )
    choices = [
        {"text": _("Skriv"), "note": _("en melding"), "href": reverse("my_messages")},
        {"text": _("Det gikk bra"), "note": _("stort eller lite"), "href": reverse("my_good")},
        {"text": _("Det ble vanskelig"), "note": _("si det som det er"), "href": reverse("my_hard")},
    ]
    return render(
        request,
        "my/home.html",
        {
            "person": my.person,
            "helpers": helpers,
            "answer": answer,
            "answered": day_words(timezone.localdate(answer.said_at), today=my.today) if answer else "",
            "form": None if answer or request.session.get(SKIPPED) else filled(request, BestNowForm),
            "choices": choices,
            "unread": unread_for_person(my.person),
            "next": next_thing(goals, promises_to(my.person), helpers=helpers, today=my.today),
            "goals": [
                {
                    "goal": goal,
                    "done": sum(step.done_at is not None for step in goal.steps.all()),
                    "total": len(goal.steps.all()),
                }
                for goal in under_way[:GOALS_SHOWN]
            ],
            "more_goals": len(under_way) > GOALS_SHOWN,
            "reached": reached[:REACHED_SHOWN],
            "basics": [
                (basic.get_kind_display(), basic.get_answer_display()) for basic in basics_of(my.person).values()
            ],
            "who_has_read": who_has_read(my.person, for_user=my.user, helpers=helpers, at=my.at),
        },
    )


@closed_is_missing
def best_page(request: HttpRequest) -> HttpResponse:
    """Say what is best now, and see what I said before."""
    my = mine(request)
    form = filled(request, BestNowForm)
    if request.method == "POST" and form.is_valid():
        try:
            say_best_now(person=my.person, words=form.cleaned_data["words"], by=my.user, at=my.at)
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            say(request, _("Takk. Det står øverst på siden din."))
            return redirect("my")
    earlier = [
        (answer, day_words(timezone.localdate(answer.said_at), today=my.today)) for answer in best_now(my.person)[:10]
    ]
    return render(
        request,
        "my/best.html",
        {"form": form, "earlier": earlier, "helpers": helpers_of(my.person, at=my.at)},
        status=422 if form.errors else 200,
    )


@require_POST
@closed_is_missing
def best_skip(request: HttpRequest) -> HttpResponse:
    """Leave the first question alone until the next sign-in."""
    mine(request)
    request.session[SKIPPED] = True
    return redirect("my")
