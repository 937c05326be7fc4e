"""A table as CSV that a spreadsheet opens safely: no cell is ever a formula."""

import csv
import io
from collections.abc import Iterable

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return lines with fields parted by semicolons, as spreadsheets in the Nordic countries read them.

    Text that would begin a formula, also after spaces, gets an apostrophe before it.
    """
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    return written.getvalue()


def csv_file(rows: Iterable[Iterable[object]]) -> bytes:
    """Return the same in UTF-8, with the mark by which spreadsheets know it."""
    return csv_text(rows).encode("utf-8-sig")


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(_BEGINS_A_FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell
