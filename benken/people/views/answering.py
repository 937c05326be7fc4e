"""«Når jeg svarer» and «Borte»: a worker's own, or filled in by the leader of the team."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, refusals_said, signed_in_helper, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import User
from benken.access.queries.accounts import user_by_id
from benken.access.records import closed_is_missing
from benken.lib.missing import Missing
from benken.people.actions.absences import be_away, change_absence, end_absence, resume_absence
from benken.people.actions.answering import say_hours
from benken.people.answering_policies import can_say_for
from benken.people.answering_words import hours_words
from benken.people.forms.answering import (
    AbsenceForm,
    AnswerHoursForm,
    AwayForm,
    absence_as_initial,
    hours_as_initial,
)
from benken.people.queries import Absence
from benken.people.queries.answering import absence_of, absences_of, hours_of
from benken.people.queries.leaving import leaving_now
from benken.ui.messages import say
from benken.ui.words import day_words


@closed_is_missing
def answer_hours(request: HttpRequest, worker_id: UUID | None = None) -> HttpResponse:
    """Say when one answers; and see when one is away."""
    user, worker, at = _whose(request, worker_id)
    hours, newer = hours_of(worker), None
    form = filled(request, AnswerHoursForm, worker=worker, initial=hours_as_initial(hours))
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["version"]
            is_new = say_hours(worker=worker, said=form.said(), seen_version=seen, by=user, at=at)
        except ChangedMeanwhile as changed:
            hours = hours_of(worker)
            newer = hours_words(hours)
            tell_saved_meanwhile(form, changed, version=hours.version)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Lagret. Det står slik fra nå.") if is_new else _("Alt står som før."))
            return redirect(_address(user, worker))
    context = {
        "form": form,
        "worker": worker,
        "is_own": worker.pk == user.pk,
        "newer": newer,
        "absences": absences_of(worker, at=at),
        "leaving": leaving_now(worker),
    }
    return render(request, "people/answer_hours.html", context, status=422 if form.errors else 200)


@closed_is_missing
def away_new(request: HttpRequest, worker_id: UUID) -> HttpResponse:
    """Write down that somebody is away."""
    user, worker, at = _whose(request, worker_id)
    standing = hours_of(worker).stand_in_id
    initial = {"since_on": timezone.localdate(at), "stand_in": standing}
    form = filled(request, AwayForm, worker=worker, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            absence = be_away(worker=worker, **form.cleaned_data, by=user, at=at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            undo = reverse("absence_end", kwargs={"absence_id": absence.pk})
            say(request, _away_words(absence, at=at), undo=undo)
            return redirect(_address(user, worker))
    context = {"form": form, "worker": worker, "is_own": worker.pk == user.pk, "back_url": _address(user, worker)}
    return render(request, "people/away.html", context, status=422 if form.errors else 200)


@closed_is_missing
def absence_page(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """Change when somebody is back, or who stands in."""
    user, absence, at = _absence(request, absence_id)
    form, newer = filled(request, AbsenceForm, worker=absence.worker, initial=absence_as_initial(absence)), ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        seen = data.pop("version")
        try:
            is_new = change_absence(absence=absence, **data, seen_version=seen, by=user, at=at)
        except ChangedMeanwhile as changed:
            absence.refresh_from_db()
            newer = _away_words(absence, at=at)
            tell_saved_meanwhile(form, changed, version=absence.version)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            absence.refresh_from_db()
            say(request, _away_words(absence, at=at) if is_new else _("Alt står som før."))
            return redirect(_address(user, absence.worker))
    context = {
        "form": form,
        "worker": absence.worker,
        "absence": absence,
        "is_own": absence.worker_id == user.pk,
        "back_url": _address(user, absence.worker),
        "is_running": absence.ended_at is None and absence.until_at > at,
        "has_begun": absence.since_at <= at,
        "newer": newer,
    }
    return render(request, "people/away.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def absence_end(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """Be back before the time, or take back what was written by mistake."""
    user, absence, at = _absence(request, absence_id)
    with refusals_said(request):
        if end_absence(absence=absence, by=user, at=at):
            undo = reverse("absence_resume", kwargs={"absence_id": absence.pk})
            say(request, _("%(name)s er ikke borte lenger.") % {"name": absence.worker.name}, undo=undo)
        else:
            say(request, _("Alt står som før."))
    return redirect(_address(user, absence.worker))


@require_POST
@closed_is_missing
def absence_resume(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """Undo that an absence was ended."""
    user, absence, at = _absence(request, absence_id)
    with refusals_said(request):
        is_new = resume_absence(absence=absence, by=user, at=at)
        say(request, _away_words(absence, at=at) if is_new else _("Alt står som før."))
    return redirect(_address(user, absence.worker))


def _whose(request: HttpRequest, worker_id: UUID | None) -> tuple[User, User, datetime]:
    """Return who asks, about whose hours, and when; anybody else's are missing."""
    user = signed_in_helper(request)
    worker = user if worker_id is None or worker_id == user.pk else user_by_id(worker_id)
    if worker is None or not can_say_for(worker, by=user):
        raise Missing
    return user, worker, timezone.now()


def _absence(request: HttpRequest, absence_id: UUID) -> tuple[User, Absence, datetime]:
    user = signed_in_helper(request)
    absence = absence_of(absence_id)
    if absence is None or not can_say_for(absence.worker, by=user):
        raise Missing
    return user, absence, timezone.now()


def _address(user: User, worker: User) -> str:
    if worker.pk == user.pk:
        return reverse("answer_hours")
    return reverse("answer_hours_of", kwargs={"worker_id": worker.pk})


def _away_words(absence: Absence, *, at: datetime) -> str:
    day = day_words(timezone.localdate(absence.until_at), today=timezone.localdate(at))
    said = _("%(name)s er borte til %(day)s.") % {"name": absence.worker.name, "day": day}
    if absence.stand_in is None:
        meanwhile = _("Lederen ser hvem som trenger noen så lenge.")
    else:
        meanwhile = _("%(name)s svarer så lenge.") % {"name": absence.stand_in.name}
    return f"{said} {meanwhile}"
