"""Turned away, as the person and their helper write it down together or apart; the helper's addresses."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.pages import filled, posted, refusals_said, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.records import closed_is_missing
from benken.people.queries import RecordClosed
from benken.people.visits import reading, writing
from benken.services.actions.turned_away import (
    change_body,
    complain_of_answer,
    draft_complaint,
    mark_complaint_sent,
    note_answer,
    take_back_no,
    write_down_no,
)
from benken.services.forms.turned_away import (
    BodyForm,
    ComplaintAnswerForm,
    ComplaintForm,
    NoForm,
    SentForm,
    about_someone,
)
from benken.services.papers import complaint_sheet
from benken.services.policies.turned_away import can_take_back
from benken.services.queries.referrals import referral_of
from benken.services.queries.turned_away import TurnedAway, away_of, complaining_of, first_words, turned_away_of
from benken.services.views.sides import Side
from benken.ui.messages import say
from benken.ui.papers import is_large, paper


@require_safe
@closed_is_missing
def turned_away(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show the times somebody was turned away."""
    return list_page(request, _read(request, person_id))


@closed_is_missing
def turned_away_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write one down, together with the person."""
    return new_page(request, _write(request, person_id))


@closed_is_missing
def turned_away_one(request: HttpRequest, person_id: UUID, away_id: UUID) -> HttpResponse:
    """Show one, and draft the complaint with the person."""
    return one_page(request, _read(request, person_id), away_id)


@require_safe
@closed_is_missing
def turned_away_paper(request: HttpRequest, person_id: UUID, away_id: UUID) -> HttpResponse:
    """Print the complaint."""
    return paper_page(request, _read(request, person_id), away_id)


@require_POST
@closed_is_missing
def turned_away_not_sent(request: HttpRequest, person_id: UUID, away_id: UUID) -> HttpResponse:
    """Take back that the complaint was sent."""
    return not_sent_act(request, _write(request, person_id), away_id)


@require_POST
@closed_is_missing
def turned_away_take_back(request: HttpRequest, person_id: UUID, away_id: UUID) -> HttpResponse:
    """Take away what was just written down by mistake."""
    return take_back_act(request, _write(request, person_id), away_id)


@require_POST
@closed_is_missing
def referral_complain(request: HttpRequest, person_id: UUID, referral_id: UUID, step_id: UUID) -> HttpResponse:
    """Begin a complaint of an answer to a referral, with the person."""
    return complain_act(request, _write(request, person_id), referral_id, step_id)


def _read(request: HttpRequest, person_id: UUID) -> Side:
    visit = reading(request, person_id, part="turned_away")
    return Side(visit.user, visit.person, visit.at, own=False)


def _write(request: HttpRequest, person_id: UUID) -> Side:
    visit = writing(request, person_id)
    return Side(visit.user, visit.person, visit.at, own=False)


def list_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Draw the list of one side."""
    rows = [(away, side.address("turned_away_one", away_id=away.pk)) for away in turned_away_of(side.person)]
    context = {"rows": rows, "new": side.address("turned_away_new")}
    return side.draw(request, "services/turned_away.html", context)


