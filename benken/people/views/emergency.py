"""The emergency door: a reason first, then exactly whom; closing it again; what the leaders are told."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.actions.why import ask_why_as_leader
from benken.access.pages import filled, refusals_said, signed_in_helper
from benken.access.policies import Refused, can_open_in_emergency
from benken.access.records import closed_is_missing
from benken.people.actions.emergency import LASTS, end_emergency, mark_emergency_seen, open_in_emergency
from benken.people.forms.emergency import EmergencyEndForm, EmergencyForm
from benken.people.queries.emergency import draft_about, emergency_reading, running_emergency
from benken.ui.messages import say
from benken.ui.words import clock


def emergency_page(request: HttpRequest) -> HttpResponse:
    """Open one record in an emergency. Unknown, hidden and blocked get one answer."""
    user, at = signed_in_helper(request), timezone.now()
    if not can_open_in_emergency(user):
        raise Http404
    form = filled(request, EmergencyForm)
    if request.method == "POST" and form.is_valid():
        try:
            answer = open_in_emergency(**form.cleaned_data, by=user, at=at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if answer.person_id is not None:
                if answer.was_open:
                    say(request, _("Denne siden kan du åpne fra før. Ingenting er gjort."))
                else:
                    said = {"time": clock(timezone.localtime(at + LASTS).time())}
                    say(request, _("Åpnet til kl. %(time)s. Personen og lederen har fått vite det.") % said)
                return redirect("person", person_id=answer.person_id)
            if answer.too_often:
                form.add_error(None, _("For mange forsøk i dag. Ring lederen din. Står det om liv, ring nødtelefonen."))
            else:
                form.add_error(None, _("Vi fant ingen som du kan åpne slik."))
    return render(request, "people/emergency.html", {"form": form}, status=422 if form.errors else 200)


@closed_is_missing
def emergency_end(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Say «Jeg er ferdig», and what was done."""
    user, at = signed_in_helper(request), timezone.now()
    emergency = running_emergency(person_id, for_user=user, at=at)
    draft = draft_about(person_id, author=user)
    form = filled(request, EmergencyEndForm, initial={"text": draft.text, "kind": draft.kind} if draft else {})
    if request.method == "POST" and form.is_valid():
        try:
            end_emergency(
                emergency=emergency,
                note=form.cleaned_data["text"],
                kind=form.cleaned_data["kind"],
                draft=draft,
                by=user,
                at=at,
            )
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            say(request, _("Nødtilgangen er avsluttet."))
            return redirect("home")
    return render(
        request,
        "people/emergency_end.html",
        {"form": form, "person": emergency.person, "until": emergency.until_at, "draft": draft},
        status=422 if form.errors else 200,
    )


@require_POST
@closed_is_missing
def emergency_seen(request: HttpRequest, emergency_id: UUID) -> HttpResponse:
    """Mark, as a leader, that one has seen it."""
    user, at = signed_in_helper(request), timezone.now()
    mark_emergency_seen(emergency_id=emergency_id, by=user, at=at)
    say(request, _("Merket som sett."))
    return redirect(reverse("team") + "#emergencies")


@require_POST
@closed_is_missing
def emergency_why(request: HttpRequest, emergency_id: UUID) -> HttpResponse:
    """Ask the reader why, as their leader: the question lands on the reader's Today."""
    user, at = signed_in_helper(request), timezone.now()
    reading = emergency_reading(emergency_id, leader=user)
    with refusals_said(request):
        ask_why_as_leader(reading_id=reading.id, reading_at=reading.at, words="", by=user, at=at)
        say(request, _("Spørsmålet er sendt."))
    return redirect(reverse("team") + "#emergencies")
