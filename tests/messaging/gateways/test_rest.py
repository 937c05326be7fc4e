"""The gateway that speaks JSON, against one on a real socket: what goes well, what goes wrong, and what is kept."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import RequestFactory

from benken.config.sms import DEFAULTS
from benken.lib.ids import new_id
from benken.messaging.gateways import line
from benken.messaging.gateways.interface import (
    Accepted,
    GatewayRefused,
    GatewayUnreachable,
    NotLetIn,
    Outgoing,
    Refusal,
    Report,
    ReportKind,
    incoming_path,
    report_path,
)
from benken.messaging.gateways.rest import Rest, signature
from benken.operate.private_server import PROJECT
from tests import sms_gateway as partner
from tests.callbacks import Callbacks
from tests.kannel import HOW_TO
from tests.mail import free_port
from tests.sms_gateway import SmsGateway, sms_gateway, taken_in

NUMBER = "+4790000000"
SENT, DELIVERED = ReportKind.SENT, ReportKind.DELIVERED


@pytest.fixture
def there() -> Iterator[SmsGateway]:
    """Return a gateway that is there."""
    with sms_gateway() as running:
        yield running


@pytest.fixture
def rest(there: SmsGateway, callbacks: Callbacks) -> Rest:
    """Return Benken's way to it."""
    return replace(there.gateway(calls_at=callbacks.address), sender="2097")


def outgoing(body: str = "Hei på deg 🙂") -> Outgoing:
    return Outgoing(text_id=new_id(), number=NUMBER, body=body)


def reports(rest: Rest, callbacks: Callbacks, number: int) -> list[Report]:
    read = [rest.read_report(callbacks.next(report_path("rest")).request()) for _ in range(number)]
    return [report for report in read if report]


def test_a_text_goes_out_whole_and_is_reported(there: SmsGateway, rest: Rest, callbacks: Callbacks) -> None:
    text = outgoing()
    assert rest.send(text) == Accepted("gw-1")
    [taken] = there.taken
    assert (taken.text_id, taken.number, taken.text) == (str(text.text_id), NUMBER, "Hei på deg 🙂")
    assert (taken.sender, taken.valid_for) == ("2097", 72 * 3600)
    assert taken.incoming_url == callbacks.address + incoming_path("rest")
    told = reports(rest, callbacks, 2)
    assert [(one.text_id, one.gateway_id, one.what) for one in told] == [
        (text.text_id, "gw-1", SENT),
        (text.text_id, "gw-1", DELIVERED),
    ]
    assert all(one.at and abs(datetime.now(UTC) - one.at) < timedelta(minutes=3) for one in told)


def test_a_text_comes_in(there: SmsGateway, rest: Rest, callbacks: Callbacks) -> None:
    there.say(NUMBER, "مرحبا 🙂 ŋ", url=callbacks.address + incoming_path("rest"), gateway_id="in-1")
    said = rest.read_incoming(callbacks.next(incoming_path("rest")).request())
    assert (said.gateway_id, said.number, said.text) == ("in-1", NUMBER, "مرحبا 🙂 ŋ")
    assert said.said_at


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        (partner.EXPIRED, [SENT, ReportKind.NOT_REACHED]),
        (partner.DOUBLED, [SENT, SENT, DELIVERED, DELIVERED]),
        (partner.OUT_OF_ORDER, [DELIVERED, SENT]),
        (("no_such_number",), [ReportKind.NO_SUCH_NUMBER]),
        (("waiting", "failed"), [ReportKind.FAILED]),
    ],
)
def test_reports_of_every_kind_are_read(
    there: SmsGateway, rest: Rest, callbacks: Callbacks, behaviour: tuple[str, ...], told: list[ReportKind]
) -> None:
    there.behaviour.reports_of[NUMBER] = behaviour
    rest.send(outgoing())
    assert [one.what for one in reports(rest, callbacks, len(behaviour))] == told


def test_reports_that_are_late_and_not_taken_come_all_the_same(
    there: SmsGateway, rest: Rest, callbacks: Callbacks
) -> None:
    there.behaviour.hold_reports = True
    callbacks.refuse = 2
    rest.send(outgoing())
    assert not callbacks.refused
    there.behaviour.hold_reports = False
    assert [one.what for one in reports(rest, callbacks, 2)] == [SENT, DELIVERED]


def test_a_text_whose_answer_was_lost_goes_again_but_reaches_the_phone_once(there: SmsGateway, rest: Rest) -> None:
    there.behaviour.lose_answers = 1
    text = outgoing()
    with pytest.raises(GatewayUnreachable) as raised:
        rest.send(text)
    assert raised.value.may_have_gone
    assert rest.send(text) == Accepted("gw-1")
    assert (len(there.taken), there.repeated) == (1, 1)
    assert rest.knows_repeats


