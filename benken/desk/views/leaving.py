"""A worker leaves: the last day, what each person says, and another contact person for each, one by one.

The worker asks the persons; the leader chooses by hand-over card, and opens no record by it.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.actions.logs import log_reading, record_deed
from benken.access.pages import filled, refusals_said, signed_in_helper, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused, can_place_people
from benken.access.queries import User
from benken.access.queries.accounts import user_by_id
from benken.access.records import closed_is_missing
from benken.desk.forms import LastDayForm, LeavingSayForm, NextContactForm, say_as_initial
from benken.desk.queries import agreed_on_cards
from benken.lib.missing import Missing
from benken.people import visits
from benken.people.actions.leaving import (
    begin_leaving,
    place_after_leaving,
    resume_leaving,
    say_for_leaving,
    stop_leaving,
    take_back_place,
)
from benken.people.answering_policies import can_say_for
from benken.people.queries import Leaving, LeavingSay, contact_person_of
from benken.people.queries.leaving import (
    LeavingCard,
    have_room,
    leaving_cards,
    leaving_for,
    leaving_now,
    leaving_placed,
    left_person,
    say_of,
)
from benken.people.queries.relations import name_on_card
from benken.ui.messages import say
from benken.ui.words import day_words


@closed_is_missing
def leaving_new(request: HttpRequest, worker_id: UUID) -> HttpResponse:
    """Write down somebody's last day, or change it: the worker, or the leader of their team."""
    user, at = signed_in_helper(request), timezone.now()
    worker = user if worker_id == user.pk else user_by_id(worker_id)
    if worker is None or not can_say_for(worker, by=user):
        raise Missing
    standing = leaving_now(worker)
    form = filled(request, LastDayForm, initial={"last_on": standing.last_on if standing else None})
    if request.method == "POST" and form.is_valid():
        try:
            leaving = begin_leaving(worker=worker, last_on=form.cleaned_data["last_on"], by=user, at=at)
        except Refused as refused:
            form.add_error("last_on", str(refused))
        else:
            undo = reverse("leaving_stop", kwargs={"leaving_id": leaving.pk}) if standing is None else ""
            say(request, _leaves_words(leaving), undo=undo)
            return redirect("leaving", leaving_id=leaving.pk)
    context = {"form": form, "worker": worker, "standing": standing, "is_own": worker.pk == user.pk}
    return render(request, "desk/leaving_new.html", context, status=422 if form.errors else 200)


@require_safe
@closed_is_missing
def leaving_page(request: HttpRequest, leaving_id: UUID) -> HttpResponse:
    """Show who needs a new contact person: to the leader one card after the other, to the worker whom to ask."""
    user = signed_in_helper(request)
    return _drawn(request, leaving_for(leaving_id, user=user), user)


@require_POST
@closed_is_missing
def leaving_place(request: HttpRequest, leaving_id: UUID, person_id: UUID) -> HttpResponse:
    """Give one person another contact person, and go on to the next card."""
    user, at = signed_in_helper(request), timezone.now()
    leaving = leaving_for(leaving_id, user=user)
    person = left_person(leaving, person_id, leader=user)
    form = NextContactForm(request.POST, leaving=leaving, person_id=person_id, have_room=have_room(user))
    if form.is_valid():
        worker = form.cleaned_data["worker"]
        try:
            placing = place_after_leaving(leaving=leaving, person_id=person_id, to=worker, by=user, at=at)
        except Refused as refused:
            form.add_error("worker", str(refused))
        else:
            said = _("%(worker)s er nå kontaktperson for %(name)s.") % {"worker": worker, "name": name_on_card(person)}
            say(request, said, undo=reverse("leaving_take_back", kwargs={"placing_id": placing.pk}))
            return redirect("leaving", leaving_id=leaving.pk)
    return _drawn(request, leaving, user, answered=form)


@require_POST
@closed_is_missing
def leaving_take_back(request: HttpRequest, placing_id: UUID) -> HttpResponse:
    """Undo that I just gave somebody another contact person."""
    user, at = signed_in_helper(request), timezone.now()
    with refusals_said(request):
        name, leaving_id = take_back_place(placing_id=placing_id, by=user, at=at)
        say(request, _("%(name)s står på lista igjen.") % {"name": name})
        return redirect("leaving", leaving_id=leaving_id)
    return redirect("monday")


@require_POST
@closed_is_missing
def leaving_stop(request: HttpRequest, leaving_id: UUID) -> HttpResponse:
    """Take back that somebody leaves."""
    user, at = signed_in_helper(request), timezone.now()
    leaving = leaving_for(leaving_id, user=user)
    stop_leaving(leaving=leaving, by=user, at=at)
    undo = reverse("leaving_resume", kwargs={"leaving_id": leaving.pk})
    say(request, _("%(name)s blir. De som har fått en ny, beholder den.") % {"name": leaving.worker.name}, undo=undo)
    return redirect(_hours_address(leaving.worker, user=user))


