"""A gateway that speaks JSON over https and signs what it calls us with: docs/how-to/connect-sms.md has every field.

No supplier speaks exactly this. It is what a municipality's own small bridge to a supplier is written to.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils import timezone

from benken.messaging.gateways import callbacks
from benken.messaging.gateways.addresses import what_is_wrong
from benken.messaging.gateways.interface import (
    Accepted,
    GatewayRefused,
    GatewayUnreachable,
    Incoming,
    NotFromGateway,
    NotLetIn,
    NotUnderstood,
    Outgoing,
    Refusal,
    Report,
    ReportKind,
    incoming_path,
    report_path,
)
from benken.messaging.gateways.line import Answer, ask

SIGNATURE_HEADER, TIMESTAMP_HEADER = "X-Signature", "X-Timestamp"
TOLERANCE = timedelta(minutes=5)
ASK_AGAIN = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,  # the same text is on its way in just now
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}
NOT_LET_IN = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
WAITING = "waiting"  # a report that tells nothing new


@dataclass(frozen=True)
class Rest:
    """A gateway at an address of its own."""

    name: ClassVar[str] = "rest"
    knows_repeats: ClassVar[bool] = True

    address: str  # where texts are posted to: https://sms.example.org/texts
    token: str = field(repr=False)  # what we show it
    secret: str = field(repr=False)  # what it signs with
    calls_at: str  # where it reaches us: https://benken.example.org
    sender: str = ""
    signature_header: str = SIGNATURE_HEADER
    timestamp_header: str = TIMESTAMP_HEADER
    now: Callable[[], datetime] = field(default=timezone.now, repr=False)

    def __post_init__(self) -> None:
        """Refuse a line that somebody could listen to."""
        if wrong := what_is_wrong(self.address, only_this_machine=False):
            raise ImproperlyConfigured(f"The gateway's address {wrong}")

    def send(self, outgoing: Outgoing) -> Accepted:
        """Post a text under its id, so that a second time is the same text."""
        content = {
            "id": str(outgoing.text_id),
            "to": outgoing.number,
            "text": outgoing.body,
            "valid_for_seconds": int(outgoing.valid_for.total_seconds()),
            "report_url": f"{self.calls_at}{report_path(self.name)}",
            "incoming_url": f"{self.calls_at}{incoming_path(self.name)}",
            **({"from": self.sender} if self.sender else {}),
        }
        headers = {**self._who(), "Idempotency-Key": str(outgoing.text_id)}
        answer = ask("POST", self.address, content=content, headers=headers)
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            raise _refusal(answer)
        try:
            return Accepted(gateway_id=callbacks.read_id(answer.json().get("id")))
        except NotUnderstood:
            pass
        raise GatewayUnreachable("The gateway took a text, but gave it no id.", may_have_gone=True)

    def try_reach(self) -> None:
        """Look at the address; nothing is posted."""
        answer = ask("GET", self.address, headers=self._who())
        if answer.status in NOT_LET_IN or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _fault(answer)

    def read_incoming(self, request: HttpRequest) -> Incoming:
        """Read a text."""
        said = self._checked(request)
        text = said.get("text")
        if not isinstance(text, str):
            raise NotUnderstood("no text")
        return Incoming(
            gateway_id=callbacks.read_id(said.get("id")),
            number=callbacks.read_number(said.get("from")),
            text=callbacks.storable(text),
            said_at=_moment(said.get("at")),
        )

    def read_report(self, request: HttpRequest) -> Report | None:
        """Read what became of a text."""
        said = self._checked(request)
        text_id = callbacks.read_text_id(said.get("id"))
        gateway_id = callbacks.read_id(said.get("gateway_id"))
        at = _moment(said.get("at"))
        if said.get("what") == WAITING:
            return None
        try:
            what = ReportKind(said.get("what"))  # type: ignore[arg-type]  # whatever it is, it is looked up
        except ValueError:
            raise NotUnderstood("no kind of report") from None
        return Report(text_id=text_id, gateway_id=gateway_id, what=what, at=at)

    def _who(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def _checked(self, request: HttpRequest) -> dict[str, Any]:
        """Return what was posted, if its signature holds and is of the last minutes."""
        written = request.headers.get(self.timestamp_header, "")
        signed = request.headers.get(self.signature_header, "").lower().removeprefix("sha256=")
        if request.method != "POST" or not written or not signed:
            raise NotFromGateway("not signed")
        body = callbacks.body_of(request)
        if not callbacks.same_secret(signed, signature(body, timestamp=written, secret=self.secret)):
            raise NotFromGateway("signed by somebody else")
        if not written.isascii() or not written.isdecimal() or len(written) > 10:
            raise NotUnderstood("no moment")
        if abs(self.now().timestamp() - int(written)) > TOLERANCE.total_seconds():
            raise NotFromGateway("signed too long ago")
        return _object(body)


def signature(body: bytes, *, timestamp: str, secret: str) -> str:
    """Return what the gateway signs with: HMAC-SHA256 of the timestamp, a full stop and the body."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _refusal(answer: Answer) -> Exception:
    """Return the fault for a text it does not take. Only a code makes it final: a wrong address answers 404 too."""
    code = answer.json().get("code")
    if answer.status < HTTPStatus.BAD_REQUEST or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _fault(answer)
    if answer.status in ASK_AGAIN or answer.status == HTTPStatus.UNAUTHORIZED or not isinstance(code, str) or not code:
        return _fault(answer)
    return GatewayRefused(Refusal.NO_SUCH_NUMBER if code == Refusal.NO_SUCH_NUMBER else Refusal.REFUSED)


def _fault(answer: Answer) -> GatewayUnreachable:
    if answer.status in NOT_LET_IN:
        return NotLetIn(f"The gateway answered {answer.status}: see BENKEN_SMS_TOKEN.")
    after = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR  # it may have broken after it took the text
    says = f"The gateway answered {answer.status}."
    return GatewayUnreachable(says, may_have_gone=after, retry_after=answer.retry_after)


def _object(body: bytes) -> dict[str, Any]:
    """Return the one object that stands there, in which nothing is said twice."""
    try:
        said = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NotUnderstood("no JSON") from None
    if not isinstance(said, dict):
        raise NotUnderstood("no object")
    return said


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("said twice")
    return said


def _no_number(_written: str) -> None:
    raise ValueError("no number")


def _moment(written: object) -> datetime | None:
    """Return a moment with its time zone; None if none is said."""
    if written is None:
        return None
    try:
        at = datetime.fromisoformat(written if isinstance(written, str) else "")
        good = at.tzinfo is not None and callbacks.believable(at)
    except (ValueError, OverflowError):
        good = False
    if not good:
        raise NotUnderstood("no moment")
    return at
