"""An operator of phones, as Kannel meets it: SMPP 3.4 on the loopback address, with receipts as operators write."""

import queue
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.operate.running import PATIENCE

SUBMIT, DELIVER, UNBIND, BINDS, ENQUIRE = 0x04, 0x05, 0x06, (0x01, 0x02, 0x09), 0x15
ANSWER = 0x80000000
RECEIPT, HAS_HEADER = 0x04, 0x40
GSM, UCS2 = 0x00, 0x08
INTERNATIONAL = 1
# The alphabet of GSM 03.38 in its order, and what stands after an escape.
ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED = {0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€"}


@dataclass(frozen=True)
class Submitted:
    """A part of a text that Kannel handed over."""

    message_id: str
    number: str
    sender: str
    coding: int
    header: bytes
    content: bytes
    valid_until: str

    @property
    def words(self) -> str:
        """What it says, read by the alphabet it claims."""
        return in_gsm(self.content) if self.coding == GSM else self.content.decode("utf-16-be", "surrogatepass")


def in_gsm(content: bytes) -> str:
    """Read letters of GSM 03.38, one in a byte."""
    words, escaped = "", False
    for one in content:
        if escaped:
            words, escaped = words + ESCAPED[one], False
        elif one == 0x1B:
            escaped = True
        else:
            words += ALPHABET[one]
    return words


def to_gsm(words: str) -> bytes:
    """Write letters as in_gsm reads them."""
    after = {letter: bytes([0x1B, code]) for code, letter in ESCAPED.items()}
    return b"".join(after.get(letter) or bytes([ALPHABET.index(letter)]) for letter in words)


class Operator:
    """The operator's end of one line to Kannel."""

    def __init__(self) -> None:
        self.refuses: dict[str, int] = {}  # number → SMPP's code for why
        self._submitted: queue.Queue[Submitted] = queue.Queue()
        self._answered: queue.Queue[int] = queue.Queue()
        self._bound = threading.Event()
        self._line: socket.socket | None = None
        self._writing = threading.Lock()
        self._number = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])

    def next_part(self) -> Submitted:
        """Wait for a part of a text."""
        return self._submitted.get(timeout=PATIENCE)

    def tell(self, part: Submitted, state: str, error: str = "000") -> None:
        """Send a receipt for a part."""
        told = (
            f"id:{part.message_id} sub:001 dlvrd:001 submit date:2611222007 done date:2611252007 "
            f"stat:{state} err:{error} text:Hei"
        )
        self._deliver(part.number, part.sender, told.encode(), coding=GSM, kind=RECEIPT)

    def say(self, number: str, content: bytes, *, coding: int, to: str, header: bytes = b"") -> None:
        """Bring a part of a text from a phone."""
        kind = HAS_HEADER if header else 0
        self._deliver(number.removeprefix("+"), to, header + content, coding=coding, kind=kind)

    def serve(self) -> None:
        """Answer whoever comes, until the end."""
        while True:
            try:
                line, _who = self._server.accept()
            except OSError:
                return
            with line:
                self._line = line
                try:
                    while (head := self._read(16)) != b"":
                        length, command, _status, number = struct.unpack(">IIII", head)
                        self._obey(command, number, self._read(length - 16))
                except OSError:
                    pass  # Kannel was stopped
                self._bound.clear()

    def close(self) -> None:
        """End."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        if self._line is not None:
            self._line.close()

    def _obey(self, command: int, number: int, body: bytes) -> None:
        if command in BINDS:
            self._write(command | ANSWER, number, b"operator\0")
            self._bound.set()
        elif command in (ENQUIRE, UNBIND):
            self._write(command | ANSWER, number)
        elif command == SUBMIT:
            self._take(number, body)
        elif command == DELIVER | ANSWER:
            self._answered.put(number)

    def _take(self, number: int, body: bytes) -> None:
        _service, rest = body.split(b"\0", 1)
        sender, rest = rest[2:].split(b"\0", 1)
        to, rest = rest[2:].split(b"\0", 1)
        kind, rest = rest[0], rest[3:]
        _schedule, rest = rest.split(b"\0", 1)
        valid_until, rest = rest.split(b"\0", 1)
        coding, length, content = rest[2], rest[4], rest[5:]
        content = content[:length]
        cut = content[0] + 1 if kind & HAS_HEADER else 0
        if refusal := self.refuses.get(to.decode()):
            self._write(SUBMIT | ANSWER, number, status=refusal)
            return
        self._number += 1
        message_id = f"{self._number:08d}"
        self._write(SUBMIT | ANSWER, number, f"{message_id}\0".encode())
        self._submitted.put(
            Submitted(
                message_id=message_id,
                number=to.decode(),
                sender=sender.decode(),
                coding=coding & 0x0C,
                header=content[:cut],
                content=content[cut:],
                valid_until=valid_until.decode(),
            )
        )

    def _deliver(self, number: str, to: str, content: bytes, *, coding: int, kind: int) -> None:
        assert self._bound.wait(PATIENCE), "Kannel did not come"
        body = b"\0"  # service
        body += bytes([INTERNATIONAL, 1]) + number.removeprefix("+").encode() + b"\0"
        body += bytes([0, 1]) + to.encode() + b"\0"
        body += bytes([kind, 0, 0]) + b"\0\0" + bytes([0, 0, coding, 0, len(content)]) + content
        self._number += 1
        self._write(DELIVER, self._number, body)
        assert self._answered.get(timeout=PATIENCE) == self._number

    def _write(self, command: int, number: int, body: bytes = b"", *, status: int = 0) -> None:
        assert self._line is not None
        with self._writing:
            self._line.sendall(struct.pack(">IIII", 16 + len(body), command, status, number) + body)

    def _read(self, size: int) -> bytes:
        assert self._line is not None
        found = b""
        while len(found) < size:
            piece = self._line.recv(size - len(found))
            if not piece:
                return b""
            found += piece
        return found


@contextmanager
def sms_operator() -> Iterator[Operator]:
    """Let an operator be there."""
    operator = Operator()
    thread = threading.Thread(target=operator.serve)
    thread.start()
    try:
        yield operator
    finally:
        operator.close()
        thread.join()
