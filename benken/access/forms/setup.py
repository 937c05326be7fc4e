"""What the municipality chooses, its teams, and when somebody wants to be told."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from benken.access.models import Setup, Team
from benken.access.models.setup import FIRST_HOUR, LAST_HOUR
from benken.access.queries.accounts import teams
from benken.lib.text import tidy_line, tidy_text

REQUIRED = _("Skriv noe her.")


def _validators(name: str) -> list[Any]:
    field = Setup._meta.get_field(name)  # noqa: SLF001  # Django's documented way to a model's fields
    assert isinstance(field, Field)
    return list(field.validators)


def _line(name: str, label: Any, help_text: Any, *, length: int, required: bool = True, **attributes: str) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=length,
        required=required,
        validators=_validators(name),
        error_messages={"required": REQUIRED},
        widget=forms.TextInput(attrs={"autocomplete": "off", **attributes}),
    )


def _number(name: str, label: Any, help_text: Any) -> Any:
    words = {MinValueValidator: _("Minst %(limit_value)s."), MaxValueValidator: _("Høyst %(limit_value)s.")}
    bounds = [bound for bound in _validators(name) if type(bound) in words]
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        validators=[type(bound)(bound.limit_value, message=words[type(bound)]) for bound in bounds],
        error_messages={"required": _("Skriv et tall."), "invalid": _("Skriv et helt tall.")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class SetupForm(forms.Form):
    """What the municipality chooses for all pages."""

    municipality = _line(
        "municipality", _("Kommunens navn"), _("Står på de åpne sidene og på ark som skrives ut."), length=100
    )
    site_name = _line(
        "site_name",
        _("Hva personen møter"),
        _("Navnet på personens egne sider. Det skal ikke røpe hva det gjelder."),
        length=40,
    )
    sender_name = _line(
        "sender_name", _("Avsender på e-post"), _("Skal heller ikke røpe noe. Innholdet gjør det aldri."), length=40
    )
    reception_phone = _line(
        "reception_phone",
        _("Telefon til mottaket"),
        _("Personer ser den, og kolleger som får beskjed om å spørre i mottaket."),
        length=20,
        required=False,
        inputmode="tel",
    )
    opening_hours = forms.CharField(
        label=_("Når mottaket er åpent"),
        help_text=_("Én linje for hver tid. Personer ser det slik du skriver det."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    requests_team = forms.ModelChoiceField(
        label=_("Hvilket team tar imot henvendelser fra nettet"),
        help_text=_("De som ber om hjelp på den åpne siden. Velger du alle, ser hver som tar imot henvendelser, dem."),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("Alle"),
        error_messages={"invalid_choice": _("Velg blant det som står her.")},
    )
    quick_exit_url = _line(
        "quick_exit_url",
        _("Hvor «Gå ut fort» fører"),
        _("En side ingen undrer seg over. Adressen begynner med https://."),
        length=200,
        inputmode="url",
    )
    quiet_for = _number(
        "quiet_for",
        _("«Ikke hørt fra på en stund» etter så mange dager"),
        _("En påminnelse til kontaktpersonen. Den stenger ingenting."),
    )
    small_number = _number(
        "small_number",
        _("Tall under dette vises ikke"),
        _("I all statistikk. Minst 5: små tall kan peke ut noen."),
    )
    street_number = _number("street_number", _("Tall fra gata under dette vises ikke"), _("Minst 10."))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        team = self.fields["requests_team"]
        assert isinstance(team, forms.ModelChoiceField)
        team.queryset = teams()

    def clean(self) -> dict[str, Any]:
        """Return the lines without what does not show."""
        data = super().clean() or {}
        for name in ("municipality", "site_name", "sender_name", "reception_phone", "quick_exit_url"):
            if name in data:
                data[name] = tidy_line(data[name])
        for name in ("municipality", "site_name", "sender_name"):
            if name in data and not data[name]:
                self.add_error(name, _("Skriv et navn som synes."))
        if "opening_hours" in data:
            data["opening_hours"] = tidy_text(data["opening_hours"])
        return data

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen, by its name."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def setup_words(name: str) -> str:
    """Return what a value is called on the page."""
    field = SetupForm.base_fields.get(name)
    return str(field.label) if field else name


class TeamForm(forms.Form):
    """What a team is called."""

    name = forms.CharField(
        label=_("Navn på teamet"),
        max_length=100,
        error_messages={"required": _("Skriv navnet.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen_name = forms.CharField(required=False, widget=forms.HiddenInput)


class NoticeForm(forms.Form):
    """Never, or an hour of working days."""

    hour = forms.TypedChoiceField(
        label=_("Når vil du ha e-post om at noe venter?"),
        choices=[
            ("", _("Aldri")),
            *((str(hour), _("Virkedager kl. %(hour)s") % {"hour": hour}) for hour in range(FIRST_HOUR, LAST_HOUR + 1)),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
