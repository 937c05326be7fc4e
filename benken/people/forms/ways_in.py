"""Forms about how a person comes in: the person's own word for a slip, the number their session shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 120


def _typed_by_the_person() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": "new-password", "autocapitalize": "none", "spellcheck": "false"})


class SlipWordForm(forms.Form):
    """The word that only the person knows, twice: nobody can look it up afterwards."""

    word = forms.CharField(
        label=_("Ordet ditt"),
        max_length=LONGEST,
        widget=_typed_by_the_person(),
        help_text=_("Minst fire tegn. Ikke navnet ditt."),
        error_messages={"required": _("Skriv ordet.")},
    )
    again = forms.CharField(
        label=_("Ordet en gang til"),
        max_length=LONGEST,
        widget=_typed_by_the_person(),
        error_messages={"required": _("Skriv ordet en gang til.")},
    )

    def clean(self) -> dict[str, Any]:
        """Tell when the two are not the same."""
        data = super().clean() or {}
        if data.get("word") and data.get("again") and data["word"] != data["again"]:
            self.add_error("again", _("De to er ikke like. Skriv dem på nytt."))
        return data


class NumberForm(forms.Form):
    """The number that stands on the person's page."""

    number = forms.CharField(
        label=_("Tallet på siden til personen"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": _("Skriv tallet.")},
    )


class AddressForm(forms.Form):
    """Where codes are sent, if the person wants that."""

    email = forms.EmailField(
        label=_("E-post til koder"),
        required=False,
        max_length=150,
        help_text=_("Bare hvis personen vil, og bare en e-post som ingen andre leser."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Skriv hele e-posten, eller la feltet stå tomt.")},
    )

    def clean_email(self) -> str:
        """Return the address in small letters: capitals make no other address."""
        email: str = self.cleaned_data["email"]
        return email.lower()
