"""A message, and by which way it goes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benken.lib.text import tidy_text
from benken.messaging.policies.texts import Way
from benken.messaging.words import way_names


class MessageForm(forms.Form):
    """One message. `ways` are those by which it can go, the first one chosen beforehand."""

    text = forms.CharField(
        label=gettext_lazy("Melding"),
        widget=forms.Textarea(attrs={"rows": 3, "data-key": "n"}),
        max_length=4000,
        strip=True,
    )
    way = forms.CharField(required=False)

    def __init__(self, *arguments: Any, ways: tuple[Way, ...] = (Way.PAGE,), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.ways = ways
        names = way_names()
        self.fields["way"] = forms.ChoiceField(
            label=_("Slik går den"),
            choices=[(str(way), names[way]) for way in ways],
            initial=str(ways[0]),
            required=False,
            widget=forms.RadioSelect if len(ways) > 1 else forms.HiddenInput,
            error_messages={"invalid_choice": _("Den veien er ikke åpen lenger. Velg en annen, og send igjen.")},
        )

    def clean_text(self) -> str:
        """Return the text without control characters."""
        return tidy_text(self.cleaned_data["text"])

    def clean_way(self) -> Way:
        """Return the way; what names none goes to My page alone."""
        return Way(self.cleaned_data["way"] or Way.PAGE)
