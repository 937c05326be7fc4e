"""What is asked when somebody agrees on an appointment, and when nothing came of one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benken.access.queries import User
from benken.services.models.appointments import LONGEST_ANSWER, LONGEST_NAME, LONGEST_WORDS, Appointment
from benken.services.plan import Plan
from benken.services.time_words import on_the_wall, read_time
from benken.ui.fields import Day, Written

MINUTES = [15, 30, 45, 60, 90, 120, 180, 240]
CHOOSE = {"invalid_choice": _("Velg blant det som står her.")}


def _line(label: Any, *, most: int = LONGEST_WORDS, **options: Any) -> Written:
    """Return a field for one tidy line that may be left empty."""
    return Written(label=label, max_length=most, required=False, **options)


class HourInput(forms.TimeInput):
    """An hour, picked by the browser's own means."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M", attrs={"data-short": True})


class AppointmentForm(forms.Form):
    """When first, in words or with day and hour; the rest can be left as it is."""

    said = _line(
        _("Når"),
        most=LONGEST_NAME,
        help_text=_("For eksempel «tirs 10» eller «i morgen 14.30». Eller velg under."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    day = Day(label=_("Dag"), required=False)
    hour = forms.TimeField(
        label=_("Klokka"),
        required=False,
        widget=HourInput(),
        error_messages={"invalid": _("Skriv klokka slik: 14.30.")},
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
    )
    minutes = forms.TypedChoiceField(label=_("Hvor lenge"), coerce=int, choices=[], initial=60, error_messages=CHOOSE)
    what = _line(_("Hva"), help_text=_("Ett eller to ord, som «hos tannlegen»."))
    place = _line(_("Hvor"))
    way_there = _line(_("Veien dit"), help_text=_("Buss, inngang, hvor vi møtes."))
    is_home_visit = forms.BooleanField(label=_("Hjemme hos personen"), required=False)
    room = _line(_("Rom"), most=LONGEST_NAME)
    with_user = forms.ChoiceField(label=_("Med"), required=False, error_messages=CHOOSE)
    with_words = _line(_("Med andre, med ord"), most=LONGEST_NAME)
    comes_along = forms.ChoiceField(label=_("Hvem blir med?"), required=False, error_messages=CHOOSE)
    comes_along_words = _line(_("Andre som blir med, med ord"), most=LONGEST_NAME)
    version = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, helpers: Sequence[User], now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self._helpers = {str(user.pk): user for user in helpers}
        self._now = now
        standing = self.initial.get("minutes")
        minutes = sorted({*MINUTES, *([standing] if standing else [])})
        self.fields["minutes"].choices = [(one, _minutes_words(one)) for one in minutes]  # type: ignore[attr-defined]  # a choice field
        people = [("", _("Ingen av oss")), *((key, user.name) for key, user in self._helpers.items())]
        for name in ("with_user", "comes_along"):
            self.fields[name].choices = people  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """Find the moment: the words first, else the day and the hour."""
        data = super().clean() or {}
        day, hour, said = data.get("day"), data.get("hour"), data.get("said", "")
        if said:
            found = read_time(said, now=self._now)
            if found is None:
                self.add_error("said", _("Dette forsto vi ikke. Skriv som «tirs 10», eller velg dag og klokke."))
                return data
            day, hour = found
        if not {"day", "hour"} & set(self.errors) and (day is None or hour is None):
            self.add_error("day" if day is None else "hour", _("Velg når, eller skriv det med ord over."))
        elif day is not None and hour is not None:
            data["starts_at"] = on_the_wall(day, hour)
        return data

    def plan(self) -> Plan:
        """Return what is wanted."""
        data = self.cleaned_data
        names = ("minutes", "what", "place", "way_there", "with_words", "comes_along_words", "room", "is_home_visit")
        return Plan(
            starts_at=data["starts_at"],
            **{name: data[name] for name in names},
            with_user=self._helpers.get(data["with_user"]),
            comes_along=self._helpers.get(data["comes_along"]),
        )

    @staticmethod
    def from_appointment(appointment: Appointment) -> dict[str, Any]:
        """Return what the form of one that stands begins with."""
        local = timezone.localtime(appointment.starts_at)
        names = ("what", "place", "way_there", "with_words", "comes_along_words", "room", "is_home_visit", "version")
        return {
            "day": local.date(),
            "hour": local.time(),
            "minutes": round((appointment.ends_at - appointment.starts_at).total_seconds() / 60),
            "with_user": str(appointment.with_user_id or ""),
            "comes_along": str(appointment.comes_along_id or ""),
            **{name: getattr(appointment, name) for name in names},
        }


class NewAppointmentForm(AppointmentForm):
    """A new one, once or every week."""

    every_week = forms.BooleanField(label=_("Hver uke på samme tid"), required=False)
    until_on = Day(label=_("Siste dag"), help_text=_("Står det tomt, går det til noen sier stopp."), required=False)


class AnswerForm(forms.Form):
    """What we can do differently: one thing is enough."""

    suits = forms.MultipleChoiceField(
        label=_("Hva kan passe bedre?"),
        choices=Appointment.Suits.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=CHOOSE,
    )
    words = _line(_("Med ord"), most=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


def _minutes_words(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return str(_("%(minutes)d min") % {"minutes": rest})
    if not rest:
        return str(_("%(hours)d t") % {"hours": hours})
    return str(_("%(hours)d t %(minutes)d min") % {"hours": hours, "minutes": rest})
