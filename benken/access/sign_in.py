"""Signing in, done by allauth with our forms: what differs from its own views."""

from typing import Any

from allauth.account import views as account
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.base import views as mfa
from allauth.mfa.totp import views as totp
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from benken.access import forms
from benken.access.models import User


class Unprocessable:
    """A form that was not taken answers 422, like every other form here."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Draw the page again."""
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # mixed into FormViews
        response.status_code = 422
        return response


class Login(Unprocessable, account.LoginView):  # type: ignore[misc]  # allauth ships no types
    """The front door."""

    form_class = forms.LoginForm


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


class Authenticate(Unprocessable, mfa.AuthenticateView):  # type: ignore[misc]  # as above
    """The code, after the password."""

    form_class = forms.CodeForm


class ReauthenticateByCode(Unprocessable, mfa.ReauthenticateView):  # type: ignore[misc]  # as above
    """A code once more, before something that matters."""

    form_class = forms.CodeAgainForm


class ActivateTOTP(Unprocessable, totp.ActivateTOTPView):  # type: ignore[misc]  # as above
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
        self.request.session.pop("second_factor", None)
        return response


def set_password_path(user: User) -> str:
    """Return an address where the user sets a password: once, and within PASSWORD_RESET_TIMEOUT."""
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
