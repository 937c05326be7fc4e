"""The rows that were left out, as a workbook to correct and upload again."""

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

LONGEST = 32_000  # characters: what a cell of a workbook can hold


def workbook_of(headings: Iterable[str], rows: Iterable[Iterable[str]], *, widths: Iterable[int] = ()) -> bytes:
    """Return a workbook with one sheet. Every cell is text: what looks like a formula is never run."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width

    def cell(text: str, *, is_bold: bool = False) -> Any:
        made = WriteOnlyCell(sheet)
        made.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]
        made.data_type = "s"
        made.number_format = "@"  # stays text when somebody writes in it
        made.quotePrefix = True
        if is_bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(heading, is_bold=True) for heading in headings])
    for row in rows:
        sheet.append([cell(text) if text else None for text in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
