"""A file read into rows of plain text: CSV as people's programs write it, and xlsx. Nothing in a cell is run.

Whatever the bytes, the answer is a sheet or one sentence.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import takewhile
from pathlib import Path

import openpyxl
from django.utils.translation import gettext as _

from benken.interop.caseload.headings import Columns, Field, field_of, recognise

MOST_BYTES = 30_000_000
MOST_UNPACKED = 300_000_000  # a small file can unpack to a huge one
MOST_ROWS = 20_000
# One word far out in every row, or one long text that every cell points to: a small workbook would fill the memory.
WIDEST = 1_000  # columns
MOST_CHARACTERS = 50_000_000
HEADING_WITHIN = 10  # rows: a title and a date may stand above the headings
DELIMITERS = (";", ",", "\t")
LONGEST_CELL = 1_000_000


class Unreadable(ValueError):
    """The file cannot be taken in at all; the message is a sentence that says what to do."""


@dataclass(frozen=True)
class SheetRow:
    """A row as it stands. `number` is its line in the sheet; a line break inside a cell does not count."""

    number: int
    cells: tuple[str, ...]
    is_too_long: bool = False  # more cells than headings, with something in them: a text was cut by the delimiter

    @property
    def is_empty(self) -> bool:
        """Tell whether no cell says anything."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """The headings, where each field stands, and the rows below."""

    headings: tuple[str, ...]
    columns: Columns
    rows: tuple[SheetRow, ...]


def read_file(path: str | Path) -> Sheet:
    """Read a file from the disk."""
    file = Path(path)
    try:
        if file.is_dir():
            raise Unreadable(_("Dette er en mappe, ikke en fil."))
        if file.stat().st_size > MOST_BYTES:
            raise Unreadable(_("Fila er for stor. Del den i flere."))
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(_("Fant ikke fila.")) from error
    except (OSError, ValueError) as error:  # a NUL in the name is a ValueError
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_("Fila kan ikke leses. Se om du har lov til å åpne den.")) from error
    return read_bytes(data)


@dataclass(frozen=True)
class Rows:
    """The rows of a file as plain text, before anybody has said which of them holds the headings."""

    cells: tuple[tuple[str, ...], ...]
    from_text: bool  # rows of text can be cut wrongly by the delimiter; those of a workbook cannot


def read_bytes(data: bytes) -> Sheet:
    """Read a file's content; raise Unreadable with one sentence if it is no sheet of persons."""
    rows = rows_of(data)
    place = heading_place(rows)
    if place is None:
        seen = next(row for row in rows.cells if any(cell.strip() for cell in row))
        raise Unreadable(
            _(
                "Fant ingen kolonne med navn. Kall én av kolonnene «Kallenavn» eller «Navn». "
                "Øverst i fila står: %(seen)s."
            )
            % {"seen": _short(seen)}
        )
    return sheet_of(rows, place, recognise(rows.cells[place]))


def rows_of(data: bytes) -> Rows:
    """Read a file's content into rows, whatever stands in them; raise Unreadable with one sentence if it has none."""
    if not data.strip():
        raise Unreadable(_("Fila er tom."))
    if len(data) > MOST_BYTES:
        raise Unreadable(_("Fila er for stor. Del den i flere."))
    is_workbook = data.startswith(b"PK\x03\x04")
    if not is_workbook:
        _check_kind(data)
    rows = _rows_of_workbook(data) if is_workbook else _rows_of_text(text_of(data))
    if not any(cell.strip() for row in rows for cell in row):
        raise Unreadable(_("Fila er tom."))
    return Rows(tuple(rows), from_text=not is_workbook)


