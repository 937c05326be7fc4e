"""Sheets that the helper makes with the person: «Hvor er vi nå?», the goals, a slip for somebody without a phone."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.pages import posted
from benken.access.policies import Refused
from benken.access.queries.setup import setup_now
from benken.access.records import closed_is_missing
from benken.country.packs import pack
from benken.followup.actions.weekly import ask_for_weekly_look, stop_weekly_look, weekly_look_shown
from benken.followup.forms import SlipForm
from benken.followup.papers import goals_sheet, slip_sheet, where_sheet
from benken.followup.queries import weekly_look_of
from benken.followup.weekly import WeeklyChoice, chosen_weekday, undo_weekly
from benken.followup.where import where_now
from benken.people.answering_words import week_words
from benken.people.queries.answering import hours_of
from benken.people.visits import Visit, reading, writing
from benken.ui.messages import say
from benken.ui.papers import is_large, paper, sheet_size
from benken.ui.words import first_name


@require_safe
@closed_is_missing
def person_where(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show «Hvor er vi nå?» just as the person's own page does, to print or to hand over."""
    visit = reading(request, person_id, part="where")
    where = where_now(visit.person, at=visit.at)
    context = {"person": visit.person, "where": where, "weekly": WeeklyChoice(where.weekly, visit.today)}
    return render(request, "followup/where.html", context)


@require_safe
@closed_is_missing
def person_where_paper(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Make the same sheet as the person can make; then this week's is handed over."""
    visit = reading(request, person_id, part="where")
    where = where_now(visit.person, at=visit.at, on_paper=True)
    weekly_look_shown(look=where.weekly, day=visit.today)
    return paper(where_sheet(where, large=is_large(request)))


@require_POST
@closed_is_missing
def person_weekly(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write in that the person wants the sheet every week, or no more. They asked in words."""
    visit = writing(request, person_id)
    try:
        weekday = chosen_weekday(request)
    except Refused as refused:
        say(request, str(refused))
        return redirect("person_where", person_id=person_id)
    before = weekly_look_of(visit.person)
    undo = undo_weekly(reverse("person_weekly", kwargs={"person_id": person_id}), before)
    if weekday is None:
        stop_weekly_look(person=visit.person, by=visit.user, at=visit.at)
        say(request, _("Det blir ikke noe ukeark mer."), undo=undo)
    else:
        ask_for_weekly_look(person=visit.person, weekday=weekday, by=visit.user, at=visit.at)
        say(request, _("Skrevet ned. Arket står på I dag den dagen."), undo=undo)
    return redirect("person_where", person_id=person_id)


@require_safe
@closed_is_missing
def person_goals_paper(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Make the goals as sheets to take along: `?type=large`, `?size=a4`."""
    visit = reading(request, person_id, part="goals")
    return paper(goals_sheet(visit.person, at=visit.at, large=is_large(request), size=sheet_size(request)))


@require_safe
@closed_is_missing
def person_slip(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Fill in a slip for somebody without a phone: whom to ask for, and what is next. Nothing of it is kept."""
    visit = reading(request, person_id, part="where")
    where = where_now(visit.person, at=visit.at, on_paper=True)
    contact = where.helpers.contact or visit.user
    week = where.helpers.week if where.helpers.contact else week_words(tuple(hours_of(visit.user).week))
    initial = {
        "name": first_name(contact.name),
        "answers": _("Svarer %(week)s.") % {"week": week} if week else "",
        "next_words": where.next.words if where.next else "",
        "next_day": where.next.day if where.next else "",
    }
    return _slip(request, visit, SlipForm(initial=initial))


@require_POST
@closed_is_missing
def person_slip_paper(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Make the slip of what was typed."""
    visit = writing(request, person_id)
    form = SlipForm(posted(request))
    if not form.is_valid():
        return _slip(request, visit, form)
    large = request.POST.get("type") == "large"
    return paper(slip_sheet(form.words(), country=pack(setup_now().country), large=large))


def _slip(request: HttpRequest, visit: Visit, form: SlipForm) -> HttpResponse:
    context = {"person": visit.person, "form": form}
    return render(request, "followup/slip.html", context, status=422 if form.errors else 200)
