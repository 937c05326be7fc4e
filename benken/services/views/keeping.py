"""«Stedet mitt»: what those who keep a place see and tap. No page here shows anybody's record or name."""

from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, refusals_said, signed_in_helper
from benken.access.policies import Refused
from benken.access.queries import Role, User
from benken.services.actions.counts import add_to_count, change_free, count_free, set_count
from benken.services.actions.keeping import confirm_service
from benken.services.forms.keeping import DayCountsForm, NumberForm
from benken.services.kept_words import counted
from benken.services.models import DayCount, Place, Service
from benken.services.policies.keeping import MOST_COUNTED, can_be_editor, can_run_places, can_see_grants
from benken.services.queries.keeping import (
    all_places,
    count_of,
    counts_between,
    editors_of,
    kept_place,
    kept_service,
    last_deeds,
    may_count,
    own_places,
    whole_place,
    whole_places,
)
from benken.ui.messages import say
from benken.ui.words import day_words

SIGNS = {"more": 1, "less": -1}


def opened_place(request: HttpRequest, place_id: UUID) -> tuple[User, Place]:
    """Return who asks and a place they keep; another's place is missing."""
    user = signed_in_helper(request)
    place = kept_place(place_id, for_user=user)
    if place is None:
        raise Http404
    return user, place


def opened_service(request: HttpRequest, service_id: UUID) -> tuple[User, Service]:
    """Return who asks and a service of a place they keep; another's is missing."""
    user = signed_in_helper(request)
    service = kept_service(service_id, for_user=user)
    if service is None:
        raise Http404
    return user, service


def who_runs_places(request: HttpRequest) -> User:
    """Return who asks; the page is missing for all but leaders and administrators."""
    user = signed_in_helper(request)
    if not can_run_places(user):
        raise Http404
    return user


def page_of(place: Place, *, user: User) -> str:
    """Return where somebody keeps a place: the start page for their own, else the place's page."""
    own = own_places(user).filter(pk=place.pk).exists()
    return reverse("keeping") if own else reverse("kept_place", args=[place.pk])


def keeping(request: HttpRequest) -> HttpResponse:
    """Show somebody's own places to keep, and to whoever runs places all of them."""
    user = signed_in_helper(request)
    if not can_be_editor(user) and not can_run_places(user):
        raise Http404
    today = timezone.localdate()
    context = {
        "kept": whole_places(own_places(user), for_user=user, today=today),
        "runs_places": can_run_places(user),
        "sees_grants": can_see_grants(user),
        "takes_files": user.has_role(Role.ADMIN),
        "places": all_places(user),
        "yesterday": today - timedelta(days=1),
        "today": today,
    }
    return render(request, "services/keeping.html", context)


