"""Signing in, and accounts for those who work here."""

from typing import Any, cast

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benken.access.models import STAFF_ROLES, Role, Team
from benken.access.queries import teams
from benken.lib.text import tidy_line

Words = str | Promise
NEW_PASSWORD = _("Minst 12 tegn. En hel setning er lett å huske.")


def _call(form: forms.BaseForm, name: str, label: Words, help_text: Words = "", **attributes: str) -> None:
    """Give a field of allauth's our words: a label above it, help below, nothing that vanishes when one types."""
    field = form.fields[name]
    field.label, field.help_text = cast("str", label), cast("str", help_text)
    field.error_messages["required"] = _("Skriv noe her.")
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class LoginForm(account_forms.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Who it is, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _call(self, "login", _("Brukernavn eller e-post"), autocomplete="username", autocapitalize="none")
        _call(self, "password", _("Passord"))


class ReauthenticateForm(account_forms.ReauthenticateForm):  # type: ignore[misc]  # as above
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _call(self, "password", _("Passord"))


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]  # as above
    """The password one has, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _call(self, "oldpassword", _("Passordet du har nå"))
        _call(self, "password1", _("Nytt passord"), NEW_PASSWORD)
        _call(self, "password2", _("Nytt passord en gang til"))


class ResetPasswordForm(account_forms.ResetPasswordForm):  # type: ignore[misc]  # as above
    """Where the link goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _call(self, "email", _("E-post"))


class ResetPasswordKeyForm(account_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # as above
    """The new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _call(self, "password1", _("Nytt passord"), NEW_PASSWORD)
        _call(self, "password2", _("Nytt passord en gang til"))


class CodeForm(mfa_forms.AuthenticateForm):  # type: ignore[misc]  # as above
    """A code from the app, or a spare one: both are digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _call(self, "code", _("Kode"), _("Seks siffer fra appen, eller en reservekode."), inputmode="numeric")


class CodeAgainForm(mfa_forms.ReauthenticateForm):  # type: ignore[misc]  # as above
    """The same, in the middle of something."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _call(self, "code", _("Kode"), _("Seks siffer fra appen, eller en reservekode."), inputmode="numeric")


class ActivateCodeForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]  # as above
    """The first code, which shows that the app has the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _call(self, "code", _("Kode"), _("De seks sifrene appen viser nå."), inputmode="numeric")


class StaffAccountForm(forms.Form):
    """An account for somebody who works here."""

    name = forms.CharField(
        label=_("Navn"),
        max_length=100,
        help_text=_("Slik personer og kolleger ser det."),
        error_messages={"required": _("Skriv navnet.")},
    )
    email = forms.EmailField(
        label=_("E-post"),
        max_length=150,
        help_text=_("Brukes til å logge inn med."),
        error_messages={"required": _("Skriv e-posten.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    roles = forms.MultipleChoiceField(
        label=_("Rolle"),
        choices=[(role.value, role.label) for role in Role if role in STAFF_ROLES],
        error_messages={"required": _("Velg minst én.")},
        widget=forms.CheckboxSelectMultiple,
    )
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("Ikke noe team")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)
        team.queryset = teams()

    def clean_name(self) -> str:
        """Return a name that shows something."""
        name = tidy_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Skriv et navn som synes."))
        return name

    def clean_email(self) -> str:
        """Return the address in small letters: capitals make no other address."""
        email: str = self.cleaned_data["email"]
        return email.lower()

    def clean(self) -> dict[str, Any]:
        """Ask for a team where the role works in one."""
        data = super().clean() or {}
        if {Role.WORKER, Role.LEADER}.intersection(data.get("roles") or []) and not data.get("team"):
            self.add_error("team", _("En ruskonsulent eller leder hører til et team."))
        return data

    def chosen_roles(self) -> list[Role]:
        """Return the roles that were ticked."""
        return [Role(role) for role in self.cleaned_data["roles"]]
