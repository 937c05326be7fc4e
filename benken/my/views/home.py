"""My page itself, and «Hva er best for deg nå?»."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.actions.looks import note_look
from benken.access.narrow import is_narrow_here
from benken.access.pages import filled
from benken.access.policies import Refused
from benken.access.queries.automatic import AutomaticRead
from benken.access.queries.looks import ReadersSince
from benken.access.records import closed_is_missing
from benken.access.together import read_together
from benken.followup.actions.own_words import say_best_now
from benken.followup.actions.promises import mark_promise_seen
from benken.followup.queries import Goal, WantsOfPerson, WeeklyLooks, best_now, wants_a_bed
from benken.followup.where import next_thing
from benken.messaging.queries.automatic import missed_hour_of
from benken.messaging.queries.conversation import unread_for_person
from benken.messaging.words import missed_words
from benken.my.emergencies import emergency_lines
from benken.my.forms import BestNowForm
from benken.my.queries import who_has_read
from benken.my.shown import LOOKED_OVER, more_is_opened_together, page_choice, parts_shown
from benken.my.views.mine import mine
from benken.people.helpers import HelpersRead, helpers_of
from benken.people.queries.changing import (
    ContactWish,
    change_proposed,
    is_late,
    talk_open,
    wishes_waiting,
)
from benken.people.queries.disclosure import any_told
from benken.people.queries.emergency import TOLD_FOR, emergencies_told
from benken.services.queries.appointments import AppointmentsOfPerson
from benken.services.queries.referrals import waits_of
from benken.services.queries.stays import gates_of
from benken.services.stay_words import own_gate_words
from benken.ui.messages import say
from benken.ui.words import day_words

SKIPPED = "best_now_skipped"
GOALS_SHOWN = 5
REACHED_SHOWN = 3


@closed_is_missing
def my_page(request: HttpRequest) -> HttpResponse:
    """Show who answers and when, what is best now, four ways to say something, what comes next, and how far I am."""
    my = mine(request)
    helping, wants, unread = HelpersRead(my.person, at=my.at), WantsOfPerson(my.person), unread_for_person(my.person.pk)
    weekly, choice = WeeklyLooks([my.person.pk]), page_choice(my.person.pk)
    since = ReadersSince(my.user, subject_id=my.person.pk, at=my.at)
    booked = AppointmentsOfPerson(my.person.pk, at=my.at)
    emergencies, given = emergencies_told(my.person.pk, at=my.at), any_told(my.person.pk)
    waits, gates = waits_of(my.person.pk), gates_of(my.person.pk, today=my.today, at=my.at)
    automatic, missed = AutomaticRead(), missed_hour_of(my.person.pk)
    wishes, change, talk = wishes_waiting(my.person.pk), change_proposed(my.person.pk), talk_open(my.person.pk)
    reads = (*helping.reads, *wants.reads, unread, weekly.read, choice, *since.reads, emergencies, given, waits, gates)
    read_together(*reads, *booked.reads, automatic.read, missed, wishes, change, talk)
    shown = parts_shown(request, choice.rows)
    if "readers" in shown:
        note_look(look=since.look, by=my.user, at=my.at)
    told = [] if is_narrow_here(request) or request.session.get(LOOKED_OVER) else given.rows
    request.something_waits = bool(unread.rows)  # type: ignore[attr-defined]  # for the mark in the menu
    helpers, goals = helping.helpers(), wants.goals
    following = next_thing(goals, wants.promises, helpers=helpers, today=my.today)
    if "next" in shown:
        mark_promise_seen(made=following.promise if following else None, by=my.user, at=my.at)
    answer = next(iter(wants.best_answers), None)
    under_way = [goal for goal in goals if goal.state == Goal.State.OPEN]
    reached = sorted(
        (goal for goal in goals if goal.state == Goal.State.REACHED), key=lambda goal: goal.state_at, reverse=True
    )
    choices = [
        ("messages", {"text": _("Skriv"), "note": _("en melding"), "href": reverse("my_messages")}),
        ("telling", {"text": _("Det gikk bra"), "note": _("stort eller lite"), "href": reverse("my_good")}),
        ("telling", {"text": _("Det ble vanskelig"), "note": _("si det som det er"), "href": reverse("my_hard")}),
        ("how", {"text": _("Slik har jeg det"), "note": _("et ord er nok"), "href": reverse("my_how")}),
    ]
    asks = "best" in shown and not answer and not request.session.get(SKIPPED)
    return render(
        request,
        "my/home.html",
        {
            "person": my.person,
            "helpers": helpers,
            "answer": answer,
            "answered": day_words(timezone.localdate(answer.said_at), today=my.today) if answer else "",
            "form": filled(request, BestNowForm) if asks else None,
            "choices": [ways for part, ways in choices if part in shown],
            "shown": shown,
            "looked_over": bool(request.session.get(LOOKED_OVER)),
            "opened_together": more_is_opened_together(request, choice.rows),
            "emergencies": emergency_lines(request, emergencies.rows, today=my.today),
            "given": bool(told),
            "is_given_lately": any(case.told_at and case.told_at > my.at - TOLD_FOR for case in told),
            "asked_for_another": _asked_for_another(wishes.rows, today=my.today),
            "waits_too_long": any(is_late(wish, today=my.today) for wish in wishes.rows),
            "proposed": next(iter(change.rows), None),
            "relation_talk": any(not talk.from_person for talk in talk.rows),
            "unread": len(unread.rows),
            "missed": missed_words(helpers) if missed.rows else "",
            "weekly_waits": automatic.is_on and weekly.waiting(today=my.today),
            "next": following,
            "appointments": booked,
            "is_narrow": is_narrow_here(request),
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
            "waits": waits.rows if "next" in shown and not is_narrow_here(request) else [],
            "gates": [own_gate_words(one, today=my.today) for one in gates.rows]
            if "next" in shown and not is_narrow_here(request)
            else [],
            "basics": [(basic.kind_words, basic.answer_words) for basic in wants.basics.values()],
            "wants_a_bed": wants_a_bed(wants.basics),
            "who_has_read": who_has_read(since, helpers=helpers),
            "has_an_answer": since.has_an_answer,
        },
    )


def _asked_for_another(wishes: Sequence[ContactWish], *, today: date) -> str:
    """Say until when what was asked for is answered: the first to be due."""
    if not wishes:
        return ""
    day = day_words(wishes[0].answer_by_on, today=today)
    return _("Du har bedt om noe nytt om kontaktpersonen. Lederen svarer innen %(day)s.") % {"day": day}


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
