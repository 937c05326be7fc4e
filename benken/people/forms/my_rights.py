"""What those who work here write when a person asks for something by right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.lib.text import is_seen, tidy_text
from benken.people.models import Complaint, CorrectionRequest
from benken.people.models.my_rights import LONGEST_REPLY
from benken.people.policies import LONGEST_TEXT


class AnswerCorrectionForm(forms.Form):
    """Put right, or not and why."""

    outcome = forms.ChoiceField(
        label=_("Hva ble det til?"),
        choices=CorrectionRequest.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg om det er rettet.")},
    )
    correction = forms.CharField(
        label=_("Ny ordlyd"),
        help_text=_("Står ved siden av notatet. Den gamle blir stående."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        max_length=LONGEST_TEXT,
        required=False,
    )
    answer = forms.CharField(
        label=_("Svar til personen"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        max_length=LONGEST_REPLY,
        error_messages={"required": _("Skriv noen ord først.")},
    )

    def __init__(self, *args: Any, of_note: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.of_note = of_note
        if not of_note:
            del self.fields["correction"]

    def clean_answer(self) -> str:
        """Tidy the answer; invisible marks are nothing."""
        return _seen(self.cleaned_data["answer"])

    def clean(self) -> dict[str, Any]:
        """Ask for the new wording when a note is put right."""
        data = super().clean() or self.cleaned_data
        data["correction"] = tidy_text(data.get("correction") or "")
        corrected = data.get("outcome") == CorrectionRequest.Outcome.CORRECTED
        if self.of_note and corrected and not is_seen(data["correction"]):
            self.add_error("correction", _("Skriv den nye ordlyden."))
        return data


class PaperComplaintForm(forms.Form):
    """A complaint that the person has said or handed over, written down by the contact person."""

    about = forms.ChoiceField(
        label=_("Hva gjelder det?"),
        choices=Complaint.About.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva det gjelder.")},
    )
    words = forms.CharField(
        label=_("Med personens egne ord"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        max_length=LONGEST_REPLY,
        error_messages={"required": _("Skriv noen ord først.")},
    )

    def clean_words(self) -> str:
        """Tidy the words; invisible marks are nothing."""
        return _seen(self.cleaned_data["words"])


class AnswerComplaintForm(forms.Form):
    """The leader's answer."""

    answer = forms.CharField(
        label=_("Svar"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        max_length=LONGEST_REPLY,
        error_messages={"required": _("Skriv noen ord først.")},
    )
    send_on = forms.BooleanField(label=_("Personen får ikke medhold: klagen sendes videre"), required=False)

    def clean_answer(self) -> str:
        """Tidy the answer; invisible marks are nothing."""
        return _seen(self.cleaned_data["answer"])


def _seen(text: str) -> str:
    text = tidy_text(text)
    if not is_seen(text):
        raise forms.ValidationError(_("Skriv noen ord først."))
    return text
