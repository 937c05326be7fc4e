"""The way on: stays, what is waited for and home as one list, and the gaps; the person's pages and the helper's."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.pages import filled, refusals_said, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.records import closed_is_missing
from benken.access.together import read_together
from benken.people.queries import RecordClosed, contact_person_of
from benken.people.visits import reading, writing
from benken.services.actions.stays import (
    begin_stay,
    call_off,
    change_stay,
    end_stay,
    not_begun,
    not_out,
    on_again,
    take_back_stay,
    write_down_stay,
)
from benken.services.chain import Facts, Link, chain_of
from benken.services.forms.stays import CallOffForm, OutForm, StayForm
from benken.services.queries.homes import homes_of
from benken.services.queries.referrals import services_to_ask, waits_of
from benken.services.queries.stays import (
    came_from,
    lines_of_stays,
    meets_before,
    referrals_under_way,
    stay_of,
    stays_of,
)
from benken.services.stay_words import line_words, off_words, out_words, place_words, plan_words
from benken.services.views.sides import Side
from benken.ui.messages import say


@require_safe
@closed_is_missing
def stays(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show the chain of somebody, with what can be planned in it."""
    return chain_page(request, _read(request, person_id))


@closed_is_missing
def stay_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down where somebody is or will be."""
    return new_page(request, _write(request, person_id))


@closed_is_missing
def stay(request: HttpRequest, person_id: UUID, stay_id: UUID) -> HttpResponse:
    """Change the place or the days."""
    return change_page(request, _read(request, person_id), stay_id)


@closed_is_missing
def stay_out(request: HttpRequest, person_id: UUID, stay_id: UUID) -> HttpResponse:
    """Write down that somebody is out."""
    return out_page(request, _read(request, person_id), stay_id)


@require_POST
@closed_is_missing
def stay_not_out(request: HttpRequest, person_id: UUID, stay_id: UUID) -> HttpResponse:
    """Take back that somebody is out."""
    return not_out_act(request, _write(request, person_id), stay_id)


@require_POST
@closed_is_missing
def stay_begin(request: HttpRequest, person_id: UUID, stay_id: UUID) -> HttpResponse:
    """Write down that somebody is in."""
    return begin_act(request, _write(request, person_id), stay_id)


@require_POST
@closed_is_missing
def stay_not_begun(request: HttpRequest, person_id: UUID, stay_id: UUID) -> HttpResponse:
    """Take back that somebody is in."""
    return not_begun_act(request, _write(request, person_id), stay_id)


@closed_is_missing
def stay_off(request: HttpRequest, person_id: UUID, stay_id: UUID) -> HttpResponse:
    """Write down that a planned one comes to nothing."""
    return off_page(request, _read(request, person_id), stay_id)


@require_POST
@closed_is_missing
def stay_on_again(request: HttpRequest, person_id: UUID, stay_id: UUID) -> HttpResponse:
    """Take back that it comes to nothing."""
    return on_again_act(request, _write(request, person_id), stay_id)


@require_POST
@closed_is_missing
def stay_take_back(request: HttpRequest, person_id: UUID, stay_id: UUID) -> HttpResponse:
    """Take away a stay just written down by mistake."""
    return take_back_act(request, _write(request, person_id), stay_id)


def _read(request: HttpRequest, person_id: UUID) -> Side:
    visit = reading(request, person_id, part="stays")
    return Side(visit.user, visit.person, visit.at, own=False)


def _write(request: HttpRequest, person_id: UUID) -> Side:
    visit = writing(request, person_id)
    return Side(visit.user, visit.person, visit.at, own=False)


def chain_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Draw the chain of one side."""
    person, called = side.person, "" if side.own else side.person.called
    homes, told, waits = homes_of(person), lines_of_stays(person), waits_of(person.pk)
    read_together(waits)
    facts = Facts(
        stays=stays_of(person),
        referrals=list(referrals_under_way(person)),
        waits={wait.referral_id: wait for wait in waits.rows},
        home=homes[0] if homes and homes[0].until_on is None else None,
        meets=meets_before(person, at=side.at),
        today=side.today,
        called=called,
    )
    rows = []
    for part in chain_of(facts):
        row: dict[str, Any] = {"part": part, "is_gap": not isinstance(part, Link)}
        if isinstance(part, Link) and part.stay is not None:
            of = {"stay_id": part.stay.pk}
            row |= {"change": side.address("stay", **of), "out": side.address("stay_out", **of)}
            row |= {"begin": side.address("stay_begin", **of), "off": side.address("stay_off", **of)}
            row["told"] = [line_words(line, called=called) for line in told.get(part.stay.pk, [])[:1]]
        rows.append(row)
    context = {
        "rows": rows,
        "off": [
            {
                "title": place_words(stay),
                "lines": [plan_words(stay, today=side.today), off_words(stay)],
                "on_again": side.address("stay_on_again", stay_id=stay.pk),
            }
            for stay in facts.off
        ],
        "contact": contact_person_of(person) if any(stay.ended_on is None for stay in facts.stays) else None,
        "new": side.address("stay_new"),
        "here": side.address("stays"),
        "lives": side.address("home_of"),
    }
    return side.draw(request, "services/stays.html", context)


