"""A grant as it is written down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.services.forms.keeping import TidyForm, a_day, a_line, a_number
from benken.services.models import Grant, Provider

MOST_CROWNS = 10**12


class GrantForm(TidyForm):
    """Who gave what to whom, for what, and the report that is owed."""

    provider = forms.ModelChoiceField(
        label=_("Hvem fikk pengene?"),
        queryset=Provider.objects.all(),
        empty_label=_("Velg"),
        error_messages={"required": _("Velg hvem som fikk dem."), "invalid_choice": _("Velg en fra lista.")},
    )
    giver = a_line(_("Hvem ga dem?"), most=150, required=True)
    purpose = a_line(_("Hva de er til"), most=500, required=True)
    amount = a_number(_("Beløp i hele kroner"), most=MOST_CROWNS, required=True)
    currency = forms.ChoiceField(label=_("Valuta"), choices=Grant.Currency.choices)
    area = a_line(_("Område"), most=100)
    from_on = a_day(_("Gjelder fra"), required=True)
    until_on = a_day(_("Gjelder til og med"), required=True)
    report_due_on = a_day(_("Rapport skal komme"), why=_("Tomt om ingen rapport er bedt om."))
    report_received_on = a_day(_("Rapport kom"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """See that the days come in order."""
        data = super().clean()
        if data.get("from_on") and data.get("until_on") and data["from_on"] > data["until_on"]:
            self.add_error("until_on", _("Dette er før den første dagen."))
        return data

    @staticmethod
    def standing(grant: Grant) -> dict[str, Any]:
        """Return what stands now, as the form shows it."""
        return {name: getattr(grant, name) for name in GrantForm.base_fields}
