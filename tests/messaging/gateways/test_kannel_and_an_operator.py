"""Kannel with an operator behind it over SMPP: what only an operator says, and letters as they go to real phones."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from benken.lib.ids import new_id
from benken.messaging import gsm
from benken.messaging.gateways.interface import Outgoing, Report, ReportKind, incoming_path, report_path
from benken.messaging.gateways.kannel import Kannel
from tests.callbacks import Callbacks, taking_callbacks
from tests.kannel import SENDER, RunningKannel, running_kannel
from tests.sms_operator import ALPHABET, ESCAPED, GSM, UCS2, Operator, sms_operator, to_gsm

pytestmark = pytest.mark.xdist_group("kannel")
NUMBER = "+4790000000"
NOBODY = "+4790000404"
UNKNOWN_SUBSCRIBER = "001"  # what this operator says for it


@pytest.fixture(scope="module")
def operator() -> Iterator[Operator]:
    """Return the operator."""
    with sms_operator() as there:
        yield there


@pytest.fixture(scope="module")
def taking() -> Iterator[Callbacks]:
    """Return what takes Kannel's calls."""
    with taking_callbacks() as there:
        yield there


@pytest.fixture(scope="module")
def running(operator: Operator, taking: Callbacks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningKannel]:
    """Return a Kannel that is bound to the operator."""
    folder = tmp_path_factory.mktemp("kannel-smpp")
    with running_kannel(folder, calls_at=taking.address, smpp_port=operator.port) as there:
        yield there


@pytest.fixture
def kannel(running: RunningKannel) -> Kannel:
    """Return Benken's way to it."""
    return replace(running.gateway(), no_such=frozenset({UNKNOWN_SUBSCRIBER}))


def send(kannel: Kannel, words: str, number: str = NUMBER) -> Outgoing:
    text = Outgoing(text_id=new_id(), number=number, body=words)
    kannel.send(text)
    return text


def told_of(kannel: Kannel, taking: Callbacks) -> Report | None:
    return kannel.read_report(taking.next(report_path("kannel")).request())


@pytest.mark.parametrize(
    ("words", "coding"),
    [
        ("Hei på deg, Åse! Æsj, så fælt vær. Øl?", GSM),
        ("5 € [x] {y} ~ ^ \\ |\nny linje", GSM),
        ("Čálát go áigge? đ ŋ ŧ ž", UCS2),
        ("Bra jobba 🙂👍🏽", UCS2),
        ("مرحبا، كيف حالك؟", UCS2),
    ],
)
def test_letters_reach_the_operator_in_the_alphabet_that_has_them(
    kannel: Kannel, operator: Operator, taking: Callbacks, words: str, coding: int
) -> None:
    send(kannel, words)
    part = operator.next_part()
    assert (part.words, part.coding, part.header) == (words, coding, b"")
    assert (part.number, part.sender) == (NUMBER.lstrip("+"), SENDER)
    report = told_of(kannel, taking)
    assert report
    assert report.what is ReportKind.SENT


def test_the_letters_we_take_for_gsm_are_those_of_gsm() -> None:
    assert frozenset(ALPHABET.replace("\x1b", "")) | frozenset(ESCAPED.values()) | {"\f"} == gsm.GSM | gsm.GSM_EXTENSION


def test_every_letter_of_the_gsm_alphabet_goes_out_as_itself(
    kannel: Kannel, operator: Operator, taking: Callbacks
) -> None:
    words = "".join(sorted((gsm.GSM | gsm.GSM_EXTENSION) - {"\f", "\r", "\n", " "}))
    send(kannel, words)
    assert operator.next_part().words == words
    assert told_of(kannel, taking)


def test_a_text_is_tried_for_three_days(kannel: Kannel, operator: Operator, taking: Callbacks) -> None:
    send(kannel, "Hei")
    until = operator.next_part().valid_until
    assert until.endswith("000+")  # no tenths, no quarters of an hour from UTC
    at = datetime.strptime(until[:12], "%y%m%d%H%M%S").replace(tzinfo=UTC)
    assert abs(at - datetime.now(UTC) - timedelta(hours=72)) < timedelta(minutes=5)
    assert told_of(kannel, taking)


