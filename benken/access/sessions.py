"""Where somebody is signed in is noted: at sign-in, at sign-out, and at most once an hour in between."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.sign_ins import forget_sign_in, note_sign_in, note_use
from benken.access.models import User
from benken.ui.messages import say

SIGN_IN = "sign_in"  # in the session: [id of the SignIn, the key it is noted under, when it was last noted]
LEVEL = "sign_in_level"  # in the session: "high" or "substantial", by OpenID Connect alone
NOTED_AGAIN_AFTER = 3600  # seconds


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: User, **_more: Any) -> None:
    request.session.pop(LEVEL, None)  # what an earlier sign-in in the same browser showed does not count for this one
    _note_new(request, user)


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, **_more: Any) -> None:
    key = request.session.session_key
    if key and request.session.get(SIGN_IN):
        forget_sign_in(session_key=key)


@receiver(authenticator_used)
def _tell_of_spare_code(request: HttpRequest, authenticator: Authenticator, **_more: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        authenticator.refresh_from_db()  # which codes are used was written through another object
        left = len(authenticator.wrap().get_unused_codes())
        say(request, _("Du brukte en reservekode. Du har %(left)d igjen.") % {"left": left})


class OwnSessions:
    """Keeps what is known of a session in step with it: its key, which changes now and then, and when it was used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Handle one request: as a rule without asking the database."""
        response = self.get_response(request)
        user = request.user
        if user.is_authenticated and response.status_code < 500 and not transaction.get_rollback():
            key = request.session.session_key
            known = request.session.get(SIGN_IN)
            if key and (known is None or known[1] != key or time.time() - known[2] > NOTED_AGAIN_AFTER):
                _keep_in_step(request, user, known, key)
        return response


def _keep_in_step(request: HttpRequest, user: User, known: list[Any] | None, key: str) -> None:
    if known and note_use(sign_in_id=known[0], session_key=key, at=timezone.now()):
        request.session[SIGN_IN] = [known[0], key, time.time()]
    else:
        _note_new(request, user)


def _note_new(request: HttpRequest, user: User) -> None:
    if request.session.session_key is None:
        request.session.save()
    key = request.session.session_key or ""
    agent = request.headers.get("User-Agent", "")
    noted = note_sign_in(user=user, session_key=key, user_agent=agent, at=timezone.now())
    request.session[SIGN_IN] = [str(noted.pk), key, time.time()]
