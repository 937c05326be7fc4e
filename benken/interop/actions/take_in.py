"""An import is taken in, chunk by chunk: each chunk is one transaction together with how far the import has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import User
from benken.access.queries.accounts import user_by_id
from benken.interop.caseload.decide import Known, Outcome, People, is_exactly, shares_number, why_known
from benken.interop.caseload.facts import Facts, RowRead, read_rows
from benken.interop.caseload.load import CHUNK, Here, known_near, register, surroundings, take_turns, who_is_here
from benken.interop.caseload.read import Sheet
from benken.interop.models import Import, ImportedRow
from benken.interop.policies import can_open, check_unchanged
from benken.interop.queries import (
    choices_of,
    count_new,
    count_outcomes,
    preview_of,
    rows_of_import,
    sheet_of_import,
    taken_in_by_team,
)
from benken.interop.sealed import PreviewRow, sealed_words
from benken.people.actions.people import note_findings

State = Import.State
_TRIES = 3  # somebody may register the same national number at the very same moment


@transaction.atomic
def ask_take_in(*, one: Import, seen_version: int, by: User, at: datetime) -> bool:
    """Let a job take the import in; tell whether it is this call that asked. A second click asks for nothing more."""
    current = Import.objects.select_for_update(of=("self",)).get(pk=one.pk)
    if current.state in {State.TAKING_IN, State.TAKEN_IN}:
        return False
    check_unchanged(current, state=State.PREVIEW, seen_version=seen_version)
    if not count_new(current):
        raise Refused(_("Ingen linjer er klare til å tas inn. Rett fila, eller avgjør noen av linjene først."))
    rows = rows_of_import(current)
    if rows is None:
        raise Refused(_("Fila er slettet. Last den opp på nytt."))
    current.state, current.version = State.TAKING_IN, current.version + 1
    current.asked_at = current.taken_in_at = current.changed_at = at
    current.moved_at, current.done, current.total = None, 0, len(sheet_of_import(current, rows).rows)
    current.save()
    record_deed(by=by, at=at, verb="import.take_in", object_id=current.pk)
    return True


@dataclass(frozen=True)
class _Opened:
    """What an import holds. Nobody changes it while it is taken in."""

    sheet: Sheet
    preview: Mapping[int, PreviewRow]
    choices: Mapping[int, str]


class TakingIn:
    """An import on its way in. Its file is unsealed and read once, however many chunks there are."""

    def __init__(self, import_id: UUID) -> None:
        """Begin, or go on where another worker left off; nothing is opened before the first chunk."""
        self._import_id = import_id
        self._opened: _Opened | None = None

    def next_chunk(self, *, at: datetime) -> bool:
        """Take in the next rows of the import, all or none of them; tell whether there may be more to do.

        However often it runs, no row is taken in twice: how far the import has come is written in the same transaction.
        """
        for tried in range(1, _TRIES + 1):
            try:
                with acting_as(SYSTEM):
                    return self._next_chunk(at=at)
            except IntegrityError:  # what was free a moment ago is taken: look again
                if tried == _TRIES:
                    raise
        return False

    def _next_chunk(self, *, at: datetime) -> bool:
        take_turns()
        asked_for = Import.objects.filter(pk=self._import_id, state=State.TAKING_IN)
        one = asked_for.select_for_update(of=("self",)).defer("sealed", "preview_sealed").first()
        if one is None:
            return False
        self._opened = opened = self._opened or _opened(one)
        if opened is None or one.taken_in_at is None:
            _finish(one, at=at)
            return False
        lines = opened.sheet.rows[one.done : one.done + CHUNK]
        if not lines:
            _finish(one, at=at)
            return False
        by = user_by_id(one.by_id)
        if by is None or not can_open(one, user=by):
            _bar(one, opened.sheet, at=at)
            return False
        here = who_is_here()
        read = read_rows(replace(opened.sheet, rows=lines), surroundings(here, at=at, own_team=one.team_id))
        chunk = _Chunk(one, read, opened.preview, opened.choices)
        chunk.leave_out_who_came_meanwhile(by=by, at=at)
        chunk.register(here, by=by, at=one.taken_in_at)
        chunk.write_down()
        one.done += len(lines)
        one.moved_at = at
        if one.done >= one.total:
            _finish(one, at=at)
            return False
        one.save(update_fields=["done", "moved_at"])
        return True


def _opened(one: Import) -> _Opened | None:
    rows = rows_of_import(one)
    if rows is None:
        return None
    return _Opened(sheet_of_import(one, rows), {row.number: row for row in preview_of(one).rows}, choices_of(one))


def _finish(one: Import, *, at: datetime) -> None:
    one.state, one.finished_at, one.moved_at = State.TAKEN_IN, at, at
    one.version += 1
    one.counts = count_outcomes(one)
    one.save()


def _bar(one: Import, sheet: Sheet, *, at: datetime) -> None:
    """End an import whose leader may no longer import: nobody is taken in, or nobody more.

    If somebody is in already, the lines that are left say why they are not, and the rest can be undone as ever.
    """
    record_deed(by=None, at=at, verb="import.bar", object_id=one.pk)
    if one.done:
        left = [line.number for line in sheet.rows[one.done :] if not line.is_empty]
        why = _("Du ledet ikke teamet lenger da denne linja skulle tas inn.")
        _write_down(one, dict.fromkeys(left, Outcome.REFUSED.value), told=dict.fromkeys(left, why))
        _finish(one, at=at)
        return
    one.state, one.finished_at, one.moved_at = State.BARRED, at, at
    one.version += 1
    one.forget_file()
    one.counts = {}
    one.save()


def _write_down(
    one: Import,
    outcomes: Mapping[int, str],
    *,
    told: Mapping[int, str],
    people: Mapping[int, UUID] = MappingProxyType({}),
) -> None:
    """Write down what came of each row, and whom it made."""
    ImportedRow.objects.bulk_create(
        (
            ImportedRow(
                of=one,
                number=number,
                outcome=outcome,
                person_id=people.get(number),
                told_sealed=sealed_words(told[number], of=one.pk) if number in told else None,
            )
            for number, outcome in outcomes.items()
        ),
        update_conflicts=True,
        unique_fields=["of", "number"],
        update_fields=["outcome", "person_id", "told_sealed"],
    )


@dataclass
class _Chunk:
    """Some rows on their way in: what comes of each, and why where it is another reason than in the preview."""

    one: Import
    read: Sequence[RowRead]
    preview: Mapping[int, PreviewRow]
    choices: Mapping[int, str]
    outcomes: dict[int, str] = field(default_factory=dict)
    told: dict[int, str] = field(default_factory=dict)
    people: dict[int, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with what the preview decided, and what the leader chose since."""
        for row in self.read:
            judged = self.preview.get(row.row)
            self.outcomes[row.row] = judged.outcome.value if judged else Outcome.SKIPPED.value
            if judged and judged.outcome == Outcome.DOUBTFUL:
                self._follow_choice(row.row)
        for row in self.read:
            if self.outcomes[row.row] == Outcome.MADE and row.facts is None:  # a worker has left since, for example
                self.outcomes[row.row], self.told[row.row] = Outcome.REFUSED.value, " ".join(row.refusals)

    def _follow_choice(self, number: int) -> None:
        choice = self.choices.get(number, "")
        if choice == ImportedRow.Choice.NEW:
            self.outcomes[number] = Outcome.MADE.value
        elif choice == ImportedRow.Choice.SAME:
            self.outcomes[number] = Outcome.MATCHED.value
            self.told[number] = _("Du sa at dette er samme person. Linja er ikke tatt med.")

    def facts(self) -> list[Facts]:
        """Return the rows that are to be made, as things stand."""
        return [row.facts for row in self.read if row.facts and self.outcomes[row.row] == Outcome.MADE]

    def leave_out_who_came_meanwhile(self, *, by: User, at: datetime) -> None:
        """Leave out rows that are exactly somebody who was not here, or not seen, when the leader looked."""
        known = known_near(self.facts(), by_name=False)
        ids = [somebody.person_id for somebody in known if somebody.person_id]
        own = set(self.one.rows.filter(person_id__in=ids).values_list("person_id", flat=True))
        of_team = taken_in_by_team(self.one.team_id, ids)
        people, numbers, found = People(known), set(), []
        for facts in self.facts():
            same = [somebody for somebody in people.near(facts) if self._is_another(facts, somebody, own)]
            if facts.number_hash in numbers or any(somebody.person_id in of_team for somebody in same):
                self.outcomes[facts.row] = Outcome.MATCHED.value
                self.told[facts.row] = _("Personen ble tatt inn fra en annen linje eller import imens.")
            elif same:
                self.outcomes[facts.row], self.told[facts.row] = Outcome.KNOWN.value, why_known()
                found += [somebody.person_id for somebody in same if somebody.person_id]
            elif facts.number_hash:
                numbers.add(facts.number_hash)
        if found:
            note_findings(person_ids=found, by=by, at=at)

    def _is_another(self, facts: Facts, somebody: Known, own: set[UUID | None]) -> bool:
        """Tell whether a row is exactly somebody the leader has not decided about already."""
        if shares_number(facts, somebody):
            return True
        decided_about = {alike.person_id for alike in self.preview[facts.row].alike} | own
        if somebody.person_id in decided_about:
            return False
        return facts.print_id in somebody.prints or is_exactly(facts, somebody)

    def register(self, here: Here, *, by: User, at: datetime) -> None:
        """Register a person for each row that is left."""
        facts = self.facts()
        ids = register(facts, here, by=by, at=at)
        self.people = {row.row: person_id for row, person_id in zip(facts, ids, strict=True)}

    def write_down(self) -> None:
        """Write down what came of each row, and whom it made."""
        _write_down(self.one, self.outcomes, told=self.told, people=self.people)
