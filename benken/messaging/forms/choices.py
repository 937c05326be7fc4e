"""What is asked about texts, one thing at a time. A word typed for MÅL is never drawn again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.messaging.models import TextChoices, TextConsent
from benken.messaging.models.choices import LONGEST_NAME
from benken.messaging.told import Times, Yes
from benken.ui.fields import SeenVersion, Words

_LONGEST_TYPED = 120


def _typed_by_the_person() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"})


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "data-short": True}),
        error_messages={"required": _("Skriv klokka slik: 21:00."), "invalid": _("Skriv klokka slik: 21:00.")},
    )


class YesForm(forms.Form):
    """A yes to texts on a number, and what a text may hold."""

    is_shared = forms.ChoiceField(
        label=_("Bruker andre telefonen også?"),
        choices=[("yes", _("Ja, noen ganger")), ("no", _("Nei"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg ja eller nei.")},
    )
    shows = forms.ChoiceField(
        label=_("Hva kan stå i en SMS?"),
        choices=TextConsent.Shows.choices,
        initial=TextConsent.Shows.WORDS,
        widget=forms.RadioSelect,
        required=False,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def told(self) -> Yes:
        """Return what was told, after `is_valid`."""
        data = self.cleaned_data
        shows = TextConsent.Shows(data["shows"] or TextConsent.Shows.NOTICE)
        return Yes(is_shared=data["is_shared"] == "yes", shows=shows)

    @staticmethod
    def begun(consent: TextConsent | None) -> dict[str, str]:
        """Return what the form begins with."""
        if consent is None:
            return {}
        return {"is_shared": "yes" if consent.is_shared else "no", "shows": consent.shows}


class TimesForm(forms.Form):
    """When texts may come, and which come by themselves."""

    quiet_from = _clock(_("Stille fra"))
    quiet_until = _clock(_("Stille til"))
    reminders = forms.BooleanField(label=_("Minn meg på avtaler dagen før"), required=False)
    weekly = forms.BooleanField(label=_("Send «Hvor er vi nå?» en gang i uka"), required=False)
    version = SeenVersion()

    def told(self) -> Times:
        """Return what was told, after `is_valid`."""
        return Times(**{name: self.cleaned_data[name] for name in ("quiet_from", "quiet_until", "reminders", "weekly")})

    @staticmethod
    def begun(choices: TextChoices) -> dict[str, Any]:
        """Return what the form begins with."""
        names = ("quiet_from", "quiet_until", "reminders", "weekly", "version")
        return {name: getattr(choices, name) for name in names}


class KeywordsForm(forms.Form):
    """Which keywords are answered, and where there is none yet, the word for MÅL."""

    keywords = forms.MultipleChoiceField(
        label=_("Disse ordene skal virke"),
        choices=TextChoices.Keyword.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    pin = forms.CharField(
        label=_("Ordet ditt for MÅL"), max_length=_LONGEST_TYPED, required=False, widget=_typed_by_the_person()
    )
    version = SeenVersion()

    def __init__(self, *args: Any, has_pin: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if has_pin:
            del self.fields["pin"]


class PinForm(forms.Form):
    """The word that MÅL asks for, twice: nobody can look it up afterwards."""

    pin = forms.CharField(
        label=_("Ordet ditt"),
        max_length=_LONGEST_TYPED,
        widget=_typed_by_the_person(),
        error_messages={"required": _("Skriv ordet.")},
    )
    again = forms.CharField(
        label=_("Ordet en gang til"),
        max_length=_LONGEST_TYPED,
        widget=_typed_by_the_person(),
        error_messages={"required": _("Skriv ordet en gang til.")},
    )
    version = SeenVersion()

    def clean(self) -> dict[str, Any]:
        """Tell when the two are not the same."""
        data = super().clean() or {}
        if data.get("pin") and data.get("again") and data["pin"] != data["again"]:
            self.add_error("again", _("De to er ikke like. Skriv dem på nytt."))
        return data


class GoalNameForm(forms.Form):
    """What a goal is called in texts."""

    name = Words(label=_("Kort navn"), max_length=LONGEST_NAME, required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LONGEST_NAME, strip=False)
