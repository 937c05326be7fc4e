"""The eight life areas, what carries before what weighs; and the basics."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from benken.access.pages import filled, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile
from benken.access.records import closed_is_missing
from benken.followup.actions.own_words import answer_basics, describe_area
from benken.followup.queries import area_notes, basics_of
from benken.my.forms import AreaForm, BasicsForm, seen_words
from benken.my.views.mine import mine
from benken.people.areas import LifeArea
from benken.people.helpers import helpers_of
from benken.people.queries import RecordClosed
from benken.ui.messages import say

# An area goes by its number in the address, so that nobody reads it over a shoulder or in a history.
NUMBERS = {str(number): area for number, area in enumerate(LifeArea, start=1)}


@closed_is_missing
def areas_page(request: HttpRequest) -> HttpResponse:
    """Show the areas of life, each with what carries first."""
    my = mine(request)
    notes = area_notes(my.person)
    areas = [{"number": number, "name": area.label, "note": notes.get(area)} for number, area in NUMBERS.items()]
    return render(request, "my/areas.html", {"areas": areas, "helpers": helpers_of(my.person, at=my.at)})


@closed_is_missing
def area_page(request: HttpRequest, area: str) -> HttpResponse:
    """Write what carries and what weighs; whoever saved meanwhile is shown, and nothing typed is lost."""
    my = mine(request)
    life_area = NUMBERS.get(area)
    if life_area is None:
        raise RecordClosed
    note = area_notes(my.person).get(life_area)
    initial = {"carries": note.carries, "burdens": note.burdens, "version": note.version} if note else {}
    form = filled(request, AreaForm, initial=initial)
    newer = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            describe_area(
                person=my.person,
                area=life_area,
                carries=data["carries"],
                burdens=data["burdens"],
                seen_version=data["version"],
                by=my.user,
                at=my.at,
            )
        except ChangedMeanwhile as changed:
            newer = area_notes(my.person).get(life_area)
            tell_saved_meanwhile(form, changed, version=newer.version if newer else 0)
        else:
            say(request, _("Lagret."))
            return redirect("my_areas")
    return render(
        request,
        "my/area.html",
        {"form": form, "name": life_area.label, "newer": newer, "helpers": helpers_of(my.person, at=my.at)},
        status=422 if form.errors else 200,
    )


@closed_is_missing
def basics_page(request: HttpRequest) -> HttpResponse:
    """Say how it is with food, sleep and the rest; each may be left out."""
    my = mine(request)
    basics = basics_of(my.person)
    standing = {kind: basic.answer for kind, basic in basics.items()}
    form = filled(request, BasicsForm, initial=standing | {"seen": seen_words(standing)})
    newer: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            answer_basics(person=my.person, answers=form.answers(), seen=form.seen_answers(), by=my.user, at=my.at)
        except ChangedMeanwhile as changed:
            newer = [(basic.kind_words, basic.answer_words) for basic in basics.values()]
            tell_saved_meanwhile(form, changed, seen=seen_words(standing))
        else:
            say(request, _("Lagret."))
            return redirect("my")
    return render(
        request,
        "my/basics.html",
        {
            "form": form,
            "questions": [form[kind] for kind in BasicsForm.base_fields if kind != "seen"],
            "newer": newer,
            "helpers": helpers_of(my.person, at=my.at),
        },
        status=422 if form.errors else 200,
    )
