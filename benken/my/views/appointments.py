"""My appointments: when, where, who comes along; moved, cancelled, another time asked for.

A narrow session sees the time and the word «avtale», and can move and cancel (docs/decisions/0014).
"""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.narrow import is_narrow_here
from benken.access.pages import carry, filled, refusals_said
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.records import closed_is_missing
from benken.my.forms import SuitsForm
from benken.my.views.mine import mine
from benken.services.actions import appointments as acts
from benken.services.queries.appointments import Appointment, appointment_of, appointments_of, standing_of
from benken.ui.messages import say
from benken.ui.words import moment_words

NEAR = timedelta(weeks=4)  # what comes after it is folded
WITH_TAPS = 4  # the next ones are moved and cancelled with one tap


@closed_is_missing
def appointments_page(request: HttpRequest) -> HttpResponse:
    """Show what is coming and what has been."""
    my = mine(request)
    coming, before = appointments_of(my.person, at=my.at)
    cards = [(one, number < WITH_TAPS) for number, one in enumerate(coming)]
    near = [card for card in cards if card[0].starts_at < my.at + NEAR] or cards[:1]
    context = {"coming": near, "later": cards[len(near) :], "before": before[:10]}
    context |= {"standing": standing_of(my.person, today=my.today)}
    return render(request, "my/appointments.html", context | {"now": my.at, "is_narrow": is_narrow_here(request)})


@require_POST
@closed_is_missing
def appointment_move(request: HttpRequest, appointment_id: UUID, version: int, to: str) -> HttpResponse:
    """Move one with one tap, or back again."""
    my = mine(request)
    standing = appointment_of(my.person, appointment_id)
    before = int(standing.starts_at.timestamp())
    wanted = acts.moment_to(standing, to)
    with refusals_said(request):
        told = acts.clashes(acts.plan_at(standing, wanted), by=my.user, apart_from=standing)
        moved = acts.move(appointment=standing, to=wanted, seen_version=version, by=my.user, at=my.at)
        said = _("Flyttet til %(when)s. De du skal møte, ser det.") % {
            "when": moment_words(moved.starts_at, today=my.today)
        }
        undo = _address("my_appointment_move", moved, str(before))
        say(request, " ".join([said, *told]), undo=undo)
    return redirect("my_appointments")


@require_POST
@closed_is_missing
def appointment_mark(request: HttpRequest, appointment_id: UUID, version: int, to: str) -> HttpResponse:
    """Cancel one, or let it stand again."""
    my = mine(request)
    standing = appointment_of(my.person, appointment_id)
    was = standing.state
    with refusals_said(request):
        now = acts.mark(appointment=standing, state=to, seen_version=version, by=my.user, at=my.at)
        said = _("Avlyst. Det er greit.") if to == Appointment.State.CANCELLED else _("Avtalen står igjen.")
        say(request, said, undo=_address("my_appointment_mark", now, was) if was != to else "")
    return redirect("my_appointments")


@closed_is_missing
def appointment_say(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Say what would suit: another time, another place, something else. It is answered by a person, not a form."""
    my = mine(request)
    standing = appointment_of(my.person, appointment_id)
    is_narrow = is_narrow_here(request)
    initial = {"words": "" if is_narrow else standing.person_words, "version": standing.version}
    form = filled(request, SuitsForm, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            acts.say_what_suits(
                appointment=standing,
                words=form.cleaned_data["words"],
                seen_version=form.cleaned_data["version"],
                by=my.user,
                at=my.at,
            )
        except ChangedMeanwhile as changed:
            standing = appointment_of(my.person, appointment_id)
            carry(form, version=standing.version)
            form.add_error(None, str(changed))
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            say(request, _("Takk. De som hjelper deg, ser det."))
            return redirect("my_appointments")
    context = {"appointment": standing, "form": form, "is_narrow": is_narrow}
    return render(request, "my/appointment_say.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def appointment_seen(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Put away what was changed."""
    my = mine(request)
    acts.put_news_away(appointment=appointment_of(my.person, appointment_id), by=my.user, at=my.at)
    return redirect("my")


def _address(name: str, appointment: Appointment, to: str) -> str:
    kwargs = {"appointment_id": appointment.pk, "version": appointment.version, "to": to}
    return reverse(name, kwargs=kwargs)