def test_a_gateway_that_knows_no_keys_sends_it_twice_and_our_partner_tells(there: SmsGateway, rest: Rest) -> None:
    there.behaviour.forgets = True
    text = outgoing()
    rest.send(text)
    rest.send(text)
    assert [one.text_id for one in there.taken] == [str(text.text_id)] * 2


@pytest.mark.parametrize(("kind", "refusal"), [("no_such", Refusal.NO_SUCH_NUMBER), ("refused", Refusal.REFUSED)])
def test_a_number_it_does_not_take_is_refused_for_good(
    there: SmsGateway, rest: Rest, kind: str, refusal: Refusal
) -> None:
    getattr(there.behaviour, kind).add(NUMBER)
    with pytest.raises(GatewayRefused) as raised:
        rest.send(outgoing())
    assert raised.value.kind is refusal
    assert not there.taken


def test_a_gateway_that_is_down_says_when_to_come_again(there: SmsGateway, rest: Rest) -> None:
    there.behaviour.down, there.behaviour.retry_after = True, 90
    with pytest.raises(GatewayUnreachable, match="answered 503") as raised:
        rest.send(outgoing())
    assert raised.value.retry_after == timedelta(seconds=90)
    with pytest.raises(GatewayUnreachable):
        rest.try_reach()


def test_a_gateway_that_is_away_had_nothing() -> None:
    with sms_gateway() as gone:
        rest = gone.gateway()
    with pytest.raises(GatewayUnreachable, match="is not there") as raised:
        rest.send(outgoing())
    assert not raised.value.may_have_gone


def test_a_gateway_that_is_too_slow_may_have_sent_it(
    there: SmsGateway, rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "READ", 0.2)
    there.behaviour.slow = 1
    with pytest.raises(GatewayUnreachable, match="in time") as raised:
        rest.send(outgoing())
    assert raised.value.may_have_gone


def test_a_wrong_token_is_a_clear_fault(there: SmsGateway, rest: Rest) -> None:
    other = replace(rest, token="another")
    for act in (other.try_reach, lambda: other.send(outgoing())):
        with pytest.raises(NotLetIn, match="BENKEN_SMS_TOKEN"):
            act()
    assert not there.taken


def test_reaching_it_sends_nothing(there: SmsGateway, rest: Rest) -> None:
    rest.try_reach()
    assert there.asked == 1
    assert not there.taken


def test_the_example_in_the_how_to_is_signed_right() -> None:
    lines = re.findall(r"^(secret|timestamp|body|signature) +(.+)$", HOW_TO.read_text(), re.MULTILINE)
    said = dict(lines)
    assert len(lines) == 4
    written = signature(said["body"].encode(), timestamp=said["timestamp"], secret=said["secret"])
    assert written == said["signature"]
    headers = partner.signed(said["body"].encode(), at=int(said["timestamp"]), secret=said["secret"])
    assert headers["X-Signature"] == written
    then = datetime.fromtimestamp(int(said["timestamp"]), UTC)
    rest = Rest("https://sms.example.org/", "x", said["secret"], "https://benken.example.org", now=lambda: then)
    request = RequestFactory().post(report_path("rest"), said["body"], content_type="application/json", headers=headers)
    told = rest.read_report(request)
    assert told
    assert (told.what, told.at) == (DELIVERED, then)


def test_every_variable_and_field_stands_in_the_how_to(there: SmsGateway, rest: Rest) -> None:
    text = HOW_TO.read_text()
    for key in DEFAULTS:
        assert f"`BENKEN_SMS_{key}`" in text
    rest.send(outgoing())
    for name in there.asked_fields:
        assert f"`{name}`" in text


def start(port: int, log: Path) -> subprocess.Popen[str]:
    arguments = ["-m", "tests.sms_gateway", "--port", str(port), "--log", str(log)]
    process = subprocess.Popen([sys.executable, *arguments], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == f"ready http://127.0.0.1:{port}/texts\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_what_a_killed_gateway_took_is_known_when_it_starts_again(tmp_path: Path, callbacks: Callbacks) -> None:
    port, log, text = free_port(), tmp_path / "texts", outgoing()
    rest = Rest(f"http://127.0.0.1:{port}/texts", partner.TOKEN, partner.SECRET, callbacks.address)
    process = start(port, log)
    try:
        first = rest.send(text)
        reports(rest, callbacks, 2)
    finally:
        kill(process)
    with log.open("a") as torn:
        torn.write('{"gateway_id": "gw-2", "te')
    process = start(port, log)
    try:
        assert rest.send(text) == first
        rest.send(outgoing())
        assert [one.what for one in reports(rest, callbacks, 2)] == [SENT, DELIVERED]  # reported once more
    finally:
        kill(process)
    assert len(taken_in(log)) == 2
    assert taken_in(log)[0] == str(text.text_id)
