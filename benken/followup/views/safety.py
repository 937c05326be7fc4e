"""«Når det er tungt»: a plan that a person and their helper make together, each on their own side."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.narrow import is_narrow_here
from benken.access.pages import filled, refusals_said, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries.setup import setup_now
from benken.access.records import closed_is_missing
from benken.country.packs import pack
from benken.followup.actions import safety as act
from benken.followup.forms.safety import HowToBeMetForm, LineForm
from benken.followup.papers import safety_sheet
from benken.followup.policies import can_change_line, can_take_line_away
from benken.followup.queries.safety import PlanOfPerson, SafetyItem, item_of, met_of, shares_of
from benken.followup.safety_words import ASKED
from benken.people.helpers import helpers_of
from benken.people.queries import RecordClosed
from benken.people.queries.sharing import consent_of, consents_of, may_decide_with
from benken.people.visits import reading, writing
from benken.services.opening_words import state_words
from benken.services.queries.tonight import open_tonight
from benken.services.views.sides import Side
from benken.ui.messages import say
from benken.ui.papers import is_large, paper
from benken.ui.words import first_name, list_words

PART = "safety"
Kind = SafetyItem.Kind


@require_safe
@closed_is_missing
def safety(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show the plan, and what can be added."""
    return plan_page(request, _read(request, person_id))


