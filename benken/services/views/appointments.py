"""Appointments with one person, below /people/: all of them, a new one, one, moved, cancelled, answered."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import carry, filled, refusals_said, signed_in_helper
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import Right, User
from benken.access.records import closed_is_missing
from benken.people.queries import RecordClosed, may_write, open_record
from benken.people.visits import Visit, day_asked_for, undo_address, way_back
from benken.services.actions import appointments as acts
from benken.services.days_off import days_off_of, said_days
from benken.services.forms.appointments import AnswerForm, AppointmentForm, NewAppointmentForm
from benken.services.models import Appointment
from benken.services.queries.appointments import (
    appointment_of,
    appointments_of,
    may_meet,
    standing_appointment_of,
    standing_of,
)
from benken.ui.messages import say
from benken.ui.words import moment_words


@dataclass(frozen=True)
class AppointmentsVisit(Visit):
    """Somebody of the staff at a person's appointments, at a moment; also one who knows no more than own talks."""

    @property
    def own_of(self) -> User | None:
        """Whose own appointments are shown, where no more than own talks are; else nobody's."""
        return None if self.right.scope == Right.Scope.RECORD else self.user

    @property
    def helpers(self) -> list[User]:
        """Who of ours can have the appointment."""
        return may_meet(self.person, user=self.user, right=self.right, at=self.at)


def visit(request: HttpRequest, person_id: UUID, *, reading: bool = False, of: UUID | None = None) -> AppointmentsVisit:
    """Open the record for a helper, log a reading if something is shown; closed to whoever is there in an emergency.

    `of` names an appointment that is shown: one that is closed to them is found missing before anything is logged.
    """
    user, at = signed_in_helper(request), timezone.now()
    record = may_write(person_id, for_user=user, at=at, own_talks=True)
    if record.is_only_read:
        raise RecordClosed
    here = AppointmentsVisit(user, at, record.person, record.right)
    if of is not None:
        appointment_of(record.person, of, own_of=here.own_of)
    if reading:
        open_record(person_id, for_user=user, part="appointments", at=at)
    return here


def lead_back(request: HttpRequest, here: Visit) -> HttpResponseRedirect:
    """Lead back to where somebody came from, if it lies here, else to the person's appointments."""
    return redirect(way_back(request) or reverse("appointments", kwargs={"person_id": here.person.pk}))


def _undo(request: HttpRequest, name: str, appointment: Appointment, to: str) -> str:
    kwargs = {"person_id": appointment.person_id, "appointment_id": appointment.pk, "version": appointment.version}
    return undo_address(request, reverse(name, kwargs={**kwargs, "to": to}))


@closed_is_missing
def appointments_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show what is coming, what stands every week, and what has been."""
    here = visit(request, person_id, reading=True)
    coming, before = appointments_of(here.person, at=here.at, own_of=here.own_of)
    return render(
        request,
        "services/appointments.html",
        {
            "person": here.person,
            "coming": coming,
            "before": before,
            "standing": standing_of(here.person, today=here.today, own_of=here.own_of),
            "now": here.at,
        },
    )


@closed_is_missing
def appointment_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Agree on a new one; the form begins with whatever day and hour the address names."""
    here = visit(request, person_id)
    initial = {
        "with_user": str(here.user.pk),
        "day": day_asked_for(request),
        "hour": parse_hour(request.GET.get("hour", "")),
        "minutes": 60,
        "what": _("Møte på vei ut") if request.GET.get("about") == "gate" else "",
    }
    form = filled(request, NewAppointmentForm, initial=initial, helpers=here.helpers, now=here.at)
    if request.method == "POST" and form.is_valid():
        plan, every_week = form.plan(), form.cleaned_data["every_week"]
        told = acts.clashes(plan, by=here.user)
        try:
            if every_week:
                stands = acts.book_every_week(
                    person=here.person, plan=plan, until_on=form.cleaned_data["until_on"], by=here.user, at=here.at
                )
                said, undo = _("Avtalen står hver uke."), ""
                if days := days_off_of(stands, today=here.today, made_already=True):
                    told.append(_("Fridager den faller på: %(days)s.") % {"days": said_days(days)})
            else:
                made = acts.book(person=here.person, plan=plan, by=here.user, at=here.at)
                said = _("Avtalen er satt opp: %(when)s.") % {"when": moment_words(made.starts_at, today=here.today)}
                undo = _undo(request, "appointment_mark", made, "cancelled")
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, " ".join([said, *told]), undo=undo)
            return lead_back(request, here)
    context = {"person": here.person, "form": form, "next": way_back(request)}
    return render(request, "services/appointment_new.html", context, status=422 if form.errors else 200)


