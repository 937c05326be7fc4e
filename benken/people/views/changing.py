"""Another contact person, as those who work here meet it: a wish written down, answered; a card; a talk."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.actions.logs import log_reading
from benken.access.pages import filled, refusals_said, signed_in, signed_in_helper, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused, can_place_people
from benken.access.queries import Role, User
from benken.access.queries.setup import setup_now
from benken.access.records import closed_is_missing
from benken.country.keeping import complaining
from benken.lib.missing import Missing
from benken.people.actions.changing import (
    answer_wish,
    end_talk,
    know_is_read,
    let_change_go,
    open_talk,
    write_card,
)
from benken.people.actions.wishes import pass_on_wish, take_back_wish, wish_for_another
from benken.people.forms.changing import (
    AboutMeForm,
    AnswerWishForm,
    EndTalkForm,
    PassOnWishForm,
    TalkForm,
    WrittenWishForm,
    card_as_initial,
)
from benken.people.queries import contact_person_of, name_on_card
from benken.people.queries.changing import (
    LONGEST_CARD,
    card_of,
    change_of,
    is_late,
    talk_of,
    talks_of,
    wish_for_leader,
    wish_of,
    wishes_of,
)
from benken.people.visits import reading, writing
from benken.ui.messages import say


@closed_is_missing
def about_me(request: HttpRequest) -> HttpResponse:
    """Write «Dette er meg»."""
    user, at = signed_in_helper(request), timezone.now()
    if not user.has_role(Role.WORKER, Role.OUTREACH, Role.PEER):
        raise Missing
    card, newer = card_of(user), None
    form = filled(request, AboutMeForm, initial=card_as_initial(card))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        said = {name: data[name] for name in ("good_at", "how_i_work", "languages")}
        try:
            is_new = write_card(**said, seen_version=data["version"], by=user, at=at)
        except ChangedMeanwhile as changed:
            newer = card_of(user)
            tell_saved_meanwhile(form, changed, version=newer.version)
        except Refused as refused:
            form.add_error("good_at", str(refused))
        else:
            say(request, _("Lagret. De du følger, ser det på siden sin.") if is_new else _("Alt står som før."))
            return redirect("about_me")
    context = {"form": form, "card": card, "newer": newer, "most": LONGEST_CARD, "worker": user}
    return render(request, "people/about_me.html", context, status=422 if form.errors else 200)


@closed_is_missing
def wish_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down that a person wants another contact person."""
    visit = reading(request, person_id, part="contact_persons")
    form = filled(request, WrittenWishForm, person=visit.person)
    if request.method == "POST" and form.is_valid():
        try:
            wish = wish_for_another(person=visit.person, **form.cleaned_data, by=visit.user, at=visit.at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            undo = reverse("contact_wish_take_back", kwargs={"person_id": person_id, "wish_id": wish.pk})
            say(request, _("Lederen har fått det, og svarer."), undo=undo)
            return redirect("person", person_id=person_id)
    context = {
        "person": visit.person,
        "form": form,
        "days": complaining(setup_now().country).another_contact_days,
        "wishes": [one for one in wishes_of(visit.person) if one.is_waiting],
    }
    return render(request, "people/contact_wish.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def wish_take_back(request: HttpRequest, person_id: UUID, wish_id: UUID) -> HttpResponse:
    """Take back what one wrote down."""
    visit = writing(request, person_id)
    with refusals_said(request):
        if take_back_wish(wish=wish_of(visit.person, wish_id), by=visit.user, at=visit.at):
            say(request, _("Det er tatt tilbake. Alt er som før."))
        else:
            say(request, _("Alt står som før."))
    return redirect("person", person_id=person_id)


@closed_is_missing
def pass_on_page(request: HttpRequest) -> HttpResponse:
    """Write down a wish of somebody whose page is closed to me, so that they need not tell whom they want to leave."""
    user, at = signed_in_helper(request), timezone.now()
    if user.team_id is None or not (can_place_people(user) or user.has_role(Role.WORKER)):
        raise Missing
    form = filled(request, PassOnWishForm)
    if request.method == "POST" and form.is_valid():
        try:
            pass_on_wish(**form.cleaned_data, by=user, at=at)
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            say(
                request,
                _(
                    "Takk. Er det én med det navnet i teamet, står ønsket på lista til lederen nå. "
                    "Du får ikke vite om det er slik. Er du i tvil, si det til lederen også."
                ),
            )
            return redirect("team" if can_place_people(user) else "home")
    return render(request, "people/contact_wish_pass_on.html", {"form": form}, status=422 if form.errors else 200)


def answer_page(request: HttpRequest, wish_id: UUID) -> HttpResponse:
    """Answer a wish as the leader; it opens nothing else."""
    leader, at = signed_in(request), timezone.now()
    wish = wish_for_leader(wish_id, leader=leader)
    if wish is None:
        raise Http404
    form = filled(
        request, AnswerWishForm, by=leader, person=wish.person, initial={"to": wish.wished_id} if wish.wished_id else {}
    )
    if request.method == "POST" and form.is_valid():
        try:
            answer_wish(wish=wish, to=form.cleaned_data["to"], answer=form.cleaned_data["answer"], by=leader, at=at)
        except Refused as refused:
            form.add_error("answer", str(refused))
        else:
            say(request, _("Svaret står på siden til %(name)s.") % {"name": name_on_card(wish.person)})
            return redirect("team")
    # The words are the person's own, and they see that the leader read them.
    log_reading(user=leader, subject_id=wish.person_id, part="contact_wish", basis="hand_over", at=at)
    today = timezone.localdate(at)
    context = {"wish": wish, "name": name_on_card(wish.person), "form": form, "is_late": is_late(wish, today=today)}
    return render(request, "people/contact_wish_answer.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def change_let_go(request: HttpRequest, person_id: UUID, change_id: UUID) -> HttpResponse:
    """Let a proposed change go."""
    visit = writing(request, person_id)
    with refusals_said(request):
        gone = let_change_go(change=change_of(visit.person, change_id), by=visit.user, at=visit.at)
        say(request, _("Forslaget er lagt bort. Alt er som før.") if gone else _("Alt står som før."))
    return redirect("person_hand_over", person_id=person_id)


@require_POST
@closed_is_missing
def change_read(request: HttpRequest, person_id: UUID, change_id: UUID) -> HttpResponse:
    """Say that I have read what I should know as the new one."""
    visit = writing(request, person_id)
    know_is_read(change=change_of(visit.person, change_id), by=visit.user, at=visit.at)
    say(request, _("Fint. Det står fortsatt i det som har skjedd."))
    return redirect("person", person_id=person_id)


@closed_is_missing
def talk_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Propose a talk about what is between us, or write how it went."""
    visit = reading(request, person_id, part="contact_persons")
    context = talk_context(request, person=visit.person, by=visit.user, at=visit.at)
    if context is None:
        return redirect("relation_talk", person_id=person_id)
    contact = contact_person_of(visit.person)
    context |= {"person": visit.person, "contact": contact, "base": "access/staff_page.html", "own": False}
    context["back"] = reverse("person", kwargs={"person_id": person_id})
    return render(request, "people/relation_talk.html", context, status=422 if context["form"].errors else 200)


def talk_context(request: HttpRequest, *, person: Any, by: User, at: datetime) -> dict[str, Any] | None:
    """Return what a page of talks shows, of either side; None when something was just written."""
    talks = talks_of(person)
    standing = next((one for one in talks if one.ended_at is None), None)
    form = filled(request, EndTalkForm if standing else TalkForm)
    # The words say what they answer: a page that was open while the other one wrote does not end what it never saw.
    asked = request.POST.get("talk", "")
    if request.method == "POST" and form.is_valid():
        if standing and asked == str(standing.pk):
            end_talk(talk=talk_of(person, standing.pk), words=form.cleaned_data["words"], by=by, at=at)
            say(request, _("Takk. Det står her."))
            return None
        if not standing and not asked:
            open_talk(person=person, **form.cleaned_data, by=by, at=at)
            say(request, _("Det er sagt. Dere ser det begge to."))
            return None
        form.add_error(None, _("Det har kommet noe nytt her. Se over, og prøv igjen."))
    return {"form": form, "standing": standing, "before": [one for one in talks if one.ended_at is not None]}
