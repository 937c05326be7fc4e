"""What is asked when somebody has died: a day if it is known, and who told. Nothing of how."""

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.people.models.ending import LONGEST_CHILDREN, LONGEST_TOLD_BY
from benken.ui.fields import Day, SeenVersion, Words


class DeathForm(forms.Form):
    """When, and who told. All of it may be left open."""

    died_on = Day(label=_("Hvilken dag?"), required=False, help_text=_("Omtrent holder."))
    is_unsure = forms.BooleanField(label=_("Dagen er usikker"), required=False)
    told_by = Words(
        label=_("Hvem fortalte det?"),
        max_length=LONGEST_TOLD_BY,
        required=False,
        help_text=_("For eksempel «broren ringte» eller «sykehuset». Vi spør ikke om mer."),
    )


class ChildrenForm(forms.Form):
    """Whether there are children, and who talks with them, in words."""

    words = Words(
        label=_("Er det barn? Hvem snakker med dem?"),
        rows=4,
        max_length=LONGEST_CHILDREN,
        required=False,
        help_text=_("Med ord, og ikke mer enn det som trengs: hvem de er hos, og hvem av oss som ringer."),
    )
    version = SeenVersion()
