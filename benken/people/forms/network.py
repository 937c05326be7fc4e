"""The form about somebody of the person's network."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from benken.lib.text import is_seen, tidy_text
from benken.people.forms.fields import line
from benken.people.models import NAME_LENGTH, Supporter
from benken.people.policies import LONGEST_MEANING, LONGEST_RELATION
from benken.people.supporters import SupporterAnswers


class SupporterForm(SupporterAnswers, forms.Form):
    """Somebody of the person's network, written down together."""

    name = forms.CharField(
        label=_("Navn"),
        max_length=NAME_LENGTH,
        help_text=_("Slik personen sier det. Fornavn eller kallenavn er nok."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    relation = forms.CharField(
        label=_("Hvem er det for personen?"),
        max_length=LONGEST_RELATION,
        required=False,
        help_text=_("Med personens egne ord: «søstera mi», «nabo», «hunden min»."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    meaning = forms.CharField(
        label=_("Hva betyr de?"),
        max_length=LONGEST_MEANING,
        required=False,
        help_text=_("F.eks. «hun ringer hver søndag»."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    reach = forms.ChoiceField(
        label=_("Kan vi ta kontakt?"),
        choices=[
            (Supporter.Reach.ASK_FIRST.value, _("Spør personen først")),
            (Supporter.Reach.MAY.value, _("Kan kontaktes")),
            (Supporter.Reach.DO_NOT.value, _("Ikke ta kontakt")),
        ],
        initial=Supporter.Reach.ASK_FIRST,
        widget=forms.RadioSelect,
    )
    wants_again = forms.BooleanField(
        label=_("Vil ha kontakt igjen"), required=False, help_text=_("Et ønske, ikke en oppgave.")
    )
    phone = forms.CharField(
        label=_("Telefon"),
        max_length=30,
        required=False,
        help_text=_("Bare hvis det trengs for å kunne ringe."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def clean_name(self) -> str:
        """Return a name that shows something."""
        name = line(self.cleaned_data["name"], most=NAME_LENGTH)
        if not is_seen(name):
            raise forms.ValidationError(_("Skriv et navn som synes."))
        return name

    def clean_relation(self) -> str:
        """Return what they are to the person on one line."""
        return line(self.cleaned_data["relation"], most=LONGEST_RELATION)

    def clean_meaning(self) -> str:
        """Return the text without control characters."""
        meaning = tidy_text(self.cleaned_data["meaning"])
        MaxLengthValidator(LONGEST_MEANING)(meaning)
        return meaning
