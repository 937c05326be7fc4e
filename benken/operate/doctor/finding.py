"""What a check found."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How bad it is."""

    FINE = "fine"
    MIND = "mind"  # may be meant so
    WRONG = "wrong"


WORDS = {State.FINE: "  ok ", State.MIND: " mind", State.WRONG: "WRONG"}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what it is, how it is, and what to do about it."""

    what: str
    state: State
    says: str
    do: str = ""

    @classmethod
    def fine(cls, what: str, says: str) -> "Finding":
        """Nothing to do."""
        return cls(what, State.FINE, says)

    @classmethod
    def mind(cls, what: str, says: str, do: str = "") -> "Finding":
        """Nothing is wrong if it is meant so."""
        return cls(what, State.MIND, says, do)

    @classmethod
    def wrong(cls, what: str, says: str, do: str) -> "Finding":
        """Something must be done."""
        return cls(what, State.WRONG, says, do)
