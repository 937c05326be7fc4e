"""What is asked about home. Every question can be skipped but what kind of home it is; no address is asked for."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.access.policies import Refused
from benken.services.models import Home, HomeFault
from benken.services.models.homes import LONGEST_LINE, LONGEST_WORDS
from benken.services.policies import homes as policies
from benken.services.told import Fault, Living
from benken.ui.fields import Day, SeenVersion, Words

_YES_OR_NO = {"yes": True, "no": False}


class HomeForm(forms.Form):
    """Where somebody lives now."""

    kind = forms.ChoiceField(
        label=_("Hva slags sted?"),
        choices=Home.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg det som ligner mest.")},
    )
    owner = Words(label=_("Hvem eier eller leier ut?"), max_length=LONGEST_LINE, required=False)
    with_follow_up = forms.ChoiceField(
        label=_("Kommer det noen hjem og hjelper til?"),
        choices=[("", _("Vet ikke")), ("yes", _("Ja")), ("no", _("Nei"))],
        widget=forms.RadioSelect,
        required=False,
    )
    words = Words(label=_("Hvordan er det der?"), rows=3, max_length=LONGEST_WORDS, required=False)
    since_on = Day(label=_("Siden når?"), required=False)

    def told(self) -> Living:
        """Return what was told, after `is_valid`."""
        data = self.cleaned_data
        return Living(
            kind=Home.Kind(data["kind"]),
            owner=data["owner"],
            with_follow_up=_YES_OR_NO.get(data["with_follow_up"]),
            words=data["words"],
            since_on=data["since_on"],
        )


class FaultForm(forms.Form):
    """What is broken or unsafe, whom was told, what they answered."""

    kind = forms.ChoiceField(
        label=_("Hva gjelder det?"), choices=HomeFault.Kind.choices, widget=forms.RadioSelect, initial="broken"
    )
    words = Words(label=_("Hva er det?"), rows=2, max_length=LONGEST_WORDS)
    told_to = Words(label=_("Hvem er det sagt fra til?"), max_length=LONGEST_LINE, required=False)
    told_on = Day(label=_("Hvilken dag?"), required=False)
    answer = Words(label=_("Hva svarte de?"), rows=2, max_length=LONGEST_WORDS, required=False)
    answered_on = Day(label=_("Hvilken dag kom svaret?"), required=False)
    version = SeenVersion()

    def __init__(self, *args: object, today: date, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # Django's own arguments
        self.today = today
        self.fields["version"].required = False

    def clean(self) -> dict[str, object]:
        """Refuse days that cannot be, at the form as a whole."""
        data = super().clean() or self.cleaned_data
        try:
            policies.check_days(told_on=data.get("told_on"), answered_on=data.get("answered_on"), today=self.today)
        except Refused as refused:
            self.add_error("answered_on" if data.get("answered_on") else "told_on", str(refused))
        return data

    def told(self) -> Fault:
        """Return what was told, after `is_valid`."""
        data = self.cleaned_data
        return Fault(
            kind=HomeFault.Kind(data["kind"]),
            words=data["words"],
            told_to=data["told_to"],
            told_on=data["told_on"],
            answer=data["answer"],
            answered_on=data["answered_on"],
        )

    @staticmethod
    def seen(fault: HomeFault) -> dict[str, object]:
        """Return what the form begins with for something that stands there."""
        names = ("kind", "words", "told_to", "told_on", "answer", "answered_on", "version")
        return {name: getattr(fault, name) for name in names}
