"""Signing in, done by allauth with our forms: what differs from its own views."""

import json
import time
from typing import Any

from allauth.account import views as account
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from benken.access.adapters import JUST_NOW
from benken.access.forms import passkeys
from benken.access.forms import sign_in as forms
from benken.access.models import User
from benken.access.outside.ways import outside_ways
from benken.access.phones import share_phone


class Unprocessable:
    """A form that was not taken answers 422, like every other form here."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Draw the page again."""
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # mixed into FormViews
        response.status_code = 422
        return response


class FreshSignIn:
    """For what changes how one signs in: whoever has neither password nor code here signs in anew first.

    allauth asks for the password or a code again, and asks nothing of those who have none. A phone lent for a minute
    would then be enough to add a key of one's own.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to the other system, or to the letter with a link."""
        user = request.user
        if user.is_authenticated and not get_reauthentication_flows(user):
            records = get_authentication_records(request, user)
            if not any(time.time() - one["at"] < JUST_NOW for one in records):
                by = next((one["provider"] for one in reversed(records) if one.get("provider")), "")
                if not by:
                    return redirect("account_reset_password")
                return redirect(f"{reverse('openid_connect_login', args=[by])}?{urlencode({'next': request.path})}")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # mixed in
        return response


class Login(Unprocessable, account.LoginView):  # type: ignore[misc]  # allauth ships no types
    """The front door."""

    form_class = forms.LoginForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Note whose phone it is; a code may still be asked for."""
        response: HttpResponse = super().form_valid(form)
        if form.cleaned_data["shared"]:
            share_phone(self.request, at=timezone.now())
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show which other systems one may come in by."""
        return {**super().get_context_data(**kwargs), "outside_ways": outside_ways(self.request)}


class Reauthenticate(Unprocessable, account.ReauthenticateView):  # type: ignore[misc]  # as above
    """The password once more, before something that matters."""

    form_class = forms.ReauthenticateForm


class ChangePassword(Unprocessable, account.PasswordChangeView):  # type: ignore[misc]  # as above
    """A new password for the one signed in."""

    form_class = forms.ChangePasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send whoever has no password, and so cannot give the old one, the way of the e-mail."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_default_success_url(self) -> str:
        """Lead to where one's own sign-in is looked after."""
        return reverse("mfa_index")


class ResetPassword(Unprocessable, account.PasswordResetView):  # type: ignore[misc]  # as above
    """A link by e-mail; the answer is the same whether the address is known or not."""

    form_class = forms.ResetPasswordForm


class ResetPasswordFromKey(Unprocessable, account.PasswordResetFromKeyView):  # type: ignore[misc]  # as above
    """The page the link leads to."""

    form_class = forms.ResetPasswordKeyForm


class Authenticate(mfa.AuthenticateView):  # type: ignore[misc]  # as above
    """The code or the key, after the password."""

    form_class = forms.CodeForm
    webauthn_form_class = passkeys.SecondPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which of the two this account has."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        context["stage_user"] = user
        context["has_app"] = is_mfa_enabled(user, [Authenticator.Type.TOTP])
        context["has_passkey"] = is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN])
        if not context["has_app"]:
            context["form"].fields["code"].help_text = _("En av reservekodene du fikk da du laget nøkkelen.")
        context["options_text"] = json.dumps(context["js_data"]["request_options"])
        return context

    def form_invalid(self, _form: Any) -> HttpResponse:
        """Draw the page again."""
        response: HttpResponse = self.get(self.request)
        response.status_code = 422
        return response


class ReauthenticateByCode(Unprocessable, mfa.ReauthenticateView):  # type: ignore[misc]  # as above
    """A code once more, before something that matters."""

    form_class = forms.CodeAgainForm


class ActivateTOTP(FreshSignIn, Unprocessable, totp.ActivateTOTPView):  # type: ignore[misc]  # as above
    """The second factor is added."""

    form_class = forms.ActivateCodeForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Remember that this session has shown the factor it made."""
        response: HttpResponse = super().form_valid(form)
        self.request.session["second_factor"] = True
        return response


class DeactivateTOTP(Unprocessable, totp.DeactivateTOTPView):  # type: ignore[misc]  # as above
    """The second factor is taken away: staff are then led to adding another before they reach anything."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Forget in the session too that there was one."""
        response: HttpResponse = super().form_valid(form)
        if not is_mfa_enabled(self.request.user):
            self.request.session.pop("second_factor", None)
        return response


def set_password_path(user: User) -> str:
    """Return an address where the user sets a password: once, and within PASSWORD_RESET_TIMEOUT."""
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