@require_safe
@closed_is_missing
def safety_show(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show the plan alone, to turn the screen and read it together."""
    side = _read(request, person_id)
    return render(request, "followup/safety_show.html", {"person": side.person, **_plan_context(side)})


@require_safe
@closed_is_missing
def safety_paper(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Make the card."""
    return paper_page(request, _read(request, person_id))


@closed_is_missing
def safety_new(request: HttpRequest, person_id: UUID, kind: str) -> HttpResponse:
    """Write lines of one kind."""
    return new_page(request, _write(request, person_id), kind)


@closed_is_missing
def safety_item(request: HttpRequest, person_id: UUID, item_id: UUID) -> HttpResponse:
    """Show one line: change it, take it away, or choose who sees it."""
    return item_page(request, _read(request, person_id), item_id)


@require_POST
@closed_is_missing
def safety_item_gone(request: HttpRequest, person_id: UUID, item_id: UUID, gone: int) -> HttpResponse:
    """Take a line away, or put it back."""
    return gone_act(request, _write(request, person_id), item_id, gone=gone)


@require_POST
@closed_is_missing
def safety_item_first(request: HttpRequest, person_id: UUID, item_id: UUID) -> HttpResponse:
    """Let a line stand first."""
    return first_act(request, _write(request, person_id), item_id)


@require_POST
@closed_is_missing
def safety_item_share(
    request: HttpRequest, person_id: UUID, item_id: UUID, consent_id: UUID, given: int
) -> HttpResponse:
    """Let somebody see a line, or no more, as the person says."""
    return item_share_act(request, _write(request, person_id), item_id, consent_id, given=given)


@closed_is_missing
def safety_met(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write how the person wants to be met."""
    return met_page(request, _read(request, person_id))


@require_POST
@closed_is_missing
def safety_met_share(request: HttpRequest, person_id: UUID, consent_id: UUID, given: int) -> HttpResponse:
    """Let somebody see how the person wants to be met, or no more, as the person says."""
    return met_share_act(request, _write(request, person_id), consent_id, given=given)


def _read(request: HttpRequest, person_id: UUID) -> Side:
    visit = reading(request, person_id, part=PART)
    return Side(visit.user, visit.person, visit.at, own=False)


def _write(request: HttpRequest, person_id: UUID) -> Side:
    visit = writing(request, person_id)
    return Side(visit.user, visit.person, visit.at, own=False)


def plan_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Draw the plan of one side."""
    kinds = [kind for kind in Kind if not (side.own and kind == Kind.FROM_CONTACT)]
    context = _plan_context(side) | {
        "more": [(kind.label, side.address("safety_new", kind=kind.value)) for kind in kinds],
        "met_href": side.address("safety_met"),
        "paper_href": side.address("safety_paper"),
        "helpers": helpers_of(side.person, at=side.at) if side.own else None,
    }
    return side.draw(request, "followup/safety.html", context)


def _plan_context(side: Side) -> dict[str, Any]:
    """Return what the plan says, who sees what, and what is open at night, as a page and the shown one draw it."""
    held = PlanOfPerson(side.person, at=side.at)
    sees: dict[UUID | None, list[str]] = {}
    for share in held.shares:
        sees.setdefault(share.item_id, []).append(first_name(share.receiver.name))
    sections = [
        {
            "kind": section.kind.value,
            "title": section.kind.label,
            "lines": [
                {
                    "item": item,
                    "href": side.address("safety_item", item_id=item.pk),
                    "by": first_name(item.written_by.name) if item.kind == Kind.FROM_CONTACT else "",
                    "sees": list_words(sees.get(item.pk, [])),
                }
                for item in section.items
            ],
        }
        for section in held.plan.sections
    ]
    said = {section["kind"]: section for section in sections}
    return {
        "first_lines": [said[kind] for kind in (Kind.BAD_DAY, Kind.FROM_CONTACT) if kind in said],
        "before_night": [said[kind] for kind in BEFORE_NIGHT if kind in said],
        "night": said.get(Kind.NIGHT),
        "after_night": [said[kind] for kind in (Kind.NALOXONE, Kind.OTHERS) if kind in said],
        "met": held.plan.met,
        "met_sees": list_words(sees.get(None, [])),
        "is_empty": held.plan.is_empty,
        "tonight": [
            {"offered": one, "state": state_words(one.state, one.times, at=one.at)} for one in open_tonight(at=side.at)
        ],
        "numbers": pack(setup_now().country),
    }


BEFORE_NIGHT = (Kind.COME_THROUGH, Kind.SIGNS, Kind.CALMS, Kind.PEOPLE, Kind.PLACES)


def paper_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Answer with the card."""
    held = PlanOfPerson(side.person, at=side.at).plan
    return paper(safety_sheet(held, country=pack(setup_now().country), large=is_large(request)))


def new_page(request: HttpRequest, side: Side, kind: str) -> HttpResponse:
    """Draw what is asked for one kind of line, and write down what is answered."""
    if kind not in Kind.values or (side.own and kind == Kind.FROM_CONTACT):
        raise RecordClosed
    form = filled(request, LineForm, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            made = [
                act.add_line(person=side.person, kind=kind, words=words, phone=phone, by=side.user, at=side.at)
                for words, phone in form.lines(kind)
            ]
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            undo = side.address("safety_item_gone", item_id=made[0].pk, gone=1) if len(made) == 1 else ""
            say(request, _("Det står der nå."), undo=undo)
            return side.go("safety")
    context = {"form": form, "title": Kind(kind).label, "asked": ASKED[kind], "item": None}
    return side.draw(request, "followup/safety_line.html", context | _back(side), status=422 if form.errors else 200)


def item_page(request: HttpRequest, side: Side, item_id: UUID) -> HttpResponse:
    """Draw one line of one side, and save it in other words."""
    item, newer = item_of(side.person, item_id, at=side.at), None
    if request.method != "POST" and item.removed_at is not None:
        raise RecordClosed
    form = filled(request, LineForm, kind=item.kind, standing=item)
    if request.method == "POST" and form.is_valid():
        ((words, phone),) = form.lines(item.kind)
        try:
            seen = form.cleaned_data["version"] or 0
            act.change_line(item=item, words=words, phone=phone, seen_version=seen, by=side.user, at=side.at)
        except ChangedMeanwhile as changed:
            newer = item_of(side.person, item_id, at=side.at)
            tell_saved_meanwhile(form, changed, version=newer.version)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Lagret."))
            return side.go("safety")
    context = {
        "form": form,
        "title": Kind(item.kind).label,
        "asked": ASKED[item.kind],
        "item": item,
        "by": first_name(item.written_by.name),
        "newer": newer,
        "can_change": can_change_line(item, by=side.user),
        "gone": side.address("safety_item_gone", item_id=item.pk, gone=1)
        if can_take_line_away(item, by=side.user)
        else "",
        "put_first": side.address("safety_item_first", item_id=item.pk),
        **_sharing(request, side, item),
        **_back(side),
    }
    return side.draw(request, "followup/safety_line.html", context, status=422 if form.errors else 200)


def gone_act(request: HttpRequest, side: Side, item_id: UUID, *, gone: int) -> HttpResponse:
    """Take a line away or put it back, with the way to undo it; a second click finds it gone."""
    try:
        item = item_of(side.person, item_id, at=side.at)
        with refusals_said(request):
            if gone:
                act.take_line_away(item=item, by=side.user, at=side.at)
                say(request, _("Tatt bort."), undo=side.address("safety_item_gone", item_id=item_id, gone=0))
            else:
                act.put_line_back(item=item, by=side.user, at=side.at)
                say(request, _("Den står der igjen."))
    except RecordClosed:
        say(request, _("Det står ikke her lenger."))
    return side.go("safety")


def first_act(request: HttpRequest, side: Side, item_id: UUID) -> HttpResponse:
    """Let a line stand first among its kind."""
    item = item_of(side.person, item_id, at=side.at)
    with refusals_said(request):
        act.put_line_first(item=item, by=side.user, at=side.at)
        say(request, _("Den står øverst."))
    return side.go("safety")


def met_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Draw how the person wants to be met, and save it."""
    standing, newer = met_of(side.person), None
    form = filled(request, HowToBeMetForm, initial=HowToBeMetForm.seen(standing))
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["version"] or 0
            act.say_how_to_be_met(person=side.person, said=form.said(), seen_version=seen, by=side.user, at=side.at)
        except ChangedMeanwhile as changed:
            newer = met_of(side.person)
            tell_saved_meanwhile(form, changed, version=newer.version if newer else 0)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Lagret."))
            return side.go("safety")
    context = {"form": form, "newer": newer, **_back(side)}
    if standing is not None and standing.lines:
        context |= _sharing(request, side, None)
    return side.draw(request, "followup/safety_met.html", context, status=422 if form.errors else 200)


def item_share_act(request: HttpRequest, side: Side, item_id: UUID, consent_id: UUID, *, given: int) -> HttpResponse:
    """Let somebody see one line, or no more."""
    item = item_of(side.person, item_id, at=side.at)
    undo = side.address("safety_item_share", item_id=item_id, consent_id=consent_id, given=0 if given else 1)
    return _share(request, side, item, consent_id, given=given, undo=undo)


def met_share_act(request: HttpRequest, side: Side, consent_id: UUID, *, given: int) -> HttpResponse:
    """Let somebody see how the person wants to be met, or no more."""
    undo = side.address("safety_met_share", consent_id=consent_id, given=0 if given else 1)
    return _share(request, side, None, consent_id, given=given, undo=undo)


def _share(
    request: HttpRequest, side: Side, item: SafetyItem | None, consent_id: UUID, *, given: int, undo: str
) -> HttpResponse:
    if not _decides(side):
        raise RecordClosed
    consent = consent_of(side.person, consent_id)
    if given and is_narrow_here(request):  # closing needs nothing, opening the whole session (my/views/sharing.py)
        return redirect("my_together")
    names = {"name": first_name(consent.receiver.name)}
    with refusals_said(request):
        if given:
            act.share_line(consent=consent, item=item, by=side.user, at=side.at)
            say(request, _("%(name)s ser dette.") % names, undo=undo)
        else:
            act.stop_sharing_line(consent=consent, item=item, by=side.user, at=side.at)
            say(request, _("%(name)s ser ikke dette lenger.") % names, undo=undo)
    return side.go("safety_item", item_id=item.pk) if item else side.go("safety_met")


def _sharing(request: HttpRequest, side: Side, item: SafetyItem | None) -> dict[str, Any]:
    """Return who could see it, who does, and the address that turns it; nothing for who does not decide."""
    if not _decides(side):
        return {"sharing": None}
    shares = shares_of(side.person, item, at=side.at)
    rows = []
    for consent in consents_of(side.person, at=side.at):
        of: dict[str, Any] = {"consent_id": consent.pk, "given": 0 if consent.pk in shares else 1}
        name = "safety_item_share" if item else "safety_met_share"
        rows.append(
            {
                "name": consent.receiver.name,
                "first": first_name(consent.receiver.name),
                "until": timezone.localdate(consent.until_at),
                "sees": consent.pk in shares,
                "href": side.address(name, **of | ({"item_id": item.pk} if item else {})),
            }
        )
    return {"sharing": rows, "narrow": is_narrow_here(request)}


def _decides(side: Side) -> bool:
    return side.own or may_decide_with(side.person, user=side.user, at=side.at)


def _back(side: Side) -> dict[str, str]:
    return {"back": side.address("safety")}
