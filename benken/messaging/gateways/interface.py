"""What a gateway is asked and tells. It knows numbers and words, and nothing of people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol
from uuid import UUID

from django.http import HttpRequest


class ReportKind(Enum):
    """How far a text got, as a gateway tells it."""

    SENT = "sent"
    DELIVERED = "delivered"
    NO_SUCH_NUMBER = "no_such_number"
    NOT_REACHED = "not_reached"
    FAILED = "failed"


@dataclass(frozen=True)
class Outgoing:
    """A text to be sent. One `text_id` is one text, however often it is handed over."""

    text_id: UUID
    number: str  # E.164
    body: str
    valid_for: timedelta


@dataclass(frozen=True)
class Accepted:
    """The gateway has it, under an id of its own if it tells one."""

    gateway_id: str


@dataclass(frozen=True)
class Incoming:
    """A text that came in."""

    gateway_id: str
    number: str
    text: str
    said_at: datetime | None


@dataclass(frozen=True)
class Report:
    """What a gateway tells of a text it was given. It may tell it late, twice, and in any order."""

    text_id: UUID | None
    gateway_id: str
    what: ReportKind
    at: datetime | None


class GatewayRefused(Exception):
    """The gateway will never send this text; `kind` says why."""

    def __init__(self, kind: ReportKind) -> None:
        super().__init__(kind.value)
        self.kind = kind


class GatewayUnreachable(Exception):
    """Try again later. `may_have_gone`: the text may have been taken all the same; `after` is how long to wait."""

    def __init__(self, *, may_have_gone: bool = False, after: timedelta | None = None) -> None:
        super().__init__("the gateway does not answer")
        self.may_have_gone, self.after = may_have_gone, after


class NotFromGateway(Exception):
    """A call that does not come from the gateway, or cannot be read."""


class Gateway(Protocol):
    """Where texts are handed over, and what comes from there."""

    name: str
    knows_repeats: bool  # one text_id handed over twice reaches the phone once

    def send(self, outgoing: Outgoing) -> Accepted:
        """Hand a text over, or raise GatewayRefused or GatewayUnreachable."""

    def read_incoming(self, request: HttpRequest) -> Incoming:
        """Read a text that comes in, or raise NotFromGateway."""

    def read_report(self, request: HttpRequest) -> Report | None:
        """Read what is told of a text; None if it tells nothing new. Raise NotFromGateway."""
