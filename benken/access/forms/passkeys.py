"""What the browser answers about a passkey, taken with suspicion: it is text from outside until it has been checked."""

import struct
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from benken.access.forms.sign_in import call
from benken.lib.text import tidy_line

NAME_LENGTH = 60
NOT_TAKEN = _("Nøkkelen ble ikke tatt imot. Prøv igjen, eller logg inn på en annen måte.")
# What the reader of such answers raises when they are made up; a fault of ours in it would look the same to no test.
MADE_UP = (TypeError, ValueError, KeyError, AttributeError, IndexError, OverflowError, struct.error)


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A new key: its name, and what the browser says it made."""

    passwordless = None  # every key here may be used alone, so nobody is asked

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call(self, "name", _("Navn på nøkkelen"), _("Så du kjenner den igjen, som «telefonen min»."))
        self.fields["name"].widget.attrs.update(maxlength=str(NAME_LENGTH), autocomplete="off")
        self.fields["credential"].error_messages.update(required=NOT_TAKEN, invalid=NOT_TAKEN)

    def clean_name(self) -> str:
        """Return a name that shows something; without one the key is called after the device."""
        name: str = tidy_line(super().clean_name())[:NAME_LENGTH]
        return name or str(_("Nøkkel"))

    def clean(self) -> dict[str, Any]:
        """Check what the browser says."""
        try:
            data: dict[str, Any] = super().clean()
        except ValidationError as wrong:
            raise ValidationError(NOT_TAKEN) from wrong
        except MADE_UP as made_up:
            raise ValidationError(NOT_TAKEN) from made_up
        return data


class _Answer:
    """The answer of a key one has."""

    def clean_credential(self) -> Any:
        """Return the key that answered."""
        try:
            return super().clean_credential()  # type: ignore[misc]  # mixed into allauth's forms
        except ValidationError as wrong:
            too_many = get_account_adapter().error_messages["too_many_login_attempts"]
            raise ValidationError(too_many if too_many in wrong.messages else NOT_TAKEN) from wrong
        except MADE_UP as made_up:
            raise ValidationError(NOT_TAKEN) from made_up


class LoginPasskeyForm(_Answer, webauthn.LoginWebAuthnForm):  # type: ignore[misc]  # as above
    """Signing in with the key alone."""

    def clean_credential(self) -> Any:
        """Return the key; that of a closed account is not taken, like one we do not know."""
        authenticator = super().clean_credential()
        if not authenticator.user.is_active:
            raise ValidationError(NOT_TAKEN)
        return authenticator


class SecondPasskeyForm(_Answer, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    """The key after the password."""


class PasskeyAgainForm(_Answer, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    """The key once more, in the middle of something."""


class RenamePasskeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]  # as above
    """What a key is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        call(self, "name", _("Navn på nøkkelen"))
        self.fields["name"].widget.attrs.update(maxlength=str(NAME_LENGTH), autocomplete="off")

    def clean_name(self) -> str:
        """Return a name that shows something."""
        name = tidy_line(self.cleaned_data["name"])[:NAME_LENGTH]
        if not name:
            raise forms.ValidationError(_("Skriv et navn som synes."))
        return name
