"""A real Kannel on the loopback address, set up as docs/how-to/connect-sms.md says, with invented phones behind it.

bearerbox and smsbox are Debian's own. The operator is bearerbox's fake one: the phones speak to it line by line, as
the program `fakesmsc` does.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes
from urllib.request import urlopen

import pytest

from benken.messaging.gateways.kannel import Kannel
from benken.operate.private_server import PROJECT
from tests.mail import free_port
from tests.operate.running import PATIENCE

HOW_TO = PROJECT / "docs" / "how-to" / "connect-sms.md"
BLOCK = r"^```\n({first}\n.*?)^```$"
USER, PASSWORD, SECRET, SENDER = (
    "benken",
    "kannels-password-of-the-tests",
    "kannels-secret-of-the-tests-0123456789",
    "2097",
)
UCS2 = re.compile(rb"[\x00-\x09]")
PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/lib/kannel/test"
PROGRAMS = ("bearerbox", "smsbox", "fakesmsc")
FAKE_OPERATOR = """
group = smsc
smsc = fake
smsc-id = operator
port = {port}
connect-allow-ip = 127.0.0.1
"""
MISSING = (
    "Kannel is missing, so nothing was tried against a real one: apt-get install kannel kannel-extras "
    "(Debian; stop its service afterwards)."
)


def program(name: str) -> str:
    """Return where a program of Kannel lies; without it the test is not run, and where all must run it fails."""
    found = shutil.which(name, path=PLACES)
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING, pytrace=False)
    pytest.skip(MISSING)


class Phones:
    """All invented phones: the line to the fake operator."""

    def __init__(self, port: int) -> None:
        self._line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._read = self._line.makefile("rb")

    def say(self, number: str, text: str, *, to: str = SENDER) -> None:
        """Send a text of letters that the GSM alphabet has, in one part."""
        self._send(f"{number} {to} text {text}")

    def say_unicode(self, number: str, text: str, *, to: str = SENDER) -> None:
        """Send a text of any letters, in one part."""
        self._send(f"{number} {to} ucs2 {_percent(text.encode('utf-16-be'))}")

    def say_bytes(self, number: str, content: bytes, *, to: str = SENDER) -> None:
        """Send bytes of which nobody says what letters they are."""
        self._send(f"{number} {to} data {_percent(content)}")

    def say_in_parts(self, number: str, parts: list[str], *, order: list[int], about: int = 7) -> None:
        """Send a long text; its parts come in the order given."""
        for place in order:
            header = _percent(bytes([5, 0, 3, about, len(parts), place + 1]))
            self._send(f"{number} {SENDER} udh-text {header} {parts[place]}")

    def next_part(self) -> tuple[str, str, bytes, bytes]:
        """Wait for a part: to whom, from whom, its header, and its words as they were sent."""
        line = self._read.readline().rstrip(b"\n")
        assert line, "the line to the fake operator broke"
        sender, number, kind, rest = line.split(b" ", 3)
        header = b""
        if kind == b"udh":
            written, kind, rest = rest.split(b" ", 2)
            header = unquote_to_bytes(written)
        if kind != b"text":
            rest = unquote_to_bytes(rest.replace(b"+", b" "))
        return number.decode(), sender.decode(), header, rest

    def next_text(self) -> tuple[str, str, str, int]:
        """Wait for a whole text: to whom, from whom, its words, and in how many parts it came."""
        number, sender, header, words = self.next_part()
        if not header:
            return number, sender, _words(words), 1
        parts = {header[-1]: words}
        while len(parts) < header[-2]:
            again, _sender, other, words = self.next_part()
            assert (again, other[:-1]) == (number, header[:-1])
            parts[other[-1]] = words
        return number, sender, _words(b"".join(parts[place] for place in sorted(parts))), header[-2]

    def close(self) -> None:
        """Switch all phones off."""
        self._read.close()
        self._line.close()

    def _send(self, line: str) -> None:
        self._line.sendall(line.encode() + b"\n")


def _percent(content: bytes) -> str:
    return "".join(f"%{one:02x}" for one in content)


def _words(content: bytes) -> str:
    """Read a whole text. The fake operator's line does not say how a part is written; UCS-2 shows by its zeros."""
    return content.decode("utf-16-be" if UCS2.search(content) else "utf-8")


