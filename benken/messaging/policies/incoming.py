"""What is believed of a text that comes in."""

import unicodedata
from datetime import datetime, timedelta
from hashlib import sha256

from benken.lib.ids import new_id
from benken.lib.text import tidy_line, tidy_text
from benken.messaging.gateways.interface import Incoming

LATE = timedelta(days=3)  # a text that was sent longer ago than that is told by when it came
LONGEST_KEY, LONGEST_NUMBER = 100, 20  # as the table has them


def said_when(incoming: Incoming, *, at: datetime) -> datetime:
    """Return when a text was sent, if that can be true; else when it came."""
    said = incoming.said_at
    return said if said is not None and at - LATE <= said <= at else at


def key_of(incoming: Incoming) -> str:
    """Return by what a text is known again, for a gateway that gives it too long an id, or none.

    Without id and moment nothing tells a text that was told twice from one that was written twice: both are kept.
    """
    key = storable(incoming.gateway_id)
    if key and key == incoming.gateway_id and len(key) <= LONGEST_KEY:
        return key
    told = [incoming.gateway_id]
    if not incoming.gateway_id:
        said = incoming.said_at.isoformat() if incoming.said_at else str(new_id())
        told = [incoming.number, incoming.text, said]
    return "sha256:" + sha256("\0".join(told).encode("utf-8", "replace")).hexdigest()


def words_of(incoming: Incoming) -> str:
    """Return what stands in a text: everything but what draws nothing and what no table takes."""
    return tidy_text(storable(incoming.text))


def number_shown(incoming: Incoming) -> str:
    """Return who a text is from as it is kept where that is no number: «PostNord»."""
    return tidy_line(storable(incoming.number))[:LONGEST_NUMBER]


def digits_of(written: str) -> str:
    """Return a number without its plus sign, if it is nothing but digits."""
    plain = "".join(mark for mark in written if not mark.isspace())
    return plain if plain.isascii() and plain.isdecimal() else ""


def storable(text: str) -> str:
    """Return a text without zeros, and with a sign for each half of a letter that came alone."""
    whole = "".join("\ufffd" if unicodedata.category(mark) == "Cs" else mark for mark in text)
    return whole.replace("\0", "")
