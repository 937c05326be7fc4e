"""How many one follows, said to the worker first; and what they say of it to the leader. Nobody is compared."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.actions.logs import record_deed
from benken.access.pages import filled, signed_in, signed_in_helper
from benken.access.policies import Refused, can_be_contact_person, can_place_people
from benken.access.queries import User
from benken.access.records import closed_is_missing
from benken.desk.forms import LoadAnswerForm, TooMuchForm
from benken.people.actions.load import Kind, answer_load, say_load, take_back_load
from benken.people.queries.leaving import load_said_by, load_told, load_told_one
from benken.ui.messages import say


def _worker(request: HttpRequest) -> User:
    user = signed_in_helper(request)
    if not can_be_contact_person(user) or user.team_id is None:
        raise Http404
    return user


def _leader(request: HttpRequest) -> User:
    user = signed_in(request)
    if not can_place_people(user):
        raise Http404
    return user


def load(request: HttpRequest) -> HttpResponse:
    """Say to the leader that it is too much, and see what was answered."""
    user, at = _worker(request), timezone.now()
    form = filled(request, TooMuchForm)
    if request.method == "POST" and form.is_valid():
        try:
            say_load(kind=Kind.TOO_MUCH, words=form.cleaned_data["words"], by=user, at=at)
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            say(request, _("Lederen ser det på mandagssiden."), undo=reverse("load_take_back"))
            return redirect("load")
    context = {"form": form, "said": load_said_by(user), "too_much": Kind.TOO_MUCH}
    return render(request, "desk/load.html", context, status=422 if form.errors else 200)


@require_POST
def load_room(request: HttpRequest) -> HttpResponse:
    """Say that there is room for more."""
    user, at = _worker(request), timezone.now()
    say_load(kind=Kind.ROOM, words="", by=user, at=at)
    say(request, _("Lederen ser at du har plass."), undo=reverse("load_take_back"))
    return redirect("load")


@require_POST
def load_take_back(request: HttpRequest) -> HttpResponse:
    """Take back what I have said."""
    user, at = _worker(request), timezone.now()
    say(request, _("Tatt tilbake.") if take_back_load(by=user, at=at) else _("Alt står som før."))
    return redirect("load")


@require_safe
def team_load(request: HttpRequest) -> HttpResponse:
    """Show a leader what the team has said is too much, in the order it was said."""
    return _drawn(request, _leader(request))


@require_POST
@closed_is_missing
def team_load_answer(request: HttpRequest, load_id: UUID) -> HttpResponse:
    """Answer one of them in words."""
    leader, at = _leader(request), timezone.now()
    said = load_told_one(load_id, leader=leader)
    form = LoadAnswerForm(request.POST, load_id=load_id)
    if form.is_valid():
        answer_load(load_id=load_id, answer=form.cleaned_data["answer"], by=leader, at=at)
        say(request, _("%(name)s ser svaret ditt.") % {"name": said.worker.name})
        return redirect("team_load")
    return _drawn(request, leader, answered=form)


def _drawn(request: HttpRequest, leader: User, *, answered: LoadAnswerForm | None = None) -> HttpResponse:
    at = timezone.now()
    said = load_told(leader)
    record_deed(by=leader, at=at, verb="load.list")
    rows = [
        (
            one,
            None
            if one.worker_id == leader.pk
            else answered
            if answered is not None and answered.load_id == one.pk
            else LoadAnswerForm(load_id=one.pk),
        )
        for one in said
    ]
    return render(request, "desk/team_load.html", {"rows": rows, "answered": answered}, status=422 if answered else 200)