def new_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Draw the questions of one side, and write down what is answered."""
    form = _stay_form(request, side, initial={"from_on": side.today, "referral": request.GET.get("referral", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = write_down_stay(person=side.person, staying=form.told(), by=side.user, at=side.at)
        except Refused as refused:
            form.add_error("planned_end_on", str(refused))
        else:
            say(request, _("Det er skrevet ned."), undo=side.address("stay_take_back", stay_id=made.pk))
            return side.go("stays")
    context = {"form": form, "back": side.address("stays")}
    return side.draw(request, "services/stay_form.html", context, status=422 if form.errors else 200)


def change_page(request: HttpRequest, side: Side, stay_id: UUID) -> HttpResponse:
    """Draw one of one side, and save what is changed."""
    standing, newer = stay_of(side.person, stay_id), ""
    form = _stay_form(request, side, initial=StayForm.seen(standing))
    if request.method == "POST" and form.is_valid():
        try:
            change_stay(
                stay=standing,
                staying=form.told(),
                seen_version=form.cleaned_data["version"] or 0,
                by=side.user,
                at=side.at,
            )
        except ChangedMeanwhile as changed:
            standing = stay_of(side.person, stay_id)
            newer = f"{place_words(standing)}. {plan_words(standing, today=side.today)}"
            tell_saved_meanwhile(form, changed, version=standing.version)
        except Refused as refused:
            form.add_error("from_on", str(refused))
        else:
            say(request, _("Lagret."))
            return side.go("stays")
    context = {"form": form, "stay": standing, "newer": newer, "back": side.address("stays")}
    if standing.has_begun and standing.ended_on is None:
        context["not_begun"] = side.address("stay_not_begun", stay_id=stay_id)
    if standing.ended_on is not None:
        context["not_out"] = side.address("stay_not_out", stay_id=stay_id)
    return side.draw(request, "services/stay_form.html", context, status=422 if form.errors else 200)


def out_page(request: HttpRequest, side: Side, stay_id: UUID) -> HttpResponse:
    """Ask on which day somebody came out and how it came to be so, and write it down."""
    standing, newer = stay_of(side.person, stay_id), ""
    seen = {"ended_on": standing.ended_on or side.today, "reason": standing.end_reason, "words": standing.end_words}
    form = filled(request, OutForm, initial={**seen, "version": standing.version})
    if request.method == "POST" and form.is_valid():
        try:
            end_stay(
                stay=standing, out=form.told(), seen_version=form.cleaned_data["version"], by=side.user, at=side.at
            )
        except ChangedMeanwhile as changed:
            standing = stay_of(side.person, stay_id)
            newer = f"{plan_words(standing, today=side.today)}. {out_words(standing)}"
            tell_saved_meanwhile(form, changed, version=standing.version)
        except Refused as refused:
            of_words = form.cleaned_data["reason"] == "own_words" and not form.cleaned_data["words"]
            form.add_error("words" if of_words else "ended_on", str(refused))
        else:
            say(request, _("Det er skrevet ned."), undo=side.address("stay_not_out", stay_id=stay_id))
            return side.go("stays")
    context = {
        "form": form,
        "newer": newer,
        "title": place_words(standing),
        "back": side.address("stays"),
    }
    return side.draw(request, "services/stay_out.html", context, status=422 if form.errors else 200)


def off_page(request: HttpRequest, side: Side, stay_id: UUID) -> HttpResponse:
    """Ask how it came that nothing comes of a planned one, and write it down."""
    standing, newer = stay_of(side.person, stay_id), ""
    seen = {"reason": standing.off_reason, "words": standing.off_words, "version": standing.version}
    form = filled(request, CallOffForm, initial=seen)
    if request.method == "POST" and form.is_valid():
        try:
            call_off(
                stay=standing, why=form.told(), seen_version=form.cleaned_data["version"], by=side.user, at=side.at
            )
        except ChangedMeanwhile as changed:
            standing = stay_of(side.person, stay_id)
            newer = " ".join(filter(None, [f"{plan_words(standing, today=side.today)}.", off_words(standing)]))
            tell_saved_meanwhile(form, changed, version=standing.version)
        except Refused as refused:
            of_words = form.cleaned_data["reason"] == "own_words" and not form.cleaned_data["words"]
            form.add_error("words" if of_words and not standing.has_begun else "reason", str(refused))
        else:
            say(request, _("Det er skrevet ned."), undo=side.address("stay_on_again", stay_id=stay_id))
            return side.go("stays")
    context = {
        "form": form,
        "newer": newer,
        "title": place_words(standing),
        "plan": plan_words(standing, today=side.today),
        "back": side.address("stays"),
    }
    return side.draw(request, "services/stay_off.html", context, status=422 if form.errors else 200)


def on_again_act(request: HttpRequest, side: Side, stay_id: UUID) -> HttpResponse:
    """Take it back; a second click changes nothing."""
    on_again(stay=stay_of(side.person, stay_id), by=side.user, at=side.at)
    say(request, _("Planen står som før."))
    return side.go("stays")


def begin_act(request: HttpRequest, side: Side, stay_id: UUID) -> HttpResponse:
    """Write that somebody is in; a second click changes nothing."""
    with refusals_said(request):
        begin_stay(stay=stay_of(side.person, stay_id), by=side.user, at=side.at)
        say(request, _("Det er skrevet ned."), undo=side.address("stay_not_begun", stay_id=stay_id))
    return side.go("stays")


def not_begun_act(request: HttpRequest, side: Side, stay_id: UUID) -> HttpResponse:
    """Take it back; a second click changes nothing."""
    with refusals_said(request):
        not_begun(stay=stay_of(side.person, stay_id), by=side.user, at=side.at)
        say(request, _("Det står som før: ikke inn ennå."))
    return side.go("stays")


def not_out_act(request: HttpRequest, side: Side, stay_id: UUID) -> HttpResponse:
    """Take it back; a second click changes nothing."""
    not_out(stay=stay_of(side.person, stay_id), by=side.user, at=side.at)
    say(request, _("Det står som før: ikke ute ennå."))
    return side.go("stays")


def take_back_act(request: HttpRequest, side: Side, stay_id: UUID) -> HttpResponse:
    """Take it away; a second click finds it gone."""
    try:
        with refusals_said(request):
            take_back_stay(stay=stay_of(side.person, stay_id), by=side.user, at=side.at)
            say(request, _("Det er tatt bort."))
    except RecordClosed:
        say(request, _("Det står ikke her lenger."))
    return side.go("stays")


def _stay_form(request: HttpRequest, side: Side, *, initial: dict[str, Any]) -> StayForm:
    return filled(
        request,
        StayForm,
        services=services_to_ask(),
        referrals=came_from(side.person),
        initial=initial,
    )