def _check_kind(data: bytes) -> None:
    """Refuse what is plainly something else, by its first bytes."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _("Dette er en eldre Excel-fil (.xls), eller en som er låst med passord. Lagre den som .xlsx uten passord.")
        )
    if data.startswith(b"%PDF"):
        raise Unreadable(_("Dette er en PDF. Lagre regnearket som .xlsx eller CSV."))
    if data.startswith((b"PK", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")):
        raise Unreadable(_("Dette er en pakket fil. Pakk den ut, og velg regnearket som ligger i den."))
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise Unreadable(_("Dette er et bilde. Lagre regnearket som .xlsx eller CSV."))


# Text


def text_of(data: bytes) -> str:
    """Decode text: by its mark if it has one, else UTF-8, else Windows-1252."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _checked(_decoded(data, encoding))
    if b"\x00" in data:
        return _checked(_decoded(data, _utf16_without_mark(data)))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        _check_not_broken_utf8(data, error)
        return _checked(_decoded(data, "cp1252"))


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            _("Bokstavene i fila lar seg ikke lese. Lagre den som .xlsx, eller som CSV med tegnsettet UTF-8.")
        ) from error


def _utf16_without_mark(data: bytes) -> str:
    """Tell which way UTF-16 lies when nearly every other byte is zero, as in Latin letters."""
    half = len(data) / 2
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if data[first::2].count(0) > 0.6 * half and data[1 - first :: 2].count(0) == 0:
            return encoding
    raise Unreadable(_("Dette er ikke et regneark. Velg en .xlsx- eller CSV-fil."))


