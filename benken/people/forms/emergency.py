"""Forms of emergency access: the reason first, then exactly whom; and what one did."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from benken.lib.text import tidy_line, tidy_text
from benken.people.forms.fields import line
from benken.people.models import NAME_LENGTH, EmergencyAccess, Entry
from benken.people.models.emergency import LONGEST_WHY
from benken.people.national_number import NumberRefused, of_this_country, read_national_number, say_who
from benken.people.phones import read_number
from benken.people.policies import LONGEST_TEXT, STAFF_KINDS


class EmergencyForm(forms.Form):
    """Why, and exactly whom."""

    kind = forms.ChoiceField(
        label=_("Hva haster?"), choices=EmergencyAccess.Kind.choices, widget=forms.RadioSelect, required=True
    )
    words = forms.CharField(
        label=_("Hvorfor må du inn nå?"),
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Noen få ord. Personen og lederen leser det med en gang."),
    )
    called = forms.CharField(
        label=_("Navn"), max_length=NAME_LENGTH, required=False, help_text=_("Slik personen kalles her, eller fullt.")
    )
    phone = forms.CharField(
        label=_("Telefon"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    national_number = forms.CharField(
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Alle sifrene. Da trengs ikke navn og telefon."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = of_this_country().national_number
        self.fields["national_number"].label = _("Eller %(number)s") % {"number": number}

    def clean_words(self) -> str:
        """Return the reason on one line."""
        return line(self.cleaned_data["words"], most=LONGEST_WHY)

    def clean_called(self) -> str:
        """Return the name on one line."""
        return line(self.cleaned_data["called"], most=NAME_LENGTH)

    def clean_phone(self) -> str:
        """Return the digits, as they are stored."""
        written = tidy_line(self.cleaned_data["phone"])
        number = read_number(written) if written else None
        if written and number is None:
            raise forms.ValidationError(
                _("Dette er ikke et telefonnummer. Skriv åtte siffer, eller + og landkode."), code="phone"
            )
        return number.number if number else ""

    def clean_national_number(self) -> str:
        """Refuse what is no national number."""
        written = tidy_line(self.cleaned_data["national_number"])
        if not written:
            return ""
        try:
            return read_national_number(written, synthetic_allowed=settings.DEMO, country=of_this_country().code)
        except NumberRefused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        """Ask for enough to mean one person."""
        data = super().clean() or {}
        named = data.get("called") and data.get("phone")
        if not self.errors and not named and not data.get("national_number"):
            raise forms.ValidationError(say_who())
        return data


class EmergencyEndForm(forms.Form):
    """What one did, as a note that the person and those around them read; it may be left out."""

    text = forms.CharField(
        label=_("Hva gjorde du?"),
        max_length=LONGEST_TEXT,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Det blir et notat. Personen og de som følger hen leser det. Det kan stå tomt."),
    )
    kind = forms.ChoiceField(
        label=_("Hva var det"),
        choices=[(kind.value, kind.label) for kind in STAFF_KINDS if kind != Entry.Kind.MILESTONE],
        initial=Entry.Kind.TALK,
        widget=forms.RadioSelect,
    )

    def clean_text(self) -> str:
        """Return the text without control characters."""
        return tidy_text(self.cleaned_data["text"]).strip()
