"""Reads of imports. What a page shows of a row is what the row itself says, never what a record holds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benken.access.queries import User
from benken.interop.caseload.headings import Columns, Field, columns_of, field_of, plain
from benken.interop.caseload.read import HEADING_WITHIN, Rows, Sheet, SheetRow, heading_place, sheet_of
from benken.interop.masking import masked_within
from benken.interop.models import Import, ImportedRow, RememberedColumn
from benken.interop.policies import can_import, can_open, choices_for
from benken.interop.sealed import Preview, PreviewRow, opened_preview, opened_rows, opened_words
from benken.interop.words import FIELD_WORDS
from benken.lib.missing import Missing
from benken.lib.sealing import keyed_hash

__all__ = ["Import", "ImportedRow"]

PAGE = 50
SAMPLES = 3
LOOKED_AT = 100  # cells, to find some that differ
SAMPLE_LENGTH = 60  # a cell can be a million characters long
CELL_LENGTH = 300
SOME = 10  # line numbers, where there are many
NOT_SHOWN = frozenset({Field.NATIONAL_NUMBER})  # somebody may look over the shoulder; why a row is left out says enough
LEFT_OUT = (
    ImportedRow.Outcome.REFUSED,
    ImportedRow.Outcome.DOUBTFUL,
    ImportedRow.Outcome.KNOWN,
    ImportedRow.Outcome.MATCHED,
)


def imports_of(user: User) -> QuerySet[Import]:
    """Return a leader's own imports to their team, the newest first."""
    if not can_import(user):
        return Import.objects.none()
    own = Import.objects.filter(by=user, team=user.team_id)
    return own.defer("sealed", "preview_sealed").order_by("-uploaded_at", "-pk")


def import_of(import_id: UUID, *, for_user: User) -> Import:
    """Return an import, or Missing: missing and another's are the same."""
    with_file_if_asked = Import.objects.select_related("team").defer("sealed", "preview_sealed")
    one = with_file_if_asked.filter(pk=import_id).first()
    if one is None or not can_open(one, user=for_user):
        raise Missing(import_id)
    return one


def rows_of_import(one: Import) -> Rows | None:
    """Return the rows of an import's file, or None when it is gone."""
    return opened_rows(one.sealed, of=one.pk)


def file_name_of(one: Import) -> str:
    """Return what the file is called, or nothing once it is gone."""
    return opened_words(one.name_sealed, of=one.pk)


def preview_of(one: Import) -> Preview:
    """Return what is decided of each row."""
    return opened_preview(one.preview_sealed, of=one.pk)


def sheet_of_import(one: Import, rows: Rows) -> Sheet:
    """Return the sheet as the leader has mapped it."""
    return sheet_of(rows, one.heading_place, columns_of_import(one, rows))


def columns_of_import(one: Import, rows: Rows) -> Columns:
    """Return where each field stands, as the leader has mapped it."""
    return columns_of(rows.cells[one.heading_place], [Field(name) if name else None for name in one.fields])


# The columns


@dataclass(frozen=True)
class ShownColumn:
    """A column as it is shown: its heading, some cells, what it is understood as and whether that was remembered."""

    place: int
    heading: str
    samples: tuple[str, ...]
    field: Field | None
    is_remembered: bool


def remembered_columns(team_id: UUID, rows: Rows) -> dict[str, Field | None]:
    """Return what a team has mapped by hand before of what may be headings here, by plain heading.

    None is a column to leave out.
    """
    pairs = dict(RememberedColumn.objects.filter(team_id=team_id).values_list("heading", "field"))
    written = {plain(cell)[:200] for row in rows.cells[:HEADING_WITHIN] for cell in row} if pairs else set()
    fields = {heading: pairs.get(mark_of_heading(heading)) for heading in written if heading}
    return {heading: Field(field) if field else None for heading, field in fields.items() if field is not None}


def mark_of_heading(heading: str) -> str:
    """Return what a heading is known again by. In a sheet without headings the first row is a person."""
    return keyed_hash(plain(heading)[:200], secret=settings.SECRET_KEY, purpose="import-heading")


