"""The reception's tray: who has asked for help, whose each is, what was tried, and what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.actions.logs import log_reading
from benken.access.pages import filled, refusals_said, signed_in_helper
from benken.access.policies import Refused
from benken.access.queries import User
from benken.access.records import closed_is_missing
from benken.access.together import read_together
from benken.people.queries import PeopleIAmContactFor
from benken.services.actions import requests as acts
from benken.services.actions.asking import write_in
from benken.services.forms.requests import EndForm, GiveForm, KnownForm, TriedForm, WriteInForm
from benken.services.policies.requests import Carried, can_take_requests
from benken.services.queries.requests import Request, notes_of, opened_by, request_for, tray_of
from benken.ui.messages import say
from benken.ui.words import day_words

NEWEST = 10  # so many of one's own people can be the one who asked
UNDO = {"taken": acts.put_back, "talked": acts.not_talked, "ended": acts.open_again}


def _taker(request: HttpRequest) -> User:
    user = signed_in_helper(request)
    if not can_take_requests(user):
        raise Http404
    return user


@require_safe
def tray(request: HttpRequest) -> HttpResponse:
    """Show who has asked, the first due on top: those that nobody has, mine, the others', what has ended."""
    user, at = _taker(request), timezone.now()
    found = tray_of(user, at=at)
    if found:
        log_reading(user=user, subject_id=None, part="requests", basis="list", at=at)
    lists = [
        (_("Ingen har tatt disse"), _rows(found.nobodys, at=at)),
        (_("Mine"), _rows(found.mine, at=at)),
        (_("Andre har disse"), _rows(found.others, at=at)),
        (_("Avsluttet de siste to ukene"), _rows(found.over, at=at)),
    ]
    return render(request, "services/requests.html", {"lists": lists, "tray": found, "user": user})


