"""Who is not the gateway is not heard: each call that is refused differs in one thing from one that is taken."""

import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from benken.lib.ids import new_id
from benken.messaging.gateways import callbacks
from benken.messaging.gateways.interface import NotFromGateway, NotUnderstood, Report, ReportKind
from benken.messaging.gateways.kannel import Kannel
from benken.messaging.gateways.rest import Rest
from tests.sms_gateway import signed

SECRET = "secret-only-the-tests-know-0123456789"
TEXT_ID = new_id()
KANNEL = Kannel(
    "http://127.0.0.1:13013/cgi-bin/sendsms",
    "benken",
    "a-password",
    SECRET,
    "http://127.0.0.1:8000",
    callers=frozenset({"10.0.0.7"}),
    no_such=frozenset({"001"}),
)
REST = Rest("https://sms.example.org/texts", "a-token", SECRET, "https://benken.example.org")
HERE = {"REMOTE_ADDR": "127.0.0.1"}
SAID = {"secret": SECRET, "id": "abc", "from": "+4790000000", "at": "1795378041", "coding": "0", "charset": "UTF-8"}


def from_kannel(said: dict[str, str], body: bytes = b"Hei", meta: dict[str, str] | None = None) -> HttpRequest:
    """Return a call as Kannel makes it."""
    request = RequestFactory().post("/sms/kannel/in/", body, content_type="text/plain", QUERY_STRING=urlencode(said))
    request.META.update({**HERE, **(meta or {})})
    return request


def report_of(**said: str) -> Report | None:
    """Read a report of Kannel's."""
    return KANNEL.read_report(from_kannel({"secret": SECRET, "text": TEXT_ID.hex, "at": "1795378041", **said}))


@pytest.mark.parametrize("caller", ["127.0.0.1", "127.9.9.9", "::1", "10.0.0.7"])
def test_kannel_is_heard_from_this_machine_and_from_where_it_is_said_to_be(caller: str) -> None:
    said = KANNEL.read_incoming(from_kannel(SAID, meta={"REMOTE_ADDR": caller}))
    assert (said.gateway_id, said.number, said.text) == ("abc", "+4790000000", "Hei")
    assert said.said_at
    assert said.said_at.isoformat() == "2026-11-22T20:07:21+00:00"


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "10.0.0.8"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "localhost.example.org"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
    ],
)
def test_nobody_else_is_kannel_even_with_the_secret(meta: dict[str, str]) -> None:
    assert KANNEL.read_incoming(from_kannel(SAID)).text == "Hei"
    with pytest.raises(NotFromGateway):
        KANNEL.read_incoming(from_kannel(SAID, meta=meta))


@pytest.mark.parametrize("secret", ["", "x", SECRET[:-1], f"{SECRET}x", SECRET.upper(), "æ" * 40])
def test_who_does_not_show_the_secret_is_not_kannel(secret: str) -> None:
    for query in ({**SAID, "secret": secret}, {key: value for key, value in SAID.items() if key != "secret"}):
        with pytest.raises(NotFromGateway):
            KANNEL.read_incoming(from_kannel(query))
        with pytest.raises(NotFromGateway):
            KANNEL.read_report(from_kannel({**query, "text": TEXT_ID.hex, "kind": "1"}))


def test_no_secret_of_ours_opens_to_nobody() -> None:
    assert callbacks.same_secret("a", "a")
    assert not callbacks.same_secret("", "")


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": "x" * 101},
        {"id": "a\nb"},
        {"from": ""},
        {"from": "4" * 41},
        {"from": "+47\n90"},
    ],
)
def test_a_call_of_kannels_that_says_too_little_or_too_much_is_not_understood(change: dict[str, str]) -> None:
    assert KANNEL.read_incoming(from_kannel(SAID)).text == "Hei"
    with pytest.raises(NotUnderstood):
        KANNEL.read_incoming(from_kannel({**SAID, **change}))


def test_what_is_said_twice_is_not_understood() -> None:
    request = from_kannel(SAID)
    request.META["QUERY_STRING"] += "&from=%2B4799999999"
    with pytest.raises(NotUnderstood):
        KANNEL.read_incoming(request)
    request.META["QUERY_STRING"] += "&a=1" * 30
    with pytest.raises(NotFromGateway):
        KANNEL.read_incoming(request)


