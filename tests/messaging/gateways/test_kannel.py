"""Against a real Kannel: texts out and in, letters whole both ways, reports, and what goes wrong."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from benken.lib.ids import new_id
from benken.messaging.gateways.interface import (
    Accepted,
    GatewayRefused,
    GatewayUnreachable,
    Incoming,
    NotLetIn,
    Outgoing,
    Refusal,
    Report,
    ReportKind,
    incoming_path,
    report_path,
)
from tests.callbacks import Call, Callbacks
from tests.kannel import PASSWORD, SECRET, SENDER, Phones, RunningKannel, program
from tests.operate.running import PATIENCE

pytestmark = pytest.mark.xdist_group("kannel")
NUMBER = "+4790000000"
WORDS = {
    "nordic": "Hei på deg, Åse! Æsj, så fælt vær. Øl?",
    "euro and brackets": "5 € [x] {y} ~ ^ \\ |",
    "Sámi": "Buorre beaivi! Čálát go áigge? đ ŋ ŧ ž",
    "emoji": "Bra jobba 🙂👍🏽",
    "Arabic": "مرحبا، كيف حالك؟",
    "marks that addresses use": "a&b=c#d%d%A?e+f/g;h",
}


def outgoing(text: str) -> Outgoing:
    return Outgoing(text_id=new_id(), number=NUMBER, body=text)


def incoming(kannel: RunningKannel, call: Call) -> Incoming:
    return kannel.gateway().read_incoming(call.request())


def reports(kannel: RunningKannel, callbacks: Callbacks, text: Outgoing) -> list[Report]:
    """Wait for both reports of a text, in the order Kannel's threads come to it. None is left for the next test."""
    read = [kannel.gateway().read_report(callbacks.next(report_path("kannel")).request()) for _ in range(2)]
    told = [report for report in read if report]
    assert {(report.text_id, report.gateway_id) for report in told} == {(text.text_id, text.text_id.hex)}
    assert {report.what for report in told} == {ReportKind.SENT, ReportKind.DELIVERED}
    return told


def is_now(at: datetime | None) -> bool:
    return at is not None and abs(datetime.now(UTC) - at) < timedelta(seconds=PATIENCE)


def test_a_text_goes_out_and_is_told_to_be_sent_and_delivered(
    kannel: RunningKannel, handsets: Phones, callbacks: Callbacks
) -> None:
    text = outgoing("Hei")
    assert kannel.gateway().send(text) == Accepted(text.text_id.hex)
    assert handsets.next_text() == (NUMBER, SENDER, "Hei", 1)
    assert all(is_now(report.at) for report in reports(kannel, callbacks, text))


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_letters_go_out_whole(kannel: RunningKannel, handsets: Phones, callbacks: Callbacks, words: str) -> None:
    text = outgoing(words)
    kannel.gateway().send(text)
    assert handsets.next_text() == (NUMBER, SENDER, words, 1)
    assert reports(kannel, callbacks, text)


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_letters_come_in_whole(kannel: RunningKannel, handsets: Phones, callbacks: Callbacks, words: str) -> None:
    handsets.say_unicode(NUMBER, words)
    said = incoming(kannel, callbacks.next(incoming_path("kannel")))
    assert (said.number, said.text) == (NUMBER, words)
    assert is_now(said.said_at)


@pytest.mark.parametrize("name", ["nordic", "euro and brackets", "marks that addresses use"])
def test_letters_of_the_gsm_alphabet_come_in_whole(
    kannel: RunningKannel, handsets: Phones, callbacks: Callbacks, name: str
) -> None:
    handsets.say(NUMBER, WORDS[name])
    said = incoming(kannel, callbacks.next(incoming_path("kannel")))
    assert (said.number, said.text) == (NUMBER, WORDS[name])
    UUID(said.gateway_id)


def test_bytes_that_nobody_says_the_letters_of_are_read_all_the_same(
    kannel: RunningKannel, handsets: Phones, callbacks: Callbacks
) -> None:
    handsets.say_bytes(NUMBER, "blåbær".encode())
    handsets.say_bytes(NUMBER, "blåbær".encode("latin-1"))
    came = [incoming(kannel, callbacks.next(incoming_path("kannel"))) for _ in range(2)]
    assert [said.text for said in came] == ["blåbær", "blåbær"]
    assert came[0].gateway_id != came[1].gateway_id


def test_who_has_a_name_for_a_number_comes_in_under_it(
    kannel: RunningKannel, handsets: Phones, callbacks: Callbacks
) -> None:
    handsets.say("Posten", "Pakken er her")
    assert incoming(kannel, callbacks.next(incoming_path("kannel"))).number == "Posten"


