"""Kannel, the gateway a municipality runs itself. It listens on this machine only, for what it is asked is not sealed.

Its words are in its user guide: sendsms, dlr-mask, dlr-url, get-url and post-url. How to set it up:
docs/how-to/connect-sms.md.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import ClassVar
from urllib.parse import parse_qs

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from benken.messaging.gateways import callbacks
from benken.messaging.gateways.addresses import is_of_this_machine, what_is_wrong
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
    report_path,
)
from benken.messaging.gateways.line import Answer, ask
from benken.messaging.gsm import fits_gsm

SAFE = re.compile(r"[A-Za-z0-9_-]+")  # Kannel reads % in an address itself, so a secret in one holds none
EVERY_REPORT = "31"  # 1 delivered, 2 not delivered, 4 waiting, 8 taken by the operator, 16 refused by the operator
DELIVERED, NOT_DELIVERED, WAITING, TAKEN, REFUSED = 1, 2, 4, 8, 16
GSM, BYTES, UCS2 = 0, 1, 2
CHARSETS = {"utf-8": "utf-8", "utf-16be": "utf-16-be", "iso-8859-1": "latin-1", "latin1": "latin-1"}
PROXY_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
INVALID_DESTINATION = 0x0B  # SMPP's ESME_RINVDSTADR, as in «NACK/0x0000000b/Invalid Destination Address»
NACK = re.compile(r"NACK/(0x[0-9a-fA-F]{1,8}|\d{1,9})/")
STATE, ERROR = re.compile(r"\bstat:(\w+)"), re.compile(r"\berr:(\w+)")


@dataclass(frozen=True)
class Kannel:
    """A Kannel on this machine."""

    name: ClassVar[str] = "kannel"
    knows_repeats: ClassVar[bool] = False

    address: str  # of sendsms: http://127.0.0.1:13013/cgi-bin/sendsms
    user: str
    password: str = field(repr=False)
    secret: str = field(repr=False)  # what it shows us when it calls
    calls_at: str  # where it reaches us: http://127.0.0.1:8000
    sender: str = ""
    callers: frozenset[str] = frozenset()  # who may call besides this machine
    no_such: frozenset[str] = frozenset()  # the operator's own error codes for a number that does not exist

    def __post_init__(self) -> None:
        """Refuse to be anywhere but here: password, number and words go over this line as they are."""
        if wrong := what_is_wrong(self.address, only_this_machine=True):
            raise ImproperlyConfigured(f"Kannel's address {wrong}")
        if not SAFE.fullmatch(self.secret):
            raise ImproperlyConfigured("Kannel's secret must be of the letters A to Z, digits, - and _ only")

    def send(self, outgoing: Outgoing) -> Accepted:
        """Hand a text over. Kannel gives it no id of its own: ours stands in the address it reports to."""
        query = {
            **self._who(),
            "to": outgoing.number,
            "text": outgoing.body,
            "charset": "UTF-8",
            "coding": str(GSM if fits_gsm(outgoing.body) else UCS2),
            "validity": str(int(outgoing.valid_for.total_seconds() // 60)),
            "dlr-mask": EVERY_REPORT,
            "dlr-url": f"{self.calls_at}{report_path(self.name)}"
            f"?text={outgoing.text_id.hex}&secret={self.secret}&kind=%d&said=%A&at=%T",
        }
        if self.sender:
            query["from"] = self.sender
        answer = ask("GET", self.address, query=query)
        if answer.status == HTTPStatus.ACCEPTED:
            return Accepted(gateway_id=outgoing.text_id.hex)
        raise _refusal(answer)

    def try_reach(self) -> None:
        """Ask for a text to nobody: Kannel looks at the password first, then misses the number."""
        answer = ask("GET", self.address, query={**self._who(), "text": ""})
        if answer.status != HTTPStatus.BAD_REQUEST:
            raise _fault(answer)

    def read_incoming(self, request: HttpRequest) -> Incoming:
        """Read a text: what it is in the address, the words there (get-url) or in the body (post-url)."""
        query = self._checked(request)
        words = callbacks.body_of(request) if request.method == "POST" else query.get("words", "").encode("latin-1")
        if len(words) > callbacks.MOST:
            raise NotUnderstood("too long")
        return Incoming(
            gateway_id=callbacks.read_id(query.get("id")),
            number=callbacks.read_number(query.get("from", "").encode("latin-1").decode("utf-8", "replace")),
            text=_decoded(words, coding=query.get("coding", ""), charset=query.get("charset", "")),
            said_at=_moment(query.get("at", "")),
        )

    def read_report(self, request: HttpRequest) -> Report | None:
        """Read what became of a text; «waiting» is nothing new."""
        query = self._checked(request)
        text_id = callbacks.read_text_id(query.get("text"))
        what = self._what(query.get("kind", ""), query.get("said", ""))
        if what is None:
            return None
        return Report(text_id=text_id, gateway_id=text_id.hex, what=what, at=_moment(query.get("at", "")))

    def _who(self) -> dict[str, str]:
        return {"username": self.user, "password": self.password}

    def _checked(self, request: HttpRequest) -> dict[str, str]:
        """Return what stands in the address, byte for byte, if Kannel itself calls and shows the secret."""
        caller = request.META.get("REMOTE_ADDR", "")
        if any(header in request.META for header in PROXY_HEADERS):
            raise NotFromGateway("somebody from outside")
        if not is_of_this_machine(caller) and caller not in self.callers:
            raise NotFromGateway("somebody else")
        try:
            pairs = parse_qs(
                request.META.get("QUERY_STRING", ""), keep_blank_values=True, encoding="latin-1", max_num_fields=20
            )
        except ValueError:
            raise NotFromGateway("too much") from None
        if not callbacks.same_secret(pairs.get("secret", [""])[0], self.secret):
            raise NotFromGateway("not the secret")
        if any(len(values) != 1 for values in pairs.values()):
            raise NotUnderstood("said twice")
        return {key: values[0] for key, values in pairs.items()}

    def _what(self, kind: str, said: str) -> ReportKind | None:
        match kind:
            case "1":
                return ReportKind.DELIVERED
            case "2":
                return self._why_not_delivered(said)
            case "8":
                return ReportKind.SENT
            case "16":
                found = NACK.match(said)
                refused = found is not None and int(found[1], 0) == INVALID_DESTINATION
                return ReportKind.NO_SUCH_NUMBER if refused else ReportKind.FAILED
            case "4":
                return None
        raise NotUnderstood("no kind of report")

    def _why_not_delivered(self, said: str) -> ReportKind:
        """Read the operator's receipt. What stands after «text:» are our own words: they say nothing of why."""
        receipt = re.split(r"\btext:", said, maxsplit=1, flags=re.IGNORECASE)[0]
        state, error = STATE.search(receipt), ERROR.search(receipt)
        if state is not None and state[1].upper() == "EXPIRED":
            return ReportKind.NOT_REACHED
        if error is not None and error[1] in self.no_such:
            return ReportKind.NO_SUCH_NUMBER
        return ReportKind.FAILED


