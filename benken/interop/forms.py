"""The forms of an import: a file, which row holds the headings, what each column holds."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from benken.interop.caseload.headings import Field
from benken.interop.caseload.read import Rows, Unreadable, rows_of
from benken.interop.masking import masked_within
from benken.interop.policies import faults_of_columns
from benken.interop.queries import ShownColumn
from benken.interop.words import FIELD_WORDS
from benken.lib.text import tidy_line


class FileForm(forms.Form):
    """A spreadsheet; `rows` is what it holds."""

    file = forms.FileField(
        label=_("Regneark"),
        help_text=_("En .xlsx- eller CSV-fil, høyst 20 000 linjer. Bare du ser den, og den slettes innen ett døgn."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        error_messages={"required": _("Velg en fil først."), "empty": _("Fila er tom.")},
    )

    def __init__(self, data: QueryDict | None = None, files: Any = None, *, length: int = 0) -> None:
        super().__init__(data, files)
        if length > settings.MOST_UPLOADED:  # it was not received: see `InMemoryOnly`
            self.fields["file"].error_messages["required"] = gettext("Fila er for stor. Del den i flere.")
        self.rows: Rows | None = None

    def clean_file(self) -> "UploadedFile[bytes]":
        """Read the file; what is wrong with it is told in one sentence."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            self.rows = rows_of(file.read())
        except Unreadable as sentence:
            raise forms.ValidationError(str(sentence)) from sentence
        return file

    @property
    def file_name(self) -> str:
        """Return what the file is called, without the folder that some browsers send along."""
        name = tidy_line(self.cleaned_data["file"].name or "")
        return name.replace("\\", "/").rpartition("/")[2]


class HeadingsForm(forms.Form):
    """Which of the first rows holds the headings."""

    place = forms.TypedChoiceField(label=_("Hvilken linje er overskriftene?"), coerce=int, widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, rows: Rows, possible: int, fields: Sequence[str] = (), **options: Any
    ) -> None:
        super().__init__(data, auto_id="headings_%s", **options)
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = [(str(number), _line(number, rows.cells[number], fields)) for number in range(possible)]


def _line(number: int, cells: Sequence[str], fields: Sequence[str]) -> str:
    numbers = {place for place, name in enumerate(fields) if name == Field.NATIONAL_NUMBER}
    shown = (
        masked_within(tidy_line(cell), 30, is_number=place in numbers)[:30]
        for place, cell in enumerate(cells)
        if cell.strip()
    )
    words = " · ".join(shown)[:120]
    return gettext("Linje %(row)d: %(words)s") % {"row": number + 1, "words": words or gettext("(tom)")}


class ColumnsForm(forms.Form):
    """What each column of the sheet holds."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, columns: Sequence[ShownColumn], width: int, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.width = width
        choices = [("", gettext("Ta ikke med")), *((field.value, str(words)) for field, words in FIELD_WORDS.items())]
        self.columns = columns
        for column in columns:
            letters = _letters(column.place)
            self.fields[f"c{column.place}"] = forms.ChoiceField(
                label=column.heading or gettext("Kolonne %(letters)s, uten overskrift") % {"letters": letters},
                choices=choices,
                required=False,
                initial=column.field.value if column.field else "",
            )

    def clean(self) -> dict[str, Any]:
        """Say at each column what is wrong with it."""
        for place, fault in faults_of_columns(self.mapped).items():
            self.add_error(None if place is None else f"c{place}", fault)
        return self.cleaned_data

    @property
    def mapped(self) -> list[Field | None]:
        """Return what each column of the sheet holds, as chosen; an empty one holds nothing."""
        chosen = (self.cleaned_data.get(f"c{place}", "") for place in range(self.width))
        return [Field(value) if value else None for value in chosen]

    def shown(self) -> list[tuple[forms.BoundField, ShownColumn]]:
        """Return each column's field with what is shown beside it."""
        return [(self[f"c{column.place}"], column) for column in self.columns]


def _letters(place: int) -> str:
    """Return what a spreadsheet calls a column: A, B … Z, AA."""
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
