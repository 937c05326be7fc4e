"""The week of a service as a plain form, and days on which it does not hold."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from benken.lib.text import tidy_line
from benken.services.forms.keeping import TidyForm, a_day, a_line
from benken.services.kept_words import span_words, weekday_words
from benken.services.models import Service
from benken.services.policies.hours import Span, overlapping

MOST_LINES = 12  # of one day, or of seasons
_SEASON = "s"


def _clock(label: Any) -> Any:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S", "%H"],
        error_messages={"invalid": _("Skriv klokka som 09:00.")},
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "data-short": True}),
    )


class HoursForm(forms.Form):
    """A line for each time a day is open; lines that are left empty mean nothing.

    Lines of the whole year stand below their day, those of a season below the week.
    """

    always_open = forms.BooleanField(
        label=_("Åpent hele døgnet, alle dager"), required=False, help_text=_("Da gjelder ikke tidene under.")
    )
    on_holidays = forms.ChoiceField(label=_("På helligdager er det"), choices=Service.OnHolidays.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)  # which hours past midnight were shown in words

    def __init__(self, data: Any = None, *, spans: Sequence[Span] = (), more: bool = False, **options: Any) -> None:
        super().__init__(data, **options)
        self.spans: list[Span] = []
        self.lines: dict[str, list[str]] = {}
        for key in (*map(str, range(7)), _SEASON):
            standing = [span for span in spans if self._key(span) == key]
            lines = len(standing) + 1 if data is None else self._lines_sent(key) + more
            self.lines[key] = []
            for number in range(min(max(lines, 1), MOST_LINES)):
                name = f"d{key}_{number}"
                self.lines[key].append(name)
                self._add_line(name, key, standing[number] if number < len(standing) else None)

    @staticmethod
    def _key(span: Span) -> str:
        return _SEASON if span.from_on or span.until_on else str(span.weekday)

    def _lines_sent(self, key: str) -> int:
        return next(number for number in count() if f"d{key}_{number}_opens" not in self.data)

    def _add_line(self, name: str, key: str, span: Span | None) -> None:
        fields: dict[str, Any] = {"opens": _clock(_("Åpner")), "closes": _clock(_("Stenger"))}
        if key == _SEASON:
            weekdays = [("", _("Velg")), *((str(day), weekday_words(day)) for day in range(7))]
            fields = {
                "weekday": forms.ChoiceField(label=_("Ukedag"), choices=weekdays, required=False),
                **fields,
                "from_on": a_day(_("Fra dag")),
                "until_on": a_day(_("Til og med dag")),
            }
        fields["words"] = a_line(_("Merknad"), most=100)
        for part, field in fields.items():
            self.fields[f"{name}_{part}"] = field
            if span is not None:
                self.initial[f"{name}_{part}"] = getattr(span, part)

    def clean(self) -> dict[str, Any]:
        """Read each line; say at its field what is missing."""
        data = super().clean() or {}
        for key, names in self.lines.items():
            for name in names:
                self._read_line(name, key, data)
        if not self.errors and not data.get("always_open"):
            for one, other in overlapping(self.spans):
                self.add_error(
                    None,
                    gettext("%(weekday)s %(one)s overlapper med %(weekday_2)s %(other)s.")
                    % {
                        "weekday": weekday_words(one.weekday).capitalize(),
                        "one": span_words(one),
                        "weekday_2": weekday_words(other.weekday),
                        "other": span_words(other),
                    },
                )
        return data

    def _read_line(self, name: str, key: str, data: dict[str, Any]) -> None:
        parts = [field.removeprefix(f"{name}_") for field in self.fields if field.startswith(f"{name}_")]
        line: dict[str, Any] = {part: data.get(f"{name}_{part}") for part in parts}
        words = tidy_line(line.get("words") or "")
        if any(f"{name}_{part}" in self.errors for part in line) or not any([*line.values(), words]):
            return
        for part in ("opens", "closes"):
            if line[part] is None:
                self.add_error(f"{name}_{part}", gettext("Skriv klokka her også."))
        if key == _SEASON:
            if not line["weekday"]:
                self.add_error(f"{name}_weekday", gettext("Velg ukedagen."))
            if not line["from_on"] and not line["until_on"]:
                self.add_error(f"{name}_from_on", gettext("Skriv fra eller til hvilken dag."))
            elif line["from_on"] and line["until_on"] and line["from_on"] > line["until_on"]:
                self.add_error(f"{name}_until_on", gettext("Dette er før den første dagen."))
        if any(f"{name}_{part}" in self.errors for part in line):
            return
        weekday = int(line["weekday"] if key == _SEASON else key)
        self.spans.append(
            Span(weekday, line["opens"], line["closes"], line.get("from_on"), line.get("until_on"), words)
        )

    @property
    def past_midnight(self) -> list[str]:
        """Return in words each line that ends on the next day."""
        return [
            f"{weekday_words(span.weekday).capitalize()} {span_words(span)}"
            for span in sorted(self.spans, key=lambda span: (span.weekday, span.opens))
            if span.passes_midnight and not self.cleaned_data["always_open"]
        ]

    def _of(self, name: str) -> list[forms.BoundField]:
        return [self[field] for field in self.fields if field.startswith(f"{name}_")]

    def week(self) -> list[tuple[str, list[list[forms.BoundField]]]]:
        """Return each weekday with the fields of its lines."""
        return [
            (weekday_words(int(key)).capitalize(), [self._of(name) for name in names])
            for key, names in self.lines.items()
            if key != _SEASON
        ]

    def seasons(self) -> list[list[forms.BoundField]]:
        """Return the fields of the lines that hold a part of the year."""
        return [self._of(name) for name in self.lines[_SEASON]]


class ClosedDaysForm(TidyForm):
    """Days on which the ordinary hours do not hold."""

    service = forms.ModelChoiceField(
        label=_("Gjelder"),
        queryset=Service.objects.none(),
        required=False,
        empty_label=_("Hele stedet"),
        error_messages={"invalid_choice": _("Velg en fra lista.")},
    )
    from_on = a_day(_("Fra dag"), required=True)
    until_on = a_day(_("Til og med dag"), why=_("Tomt: bare den ene dagen."))
    opens = _clock(_("Åpner"))
    closes = _clock(_("Stenger"))
    words = a_line(_("Hvorfor"), most=200, why=_("Alle ser det: «Julaften», «Vi pusser opp»."))

    def __init__(self, *arguments: Any, services: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        service = self.fields["service"]
        assert isinstance(service, forms.ModelChoiceField)
        service.queryset = services
        self.fields["opens"].help_text = _("Tomt begge steder: stengt.")

    def clean(self) -> dict[str, Any]:
        """See that the days and the hours belong together."""
        data = super().clean()
        first = data.get("from_on")
        if first is not None and "until_on" not in self.errors:
            data["until_on"] = data.get("until_on") or first
            if data["until_on"] < first:
                self.add_error("until_on", _("Dette er før den første dagen."))
        for here, there in (("opens", "closes"), ("closes", "opens")):
            if not self.errors and data.get(here) is None and data.get(there) is not None:
                self.add_error(here, _("Skriv klokka her også."))
        return data
