"""What both gateways need to read what they are called with. It comes from outside: nothing of it is believed."""

import hmac
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest
from django.http.request import UnreadablePostError

from benken.messaging.gateways.interface import NotUnderstood

MOST = 300_000  # bytes: 40,000 letters however they are written; a text has 255 parts at most
LONGEST_ID = 100
LONGEST_NUMBER = 40
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def body_of(request: HttpRequest) -> bytes:
    """Return what was sent, if it is not too much; what says it is too much is not read at all."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = MOST + 1
    if not 0 <= length <= MOST:
        raise NotUnderstood("what was sent is too long")
    try:
        return request.body
    except UnreadablePostError:
        raise NotUnderstood("what was sent broke off") from None


def same_secret(one: str, other: str) -> bool:
    """Compare in a time that tells nothing; an empty secret is never the same."""
    return bool(other) and hmac.compare_digest(one.encode(), other.encode())


def storable(text: str) -> str:
    """Return a text without what no database takes: zeros, and halves of letters that came alone."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "")


def read_id(written: object) -> str:
    """Return an id that the gateway gave."""
    if not isinstance(written, str) or not 0 < len(written) <= LONGEST_ID or not written.isprintable():
        raise NotUnderstood("no id")
    return written


def read_number(written: object) -> str:
    """Return who it is from, as the gateway writes it."""
    number = storable(written).strip() if isinstance(written, str) else ""
    if not 0 < len(number) <= LONGEST_NUMBER or not number.isprintable():
        raise NotUnderstood("no number")
    return number


def read_text_id(written: object) -> UUID:
    """Return the id that we gave a text."""
    try:
        return UUID(written if isinstance(written, str) else "")
    except ValueError:
        raise NotUnderstood("no text of ours") from None


def believable(at: datetime) -> bool:
    """Tell whether a moment can be one at which a text was written."""
    return EARLIEST <= at < LATEST
