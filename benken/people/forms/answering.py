"""When a worker answers, and that they are away. Why somebody is away is never asked."""

from datetime import time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from benken.access.queries import User
from benken.people.answering_policies import SaidHours
from benken.people.forms.fields import ColleagueChoice
from benken.people.models import Absence, AnswerHours
from benken.people.models.answering import OUTSIDE_LENGTH, WEEK
from benken.people.phones import read_number, shown_number
from benken.people.queries.answering import can_stand_in
from benken.ui.fields import Day, SeenVersion, Written


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S", "%H"],
        error_messages={"invalid": _("Skriv klokka slik: 14.30.")},
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "data-short": True}),
    )


def _number(label: Any, **options: Any) -> Written:
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "data-short": True})
    return Written(label=label, required=False, max_length=40, widget=widget, **options)


def _stand_in(empty: Any, **options: Any) -> ColleagueChoice:
    return ColleagueChoice(
        queryset=User.objects.none(),
        required=False,
        empty_label=empty,
        error_messages={"invalid_choice": _("Velg noen i teamet.")},
        **options,
    )


def _among(form: forms.Form, worker: User) -> None:
    field = form.fields["stand_in"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = can_stand_in(worker)


class AnswerHoursForm(forms.Form):
    """Before which hour somebody answers each day, the telephone, who answers outside that, and who stands in."""

    day_0, day_1, day_2, day_3, day_4, day_5, day_6 = (_clock(capfirst(WEEKDAYS[number])) for number in range(WEEK))
    phone = _number(_("Nummer"), help_text=_("Det de som følges opp, kan ringe på."))
    phone_from = _clock(_("Svares fra"))
    phone_until = _clock(_("Svares til"))
    outside_words = Written(
        label=_("Hvem svarer ellers?"),
        max_length=OUTSIDE_LENGTH,
        required=False,
        help_text=_("For eksempel «Vakttelefonen». Et nøytralt navn: det står på skjermen til den det gjelder."),
    )
    outside_number = _number(_("Nummeret dit"))
    stand_in = _stand_in(
        _("Ingen"),
        label=_("Fast vikar"),
        help_text=_("Blir en melding ikke besvart i tide, blir vikaren spurt. Da kan vikaren åpne siden til personen."),
    )
    version = SeenVersion()

    def __init__(self, *args: Any, worker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _among(self, worker)

    @property
    def days(self) -> list[forms.BoundField]:
        """The seven days as fields."""
        return [self[f"day_{number}"] for number in range(WEEK)]

    def clean(self) -> dict[str, Any]:
        """Read the numbers, and point at the field that is missing."""
        data = super().clean() or {}
        for name in ("phone", "outside_number"):
            data[name] = self._read(name, data.get(name) or "")
        if data["phone"]:
            for name in ("phone_from", "phone_until"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, gettext("Skriv når telefonen blir svart."))
        elif "phone" not in self.errors and (data.get("phone_from") or data.get("phone_until")):
            self.add_error("phone", gettext("Skriv nummeret også, eller ta bort tidene."))
        if data["outside_number"] and not data.get("outside_words") and "outside_words" not in self.errors:
            self.add_error("outside_words", gettext("Skriv hvem det er som svarer ellers."))
        return data

    def _read(self, name: str, written: str) -> str:
        if not written.strip() or name in self.errors:
            return ""
        read = read_number(written)
        if read is None:
            self.add_error(name, gettext("Dette er ikke et telefonnummer. Skriv bare tallene."))
            return ""
        return read.number

    def said(self) -> SaidHours:
        """Return what was said."""
        data = self.cleaned_data
        return SaidHours(
            week=tuple(data[f"day_{number}"] for number in range(WEEK)),
            phone=data["phone"],
            phone_from=data["phone_from"],
            phone_until=data["phone_until"],
            outside_words=data["outside_words"],
            outside_number=data["outside_number"],
            stand_in=data["stand_in"],
        )


def hours_as_initial(hours: AnswerHours) -> dict[str, Any]:
    """Return what the form begins with."""
    week: list[time | None] = hours.week
    return {
        **{f"day_{number}": hour for number, hour in enumerate(week)},
        "phone": shown_number(hours.phone) if hours.phone else "",
        "phone_from": hours.phone_from,
        "phone_until": hours.phone_until,
        "outside_words": hours.outside_words,
        "outside_number": shown_number(hours.outside_number) if hours.outside_number else "",
        "stand_in": hours.stand_in_id,
        "version": hours.version,
    }


class AwayForm(forms.Form):
    """From which day somebody is away, on which day they are back, and who stands in."""

    since_on = Day(label=_("Borte fra"))
    back_on = Day(label=_("Tilbake"), help_text=_("Den første dagen på jobb igjen."))
    stand_in = _stand_in(
        _("Ingen ennå, lederen finner noen"),
        label=_("Vikar"),
        help_text=_("Vikaren svarer så lenge, og kan åpne sidene til dem det gjelder, fram til da."),
    )

    def __init__(self, *args: Any, worker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _among(self, worker)


class AbsenceForm(AwayForm):
    """When somebody is back, and who stands in, changed."""

    since_on = None  # type: ignore[assignment]  # Django's way to leave out a field
    version = SeenVersion()


def absence_as_initial(absence: Absence) -> dict[str, Any]:
    """Return what the form begins with."""
    return {
        "back_on": timezone.localdate(absence.until_at),
        "stand_in": absence.stand_in_id,
        "version": absence.version,
    }
