"""What is written on an invented phone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.lib.text import tidy_text

TEN_PARTS = 1530  # letters; a phone joins no more


class FromPhoneForm(forms.Form):
    """A text from an invented phone. `key` is made with the page: pressed twice it is one text."""

    text = forms.CharField(
        label=_("Skriv en SMS fra denne telefonen"),
        max_length=TEN_PARTS,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """Return the text without space around it."""
        return tidy_text(self.cleaned_data["text"])
