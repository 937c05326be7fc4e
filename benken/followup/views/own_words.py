"""What the person says of themself, as the helper writes it down: best now, the basics, the life areas."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from benken.access.pages import filled, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.records import closed_is_missing
from benken.followup.actions.own_words import answer_basics, describe_area, say_best_now
from benken.followup.forms import AREA_TEXT, AreaForm, BasicsForm, BestNowForm, as_seen
from benken.followup.queries import area_notes, basics_of, best_now
from benken.people.areas import LifeArea
from benken.people.queries import RecordClosed
from benken.people.visits import back, reading
from benken.ui.messages import say


@closed_is_missing
def best_now_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask «Hva er best for deg nå?», with the earlier answers below."""
    visit = reading(request, person_id, part="best_now")
    form = filled(request, BestNowForm)
    if request.method == "POST" and form.is_valid():
        try:
            say_best_now(person=visit.person, words=form.cleaned_data["words"], by=visit.user, at=visit.at)
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            say(request, _("Svaret er skrevet ned."))
            return back(request, visit)
    context = {"person": visit.person, "form": form, "best_answers": best_now(visit.person)}
    return render(request, "followup/best_now.html", context, status=422 if form.errors else 200)


@closed_is_missing
def basics_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask about food, sleep, a bed, a shower, a phone, safe tonight. Each can be skipped."""
    visit = reading(request, person_id, part="basics")
    said, newer = basics_of(visit.person), None
    standing = {kind: basic.answer for kind, basic in said.items()}
    form = filled(request, BasicsForm, initial={**standing, "seen": as_seen(standing)})
    if request.method == "POST" and form.is_valid():
        try:
            answer_basics(
                person=visit.person, answers=form.answers(), seen=form.answers_seen(), by=visit.user, at=visit.at
            )
        except ChangedMeanwhile as changed:
            newer = basics_of(visit.person)
            seen = as_seen({kind: basic.answer for kind, basic in newer.items()})
            tell_saved_meanwhile(form, changed, seen=seen)
        else:
            say(request, _("Lagret."))
            return back(request, visit)
    context = {"person": visit.person, "form": form, "newer": newer}
    return render(request, "followup/basics.html", context, status=422 if form.errors else 200)


@require_safe
@closed_is_missing
def areas_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show all eight life areas, what carries before what weighs."""
    visit = reading(request, person_id, part="areas")
    notes = area_notes(visit.person)
    context = {"person": visit.person, "areas": [(code, label, notes.get(code)) for code, label in LifeArea.choices]}
    return render(request, "followup/areas.html", context)


@closed_is_missing
def area_page(request: HttpRequest, person_id: UUID, area: str) -> HttpResponse:
    """Write what carries and what weighs in one life area."""
    visit = reading(request, person_id, part="areas")
    if area not in LifeArea.values:
        raise RecordClosed
    note, newer = area_notes(visit.person).get(area), None
    standing = {"carries": note.carries, "burdens": note.burdens, "version": note.version} if note else {"version": 0}
    form = filled(request, AreaForm, initial=standing)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            describe_area(
                person=visit.person,
                area=area,
                carries=words["carries"],
                burdens=words["burdens"],
                seen_version=words["version"],
                by=visit.user,
                at=visit.at,
            )
        except ChangedMeanwhile as changed:
            newer = area_notes(visit.person).get(area)
            tell_saved_meanwhile(form, changed, version=newer.version if newer else 0)
        else:
            say(request, _("Lagret."))
            return redirect("areas", person_id=person_id)
    context = {"person": visit.person, "label": LifeArea(area).label, "form": form, "newer": newer, "limit": AREA_TEXT}
    return render(request, "followup/area.html", context, status=422 if form.errors else 200)
