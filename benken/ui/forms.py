"""The form of the gallery: one field of each kind."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class GalleryForm(forms.Form):
    """Saves nothing; it only shows how fields look."""

    phone = forms.CharField(
        label=_("Telefonnummeret ditt"),
        help_text=_("Åtte siffer"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "data-short": True}),
    )
    text = forms.CharField(label=_("Hva vil du si?"), required=False, widget=forms.Textarea)
    day = forms.ChoiceField(
        label=_("Hvilken dag passer?"),
        choices=[("", _("Velg")), ("monday", _("Mandag")), ("tuesday", _("Tirsdag"))],
    )
    how = forms.ChoiceField(
        label=_("Hvordan vil du møtes?"),
        help_text=_("Du kan bytte når du vil"),
        choices=[("home", _("Hjemme")), ("out", _("Ute")), ("phone", _("På telefon"))],
        widget=forms.RadioSelect,
    )
    important = forms.MultipleChoiceField(
        label=_("Hva er viktig nå?"),
        required=False,
        choices=[("sleep", _("Søvn")), ("home", _("Bolig")), ("friends", _("Venner"))],
        widget=forms.CheckboxSelectMultiple,
    )
    agree = forms.BooleanField(label=_("Dere kan sende meg tekstmelding"))
    sms = forms.CharField(label=_("Teksten i SMS-en"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    on = forms.DateField(
        label=_("Dato"), required=False, widget=forms.DateInput(attrs={"type": "date", "data-short": True})
    )