@pytest.mark.parametrize(
    ("state", "error", "what"),
    [
        ("DELIVRD", "000", ReportKind.DELIVERED),
        ("EXPIRED", "027", ReportKind.NOT_REACHED),
        ("UNDELIV", UNKNOWN_SUBSCRIBER, ReportKind.NO_SUCH_NUMBER),
        ("UNDELIV", "099", ReportKind.FAILED),
        ("REJECTD", "099", ReportKind.FAILED),
        ("ACCEPTD", "000", None),
    ],
)
def test_what_the_operator_tells_of_a_text_is_known(
    kannel: Kannel, operator: Operator, taking: Callbacks, state: str, error: str, what: ReportKind | None
) -> None:
    text = send(kannel, "Hei")
    sent = told_of(kannel, taking)
    assert sent
    assert (sent.text_id, sent.what) == (text.text_id, ReportKind.SENT)
    operator.tell(operator.next_part(), state, error)
    report = told_of(kannel, taking)
    assert (report and report.what) == what
    assert report is None or report.text_id == text.text_id


@pytest.mark.parametrize(
    ("code", "what"), [(0x0B, ReportKind.NO_SUCH_NUMBER), (0x45, ReportKind.FAILED), (0x0A, ReportKind.FAILED)]
)
def test_a_text_that_the_operator_does_not_take_is_told(
    kannel: Kannel, operator: Operator, taking: Callbacks, code: int, what: ReportKind
) -> None:
    operator.refuses = {NOBODY.lstrip("+"): code}
    text = send(kannel, "Hei", number=NOBODY)
    report = told_of(kannel, taking)
    assert report
    assert (report.text_id, report.what) == (text.text_id, what)


def test_a_receipt_that_comes_when_kannel_has_been_killed_is_told(
    running: RunningKannel, kannel: Kannel, operator: Operator, taking: Callbacks
) -> None:
    text = send(kannel, "Hei")
    assert told_of(kannel, taking)
    part = operator.next_part()
    running.kill()
    running.start()
    operator.tell(part, "DELIVRD")
    report = told_of(kannel, taking)
    assert report
    assert (report.text_id, report.what) == (text.text_id, ReportKind.DELIVERED)


def test_kannel_tells_a_receipt_that_comes_twice_once(kannel: Kannel, operator: Operator, taking: Callbacks) -> None:
    text = send(kannel, "Hei")
    assert told_of(kannel, taking)
    part = operator.next_part()
    operator.tell(part, "DELIVRD")
    operator.tell(part, "DELIVRD")
    other = send(kannel, "Hei igjen")
    told = [told_of(kannel, taking) for _ in range(2)]
    found = {(report.text_id, report.what) for report in told if report}
    assert found == {(text.text_id, ReportKind.DELIVERED), (other.text_id, ReportKind.SENT)}
    operator.next_part()


@pytest.mark.parametrize(
    ("words", "coding"),
    [
        ("Blåbær, 5 € [x]", GSM),
        ("Čálát ŋ đ 🙂", UCS2),
        ("مرحبا", UCS2),
    ],
)
def test_letters_from_a_phone_come_in_whole(
    kannel: Kannel, operator: Operator, taking: Callbacks, words: str, coding: int
) -> None:
    operator.say(NUMBER, to_gsm(words) if coding == GSM else words.encode("utf-16-be"), coding=coding, to=SENDER)
    said = kannel.read_incoming(taking.next(incoming_path("kannel")).request())
    assert (said.number, said.text) == (NUMBER, words)


def test_ten_parts_with_letters_cut_in_two_are_one_text(kannel: Kannel, operator: Operator, taking: Callbacks) -> None:
    words = "ŋ" + "🙂" * 334  # an odd place: each part ends in the middle of a letter
    written = words.encode("utf-16-be")
    parts = [written[at : at + 134] for at in range(0, len(written), 134)]
    assert len(parts) == 10
    for place in (3, 0, 9, 1, 2, 8, 4, 7, 5, 6):
        header = bytes([5, 0, 3, 77, 10, place + 1])
        operator.say(NUMBER, parts[place], coding=UCS2, to=SENDER, header=header)
    said = kannel.read_incoming(taking.next(incoming_path("kannel")).request())
    assert said.text == words


def test_ten_parts_go_out_with_one_report(kannel: Kannel, operator: Operator, taking: Callbacks) -> None:
    words = ("ŋ" + "🙂" * 334)[:335]
    text = send(kannel, words)
    parts = [operator.next_part() for _ in range(10)]
    parts.sort(key=lambda part: part.header[-1])
    assert b"".join(part.content for part in parts).decode("utf-16-be") == words
    report = told_of(kannel, taking)
    assert report
    assert (report.text_id, report.what) == (text.text_id, ReportKind.SENT)