@require_POST
@closed_is_missing
def leaving_resume(request: HttpRequest, leaving_id: UUID) -> HttpResponse:
    """Undo that it was taken back."""
    user, at = signed_in_helper(request), timezone.now()
    with refusals_said(request):
        leaving = resume_leaving(leaving_id=leaving_id, by=user, at=at)
        say(request, _leaves_words(leaving))
        return redirect("leaving", leaving_id=leaving.pk)
    return redirect("answer_hours")


@closed_is_missing
def leaving_say(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask one person what they want, and write it down with them."""
    asking = visits.writing(request, person_id)  # nothing is read of a person whom nobody leaves
    contact = contact_person_of(asking.person)
    leaving = leaving_now(contact.worker) if contact is not None and asking.is_contact else None
    if leaving is None or leaving.worker_id != asking.user.pk:
        raise Missing
    visit = visits.reading(request, person_id, part="contact_persons")
    standing, newer = say_of(leaving, person_id), None
    form = filled(request, LeavingSayForm, leaving=leaving, initial=say_as_initial(standing))
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"]
        try:
            say_for_leaving(
                leaving=leaving, person=visit.person, say=form.say(), seen_version=seen, by=visit.user, at=visit.at
            )
        except ChangedMeanwhile as changed:
            newer = say_of(leaving, person_id)
            tell_saved_meanwhile(form, changed, version=newer.version if newer else 0)
        except Refused as refused:
            form.add_error("wants", str(refused))
        else:
            say(
                request,
                _("Lagret. Lederen ser det når det skal velges en ny til %(name)s.") % {"name": visit.person.called},
            )
            return redirect("leaving", leaving_id=leaving.pk)
    context = {
        "form": form,
        "person": visit.person,
        "leaving": leaving,
        "newer": newer,
        "day": day_words(leaving.last_on, today=visit.today),
    }
    return render(request, "desk/leaving_say.html", context, status=422 if form.errors else 200)


def _drawn(
    request: HttpRequest, leaving: Leaving, user: User, *, answered: NextContactForm | None = None
) -> HttpResponse:
    at = timezone.now()
    cards = leaving_cards(leaving, user=user)
    places = can_place_people(user) and user.pk != leaving.worker_id
    record_deed(by=user, at=at, verb="hand_over_cards.list")
    card = _in_front(request, cards, answered) if places else None
    context: dict[str, Any] = {
        "leaving": leaving,
        "day": day_words(leaving.last_on, today=timezone.localdate(at)),
        "is_own": user.pk == leaving.worker_id,
        "places": places,
        "card": card,
        "rest": [
            {"card": one, "said": _said_words(one.say), "href": f"?person={one.person_id}"}
            for one in cards
            if card is None or one.person_id != card.person_id
        ],
        "placed": leaving_placed(leaving, user=user),
        "hours": _hours_address(leaving.worker, user=user),
        "answered": answered,
    }
    if card is not None:
        context["form"] = answered or NextContactForm(
            leaving=leaving, person_id=card.person_id, have_room=have_room(user)
        )
        context["said"] = _said_words(card.say)
        context["agreed"] = agreed_on_cards([card.person_id], at=at).get(card.person_id)
        if context["agreed"] or card.say:
            log_reading(user=user, subject_id=card.person_id, part="hand_over", basis="hand_over", at=at)
    return render(request, "desk/leaving.html", context, status=422 if answered else 200)


def _in_front(request: HttpRequest, cards: list[LeavingCard], answered: NextContactForm | None) -> LeavingCard | None:
    """Return the card that is answered now: the one just tried, the one asked for, else the first."""
    wanted = str(answered.person_id) if answered is not None else request.GET.get("person", "")
    return next((card for card in cards if str(card.person_id) == wanted), next(iter(cards), None))


def _said_words(said: LeavingSay | None) -> str:
    """Say what somebody wants, in a few words."""
    if said is None:
        return _("ikke spurt ennå")
    if said.wants is not None:
        return _("vil ha %(name)s") % {"name": said.wants.name}
    return str(said.get_said_display())


def _leaves_words(leaving: Leaving) -> str:
    day = day_words(leaving.last_on, today=timezone.localdate())
    return _("%(name)s slutter %(day)s.") % {"name": leaving.worker.name, "day": day}


def _hours_address(worker: User, *, user: User) -> str:
    if worker.pk == user.pk:
        return reverse("answer_hours")
    return reverse("answer_hours_of", kwargs={"worker_id": worker.pk})
