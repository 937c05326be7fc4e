"""Passkeys: made, named, removed, and used alone or after the password. allauth checks them; the pages are ours."""

import json
from typing import Any

from allauth.account.models import Login as BegunLogin
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth, flows
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.forms import passkeys as forms
from benken.access.forms.sign_in import LoginForm
from benken.access.outside.ways import outside_ways
from benken.access.phones import share_phone
from benken.access.sign_in import FreshSignIn, Unprocessable
from benken.ui.messages import say

list_passkeys = webauthn.list_webauthn


class AddPasskey(FreshSignIn, Unprocessable, webauthn.AddWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """A key is made by the phone or the computer, and kept there; we keep what recognises it."""

    form_class = forms.AddPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask for a key that is found without a name and asks for a finger, a face or a code."""
        context: dict[str, Any] = super(webauthn.AddWebAuthnView, self).get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, True)  # noqa: FBT003  # allauth's own
        context["options_text"] = json.dumps(options)
        return context

    def get_success_url(self) -> str:
        """Show the spare codes if they were made now."""
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "mfa_list_webauthn")

    def form_valid(self, form: Any) -> HttpResponse:
        """Remember that this session has shown the factor it made."""
        response: HttpResponse = super().form_valid(form)
        self.request.session["second_factor"] = True
        say(self.request, _("Nøkkelen er lagt til."))
        return response


class RenamePasskey(Unprocessable, webauthn.EditWebAuthnView):  # type: ignore[misc]  # as above
    """A key gets another name."""

    form_class = forms.RenamePasskeyForm


class RemovePasskey(webauthn.RemoveWebAuthnView):  # type: ignore[misc]  # as above
    """A key is forgotten here; it no longer opens anything."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Forget in the session too if it was the last factor."""
        response: HttpResponse = super().form_valid(form)
        if not is_mfa_enabled(self.request.user):
            self.request.session.pop("second_factor", None)
        say(self.request, _("Nøkkelen er tatt bort."))
        return response


class LoginPasskey(webauthn.LoginWebAuthnView):  # type: ignore[misc]  # as above
    """The front door, with a key alone. The answer is the same for a key nobody has as for one that was removed."""

    form_class = forms.LoginPasskeyForm

    def form_invalid(self, form: Any) -> HttpResponse:
        """Draw the front door again, with what was wrong."""
        page = {
            "form": LoginForm(request=self.request, initial={"shared": bool(self.request.POST.get("shared"))}),
            "passkey_errors": form.errors.get("credential", []),
            "outside_ways": outside_ways(self.request),
        }
        return render(self.request, "account/login.html", page, status=422)

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, and go where one was going."""
        authenticator: Authenticator = form.cleaned_data["credential"]
        begun = BegunLogin(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        response: HttpResponse = flows.perform_passwordless_login(self.request, authenticator, begun)
        if self.request.POST.get("shared"):
            share_phone(self.request, at=timezone.now())
        return response


class ReauthenticateByPasskey(Unprocessable, webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]  # as above
    """The key once more, before something that matters."""

    form_class = forms.PasskeyAgainForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask one of the keys this account has."""
        context: dict[str, Any] = super(webauthn.ReauthenticateWebAuthnView, self).get_context_data(**kwargs)
        context["options_text"] = json.dumps(auth.begin_authentication(self.request.user))
        return context

    def form_invalid(self, form: Any) -> HttpResponse:
        """Draw this page again, not the front door."""
        page: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return page
