"""A file becomes an import: its rows kept sealed, its columns mapped, every row decided on; and forgotten again."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import User
from benken.access.queries.logs import deeds_since
from benken.interop.actions.asking import count_questions, take_turns_asking
from benken.interop.actions.undo import give_up_undos_that_stand_still
from benken.interop.caseload.decide import Decision, Outcome, decide, shares_number
from benken.interop.caseload.facts import RowRead, read_rows
from benken.interop.caseload.headings import Field, field_of, plain
from benken.interop.caseload.load import known_near, surroundings, who_is_here
from benken.interop.caseload.read import Rows, Unreadable
from benken.interop.models import OF_THE_FILE, Import, ImportedRow, RememberedColumn
from benken.interop.policies import (
    CONTENT_LIVES,
    FINDINGS_WITHIN,
    MOST_COLUMNS,
    can_import,
    check_unchanged,
    choices_for,
    too_many_findings,
)
from benken.interop.queries import (
    count_outcomes,
    guessed_fields,
    guessed_headings,
    mark_of_heading,
    possible_headings,
    preview_of,
    remembered_columns,
    rows_of_import,
    sheet_of_import,
    taken_in_by_team,
)
from benken.interop.sealed import Alike, Preview, PreviewRow, sealed_preview, sealed_rows, sealed_words
from benken.people.actions.people import note_findings

State = Import.State


@transaction.atomic
def start_import(*, rows: Rows, file_name: str, by: User, at: datetime) -> Import:
    """Keep the rows of a file, with the columns as they are guessed, to be looked over."""
    if not can_import(by):
        raise Refused(_("Bare lederen av et team kan ta inn folk."))
    assert by.team_id is not None  # or they could not import
    if possible_headings(rows) == 0:
        raise Unreadable(_("Fila har overskrifter, men ingen linjer under dem."))
    if max(len(row) for row in rows.cells) > MOST_COLUMNS:
        raise Unreadable(
            _("Fila har flere enn %(most)d kolonner. Ta bort dem du ikke trenger.") % {"most": MOST_COLUMNS}
        )
    remembered = remembered_columns(by.team_id, rows)
    place = guessed_headings(rows, remembered=remembered)
    one = Import(by=by, team_id=by.team_id, uploaded_at=at, changed_at=at)
    one.heading_place = place
    one.fields = _written(guessed_fields(rows.cells[place], remembered=remembered))
    one.sealed, one.name_sealed = sealed_rows(rows, of=one.pk), sealed_words(file_name[:200], of=one.pk)
    one.save(force_insert=True)
    record_deed(by=by, at=at, verb="import.upload", object_id=one.pk)
    return one


@transaction.atomic
def choose_headings(*, one: Import, place: int, seen_version: int, at: datetime) -> Import:
    """Take another row as the headings, and guess the columns anew."""
    current = _locked(one)
    rows = _rows_while_open(current, seen_version=seen_version)
    if not 0 <= place < possible_headings(rows):
        raise Refused(_("Velg en av linjene øverst i fila."))
    current.heading_place = place
    remembered = remembered_columns(current.team_id, rows)
    current.fields = _written(guessed_fields(rows.cells[place], remembered=remembered))
    current.state = State.COLUMNS
    return _saved(current, at=at)


@transaction.atomic
def map_columns(*, one: Import, fields: Sequence[Field | None], seen_version: int, by: User, at: datetime) -> Import:
    """Take the columns as the leader says, remember what was changed by hand, and decide on every row.

    A file that finds too many who are closed to the leader is stopped and forgotten; see `too_many_findings`.
    """
    current = _locked(one)
    rows = _rows_while_open(current, seen_version=seen_version)
    headings = rows.cells[current.heading_place]
    if len(fields) != len(headings):
        raise Refused(_("Importen er endret i en annen fane. Se over den på nytt."))
    _remember(headings, fields, team_id=current.team_id)
    current.fields = _written(fields)
    return _decide_on_rows(current, rows, by=by, at=at)


@transaction.atomic
def choose(*, one: Import, choices: Mapping[int, str], seen_version: int, at: datetime) -> None:
    """Keep what the leader chose for doubtful rows; those of other rows are left alone."""
    current = _locked(one)
    check_unchanged(current, state=State.PREVIEW, seen_version=seen_version)
    doubtful = {row.number: row for row in preview_of(current).rows if row.outcome == Outcome.DOUBTFUL}
    chosen = [
        ImportedRow(of=current, number=number, choice=choice)
        for number, choice in choices.items()
        if number in doubtful and choice in choices_for(shares_number=doubtful[number].shares_number)
    ]
    ImportedRow.objects.bulk_create(
        chosen, update_conflicts=True, unique_fields=["of", "number"], update_fields=["choice"]
    )
    Import.objects.filter(pk=current.pk).update(changed_at=at)


@transaction.atomic
def leave_import(*, one: Import, by: User, at: datetime) -> None:
    """Throw the file of an import away that has not begun."""
    current = _locked(one)
    if current.state not in {State.COLUMNS, State.PREVIEW}:
        raise Refused(_("Importen er alt i gang."))
    current.state = State.LEFT
    _forget(current)
    _saved(current, at=at)
    record_deed(by=by, at=at, verb="import.leave", object_id=current.pk)


def discard_old_imports(*, at: datetime) -> int:
    """Forget the file of every import that has rested for a day: abandoned, or taken in; return how many.

    One that stopped half-way is ended where it is: what it made stays, and can be undone for a day more. An undo that
    stands still is given up, so that it can be tried again.
    """
    before, forgotten = at - CONTENT_LIVES, dict.fromkeys(OF_THE_FILE)
    give_up_undos_that_stand_still(at=at)
    with acting_as(SYSTEM):
        with_file = Import.objects.exclude(sealed=None, preview_sealed=None)
        open_still = with_file.filter(state__in=[State.COLUMNS, State.PREVIEW], changed_at__lte=before)
        gone = open_still.update(state=State.LEFT, counts={}, **forgotten)
        stuck = Q(moved_at__lte=before) | Q(moved_at=None, asked_at__lte=before)
        Import.objects.filter(stuck, state=State.TAKING_IN, done=0).update(state=State.LEFT, finished_at=at)
        for one in Import.objects.filter(stuck, state=State.TAKING_IN).defer("sealed", "preview_sealed"):
            one.state, one.finished_at, one.counts = State.TAKEN_IN, at, count_outcomes(one)
            one.save(update_fields=["state", "finished_at", "counts"])
        over = Q(finished_at__lte=before) | Q(state__in=[State.LEFT, State.STOPPED, State.BARRED, State.UNDONE])
        resting = with_file.filter(over)
        ids = list(resting.values_list("pk", flat=True))
        ImportedRow.objects.filter(of__in=ids, told_sealed__isnull=False).update(told_sealed=None)
        return gone + Import.objects.filter(pk__in=ids).update(**forgotten)


def _decide_on_rows(one: Import, rows: Rows, *, by: User, at: datetime) -> Import:
    """Decide on every row and write down, once, who was found closed."""
    take_turns_asking(by=by)
    before_now = preview_of(one)
    found_before = before_now.found
    with acting_as(SYSTEM):
        read = read_rows(sheet_of_import(one, rows), surroundings(who_is_here(), at=at, own_team=one.team_id))
    facts = [row.facts for row in read if row.facts is not None]
    asked = count_questions(one, facts, asked_before=before_now.asked, by=by, at=at)
    preview = replace(_judged(one, read), asked=asked)
    new = [
        person_id
        for number, people in preview.found.items()
        for person_id in people - found_before.get(number, frozenset())
    ]
    before = deeds_since(by=by, verb="person.found", since=at - FINDINGS_WITHIN)
    note_findings(person_ids=new, by=by, at=at)
    ImportedRow.objects.filter(of=one).delete()
    if too_many_findings(before=before, new=len(new)):
        one.state = State.STOPPED
        _forget(one)
        record_deed(by=by, at=at, verb="import.stop", object_id=one.pk)
        return _saved(one, at=at)
    one.state = State.PREVIEW
    one.counts = Counter(row.outcome.value for row in preview.rows)
    found = {number: people | found_before.get(number, frozenset()) for number, people in preview.found.items()}
    earlier = {number: people for number, people in found_before.items() if number not in found}
    one.preview_sealed = sealed_preview(replace(preview, found={**earlier, **found}), of=one.pk)
    return _saved(one, at=at)


def _judged(one: Import, read: Sequence[RowRead]) -> Preview:
    """Compare the rows with each other, with whom the team took in before, and exactly with everybody else."""
    with acting_as(SYSTEM):
        known = known_near([row.facts for row in read if row.facts is not None])
        open_to_team = taken_in_by_team(one.team_id, [somebody.person_id for somebody in known if somebody.person_id])
    known = [
        replace(
            somebody,
            is_closed=somebody.person_id not in open_to_team,
            told_as=open_to_team.get(somebody.person_id, "") if somebody.person_id else "",
        )
        for somebody in known
    ]
    decisions = decide(read, known)
    found = {
        decision.row: frozenset(somebody.person_id for somebody in decision.same_as if somebody.person_id)
        for decision in decisions
        if decision.outcome == Outcome.KNOWN
    }
    return Preview(tuple(_preview_row(decision) for decision in decisions), found)


def _preview_row(decision: Decision) -> PreviewRow:
    alike: Iterable[Alike] = ()
    shares = False
    if decision.outcome == Outcome.DOUBTFUL and decision.facts is not None:
        facts = decision.facts
        alike = (Alike(one.row, one.person_id, one.told_as) for one in decision.same_as)
        shares = any(shares_number(facts, one) for one in decision.same_as)
    return PreviewRow(decision.row, decision.outcome, decision.why, tuple(alike), shares)


def _locked(one: Import) -> Import:
    return Import.objects.select_for_update(of=("self",)).get(pk=one.pk)


def _rows_while_open(one: Import, *, seen_version: int) -> Rows:
    state = State.PREVIEW if one.state == State.PREVIEW else State.COLUMNS
    check_unchanged(one, state=State(state), seen_version=seen_version)
    rows = rows_of_import(one)
    if rows is None:
        raise Refused(_("Fila er slettet. Last den opp på nytt."))
    return rows


def _saved(one: Import, *, at: datetime) -> Import:
    one.version += 1
    one.changed_at = at
    one.save()
    return one


def _forget(one: Import) -> None:
    one.forget_file()
    one.counts = {}


def _written(fields: Sequence[Field | None]) -> list[str]:
    return [str(field.value) if field else "" for field in fields]


def _remember(headings: Sequence[str], fields: Sequence[Field | None], *, team_id: UUID) -> None:
    """Remember for the team each heading that holds something else than the program would guess of it alone."""
    by_hand: dict[str, Field | None] = {}
    as_guessed = []
    for heading, field in zip(headings, fields, strict=True):
        if not plain(heading):
            continue
        mark = mark_of_heading(heading)
        if field == field_of(heading):
            as_guessed.append(mark)
        else:
            by_hand.setdefault(mark, field)
    RememberedColumn.objects.filter(team_id=team_id, heading__in=as_guessed).delete()
    RememberedColumn.objects.bulk_create(
        (
            RememberedColumn(team_id=team_id, heading=mark, field=field.value if field else "")
            for mark, field in by_hand.items()
        ),
        update_conflicts=True,
        unique_fields=["team", "heading"],
        update_fields=["field"],
    )
