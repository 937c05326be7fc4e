"""What somebody proposes to give on about one person: between the form and the action."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Proposal:
    """Which basis, to whom, why, exactly what, and when the person is told."""

    basis: str
    body: str
    receiver: str
    why: str
    words: str = ""
    entry_ids: Sequence[UUID] = ()
    tell_on: date | None = None  # None: at once when it is given
    wait_basis: str = ""
    wait_why: str = ""