def _check_not_broken_utf8(data: bytes, error: UnicodeDecodeError) -> None:
    """Refuse UTF-8 with a few broken letters: read as Windows-1252, every other letter would be wrong."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(mark > "\x7f" for mark in text) - broken
    if whole > broken:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(_("En bokstav er ødelagt i tekstlinje %(line)d. Lagre fila på nytt.") % {"line": line})


def _checked(text: str) -> str:
    """Refuse what decodes but is no text: characters that no keyboard writes."""
    controls = sum(mark < " " and mark not in "\t\n\r\x0b\x0c" for mark in text)
    if controls > 2 + len(text) // 1000:
        raise Unreadable(_("Dette er ikke et regneark. Velg en .xlsx- eller CSV-fil."))
    return text.removeprefix("\ufeff")


def _rows_of_text(text: str) -> list[tuple[str, ...]]:
    """Cut text into rows, with the delimiter that finds the most headings."""
    first, _break, rest = text.partition("\n")
    told = first.strip().strip('"').casefold()
    if told.startswith("sep=") and len(told) <= 5:  # Excel's own first line; no program shows it as a row
        text = rest
    best = max(DELIMITERS, key=lambda delimiter: _found_headings(text, delimiter))
    return _cut(text, best)


def _found_headings(text: str, delimiter: str) -> tuple[int, int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found, cells = 0, 0
    try:
        for row, _number in zip(reader, range(HEADING_WITHIN), strict=False):
            found = max(found, sum(field_of(cell) is not None for cell in row))
            cells = max(cells, len(row))
    except csv.Error:
        pass  # the real reading says what is wrong
    return found, cells


def _cut(text: str, delimiter: str) -> list[tuple[str, ...]]:
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        try:
            return _rows(text, delimiter, strict=True)
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise Unreadable(
                    _("Et anførselstegn er åpnet og aldri lukket, så linjene etter det flyter sammen. Rett det i fila.")
                ) from error
            return _rows(text, delimiter, strict=False)  # a quote in the middle of a cell, which people do write
    except csv.Error as error:
        raise Unreadable(_("Fila lar seg ikke dele i linjer og felt. Lagre den som .xlsx.")) from error
    finally:
        csv.field_size_limit(before)


def _rows(text: str, delimiter: str, *, strict: bool) -> list[tuple[str, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    rows: list[tuple[str, ...]] = []
    last = 0
    for row in reader:
        rows.append(tuple(row))
        if row:
            last = len(rows)
        _check_count(last)
    return rows[:last]  # line breaks at the end of a file are no rows


# Workbooks


def _rows_of_workbook(data: bytes) -> list[tuple[str, ...]]:
    """Return the rows of the first sheet that has something in it. Formulas come as they are written."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            unpacked = sum(part.file_size for part in package.infolist())
    except Exception as error:  # a damaged package raises many kinds
        raise Unreadable(_("Fila er ødelagt. Åpne den i regnearket ditt, og lagre den på nytt.")) from error
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("Dette er ikke et regneark i .xlsx. Åpne det i regnearket ditt, og lagre det som .xlsx."))
    if unpacked > MOST_UNPACKED:
        raise Unreadable(_("Fila er for stor. Del den i flere."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl does not know of colours and lists is nothing to us
            return _first_full_sheet(data)
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever the damage leads to
        raise Unreadable(_("Fila er ødelagt. Åpne den i regnearket ditt, og lagre den på nytt.")) from error


def _first_full_sheet(data: bytes) -> list[tuple[str, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        for page in book.worksheets:
            page.reset_dimensions()  # what a file says of its own size is often wrong
            rows: list[tuple[str, ...]] = []
            last = characters = 0
            for values in page.iter_rows(values_only=True):
                rows.append(_without_empty_end([text_of_value(value) for value in values]))
                characters += sum(map(len, rows[-1]))
                _check_size(columns=len(rows[-1]), characters=characters)
                if rows[-1]:
                    last = len(rows)
                _check_count(last)
                if len(rows) - last > MOST_ROWS:
                    break
            if last:
                return rows[:last]
    finally:
        book.close()
    raise Unreadable(_("Fila er tom."))


def _without_empty_end(cells: list[str]) -> tuple[str, ...]:
    """Return a row without the empty cells at its end: a coloured column can reach a thousand cells out."""
    while cells and not cells[-1].strip():
        cells.pop()
    return tuple(cells)


def text_of_value(value: object) -> str:
    """Return a cell's value as text: dates as 2026-04-01, numbers without .0, formulas as written."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nei"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            formula = getattr(value, "text", None)  # an array formula is an object with its text
            return formula if isinstance(formula, str) else str(value)


def _check_count(rows: int) -> None:
    if rows > MOST_ROWS:
        raise Unreadable(_("Fila har flere enn %(most)d linjer. Del den i flere.") % {"most": MOST_ROWS})


def _check_size(*, columns: int, characters: int) -> None:
    if characters > MOST_CHARACTERS:
        raise Unreadable(_("Fila er for stor. Del den i flere."))
    if columns > WIDEST:
        raise Unreadable(_("Fila har flere enn %(most)d kolonner. Ta bort dem du ikke trenger.") % {"most": WIDEST})


# Both


def sheet_of(rows: Rows, place: int, columns: Columns) -> Sheet:
    """Take the row at `place` as the headings, and number the rows below as they stand in the sheet."""
    headings = rows.cells[place]
    width = len(headings)
    below = tuple(
        SheetRow(number, cells, rows.from_text and any(cell.strip() for cell in cells[width:]))
        for number, cells in enumerate(rows.cells[place + 1 :], place + 2)
    )
    if all(row.is_empty for row in below):
        raise Unreadable(_("Fila har overskrifter, men ingen linjer under dem."))
    return Sheet(headings, columns, below)


def heading_place(rows: Rows, *, remembered: Mapping[str, Field | None] | None = None) -> int | None:
    """Return which of the first rows holds the headings, or None if no row names a column with a name."""
    read = {place: recognise(row, remembered=remembered) for place, row in enumerate(rows.cells[:HEADING_WITHIN])}
    places = [place for place, columns in read.items() if columns.have_a_name]
    return max(places, key=lambda place: (read[place].count, -place), default=None)


def _short(cells: Iterable[str]) -> str:
    words = " · ".join(" ".join(cell.split()) for cell in cells if cell.strip())
    cut = "".join(takewhile(str.isprintable, words))[:120]
    return cut or "?"
