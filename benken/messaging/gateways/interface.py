"""What Benken asks of a gateway, whichever it is, and what a gateway tells Benken.

None of these objects shows a number or a word of a text when it is written out, so no log and no fault can.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID

from django.http import HttpRequest


class ReportKind(StrEnum):
    """What became of a text."""

    SENT = "sent"  # it has left the gateway
    DELIVERED = "delivered"  # the phone has it
    NO_SUCH_NUMBER = "no_such_number"
    NOT_REACHED = "not_reached"  # its time was over before the phone was there
    FAILED = "failed"


class Refusal(StrEnum):
    """Why a text will never go."""

    NO_SUCH_NUMBER = "no_such_number"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outgoing:
    """A text to be sent."""

    text_id: UUID
    number: str = field(repr=False)  # E.164: +47…
    body: str = field(repr=False)
    valid_for: timedelta = timedelta(hours=72)


@dataclass(frozen=True)
class Accepted:
    """The gateway has taken a text in: from here on it answers for it."""

    gateway_id: str


@dataclass(frozen=True)
class Incoming:
    """A text from a phone. The same text may be told twice: with the same `gateway_id`."""

    gateway_id: str
    number: str = field(repr=False)  # as the gateway writes it: mostly E.164, but a sender may also be a name
    text: str = field(repr=False)
    said_at: datetime | None


@dataclass(frozen=True)
class Report:
    """What a gateway tells of a text. Reports come late, doubled, and not in their order."""

    text_id: UUID | None
    gateway_id: str
    what: ReportKind
    at: datetime | None


class GatewayRefused(Exception):
    """Final: this text will never go."""

    def __init__(self, kind: Refusal) -> None:
        super().__init__(f"The gateway will never send this text: {kind.value}.")
        self.kind = kind


class GatewayUnreachable(Exception):
    """Try again later. `may_have_gone`: the request had left us, so the text may have gone all the same."""

    def __init__(self, says: str, *, may_have_gone: bool = False, retry_after: timedelta | None = None) -> None:
        super().__init__(says)
        self.may_have_gone = may_have_gone
        self.retry_after = retry_after


class NotLetIn(GatewayUnreachable):
    """The gateway does not take our password or token: no text goes before somebody puts that right."""


class NotFromGateway(Exception):
    """What came is not from the gateway: whoever sent it is told nothing (403 or 404)."""


class NotUnderstood(NotFromGateway):
    """It is from the gateway, but nothing can be made of it (400)."""


class Gateway(Protocol):
    """A gateway."""

    name: ClassVar[str]  # stands in the addresses it calls us at
    knows_repeats: ClassVar[bool]  # a text sent twice under one id reaches the phone once

    def send(self, outgoing: Outgoing) -> Accepted:
        """Hand a text over; raise GatewayRefused or GatewayUnreachable."""
        ...

    def try_reach(self) -> None:
        """Ask whether it is there and lets us in, without sending anything; raise GatewayUnreachable."""
        ...

    def read_incoming(self, request: HttpRequest) -> Incoming:
        """Read a text that it brings; raise NotFromGateway."""
        ...

    def read_report(self, request: HttpRequest) -> Report | None:
        """Read what it tells of a text, None if that is nothing new; raise NotFromGateway."""
        ...


def incoming_path(name: str) -> str:
    """Return where a gateway brings texts."""
    return f"/sms/{name}/in/"


def report_path(name: str) -> str:
    """Return where a gateway tells what became of a text."""
    return f"/sms/{name}/report/"
