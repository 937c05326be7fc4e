"""What is asked about a stay, and about having come out. The day out can be left open; nobody is asked to explain."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.access.policies import Refused
from benken.services.forms.referrals import referral_label, service_label
from benken.services.models import Referral, Service, Stay
from benken.services.models.stays import LONGEST_PLACE, LONGEST_WORDS
from benken.services.policies import stays as policies
from benken.services.told import CalledOff, Out, Staying
from benken.ui.fields import Day, SeenVersion, Words


class StayForm(forms.Form):
    """Where, from when, until when. No reason is asked for."""

    kind = forms.ChoiceField(
        label=_("Hva slags sted?"),
        choices=Stay.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg det som ligner mest.")},
    )
    service = forms.ModelChoiceField(
        label=_("Hvor?"), queryset=Service.objects.none(), required=False, empty_label=_("Står ikke her")
    )
    place = Words(label=_("Hvis det ikke står i lista: hva heter det?"), max_length=LONGEST_PLACE, required=False)
    from_on = Day(label=_("Inn hvilken dag?"), help_text=_("Er dagen usikker, holder det omtrent."))
    planned_end_on = Day(
        label=_("Ut hvilken dag?"), help_text=_("Slik planen er nå. Den kan endres, og kan stå tom."), required=False
    )
    referral = forms.ModelChoiceField(
        label=_("Kommer det av en søknad eller henvisning?"),
        queryset=Referral.objects.none(),
        required=False,
        empty_label=_("Nei"),
    )
    version = SeenVersion()

    def __init__(self, *args: Any, services: Any, referrals: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, rows, label in (("service", services, service_label), ("referral", referrals, referral_label)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
            field.label_from_instance = label  # type: ignore[method-assign, assignment]  # Django's own hook
        self.fields["version"].required = False

    def clean(self) -> dict[str, Any]:
        """Refuse days that cannot be, at the day."""
        data = super().clean() or self.cleaned_data
        if data.get("from_on"):
            try:
                policies.check_plan(from_on=data["from_on"], planned_end_on=data.get("planned_end_on"))
            except Refused as refused:
                self.add_error("planned_end_on", str(refused))
        return data

    def told(self) -> Staying:
        """Return what was told, after `is_valid`."""
        data = self.cleaned_data
        service = data["service"]
        return Staying(
            kind=Stay.Kind(data["kind"]),
            from_on=data["from_on"],
            place=service_label(service)[:LONGEST_PLACE] if service else data["place"],
            service=service,
            referral=data["referral"],
            planned_end_on=data["planned_end_on"],
        )

    @staticmethod
    def seen(stay: Stay) -> dict[str, object]:
        """Return what the form begins with for a stay that stands there."""
        names = ("kind", "from_on", "planned_end_on", "version")
        begun = {name: getattr(stay, name) for name in names}
        place = "" if stay.service_id else stay.place
        return {**begun, "service": stay.service_id, "place": place, "referral": stay.referral_id}


class OutForm(forms.Form):
    """The day, and why: about the place, or in the person's own words."""

    ended_on = Day(label=_("Ut hvilken dag?"))
    reason = forms.ChoiceField(
        label=_("Hvordan ble det slik?"),
        choices=Stay.EndReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg det som ligner mest.")},
    )
    words = Words(label=_("Med egne ord"), rows=3, max_length=LONGEST_WORDS, required=False)
    version = SeenVersion()

    def told(self) -> Out:
        """Return what was told, after `is_valid`."""
        data = self.cleaned_data
        return Out(ended_on=data["ended_on"], reason=Stay.EndReason(data["reason"]), words=data["words"])


class CallOffForm(forms.Form):
    """Why a planned one comes to nothing: about the place, or in the person's own words."""

    reason = forms.ChoiceField(
        label=_("Hvordan ble det slik?"),
        choices=Stay.OffReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg det som ligner mest.")},
    )
    words = Words(label=_("Med egne ord"), rows=3, max_length=LONGEST_WORDS, required=False)
    version = SeenVersion()

    def told(self) -> CalledOff:
        """Return what was told, after `is_valid`."""
        data = self.cleaned_data
        return CalledOff(reason=Stay.OffReason(data["reason"]), words=data["words"])
