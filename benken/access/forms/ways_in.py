"""Forms for coming in without a password: a paper slip, a one-time code."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 120
OWN, SHARED = "own", "shared"


def on_this_phone() -> forms.ChoiceField:
    """Return the question of whose phone this is; the careful answer stands first."""
    return forms.ChoiceField(
        label=_("Hvilken telefon er dette?"),
        choices=[(SHARED, _("Delt eller lånt telefon")), (OWN, _("Min egen telefon"))],
        initial=SHARED,
        help_text=_("På en delt telefon går du ut av deg selv etter 15 minutter i ro."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg en av dem."), "invalid_choice": _("Velg en av dem.")},
    )


def _quiet(**more: str) -> dict[str, str]:
    """Return attributes of a field whose content no browser keeps or offers again."""
    return {"autocomplete": "off", "autocapitalize": "none", "autocorrect": "off", "spellcheck": "false", **more}


class SlipForm(forms.Form):
    """What stands on the slip, and the word that does not."""

    code = forms.CharField(
        label=_("Det som står på lappen"),
        max_length=LONGEST,
        error_messages={"required": _("Skriv ordene på lappen.")},
        widget=forms.TextInput(attrs=_quiet()),
    )
    word = forms.CharField(
        label=_("Ditt eget ord"),
        max_length=LONGEST,
        strip=True,
        error_messages={"required": _("Skriv ordet ditt.")},
        help_text=_("Det du valgte selv. Det står ikke på lappen."),
        widget=forms.PasswordInput(attrs=_quiet()),
    )
    phone = on_this_phone()


class CodeForm(forms.Form):
    """The name one signs in with, and a code that works once."""

    name = forms.CharField(
        label=_("Brukernavn"),
        max_length=LONGEST,
        error_messages={"required": _("Skriv brukernavnet.")},
        widget=forms.TextInput(attrs=_quiet()),
    )
    code = forms.CharField(
        label=_("Engangskode"),
        max_length=LONGEST,
        error_messages={"required": _("Skriv koden.")},
        widget=forms.TextInput(attrs=_quiet(inputmode="numeric")),
    )
    phone = on_this_phone()


class SendCodeForm(forms.Form):
    """The name of whoever wants a code by e-mail."""

    name = forms.CharField(
        label=_("Brukernavn"),
        max_length=LONGEST,
        error_messages={"required": _("Skriv brukernavnet.")},
        widget=forms.TextInput(attrs=_quiet()),
    )
