"""Contact person and circle."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, signed_in_helper
from benken.access.policies import Refused
from benken.access.records import closed_is_missing
from benken.people.actions.changing import make_change, propose_change
from benken.people.actions.relations import end_circle_membership, let_into_circle
from benken.people.continuity import continuity_of
from benken.people.forms import CircleForm, HandOverForm
from benken.people.forms.relations import change_as_initial
from benken.people.queries import (
    Person,
    circle_before,
    circle_of,
    contact_history,
    contact_person_of,
    following_over,
    may_write,
    membership_of,
    open_whole_record,
)
from benken.people.queries.answering import standing_in
from benken.people.queries.changing import card_of, proposed_to
from benken.ui.messages import say


def hand_over_page(
    request: HttpRequest, person_id: UUID, *, template: str, beside: Callable[[Person, datetime], dict[str, Any]]
) -> HttpResponse:
    """Give the person a new contact person, together. `beside` reads what the template of another app shows besides."""
    user, at = signed_in_helper(request), timezone.now()
    person = open_whole_record(person_id, for_user=user, part="contact_persons", at=at).person
    current, proposed = contact_person_of(person), proposed_to(person)
    initial = change_as_initial(proposed) if proposed else {}
    form = filled(request, HandOverForm, by=current.worker if current else user, initial=initial)
    if request.method == "POST" and form.is_valid():
        agreed = form.agreed()
        said = {"worker": agreed.to.name, "name": person.called}
        try:
            if request.POST.get("how") == "show":
                change = propose_change(person=person, agreed=agreed, by=user, at=at)
            else:
                make_change(person=person, agreed=agreed, is_shown=form.cleaned_data["is_shown"], by=user, at=at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if request.POST.get("how") != "show":
                say(request, _("%(worker)s er nå kontaktperson for %(name)s.") % said)
                return redirect("people_list")
            undo = reverse("contact_change_let_go", kwargs={"person_id": person.pk, "change_id": change.pk})
            say(request, _("%(name)s ser forslaget på siden sin. Ingenting er byttet ennå.") % said, undo=undo)
            return redirect("person_hand_over", person_id=person_id)
    history = list(contact_history(person))
    told = continuity_of(history, known_since_at=person.known_since_at, at=at)
    context = {
        "form": form,
        "person": person,
        "current": current,
        "history": history,
        "proposed": proposed,
        "card": card_of(proposed.to) if proposed else None,
        "continuity": [told.without_words, told.changes_words],
    }
    return render(request, template, context | beside(person, at), status=422 if form.errors else 200)


@closed_is_missing
def person_circle(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show who may open the record, and let somebody in until a day."""
    user, at = signed_in_helper(request), timezone.now()
    person = open_whole_record(person_id, for_user=user, part="circle", at=at).person
    form = filled(request, CircleForm, by=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            let_into_circle(
                person=person, member=data["member"], basis=data["basis"], until_at=form.until_at(), by=user, at=at
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("%(name)s er med i laget.") % {"name": data["member"].name})
            return redirect("person_circle", person_id=person_id)
    return render(
        request,
        "people/circle.html",
        {
            "form": form,
            "person": person,
            "contact": contact_person_of(person),
            "standing_in": standing_in(person.pk, at=at),
            "following_over": following_over(person, at=at),
            "circle": circle_of(person, at=at),
            "before": circle_before(person, at=at),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@closed_is_missing
def person_circle_end(request: HttpRequest, person_id: UUID, membership_id: UUID) -> HttpResponse:
    """End a membership now."""
    user, at = signed_in_helper(request), timezone.now()
    person = may_write(person_id, for_user=user, at=at).person
    membership = membership_of(person, membership_id, at=at)
    end_circle_membership(membership=membership, by=user, at=at)
    say(request, _("%(name)s er ikke lenger med i laget.") % {"name": membership.member.name})
    ended_myself = membership.member_id == user.pk
    return redirect("people_list") if ended_myself else redirect("person_circle", person_id=person_id)
