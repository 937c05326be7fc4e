"""My contact person: who it is and who it was, the change as it is agreed, a wish for another, a talk about us."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.pages import filled, refusals_said
from benken.access.policies import Refused
from benken.access.queries.setup import setup_now
from benken.access.records import closed_is_missing
from benken.country.keeping import complaining
from benken.my.views.mine import Mine, mine, opened_together
from benken.people.actions.changing import note_shown
from benken.people.actions.wishes import say_not_so, take_back_wish, wish_for_another
from benken.people.continuity import continuity_of
from benken.people.helpers import helpers_of
from benken.people.queries import contact_history
from benken.people.queries.changing import (
    ContactWish,
    cards_of,
    change_of,
    changes_of,
    is_late,
    wish_of,
    wishes_of,
)
from benken.people.views.changing import talk_context
from benken.people.wishing import NotSoForm, WishForm
from benken.services.queries.appointments import agreed_with
from benken.ui.messages import say
from benken.ui.words import day_words


@require_safe
@closed_is_missing
@opened_together
def contact_page(request: HttpRequest) -> HttpResponse:
    """Show who follows me and who did, what is agreed of a change, and what I have asked for."""
    my = mine(request)
    history, changes, wishes = list(contact_history(my.person)), changes_of(my.person), wishes_of(my.person)
    proposed = next((one for one in changes if one.state == one.State.PROPOSED), None)
    made = next((one for one in changes if one.state == one.State.MADE), None)
    current = next((one for one in history if one.until_at is None), None)
    cards = cards_of([one.worker for one in history[:1]] + ([proposed.to] if proposed else []))
    told = continuity_of(history, known_since_at=my.person.known_since_at, at=my.at)
    if proposed is not None:
        note_shown(change=proposed, by=my.user, at=my.at)
    answered = next((one for one in wishes if not one.is_waiting), None)
    context = {
        "person": my.person,
        "current": current,
        "card": cards.get(current.worker_id) if current else None,
        "helpers": helpers_of(my.person, at=my.at),
        "continuity": told,
        "lines": told.lines(today=my.today),
        "proposed": proposed,
        "proposed_card": cards.get(proposed.to_id) if proposed else None,
        "made": made,
        "agreed": agreed_with([my.person.pk], at=my.at).get(my.person.pk) if proposed or made else None,
        "waiting": [_wish(one, my) for one in wishes if one.is_waiting],
        "answered": answered,
        "has_asked": any(one.is_waiting and one.about == ContactWish.About.ANOTHER for one in wishes),
    }
    return render(request, "my/contact.html", context)


@closed_is_missing
@opened_together
def another_page(request: HttpRequest) -> HttpResponse:
    """Ask for another contact person. Nobody asks why."""
    my = mine(request)
    form = filled(request, WishForm, person=my.person)
    if request.method == "POST" and form.is_valid():
        try:
            wish = wish_for_another(
                person=my.person, **form.cleaned_data, how=ContactWish.How.OWN_PAGE, by=my.user, at=my.at
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = _("Lederen har fått det. Du får svar innen %(day)s.") % {
                "day": day_words(wish.answer_by_on, today=my.today)
            }
            say(request, said, undo=reverse("my_contact_wish_take_back", kwargs={"wish_id": wish.pk}))
            return redirect("my_contact")
    days = complaining(setup_now().country).another_contact_days
    context = {"form": form, "days": days}
    return render(request, "my/contact_another.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
@opened_together
def wish_take_back(request: HttpRequest, wish_id: UUID) -> HttpResponse:
    """Take back what I asked for; a second click changes nothing."""
    my = mine(request)
    with refusals_said(request):
        gone = take_back_wish(wish=wish_of(my.person, wish_id), by=my.user, at=my.at)
        say(request, _("Det er tatt tilbake. Alt er som før.") if gone else _("Alt står som før."))
    return redirect("my_contact")


@closed_is_missing
@opened_together
def not_so_page(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Say «nei, ikke sånn» to a change that is proposed or made."""
    my = mine(request)
    change = change_of(my.person, change_id)
    form = filled(request, NotSoForm)
    if request.method == "POST" and form.is_valid():
        try:
            wish = say_not_so(change=change, words=form.cleaned_data["words"], by=my.user, at=my.at)
        except Refused as refused:
            form.add_error("words", str(refused))
        else:
            said = _("Lederen har fått det. Du får svar innen %(day)s.") % {
                "day": day_words(wish.answer_by_on, today=my.today)
            }
            say(request, said)
            return redirect("my_contact")
    context = {"form": form, "change": change, "is_made": change.state == change.State.MADE}
    return render(request, "my/contact_not_so.html", context, status=422 if form.errors else 200)


@closed_is_missing
@opened_together
def talk_page(request: HttpRequest) -> HttpResponse:
    """Propose a talk about what is between us, or say how it went."""
    my = mine(request)
    context = talk_context(request, person=my.person, by=my.user, at=my.at)
    if context is None:
        return redirect("my_relation_talk")
    context |= {"person": my.person, "base": "access/calm_page.html", "own": True, "back": reverse("my_contact")}
    return render(request, "people/relation_talk.html", context, status=422 if context["form"].errors else 200)


def _wish(wish: ContactWish, my: Mine) -> dict[str, Any]:
    """Return what is told of a wish that waits."""
    return {
        "wish": wish,
        "asked": day_words(timezone.localdate(wish.asked_at), today=my.today),
        "until": day_words(wish.answer_by_on, today=my.today),
        "is_late": is_late(wish, today=my.today),
    }
