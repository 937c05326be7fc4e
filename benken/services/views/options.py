"""«Hva kan jeg velge mellom?», as the person and their helper make it together or apart; the helper's addresses."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, posted, refusals_said, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries.setup import setup_now
from benken.access.records import closed_is_missing
from benken.country.limits import tracks
from benken.people.visits import reading, writing
from benken.services.actions.options import (
    add_option,
    begin_sheet,
    change_option,
    lean,
    take_away_option,
    take_away_sheet,
)
from benken.services.asked import read_asked
from benken.services.forms.options import LeanForm, OptionForm, SheetForm, about_someone
from benken.services.forms.referrals import service_label
from benken.services.models.options import LONGEST_NAME
from benken.services.needs import Need
from benken.services.opening_words import room_words
from benken.services.option_words import lean_words, rows, thoughts
from benken.services.policies.options import MOST, can_refer, full_words
from benken.services.queries.options import (
    Option,
    OptionSheet,
    body_of,
    found,
    option_of,
    options_of,
    service_to_choose,
    sheet_of,
    sheets_of,
    shown,
)
from benken.services.told import Offering
from benken.services.views.sides import Side
from benken.ui.messages import say
from benken.ui.words import day_words


@closed_is_missing
def options(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show a person's sheets, and begin one."""
    return list_page(request, _read(request, person_id))


@closed_is_missing
def option_sheet(request: HttpRequest, person_id: UUID, sheet_id: UUID) -> HttpResponse:
    """Show a sheet, its options side by side, and note what the person leans to."""
    return sheet_page(request, _read(request, person_id), sheet_id)


@closed_is_missing
def option_add(request: HttpRequest, person_id: UUID, sheet_id: UUID) -> HttpResponse:
    """Look for something in the directory, and put it on the sheet."""
    return add_page(request, _read(request, person_id), sheet_id)


@closed_is_missing
def option_new(request: HttpRequest, person_id: UUID, sheet_id: UUID) -> HttpResponse:
    """Write an option in one's own words."""
    return new_page(request, _read(request, person_id), sheet_id)


@closed_is_missing
def option(request: HttpRequest, person_id: UUID, sheet_id: UUID, option_id: UUID) -> HttpResponse:
    """Write on about one option."""
    return option_page(request, _read(request, person_id), sheet_id, option_id)


@require_POST
@closed_is_missing
def option_take_away(request: HttpRequest, person_id: UUID, sheet_id: UUID, option_id: UUID, gone: int) -> HttpResponse:
    """Take an option off the sheet, or put it back."""
    return take_away_act(request, _write(request, person_id), sheet_id, option_id, gone)


@require_POST
@closed_is_missing
def option_sheet_take_away(request: HttpRequest, person_id: UUID, sheet_id: UUID, gone: int) -> HttpResponse:
    """Take a whole sheet away, or put it back."""
    return take_away_sheet_act(request, _write(request, person_id), sheet_id, gone)


def _read(request: HttpRequest, person_id: UUID) -> Side:
    visit = reading(request, person_id, part="options")
    return Side(visit.user, visit.person, visit.at, own=False)


def _write(request: HttpRequest, person_id: UUID) -> Side:
    visit = writing(request, person_id)
    return Side(visit.user, visit.person, visit.at, own=False)


def _name(side: Side) -> str:
    """Return whom a sentence is about; nothing at one's own page, where it says «du»."""
    return "" if side.own else side.person.called


