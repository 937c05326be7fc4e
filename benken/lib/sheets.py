"""A table as CSV that a spreadsheet opens safely: no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_of(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Return UTF-8 with a mark that spreadsheets know, fields parted by semicolons as they are in the Nordic countries.

    Text that would begin a formula, also after spaces, gets an apostrophe before it.
    """
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([_safe(heading) for heading in headings])
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
    return file.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(_BEGINS_A_FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell
