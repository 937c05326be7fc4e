"""How what is safe is shown: words for a page, a file for a spreadsheet. They take nothing that is not protected."""

from collections.abc import Mapping
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from benken.lib.sheets import csv_text
from benken.numbers.disclosure import SafeCount, SafeTable, Unprotected

Words = Mapping[str, str | Promise]  # what a label is called


class Cell(NamedTuple):
    """A number as it is written, or the words of a hidden one."""

    text: str
    is_hidden: bool
    head: str = ""  # the word on top of it, for a phone
    beside: str = ""  # what is told of the persons behind the number


class Line(NamedTuple):
    """A row of a drawn table."""

    word: str
    cells: tuple[Cell, ...]
    is_sum: bool


class Drawn(NamedTuple):
    """A table in words and written numbers, for `ui/components/figures.html`."""

    corner: str
    head: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str  # why something is hidden; empty where nothing is

    @property
    def hides_all(self) -> bool:
        """Tell whether no number is shown: then the labels alone tell nothing, and need no table."""
        return all(cell.is_hidden for line in self.lines for cell in line.cells)


def hidden_words() -> str:
    """Return what stands in place of a hidden number. It does not say that the number is small: it may not be."""
    return _("vises ikke")


def why_hidden() -> str:
    """Return the sentence below a table, or beside a number, where something is hidden."""
    return _(
        "Små tall vises ikke, så ingen kan kjennes igjen. "
        "Noen større tall vises heller ikke, så de små ikke kan regnes ut."
    )


def words_of(count: SafeCount) -> Cell:
    """Write a count."""
    if not isinstance(count, SafeCount):
        raise Unprotected(f"{type(count).__name__} is not protected: see benken.numbers.disclosure")
    if count.number is None:
        return Cell(hidden_words(), is_hidden=True)
    return Cell(number_format(count.number, use_l10n=True, force_grouping=True), is_hidden=False)


class Beside(NamedTuple):
    """What is told of the persons behind each number, in words; `head` is what it is called in a file."""

    head: str
    texts: Mapping[tuple[str, ...], str]


def drawn(table: SafeTable, *, words: Words, corner: str = "", beside: Beside | None = None) -> Drawn:
    """Write a table, with sums. `words` say what the labels are called; a label without one is its own word."""
    head, rows = _laid_out(table, words)
    texts = table.only_where_shown(beside.texts) if beside else {}
    lines = []
    for row in rows:
        cells = zip(head, row.counts, row.places, strict=True)
        written = [words_of(one)._replace(head=top, beside=texts.get(place, "")) for top, one, place in cells]
        lines.append(Line(row.word, tuple(written), row.is_sum))
    return Drawn(corner, head, tuple(lines), why_hidden() if table.hides_something else "")


def csv_of(table: SafeTable, *, words: Words, corner: str = "", beside: Beside | None = None) -> str:
    """Write a table for a spreadsheet: semicolons, plain numbers, the same words where something is hidden."""
    head, rows = _laid_out(table, words)
    texts = table.only_where_shown(beside.texts) if beside else {}
    told = [place for place, top in enumerate(head) if beside and rows[0].places[place]]
    more = [f"{head[place]}: {beside.head}" for place in told] if beside else []
    lines: list[list[object]] = [[corner, *head, *more]]
    for row in rows:
        numbers = [hidden_words() if one.number is None else one.number for one in row.counts]
        lines.append([row.word, *numbers, *(texts.get(row.places[place], "") for place in told)])
    if table.hides_something:
        lines += [[], [why_hidden()]]
    return csv_text(lines)


def csv_answer(
    table: SafeTable, *, name: str, words: Words, corner: str = "", beside: Beside | None = None
) -> HttpResponse:
    """Answer with a table as a file."""
    content = csv_of(table, words=words, corner=corner, beside=beside).encode("utf-8-sig")
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


class _Row(NamedTuple):
    word: str
    counts: tuple[SafeCount, ...]
    places: tuple[tuple[str, ...], ...]  # of each count; empty for a sum

    @property
    def is_sum(self) -> bool:
        return not any(self.places)


def _laid_out(table: SafeTable, words: Words) -> tuple[tuple[str, ...], list[_Row]]:
    """Return the words on top, and the rows."""
    if not isinstance(table, SafeTable):
        raise Unprotected(f"{type(table).__name__} is not protected: see benken.numbers.disclosure")
    down, *across = table.dimensions
    in_all = _("I alt")

    def called(label: str) -> str:
        return str(words.get(label, label))

    if not across:
        rows = [
            _Row(called(label), counts, ((label,),)) for label, counts in zip(down.labels, table.counts, strict=True)
        ]
        return (_("Antall"),), [*rows, _Row(in_all, (table.total,), ((),))]
    columns = across[0].labels
    rows = [
        _Row(called(label), (*counts, whole), (*((label, column) for column in columns), ()))
        for label, counts, whole in zip(down.labels, table.counts, table.row_sums, strict=True)
    ]
    sums = (*table.column_sums, table.total)
    return (*map(called, columns), in_all), [*rows, _Row(in_all, sums, ((),) * len(sums))]