@pytest.mark.parametrize("at", ["", "yesterday", "-1", "99999999999999", "0", "٣"])
def test_a_moment_that_is_none_loses_no_text(at: str) -> None:
    said = KANNEL.read_incoming(from_kannel({**SAID, "at": at}))
    assert (said.text, said.said_at) == ("Hei", None)


@pytest.mark.parametrize(
    ("body", "coding", "charset", "text"),
    [
        ("blåbær €".encode(), "0", "UTF-8", "blåbær €"),
        ("blåbær".encode("latin-1"), "0", "ISO-8859-1", "blåbær"),
        ("ŋ🙂".encode("utf-16-be"), "2", "UTF-16BE", "ŋ🙂"),
        ("ŋ🙂".encode(), "2", "UTF-8", "ŋ🙂"),
        ("ŋ".encode("utf-16-be"), "2", "nobody-knows", "ŋ"),
        (b"bl\xe5", "0", "UTF-8", "bl\ufffd"),
        (b"\xd8\x3d", "2", "UTF-16BE", "\ufffd"),
        (b"\xd8\x3d\x00a\x00\x00", "2", "UTF-16BE", "\ufffda"),
        (b"a\0b", "0", "UTF-8", "ab"),
        (b"a\xff\0", "1", "8-BIT", "aÿ"),
        (b"", "0", "UTF-8", ""),
    ],
)
def test_what_cannot_be_read_costs_a_letter_never_a_text(body: bytes, coding: str, charset: str, text: str) -> None:
    query = {**SAID, "coding": coding, "charset": charset}
    assert KANNEL.read_incoming(from_kannel(query, body)).text == text
    request = from_kannel(query)
    request.method = "GET"  # get-url: the words stand in the address
    request.META["QUERY_STRING"] += "&" + urlencode({"words": body})
    assert KANNEL.read_incoming(request).text == text


def test_too_much_is_not_read() -> None:
    assert len(KANNEL.read_incoming(from_kannel(SAID, b"a" * callbacks.MOST)).text) == callbacks.MOST
    with pytest.raises(NotUnderstood):
        KANNEL.read_incoming(from_kannel(SAID, b"a" * (callbacks.MOST + 1)))
    body = call_body(text="a" * callbacks.MOST)
    with pytest.raises(NotFromGateway):
        REST.read_incoming(from_rest(body))


RECEIPT = "id:0123 sub:001 dlvrd:000 submit date:2611222007 done date:2611252007 stat:{} err:{} text:{}"


@pytest.mark.parametrize(
    ("kind", "said", "what"),
    [
        ("1", "", ReportKind.DELIVERED),
        ("8", "ACK/", ReportKind.SENT),
        ("4", "", None),
        ("2", "", ReportKind.FAILED),
        ("2", RECEIPT.format("EXPIRED", "027", "Hei"), ReportKind.NOT_REACHED),
        ("2", RECEIPT.format("UNDELIV", "001", "Hei"), ReportKind.NO_SUCH_NUMBER),
        ("2", RECEIPT.format("UNDELIV", "002", "Hei"), ReportKind.FAILED),
        ("2", RECEIPT.format("UNDELIV", "002", "stat:EXPIRED err:001"), ReportKind.FAILED),
        ("16", "NACK/0x0000000b/Invalid Destination Address", ReportKind.NO_SUCH_NUMBER),
        ("16", "NACK/11/Invalid Destination Address", ReportKind.NO_SUCH_NUMBER),
        ("16", "NACK/0x00000045/Submit failed", ReportKind.FAILED),
        ("16", "", ReportKind.FAILED),
    ],
)
def test_what_kannel_says_of_a_text(kind: str, said: str, what: ReportKind | None) -> None:
    report = report_of(kind=kind, said=said)
    assert (report and report.what) == what
    if report:
        assert (report.text_id, report.gateway_id) == (TEXT_ID, TEXT_ID.hex)


@pytest.mark.parametrize("change", [{"kind": "3"}, {"kind": ""}, {"text": "1"}, {"text": ""}])
def test_a_report_about_nothing_is_not_understood(change: dict[str, str]) -> None:
    assert report_of(kind="1")
    with pytest.raises(NotUnderstood):
        report_of(**{"kind": "1", **change})


def call_body(**change: Any) -> bytes:
    """Return what a REST gateway brings."""
    said = {"id": "in-1", "from": "+4790000000", "text": "Hei", "at": "2026-11-22T20:07:21+00:00", **change}
    return json.dumps(said).encode()