def place_page(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Show all there is to keep at one place, and what was last changed."""
    user, place = opened_place(request, place_id)
    today = timezone.localdate()
    context = {
        "one": whole_place(place, for_user=user, today=today),
        "runs_places": can_run_places(user),
        "editors": editors_of(place),
        "deeds": last_deeds(place),
        "yesterday": today - timedelta(days=1),
        "today": today,
    }
    return render(request, "services/kept_place.html", context)


@require_POST
def free_change(request: HttpRequest, service_id: UUID, sign: str, number: int) -> HttpResponse:
    """Add one tap to what is free, or take it back."""
    user, service = opened_service(request, service_id)
    if sign not in SIGNS or number > MOST_COUNTED:
        raise Http404
    with refusals_said(request):
        changed = change_free(service=service, change=SIGNS[sign] * number, by=user, at=timezone.now())
        _say_free(request, service, changed)
    return redirect(f"{page_of(service.place, user=user)}#s-{service.pk}")


def free(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Write how many places are free now."""
    user, service = opened_service(request, service_id)
    form = filled(request, NumberForm, initial={"number": service.places_free})
    if request.method == "POST" and form.is_valid():
        try:
            changed = count_free(service=service, number=form.cleaned_data["number"], by=user, at=timezone.now())
        except Refused as refused:
            form.add_error("number", str(refused))
        else:
            _say_free(request, service, changed)
            return redirect(f"{page_of(service.place, user=user)}#s-{service.pk}")
    context = {"form": form, "service": service, "back": page_of(service.place, user=user)}
    return render(request, "services/kept_free.html", context, status=422 if form.errors else 200)


def _say_free(request: HttpRequest, service: Service, changed: int) -> None:
    undo = ""
    if changed:
        undo = reverse("kept_free_change", args=[service.pk, "less" if changed > 0 else "more", abs(changed)])
    say(request, _("Ledige plasser er talt: %(service)s.") % {"service": service.name}, undo=undo)


def _day(on: str, *, today: date) -> date:
    """Return the day of an address: today or yesterday, else it is missing."""
    for day in (today, today - timedelta(days=1)):
        if on == f"{day:%Y-%m-%d}":
            return day
    raise Http404


@require_POST
def count_change(request: HttpRequest, service_id: UUID, on: str, what: str, sign: str, number: int) -> HttpResponse:
    """Count one more, or one less: the form counts once, however often it is sent."""
    user, service = opened_service(request, service_id)
    today = timezone.localdate()
    day = _day(on, today=today)
    if not may_count(service.place, user=user) or what not in DayCount.What.values or sign not in SIGNS:
        raise Http404
    if number > MOST_COUNTED:
        raise Http404
    with refusals_said(request):
        changed = add_to_count(service=service, on=day, what=what, change=SIGNS[sign] * number, today=today, by=user)
        if changed:
            say(
                request,
                _count_words(what, count_of(service, on=day, what=what)),
                undo=_undo(service, day, what, changed),
            )
    return redirect(f"{page_of(service.place, user=user)}#s-{service.pk}")


def _count_words(what: str, number: int) -> str:
    return _("%(number)d %(what)s.") % {"number": number, "what": DayCount.What(what).label}


def _undo(service: Service, day: date, what: str, changed: int) -> str:
    sign = "less" if changed > 0 else "more"
    return reverse("kept_count_change", args=[service.pk, f"{day:%Y-%m-%d}", what, sign, abs(changed)])


def day_counts(request: HttpRequest, service_id: UUID, on: str) -> HttpResponse:
    """Write the counts of today or yesterday anew, by number."""
    user, service = opened_service(request, service_id)
    at, today = timezone.now(), timezone.localdate()
    day = _day(on, today=today)
    if not may_count(service.place, user=user) or service.ended_on is not None:
        raise Http404
    counts = {what: count_of(service, on=day, what=what) for what in counted(service.need)}
    form = filled(request, DayCountsForm, counts=counts)
    if request.method == "POST" and form.is_valid():
        changes = {
            what: set_count(
                service=service, on=day, what=what, number=form.cleaned_data[what.value], today=today, by=user, at=at
            )
            for what in counts
        }
        changed = [(what, change) for what, change in changes.items() if change]
        undo = _undo(service, day, *changed[0]) if len(changed) == 1 else ""
        say(request, _("Tallene er rettet.") if changed else _("Alt står som før."), undo=undo)
        return redirect(f"{page_of(service.place, user=user)}#s-{service.pk}")
    context = {
        "form": form,
        "service": service,
        "day": day,
        "day_words": day_words(day, today=today),
        "back": page_of(service.place, user=user),
    }
    return render(request, "services/kept_day.html", context, status=422 if form.errors else 200)


def counts(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Show a week's or a month's counts of a place, with sums. They are events, never persons."""
    user, place = opened_place(request, place_id)
    if not may_count(place, user=user):
        raise Http404
    today, by_month = timezone.localdate(), request.GET.get("by") == "month"
    try:
        day = min(date.fromisoformat(request.GET.get("on", "")), today)
    except ValueError:
        day = today
    first, last = _month(day) if by_month else _week(day)
    days = [first + timedelta(days=after) for after in range((last - first).days + 1)]
    rows = counts_between(place, first=first, last=last)
    context = {
        "place": place,
        "rows": rows,
        "days": [
            {"day": day, "cells": [(row, row.numbers[place_of]) for row in rows]} for place_of, day in enumerate(days)
        ],
        "first": first,
        "last": last,
        "by_month": by_month,
        "before": first - timedelta(days=1),
        "after": last + timedelta(days=1) if last < today else None,
        "back": page_of(place, user=user),
    }
    return render(request, "services/kept_counts.html", context)


def _week(day: date) -> tuple[date, date]:
    first = day - timedelta(days=day.weekday())
    return first, first + timedelta(days=6)


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@require_POST
def checked(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Say that all that stands of a service still holds."""
    user, service = opened_service(request, service_id)
    confirm_service(service=service, on=timezone.localdate(), by=user, at=timezone.now())
    say(request, _("Takk. Da vet folk at det som står om %(service)s, gjelder.") % {"service": service.name})
    return redirect(f"{page_of(service.place, user=user)}#s-{service.pk}")
