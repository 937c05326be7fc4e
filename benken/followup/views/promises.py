"""Promises of workers: made, kept, or told why not."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled
from benken.access.policies import Refused
from benken.access.records import closed_is_missing
from benken.followup.actions.promises import keep_promise, promise, take_back_promise, tell_about_promise
from benken.followup.forms import PromiseForm, TellForm
from benken.followup.queries import promise_of
from benken.people.queries import RecordClosed
from benken.people.visits import back, day_asked_for, reading, undo_address, writing
from benken.ui.messages import say


@closed_is_missing
def promise_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down something one has said one will do; the form begins with what the address names."""
    visit = writing(request, person_id)
    words = _("Jeg møter deg når du går ut.") if request.GET.get("about") == "gate" else ""
    begun = {"words": words, "due_on": day_asked_for(request)}
    form = filled(request, PromiseForm, today=visit.today, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            made = promise(
                person=visit.person,
                words=form.cleaned_data["words"],
                due_on=form.cleaned_data["due_on"],
                by=visit.user,
                at=visit.at,
                today=visit.today,
            )
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            undo = reverse("promise_take_back", kwargs={"person_id": person_id, "promise_id": made.pk})
            say(request, _("Løftet står på I dag til det er holdt."), undo=undo_address(request, undo))
            return back(request, visit)
    context = {"person": visit.person, "form": form}
    return render(request, "followup/promise_new.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def promise_take_back(request: HttpRequest, person_id: UUID, promise_id: UUID) -> HttpResponse:
    """Take away a promise I just wrote down by mistake."""
    visit = writing(request, person_id)
    try:
        take_back_promise(made=promise_of(visit.person, promise_id), by=visit.user, at=visit.at)
    except RecordClosed:  # a second click
        say(request, _("Løftet står ikke her lenger."))
    except Refused as refused:
        say(request, str(refused))
    else:
        say(request, _("Løftet er tatt tilbake."))
    return back(request, visit)


@require_POST
@closed_is_missing
def promise_keep(request: HttpRequest, person_id: UUID, promise_id: UUID, kept: int) -> HttpResponse:
    """Mark a promise kept, or open again."""
    visit = writing(request, person_id)
    made = promise_of(visit.person, promise_id)
    keep_promise(made=made, kept=bool(kept), by=visit.user, at=visit.at)
    told = _("Løftet er holdt.") if kept else _("Løftet står igjen på I dag.")
    undo = reverse("promise_keep", kwargs={"person_id": person_id, "promise_id": promise_id, "kept": 0 if kept else 1})
    say(request, told, undo=undo_address(request, undo))
    return back(request, visit)


@closed_is_missing
def promise_tell(request: HttpRequest, person_id: UUID, promise_id: UUID) -> HttpResponse:
    """Tell the person why a promise was not kept; then it leaves Today."""
    visit = reading(request, person_id, part="promises")
    made = promise_of(visit.person, promise_id)
    form = filled(request, TellForm)
    if request.method == "POST" and form.is_valid():
        try:
            tell_about_promise(made=made, words=form.cleaned_data["words"], by=visit.user, at=visit.at)
        except Refused as refused:
            form.add_error(None, str(refused))
            made = promise_of(visit.person, promise_id)
        else:
            say(request, _("Det er sagt fra."))
            return back(request, visit)
    context = {"person": visit.person, "promise": made, "form": form}
    return render(request, "followup/promise_tell.html", context, status=422 if form.errors else 200)
