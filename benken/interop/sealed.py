"""What an import keeps for a while, as it is sealed: the rows of the file, and what is decided of each of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings

from benken.interop.caseload.decide import Outcome
from benken.interop.caseload.read import Rows
from benken.lib.sealing import SealBroken, seal, unseal


@dataclass(frozen=True)
class Alike:
    """Whom a doubtful row may be about: another row of the sheet, or somebody an earlier import of the team made."""

    row: int | None
    person_id: UUID | None
    told_as: str


@dataclass(frozen=True)
class PreviewRow:
    """What is decided of a row, and why."""

    number: int
    outcome: Outcome
    why: str
    alike: tuple[Alike, ...] = ()
    shares_number: bool = False  # with one of those it is like: it cannot be a new person


@dataclass(frozen=True)
class Preview:
    """The rows in the order of the sheet; and, never shown, who was found closed by which row, and what was asked."""

    rows: tuple[PreviewRow, ...] = ()
    found: Mapping[int, frozenset[UUID]] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()


def sealed_rows(rows: Rows, *, of: UUID) -> bytes:
    """Return the rows of a file, sealed to their import."""
    return _sealed({"cells": rows.cells, "from_text": rows.from_text}, of=of)


def opened_rows(sealed: bytes | memoryview | None, *, of: UUID) -> Rows | None:
    """Return the rows of a file, or None if they are gone."""
    value = _opened(sealed, of=of)
    return None if value is None else Rows(tuple(tuple(row) for row in value["cells"]), value["from_text"])


def sealed_preview(preview: Preview, *, of: UUID) -> bytes:
    """Return what is decided, sealed to its import."""
    rows = [
        [
            row.number,
            row.outcome,
            row.why,
            [[one.row, str(one.person_id) if one.person_id else None, one.told_as] for one in row.alike],
            row.shares_number,
        ]
        for row in preview.rows
    ]
    found = {str(number): [str(person_id) for person_id in people] for number, people in preview.found.items()}
    return _sealed({"rows": rows, "found": found, "asked": sorted(preview.asked)}, of=of)


def opened_preview(sealed: bytes | memoryview | None, *, of: UUID) -> Preview:
    """Return what was decided; an empty preview if it is gone."""
    value = _opened(sealed, of=of) or {"rows": [], "found": {}}
    return Preview(
        tuple(
            PreviewRow(
                number,
                Outcome(outcome),
                why,
                tuple(Alike(row, UUID(person_id) if person_id else None, told) for row, person_id, told in alike),
                shares,
            )
            for number, outcome, why, alike, shares in value["rows"]
        ),
        {int(number): frozenset(map(UUID, people)) for number, people in value["found"].items()},
        frozenset(value.get("asked", ())),
    )


def sealed_words(words: str, *, of: UUID) -> bytes:
    """Return a sentence, sealed to its import."""
    return _sealed(words, of=of)


def opened_words(sealed: bytes | memoryview | None, *, of: UUID) -> str:
    """Return a sentence, or nothing if there is none."""
    return _opened(sealed, of=of) or ""


def _sealed(value: object, *, of: UUID) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return seal(text, secret=settings.SECRET_KEY, purpose=f"import:{of}")


def _opened(sealed: bytes | memoryview | None, *, of: UUID) -> Any:
    if sealed is None:
        return None
    try:
        return json.loads(unseal(bytes(sealed), secret=settings.SECRET_KEY, purpose=f"import:{of}"))
    except SealBroken:  # the secret was changed meanwhile
        return None
