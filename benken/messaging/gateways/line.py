"""One request to a gateway, and what may go wrong with it.

What is asked holds passwords, numbers and words. So nothing of it may come into a log, a fault or what caused a fault.
"""

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from benken.messaging.gateways.interface import GatewayUnreachable

CONNECT, READ, WHOLE = 3, 10, 20  # seconds: to be there, to say something, to be done
MOST = 64_000  # bytes of an answer
LONGEST_WAIT = timedelta(hours=1)  # a gateway that asks for more is asked again then
NEVER_LEFT = (NewConnectionError, ConnectTimeoutError)
NEVER_SENT = (
    requests.exceptions.ConnectTimeout,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidHeader,
)


def _drop(_record: logging.LogRecord) -> bool:
    return False


for _name in ("urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry", "charset_normalizer"):
    logging.getLogger(_name).addFilter(_drop)  # what they say holds whole addresses


@dataclass(frozen=True)
class Answer:
    """What a gateway answered."""

    status: int
    body: bytes = field(repr=False)
    retry_after: timedelta | None

    def json(self) -> dict[str, Any]:
        """Return the object it answered with; {} if it is none."""
        try:
            said = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return said if isinstance(said, dict) else {}


def ask(
    method: str,
    address: str,
    *,
    query: Mapping[str, str] | None = None,
    content: object = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send one request, straight, without following anything; raise GatewayUnreachable if no answer came."""
    failed: GatewayUnreachable | None = None
    try:
        return _ask(method, address, query=query, content=content, headers=headers)
    except GatewayUnreachable as fault:
        failed = GatewayUnreachable(str(fault), may_have_gone=fault.may_have_gone)
    except (requests.RequestException, HTTPError, OSError, ValueError) as fault:
        failed = GatewayUnreachable(_in_words(fault), may_have_gone=not _never_left(fault))
    raise failed  # out here, so that what caused it, with the address in it, does not hang on it


def _ask(
    method: str,
    address: str,
    *,
    query: Mapping[str, str] | None,
    content: object,
    headers: Mapping[str, str] | None,
) -> Answer:
    with requests.Session() as session:
        session.trust_env = False  # no proxy and no password that lies around on the machine
        until = time.monotonic() + WHOLE
        with session.request(
            method,
            address,
            params=query,
            json=content,
            headers={"User-Agent": "Benken", "Accept-Encoding": "identity", **(headers or {})},
            timeout=(CONNECT, READ),
            allow_redirects=False,
            stream=True,
        ) as response:
            body = b""
            for piece in response.iter_content(4096):
                body += piece
                if len(body) > MOST:
                    raise GatewayUnreachable("The gateway's answer is too long.", may_have_gone=True)
                if time.monotonic() > until:
                    raise GatewayUnreachable("The gateway's answer takes too long.", may_have_gone=True)
            if HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST:
                raise GatewayUnreachable("The gateway wants to lead us elsewhere; nothing is followed.")
            return Answer(response.status_code, body, _retry_after(response.headers.get("Retry-After", "")))


def _never_left(fault: Exception) -> bool:
    """Tell whether nothing had been sent when it went wrong."""
    if isinstance(fault, NEVER_SENT):
        return True
    cause = fault.args[0] if fault.args else None
    return isinstance(getattr(cause, "reason", cause), NEVER_LEFT)


def _in_words(fault: Exception) -> str:
    if isinstance(fault, requests.exceptions.SSLError):
        return "The gateway's certificate or encryption does not hold."
    if _never_left(fault):
        return "The gateway is not there."
    if isinstance(fault, requests.Timeout):
        return "The gateway did not answer in time."
    return "The line to the gateway broke."


def _retry_after(written: str) -> timedelta | None:
    """Return how long to wait, said in seconds or as a moment."""
    try:
        if written.strip().isascii() and written.strip().isdecimal():
            wait = timedelta(seconds=min(int(written[:9]), 10**6))
        else:
            at = parsedate_to_datetime(written)
            wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(wait, LONGEST_WAIT) if wait > timedelta(0) else None
