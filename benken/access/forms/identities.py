"""By which identity from outside somebody who works here signs in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.access.outside.checks import MOST_LENGTH
from benken.lib.text import tidy_line


class IdentityForm(forms.Form):
    """What the other system calls somebody. It is stored as a print, and never shown again."""

    value = forms.CharField(
        label=_("Identitet"),
        max_length=MOST_LENGTH,
        help_text=_("For HelseID: fødselsnummeret. Ellers: brukerens faste kjennetegn i det andre systemet."),
        error_messages={"required": _("Skriv identiteten.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_value(self) -> str:
        """Return what was written without what does not show."""
        value = tidy_line(self.cleaned_data["value"])
        if not value:
            raise forms.ValidationError(_("Skriv identiteten."))
        return value
