"""One's own calendar address: made, shown once, ended; and what a calendar fetches from it."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from benken.access.narrow import is_narrow_here
from benken.access.pages import signed_in
from benken.access.queries import User
from benken.services.actions.calendar import TooOften, end_feed, fetch, make_feed
from benken.services.ics import CONTENT_TYPE
from benken.services.queries.appointments import running_feed
from benken.ui.messages import say


def calendar_page(request: HttpRequest) -> HttpResponse:
    """Say whether there is an address and when it was last used; make one, which is shown this once."""
    user, at = _owner(request), timezone.now()
    if is_narrow_here(request):
        return redirect("my_together")
    address = ""
    if request.method == "POST":
        secret = make_feed(user=user, at=at)
        address = request.build_absolute_uri(reverse("calendar_feed", kwargs={"secret": secret}))
    context = {"feed": running_feed(user), "address": address, "is_person": user.subject_id is not None}
    page = "services/my_calendar.html" if user.subject_id else "services/calendar.html"
    return render(request, page, context)


@require_POST
def calendar_end(request: HttpRequest) -> HttpResponse:
    """End the address; whoever has it gets nothing from now on."""
    user = _owner(request)
    if is_narrow_here(request):
        return redirect("my_together")
    if end_feed(user=user, at=timezone.now()):
        say(request, _("Adressen virker ikke lenger."))
    return redirect("calendar")


@login_not_required
@require_GET
def calendar_feed(_request: HttpRequest, secret: str) -> HttpResponse:
    """Answer a calendar. A wrong secret and an ended one are the same 404 as no address at all."""
    try:
        written = fetch(secret=secret, at=timezone.now())
    except TooOften:
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    if written is None:
        raise Http404
    headers = {"X-Robots-Tag": "noindex, nofollow", "Content-Disposition": 'inline; filename="side.ics"'}
    return HttpResponse(written, content_type=CONTENT_TYPE, headers=headers)


def _owner(request: HttpRequest) -> User:
    """Return who has appointments at all: a person, or somebody who works here."""
    user = signed_in(request)
    if user.subject_id is None and not user.is_staff:
        raise Http404
    return user
