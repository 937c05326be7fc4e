"""A REST gateway of our own for tests, on a real socket: keeps what it got, reports it signed, and fails when told to.

In a test: `with sms_gateway() as gateway:`. As a process that may be killed: `python -m tests.sms_gateway --port 8200
--log FILE`. Each text it takes is one line in the file, on the disk before it answers. So what was sent, and what was
sent twice, can be counted whatever was killed. Started again on the same file it knows what it took, and reports it
once more.
"""

import argparse
import hmac
import json
import os
import queue
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

if TYPE_CHECKING:  # as a process of its own it starts in no time
    from benken.messaging.gateways.rest import Rest


def not_yet() -> None:
    """Stand for a gateway that is chosen and does not run yet: texts are offered, and wait."""


TOKEN, SECRET = "token-only-the-tests-know-0123456789", "secret-only-the-tests-know-0123456789"
WELL = ("sent", "delivered")
EXPIRED = ("sent", "not_reached")
DOUBLED = ("sent", "sent", "delivered", "delivered")
OUT_OF_ORDER = ("delivered", "sent")
AGAIN_AFTER = 0.2  # seconds until a call that was not taken is made again


@dataclass
class Behaviour:
    """What it does; a test changes it, or posts what changes to /control."""

    down: bool = False  # 503, with Retry-After
    retry_after: int = 1
    slow: float = 0  # seconds before it answers
    lose_answers: int = 0  # so many texts are taken, but whoever sent them does not hear of it
    forgets: bool = False  # knows no key: a text that comes twice goes twice, as with Kannel
    no_such: set[str] = field(default_factory=set)  # numbers that do not exist, said at once
    refused: set[str] = field(default_factory=set)  # numbers it will not send to
    reports: tuple[str, ...] = WELL
    reports_of: dict[str, tuple[str, ...]] = field(default_factory=dict)  # number → its own
    report_after: float = 0  # seconds
    hold_reports: bool = False  # until it is off again

    def change(self, said: dict[str, Any]) -> None:
        """Change what is said, as it comes in JSON."""
        for name, value in said.items():
            kind = type(getattr(self, name))
            setattr(self, name, kind(value))


@dataclass(frozen=True)
class Taken:
    """A text it took."""

    gateway_id: str
    text_id: str
    number: str
    text: str
    sender: str
    valid_for: int
    report_url: str
    incoming_url: str


class SmsGateway:
    """The gateway itself, without its socket."""

    def __init__(self, log: Path | None = None) -> None:
        self.behaviour = Behaviour()
        self.taken: list[Taken] = []  # every time a text went to a phone
        self.repeated = 0  # times a text came again and did not go again
        self.asked = 0  # times anything was asked at all
        self.asked_fields: set[str] = set()
        self.not_taken: list[tuple[int, dict[str, Any]]] = []  # calls that Benken refused, with its answer
        self.address = ""
        self._lock = threading.Lock()
        self._calls: queue.Queue[tuple[float, str, dict[str, Any]] | None] = queue.Queue()
        self._log = log
        if log is not None and log.exists():
            self._read(log)

    def gateway(self, calls_at: str = "http://127.0.0.1:9") -> "Rest":
        """Return Benken's way to it."""
        from benken.messaging.gateways.rest import Rest

        return Rest(address=self.address, token=TOKEN, secret=SECRET, calls_at=calls_at)

    def environment(self, calls_at: str) -> dict[str, str]:
        """Return what an operator would set."""
        return environment(self.address, calls_at)

    def take(self, said: dict[str, Any], key: str) -> tuple[int, dict[str, Any]]:
        """Take a text; return the status and the answer."""
        self.asked_fields |= said.keys()
        number = str(said["to"])
        if number in self.behaviour.no_such:
            return 422, {"code": "no_such_number"}
        if number in self.behaviour.refused:
            return 422, {"code": "not_allowed"}
        with self._lock:
            before = next((one for one in self.taken if one.text_id == key), None)
            if before is not None and not self.behaviour.forgets:
                self.repeated += 1
                return 200, {"id": before.gateway_id}
            taken = Taken(
                gateway_id=f"gw-{len(self.taken) + 1}",
                text_id=str(said["id"]),
                number=number,
                text=str(said["text"]),
                sender=str(said.get("from", "")),
                valid_for=int(said["valid_for_seconds"]),
                report_url=str(said["report_url"]),
                incoming_url=str(said["incoming_url"]),
            )
            self.taken.append(taken)
            self._write(taken)
        self.report(taken)
        return 202, {"id": taken.gateway_id}

    def report(self, taken: Taken, *kinds: str) -> None:
        """Report a text: what is said here, or what its number's behaviour is."""
        at = time.monotonic() + self.behaviour.report_after
        for what in kinds or self.behaviour.reports_of.get(taken.number, self.behaviour.reports):
            said = {"id": taken.text_id, "gateway_id": taken.gateway_id, "what": what, "at": _now()}
            self._calls.put((at, taken.report_url, said))

    def say(self, number: str, text: str, *, url: str, gateway_id: str) -> None:
        """Bring a text from a phone."""
        self._calls.put((0, url, {"id": gateway_id, "from": number, "text": text, "at": _now()}))

    def call_until_stopped(self) -> None:
        """Make the calls in their order, each again while Benken is away. What Benken refuses is kept, not repeated."""
        while (call := self._calls.get()) is not None:
            at, url, said = call
            status = 0
            while time.monotonic() < at or self.behaviour.hold_reports or (status := _told(url, said)) >= 500:
                if self.is_stopped:
                    return
                time.sleep(AGAIN_AFTER if time.monotonic() >= at else 0.01)
            if status >= 300:
                self.not_taken.append((status, said))

    is_stopped = False

    def stop(self) -> None:
        """Make no more calls."""
        self.is_stopped = True
        self._calls.put(None)

    def _write(self, taken: Taken) -> None:
        if self._log is None:
            return
        with self._log.open("a") as log:
            log.write(json.dumps(vars(taken)) + "\n")
            log.flush()
            os.fsync(log.fileno())

    def _read(self, log: Path) -> None:
        """Know what was taken before; a line that was cut off was never answered, so it is none."""
        whole = log.read_bytes().rpartition(b"\n")
        log.write_bytes(b"".join(whole[:2]))
        self.taken = [Taken(**json.loads(line)) for line in whole[0].splitlines()]
        for one in self.taken:
            self.report(one)