def _refusal(answer: Answer) -> Exception:
    """Return the fault for a text it does not take."""
    if answer.status == HTTPStatus.BAD_REQUEST:
        return GatewayRefused(Refusal.REFUSED)  # it says nothing surer of a number, before the operator has seen it
    return _fault(answer)


def _fault(answer: Answer) -> GatewayUnreachable:
    if answer.status == HTTPStatus.FORBIDDEN and b"Authorization failed" in answer.body:
        return NotLetIn("Kannel does not let us in: see BENKEN_SMS_USER, BENKEN_SMS_PASSWORD and user-allow-ip.")
    if answer.status == HTTPStatus.NOT_FOUND:
        return NotLetIn("Kannel knows no such address: see BENKEN_SMS_URL and sendsms-url.")
    return GatewayUnreachable(f"Kannel answered {answer.status}.", retry_after=answer.retry_after)


def _decoded(words: bytes, *, coding: str, charset: str) -> str:
    """Return the words, whatever they were written in; what cannot be read becomes �, never a lost text."""
    known = CHARSETS.get(charset.lower())
    if known is None:
        known = "utf-16-be" if coding == str(UCS2) else "utf-8"
    if coding == str(BYTES) and known == "utf-8":
        try:
            return callbacks.storable(words.decode("utf-8"))
        except UnicodeDecodeError:
            known = "latin-1"
    return callbacks.storable(words.decode(known, "replace"))


def _moment(written: str) -> datetime | None:
    """Return a moment that Kannel said in seconds; a wrong one loses no text."""
    if not written.isascii() or not written.isdecimal() or len(written) > 10:
        return None
    at = datetime.fromtimestamp(int(written), UTC)
    return at if callbacks.believable(at) else None
