"""Keeping a note's text from the person for a while."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benken.country.duties import LegalBasis
from benken.lib.text import tidy_text
from benken.people.forms.fields import DayInput, end_of_day
from benken.people.models.withholding import LONGEST_REASON


class WithholdForm(forms.Form):
    """On which basis, until when, and why."""

    basis = forms.ChoiceField(label=_("Grunnlag"), choices=(), widget=forms.RadioSelect)
    until_on = forms.DateField(
        label=_("Til og med"),
        widget=DayInput(),
        help_text=_("Høyst 90 dager. Mer enn sju dager gjelder først når en til har bekreftet det."),
    )
    why = forms.CharField(
        label=_("Hvorfor"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Personen leser ikke dette. De som følger personen, og lederen som bekrefter, leser det."),
    )

    def __init__(self, *args: Any, bases: tuple[LegalBasis, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        basis = self.fields["basis"]
        assert isinstance(basis, forms.ChoiceField)
        basis.choices = [(one.code, str(one)) for one in bases]
        self.fields["until_on"].initial = timezone.localdate() + timedelta(days=7)

    def clean_why(self) -> str:
        """Return the reason without control characters."""
        return tidy_text(self.cleaned_data["why"])

    def until_at(self) -> datetime:
        """Return the end of the chosen day."""
        return end_of_day(self.cleaned_data["until_on"])