def guessed_headings(rows: Rows, *, remembered: Mapping[str, Field | None]) -> int:
    """Return which row is likeliest to hold the headings: one that names a column, else the first that is wide."""
    place = heading_place(rows, remembered=remembered)
    if place is not None:
        return place
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows.cells[: possible_headings(rows)]]
    widest = max(filled, default=0)
    return next((place for place, count in enumerate(filled) if count and count * 2 > widest), 0)


def possible_headings(rows: Rows) -> int:
    """Return how many of the first rows may hold the headings: something must stand below."""
    last = max((place for place, row in enumerate(rows.cells) if any(cell.strip() for cell in row)), default=0)
    return min(HEADING_WITHIN, last)


def guessed_fields(headings: Sequence[str], *, remembered: Mapping[str, Field | None]) -> list[Field | None]:
    """Return what each column holds: as remembered, else as its heading says; the first of two alike."""
    columns = [remembered.get(plain(heading)[:200], field_of(heading)) for heading in headings]
    places = columns_of(headings, columns).places
    return [field if field and place in places[field] else None for place, field in enumerate(columns)]


def shown_columns(one: Import, rows: Rows) -> list[ShownColumn]:
    """Return the columns that have a heading or anything below, with some cells of each."""
    remembered = remembered_columns(one.team_id, rows)
    below = rows.cells[one.heading_place + 1 :]
    shown = []
    for place, (heading, name) in enumerate(zip(rows.cells[one.heading_place], one.fields, strict=True)):
        field = Field(name) if name else None
        cells = (row[place].strip() for row in below if place < len(row))
        different = dict.fromkeys(_sample(cell, field) for cell in islice(filter(None, cells), LOOKED_AT))
        samples = tuple(islice(different, SAMPLES))
        if not heading.strip() and not samples:
            continue
        written = plain(heading)[:200]
        known = written in remembered and remembered[written] == field
        shown.append(ShownColumn(place, _sample(heading.strip()), samples, field, known))
    return shown


def _sample(cell: str, field: Field | None = None) -> str:
    """Return what is shown of a cell where nobody has said yet what it holds: a national number is masked."""
    return _cut(masked_within(cell, SAMPLE_LENGTH, is_number=field == Field.NATIONAL_NUMBER), SAMPLE_LENGTH)


# The rows


@dataclass(frozen=True)
class ShownOther:
    """Somebody a doubtful row may be about: what another row says, or in which import somebody was taken in."""

    title: str
    says: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ShownRow:
    """A row as it is shown."""

    number: int
    name: str
    says: tuple[tuple[str, str], ...]
    why: str
    others: tuple[ShownOther, ...] = ()
    choice: str = ""
    choices: Sequence[ImportedRow.Choice] = ()


def rows_in_preview(one: Import, rows: Rows, *, outcome: str, page: str) -> Page[ShownRow]:
    """Return one page of the rows with an outcome, each with why, and what it may be compared with."""
    sheet = sheet_of_import(one, rows)
    lines = {row.number: row for row in sheet.rows}
    chosen = choices_of(one)
    decided = [row for row in preview_of(one).rows if row.outcome == outcome]
    here: Page[Any] = Paginator(decided, PAGE).get_page(page)
    here.object_list = [_shown(row, sheet, lines, chosen.get(row.number, "")) for row in here]
    return here


def rows_left_out(one: Import, rows: Rows, preview: Preview, *, page: str) -> Page[ShownRow]:
    """Return one page of the rows an import did not take in, each with why."""
    columns = columns_of_import(one, rows)
    lines = {row.number: row for row in sheet_of_import(one, rows).rows}
    here: Page[Any] = Paginator(left_out(one, preview), PAGE).get_page(page)
    here.object_list = [ShownRow(line, _name(lines[line], columns), (), why) for line, why in here if line in lines]
    return here


def left_out(one: Import, preview: Preview) -> list[tuple[int, str]]:
    """Return the number of each row that was not taken in and needs a hand, and why; empty lines are no such rows."""
    whys = {row.number: row.why for row in preview.rows}
    left = one.rows.filter(outcome__in=LEFT_OUT).order_by("number")
    return [
        (row.number, opened_words(row.told_sealed, of=one.pk) or whys.get(row.number, ""))
        for row in left.only("of", "number", "told_sealed")
    ]


