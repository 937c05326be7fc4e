"""«Slik har jeg det», as the helper meets it: all that was said, written in together, and seen."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, page_mark
from benken.access.policies import Refused
from benken.access.records import closed_is_missing
from benken.followup.actions.check_ins import mark_check_ins_seen, say_how_i_am, take_back_check_in
from benken.followup.forms import CheckInForm
from benken.followup.policies import can_take_back
from benken.followup.queries import check_in_mark, check_in_of, check_ins, own_tips
from benken.people.queries import RecordClosed
from benken.people.visits import back, reading, undo_address, writing
from benken.ui.messages import say

PAGE = 20


@closed_is_missing
def check_ins_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show all the person has said of how they are, what helps, and a form to write it in together."""
    visit = reading(request, person_id, part="how")
    form = filled(request, CheckInForm)
    address = reverse("check_ins", kwargs={"person_id": person_id})
    if request.method == "POST" and form.is_valid():
        try:
            check_in = say_how_i_am(person=visit.person, **form.said(), by=visit.user, at=visit.at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            undo = reverse("check_in_take_back", kwargs={"person_id": person_id, "check_in_id": check_in.pk})
            say(request, _("Det er skrevet ned."), undo=undo_address(request, undo))
            return back(request, visit, else_to=address)
    before = check_in_mark(visit.person, page_mark(request))
    rows = check_ins(visit.person, size=PAGE + 1, before=before)
    shown = rows[:PAGE]
    if visit.is_contact:
        mark_check_ins_seen(check_ins=shown, by=visit.user, at=visit.at)
    context = {
        "person": visit.person,
        "form": form,
        "check_ins": [(one, can_take_back(one, user=visit.user)) for one in shown],
        "tips": own_tips(visit.person).values(),
        "is_first": before is None,
        "older_url": f"?{urlencode({'before': str(shown[-1].pk)})}" if len(rows) > PAGE else "",
    }
    return render(request, "followup/check_ins.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def check_in_seen(request: HttpRequest, person_id: UUID, check_in_id: UUID) -> HttpResponse:
    """Note that the contact person has seen one check-in; then it leaves Today."""
    visit = writing(request, person_id)
    if not visit.is_contact:
        raise RecordClosed
    mark_check_ins_seen(check_ins=[check_in_of(visit.person, check_in_id)], by=visit.user, at=visit.at)
    say(request, _("Sett. Det står på siden til %(name)s.") % {"name": visit.person.called})
    return back(request, visit)


@require_POST
@closed_is_missing
def check_in_take_back(request: HttpRequest, person_id: UUID, check_in_id: UUID) -> HttpResponse:
    """Take back what one has written in oneself, until the contact person has seen it."""
    visit = writing(request, person_id)
    try:
        take_back_check_in(check_in=check_in_of(visit.person, check_in_id), by=visit.user, at=visit.at)
    except RecordClosed:  # a second click
        say(request, _("Det står ikke her lenger."))
    except Refused as refused:
        say(request, str(refused))
    else:
        say(request, _("Tatt tilbake."))
    return back(request, visit, else_to=reverse("check_ins", kwargs={"person_id": person_id}))
