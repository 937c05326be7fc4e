"""What I say is not right, and what I complain about: mine, and what was answered."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.pages import filled, refusals_said
from benken.access.policies import Refused
from benken.access.queries.setup import setup_now
from benken.access.records import closed_is_missing
from benken.country.keeping import complaining
from benken.my.rights_forms import ComplaintForm, CorrectionForm, FactsForm
from benken.my.views.mine import Mine, mine, opened_together
from benken.people.actions.my_rights import ask_for_correction, complain, take_back_complaint, take_back_request
from benken.people.helpers import helpers_of
from benken.people.queries import Entry, RecordClosed, entry_of
from benken.people.queries.my_rights import Complaint, CorrectionRequest, complaint_of, my_complaints, request_of
from benken.ui.messages import say


@closed_is_missing
@opened_together
def correct_note(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Say that a note is not right."""
    my = mine(request)
    entry = entry_of(my.person, entry_id, for_user=my.user)
    if entry.state != Entry.State.SHARED:
        raise RecordClosed
    return _correct(request, my, filled(request, CorrectionForm), entry)


@closed_is_missing
@opened_together
def correct_facts(request: HttpRequest) -> HttpResponse:
    """Say that something else about me is not right."""
    my = mine(request)
    return _correct(request, my, filled(request, FactsForm), None)


def _correct(request: HttpRequest, my: Mine, form: forms.Form, entry: Entry | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        kind = CorrectionRequest.About.NOTE if entry else CorrectionRequest.About(form.cleaned_data["about"])
        words = form.cleaned_data["words"]
        try:
            asked = ask_for_correction(person=my.person, about=kind, entry=entry, words=words, by=my.user, at=my.at)
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            undo = reverse("my_correction_take_back", kwargs={"request_id": asked.pk})
            say(request, _("Sendt. Svaret står på siden din."), undo=undo)
            return redirect("my_correction", request_id=asked.pk)
    context = {
        "form": form,
        "entry": entry,
        "helpers": helpers_of(my.person, at=my.at),
        "rules": complaining(setup_now().country),
    }
    return render(request, "my/correct.html", context, status=422 if form.errors else 200)


@require_safe
@closed_is_missing
@opened_together
def correction_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show what I asked to be put right, and the answer."""
    my = mine(request)
    asked = request_of(my.person, request_id)
    return render(request, "my/correction.html", {"asked": asked, "rules": complaining(setup_now().country)})


@require_POST
@closed_is_missing
@opened_together
def correction_take_back(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take back what nobody has answered."""
    my = mine(request)
    asked = request_of(my.person, request_id)
    with refusals_said(request):
        take_back_request(request=asked, by=my.user, at=my.at)
        say(request, _("Det er tatt tilbake."))
    return redirect("my_rights")


@closed_is_missing
@opened_together
def complaint_page(request: HttpRequest) -> HttpResponse:
    """Complain, in own words; and see where my complaints are."""
    my = mine(request)
    form = filled(request, ComplaintForm, initial={"about": request.GET.get("about", "")})
    if request.method == "POST" and form.is_valid():
        kind = Complaint.About(form.cleaned_data["about"])
        try:
            made = complain(person=my.person, about=kind, words=form.cleaned_data["words"], by=my.user, at=my.at)
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            undo = reverse("my_complaint_take_back", kwargs={"complaint_id": made.pk})
            say(request, _("Klagen er levert."), undo=undo)
            return redirect("my_complaint_one", complaint_id=made.pk)
    context = {"form": form, "complaints": my_complaints(my.person), "rules": complaining(setup_now().country)}
    return render(request, "my/complaint.html", context, status=422 if form.errors else 200)


@require_safe
@closed_is_missing
@opened_together
def complaint_one(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    """Show one complaint of mine, and the answer."""
    my = mine(request)
    made = complaint_of(my.person, complaint_id)
    return render(request, "my/complaint_one.html", {"made": made, "rules": complaining(setup_now().country)})


@require_POST
@closed_is_missing
@opened_together
def complaint_take_back(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    """Take back a complaint that nobody has answered."""
    my = mine(request)
    made = complaint_of(my.person, complaint_id)
    with refusals_said(request):
        take_back_complaint(complaint=made, by=my.user, at=my.at)
        say(request, _("Klagen er trukket."))
    return redirect("my_rights")