@dataclass(frozen=True)
class Told:
    """Something to know about rows that were taken in, and which they are; the first ones, if they are many."""

    words: str
    count: int
    numbers: tuple[int, ...]


def told_of_made(one: Import, preview: Preview) -> list[Told]:
    """Return what there is to know of rows that were taken in, what concerns the most rows first."""
    made = set(one.rows.filter(outcome=ImportedRow.Outcome.MADE).values_list("number", flat=True))
    told: dict[str, list[int]] = {}
    for row in preview.rows:
        if row.why and row.number in made:
            told.setdefault(row.why, []).append(row.number)
    most_first = sorted(told.items(), key=lambda pair: -len(pair[1]))[:PAGE]
    return [Told(words, len(numbers), tuple(numbers[:SOME])) for words, numbers in most_first]


def choices_of(one: Import) -> dict[int, str]:
    """Return what the leader has chosen for the doubtful rows, by number."""
    return dict(one.rows.exclude(choice="").values_list("number", "choice"))


def count_new(one: Import) -> int:
    """Return how many an import would make: the rows that are plainly new, and the doubtful ones chosen to be."""
    chosen = one.rows.filter(choice=ImportedRow.Choice.NEW).count()
    return int(one.counts.get(ImportedRow.Outcome.MADE, 0)) + chosen


def count_outcomes(one: Import) -> dict[str, int]:
    """Return how many rows have each outcome by now."""
    counted = one.rows.exclude(outcome="").values("outcome").annotate(count=Count("pk"))
    return dict(counted.values_list("outcome", "count"))


def numbers_kept(one: Import) -> list[int]:
    """Return the rows whose persons were in use and stay when the import is undone."""
    return list(one.rows.filter(outcome=ImportedRow.Outcome.KEPT).order_by("number").values_list("number", flat=True))


def taken_in_by_team(team_id: UUID, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return which of the people were made by an import of the team, and how the team knows them: by import and line.

    For the system alone: no leader sees another's import.
    """
    rows = ImportedRow.objects.filter(person_id__in=person_ids, of__team_id=team_id)
    found = rows.values_list("person_id", "number", "of__taken_in_at")
    return {person_id: _told_as(number, at) for person_id, number, at in found if person_id}


def _told_as(number: int, at: datetime | None) -> str:
    day = date_format(timezone.localdate(at), "MONTH_DAY_FORMAT") if at else "?"
    return _("linje %(row)d i importen %(day)s") % {"row": number, "day": day}


def _shown(row: PreviewRow, sheet: Sheet, lines: Mapping[int, SheetRow], choice: str) -> ShownRow:
    others = []
    for other in row.alike:
        line = lines.get(other.row) if other.row else None
        if line is not None:
            others.append(ShownOther(_("Linje %(row)d") % {"row": line.number}, _says(line, sheet.columns)))
        elif other.told_as:
            others.append(ShownOther(other.told_as))
    own = lines[row.number]
    return ShownRow(
        row.number,
        _name(own, sheet.columns),
        _says(own, sheet.columns),
        row.why,
        tuple(others),
        choice or ImportedRow.Choice.LATER,
        choices_for(shares_number=row.shares_number),
    )


def _name(row: SheetRow, columns: Columns) -> str:
    written = (
        " ".join(columns.cells(row.cells, field)).strip() for field in (Field.CALLED, Field.NAME, Field.FULL_NAME)
    )
    parts = (Field.FIRST_NAME, Field.LAST_NAME)
    both = " ".join(cell.strip() for field in parts for cell in columns.cells(row.cells, field))
    return _cut(next(filter(None, written), "") or both, SAMPLE_LENGTH)


def _says(row: SheetRow, columns: Columns) -> tuple[tuple[str, str], ...]:
    fields = (field for field in Field if field in columns.places and field not in NOT_SHOWN)
    said = ((field, " · ".join(cell.strip() for cell in columns.cells(row.cells, field))) for field in fields)
    return tuple((str(FIELD_WORDS[field]), _cut(words, CELL_LENGTH)) for field, words in said if words)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
