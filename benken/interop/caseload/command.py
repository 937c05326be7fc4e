"""`benken import-caseload FILE [--dry-run] [--json]`: for an operator, at a prompt or in a script."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, TextIO

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone, translation

from benken.access.policies import Refused
from benken.interop.caseload.decide import Decision, Outcome
from benken.interop.caseload.load import load, preview
from benken.interop.caseload.read import Sheet, Unreadable, read_file

FINE, PROBLEMS, MISUSE = 0, 1, 2
_OUTCOMES = [outcome for outcome in Outcome if outcome is not Outcome.KNOWN]  # nobody is closed to an operator
_HEADINGS = {
    Outcome.REFUSED: "Refused: correct these lines and run the file again",
    Outcome.DOUBTFUL: "Doubtful: somebody must decide",
    Outcome.MATCHED: "Matched: known already, nothing new",
    Outcome.MADE: "Made, with something to know",
}


def run(path: str, *, dry_run: bool, as_json: bool, stdout: TextIO, stderr: TextIO) -> int:
    """Take a sheet in, or with `dry_run` only tell what would happen. Returns the exit status.

    0: all is well. 1: some rows are refused or doubtful and left out. 2: the file cannot be read.
    """
    with translation.override(settings.LANGUAGE_CODE):
        try:
            sheet = read_file(path)
        except Unreadable as sentence:
            stderr.write(f"{path}: {sentence}\n")
            return MISUSE
        at = timezone.now()
        try:
            decisions = preview(sheet, at=at) if dry_run else load(sheet, at=at)
        except (IntegrityError, Refused):
            stderr.write(f"{path}: somebody saved the same person meanwhile; nothing was taken in. Run it again.\n")
            return PROBLEMS
        if as_json:
            json.dump(report(decisions, sheet), stdout, ensure_ascii=False)
            stdout.write("\n")
        else:
            stdout.write(told(decisions, sheet, dry_run=dry_run))
    left_out = {Outcome.REFUSED, Outcome.DOUBTFUL}
    return PROBLEMS if any(decision.outcome in left_out for decision in decisions) else FINE


def report(decisions: Sequence[Decision], sheet: Sheet) -> dict[str, Any]:
    """Return the report for programs. `unknown_columns` stands there only if there are any."""
    count = Counter(decision.outcome for decision in decisions)
    answer: dict[str, Any] = {outcome.value: count[outcome] for outcome in _OUTCOMES}
    answer["rows"] = [
        {"row": decision.row, "outcome": decision.outcome.value, "why": decision.why} for decision in decisions
    ]
    if sheet.columns.unknown:
        answer["unknown_columns"] = list(sheet.columns.unknown)
    return answer


def told(decisions: Sequence[Decision], sheet: Sheet, *, dry_run: bool) -> str:
    """Return the report for people: the counts, then every row that has something to say."""
    count = Counter(decision.outcome for decision in decisions)
    lines = ["A dry run: nothing was changed."] if dry_run else []
    lines.append(", ".join(f"{count[outcome]} {outcome.value}" for outcome in _OUTCOMES))
    if sheet.columns.unknown:
        lines.append(f"Columns not taken in: {', '.join(sheet.columns.unknown)}")
    for outcome, heading in _HEADINGS.items():
        rows = [decision for decision in decisions if decision.outcome == outcome and decision.why]
        if rows:
            lines += ["", heading, *(f"  line {decision.row}: {decision.why}" for decision in rows)]
    return "\n".join(lines) + "\n"
