"""Forms of a disclosure case: proposing, deciding, giving."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from benken.country.duties import LegalBasis
from benken.lib.text import tidy_text
from benken.people.disclosure_proposal import Proposal
from benken.people.forms.fields import DayInput, line
from benken.people.models import DisclosureCase, Entry
from benken.people.models.disclosure import LONGEST_WORDS
from benken.ui.templatetags.ui import moment

LONGEST_SHOWN = 120


class ProposeForm(forms.Form):
    """To whom, on which basis, why, exactly what, and when the person is told."""

    basis = forms.ChoiceField(label=_("Grunnlag"), choices=(), widget=forms.RadioSelect)
    body = forms.CharField(
        label=_("Hvem skal få det?"), max_length=200, help_text=_("For eksempel legevakta eller barnevernet.")
    )
    receiver = forms.CharField(label=_("Navn på mottakeren"), max_length=200, required=False)
    why = forms.CharField(
        label=_("Hvorfor må det gis?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Lederen leser dette nå, og personen når de får vite det."),
    )
    entry_ids = forms.TypedMultipleChoiceField(
        label=_("Notater som gis, ord for ord"),
        choices=(),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label=_("Eller skriv det som gis"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Ikke mer enn det som trengs. Dette er akkurat det mottakeren får, og personen får se det."),
    )
    tell_on = forms.DateField(
        label=_("Vent med å si det til personen til"),
        required=False,
        widget=DayInput(),
        help_text=_("Tomt: personen får vite det med en gang det er gitt. Høyst seks måneder."),
    )
    wait_basis = forms.ChoiceField(label=_("Grunnlag for å vente"), choices=(), required=False)
    wait_why = forms.CharField(
        label=_("Hvorfor vente?"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Personen leser dette den dagen de får vite det."),
    )

    def __init__(
        self,
        *args: Any,
        bases: Sequence[LegalBasis],
        wait_bases: Sequence[LegalBasis],
        entries: Sequence[Entry],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        notes = [
            (str(one.pk), f"{one.get_kind_display()}, {moment(one.happened_at)}: {text}")
            for one, text in ((one, Truncator(one.text).chars(LONGEST_SHOWN)) for one in entries)
        ]
        self._choose("basis", [(one.code, str(one)) for one in bases])
        self._choose("wait_basis", [("", _("Velg")), *((one.code, str(one)) for one in wait_bases)])
        self._choose("entry_ids", notes)

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_body(self) -> str:
        """Return the name on one line."""
        return line(self.cleaned_data["body"], most=200)

    def clean_receiver(self) -> str:
        """Return the name on one line."""
        return line(self.cleaned_data["receiver"], most=200)

    def proposal(self) -> Proposal:
        """Return what is proposed, without control characters."""
        data = self.cleaned_data
        return Proposal(
            basis=data["basis"],
            body=data["body"],
            receiver=data["receiver"],
            why=tidy_text(data["why"]),
            words=tidy_text(data["words"]),
            entry_ids=data["entry_ids"],
            tell_on=data["tell_on"],
            wait_basis=data["wait_basis"],
            wait_why=tidy_text(data["wait_why"]),
        )


class DecideForm(forms.Form):
    """A leader's yes or no, with words."""

    answer = forms.ChoiceField(
        label=_("Svar"),
        choices=[("yes", _("Ja, det kan gis")), ("no", _("Nei, det gis ikke"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Hvorfor"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Personen får lese det når de får vite at noe er gitt."),
    )

    def clean_words(self) -> str:
        """Return the reason without control characters."""
        return tidy_text(self.cleaned_data["words"])


class GivenForm(forms.Form):
    """How it was given."""

    how = forms.ChoiceField(
        label=_("Hvordan ble det gitt?"), choices=DisclosureCase.How.choices, widget=forms.RadioSelect
    )
