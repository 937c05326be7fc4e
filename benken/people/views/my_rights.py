"""What a person asks by right, as those who work here meet it: answer, print all, write a complaint down."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.actions.logs import log_reading, record_deed
from benken.access.pages import filled, signed_in, signed_in_helper
from benken.access.policies import Refused, leads_anybody
from benken.access.queries import Right, User
from benken.access.queries.setup import setup_now
from benken.access.records import closed_is_missing
from benken.country.keeping import complaining
from benken.people.actions.copies import ask_for_all, fetch
from benken.people.actions.my_rights import answer_complaint, answer_request, complain
from benken.people.forms.my_rights import AnswerComplaintForm, AnswerCorrectionForm, PaperComplaintForm
from benken.people.jobs import make_copy
from benken.people.models import AllAboutCopy, Complaint, CorrectionRequest
from benken.people.policies import can_answer_request
from benken.people.queries import RecordClosed, may_write, open_whole_record
from benken.people.queries.about_me import copy_of, living_copies
from benken.people.queries.my_rights import complaint_for_leader, complaints_for_leader, request_of
from benken.people.queries.records import OpenRecord
from benken.ui.messages import say
from benken.ui.papers import file_answer


@closed_is_missing
def correction_answer(request: HttpRequest, person_id: UUID, request_id: UUID) -> HttpResponse:
    """Answer somebody who says that something is not right."""
    user, at = signed_in_helper(request), timezone.now()
    record = open_whole_record(person_id, for_user=user, part="correction", at=at)
    asked = request_of(record.person, request_id)
    form = filled(request, AnswerCorrectionForm, of_note=asked.entry is not None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_request(
                request=asked,
                outcome=CorrectionRequest.Outcome(form.cleaned_data["outcome"]),
                answer=form.cleaned_data["answer"],
                correction=form.cleaned_data["correction"],
                by=user,
                at=at,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Svaret står på siden til %(name)s.") % {"name": record.person.called})
            return redirect("home")
    context = {
        "person": record.person,
        "asked": asked,
        "form": form,
        "may_answer": can_answer_request(asked, by=user, right=record.right, at=at),
        "rules": complaining(setup_now().country),
    }
    return render(request, "people/correction_answer.html", context, status=422 if form.errors else 200)


@require_safe
@closed_is_missing
def all_for_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let the contact person print all about somebody, sitting beside them."""
    user, at = signed_in_helper(request), timezone.now()
    record = _as_contact(person_id, user=user, at=at)
    copies = living_copies(record.person, for_user=user, at=at)
    return render(request, "people/all_about.html", {"person": record.person, "copies": copies})


@require_POST
@closed_is_missing
def all_make(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Make it; that all was read stands in the log, with the person beside."""
    user, at = signed_in_helper(request), timezone.now()
    record = _as_contact(person_id, user=user, at=at)
    log_reading(
        user=user,
        subject_id=person_id,
        part="all",
        basis=record.right.basis,
        at=at,
        why=_("skrevet ut sammen med deg"),
    )
    copy, waits = ask_for_all(
        person=record.person,
        shape=AllAboutCopy.Shape.PDF,
        large=request.POST.get("type") == "large",
        language=get_language() or "nb",
        by=user,
        at=at,
    )
    if waits:
        make_copy.defer(copy_id=str(copy.pk))
    return redirect("person_copy", person_id=person_id, copy_id=copy.pk)


@require_safe
@closed_is_missing
def person_copy(request: HttpRequest, person_id: UUID, copy_id: UUID) -> HttpResponse:
    """Show how far the paper has come."""
    user, at = signed_in_helper(request), timezone.now()
    record = _as_contact(person_id, user=user, at=at)
    copy = copy_of(copy_id, person_id=person_id, for_user=user, at=at)
    return render(request, "people/copy.html", {"person": record.person, "copy": copy})


@require_safe
@closed_is_missing
def person_copy_file(request: HttpRequest, person_id: UUID, copy_id: UUID) -> HttpResponse:
    """Give the contact person the paper to print."""
    user, at = signed_in_helper(request), timezone.now()
    record = _as_contact(person_id, user=user, at=at)
    copy = copy_of(copy_id, person_id=person_id, for_user=user, at=at)
    made = fetch(copy=copy, by=user, at=at)
    why = _("skrevet ut sammen med deg")
    log_reading(user=user, subject_id=person_id, part="all", basis=record.right.basis, at=at, why=why)
    return file_answer(made, shape=copy.shape)


@closed_is_missing
def complaint_on_paper(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down a complaint that the person has said or handed over."""
    user, at = signed_in_helper(request), timezone.now()
    record = _as_contact(person_id, user=user, at=at)
    form = filled(request, PaperComplaintForm)
    if request.method == "POST" and form.is_valid():
        kind, words = Complaint.About(form.cleaned_data["about"]), form.cleaned_data["words"]
        try:
            complain(person=record.person, about=kind, words=words, by=user, at=at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Klagen er levert til lederen."))
            return redirect("person", person_id=person_id)
    context = {"person": record.person, "form": form, "rules": complaining(setup_now().country)}
    return render(request, "people/complaint_paper.html", context, status=422 if form.errors else 200)


@require_safe
def leader_complaints(request: HttpRequest) -> HttpResponse:
    """Show the complaints that are mine to answer: the words, the name, the day."""
    leader, at = _leader(request), timezone.now()
    rows = complaints_for_leader(leader=leader, at=at)
    record_deed(by=leader, at=at, verb="complaint.list")
    waiting = [row for row in rows if row.state == Complaint.State.RECEIVED]
    context = {"waiting": waiting, "answered": rows[len(waiting) :], "today": timezone.localdate(at)}
    return render(request, "people/complaints.html", context)


def leader_complaint(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    """Answer one; it opens nothing else."""
    leader, at = _leader(request), timezone.now()
    made = complaint_for_leader(complaint_id, leader=leader, at=at)
    if made is None:
        raise Http404
    form = filled(request, AnswerComplaintForm)
    rules = complaining(setup_now().country)
    if request.method == "POST" and form.is_valid():
        send_on = form.cleaned_data["send_on"]
        try:
            answer_complaint(complaint=made, answer=form.cleaned_data["answer"], send_on=send_on, by=leader, at=at)
        except Refused as refused:
            form.add_error("answer", str(refused))
        else:
            say(request, _("Svaret står på siden til %(name)s.") % {"name": made.person.called})
            return redirect("team_complaints")
    # The words are the person's own, and they see that the leader read them.
    log_reading(user=leader, subject_id=made.person_id, part="complaint", basis="complaint", at=at)
    context = {"made": made, "form": form, "rules": rules}
    return render(request, "people/complaint_answer.html", context, status=422 if form.errors else 200)


def _as_contact(person_id: UUID, *, user: User, at: datetime) -> OpenRecord:
    record = may_write(person_id, for_user=user, at=at)
    if record.right.basis != Right.Basis.CONTACT_PERSON:
        raise RecordClosed
    return record


def _leader(request: HttpRequest) -> User:
    user = signed_in(request)
    if not leads_anybody(user):
        raise Http404
    return user
