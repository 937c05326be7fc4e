"""What waits for a leader's answer: notes withheld for longer than a week, and what is to be given on. No record."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.actions.logs import record_deed
from benken.access.pages import filled, refusals_said, signed_in_helper
from benken.access.policies import Refused, can_place_people
from benken.access.queries import User
from benken.access.records import closed_is_missing
from benken.people.actions.disclosure import decide_disclosure
from benken.people.actions.withholding import confirm_withholding
from benken.people.case_words import case_facts, content_rows
from benken.people.forms.disclosure import DecideForm
from benken.people.models import DisclosureCase
from benken.people.queries.disclosure import case_for_leader, cases_to_decide
from benken.people.queries.withholding import waiting_withholdings, withholding_for_leader
from benken.ui.messages import say


def _leader(request: HttpRequest) -> User:
    user = signed_in_helper(request)
    if not can_place_people(user):
        raise Http404
    return user


def cases_page(request: HttpRequest) -> HttpResponse:
    """Show what waits for the leader."""
    leader, at = _leader(request), timezone.now()
    record_deed(by=leader, at=at, verb="cases.list")
    context = {"cases": cases_to_decide(leader), "withheld": waiting_withholdings(leader, at=at)}
    return render(request, "people/cases.html", context)


@require_POST
@closed_is_missing
def confirm_withheld(request: HttpRequest, withholding_id: UUID) -> HttpResponse:
    """Confirm, as a leader, that a text is withheld as long as was wished for."""
    leader, at = _leader(request), timezone.now()
    row = withholding_for_leader(withholding_id, leader=leader)
    with refusals_said(request):
        confirm_withholding(withholding=row, by=leader, at=at)
        say(request, _("Du har bekreftet det."))
    return redirect("cases")


@closed_is_missing
def case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show one case, and answer it."""
    leader, at = _leader(request), timezone.now()
    case = case_for_leader(case_id, leader=leader, at=at)
    form = filled(request, DecideForm)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            decide_disclosure(case=case, approve=data["answer"] == "yes", words=data["words"], by=leader, at=at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Svaret er sendt."))
            return redirect("cases")
    return render(
        request,
        "people/case.html",
        {
            "form": form,
            "case": case,
            "facts": case_facts(case),
            "content": content_rows(case),
            "waits": case.state == DisclosureCase.State.PROPOSED,
        },
        status=422 if form.errors else 200,
    )