def new_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Draw the questions of one side, and write down what is answered."""
    form = filled(request, NoForm, initial={"told_on": side.today})
    if not side.own:
        about_someone(form, called=side.person.called)
    if request.method == "POST" and form.is_valid():
        try:
            away = write_down_no(person=side.person, no=form.told(), by=side.user, at=side.at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            undo = side.address("turned_away_take_back", away_id=away.pk)
            say(request, _("Det er skrevet ned."), undo=undo)
            return side.go("turned_away_one", away_id=away.pk)
    context = {"form": form, "list": side.address("turned_away")}
    return side.draw(request, "services/turned_away_new.html", context, status=422 if form.errors else 200)


def one_page(request: HttpRequest, side: Side, away_id: UUID) -> HttpResponse:
    """Draw one of one side; save the words of the complaint, the day it was sent, or what was answered."""
    away = away_of(side.person, away_id)
    act = request.POST.get("act", "")
    seen = {"complaint": away.complaint or first_words(away), "version": away.complaint_version}
    forms: dict[str, Any] = {
        "complaint": filled(request, ComplaintForm, initial=seen)
        if act in {"", "complaint"}
        else ComplaintForm(initial=seen),
        "sent": SentForm(posted(request) if act == "sent" else None, initial={"sent_on": side.today}),
        "body": BodyForm(posted(request) if act == "body" else None, initial={"body": away.body}),
        "answer": ComplaintAnswerForm(
            posted(request) if act == "answer" else None,
            initial={"answered_on": away.answered_on or side.today, "answer": away.answer},
        ),
    }
    form, newer = forms.get(act or "complaint", forms["complaint"]), ""
    if request.method == "POST" and form.is_valid():
        try:
            said, undo = _ACTS.get(act, _save_complaint)(side, away, form.cleaned_data)
        except ChangedMeanwhile as changed:
            away = away_of(side.person, away_id)
            newer = away.complaint
            tell_saved_meanwhile(form, changed, version=away.complaint_version)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, said, undo=undo)
            return side.go("turned_away_one", away_id=away.pk)
    may_take_back = can_take_back(away, by=side.user, at=side.at)
    context = {
        "away": away,
        "form": forms["complaint"],
        "sent_form": forms["sent"],
        "answer_form": forms["answer"],
        "body_form": forms["body"],
        "referral": _referral_address(side, away),
        "faults": form if form.errors else None,
        "newer": newer,
        "complaining": complaining_of(away, today=side.today),
        "list": side.address("turned_away"),
        "paper": side.address("turned_away_paper", away_id=away.pk),
        "take_back": side.address("turned_away_take_back", away_id=away.pk) if may_take_back else "",
    }
    return side.draw(request, "services/turned_away_one.html", context, status=422 if form.errors else 200)


def _save_complaint(side: Side, away: TurnedAway, data: dict[str, Any]) -> tuple[str, str]:
    draft_complaint(away=away, words=data["complaint"], seen_version=data["version"] or 0, by=side.user, at=side.at)
    return _("Klagen er lagret. Den er ikke sendt noe sted."), ""


def _save_sent(side: Side, away: TurnedAway, data: dict[str, Any]) -> tuple[str, str]:
    mark_complaint_sent(away=away, sent_on=data["sent_on"], by=side.user, at=side.at)
    return _("Dagen er skrevet ned."), side.address("turned_away_not_sent", away_id=away.pk)


def _save_answer(side: Side, away: TurnedAway, data: dict[str, Any]) -> tuple[str, str]:
    note_answer(away=away, answer=data["answer"], answered_on=data["answered_on"], by=side.user, at=side.at)
    return _("Svaret er skrevet ned."), ""


def _save_body(side: Side, away: TurnedAway, data: dict[str, Any]) -> tuple[str, str]:
    change_body(away=away, body=data["body"], by=side.user, at=side.at)
    return _("Lagret. Se hvor klagen skal nå."), ""


_ACTS = {"sent": _save_sent, "answer": _save_answer, "body": _save_body}


def _referral_address(side: Side, away: TurnedAway) -> str:
    """Return where the referral is that was answered so, if it was one."""
    if away.step is None:
        return ""
    return side.address("wait" if side.own else "referral", referral_id=away.step.referral_id)


def complain_act(request: HttpRequest, side: Side, referral_id: UUID, step_id: UUID) -> HttpResponse:
    """Begin a complaint of an answer, and lead to its words; what is begun already is led to."""
    referral = referral_of(side.person, referral_id)
    away = complain_of_answer(referral=referral, step_id=step_id, by=side.user, at=side.at)
    if away.written_at == side.at:
        undo = side.address("turned_away_take_back", away_id=away.pk)
        say(request, _("Klagen er begynt. Ingenting er sendt."), undo=undo)
    return side.go("turned_away_one", away_id=away.pk)


def paper_page(request: HttpRequest, side: Side, away_id: UUID) -> HttpResponse:
    """Give the complaint as a sheet; without words of one there is no sheet."""
    away = away_of(side.person, away_id)
    if not away.complaint:
        raise RecordClosed
    sheet = complaint_sheet(away, complaining_of(away, today=side.today), today=side.today, large=is_large(request))
    return paper(sheet)


def not_sent_act(request: HttpRequest, side: Side, away_id: UUID) -> HttpResponse:
    """Take back that the complaint was sent."""
    with refusals_said(request):
        mark_complaint_sent(away=away_of(side.person, away_id), sent_on=None, by=side.user, at=side.at)
        say(request, _("Klagen står som ikke sendt."))
    return side.go("turned_away_one", away_id=away_id)


def take_back_act(request: HttpRequest, side: Side, away_id: UUID) -> HttpResponse:
    """Take it away; a second click finds it gone."""
    try:
        away = away_of(side.person, away_id)
    except RecordClosed:
        say(request, _("Det står ikke her lenger."))
        return side.go("turned_away")
    with refusals_said(request):
        take_back_no(away=away, by=side.user, at=side.at)
        say(request, _("Det er tatt bort."))
        return side.go("turned_away")
    return side.go("turned_away_one", away_id=away.pk)