@closed_is_missing
def appointment_page(request: HttpRequest, person_id: UUID, appointment_id: UUID) -> HttpResponse:
    """Show one, and change it."""
    here = visit(request, person_id, reading=True, of=appointment_id)
    standing = appointment_of(here.person, appointment_id, own_of=here.own_of)
    helpers = here.helpers
    known = {user.pk for user in helpers}
    helpers += [one for one in (standing.with_user, standing.comes_along) if one and one.pk not in known]
    initial = AppointmentForm.from_appointment(standing)
    form = filled(request, AppointmentForm, initial=initial, helpers=helpers, now=here.at)
    if request.method == "POST" and form.is_valid():
        plan = form.plan()
        told = acts.clashes(plan, by=here.user, apart_from=standing)
        try:
            acts.change(
                appointment=standing,
                plan=plan,
                seen_version=form.cleaned_data["version"],
                by=here.user,
                at=here.at,
            )
        except ChangedMeanwhile as changed:
            standing = appointment_of(here.person, appointment_id, own_of=here.own_of)
            carry(form, version=standing.version)
            form.add_error(None, str(changed))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, " ".join([_("Avtalen er endret."), *told]))
            return lead_back(request, here)
    context = {"person": here.person, "appointment": standing, "form": form, "now": here.at, "next": way_back(request)}
    return render(request, "services/appointment.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def appointment_move(
    request: HttpRequest, person_id: UUID, appointment_id: UUID, version: int, to: str
) -> HttpResponse:
    """Move with one tap: an hour, a day or a week on, or back to the moment the address names."""
    here = visit(request, person_id)
    standing = appointment_of(here.person, appointment_id, own_of=here.own_of)
    before = int(standing.starts_at.timestamp())
    wanted = acts.moment_to(standing, to)
    with refusals_said(request):
        told = acts.clashes(acts.plan_at(standing, wanted), by=here.user, apart_from=standing)
        moved = acts.move(appointment=standing, to=wanted, seen_version=version, by=here.user, at=here.at)
        said = _("Flyttet til %(when)s.") % {"when": moment_words(moved.starts_at, today=here.today)}
        say(request, " ".join([said, *told]), undo=_undo(request, "appointment_move", moved, str(before)))
    return lead_back(request, here)


@require_POST
@closed_is_missing
def appointment_mark(
    request: HttpRequest, person_id: UUID, appointment_id: UUID, version: int, to: str
) -> HttpResponse:
    """Cancel, say what became of it, or set it back. What came off can be written about; what did not, is answered."""
    here = visit(request, person_id)
    standing = appointment_of(here.person, appointment_id, own_of=here.own_of)
    was = standing.state
    with refusals_said(request):
        now = acts.mark(appointment=standing, state=to, seen_version=version, by=here.user, at=here.at)
        undo = _undo(request, "appointment_mark", now, was) if was != to else ""
        say(request, said_of(now.state), undo=undo)
        about = {"person_id": person_id, "appointment_id": appointment_id}
        if to == Appointment.State.MISSED:
            return redirect(reverse("appointment_answer", kwargs=about))
        if to == Appointment.State.HELD:
            return redirect(reverse("appointment_held", kwargs=about))
    return lead_back(request, here)


def said_of(state: str) -> str:
    """Say what was done."""
    return {
        Appointment.State.PLANNED.value: _("Avtalen står igjen."),
        Appointment.State.CANCELLED.value: _("Avtalen er avlyst."),
        Appointment.State.HELD.value: _("Fint at det ble noe av."),
        Appointment.State.MISSED.value: _("Skrevet opp: det ble ikke noe av."),
    }[state]


@closed_is_missing
def appointment_held(request: HttpRequest, person_id: UUID, appointment_id: UUID) -> HttpResponse:
    """Offer to write about the talk; nothing is written by itself."""
    here = visit(request, person_id, reading=True, of=appointment_id)
    standing = appointment_of(here.person, appointment_id, own_of=here.own_of)
    return render(request, "services/appointment_held.html", {"person": here.person, "appointment": standing})


@closed_is_missing
def appointment_answer(request: HttpRequest, person_id: UUID, appointment_id: UUID) -> HttpResponse:
    """Ask the service what it can do differently, after nothing came of it."""
    here = visit(request, person_id, reading=True, of=appointment_id)
    standing = appointment_of(here.person, appointment_id, own_of=here.own_of)
    initial = {"suits": standing.suits, "words": standing.suits_words, "version": standing.version}
    form = filled(request, AnswerForm, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            acts.answer(
                appointment=standing,
                suits=data["suits"],
                words=data["words"],
                seen_version=data["version"],
                by=here.user,
                at=here.at,
            )
        except ChangedMeanwhile as changed:
            standing = appointment_of(here.person, appointment_id, own_of=here.own_of)
            carry(form, version=standing.version)
            form.add_error(None, str(changed))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Takk. Personen ser svaret."))
            return lead_back(request, here)
    context = {"person": here.person, "appointment": standing, "form": form}
    return render(request, "services/appointment_answer.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def appointment_seen(request: HttpRequest, person_id: UUID, appointment_id: UUID) -> HttpResponse:
    """Put away what the person has changed or said."""
    here = visit(request, person_id)
    acts.put_news_away(
        appointment=appointment_of(here.person, appointment_id, own_of=here.own_of), by=here.user, at=here.at
    )
    return lead_back(request, here)


@require_POST
@closed_is_missing
def standing_end(request: HttpRequest, person_id: UUID, standing_id: UUID) -> HttpResponse:
    """Let a standing appointment end."""
    here = visit(request, person_id)
    acts.end_standing(
        standing=standing_appointment_of(here.person, standing_id, own_of=here.own_of), by=here.user, at=here.at
    )
    say(request, _("Den faste avtalen er slutt."))
    return lead_back(request, here)


def parse_hour(written: str) -> object:
    """Return an hour of an address, or None for nonsense."""
    try:
        return parse_time(written)
    except ValueError:
        return None