def from_rest(body: bytes, headers: dict[str, str] | None = None, method: str = "POST") -> HttpRequest:
    """Return a call as a REST gateway makes it."""
    return RequestFactory().generic(
        method, "/sms/rest/in/", body, content_type="application/json", headers=headers or signed(body)
    )


def test_a_signed_call_is_taken() -> None:
    said = REST.read_incoming(from_rest(call_body()))
    assert (said.gateway_id, said.number, said.text) == ("in-1", "+4790000000", "Hei")
    headers = signed(call_body())
    headers["X-Signature"] = f"sha256={headers['X-Signature'].upper()}"
    assert REST.read_incoming(from_rest(call_body(), headers)) == said


@pytest.mark.parametrize("name", ["X-Timestamp", "X-Signature"])
def test_a_call_without_one_of_its_headers_is_not_taken(name: str) -> None:
    headers = {key: value for key, value in signed(call_body()).items() if key != name}
    with pytest.raises(NotFromGateway):
        REST.read_incoming(from_rest(call_body(), headers))


def test_a_call_that_was_changed_on_its_way_is_not_taken() -> None:
    headers = signed(call_body())
    with pytest.raises(NotFromGateway):
        REST.read_incoming(from_rest(call_body(text="Ha"), headers))
    with pytest.raises(NotFromGateway):
        REST.read_incoming(from_rest(call_body(), {**headers, "X-Timestamp": str(int(headers["X-Timestamp"]) + 1)}))
    with pytest.raises(NotFromGateway):
        REST.read_incoming(from_rest(call_body(), signed(call_body(), secret=f"{SECRET}x")))
    with pytest.raises(NotFromGateway):
        REST.read_incoming(from_rest(call_body(), {**headers, "X-Signature": "æ"}))
    with pytest.raises(NotFromGateway):
        REST.read_incoming(from_rest(call_body(), headers, method="PUT"))


@pytest.mark.parametrize("seconds", [-310, 310])
def test_a_call_of_another_time_is_not_taken(seconds: int) -> None:
    near = signed(call_body(), at=time.time() + seconds * 0.9)
    assert REST.read_incoming(from_rest(call_body(), near)).text == "Hei"
    with pytest.raises(NotFromGateway):
        REST.read_incoming(from_rest(call_body(), signed(call_body(), at=time.time() + seconds)))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'"Hei"',
        b"{",
        b"\xff",
        b"[" * 50_000,
        b'{"id": "a", "from": "+4790000000", "text": "Hei", "text": "Ha"}',
        b'{"id": "a", "from": "+4790000000", "text": "Hei", "more": NaN}',
        call_body(id=1),
        call_body(id=""),
        call_body(id=None),
        call_body(id="a\nb"),
        call_body(text=None),
        call_body(text=["Hei"]),
        call_body(**{"from": 4790000000}),
        call_body(at="2026-11-22T20:07:21"),
        call_body(at="yesterday"),
        call_body(at=1795378041),
        call_body(at="0001-01-01T00:00:00+14:00"),
    ],
)
def test_what_is_signed_but_makes_no_sense_is_not_understood(body: bytes) -> None:
    with pytest.raises(NotUnderstood):
        REST.read_incoming(from_rest(body))


def test_letters_that_no_database_takes_are_left_out() -> None:
    body = b'{"id": "a", "from": "+4790000000", "text": "a\\u0000b \\ud83d \\ud83d\\ude42"}'
    said = REST.read_incoming(from_rest(body))
    assert (said.text, said.said_at) == ("ab \ufffd 🙂", None)


@pytest.mark.parametrize("change", [{"id": "a"}, {"id": None}, {"what": "gone"}, {"what": ["sent"]}, {"gateway_id": 1}])
def test_a_report_that_makes_no_sense_is_not_understood(change: dict[str, Any]) -> None:
    said: dict[str, Any] = {"id": str(TEXT_ID), "gateway_id": "gw-1", "what": "sent"}
    right, wrong = json.dumps(said).encode(), json.dumps({**said, **change}).encode()
    assert REST.read_report(from_rest(right)) == Report(TEXT_ID, "gw-1", ReportKind.SENT, None)
    with pytest.raises(NotUnderstood):
        REST.read_report(from_rest(wrong))