def request_new(request: HttpRequest) -> HttpResponse:
    """Write in what was asked at the door, on the phone or on paper."""
    user, at = _taker(request), timezone.now()
    form = filled(request, WriteInForm)
    if request.method == "POST" and form.is_valid():
        mine = "mine" in request.POST
        via = Request.Via(form.cleaned_data["via"])
        asked = write_in(said=form.said(), via=via, once=form.once, mine=mine, by=user, at=at)
        say(request, _("Skrevet inn. Koden er %(code)s. Gi den til den som spør.") % {"code": asked.code})
        return redirect("request", asked_id=asked.request.pk)
    return render(request, "services/request_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@closed_is_missing
def request_page(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """Show one request, and what can be done with it."""
    user = _taker(request)
    return _drawn(request, user, request_for(asked_id, for_user=user))


@require_POST
@closed_is_missing
def request_take(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """Take it: one tap, and a second one changes nothing."""
    user, at = _taker(request), timezone.now()
    with refusals_said(request):
        acts.take(request_id=asked_id, by=user, at=at)
        say(request, _("Du har den nå."), undo=_undo(asked_id, "taken"))
    return redirect("request", asked_id=asked_id)


@require_POST
@closed_is_missing
def request_give(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """Give it to somebody else."""
    user, at = _taker(request), timezone.now()
    asked = request_for(asked_id, for_user=user)
    form = GiveForm(request.POST, by=user)
    if form.is_valid():
        to = form.cleaned_data["to"]
        try:
            acts.give(request_id=asked_id, to=to, by=user, at=at)
        except Refused as refused:
            form.add_error("to", str(refused))
        else:
            say(request, _("%(name)s har den nå.") % {"name": to.name})
            return redirect("requests")
    return _drawn(request, user, asked, giving=form)


@require_POST
@closed_is_missing
def request_tried(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """Write down what was tried."""
    user, at = _taker(request), timezone.now()
    asked = request_for(asked_id, for_user=user)
    form = filled(request, TriedForm)
    if form.is_valid():
        try:
            acts.note_tried(request_id=asked_id, words=form.cleaned_data["tried"], by=user, at=at)
        except Refused as refused:
            form.add_error("tried", str(refused))
        else:
            say(request, _("Skrevet ned. Den står her til noen avslutter den."))
            return redirect("request", asked_id=asked_id)
    return _drawn(request, user, asked, trying=form)


@require_POST
@closed_is_missing
def request_talked(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """Write down that the first talk has been."""
    user, at = _taker(request), timezone.now()
    with refusals_said(request):
        acts.talked(request_id=asked_id, by=user, at=at)
        say(request, _("Første samtale er gjort."), undo=_undo(asked_id, "talked"))
    return redirect("request", asked_id=asked_id)


@require_POST
@closed_is_missing
def request_end(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """End it, with words about what we did."""
    user, at = _taker(request), timezone.now()
    asked = request_for(asked_id, for_user=user)
    form = filled(request, EndForm)
    if form.is_valid():
        data = form.cleaned_data
        try:
            acts.end(request_id=asked_id, outcome=data["outcome"], words=data["did"], by=user, at=at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Avsluttet. Den som spurte, kan åpne den igjen."), undo=_undo(asked_id, "ended"))
            return redirect("requests")
    return _drawn(request, user, asked, ending=form)


@require_POST
@closed_is_missing
def request_undo(request: HttpRequest, asked_id: UUID, what: str) -> HttpResponse:
    """Undo that it was taken, talked of or ended."""
    user, at = _taker(request), timezone.now()
    if what not in UNDO:
        raise Http404
    with refusals_said(request):
        UNDO[what](request_id=asked_id, by=user, at=at)
        say(request, _("Angret."))
    return redirect("request", asked_id=asked_id)


@closed_is_missing
def request_known(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """Link it to somebody whose contact person one is, when they have said that they want to be known here."""
    user, at = _taker(request), timezone.now()
    asked = request_for(asked_id, for_user=user)
    mine = PeopleIAmContactFor(for_user=user, at=at)
    read_together(*mine.reads)
    newest = sorted(mine.people.values(), key=lambda one: one.known_since_at, reverse=True)[:NEWEST]
    initial = {"person": request.GET.get("person", "")}
    form = KnownForm(request.POST or None, people=newest, initial=initial)
    if form.is_valid():
        person, carried = form.people[form.cleaned_data["person"]], Carried(form.cleaned_data["carried"])
        try:
            acts.become_known(request_id=asked_id, person=person, carried=carried, by=user, at=at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("%(name)s er kjent her nå. Henvendelsen er avsluttet.") % {"name": person.called})
            return redirect("person", person_id=person.pk)
    if newest:
        log_reading(user=user, subject_id=None, part="requests", basis="list", at=at)
    new = f"{reverse('person_new')}?next={reverse('request_known', kwargs={'asked_id': asked.pk})}"
    context = {"asked": asked, "form": form, "people": newest, "new": new, "name": name_of(asked)}
    return render(request, "services/request_known.html", context, status=422 if form.errors else 200)


def name_of(asked: Request) -> str:
    """Return what stands for somebody's name."""
    return asked.called or _("Uten navn")


def _drawn(
    request: HttpRequest,
    user: User,
    asked: Request,
    *,
    giving: GiveForm | None = None,
    trying: TriedForm | None = None,
    ending: EndForm | None = None,
) -> HttpResponse:
    at = timezone.now()
    acts.note_opening(asked=asked, by=user, at=at)
    get = request.method == "GET"
    context: dict[str, Any] = {
        "asked": asked,
        "name": name_of(asked),
        "row": _rows([asked], at=at)[0],
        "notes": notes_of(asked),
        "opened_by": opened_by(asked),
        "is_mine": asked.owner_id == user.pk,
        "giving": giving or GiveForm(by=user),
        "trying": trying or (filled(request, TriedForm) if get else TriedForm()),
        "ending": ending or (filled(request, EndForm) if get else EndForm()),
    }
    wrong = giving or trying or ending
    context["wrong"] = wrong
    return render(request, "services/request.html", context, status=422 if wrong else 200)


def _rows(requests: list[Request], *, at: datetime) -> list[dict[str, Any]]:
    """Return what the tray says of each: who, how it came, and what is next by when. No words of theirs."""
    today = timezone.localdate(at)
    return [
        {
            "asked": asked,
            "name": name_of(asked),
            "who": " · ".join(
                one for one in (asked.asker_words, asked.get_via_display(), asked.language, asked.area) if one
            ),
            "next": _next(asked, day_words(asked.answer_by_on, today=today), late=asked.answer_by_on < today),
            "can_take": not asked.has_owner and not asked.is_over,
        }
        for asked in requests
    ]


def _next(asked: Request, day: str, *, late: bool) -> str:
    if asked.is_over:
        return asked.get_outcome_display()
    owner = asked.owner.name if asked.owner and asked.has_owner else ""
    if asked.first_talk_at is not None:
        return (
            _("%(name)s har den, første samtale er gjort") % {"name": owner} if owner else _("første samtale er gjort")
        )
    words = {"name": owner, "day": day}
    if owner:
        return (_("%(name)s skulle svart %(day)s") if late else _("%(name)s svarer innen %(day)s")) % words
    return (_("skulle hatt svar %(day)s") if late else _("svar innen %(day)s")) % words


def _undo(asked_id: UUID, what: str) -> str:
    return reverse("request_undo", kwargs={"asked_id": asked_id, "what": what})
