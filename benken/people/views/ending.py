"""Somebody has died: writing it down, finishing, undoing a mistake; and the news to those who followed them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, refusals_said, signed_in_helper, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.records import closed_is_missing
from benken.people.actions.ending import (
    answer_about_children,
    had_talk,
    note_death,
    note_talk,
    read_news,
    undo_death,
    want_talk,
)
from benken.people.forms.ending import ChildrenForm, DeathForm
from benken.people.queries import RecordClosed
from benken.people.queries.ending import Finishing, finishing
from benken.ui.messages import say


@closed_is_missing
def death_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down that somebody is dead; afterwards, what is left to finish."""
    user, at = signed_in_helper(request), timezone.now()
    whose = finishing(person_id, for_user=user, at=at)
    if whose.death is not None:
        if request.method == "POST":  # a second click, or somebody else was first
            return redirect("death", person_id=person_id)
        return _finishing(request, whose)
    form = filled(request, DeathForm)
    if request.method == "POST" and form.is_valid():
        try:
            note_death(whose=whose, **form.cleaned_data, by=user, at=at)
        except Refused as refused:
            form.add_error("died_on", str(refused))
        else:
            undo = reverse("death_undo", kwargs={"person_id": person_id})
            say(request, _("Det er skrevet. Ingenting går ut lenger."), undo=undo)
            return redirect("death", person_id=person_id)
    return render(request, "people/death.html", {"form": form, "whose": whose}, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def death_undo(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Undo that it was written by mistake."""
    user, at = signed_in_helper(request), timezone.now()
    whose = finishing(person_id, for_user=user, at=at)
    with refusals_said(request):
        undo_death(whose=whose, by=user, at=at)
        say(request, _("Alt er som det var. Det som ikke ble sendt, blir ikke sendt senere."))
    return redirect("team") if whose.is_leader else redirect("person", person_id=person_id)


@require_POST
@closed_is_missing
def death_children(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down whether there are children, and who talks with them."""
    user, at = signed_in_helper(request), timezone.now()
    whose = finishing(person_id, for_user=user, at=at)
    if whose.death is None or not whose.sees_all:
        raise RecordClosed
    form, newer = filled(request, ChildrenForm), ""
    if form.is_valid():
        try:
            answer_about_children(
                whose=whose, words=form.cleaned_data["words"], seen_version=form.cleaned_data["version"], by=user, at=at
            )
        except ChangedMeanwhile as changed:
            newer = whose.death.children
            tell_saved_meanwhile(form, changed, version=whose.death.version)
        else:
            say(request, _("Lagret."))
            return redirect("death", person_id=person_id)
    return _finishing(request, whose, form=form, newer=newer)


@require_POST
@closed_is_missing
def death_talked(request: HttpRequest, person_id: UUID, talk_id: UUID, done: int) -> HttpResponse:
    """Write down that I have talked with somebody around the person, or that I have not after all."""
    user, at = signed_in_helper(request), timezone.now()
    whose = finishing(person_id, for_user=user, at=at)
    talk = note_talk(whose=whose, talk_id=talk_id, talked=bool(done), by=user, at=at)
    if done:
        undo = reverse("death_talked", kwargs={"person_id": person_id, "talk_id": talk_id, "done": 0})
        say(request, _("Du har snakket med %(name)s.") % {"name": talk.name}, undo=undo)
    return redirect(reverse("death", kwargs={"person_id": person_id}) + "#talks")


@require_POST
@closed_is_missing
def death_read(request: HttpRequest, news_id: UUID) -> HttpResponse:
    """Put the news away, as read."""
    read_news(news_id=news_id, by=signed_in_helper(request))
    return redirect("home")


@require_POST
@closed_is_missing
def death_talk(request: HttpRequest, news_id: UUID, done: int) -> HttpResponse:
    """Ask for a talk with the leader, or not after all."""
    want_talk(news_id=news_id, wants=bool(done), by=signed_in_helper(request), at=timezone.now())
    return redirect("home")


@require_POST
@closed_is_missing
def death_talk_had(request: HttpRequest, news_id: UUID) -> HttpResponse:
    """Take whoever has had the talk off the leader's list."""
    had_talk(news_id=news_id, by=signed_in_helper(request))
    say(request, _("Tatt av lista. Det lagres ikke."))
    return redirect("team")


def _finishing(
    request: HttpRequest, whose: Finishing, *, form: ChildrenForm | None = None, newer: str = ""
) -> HttpResponse:
    death = whose.death
    if form is None and death is not None:
        form = ChildrenForm(initial={"words": death.children, "version": death.version})
    context: dict[str, Any] = {
        "whose": whose,
        "death": death,
        "form": form,
        "newer": newer,
        "under_way": whose.under_way,
    }
    return render(request, "people/death_after.html", context, status=422 if form and form.errors else 200)
