"""A person's disclosure cases, as those who follow the person propose and give them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.pages import filled, refusals_said, signed_in_helper
from benken.access.policies import Refused
from benken.access.queries.setup import setup_now
from benken.access.records import closed_is_missing
from benken.country.duties import bases_to_disclose, bases_to_withhold
from benken.people.actions.disclosure import drop_disclosure, mark_given, propose_disclosure
from benken.people.case_words import case_facts, case_letter, content_rows, receiver_of
from benken.people.exception_policies import is_contact
from benken.people.forms.disclosure import GivenForm, ProposeForm
from benken.people.models import DisclosureCase
from benken.people.queries import RecordClosed, may_write, open_whole_record, timeline
from benken.people.queries.disclosure import disclosure_of, disclosures_of
from benken.ui.messages import say
from benken.ui.papers import paper

NOTES_OFFERED = 20


@closed_is_missing
def disclosures_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show a person's cases."""
    user, at = signed_in_helper(request), timezone.now()
    record = open_whole_record(person_id, for_user=user, part="case", at=at)
    rows = [(case, receiver_of(case)) for case in disclosures_of(record.person)]
    context = {"person": record.person, "cases": rows, "can_propose": is_contact(record.right)}
    return render(request, "people/disclosures.html", context)


@closed_is_missing
def disclosure_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Propose to give something on; anybody but the contact person gets the 404."""
    user, at = signed_in_helper(request), timezone.now()
    if not is_contact(may_write(person_id, for_user=user, at=at).right):  # before anything is read and logged
        raise RecordClosed
    record = open_whole_record(person_id, for_user=user, part="case", at=at)
    country = setup_now().country
    entries = [one for one in timeline(record.person, size=NOTES_OFFERED) if one.text and one.withholding is None]
    form = filled(
        request,
        ProposeForm,
        bases=bases_to_disclose(country),
        wait_bases=bases_to_withhold(country),
        entries=entries,
    )
    if request.method == "POST" and form.is_valid():
        try:
            case = propose_disclosure(person=record.person, proposal=form.proposal(), country=country, by=user, at=at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Forslaget ligger hos lederen."))
            return redirect("disclosure", person_id=person_id, case_id=case.pk)
    return render(
        request,
        "people/disclosure_new.html",
        {"form": form, "person": record.person, "bases": bases_to_disclose(country)},
        status=422 if form.errors else 200,
    )


@closed_is_missing
def disclosure_page(request: HttpRequest, person_id: UUID, case_id: UUID) -> HttpResponse:
    """Show one case; once it is decided, note that it was given."""
    user, at = signed_in_helper(request), timezone.now()
    case = disclosure_of(may_write(person_id, for_user=user, at=at).person, case_id)
    record = open_whole_record(person_id, for_user=user, part="case", at=at)
    gives = case.state == DisclosureCase.State.APPROVED and is_contact(record.right)
    form = filled(request, GivenForm)
    if request.method == "POST" and form.is_valid():
        try:
            case = mark_given(case=case, how=form.cleaned_data["how"], by=user, at=at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            told = _("Det er notert. Personen har fått vite det.")
            say(request, told if case.told_at else _("Det er notert. Personen får vite det når dagen kommer."))
            return redirect("disclosure", person_id=person_id, case_id=case_id)
    can_drop = case.proposed_by_id == user.pk and case.state in {
        DisclosureCase.State.PROPOSED,
        DisclosureCase.State.APPROVED,
    }
    return render(
        request,
        "people/disclosure.html",
        {
            "form": form,
            "person": record.person,
            "case": case,
            "facts": case_facts(case),
            "content": content_rows(case),
            "gives": gives,
            "can_drop": can_drop,
            "has_letter": case.state in {DisclosureCase.State.APPROVED, DisclosureCase.State.GIVEN},
        },
        status=422 if form.errors else 200,
    )


@require_POST
@closed_is_missing
def disclosure_drop(request: HttpRequest, person_id: UUID, case_id: UUID) -> HttpResponse:
    """Take a proposal back."""
    user, at = signed_in_helper(request), timezone.now()
    case = disclosure_of(may_write(person_id, for_user=user, at=at).person, case_id)
    with refusals_said(request):
        drop_disclosure(case=case, by=user, at=at)
        say(request, _("Forslaget er trukket tilbake."))
    return redirect("disclosure", person_id=person_id, case_id=case_id)


@require_safe
@closed_is_missing
def disclosure_letter(request: HttpRequest, person_id: UUID, case_id: UUID) -> HttpResponse:
    """Answer with the letter, once a leader has said yes."""
    user, at = signed_in_helper(request), timezone.now()
    met = may_write(person_id, for_user=user, at=at)
    case = disclosure_of(met.person, case_id)
    if case.state not in {DisclosureCase.State.APPROVED, DisclosureCase.State.GIVEN} or not is_contact(met.right):
        raise RecordClosed
    record = open_whole_record(person_id, for_user=user, part="case", at=at)
    return paper(case_letter(case, called=record.person.called, full_name=record.person.full_name))
