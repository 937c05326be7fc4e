"""What is written of a provider, a place and a service, and what is counted there. All is public but the counts."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from benken.access.queries import User
from benken.lib.text import is_seen, tidy_line, tidy_text
from benken.services.models import GivenBy, Provider, Service
from benken.services.needs import Need
from benken.services.policies.keeping import MOST_COUNTED

OLDEST = 120
_REQUIRED = {"required": _("Skriv noe her.")}
_NUMBER = {"invalid": _("Skriv et helt tall."), "required": _("Skriv et tall.")}


def a_line(label: Any, *, most: int, why: Any = "", required: bool = False, **attributes: str) -> Any:
    """Return a field of one line."""
    return forms.CharField(
        label=label,
        help_text=why,
        max_length=most,
        required=required,
        error_messages=_REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attributes}),
    )


def a_text(label: Any, *, most: int, why: Any = "", rows: int = 4) -> Any:
    """Return a field of several lines."""
    return forms.CharField(
        label=label, help_text=why, max_length=most, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


def a_number(label: Any, *, most: int, why: Any = "", required: bool = False) -> Any:
    """Return a field for a whole number, nothing or more."""
    return forms.IntegerField(
        label=label,
        help_text=why,
        min_value=0,
        max_value=most,
        required=required,
        error_messages={
            **_NUMBER,
            "min_value": _("Minst %(limit_value)s."),
            "max_value": _("Høyst %(limit_value)s."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-short": True}),
    )


def a_day(label: Any, *, why: Any = "", required: bool = False) -> Any:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        help_text=why,
        required=required,
        error_messages={"required": _("Velg en dag."), "invalid": _("Skriv en dag som finnes.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "data-short": True}),
    )


def _phone() -> Any:
    field = a_line(_("Telefon"), most=30, why=_("Alle ser den."), inputmode="tel")
    field.validators.append(
        RegexValidator(r"^\+?[0-9][0-9 ]{1,28}$", _("Skriv bare tallene, og + foran om det trengs."))
    )
    return field


def _web() -> Any:
    field = a_line(_("Nettside"), most=200, inputmode="url")
    field.validators.append(
        URLValidator(["https", "http"], message=_("Skriv en hel adresse som begynner med https://."))
    )
    return field


class TidyForm(forms.Form):
    """A form whose lines and texts come out tidy, and whose name can be seen."""

    def clean(self) -> dict[str, Any]:
        """Tidy what was typed; a name that does not show is refused."""
        data = super().clean() or {}
        for name, field in self.fields.items():
            if isinstance(data.get(name), str) and type(field) is forms.CharField:
                tidy = tidy_text if isinstance(field.widget, forms.Textarea) else tidy_line
                data[name] = tidy(data[name])
                if field.required and not is_seen(data[name]):
                    self.add_error(name, _("Skriv noe som synes."))
                elif field.max_length and len(data[name]) > field.max_length:  # some letters grow as they are tidied
                    self.add_error(name, _("Dette er for langt."))
        return data


class ProviderForm(TidyForm):
    """Who runs places."""

    name = a_line(_("Navn"), most=150, required=True)
    kind = forms.ChoiceField(label=_("Hva slags"), choices=Provider.Kind.choices)
    about = a_text(_("Om dem"), most=2_000, why=_("Kort. Alle ser det."))
    phone = _phone()
    email = forms.EmailField(
        label=_("E-post"),
        required=False,
        max_length=254,
        help_text=_("Alle ser den. Bruk en felles adresse, ikke din egen."),
        error_messages={"invalid": _("Dette er ikke en e-postadresse.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    url = _web()


_STEP_FREE = {"": None, "yes": True, "no": False}


class PlaceForm(TidyForm):
    """Where it is, and what one should know before coming."""

    name = a_line(_("Navn på stedet"), most=150, required=True)
    street = a_line(_("Gateadresse"), most=150)
    postal_code = a_line(_("Postnummer"), most=10, inputmode="numeric")
    town = a_line(_("Poststed"), most=100)
    area = a_line(_("Område"), most=100, why=_("Som folk kaller det."))
    way_there = a_line(_("Hvordan en finner fram"), most=300)
    is_hidden = forms.BooleanField(
        label=_("Adressen er hemmelig"),
        required=False,
        help_text=_("Da vises bare navn og telefon. Den som vil komme, ringer først."),
    )
    step_free = forms.TypedChoiceField(
        label=_("Kan en komme inn uten trapp?"),
        choices=[("", _("Vet ikke")), ("yes", _("Ja")), ("no", _("Nei"))],
        coerce=_STEP_FREE.__getitem__,
        empty_value=None,
        required=False,
    )
    phone = _phone()
    url = _web()
    house_rules = a_text(
        _("Husregler"), most=5_000, why=_("Lag dem sammen med dem som kommer der. Alle ser dem."), rows=6
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def standing(place: Any) -> dict[str, Any]:
        """Return what stands now, as the form shows it."""
        words = {name: getattr(place, name) for name in PlaceForm.base_fields}
        words["step_free"] = {None: "", True: "yes", False: "no"}[place.step_free]
        return words


class NewPlaceForm(PlaceForm):
    """A place, and who runs it."""

    provider = forms.ModelChoiceField(
        label=_("Hvem driver stedet?"),
        queryset=Provider.objects.all(),
        empty_label=_("Velg"),
        error_messages={"required": _("Velg hvem som driver det."), "invalid_choice": _("Velg en fra lista.")},
    )
    field_order = ("provider", "name")


class ServiceForm(TidyForm):
    """What is offered, for whom, and how one comes in."""

    need = forms.ChoiceField(label=_("Hva en kan få"), choices=Need.choices)
    name = a_line(_("Hva dere kaller det"), most=150, required=True)
    about = a_text(_("Om tilbudet"), most=1_000, why=_("Kort og enkelt. Alle ser det."))
    who_may_come = a_line(_("Hvem som kan komme"), most=500)
    age_from = a_number(_("Fra alder"), most=OLDEST)
    age_to = a_number(_("Til og med alder"), most=OLDEST)
    way_in = forms.ChoiceField(label=_("Hvordan en kommer inn"), choices=Service.WayIn.choices)
    cost = a_line(
        _("Hva det koster"), most=100, why=_("Tomt betyr at ingen har sagt det. Skriv «gratis» om det er det.")
    )
    places_total = a_number(_("Plasser i alt"), most=MOST_COUNTED, why=_("Tomt om det ikke er et bestemt antall."))
    answers_here = forms.BooleanField(
        label=_("Vi svarer på henvisninger her i Benken"),
        required=False,
        help_text=_("Ellers skriver den som henviste, ned svaret dere ga i brev eller telefon."),
    )
    gives_by = forms.MultipleChoiceField(
        label=_("Når flere venter: hvem får plassen?"),
        choices=GivenBy.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Alle ser det. Når dere gir en plass, velger dere en av disse."),
    )
    judged_by = a_line(
        _("Hvem vurderer hva som haster?"), most=150, why=_("For eksempel «inntaksteamet». Ikke navnet på en ansatt.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """See that the ages come in order."""
        data = super().clean()
        youngest, oldest = data.get("age_from"), data.get("age_to")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("age_to", _("Dette er yngre enn «fra alder»."))
        return data

    @staticmethod
    def standing(service: Service) -> dict[str, Any]:
        """Return what stands now, as the form shows it."""
        return {name: getattr(service, name) for name in ServiceForm.base_fields}


class NumberForm(forms.Form):
    """One number."""

    number = a_number(_("Antall"), most=MOST_COUNTED, required=True)


class EditorForm(forms.Form):
    """Who is to keep a place."""

    user = forms.ModelChoiceField(
        label=_("Hvem skal holde stedet?"),
        queryset=User.objects.none(),
        empty_label=_("Velg"),
        help_text=_("De som har en konto med rollen «redaktør for et sted». De ser ingen personers side."),
        error_messages={"required": _("Velg hvem."), "invalid_choice": _("Velg en fra lista.")},
    )

    def __init__(self, *arguments: Any, possible: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        user = self.fields["user"]
        assert isinstance(user, forms.ModelChoiceField)
        user.queryset = possible


def shown_words(form_class: type[forms.Form], standing: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what stands now in the words of the form: for whoever saves second."""
    told = []
    for name, field in form_class.base_fields.items():
        if isinstance(field.widget, forms.HiddenInput) or name not in standing:
            continue
        value = standing[name]
        if isinstance(field, forms.MultipleChoiceField):
            value = ", ".join(str(GivenBy(code).label) for code in value)
        elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            value = dict(field.choices).get(value, value)  # type: ignore[arg-type]  # pairs, as they are written above
        elif isinstance(field, forms.BooleanField):
            value = _("Ja") if value else _("Nei")
        told.append((str(field.label), "–" if value in {None, ""} else str(value)))
    return told


class DayCountsForm(forms.Form):
    """The counts of one service on one day, written anew."""

    def __init__(self, data: Any = None, *, counts: Mapping[Any, int], **options: Any) -> None:
        super().__init__(data, **options)
        for what, number in counts.items():
            self.fields[str(what.value)] = a_number(str(what.label).capitalize(), most=MOST_COUNTED, required=True)
            self.initial[str(what.value)] = number