@dataclass
class RunningKannel:
    """Kannel's processes, and how Benken and the phones reach them."""

    folder: Path
    calls_at: str
    send_port: int
    operator_port: int
    admin_port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where texts are handed over."""
        return f"http://127.0.0.1:{self.send_port}/cgi-bin/sendsms"

    def environment(self) -> dict[str, str]:
        """Return what an operator would set."""
        return {
            "BENKEN_SMS_GATEWAY": "kannel",
            "BENKEN_SMS_URL": self.address,
            "BENKEN_SMS_USER": USER,
            "BENKEN_SMS_PASSWORD": PASSWORD,
            "BENKEN_SMS_SECRET": SECRET,
            "BENKEN_SMS_CALLS_AT": self.calls_at,
        }

    def gateway(self) -> Kannel:
        """Return Benken's way to it."""
        return Kannel(self.address, USER, PASSWORD, SECRET, self.calls_at)

    def start(self) -> None:
        """Start both boxes, and wait until they answer."""
        config = str(self.folder / "kannel.conf")
        for name, ready in (("bearerbox", self._bearerbox_answers), ("smsbox", self._smsbox_answers)):
            log = (self.folder / f"{name}.out").open("ab")
            with log:
                self.processes.append(
                    subprocess.Popen(
                        [*_dies_with_us(), program(name), "-v", "2", config],
                        cwd=self.folder,
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                    )
                )
            self._wait(ready, name)

    def stop(self) -> None:
        """Stop both boxes, smsbox first; nothing else on the machine is touched."""
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=30)
        self.processes.clear()

    def kill(self) -> None:
        """Kill both boxes in the middle of what they do."""
        for process in reversed(self.processes):
            process.kill()
            process.wait(timeout=30)
        self.processes.clear()

    def status(self) -> str:
        """Return what bearerbox says of itself."""
        with urlopen(f"http://127.0.0.1:{self.admin_port}/status.txt", timeout=5) as answer:  # our own
            return str(answer.read().decode())

    def _bearerbox_answers(self) -> bool:
        return "SMSC connections" in self.status()

    def _smsbox_answers(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.send_port), timeout=5):
            return "smsbox:" in self.status()

    def _wait(self, ready: object, name: str) -> None:
        assert callable(ready)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if (status := self.processes[-1].poll()) is not None:
                said = (self.folder / f"{name}.out").read_text(errors="replace")
                raise AssertionError(f"{name} ended with {status}: {said[-2000:]}")
            try:
                if ready():
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"{name} does not answer")


def _dies_with_us() -> list[str]:
    """Return what lets a process end when the tests are killed."""
    found = shutil.which("setpriv")
    return [found, "--pdeathsig", "TERM"] if found else []


@contextmanager
def running_kannel(folder: Path, *, calls_at: str, smpp_port: int = 0) -> Iterator[RunningKannel]:
    """Start a Kannel that brings texts to Benken at an address; stop it at the end.

    Its operator is bearerbox's fake one, or one that listens at a port, as the how-to says it.
    """
    for name in PROGRAMS:
        program(name)
    admin, boxes, send, operator = (free_port() for _ in range(4))
    for name in ("spool", "receipts"):
        (folder / name).mkdir(mode=0o700)
    config = folder / "kannel.conf"
    config.touch(mode=0o600)
    config.write_text(
        _as_documented(
            "group = core",
            {
                "ADMIN-PASSWORD": "kannels-admin",
                "SENDSMS-PASSWORD": PASSWORD,
                "SENDER": SENDER,
                "SECRET": SECRET,
                "13000": str(admin),
                "13001": str(boxes),
                "13013": str(send),
                "http://127.0.0.1:8000": calls_at,
                "/var/spool/kannel/benken": str(folder / "spool"),
                "/var/spool/kannel/receipts": str(folder / "receipts"),
                "/var/log/kannel": str(folder),
                "http-queue-delay = 30": "http-queue-delay = 1",
            },
        )
        + "\n"
        + (
            _as_documented("group = smsc", {"sms.operator.example": "127.0.0.1", "2775": str(smpp_port)})
            if smpp_port
            else FAKE_OPERATOR.format(port=operator)
        )
    )
    kannel = RunningKannel(folder, calls_at, send, operator, admin)
    try:
        kannel.start()
        yield kannel
    finally:
        kannel.stop()


def _as_documented(first: str, own: dict[str, str]) -> str:
    """Return a configuration that stands in the how-to, with this Kannel's own ports, folder and secrets."""
    found = re.search(BLOCK.format(first=first), HOW_TO.read_text(), re.DOTALL | re.MULTILINE)
    assert found, "the how-to has no configuration"
    config = found[1]
    for written, value in own.items():
        assert written in config, written
        config = config.replace(written, value)
    return config


@contextmanager
def phones(kannel: RunningKannel) -> Iterator[Phones]:
    """Switch the phones on."""
    line = Phones(kannel.operator_port)
    try:
        yield line
    finally:
        line.close()
