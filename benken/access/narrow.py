"""How much a person's session opens: the near things, or all of it (docs/decisions/0014).

A password, a paper slip and a one-time code are easy to come by and easy to lose, so each opens a *narrow* session:
what comes next, goals, own words, promises, messages, check-ins. What is written, who has read, the network and all
about me are opened together with the contact person, or by something that nobody else has.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

WHOLE_UNTIL = "whole_until"  # in the session: until when, in seconds since 1970
OWN_PHONE = timedelta(days=30)
THIS_TIME = timedelta(hours=8)  # as long as a session lasts


class NearThings:
    """Keeps keys and code apps, which open all, from being added or looked at in a session that opens only a part."""

    open_views = ("mfa_authenticate", "mfa_reauthenticate", "mfa_login")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Handle one request."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Lead to how the rest is opened."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith("mfa_") and not name.startswith(self.open_views) and is_narrow_here(request):
            return redirect("my_together")
        return None


def is_narrow_here(request: HttpRequest) -> bool:
    """Tell what the middleware has found out of this request."""
    return bool(getattr(request, "is_narrow", False))


def is_narrow(request: HttpRequest, *, at: datetime) -> bool:
    """Tell whether a request comes from a person whose session has not been made whole. Staff are never narrow."""
    user = request.user
    return user.is_authenticated and user.subject_id is not None and not _is_whole(request, at=at)


def make_whole(request: HttpRequest, *, own_phone: bool, at: datetime) -> None:
    """Let this session open all, until it ends or, on the person's own phone, for thirty days.

    The key stays: several questions may be on their way when it is opened, and each must find the session.
    """
    lasts = OWN_PHONE if own_phone else THIS_TIME
    request.session[WHOLE_UNTIL] = (at + lasts).timestamp()
    if own_phone:
        request.session.set_expiry(OWN_PHONE)


def make_narrow(request: HttpRequest) -> None:
    """Close again what was opened together in this session."""
    if request.session.pop(WHOLE_UNTIL, None) is not None:
        request.session.set_expiry(None)


def whole_until(request: HttpRequest) -> datetime | None:
    """Return until when this session is whole because it was opened together; None if it is whole by itself."""
    until = request.session.get(WHOLE_UNTIL)
    return datetime.fromtimestamp(until, tz=timezone.get_current_timezone()) if until else None


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, **_more: Any) -> None:
    request.session.pop(WHOLE_UNTIL, None)  # what was opened before does not come along to a new sign-in


def _is_whole(request: HttpRequest, *, at: datetime) -> bool:
    session = request.session
    # The one-click door is how the invented people are shown round; it does not exist outside the demo.
    if settings.DEMO and session.get("demo_door"):
        return True
    if session.get("sign_in_level") == "high":  # e-ID, set by the sign-in alone
        return True
    # A key or a code app of the person's own: they are only ever added in a whole session (middleware.NearThings).
    if any(one.get("method") == "mfa" for one in get_authentication_records(request, request.user)):
        return True
    return at.timestamp() < float(session.get(WHOLE_UNTIL, 0))
