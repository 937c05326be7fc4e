"""The two addresses of a sign-in by another system: out, and back."""

import logging
import secrets
from typing import Any

import requests
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal import ratelimit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from benken.access.outside.adapter import OutsideAdapter
from benken.access.outside.checks import NotBelieved, TooLow
from benken.access.outside.ways import SHARED
from benken.access.phones import share_phone

logger = logging.getLogger(__name__)
RATE = {"outside_sign_in": "30/m/ip"}
# What the other side or the line to it may do wrong. KeyError: it leaves out what the standard says is there.
WENT_WRONG = (NotBelieved, OAuth2Error, requests.RequestException, ValueError, KeyError)


@login_not_required
@require_GET
def login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Send the browser to the other system. What it asks for is ours alone: nothing of it comes from the address."""
    limited = _too_many(request)
    if limited is not None:
        return limited
    adapter = _adapter(request, provider_id)
    provider = adapter.get_provider()
    nonce = secrets.token_urlsafe(32)
    asked = {
        "nonce": nonce,
        "prompt": "login",  # somebody else may have been there before, on the same phone
        "ui_locales": get_language() or "nb",
    }
    if provider.app.settings["acr_values"]:
        asked["acr_values"] = provider.app.settings["acr_values"]
    try:
        answer: HttpResponseBase = provider.redirect(
            request,
            process=AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            auth_params=asked,
            nonce=nonce,
            shared=SHARED in request.GET,
        )
    except WENT_WRONG as wrong:
        return went_wrong(request, provider_id, wrong)
    return answer


@login_not_required
@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take what the other system says, and sign in whoever it is, if they have an account."""
    limited = _too_many(request)
    if limited is not None:
        return limited
    adapter = _adapter(request, provider_id)
    try:
        answer: HttpResponseBase = _Callback.adapter_view(adapter)(request)
    except TooLow:
        return render(request, "access/outside_too_low.html", {"name": adapter.get_provider().name}, status=403)
    except WENT_WRONG as wrong:
        return went_wrong(request, provider_id, wrong)
    if adapter.stashed.get(SHARED) and 300 <= answer.status_code < 400:  # a code may still be asked for
        share_phone(request, at=timezone.now())
    return answer


class _Callback(OAuth2CallbackView):  # type: ignore[misc]  # allauth ships no types
    """allauth's, which gives the adapter what the session knows of the beginning."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        state, response = super()._get_state(request, provider)
        self.adapter.stashed = state or {}
        return state, response


def went_wrong(request: HttpRequest, provider_id: str, wrong: object) -> HttpResponse:
    """Say that it did not work, and nothing of why: the log has the kind of fault, without what was said."""
    kind = f"{type(wrong).__name__} {wrong if isinstance(wrong, NotBelieved) else ''}".strip()
    logger.warning("sign-in by %s did not work: %s", provider_id, kind)
    return render(request, "access/outside_failed.html", status=403)


def _adapter(request: HttpRequest, provider_id: str) -> OutsideAdapter:
    adapter = OutsideAdapter(request, provider_id)
    adapter.stashed = {}
    try:
        adapter.get_provider()
    except SocialApp.DoesNotExist as missing:
        raise Http404 from missing
    return adapter


def _too_many(request: HttpRequest) -> HttpResponse | None:
    limited: HttpResponse | None = ratelimit.consume_or_429(
        request, app="access", action="outside_sign_in", config=RATE, limit_get=True
    )
    return limited
