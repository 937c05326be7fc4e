"""Signing in."""

from typing import Any, cast

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
NEW_PASSWORD = _("Minst 12 tegn. En hel setning er lett å huske.")


def call(form: forms.BaseForm, name: str, label: Words, help_text: Words = "", **attributes: str) -> None:
    """Give a field of allauth's our words: a label above it, help below, nothing that vanishes when one types."""
    field = form.fields[name]
    field.label, field.help_text = cast("str", label), cast("str", help_text)
    field.error_messages["required"] = _("Skriv noe her.")
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class LoginForm(account_forms.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Who it is, and the password."""

    shared = forms.BooleanField(
        label=_("Delt eller lånt telefon"),
        required=False,
        help_text=_("Da går du ut av deg selv etter 15 minutter i ro."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call(self, "login", _("Brukernavn eller e-post"), autocomplete="username", autocapitalize="none")
        call(self, "password", _("Passord"))


class ReauthenticateForm(account_forms.ReauthenticateForm):  # type: ignore[misc]  # as above
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call(self, "password", _("Passord"))


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]  # as above
    """The password one has, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call(self, "oldpassword", _("Passordet du har nå"))
        call(self, "password1", _("Nytt passord"), NEW_PASSWORD)
        call(self, "password2", _("Nytt passord en gang til"))


class ResetPasswordForm(account_forms.ResetPasswordForm):  # type: ignore[misc]  # as above
    """Where the link goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call(self, "email", _("E-post"))


class ResetPasswordKeyForm(account_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # as above
    """The new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call(self, "password1", _("Nytt passord"), NEW_PASSWORD)
        call(self, "password2", _("Nytt passord en gang til"))


class CodeForm(mfa_forms.AuthenticateForm):  # type: ignore[misc]  # as above
    """A code from the app, or a spare one: both are digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call(self, "code", _("Kode"), _("Seks siffer fra appen, eller en reservekode."), inputmode="numeric")


class CodeAgainForm(mfa_forms.ReauthenticateForm):  # type: ignore[misc]  # as above
    """The same, in the middle of something."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call(self, "code", _("Kode"), _("Seks siffer fra appen, eller en reservekode."), inputmode="numeric")


class ActivateCodeForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]  # as above
    """The first code, which shows that the app has the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call(self, "code", _("Kode"), _("De seks sifrene appen viser nå."), inputmode="numeric")
