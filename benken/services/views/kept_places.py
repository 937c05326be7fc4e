"""Making a provider, a place and a service; changing what stands there; who keeps it; closing and ending."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, refusals_said, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries.accounts import user_by_id
from benken.services.actions.keeping import (
    add_place,
    add_provider,
    add_service,
    change_place,
    change_provider,
    change_service,
    close_place,
    end_service,
    name_editor,
    remove_editor,
    reopen_place,
    resume_service,
)
from benken.services.forms.keeping import (
    EditorForm,
    NewPlaceForm,
    PlaceForm,
    ProviderForm,
    ServiceForm,
    shown_words,
)
from benken.services.queries.keeping import editors_of, possible_editors, providers
from benken.services.views.keeping import opened_place, opened_service, page_of, who_runs_places
from benken.ui.messages import say


def save_or_tell(form: Any, save: Callable[[], bool], standing: Callable[[], Any]) -> tuple[str, list[tuple[str, str]]]:
    """Save; return what to say, or ("", what stands now) when somebody saved first or it was refused."""
    try:
        is_new = save()
    except ChangedMeanwhile as changed:
        now = standing()
        tell_saved_meanwhile(form, changed, version=now.version)
        return "", shown_words(type(form), type(form).standing(now))
    except Refused as refused:
        form.add_error(None, str(refused))
        return "", []
    return _("Lagret.") if is_new else _("Alt står som før."), []


def shown(request: HttpRequest, form: forms.Form, *, title: str, back: str, **more: Any) -> HttpResponse:
    """Draw a form of one column, with what somebody else saved meanwhile beside it."""
    context = {"form": form, "title": title, "back": back, **more}
    return render(request, "services/kept_form.html", context, status=422 if form.errors else 200)


def provider_new(request: HttpRequest) -> HttpResponse:
    """Write down somebody who runs places."""
    user = who_runs_places(request)
    form = filled(request, ProviderForm)
    if request.method == "POST" and form.is_valid():
        try:
            provider = add_provider(words=form.cleaned_data, by=user, at=timezone.now())
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            say(request, _("%(name)s er lagt til.") % {"name": provider.name})
            return redirect("keeping")
    return shown(request, form, title=_("Ny leverandør"), back=reverse("keeping"))


def provider_change(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """Change what stands of somebody who runs places."""
    user = who_runs_places(request)
    provider = providers().filter(pk=provider_id).first()
    if provider is None:
        raise Http404
    form = filled(request, ProviderForm, initial={name: getattr(provider, name) for name in ProviderForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            change_provider(provider=provider, words=form.cleaned_data, by=user, at=timezone.now())
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            say(request, _("Lagret."))
            return redirect("keeping")
    return shown(request, form, title=provider.name, back=reverse("keeping"))


def place_new(request: HttpRequest) -> HttpResponse:
    """Make a place."""
    user = who_runs_places(request)
    form = filled(request, NewPlaceForm)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        place = add_place(provider=data["provider"], words=data, by=user, at=timezone.now())
        say(request, _("%(name)s er laget.") % {"name": place.name}, undo=reverse("kept_place_close", args=[place.pk]))
        return redirect("kept_place", place_id=place.pk)
    return shown(request, form, title=_("Nytt sted"), back=reverse("keeping"))


def place_change(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Change what stands of a place."""
    user, place = opened_place(request, place_id)
    form = filled(request, PlaceForm, initial=PlaceForm.standing(place))
    if request.method == "GET":  # what was kept from last time may be from before somebody else saved
        form.initial["version"] = place.version
    meanwhile: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        said, meanwhile = save_or_tell(
            form,
            lambda: change_place(
                place=place,
                words=form.cleaned_data,
                seen_version=form.cleaned_data["version"] or 0,
                by=user,
                at=timezone.now(),
            ),
            lambda: opened_place(request, place_id)[1],
        )
        if said:
            say(request, said)
            return redirect(page_of(place, user=user))
    return shown(request, form, title=place.name, back=page_of(place, user=user), meanwhile=meanwhile)


