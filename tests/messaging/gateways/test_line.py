"""The line to a gateway: straight there, nothing followed, and nothing of what went over it in a log or a fault."""

import logging
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from benken.lib.ids import new_id
from benken.messaging.gateways import line
from benken.messaging.gateways.interface import (
    Gateway,
    GatewayRefused,
    GatewayUnreachable,
    Incoming,
    Outgoing,
    Report,
    ReportKind,
)
from benken.messaging.gateways.kannel import Kannel
from benken.messaging.gateways.rest import Rest
from tests.callbacks import taking_callbacks
from tests.mail import free_port

NUMBER, WORDS = "+4791234567", "ord som ingen logg skal ha"
PASSWORD, TOKEN, SECRET = "password-that-no-log-has", "token-that-no-log-has", "secret-that-no-log-has"
TOLD_NOWHERE = (NUMBER.lstrip("+"), "ord som", "ord+som", PASSWORD, TOKEN, SECRET)
ACCEPTED = b"HTTP/1.1 202 Accepted\r\nContent-Length: 12\r\n\r\n" + b'{"id": "a"} '


@contextmanager
def answering(answer: bytes, *, then: Callable[[socket.socket], None] = socket.socket.close) -> Iterator[int]:
    """Serve one answer to everybody who asks, byte for byte, and then do something with the line; yield the port."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                asked, _who = server.accept()
            except OSError:
                return
            with asked:
                asked.recv(65536)
                try:
                    asked.sendall(answer)
                    then(asked)
                except OSError:
                    pass  # who asked has hung up

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield int(server.getsockname()[1])
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


def gateways(port: int) -> list[Gateway]:
    """Return both kinds, at a port of this machine."""
    address = f"http://127.0.0.1:{port}/send"
    return [
        Kannel(address, "benken", PASSWORD, SECRET, "http://127.0.0.1:8000"),
        Rest(address, TOKEN, SECRET, "http://127.0.0.1:8000"),
    ]


def outgoing() -> Outgoing:
    return Outgoing(text_id=new_id(), number=NUMBER, body=WORDS)


def everything_of(fault: BaseException | None) -> str:
    """Return all that a fault and what hangs on it would ever say."""
    told = ""
    while fault is not None:
        told += "".join(traceback.format_exception(fault)) + repr(fault) + str(vars(fault))
        fault = fault.__cause__ or fault.__context__
    return told


def drip(asked: socket.socket) -> None:
    """Go on for ever, a little at a time."""
    while True:
        asked.sendall(b"x" * 500)


WRONG = {
    "no such thing": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    "not let in": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 32\r\n\r\nAuthorization failed for sendsms",
    "refused": b'HTTP/1.1 400 Bad\r\nContent-Length: 13\r\n\r\n{"code": "x"}',
    "broken": b"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n",
    "hung up": b"",
    "no HTTP at all": b"220 mail.example.org ESMTP\r\n\r\n",
    "cut off": b"HTTP/1.1 202 Accepted\r\nContent-Length: 900\r\n\r\nab",
    "wrong chunks": b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "wrong headers": b"HTTP/1.1 500 Broken\r\n: nothing\r\nX\r\nContent-Length: 0\r\n\r\n",
    "wrong squeeze": b"HTTP/1.1 202 Accepted\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    "elsewhere": b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    "not there": None,
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG.keys())
def test_no_fault_and_no_log_holds_secrets_numbers_or_words(
    answer: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("urllib3", "urllib3.connectionpool", "requests"):
        caplog.set_level(logging.DEBUG, logger=name)
    with answering(answer or b"") as port:
        for gateway in gateways(port if answer is not None else free_port()):
            with pytest.raises((GatewayUnreachable, GatewayRefused)) as raised:
                gateway.send(outgoing())
            told = everything_of(raised.value) + caplog.text + repr(gateway) + repr(outgoing())
            for secret in TOLD_NOWHERE:
                assert secret not in told


def test_what_comes_in_shows_nothing_when_written_out() -> None:
    written = repr(Incoming("1", NUMBER, WORDS, None)) + repr(Report(None, "1", ReportKind.SENT, None))
    assert not [secret for secret in TOLD_NOWHERE if secret in written]


def test_nothing_is_followed() -> None:
    with taking_callbacks() as elsewhere:
        led = f"HTTP/1.1 307 Elsewhere\r\nLocation: {elsewhere.address}/led\r\nContent-Length: 0\r\n\r\n".encode()
        with answering(led) as port:
            for gateway in gateways(port):
                for act in (gateway.try_reach, lambda gateway=gateway: gateway.send(outgoing())):
                    with pytest.raises(GatewayUnreachable, match="elsewhere"):
                        act()
        assert elsewhere.came() == 0


def test_no_proxy_of_the_machine_and_no_password_that_lies_around_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    with taking_callbacks() as taking:
        rest = Rest(f"{taking.address}/send", TOKEN, SECRET, "http://127.0.0.1:8000")
        rest.try_reach()
        assert taking.next("/send").headers["Authorization"] == f"Bearer {TOKEN}"


def test_an_answer_that_is_too_long_or_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = b"HTTP/1.1 202 Accepted\r\n\r\n"
    with answering(endless, then=drip) as port:
        for gateway in gateways(port):
            with pytest.raises(GatewayUnreachable, match="is too long") as raised:
                gateway.send(outgoing())
            assert raised.value.may_have_gone
    monkeypatch.setattr(line, "WHOLE", -1)
    with answering(ACCEPTED) as port:
        for gateway in gateways(port):
            with pytest.raises(GatewayUnreachable, match="takes too long"):
                gateway.send(outgoing())


def test_whether_a_text_may_have_gone_is_told() -> None:
    for gateway in gateways(free_port()):
        with pytest.raises(GatewayUnreachable, match="is not there") as raised:
            gateway.send(outgoing())
        assert not raised.value.may_have_gone
    for answer in (b"", b"HTTP/1.1 202 Accepted\r\nContent-Length: 900\r\n\r\nab"):
        with answering(answer) as port:
            for gateway in gateways(port):
                with pytest.raises(GatewayUnreachable) as raised:
                    gateway.send(outgoing())
                assert raised.value.may_have_gone


def test_a_gateway_that_takes_a_text_without_giving_it_an_id_may_have_sent_it() -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK") as port:
        _kannel, rest = gateways(port)
        with pytest.raises(GatewayUnreachable, match="no id") as raised:
            rest.send(outgoing())
        assert raised.value.may_have_gone


@pytest.mark.parametrize(
    ("written", "least", "most"),
    [
        ("30", 30, 30),
        ("0", None, None),
        ("-5", None, None),
        ("soon", None, None),
        ("999999999999999999", 3600, 3600),
        ("in half an hour", 1, 1800),
        ("half an hour ago", None, None),
        ("", None, None),
    ],
)
def test_when_to_come_again_is_kept(written: str, least: int | None, most: int | None) -> None:
    moments = {"in half an hour": timedelta(minutes=30), "half an hour ago": timedelta(minutes=-30)}
    if written in moments:
        written = format_datetime(datetime.now(UTC) + moments[written])
    answer = f"HTTP/1.1 429 Slowly\r\nRetry-After: {written}\r\nContent-Length: 0\r\n\r\n".encode()
    with answering(answer) as port:
        for gateway in gateways(port):
            with pytest.raises(GatewayUnreachable) as raised:
                gateway.send(outgoing())
            after = raised.value.retry_after
            assert (after is None) == (least is None)
            assert after is None or timedelta(seconds=least or 0) <= after <= timedelta(seconds=most or 0)
