"""Whose phone or machine a session is on: a shared or lent one closes after fifteen minutes at rest, and keeps nothing.

The server counts the time; the page only tells it. Nothing of a page stays in the browser anyway (config/security.py).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

REST = timedelta(minutes=15)
SHARED_UNTIL = "shared_until"  # in the session: when it closes if nobody does anything, in seconds since 1970
FINE_ENOUGH = 20  # seconds: the time is not written down anew at each request
LEAVE_NOTHING = '"cache", "cookies", "storage"'


def share_phone(request: HttpRequest, *, at: datetime) -> None:
    """Note that this session is on a shared or lent phone."""
    request.session[SHARED_UNTIL] = (at + REST).timestamp()


def shared_until(request: HttpRequest) -> datetime | None:
    """Return when this session closes by itself, if it is on a shared phone."""
    session = getattr(request, "session", None)
    until = session.get(SHARED_UNTIL) if session is not None else None
    return datetime.fromtimestamp(until, tz=timezone.get_current_timezone()) if until else None


class PersonsPhone:
    """Closes what has been at rest on a shared phone; leads whoever is out from a person's page to the calm front."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Handle one request."""
        was_in = request.user.is_authenticated
        was_person = request.user.is_authenticated and request.user.subject_id is not None
        until, at = request.session.get(SHARED_UNTIL), timezone.now()
        was_shared = was_in and until is not None  # before a code is given nobody is in, and nobody leaves
        if until is not None and was_in:
            if until <= at.timestamp():
                logout(request)
            elif (at + REST).timestamp() - until > FINE_ENOUGH:
                share_phone(request, at=at)
        response = self.get_response(request)
        if (was_person or was_shared) and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = LEAVE_NOTHING
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Show the front, not a sign-in page that tells where somebody has been, to whoever goes back after leaving."""
        is_out = request.method in {"GET", "HEAD"} and not request.user.is_authenticated
        return redirect("home") if is_out and request.path.startswith(reverse("my")) else None