@require_POST
def place_close(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Show a place no longer from today."""
    user = who_runs_places(request)
    _user, place = opened_place(request, place_id)
    with refusals_said(request):
        close_place(place=place, on=timezone.localdate(), by=user, at=timezone.now())
        say(
            request,
            _("%(name)s er lagt ned og vises ikke lenger.") % {"name": place.name},
            undo=reverse("kept_place_reopen", args=[place.pk]),
        )
    return redirect("kept_place", place_id=place.pk)


@require_POST
def place_reopen(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Show a place again."""
    user = who_runs_places(request)
    _user, place = opened_place(request, place_id)
    with refusals_said(request):
        reopen_place(place=place, by=user, at=timezone.now())
        say(request, _("%(name)s vises igjen.") % {"name": place.name})
    return redirect("kept_place", place_id=place.pk)


def editors(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Show who keeps a place, and name one more."""
    user = who_runs_places(request)
    _user, place = opened_place(request, place_id)
    form = filled(request, EditorForm, possible=possible_editors(place))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["user"]
        try:
            name_editor(place=place, user=chosen, by=user, at=timezone.now())
        except Refused as refused:
            form.add_error("user", str(refused))
        else:
            undo = reverse("kept_editor_remove", args=[place.pk, chosen.pk])
            say(request, _("%(name)s kan nå holde stedet.") % {"name": chosen.name}, undo=undo)
            return redirect("kept_editors", place_id=place.pk)
    context = {"form": form, "place": place, "editors": editors_of(place)}
    return render(request, "services/kept_editors.html", context, status=422 if form.errors else 200)


@require_POST
def editor_remove(request: HttpRequest, place_id: UUID, user_id: UUID) -> HttpResponse:
    """Let somebody keep a place no longer."""
    return _editor(request, place_id, user_id, stays=False)


@require_POST
def editor_restore(request: HttpRequest, place_id: UUID, user_id: UUID) -> HttpResponse:
    """Let somebody who was just taken away keep the place again."""
    return _editor(request, place_id, user_id, stays=True)


def _editor(request: HttpRequest, place_id: UUID, user_id: UUID, *, stays: bool) -> HttpResponse:
    user = who_runs_places(request)
    _user, place = opened_place(request, place_id)
    named = user_by_id(user_id)
    if named is None or (not stays and named not in editors_of(place)):
        raise Http404
    with refusals_said(request):
        if stays:
            name_editor(place=place, user=named, by=user, at=timezone.now())
            say(request, _("%(name)s kan nå holde stedet.") % {"name": named.name})
        else:
            remove_editor(place=place, user=named, by=user, at=timezone.now())
            undo = reverse("kept_editor_restore", args=[place.pk, named.pk])
            say(request, _("%(name)s holder ikke stedet lenger.") % {"name": named.name}, undo=undo)
    return redirect("kept_editors", place_id=place.pk)


def service_new(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Write down something a place offers."""
    user = who_runs_places(request)
    _user, place = opened_place(request, place_id)
    form = filled(request, ServiceForm)
    if request.method == "POST" and form.is_valid():
        service = add_service(place=place, words=form.cleaned_data, by=user, at=timezone.now())
        undo = reverse("kept_service_end", args=[service.pk])
        say(request, _("%(name)s er lagt til. Skriv når det er åpent.") % {"name": service.name}, undo=undo)
        return redirect("kept_hours", service_id=service.pk)
    return shown(request, form, title=_("Nytt tilbud"), back=reverse("kept_place", args=[place.pk]))


def service_change(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Change what stands of a service."""
    user, service = opened_service(request, service_id)
    form = filled(request, ServiceForm, initial=ServiceForm.standing(service))
    if request.method == "GET":
        form.initial["version"] = service.version
    meanwhile: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        said, meanwhile = save_or_tell(
            form,
            lambda: change_service(
                service=service,
                words=form.cleaned_data,
                seen_version=form.cleaned_data["version"] or 0,
                by=user,
                at=timezone.now(),
            ),
            lambda: opened_service(request, service_id)[1],
        )
        if said:
            say(request, said)
            return redirect(f"{page_of(service.place, user=user)}#s-{service.pk}")
    return shown(request, form, title=service.name, back=page_of(service.place, user=user), meanwhile=meanwhile)


@require_POST
def service_end(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Offer a service no longer from today."""
    user = who_runs_places(request)
    _user, service = opened_service(request, service_id)
    with refusals_said(request):
        end_service(service=service, on=timezone.localdate(), by=user, at=timezone.now())
        undo = reverse("kept_service_resume", args=[service.pk])
        say(request, _("%(name)s er avsluttet.") % {"name": service.name}, undo=undo)
    return redirect("kept_place", place_id=service.place_id)


@require_POST
def service_resume(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Offer a service again."""
    user = who_runs_places(request)
    _user, service = opened_service(request, service_id)
    with refusals_said(request):
        resume_service(service=service, by=user, at=timezone.now())
        say(request, _("%(name)s er i gang igjen.") % {"name": service.name})
    return redirect("kept_place", place_id=service.place_id)
