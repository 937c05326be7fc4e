"""What the person writes on their own pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.access.policies import Refused
from benken.access.queries.why import LONGEST_QUESTION
from benken.followup.policies import OWN_NEEDS, TIP
from benken.followup.queries import Basic, CheckIn
from benken.followup.window import NAMES, READY_NEEDS, SIGNS, needs_in_words
from benken.lib.text import is_seen
from benken.people.areas import LifeArea
from benken.people.policies import LONGEST_MEANING, LONGEST_NAME, LONGEST_RELATION, check_text
from benken.people.queries import Part, Supporter
from benken.people.supporters import SupporterAnswers
from benken.people.uploads import FilesField
from benken.services.policies.appointments import LONGEST_ANSWER
from benken.ui.fields import Words

LONGEST_MESSAGE = 4000
LONGEST_WORDS = 500
LONGEST_STEP = 300
LONGEST_BEST = 1000
LONGEST_MILESTONE = 100


class BestNowForm(forms.Form):
    """An answer to «Hva er best for deg nå?»."""

    words = Words(label=_("Hva er best for deg nå?"), rows=3, max_length=LONGEST_BEST)


class TellForm(forms.Form):
    """Something that became hard, told in the person's own words."""

    text = Words(label=_("Fortell med dine egne ord"), rows=5)

    def clean_text(self) -> str:
        """Refuse what is too long to be read, and say how long it is."""
        return _short_enough(self.cleaned_data["text"])


class WithFiles(forms.Form):
    """A picture or a letter beside what is told, if the person wants to."""

    attachments = FilesField(
        label=_("Velg filer"),
        help_text=_(
            "Bare om du vil. Hvor og når bildet er tatt, blir ikke med."
            " Bilder, PDF, Word, ODT eller tekst, høyst 20 MB hver."
        ),
    )


class GoodForm(WithFiles, TellForm):
    """Something that went well, and perhaps a milestone to keep."""

    milestone = Words(
        label=_("Vil du ta vare på det som en milepæl?"),
        help_text=_("Noen få ord. F.eks. «90 dager». Den blir stående, og teller ikke videre."),
        max_length=LONGEST_MILESTONE,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = _("Hva gikk bra?")
        self.fields["text"].required = False

    def clean(self) -> dict[str, Any]:
        """Take either, or both."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("text") and not data.get("milestone"):
            self.add_error("text", self.fields["text"].error_messages["required"])
        return data


class HardForm(WithFiles, TellForm):
    """Something that became hard."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = _("Hva ble vanskelig?")


class OwnVersionForm(TellForm):
    """The person's own words beside an entry."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = _("Min versjon")


class MessageForm(forms.Form):
    """One message."""

    text = Words(label=_("Melding"), rows=3, max_length=LONGEST_MESSAGE)


class VersionedForm(forms.Form):
    """A form that knows which version was seen, so that nobody is overwritten."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)


class GoalForm(VersionedForm):
    """A goal in own words."""

    words = Words(
        label=_("Hva vil du?"), help_text=_("Stort eller lite, med dine egne ord."), rows=2, max_length=LONGEST_WORDS
    )
    why = Words(label=_("Hvorfor er det viktig for deg?"), rows=2, max_length=LONGEST_WORDS, required=False)
    area = forms.ChoiceField(
        label=_("Hva handler det om?"), choices=[("", _("Vil ikke velge")), *LifeArea.choices], required=False
    )


class StepForm(forms.Form):
    """A step on the way."""

    words = Words(label=_("Et steg til"), help_text=_("Noe lite du kan gjøre."), max_length=LONGEST_STEP)
    by_on = forms.DateField(
        label=_("Hvilken dag?"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "data-short": True}),
    )


class AreaForm(VersionedForm):
    """What carries and what weighs in a life area; what carries comes first."""

    carries = Words(label=_("Det som bærer"), help_text=_("Noe eller noen som hjelper."), rows=3, required=False)
    burdens = Words(label=_("Det som tynger"), help_text=_("Noe som er tungt nå."), rows=3, required=False)

    def clean_carries(self) -> str:
        """Refuse what is too long to be read."""
        return _short_enough(self.cleaned_data["carries"])

    def clean_burdens(self) -> str:
        """Refuse what is too long to be read."""
        return _short_enough(self.cleaned_data["burdens"])


