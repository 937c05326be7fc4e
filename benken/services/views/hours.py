"""When a service is open: the week as a plain form, and days on which it does not hold."""

import hashlib
from datetime import date, time
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import carry, filled, posted, refusals_said, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.services.actions.hours import add_closed_days, change_hours, remove_closed_days
from benken.services.forms.hours import ClosedDaysForm, HoursForm
from benken.services.kept_words import week_words
from benken.services.models import ClosedDay, Service
from benken.services.queries.keeping import spans_of
from benken.services.views.keeping import opened_place, opened_service, page_of
from benken.ui.messages import say

REMOVED_DAYS = "removed_days"


def hours(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Write the week of a service. Hours past midnight are told in words before they are saved."""
    user, service = opened_service(request, service_id)
    initial = {
        "always_open": service.always_open,
        "on_holidays": service.on_holidays,
        "version": service.version,
    }
    more = "more" in request.POST
    form = (
        HoursForm(posted(request), more=more)
        if request.method == "POST"
        else HoursForm(spans=spans_of(service.hours.all()), initial=initial)
    )
    meanwhile: list[tuple[str, str]] = []
    to_see: list[str] = []
    if request.method == "POST" and not more and form.is_valid():
        to_see = form.past_midnight
        seen = hashlib.sha256("\n".join(to_see).encode()).hexdigest()[:16] if to_see else ""
        if seen and form.cleaned_data["seen"] != seen:
            carry(form, seen=seen)
        else:
            to_see = []
            try:
                is_new = change_hours(
                    service=service,
                    spans=form.spans,
                    always_open=form.cleaned_data["always_open"],
                    on_holidays=form.cleaned_data["on_holidays"],
                    seen_version=form.cleaned_data["version"],
                    by=user,
                    at=timezone.now(),
                )
            except ChangedMeanwhile as changed:
                _user, now = opened_service(request, service_id)
                tell_saved_meanwhile(form, changed, version=now.version)
                meanwhile = _told(now)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                say(request, _("Åpningstidene er lagret.") if is_new else _("Alt står som før."))
                return redirect(f"{page_of(service.place, user=user)}#s-{service.pk}")
    context = {
        "form": form,
        "service": service,
        "meanwhile": meanwhile,
        "to_see": to_see,
        "back": page_of(service.place, user=user),
    }
    is_wrong = not more and (bool(to_see) or (form.is_bound and bool(form.errors)))
    return render(request, "services/kept_hours.html", context, status=422 if is_wrong else 200)


def _told(service: Service) -> list[tuple[str, str]]:
    return [
        *week_words(spans_of(service.hours.all()), always_open=service.always_open),
        (_("På helligdager"), str(Service.OnHolidays(service.on_holidays).label)),
    ]


def days(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Show and write days on which the ordinary hours do not hold."""
    user, place = opened_place(request, place_id)
    form = filled(request, ClosedDaysForm, services=place.services.filter(ended_on=None))
    if request.method == "POST" and form.is_valid():
        added = add_closed_days(place=place, by=user, at=timezone.now(), **form.cleaned_data)
        undo = reverse("kept_days_remove", args=[place.pk, added.pk])
        say(request, _("Lagret. De vanlige tidene gjelder ikke de dagene."), undo=undo)
        return redirect("kept_days", place_id=place.pk)
    today = timezone.localdate()
    context = {
        "form": form,
        "place": place,
        "days": place.closures.filter(until_on__gte=today).select_related("service"),
        "back": page_of(place, user=user),
    }
    return render(request, "services/kept_days.html", context, status=422 if form.errors else 200)


@require_POST
def days_remove(request: HttpRequest, place_id: UUID, days_id: UUID) -> HttpResponse:
    """Take away days with other hours; the answer can be undone."""
    user, place = opened_place(request, place_id)
    gone = place.closures.filter(pk=days_id).first()
    if gone is None:
        raise Http404
    request.session[REMOVED_DAYS] = _kept(gone)
    remove_closed_days(days=gone, by=user, at=timezone.now())
    say(
        request,
        _("Tatt bort. De vanlige tidene gjelder igjen."),
        undo=reverse("kept_days_restore", args=[place.pk, days_id]),
    )
    return redirect("kept_days", place_id=place.pk)


def _kept(days: ClosedDay) -> dict[str, str]:
    parts = {"pk": days.pk, "service": days.service_id, "words": days.words}
    parts |= {name: getattr(days, name) for name in ("from_on", "until_on", "opens", "closes")}
    return {name: "" if value is None else str(value) for name, value in parts.items()}


@require_POST
def days_restore(request: HttpRequest, place_id: UUID, days_id: UUID) -> HttpResponse:
    """Bring back the days that were just taken away in this session."""
    user, place = opened_place(request, place_id)
    kept = request.session.get(REMOVED_DAYS, {})
    if kept.get("pk") == str(days_id):
        with refusals_said(request):
            add_closed_days(
                place=place,
                service=Service.objects.filter(pk=kept["service"]).first() if kept["service"] else None,
                from_on=date.fromisoformat(kept["from_on"]),
                until_on=date.fromisoformat(kept["until_on"]),
                opens=time.fromisoformat(kept["opens"]) if kept["opens"] else None,
                closes=time.fromisoformat(kept["closes"]) if kept["closes"] else None,
                words=kept["words"],
                by=user,
                at=timezone.now(),
                pk=days_id,
            )
            say(request, _("De er tilbake."))
    return redirect("kept_days", place_id=place.pk)