@pytest.mark.parametrize(
    ("letters", "size", "parts"), [("Blåbær og bringebær. ", 1500, 10), ("ŋ🙂", 660, 10), ("مرحبا ", 400, 6)]
)
def test_a_long_text_goes_out_in_parts(
    kannel: RunningKannel, handsets: Phones, callbacks: Callbacks, letters: str, size: int, parts: int
) -> None:
    words = (letters * size)[: size if letters != "ŋ🙂" else size * 2 // 3]
    text = outgoing(words)
    kannel.gateway().send(text)
    assert handsets.next_text() == (NUMBER, SENDER, words, parts)
    assert reports(kannel, callbacks, text)


def test_ten_parts_that_come_mixed_up_are_one_text(
    kannel: RunningKannel, handsets: Phones, callbacks: Callbacks
) -> None:
    parts = [f"{'æ' * 150}{place:02} " for place in range(10)]
    handsets.say_in_parts(NUMBER, parts, order=[3, 0, 9, 1, 2, 8, 4, 7, 5, 6])
    assert incoming(kannel, callbacks.next(incoming_path("kannel"))).text == "".join(parts)


def test_a_text_that_benken_did_not_take_comes_again_under_the_same_id(
    kannel: RunningKannel, handsets: Phones, callbacks: Callbacks
) -> None:
    callbacks.refuse = 2
    handsets.say(NUMBER, "Er du der?")
    came = callbacks.next(incoming_path("kannel"))
    assert [incoming(kannel, call) for call in callbacks.refused] == [incoming(kannel, came)] * 2


def test_a_report_that_benken_did_not_take_comes_again(
    kannel: RunningKannel, handsets: Phones, callbacks: Callbacks
) -> None:
    callbacks.refuse = 2
    text = outgoing("Hei")
    kannel.gateway().send(text)
    handsets.next_text()
    told = reports(kannel, callbacks, text)
    assert {kannel.gateway().read_report(call.request()) for call in callbacks.refused} == set(told)


def test_a_wrong_password_is_a_clear_fault(kannel: RunningKannel) -> None:
    gateway = replace(kannel.gateway(), password="quite-another-password")
    for act in (gateway.try_reach, lambda: gateway.send(outgoing("Hei"))):
        with pytest.raises(NotLetIn, match="Kannel does not let us in") as raised:
            act()
        assert not raised.value.may_have_gone


def test_an_address_that_kannel_does_not_know_is_a_clear_fault(kannel: RunningKannel) -> None:
    gateway = replace(kannel.gateway(), address=kannel.address.replace("sendsms", "elsewhere"))
    with pytest.raises(NotLetIn, match="Kannel knows no such address"):
        gateway.try_reach()


def test_reaching_it_sends_nothing(kannel: RunningKannel, handsets: Phones, callbacks: Callbacks) -> None:
    kannel.gateway().try_reach()
    text = outgoing("the first that comes")
    kannel.gateway().send(text)
    assert handsets.next_text()[2] == "the first that comes"
    assert reports(kannel, callbacks, text)


@pytest.mark.parametrize("number", ["abc", ""])
def test_a_number_that_is_none_is_refused_for_good(kannel: RunningKannel, number: str) -> None:
    with pytest.raises(GatewayRefused) as raised:
        kannel.gateway().send(Outgoing(new_id(), number, "Hei"))
    assert raised.value.kind is Refusal.REFUSED


def test_a_kannel_that_is_away_had_nothing(kannel: RunningKannel, handsets: Phones) -> None:
    kannel.stop()
    try:
        with pytest.raises(GatewayUnreachable, match="is not there") as raised:
            kannel.gateway().send(outgoing("Hei"))
        assert not raised.value.may_have_gone
    finally:
        kannel.start()
    handsets.close()


def test_texts_wait_in_kannel_while_the_operator_is_away_even_if_kannel_is_killed(
    kannel: RunningKannel, callbacks: Callbacks
) -> None:
    text = outgoing("Du får meg likevel")
    kannel.gateway().send(text)
    kannel.kill()
    kannel.start()
    line = Phones(kannel.operator_port)
    assert line.next_text() == (NUMBER, SENDER, "Du får meg likevel", 1)
    assert reports(kannel, callbacks, text)
    line.close()


def test_the_program_that_kannel_brings_along_for_this_says_the_same_as_our_phones(
    kannel: RunningKannel, callbacks: Callbacks
) -> None:
    arguments = ["-r", str(kannel.operator_port), "-m", "1", f"{NUMBER} {SENDER} text Hei fra fakesmsc"]
    with subprocess.Popen([program("fakesmsc"), *arguments], stderr=subprocess.DEVNULL) as fakesmsc:
        try:
            said = incoming(kannel, callbacks.next(incoming_path("kannel")))
        finally:
            fakesmsc.terminate()  # it stays for what is sent to it
    assert (said.number, said.text) == (NUMBER, "Hei fra fakesmsc")


def test_what_kannel_writes_down_holds_no_secret_and_no_words(
    kannel: RunningKannel, handsets: Phones, callbacks: Callbacks
) -> None:
    text = outgoing("hemmelige ord ut")
    kannel.gateway().send(text)
    handsets.next_text()
    handsets.say("+4790000009", "hemmelige ord inn")
    callbacks.next(incoming_path("kannel"))
    assert reports(kannel, callbacks, text)
    logs = "".join(log.read_text(errors="replace") for log in kannel.folder.glob("*box.*"))
    assert len(list(kannel.folder.glob("*box.log"))) == 2
    for told in ("hemmelige", NUMBER.lstrip("+"), "4790000009", PASSWORD, SECRET):
        assert told not in logs
