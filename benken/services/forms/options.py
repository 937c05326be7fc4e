"""What is asked about options: the same of the person and of whoever makes the sheet with them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.access.policies import Refused
from benken.country.limits import Track
from benken.services.models import Option, OptionSheet, TurnedAway
from benken.services.models.options import LONGEST_LINE, LONGEST_NAME, LONGEST_WORDS
from benken.services.policies.turned_away import check_day_gone
from benken.services.told import Leaning, Offering
from benken.ui.fields import Day, SeenVersion, Words

FACTS = ("name", "what", "wait", "asks", "meanwhile", "body", "track", "source", "heard_on")
THOUGHTS = ("good", "hard")  # what is good stands first (R12)


class SheetForm(forms.Form):
    """What the choice is about."""

    about = Words(
        label=_("Hva gjelder valget?"),
        help_text=_("For eksempel «et sted å bo» eller «hva jeg gjør etterpå»."),
        max_length=LONGEST_NAME,
    )


class OptionForm(forms.Form):
    """One option: what it is, and what the person thinks of it. Only the name has to stand there."""

    name = Words(label=_("Hva heter det?"), max_length=LONGEST_NAME)
    what = Words(label=_("Hva er det?"), rows=3, max_length=LONGEST_WORDS, required=False)
    wait = Words(label=_("Hvor lenge må du vente?"), rows=2, max_length=LONGEST_LINE, required=False)
    asks = Words(label=_("Hva krever det av deg?"), rows=3, max_length=LONGEST_WORDS, required=False)
    meanwhile = Words(label=_("Hva kan du få imens?"), rows=3, max_length=LONGEST_WORDS, required=False)
    body = forms.ChoiceField(
        label=_("Hvem har det?"),
        choices=[("", _("vet ikke")), *TurnedAway.Body.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    track = forms.ChoiceField(label=_("Hvilke frister gjelder?"), required=False)
    source = Words(
        label=_("Hvem har sagt det, eller hvor står det?"),
        help_text=_("En nettside, et brev, en telefon til stedet. Ikke navn på folk."),
        max_length=LONGEST_LINE,
        required=False,
    )
    heard_on = Day(label=_("Hvilken dag?"), required=False)
    good = Words(label=_("Det som er bra"), rows=3, max_length=LONGEST_WORDS, required=False)
    hard = Words(label=_("Det som er vanskelig"), rows=3, max_length=LONGEST_WORDS, required=False)
    version = SeenVersion()

    def __init__(self, *args: Any, tracks: Sequence[Track], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        track = self.fields["track"]
        assert isinstance(track, forms.ChoiceField)
        track.choices = [("", _("Ingen, eller vi vet ikke")), *((one.code, one.words) for one in tracks)]
        self.fields["version"].required = False

    def clean_heard_on(self) -> date | None:
        """Refuse a day to come: then nobody has heard it yet."""
        day: date | None = self.cleaned_data["heard_on"]
        if day is not None:
            try:
                check_day_gone(day, today=self.today)
            except Refused as refused:
                raise forms.ValidationError(str(refused)) from refused
        return day

    def told(self) -> Offering:
        """Return what was told, after `is_valid`."""
        return Offering(**{name: self.cleaned_data[name] for name in (*FACTS, *THOUGHTS)})

    @staticmethod
    def seen(option: Option) -> dict[str, object]:
        """Return what the form begins with for something that stands there."""
        return {name: getattr(option, name) for name in (*FACTS, *THOUGHTS, "version")}


def about_someone(form: OptionForm, *, called: str) -> OptionForm:
    """Word the questions for whoever makes the sheet with somebody."""
    labels = {
        "wait": _("Hvor lenge må %(name)s vente?"),
        "asks": _("Hva krever det av %(name)s?"),
        "meanwhile": _("Hva kan %(name)s få imens?"),
        "good": _("Det %(name)s synes er bra"),
        "hard": _("Det %(name)s synes er vanskelig"),
    }
    for name, label in labels.items():
        form.fields[name].label = label % {"name": called}
    return form


class LeanForm(forms.Form):
    """What somebody leans to. None of them, and waiting, stand as choices like the others."""

    to = forms.ChoiceField(label=_("Hva heller du mot nå?"), widget=forms.RadioSelect, required=False)
    words = Words(label=_("Vil du si noe om det?"), rows=3, max_length=LONGEST_WORDS, required=False)
    version = SeenVersion()

    def __init__(self, *args: Any, options: Sequence[Option], **arguments: Any) -> None:
        super().__init__(*args, **arguments)
        self.by_key = {str(option.pk): option for option in options}
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [
            *((key, option.name) for key, option in self.by_key.items()),
            (OptionSheet.Lean.NONE.value, _("Ingen av dem")),
            (OptionSheet.Lean.WAIT.value, _("Jeg vil vente")),
            ("", _("Ikke bestemt")),
        ]

    def leaning(self) -> Leaning:
        """Return what is leant to, after `is_valid`."""
        to, words = self.cleaned_data["to"], self.cleaned_data["words"]
        if to in self.by_key:
            return Leaning(OptionSheet.Lean.OPTION, self.by_key[to], words)
        return Leaning(OptionSheet.Lean(to) if to else None, None, words)

    @staticmethod
    def seen(sheet: OptionSheet) -> dict[str, object]:
        """Return what the form begins with."""
        to = sheet.lean_to_id if sheet.lean == OptionSheet.Lean.OPTION else sheet.lean
        return {"to": str(to or ""), "words": sheet.lean_words, "version": sheet.version}
