"""What is asked about goals, the person's own words, and promises.

No field cuts what is typed (there is no `maxlength`): too much is told, with everything standing.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.access.policies import Refused
from benken.followup import policies
from benken.followup.models import Basic, CheckIn, Step
from benken.followup.papers import SlipWords
from benken.followup.window import READY_NEEDS, needs_in_words
from benken.people.areas import LifeArea
from benken.people.policies import LONGEST_TEXT
from benken.ui.fields import Day, SeenVersion, Written

FIRST_STEPS = ("step_1", "step_2", "step_3")
AREA_TEXT = 2000


class GoalWordsForm(forms.Form):
    """The words of a goal."""

    words = Written(
        rows=3,
        label=_("Hva er målet?"),
        help_text=_("Skriv det slik personen sier det. Stort eller lite er like bra."),
        max_length=500,
    )
    area = forms.ChoiceField(
        label=_("Hvor i livet hører det til?"), required=False, choices=[("", _("Ikke valgt")), *LifeArea.choices]
    )
    why = Written(
        label=_("Hvorfor betyr det noe?"),
        required=False,
        max_length=500,
        rows=2,
    )
    hoped_for = Written(
        label=_("Når håper dere på det?"),
        help_text=_("En dag, en årstid, eller bare «en gang»."),
        required=False,
        max_length=200,
    )


class GoalForm(GoalWordsForm):
    """A new goal, with up to three first steps."""

    step_1 = Written(
        label=_("Første steg"), help_text=_("Noe lite som kan skje snart."), required=False, max_length=300
    )
    step_2 = Written(label=_("Neste steg"), required=False, max_length=300)
    step_3 = Written(label=_("Steget etter det"), required=False, max_length=300)

    def steps(self) -> tuple[str, ...]:
        """Return the steps that were written, in order."""
        return tuple(words for name in FIRST_STEPS if (words := self.cleaned_data[name]))


class GoalChangeForm(GoalWordsForm):
    """The words of a goal once more, and which version was seen."""

    version = SeenVersion(initial=1)


class StepForm(forms.Form):
    """A step: what, who, by when."""

    step = Written(label=_("Hva er steget?"), max_length=300)
    who = forms.ChoiceField(
        label=_("Hvem gjør det?"),
        initial=Step.Who.PERSON,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvem som gjør det.")},
    )
    who_words = Written(label=_("Hvis noen andre: hvem?"), required=False, max_length=100)
    by_on = Day(label=_("Innen når?"), required=False)

    def __init__(self, *args: Any, called: str, today: date, **kwargs: Any) -> None:
        """Take what the person is called, who stands among those who can do it, and the day it is."""
        super().__init__(*args, **kwargs)
        self.today = today
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = [
            (Step.Who.PERSON, called),
            (Step.Who.CONTACT, _("Kontaktpersonen")),
            (Step.Who.OTHER, _("Noen andre")),
        ]

    def clean_by_on(self) -> date | None:
        """Refuse a day that has gone."""
        return checked_day(self.cleaned_data["by_on"], today=self.today)

    def clean(self) -> None:
        """Ask for the name when somebody else does it."""
        if self.cleaned_data.get("who") == Step.Who.OTHER and not self.cleaned_data.get("who_words"):
            self.add_error("who_words", _("Skriv hvem som gjør det."))


class BestNowForm(forms.Form):
    """An answer to «Hva er best for deg nå?»."""

    words = Written(
        rows=3,
        label=_("Svaret, med egne ord"),
        help_text=_("Skriv det slik det blir sagt. Det kan være hva som helst, og det er lov å hoppe over."),
        max_length=1000,
    )


def basic_field(kind: Basic.Kind) -> forms.ChoiceField:
    """Return the question about one of the basics."""
    return forms.ChoiceField(
        label=kind.label,
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("ikke spurt")), *Basic.Answer.choices],
    )


class BasicsForm(forms.Form):
    """How it is with the basics. Everything can be skipped. `seen` holds the answers that stood before."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    food = basic_field(Basic.Kind.FOOD)
    sleep = basic_field(Basic.Kind.SLEEP)
    bed = basic_field(Basic.Kind.BED)
    shower = basic_field(Basic.Kind.SHOWER)
    phone = basic_field(Basic.Kind.PHONE)
    safe_tonight = basic_field(Basic.Kind.SAFE_TONIGHT)

    def answers(self) -> dict[str, str]:
        """Return the answers by kind, the empty ones too."""
        return {kind: self.cleaned_data[kind] for kind in Basic.Kind.values}

    def answers_seen(self) -> dict[str, str]:
        """Return the answers that stood when the form was drawn."""
        return dict(parse_qsl(self.cleaned_data["seen"]))


