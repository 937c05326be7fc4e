"""How allauth behaves here."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from benken.lib.sealing import seal, unseal

JUST_NOW = 300  # seconds after a password that it need not be given again
WRONG_SIGN_IN = _("Brukernavnet eller passordet stemmer ikke.")
WRONG_CODE = _("Koden stemmer ikke. Den byttes hvert halve minutt: prøv den som står der nå.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody makes an account by themselves: accounts are given by the municipality."""

    # Whatever is wrong, the answer is the same: it tells nobody whether an account exists.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": WRONG_SIGN_IN,
        "email_password_mismatch": WRONG_SIGN_IN,
        "username_password_mismatch": WRONG_SIGN_IN,
        "invalid_login": WRONG_SIGN_IN,
        "enter_current_password": _("Dette er ikke passordet du har nå."),
        "incorrect_password": _("Passordet stemmer ikke."),
        "incorrect_code": WRONG_CODE,
        "invalid_password_reset": _("Lenken virker ikke lenger."),
        "too_many_login_attempts": _("For mange forsøk. Vent fem minutter, og prøv igjen."),
        "rate_limited": _("For mange forsøk. Vent litt, og prøv igjen."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Return False: the sign-up page does not exist."""
        return False

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Say nothing: signing in and out is seen by itself."""

    def respond_user_inactive(self, _request: HttpRequest, _user: Any) -> HttpResponse:
        """Answer as for a wrong password: a closed account is nobody's business."""
        return redirect("account_login")

    def is_reauthentication_required(self, app: str = "") -> bool:
        """Ask again for the password, except of somebody who gave it just now, at the front door."""
        request = context.request
        if request.user.is_authenticated:
            records = get_authentication_records(request, request.user)
            if any(one.get("method") == "password" and time.time() - one["at"] < JUST_NOW for one in records):
                return False
        return bool(super().is_reauthentication_required(app=app))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the caller's address for counting attempts; on a unix socket without a proxy there is only one."""
        return get_client_ip(request) or "local"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """One-time codes: their secret lies sealed in the database."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}
    purpose = "one-time-code"

    def get_totp_issuer(self) -> str:
        """Return the name that stands in the app: on a person's own phone it says nothing of the service."""
        user = context.request.user
        return "Benken" if user.is_authenticated and user.is_staff else settings.SITE_NAME

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return seal(text, secret=settings.SECRET_KEY, purpose=self.purpose).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return unseal(encrypted_text.encode(), secret=settings.SECRET_KEY, purpose=self.purpose)
