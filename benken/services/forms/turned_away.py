"""What is asked about having been turned away: the same of the person and of whoever writes it down with them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.services.models import TurnedAway
from benken.services.models.turned_away import LONGEST_COMPLAINT, LONGEST_PLACE, LONGEST_WORDS
from benken.services.told import No
from benken.ui.fields import Day, SeenVersion, Words


class NoForm(forms.Form):
    """Where, who said no, what happened. No name of anybody who works there is asked for."""

    place = Words(label=_("Hvor var det?"), help_text=_("Navnet på stedet, ikke på folk."), max_length=LONGEST_PLACE)
    body = forms.ChoiceField(
        label=_("Hva slags sted?"),
        choices=TurnedAway.Body.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva slags sted det var.")},
    )
    kind = forms.ChoiceField(
        label=_("Hva skjedde?"),
        choices=TurnedAway.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg det som ligner mest.")},
    )
    told_on = Day(label=_("Hvilken dag?"))
    asked_for = Words(label=_("Hva ba du om?"), rows=2, max_length=LONGEST_WORDS, required=False)
    reason = Words(
        label=_("Hvilken grunn fikk du?"),
        help_text=_("Slik de sa det, eller slik det står i brevet."),
        rows=3,
        max_length=LONGEST_WORDS,
        required=False,
    )

    def told(self) -> No:
        """Return what was told, after `is_valid`."""
        data = self.cleaned_data
        return No(
            place=data["place"],
            body=TurnedAway.Body(data["body"]),
            kind=TurnedAway.Kind(data["kind"]),
            told_on=data["told_on"],
            asked_for=data["asked_for"],
            reason=data["reason"],
        )


class ComplaintForm(forms.Form):
    """The words of a complaint."""

    complaint = Words(label=_("Klagen"), rows=10, max_length=LONGEST_COMPLAINT)
    version = SeenVersion()


class BodyForm(forms.Form):
    """What kind of body said no, said anew."""

    body = forms.ChoiceField(
        label=_("Hva slags sted?"),
        choices=TurnedAway.Body.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva slags sted det var.")},
    )


class SentForm(forms.Form):
    """The day it was sent."""

    sent_on = Day(label=_("Hvilken dag ble den sendt?"))


class ComplaintAnswerForm(forms.Form):
    """What was answered."""

    answer = Words(label=_("Hva svarte de?"), rows=3, max_length=LONGEST_WORDS)
    answered_on = Day(label=_("Hvilken dag kom svaret?"))


def about_someone(form: NoForm, *, called: str) -> NoForm:
    """Word the questions for whoever writes it down with somebody."""
    labels: dict[str, Any] = {
        "asked_for": _("Hva ba %(name)s om?"),
        "reason": _("Hvilken grunn fikk %(name)s?"),
    }
    for name, label in labels.items():
        form.fields[name].label = label % {"name": called}
    return form