def as_seen(answers: Mapping[str, str]) -> str:
    """Write answers down in one line, as the hidden field holds them."""
    return urlencode(sorted(answers.items()))


class AreaForm(forms.Form):
    """What carries and what weighs in a life area; what carries comes first."""

    carries = Written(
        rows=3,
        label=_("Det som bærer"),
        help_text=_("Det som er bra, som hjelper, som er verdt å ta vare på."),
        required=False,
        max_length=AREA_TEXT,
    )
    burdens = Written(
        rows=3,
        label=_("Det som tynger"),
        help_text=_("Det som er vanskelig eller står i veien, også når det er noe hos oss."),
        required=False,
        max_length=AREA_TEXT,
    )
    version = SeenVersion(initial=0)


class CheckInForm(forms.Form):
    """How somebody says they are, written in together. Everything can be skipped; one thing is enough."""

    feeling = forms.ChoiceField(
        label=_("Hvordan er det?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("ikke spurt")), *CheckIn.Feeling.choices],
    )
    needs = forms.MultipleChoiceField(
        label=_("Hva trengs?"), required=False, widget=forms.CheckboxSelectMultiple, choices=list(READY_NEEDS.items())
    )
    own_needs = Written(label=_("Noe annet som trengs"), required=False, max_length=policies.OWN_NEEDS)
    zone = forms.ChoiceField(
        label=_("Hvor i toleransevinduet?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("ikke spurt")), *CheckIn.Zone.choices],
    )
    words = Written(
        rows=3,
        label=_("Med egne ord"),
        help_text=_("Skriv det slik det blir sagt."),
        required=False,
        max_length=LONGEST_TEXT,
    )

    def said(self) -> dict[str, str]:
        """Return what was said, as `say_how_i_am` takes it."""
        data = self.cleaned_data
        needs = needs_in_words(data["needs"], data["own_needs"])
        return {"feeling": data["feeling"], "zone": data["zone"], "needs": needs, "words": data["words"]}


class PromiseForm(forms.Form):
    """Something a worker says they will do."""

    words = Written(
        label=_("Hva lover du?"), help_text=_("Noe du selv kan holde. «Jeg ringer NAV om depositumet.»"), max_length=300
    )
    due_on = Day(label=_("Innen når?"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Take the day it is."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date | None:
        """Refuse a day that has gone."""
        return checked_day(self.cleaned_data["due_on"], today=self.today)


class TellForm(forms.Form):
    """Why a promise was not kept, as it is said to the person."""

    words = Written(rows=3, label=_("Hvorfor ble det ikke noe av?"), max_length=500)


def checked_day(day: date | None, *, today: date) -> date | None:
    """Return the day, or the policy's sentence as the field's error."""
    try:
        policies.check_day_ahead(day, today=today)
    except Refused as refused:
        raise forms.ValidationError(str(refused)) from refused
    return day


class SlipForm(forms.Form):
    """What stands on a slip of paper. It is printed and kept nowhere."""

    name = Written(label=_("Navnet å spørre etter"), max_length=60)
    reach = Written(
        label=_("Telefon, eller hvor dere treffes"),
        max_length=100,
        required=False,
        help_text=_("Skriv et sted uten å si hva stedet er for."),
    )
    answers = Written(label=_("Når det er svar"), max_length=100, required=False)
    next_words = Written(
        label=_("Neste"),
        max_length=100,
        required=False,
        help_text=_("Lappen kan bli liggende framme. Skriv så bare dere to skjønner det."),
    )
    next_day = Written(label=_("Dag og tid"), max_length=60, required=False)

    def words(self) -> SlipWords:
        """Return what is to stand on the slip."""
        return SlipWords(**self.cleaned_data)
