"""A message."""

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.lib.text import tidy_text


class MessageForm(forms.Form):
    """One message."""

    text = forms.CharField(
        label=_("Melding"), widget=forms.Textarea(attrs={"rows": 3, "data-key": "n"}), max_length=4000, strip=True
    )

    def clean_text(self) -> str:
        """Return the text without control characters."""
        return tidy_text(self.cleaned_data["text"])
