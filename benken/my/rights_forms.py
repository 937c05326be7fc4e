"""What the person writes when they ask for something by right."""

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.people.queries.my_rights import LONGEST_REPLY, LONGEST_REQUEST, Complaint, CorrectionRequest
from benken.ui.fields import Words

ABOUT_FACTS = [choice for choice in CorrectionRequest.About.choices if choice[0] != CorrectionRequest.About.NOTE]


class CorrectionForm(forms.Form):
    """Says that a note is not right."""

    words = Words(label=_("Hva stemmer ikke, og hva er riktig?"), rows=5, max_length=LONGEST_REQUEST)


class FactsForm(CorrectionForm):
    """Says that something else is not right."""

    about = forms.ChoiceField(
        label=_("Hva gjelder det?"),
        choices=ABOUT_FACTS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva det gjelder.")},
    )
    field_order = ("about", "words")


class ComplaintForm(forms.Form):
    """A complaint, in own words."""

    about = forms.ChoiceField(
        label=_("Hva gjelder det?"),
        choices=Complaint.About.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva det gjelder.")},
    )
    words = Words(label=_("Fortell med dine egne ord"), rows=6, max_length=LONGEST_REPLY)
