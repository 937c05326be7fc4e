"""What every request passes: typed text is kept, the actor is set, staff show a second factor, a form counts once."""

import logging
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import get_resolver, reverse
from django.utils import timezone

from benken.access import typed_text
from benken.access.actor import NOBODY, acting_as
from benken.access.models import SentForm, User
from benken.access.narrow import is_narrow

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class NotTooLarge:
    """Answers a form that is too large with a sentence. The browser hears it only once all it sends has been taken."""

    most_drained = 100_000_000  # bytes; whoever sends more meets a closed line
    at_once = 65_536

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Handle one request."""
        # config/uploads.py has a limit of its own for files; a stranger has none to send.
        is_file = (request.content_type or "").startswith("multipart/") and request.user.is_authenticated
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if is_file or length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return self.get_response(request)
        left = min(length, self.most_drained)
        while left > 0 and (taken := len(request.read(min(left, self.at_once)))):
            left -= taken
        return cast("HttpResponseBase", get_resolver().resolve_error_handler(413)(request))


class KeepTypedText:
    """Keeps what was typed when the session has ended or the answer is a 5xx; forgets it when the form was taken.

    It stands outside the request's transaction, so that what it keeps stays when that is rolled back.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Handle one request."""
        if request.method != "POST" or "_owner" not in request.POST:
            return self.get_response(request)
        owner, page = typed_text.owner_of(request), typed_text.page_of(request)
        if owner is None:
            return self.get_response(request)
        if owner != request.user:
            self.keep(request, owner, page)
            if not request.user.is_authenticated:
                return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': page, 'kept': 1})}")
            return render(request, "access/old_page.html", {"page": "", "kept": True}, status=403)
        request.keeps_typed = True  # type: ignore[attr-defined]  # read by the page for faults
        response = self.get_response(request)
        if response.status_code >= 500:
            return self.keep_after_fault(request, response, owner, page)
        if 300 <= response.status_code < 400:
            if getattr(request, "led_away", False):
                self.keep(request, owner, page)
            else:
                typed_text.discard(user=owner, page=page)
        return response

    @staticmethod
    def keep(request: HttpRequest, owner: User, page: str) -> None:
        """Keep what was typed now."""
        typed_text.keep(user=owner, page=page, fields=request.POST, at=timezone.now())

    def keep_after_fault(
        self, request: HttpRequest, response: HttpResponseBase, owner: User, page: str
    ) -> HttpResponseBase:
        """Keep what was typed; where even that is impossible, draw the answer again so that it promises nothing."""
        try:
            self.keep(request, owner, page)
        except DatabaseError:
            logger.exception("what was typed could not be kept")
            request.keeps_typed = False  # type: ignore[attr-defined]  # as above
            return cast("HttpResponseBase", get_resolver().resolve_error_handler(500)(request))
        return response


class ActingUser:
    """Opens the request's transaction and sets the actor in it, to nobody for a stranger; rolls back on an error."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Handle one request."""
        actor: UUID | str = request.user.pk if request.user.is_authenticated else NOBODY
        narrow = is_narrow(request, at=timezone.now())
        request.is_narrow = narrow  # type: ignore[attr-defined]  # asked by views and pages
        with acting_as(actor, narrow=narrow):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)  # Django's own signature
        return response

    def process_exception(self, _request: HttpRequest, _error: Exception) -> None:
        """Undo what the view had begun."""
        transaction.set_rollback(True)  # Django's own signature


class SecondFactor:
    """Staff and outside helpers without a one-time code are led to making one, and reach nothing else before it."""

    open_views = ("mfa_", "account_logout", "account_reauthenticate", "set_language", "healthz")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Handle one request."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Lead staff without a second factor to making one."""
        user = request.user
        if not user.is_authenticated or not user.shows_second_factor or request.session.get("second_factor"):
            return None
        if settings.DEMO and request.session.get("demo_door"):
            return None
        enabled = is_mfa_enabled(user)
        if enabled and any(one.get("method") == "mfa" for one in get_authentication_records(request, user)):
            request.session["second_factor"] = True
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith(self.open_views):
            return None
        request.led_away = True  # type: ignore[attr-defined]  # read by KeepTypedText: nothing was taken
        # With a factor made elsewhere after this session began, the session shows it too.
        return redirect("mfa_reauthenticate" if enabled else "mfa_activate_totp")


class OnlyOnce:
    """A form carries a key made with the page; the same key a second time answers where the first one led."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Handle one request."""
        response = self.get_response(request)
        key = getattr(request, "form_key", None)
        if key is not None and not transaction.get_rollback():  # rolled back, the key is gone with the rest
            if 300 <= response.status_code < 400:
                SentForm.objects.filter(key=key).update(location=response.headers.get("Location", "")[:500])
            elif response.status_code < 500:
                SentForm.objects.filter(key=key).delete()
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Take the key, or answer as the first time. A second click waits here until the first one is done."""
        if request.method != "POST" or not request.user.is_authenticated or "_once" not in request.POST:
            return None
        try:
            key = UUID(request.POST["_once"])
        except ValueError:
            return None
        try:
            with transaction.atomic():
                SentForm.objects.create(key=key, user=request.user, received_at=timezone.now())
        except IntegrityError:
            first = SentForm.objects.filter(key=key, user=request.user).first()
            return redirect(first.location if first and first.location else typed_text.page_of(request))
        request.form_key = key  # type: ignore[attr-defined]  # read above, in the same class
        return None
