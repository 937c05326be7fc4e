"""What is asked for a line of a plan, and for how somebody wants to be met. Nothing of it has to be answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.access.policies import Refused
from benken.followup.models import HowToBeMet, SafetyItem
from benken.followup.models.safety import LONGEST_LINE
from benken.followup.safety_words import CALLED, STARTERS
from benken.people.supporters import read_phone
from benken.ui.fields import SeenVersion, Words


class LineForm(forms.Form):
    """One line in own words, or ready ones to begin with; with a number to call where that makes sense."""

    ready = forms.MultipleChoiceField(
        label=_("Er noe av dette som hos deg?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = Words(label=_("Med egne ord"), rows=3, max_length=LONGEST_LINE, required=False)
    phone = forms.CharField(
        label=_("Telefon"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "data-short": True}),
    )
    version = SeenVersion(required=False)

    def __init__(self, *args: Any, kind: str, standing: SafetyItem | None = None, **options: Any) -> None:
        if standing is not None:
            names = ("words", "version")
            options["initial"] = {name: getattr(standing, name) for name in names} | {"phone": standing.shown_phone}
        super().__init__(*args, **options)
        ready = self.fields["ready"]
        assert isinstance(ready, forms.MultipleChoiceField)
        ready.choices = [(str(number), words) for number, words in enumerate(STARTERS[kind])]
        if standing is not None or not STARTERS[kind]:
            del self.fields["ready"]
        if kind not in CALLED:
            del self.fields["phone"]

    def clean_phone(self) -> str:
        """Return the number in E.164, or nothing."""
        try:
            return read_phone(self.cleaned_data["phone"])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        """Ask for words, if nothing ready was chosen."""
        data = super().clean() or self.cleaned_data
        if "words" in data and not data["words"] and not data.get("ready"):
            self.add_error("words", self.fields["words"].error_messages["required"])
        return data

    def lines(self, kind: str) -> list[tuple[str, str]]:
        """Return the lines that were chosen and written, each with its number."""
        data = self.cleaned_data
        chosen = [(str(STARTERS[kind][int(number)]), "") for number in data.get("ready", [])]
        return chosen + ([(data["words"], data.get("phone", ""))] if data["words"] else [])


class HowToBeMetForm(forms.Form):
    """How somebody wants to be met. Every question may stand empty."""

    version = SeenVersion(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in HowToBeMet.LABELS.items():
            self.fields[name] = Words(label=label, rows=2, max_length=LONGEST_LINE, required=False)

    def said(self) -> dict[str, str]:
        """Return what was answered."""
        return {name: self.cleaned_data[name] for name in HowToBeMet.LABELS}

    @staticmethod
    def seen(met: HowToBeMet | None) -> dict[str, object]:
        """Return what the form begins with."""
        if met is None:
            return {"version": 0}
        return {name: getattr(met, name) for name in (*HowToBeMet.LABELS, "version")}