def taken_in(log: Path) -> list[str]:
    """Return the ids of the texts that went to a phone, one each time: doubled ones stand there twice."""
    lines = log.read_bytes().rpartition(b"\n")[0].splitlines() if log.exists() else []
    return [json.loads(line)["text_id"] for line in lines]


def environment(address: str, calls_at: str) -> dict[str, str]:
    """Return what an operator would set."""
    return {
        "BENKEN_SMS_GATEWAY": "rest",
        "BENKEN_SMS_URL": address,
        "BENKEN_SMS_TOKEN": TOKEN,
        "BENKEN_SMS_SECRET": SECRET,
        "BENKEN_SMS_CALLS_AT": calls_at,
    }


def signed(body: bytes, *, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """Return the headers of a call, as the how-to says them; written here on its own, not by what checks it."""
    timestamp = str(int(time.time() if at is None else at))
    written = hmac.digest(secret.encode(), f"{timestamp}.".encode() + body, "sha256").hex()
    return {"X-Timestamp": timestamp, "X-Signature": written}


def _told(url: str, said: dict[str, Any]) -> int:
    """Make a call; return the status, 599 if nobody was there."""
    body = json.dumps(said).encode()
    request = Request(url, body, {"Content-Type": "application/json", **signed(body)})  # noqa: S310  # this machine
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as refused:
        refused.close()
        return refused.code
    except OSError:
        return 599


def _now() -> str:
    return datetime.now(UTC).isoformat()


class _Handler(BaseHTTPRequestHandler):
    gateway: SmsGateway

    def do_GET(self) -> None:
        """Say that it is there; what it got, at /control."""
        if self.path == "/control":
            self._answer(200, {"taken": [vars(one) for one in self.gateway.taken], "repeated": self.gateway.repeated})
        elif self._may_be_asked():
            self._answer(200, {})

    def do_POST(self) -> None:
        """Take a text; or be told how to behave, or what a phone says."""
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/control":
            self.gateway.behaviour.change(said)
            self._answer(200, {})
        elif self.path == "/control/say":
            self.gateway.say(said["from"], said["text"], url=said["url"], gateway_id=said["id"])
            self._answer(200, {})
        elif self._may_be_asked():
            status, answer = self.gateway.take(said, self.headers["Idempotency-Key"])
            if self.gateway.behaviour.lose_answers and status < 300:
                self.gateway.behaviour.lose_answers -= 1
                self.close_connection = True
                return
            self._answer(status, answer)

    def _may_be_asked(self) -> bool:
        """Answer already if nothing is to be taken."""
        self.gateway.asked += 1
        time.sleep(self.gateway.behaviour.slow)
        if self.gateway.behaviour.down:
            self._answer(503, {}, {"Retry-After": str(self.gateway.behaviour.retry_after)})
            return False
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._answer(401, {})
            return False
        return True

    def _answer(self, status: int, said: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_where: object) -> None:
        """Somebody hung up: a slow answer is not waited for."""


@contextmanager
def sms_gateway(*, port: int = 0, log: Path | None = None) -> Iterator[SmsGateway]:
    """Run it in threads of this process."""
    gateway = SmsGateway(log)
    handler = type("Handler", (_Handler,), {"gateway": gateway})
    server = _Server(("127.0.0.1", port), handler)
    gateway.address = f"http://127.0.0.1:{server.server_address[1]}/texts"
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    calling = threading.Thread(target=gateway.call_until_stopped)
    serving.start()
    calling.start()
    try:
        yield gateway
    finally:
        gateway.stop()
        server.shutdown()
        server.server_close()
        serving.join()
        calling.join()


def main() -> None:
    """Run it as a process of its own, until it is told to stop or killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path, required=True)
    chosen = parser.parse_args()
    with sms_gateway(port=chosen.port, log=chosen.log) as gateway:
        sys.stdout.write(f"ready {gateway.address}\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