def list_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Draw the sheets of one side, and begin a new one."""
    form = filled(request, SheetForm)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = begin_sheet(person=side.person, about=form.cleaned_data["about"], by=side.user, at=side.at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Arket er laget."), undo=_take_away(side, sheet))
            return side.go("option_sheet", sheet_id=sheet.pk)
    sheets = sheets_of(side.person)
    context = {
        "form": form,
        "sheets": [
            {
                "sheet": sheet,
                "href": side.address("option_sheet", sheet_id=sheet.pk),
                "lean": lean_words(sheet, name=_name(side)),
            }
            for sheet in sheets
            if sheet.taken_away_at is None
        ],
        "away": [
            (sheet.about, _take_away(side, sheet, away=False)) for sheet in sheets if sheet.taken_away_at is not None
        ],
    }
    return side.draw(request, "services/options.html", context, status=422 if form.errors else 200)


def sheet_page(request: HttpRequest, side: Side, sheet_id: UUID) -> HttpResponse:
    """Draw a sheet with its options side by side; save what is leant to."""
    sheet = sheet_of(side.person, sheet_id)
    every = options_of(sheet)
    standing = [one for one in every if one.taken_away_at is None]
    form = filled(request, LeanForm, options=standing, initial=LeanForm.seen(sheet))
    if not side.own:
        name = {"name": side.person.called}
        form.fields["to"].label = _("Hva heller %(name)s mot nå?") % name
        form.fields["words"].label = _("Vil %(name)s si noe om det?") % name
    newer = None
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["version"]
            lean(sheet=sheet, leaning=form.leaning(), seen_version=seen, by=side.user, at=side.at)
        except ChangedMeanwhile as changed:
            sheet = newer = sheet_of(side.person, sheet_id)
            tell_saved_meanwhile(form, changed, version=newer.version)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Det er skrevet ned. Det kan endres når som helst."))
            return side.go("option_sheet", sheet_id=sheet.pk)
    cards = [_card(side, sheet, one) for one in standing]
    context = {
        "sheet": sheet,
        "form": form,
        "newer": lean_words(newer, name=_name(side)) or _("Ikke bestemt") if newer else "",
        "lean": lean_words(sheet, name=_name(side)),
        "chosen": next((card for card in cards if card["is_leant_to"]), None),
        "cards": cards,
        "away": [(one.name, _take_off(side, sheet, one, away=False)) for one in every if one.taken_away_at],
        "list": side.address("options"),
        "printed": day_words(side.today, today=side.today, on_paper=True),
        "add": side.address("option_add", sheet_id=sheet.pk) if len(standing) < MOST else "",
        "full": full_words(),
        "take_away": _take_away(side, sheet),
    }
    return side.draw(request, "services/option_sheet.html", context, status=422 if form.errors else 200)


def _card(side: Side, sheet: OptionSheet, one: Option) -> dict[str, Any]:
    known = shown(one, at=side.at)
    place = known.service.place if known.service else None
    return {
        "option": one,
        "is_leant_to": sheet.lean == OptionSheet.Lean.OPTION and sheet.lean_to_id == one.pk,
        "place": reverse("place", kwargs={"place_id": place.pk}) if place else "",
        "phone": place.phone if place else "",
        "rows": rows(known, at=side.at, me=side.own),
        "thoughts": thoughts(one),
        "href": side.address("option", sheet_id=sheet.pk, option_id=one.pk),
        "take_away": _take_off(side, sheet, one),
        "can_refer": can_refer(one) and not known.is_over,
        "refer": "" if side.own else f"{reverse('referral_new', args=[side.person.pk])}?option={one.pk}",
    }


def add_page(request: HttpRequest, side: Side, sheet_id: UUID) -> HttpResponse:
    """Draw what the directory has by a name or a need; put what is chosen on the sheet."""
    sheet = sheet_of(side.person, sheet_id)
    if request.method == "POST":
        service = service_to_choose(posted(request).get("service", ""), at=side.at)
        if service is None:
            raise Http404
        name = service_label(service)[:LONGEST_NAME]
        told = Offering(name=name, service=service, body=body_of(service))
        with refusals_said(request):
            one = add_option(sheet=sheet, told=told, by=side.user, at=side.at)
            say(request, _("Det står på arket."), undo=_take_off(side, sheet, one))
        return side.go("option_sheet", sheet_id=sheet.pk)
    asked = read_asked(request.GET, today=side.today)
    lines = found(asked, at=side.at) if asked.needs or asked.text else []
    context = {
        "sheet": sheet,
        "asked": asked,
        "is_asked": bool(asked.needs or asked.text),
        "found": [(line.service, room_words(line.room, at=side.at)) for line in lines],
        "needs": [(need.value, need.label, need in asked.needs) for need in Need],
        "back": side.address("option_sheet", sheet_id=sheet.pk),
        "new": side.address("option_new", sheet_id=sheet.pk),
    }
    return side.draw(request, "services/option_add.html", context)


def new_page(request: HttpRequest, side: Side, sheet_id: UUID) -> HttpResponse:
    """Draw the questions about an option of one's own, and put it on the sheet."""
    sheet = sheet_of(side.person, sheet_id)
    form = _option_form(request, side)
    if request.method == "POST" and form.is_valid():
        try:
            one = add_option(sheet=sheet, told=form.told(), by=side.user, at=side.at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Det står på arket."), undo=_take_off(side, sheet, one))
            return side.go("option_sheet", sheet_id=sheet.pk)
    return _draw_form(request, side, sheet, form)


def option_page(request: HttpRequest, side: Side, sheet_id: UUID, option_id: UUID) -> HttpResponse:
    """Draw what stands of an option, and save what is changed."""
    sheet = sheet_of(side.person, sheet_id)
    standing, newer = option_of(sheet, option_id), None
    form = _option_form(request, side, standing)
    if request.method == "POST" and form.is_valid():
        try:
            change_option(
                option=standing,
                told=form.told(),
                seen_version=form.cleaned_data["version"] or 0,
                by=side.user,
                at=side.at,
            )
        except ChangedMeanwhile as changed:
            newer = option_of(sheet, option_id)
            tell_saved_meanwhile(form, changed, version=newer.version)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Lagret."))
            return side.go("option_sheet", sheet_id=sheet.pk)
    return _draw_form(request, side, sheet, form, standing, newer)


def _option_form(request: HttpRequest, side: Side, standing: Option | None = None) -> OptionForm:
    initial = OptionForm.seen(standing) if standing else {}
    form = filled(request, OptionForm, tracks=tracks(setup_now().country), today=side.today, initial=initial)
    return form if side.own else about_someone(form, called=side.person.called)


def _draw_form(
    request: HttpRequest,
    side: Side,
    sheet: OptionSheet,
    form: OptionForm,
    standing: Option | None = None,
    newer: Option | None = None,
) -> HttpResponse:
    known = shown(standing, at=side.at) if standing else None
    context = {
        "form": form,
        "option": standing,
        "newer": [
            row for row in (*rows(shown(newer, at=side.at), at=side.at, me=side.own), *thoughts(newer)) if row.lines
        ]
        if newer
        else [],
        "newer_name": newer.name if newer else "",
        "known": rows(known, at=side.at, me=side.own)[:3] if known and known.service else [],
        "back": side.address("option_sheet", sheet_id=sheet.pk),
    }
    return side.draw(request, "services/option.html", context, status=422 if form.errors else 200)


def take_away_act(request: HttpRequest, side: Side, sheet_id: UUID, option_id: UUID, gone: int) -> HttpResponse:
    """Take an option off, with the way back; a second click changes nothing."""
    sheet, away = sheet_of(side.person, sheet_id), bool(gone)
    one = option_of(sheet, option_id)
    with refusals_said(request):
        take_away_option(option=one, away=away, by=side.user, at=side.at)
        say(
            request,
            _("Det er tatt bort.") if away else _("Det står på arket igjen."),
            undo=_take_off(side, sheet, one, away=not away),
        )
    return side.go("option_sheet", sheet_id=sheet.pk)


def take_away_sheet_act(request: HttpRequest, side: Side, sheet_id: UUID, gone: int) -> HttpResponse:
    """Take a sheet away, with the way back; a second click changes nothing."""
    sheet, away = sheet_of(side.person, sheet_id, also_away=True), bool(gone)
    take_away_sheet(sheet=sheet, away=away, by=side.user, at=side.at)
    undo = _take_away(side, sheet, away=not away)
    say(request, _("Arket er tatt bort.") if away else _("Arket er her igjen."), undo=undo)
    return side.go("options") if away else side.go("option_sheet", sheet_id=sheet.pk)


def _take_away(side: Side, sheet: OptionSheet, *, away: bool = True) -> str:
    return side.address("option_sheet_take_away", sheet_id=sheet.pk, gone=int(away))


def _take_off(side: Side, sheet: OptionSheet, one: Option, *, away: bool = True) -> str:
    return side.address("option_take_away", sheet_id=sheet.pk, option_id=one.pk, gone=int(away))
