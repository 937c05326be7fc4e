"""The tray: texts from numbers that nobody has, or several have, until somebody says whose they are."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.actions.logs import log_reading
from benken.access.pages import refusals_said, signed_in_helper
from benken.access.queries import User
from benken.access.records import closed_is_missing
from benken.access.together import read_together
from benken.lib.text import tidy_line
from benken.messaging.actions import tray as acts
from benken.messaging.queries.tray import IncomingText, NotInTray, can_be_given, put_away, text_in_tray, tray_of
from benken.people.finding import OpenPeople, OpenPerson
from benken.people.phones import shown_number
from benken.services.policies.requests import can_take_requests
from benken.ui.messages import say

MOST_FOUND = 20
LONGEST_NAME = 200
CUT_AT = 400  # letters of a text on the list; the whole of it stands on its own page
Outcome = IncomingText.Outcome
UNDO = {Outcome.THROWN: acts.take_up_again, Outcome.GIVEN: acts.take_out_again}


def _taker(request: HttpRequest) -> User:
    user = signed_in_helper(request)
    if not can_take_requests(user):
        raise Http404
    return user


@require_safe
def tray_page(request: HttpRequest) -> HttpResponse:
    """Show the texts that wait, the oldest first, and those that were put away lately."""
    user, at = _taker(request), timezone.now()
    waiting, away = tray_of(user, at=at), put_away(user, at=at)
    people = OpenPeople(for_user=user, at=at) if any(text.candidate_ids for text in waiting) else None
    if people is not None:
        read_together(*people.reads)
    if waiting or away:
        log_reading(user=user, subject_id=None, part="tray", basis="list", at=at)
    rows = [_row(text, can_be_given(people) if people else []) for text in waiting]
    return render(request, "messaging/tray.html", {"rows": rows, "away": [_row(text, []) for text in away]})


@require_safe
def tray_text(request: HttpRequest, text_in_id: UUID) -> HttpResponse:
    """Show one text whole, and find the person it is from among those one may open."""
    user, at = _taker(request), timezone.now()
    try:
        text = text_in_tray(text_in_id, for_user=user, at=at)
    except NotInTray:
        return _not_here(request)
    if text.handled_at is not None:
        return _not_here(request)
    query = tidy_line(request.GET.get("q", ""))[:LONGEST_NAME]
    people = OpenPeople(for_user=user, at=at)
    read_together(*people.reads)
    everybody = can_be_given(people)
    row = _row(text, everybody)
    found = [one for one in everybody if query and one.is_meant_by(query) and one not in row["candidates"]]
    log_reading(user=user, subject_id=None, part="tray", basis="list", at=at)
    context = {"row": row, "text": text, "query": query, "people": found[:MOST_FOUND], "more": len(found) > MOST_FOUND}
    return render(request, "messaging/tray_text.html", context)


@require_POST
@closed_is_missing
def tray_give(request: HttpRequest, text_in_id: UUID, person_id: UUID) -> HttpResponse:
    """Lay it in somebody's conversation."""
    user, at = _taker(request), timezone.now()
    try:
        with refusals_said(request):
            message = acts.give(text_in_id=text_in_id, person_id=person_id, by=user, at=at)
            called = message.person.called if message else ""
            say(request, _("Lagt i samtalen til %(name)s.") % {"name": called}, undo=_undo(text_in_id))
            return redirect("conversation", person_id=person_id)
    except NotInTray:
        return _not_here(request)
    return redirect("tray")


@require_POST
def tray_request(request: HttpRequest, text_in_id: UUID) -> HttpResponse:
    """Make it a request for help."""
    user, at = _taker(request), timezone.now()
    try:
        with refusals_said(request):
            asked = acts.make_request(text_in_id=text_in_id, by=user, at=at)
            say(request, _("Nå er det en henvendelse."))
            return redirect("request", asked_id=asked.pk) if asked else redirect("requests")
    except NotInTray:
        return _not_here(request)
    return redirect("tray")


@require_POST
def tray_throw(request: HttpRequest, text_in_id: UUID) -> HttpResponse:
    """Put it away."""
    user, at = _taker(request), timezone.now()
    try:
        with refusals_said(request):
            acts.throw(text_in_id=text_in_id, by=user, at=at)
            say(request, _("Lagt bort. Ordene slettes om en måned."), undo=_undo(text_in_id))
    except NotInTray:
        return _not_here(request)
    return redirect("tray")


@require_POST
def tray_undo(request: HttpRequest, text_in_id: UUID) -> HttpResponse:
    """Let it wait again: what was put away, or laid in the wrong conversation a moment ago."""
    user, at = _taker(request), timezone.now()
    try:
        undo = UNDO.get(Outcome(text_in_tray(text_in_id, for_user=user, at=at).outcome or Outcome.REQUEST))
        if undo is None:
            return _not_here(request)
        with refusals_said(request):
            undo(text_in_id=text_in_id, by=user, at=at)
            say(request, _("Den ligger i kurven igjen."))
    except NotInTray:
        return _not_here(request)
    return redirect("tray")


def _row(text: IncomingText, people: list[OpenPerson]) -> dict[str, Any]:
    """Return what the tray shows of a text. Of those it can be from, only those one follows; never how many."""
    return {
        "text": text,
        "number": shown_number(text.number) if text.number.startswith("+") else text.number,
        "can_call": text.number.startswith("+"),
        "cut": len(text.text) > CUT_AT,
        "words": text.text[:CUT_AT],
        "candidates": [one for one in people if one.person.pk in text.candidate_ids],
    }


def _not_here(request: HttpRequest) -> HttpResponse:
    """Tell that it is handled, or was never there: whoever asks learns no difference."""
    say(request, _("Den ligger ikke i kurven lenger."))
    return redirect("tray")


def _undo(text_in_id: UUID) -> str:
    return reverse("tray_undo", kwargs={"text_in_id": text_in_id})
