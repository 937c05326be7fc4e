"""A leader's team: those who need a contact person. Nobody is counted, and no worker is compared with another."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.actions.logs import log_readings, record_deed
from benken.access.pages import refusals_said, signed_in
from benken.access.policies import Refused, can_place_people
from benken.access.queries import User
from benken.access.queries.accounts import possible_contact_persons
from benken.access.records import closed_is_missing
from benken.access.together import read_together
from benken.desk.forms import PlaceForm, StandInForm
from benken.desk.queries import agreed_on_cards
from benken.desk.waiting import leader_waits
from benken.messaging.queries.automatic import NobodyAnswers, nobody_answers
from benken.messaging.queries.tray import InTheTray
from benken.people.actions.relations import place_with_contact, take_back_placing
from benken.people.actions.stand_ins import give_stand_in, take_back_stand_in
from benken.people.queries import card_person, hand_over_cards, looked_for, name_on_card
from benken.people.queries.answering import AwayCard, away_cards, away_in_team, person_left_without
from benken.people.queries.changing import is_late, wishes_for_leader
from benken.people.queries.emergency import emergencies_for
from benken.people.queries.ending import deaths_for_leader, talks_wanted
from benken.ui.messages import say


def _leader(request: HttpRequest) -> User:
    user = signed_in(request)
    if not can_place_people(user):
        raise Http404
    return user


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Show the hand-over cards of the leader's own team."""
    leader = _leader(request)
    return _drawn(request, leader)


@require_POST
@closed_is_missing
def team_place(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give a person without a contact person one from the team."""
    leader, at = _leader(request), timezone.now()
    person = card_person(person_id, for_leader=leader)
    form = PlaceForm(request.POST, by=leader, person_id=person_id)
    if form.is_valid():
        worker = form.cleaned_data["worker"]
        try:
            placing = place_with_contact(person=person, to=worker, by=leader, at=at)
        except Refused as refused:
            form.add_error("worker", str(refused))
        else:
            said = _("%(worker)s er nå kontaktperson for %(name)s.") % {"worker": worker, "name": name_on_card(person)}
            say(request, said, undo=reverse("team_place_take_back", kwargs={"placing_id": placing.pk}))
            return redirect("team")
    return _drawn(request, leader, answered=form)


@require_POST
@closed_is_missing
def team_place_take_back(request: HttpRequest, placing_id: UUID) -> HttpResponse:
    """Undo that I just gave somebody a contact person."""
    leader, at = _leader(request), timezone.now()
    with refusals_said(request):
        name = take_back_placing(placing_id=placing_id, by=leader, at=at)
        say(request, _("%(name)s venter på en kontaktperson igjen.") % {"name": name})
    return redirect("team")


@require_POST
@closed_is_missing
def team_stand_in(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Find somebody for a person whose contact person is away with nobody in their place."""
    leader, at = _leader(request), timezone.now()
    person = person_left_without(person_id, leader=leader, at=at)
    form = StandInForm(request.POST, by=leader, person_id=person_id)
    if form.is_valid():
        worker = form.cleaned_data["worker"]
        try:
            given = give_stand_in(person=person, to=worker, by=leader, at=at)
        except Refused as refused:
            form.add_error("worker", str(refused))
        else:
            said = _("%(worker)s svarer %(name)s så lenge.") % {"worker": worker, "name": name_on_card(person)}
            say(request, said, undo=reverse("team_stand_in_take_back", kwargs={"stand_in_id": given.pk}))
            return redirect("team")
    return _drawn(request, leader, answered=form)


@require_POST
@closed_is_missing
def team_stand_in_take_back(request: HttpRequest, stand_in_id: UUID) -> HttpResponse:
    """Undo that I just found somebody to stand in."""
    leader, at = _leader(request), timezone.now()
    with refusals_said(request):
        name = take_back_stand_in(stand_in_id=stand_in_id, by=leader, at=at)
        say(request, _("%(name)s venter på en vikar igjen.") % {"name": name})
    return redirect("team")


def _left(leader: User, *, answered: PlaceForm | None, at: datetime) -> list[tuple[AwayCard, PlaceForm]]:
    """Return those who need a stand-in, each with a form; the one that was just answered as it was."""
    return [
        (
            card,
            answered
            if isinstance(answered, StandInForm) and answered.person_id == card.person_id
            else StandInForm(by=leader, person_id=card.person_id),
        )
        for card in away_cards(leader, at=at)
    ]


def _unanswered(leader: User, *, at: datetime) -> list[NobodyAnswers]:
    """Return who waits for an answer with nobody left to ask, and write down that the leader saw it."""
    found = nobody_answers(for_leader=leader, at=at)
    if found:
        record_deed(by=leader, at=at, verb="missed_hours.list")
        seen = [one.person_id for one in found]
        log_readings(user=leader, subject_ids=seen, part="missed_hour", basis="missed_hour", at=at)
    return found


def _wishes(leader: User, *, at: datetime) -> list[dict[str, Any]]:
    """Return who asks for another contact person, the first due on top; that the leader saw it is written down."""
    found, today = wishes_for_leader(leader=leader), timezone.localdate(at)
    if found:
        record_deed(by=leader, at=at, verb="contact_wishes.list")
        seen = [one.person_id for one in found]
        log_readings(user=leader, subject_ids=seen, part="contact_wish", basis="hand_over", at=at)
    return [{"wish": one, "name": name_on_card(one.person), "is_late": is_late(one, today=today)} for one in found]


def _drawn(request: HttpRequest, leader: User, answered: PlaceForm | None = None) -> HttpResponse:
    at = timezone.now()
    record_deed(by=leader, at=at, verb="hand_over_cards.list")
    listed = hand_over_cards(for_leader=leader)
    agreed = agreed_on_cards([card.person_id for card in listed], at=at)
    log_readings(user=leader, subject_ids=agreed, part="hand_over", basis="hand_over", at=at)
    cards = [
        (
            card,
            answered
            if answered is not None and not isinstance(answered, StandInForm) and answered.person_id == card.person_id
            else PlaceForm(by=leader, person_id=card.person_id),
            agreed.get(card.person_id),
        )
        for card in listed
    ]
    waits, tray = leader_waits(leader=leader, at=at), InTheTray(for_user=leader, at=at)
    read_together(*tray.reads)
    request.leader_waits = bool(waits)  # type: ignore[attr-defined]  # for the mark in the menu
    emergencies = emergencies_for(leader, at=timezone.now())
    if emergencies:
        record_deed(by=leader, at=timezone.now(), verb="emergencies.list")
    context: dict[str, Any] = {"cards": cards, "answered": answered, "team": leader.team, "emergencies": emergencies}
    context["waits"], context["tray"] = waits, tray
    context["wishes"] = _wishes(leader, at=at)
    context["left"] = _left(leader, answered=answered, at=at)
    away = {one.worker_id: one for one in reversed(away_in_team(leader, at=at))}  # the first to come of each
    workers = possible_contact_persons(team=leader.team)
    context["workers"] = [(worker, away.get(worker.pk)) for worker in workers]
    context["unanswered"] = _unanswered(leader, at=at)
    context["deaths"] = [(one, name_on_card(one.person)) for one in deaths_for_leader(leader, at=at)]
    seen = [one.person_id for one, _called in context["deaths"]]
    log_readings(user=leader, subject_ids=seen, part="ending", basis="hand_over", at=at)
    context["talks"] = talks_wanted(leader)
    context["looked_for"] = looked_for(for_leader=leader, at=at)
    return render(request, "desk/team.html", context, status=422 if answered else 200)
