"""What people have shared with somebody: a page for each of them, with the parts they opened and nothing else."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.actions.logs import log_reading
from benken.access.pages import filled, refusals_said, signed_in
from benken.access.policies import Refused
from benken.access.queries import User
from benken.access.queries.why import questions_waiting
from benken.access.records import closed_is_missing
from benken.access.together import read_together
from benken.desk.forms import AnswerForm
from benken.desk.views.why import asked_rows
from benken.followup.queries import Goal, Promise, WantsOfPerson
from benken.followup.queries.safety import PART as SAFETY
from benken.followup.queries.safety import shared_plan
from benken.people.actions.sharing import answer, take_back_answer
from benken.people.queries.sharing import Shared, may_answer, open_shared, own_answers, shared_people
from benken.services.queries.appointments import NextToMeet
from benken.ui.messages import say
from benken.ui.words import day_words, first_name, moment_words


@require_safe
@closed_is_missing
def shared_list(request: HttpRequest) -> HttpResponse:
    """Show those who share something with me. Whoever shares nothing now does not stand here."""
    user, at = signed_in(request), timezone.now()
    people, asked = shared_people(for_user=user, at=at), []
    if not user.is_staff and user.subject_id is None:  # others are asked on Today
        waiting = questions_waiting(reader=user.pk)
        read_together(waiting)
        asked = asked_rows(waiting.rows, at=at)
    if people:
        log_reading(user=user, subject_id=None, part="shared", basis="list", at=at)
    return render(request, "desk/shared.html", {"people": people, "asked": asked, "user": user, "base": _base(user)})


@closed_is_missing
def shared_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show what one person has opened to me, and let me answer."""
    user, at = signed_in(request), timezone.now()
    shared = open_shared(person_id, for_user=user, at=at)
    form = filled(request, AnswerForm)
    if request.method == "POST" and form.is_valid():
        try:
            entry = answer(person=shared.person, text=form.cleaned_data["text"], by=user, at=at)
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            undo = reverse("shared_take_back", kwargs={"person_id": person_id, "entry_id": entry.pk})
            say(request, _("Sendt. %(name)s og kontaktpersonen ser det.") % {"name": shared.called}, undo=undo)
            return redirect("shared_person", person_id=person_id)
    context = _parts(shared, for_user=user, at=at) | {
        "shared": shared,
        "until": day_words(timezone.localdate(shared.until_at), today=timezone.localdate(at)),
        "form": form,
        "answers": [
            (one, moment_words(one.happened_at, today=timezone.localdate(at)))
            for one in own_answers(person_id, author=user)
        ],
        "base": _base(user),
    }
    return render(request, "desk/shared_person.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def shared_take_back(request: HttpRequest, person_id: UUID, entry_id: UUID) -> HttpResponse:
    """Take back what I just answered, while nobody has read it."""
    user, at = signed_in(request), timezone.now()
    shared = may_answer(person_id, for_user=user, at=at)
    with refusals_said(request):
        take_back_answer(person=shared.person, entry_id=entry_id, by=user, at=at)
        say(request, _("Tatt tilbake."))
    return redirect("shared_person", person_id=person_id)


def _parts(shared: Shared, *, for_user: User, at: datetime) -> dict[str, Any]:
    """Return what stands on the page: the opened parts only. Row security has left out the rest already."""
    wants, today, meeting = WantsOfPerson(shared.person), timezone.localdate(at), NextToMeet(shared.person_id, at=at)
    read_together(*wants.reads, *([meeting.read] if "appointment" in shared.parts else []))
    parts: dict[str, Any] = {}
    if "appointment" in shared.parts:
        parts["meeting"] = meeting.one
    if SAFETY in shared.parts:
        parts["plan"] = shared_plan(shared.person_id, for_user=for_user, at=at)
    if "best" in shared.parts:
        parts["best"] = next(iter(wants.best_answers), None)
    if "goals" in shared.parts:
        parts["goals"] = [goal for goal in wants.goals if goal.state == Goal.State.OPEN]
        parts["reached"] = [goal for goal in wants.goals if goal.state == Goal.State.REACHED]
    if "promises" in shared.parts:
        parts["promises"] = [_promise(made, today=today) for made in wants.promises if made.told_at is None]
    return parts


def _promise(made: Promise, *, today: Any) -> dict[str, str]:
    when = day_words(made.due_on, today=today) if made.due_on else ""
    if made.kept_at is not None:
        when = _("holdt")
    return {"words": made.words, "who": first_name(made.by.name), "when": when}


def _base(user: User) -> str:
    return "access/staff_page.html" if user.is_staff else "access/calm_page.html"