class SupporterForm(SupporterAnswers, VersionedForm):
    """Somebody I want to have written down, as I say it. Only the name is needed."""

    name = Words(
        label=_("Navn"), help_text=_("Slik du sier det. Fornavn eller kallenavn er nok."), max_length=LONGEST_NAME
    )
    relation = Words(
        label=_("Hvem er det for deg?"),
        help_text=_("F.eks. «søstera mi», «nabo» eller «hunden min»."),
        max_length=LONGEST_RELATION,
        required=False,
    )
    meaning = Words(
        label=_("Hva betyr de for deg?"),
        help_text=_("F.eks. «hun ringer hver søndag»."),
        rows=2,
        max_length=LONGEST_MEANING,
        required=False,
    )
    reach = forms.ChoiceField(
        label=_("Kan vi ta kontakt?"),
        choices=Supporter.Reach.choices,
        initial=Supporter.Reach.ASK_FIRST,
        widget=forms.RadioSelect,
    )
    wants_again = forms.BooleanField(
        label=_("Jeg vil ha kontakt igjen"),
        help_text=_("Et ønske. Ingen gjør noe med det uten deg."),
        required=False,
    )
    phone = Words(
        label=_("Telefon"),
        help_text=_("Bare hvis du vil at vi skal kunne ringe."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        """Refuse a name that shows nothing."""
        name: str = self.cleaned_data["name"]
        if not is_seen(name):
            raise forms.ValidationError(_("Skriv et navn som synes."))
        return name


def _basic(kind: Basic.Kind) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=kind.label,
        choices=[*Basic.Answer.choices, ("", _("vil ikke svare"))],
        widget=forms.RadioSelect,
        required=False,
    )


class BasicsForm(forms.Form):
    """How it is with food, sleep and the other things everything rests on; every answer may be left out."""

    food = _basic(Basic.Kind.FOOD)
    sleep = _basic(Basic.Kind.SLEEP)
    bed = _basic(Basic.Kind.BED)
    shower = _basic(Basic.Kind.SHOWER)
    phone = _basic(Basic.Kind.PHONE)
    safe_tonight = _basic(Basic.Kind.SAFE_TONIGHT)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # the answers that stood when the form was drawn

    def answers(self) -> dict[str, str]:
        """Return what is answered now, by kind."""
        return {kind: self.cleaned_data[kind] for kind in Basic.Kind.values}

    def seen_answers(self) -> dict[str, str]:
        """Return the answers that stood when the form was drawn."""
        pairs = (pair.partition(":") for pair in self.cleaned_data["seen"].split(",") if pair)
        return {kind: answer for kind, _colon, answer in pairs}


class CheckInForm(forms.Form):
    """How I am, what I need, where I am in the window, in my own words. Everything may be left out."""

    feeling = forms.ChoiceField(
        label=_("Hvordan er det nå?"),
        choices=[*CheckIn.Feeling.choices, ("", _("vil ikke si"))],
        widget=forms.RadioSelect,
        required=False,
    )
    needs = forms.MultipleChoiceField(
        label=_("Hva trenger du?"),
        choices=list(READY_NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    own_needs = Words(label=_("Noe annet du trenger"), max_length=OWN_NEEDS, required=False)
    zone = forms.ChoiceField(
        label=_("Hvor er du akkurat nå?"),
        choices=[*((zone, SIGNS[zone]) for zone in NAMES), ("", _("vil ikke si"))],
        widget=forms.RadioSelect,
        required=False,
    )
    words = Words(label=_("Med dine egne ord"), rows=3, required=False)

    def clean_words(self) -> str:
        """Refuse what is too long to be read, and say how long it is."""
        return _short_enough(self.cleaned_data["words"])

    def said(self) -> dict[str, str]:
        """Return what was said, as `say_how_i_am` takes it."""
        data = self.cleaned_data
        needs = needs_in_words(data["needs"], data["own_needs"])
        return {"feeling": data["feeling"], "zone": data["zone"], "needs": needs, "words": data["words"]}


class OwnTipForm(VersionedForm):
    """What helps me in one zone; saved empty, it is taken away."""

    zone = forms.ChoiceField(choices=list(NAMES.items()), widget=forms.HiddenInput)
    words = Words(label=_("Dette hjelper meg"), rows=3, max_length=TIP, required=False)


def seen_words(standing: dict[str, str]) -> str:
    """Write answers for the hidden field."""
    return ",".join(f"{kind}:{answer}" for kind, answer in standing.items())


def _short_enough(text: str) -> str:
    if text:
        _check(text)
    return text


def _check(text: str) -> None:
    try:
        check_text(text)
    except Refused as refused:
        raise forms.ValidationError(str(refused)) from refused


class PageChoiceForm(forms.Form):
    """What stands on My page."""

    parts = forms.MultipleChoiceField(
        label=_("Vis dette"),
        choices=Part.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Velg blant det som står her.")},
    )


class AskWhyForm(forms.Form):
    """Why somebody read; own words can be left out."""

    words = Words(label=_("Vil du si noe mer?"), rows=4, max_length=LONGEST_QUESTION, required=False)


class SuitsForm(VersionedForm):
    """What would suit better than the time that was agreed on."""

    words = Words(label=_("Hva passer for deg?"), max_length=LONGEST_ANSWER)
