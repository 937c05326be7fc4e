"""How allauth behaves here."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from benken.access.models import User
from benken.access.outside.stage import level_shown
from benken.access.queries.sealed import CODE_PURPOSE
from benken.access.queries.setup import sender, setup_now
from benken.access.sessions import LEVEL
from benken.lib.devices import device_names
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

    def get_from_email(self) -> str:
        """Return the sender the municipality chose, with the operator's address."""
        return sender()

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Return False: the sign-up page does not exist."""
        return False

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Say nothing: signing in and out is seen by itself."""

    def respond_user_inactive(self, _request: HttpRequest, _user: Any) -> HttpResponse:
        """Answer as for a wrong password: a closed account is nobody's business."""
        return redirect("account_login")

    def get_login_stages(self) -> list[str]:
        """Return the steps after the password, with ours for the second factor."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "benken.access.outside.stage.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Remember in the session how surely another system vouched for whoever it is."""
        level = level_shown(more["signal_kwargs"])
        if level:
            request.session[LEVEL] = level
            request.session["second_factor"] = True
        response: HttpResponse = super().post_login(request, user, **more)
        return response

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
    purpose = CODE_PURPOSE

    def get_totp_issuer(self) -> str:
        """Return the name that stands in the app: on a person's own phone it says nothing of the service."""
        user = context.request.user
        return "Benken" if user.is_authenticated and user.is_staff else setup_now().site_name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return what a passkey is for, as the phone shows it: it says nothing of the service either."""
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}

    def generate_authenticator_name(self, _user: User, _type: Authenticator.Type) -> str:
        """Return the device's name, for the owner to change."""
        browser, system = device_names(context.request.headers.get("User-Agent", ""))
        return system or browser

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return seal(text, secret=settings.SECRET_KEY, purpose=self.purpose).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return unseal(encrypted_text.encode(), secret=settings.SECRET_KEY, purpose=self.purpose)


class OutsideAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Signing in by another system: it opens an account that is there, and never makes one."""

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: SocialLogin) -> bool:
        """Return False: nobody makes an account by themselves."""
        return False

    def list_apps(
        self, _request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return what the operator set up; a row in the database sets up nothing."""
        built = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in built.values() for app in apps]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Go on with the account that was found; without one say how one gets in, whoever it is."""
        user: User | None = getattr(sociallogin, "found", None)
        if user is None or sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(render(request, "access/outside_no_account.html", status=403))
        sociallogin.user = user

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **_more: Any
    ) -> None:
        """Go back to the front door when somebody changed their mind; else say that it did not work."""
        from benken.access.outside.views import went_wrong  # noqa: PLC0415  # the views stand on this module

        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(redirect("account_login"))
        raise ImmediateHttpResponse(went_wrong(request, provider.app.provider_id, exception or error))
