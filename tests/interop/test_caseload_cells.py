"""Cells: days, phones, yes and no, languages, life areas, and who is meant by a name."""

from contextlib import suppress
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benken.interop.caseload import cells
from benken.interop.caseload.workers import WhoIsMeant, Worker, Workers
from benken.people.areas import LifeArea
from benken.people.forms import LANGUAGES


@pytest.mark.parametrize(
    "written",
    [
        *("01.04.2026", "1.4.2026", "1/4-26", "1/4-2026", "1/4 - 26", "01.04.26", "1-4-2026", "2026-04-01", "2026/4/1"),
        *("2026-04-01 00:00:00", "2026-04-01T10:15", "01.04.2026 kl. 10:15", "20260401", "01042026", "010426"),
        *("1. april 2026", "1. apr. 26", "1 April 2026", "ons. 01.04.2026", "onsdag 1. april 2026", "46113"),
    ],
)
def test_a_day_is_read_in_the_forms_people_write(written: str) -> None:
    assert cells.read_day(written) == date(2026, 4, 1)


@pytest.mark.parametrize("written", ["31.02.2026", "2026-13-01", "0.4.2026", "32/1-26", "29.02.2025", "01.01.0026"])
def test_a_day_that_is_in_no_calendar_is_told_apart(written: str) -> None:
    with pytest.raises(cells.NoSuchDay):
        cells.read_day(written)


@pytest.mark.parametrize("written", ["i går", "12.03", "uke 12", "1.2.3.2026", "12. brumaire 2026", "9999900"])
def test_words_that_are_no_day_are_none(written: str) -> None:
    assert cells.read_day(written) is None


@given(st.text())
def test_any_words_are_answered(text: str) -> None:
    with suppress(cells.NoSuchDay):
        cells.read_day(text)
    cells.read_phones([text])
    cells.read_language(text)
    cells.read_area(text)
    cells.read_yes(text)
    cells.read_steps([text])


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("999 99 001", ["+4799999001"]),
        ("004799999004", ["+4799999004"]),
        ("4799999004", ["+4799999004"]),
        ("+46 70 174 06 05", ["+46701740605"]),
        ("999 99 006 / 999 99 007", ["+4799999006", "+4799999007"]),
        ("99999006 og 99999007, 99999008;99999009", [f"+479999900{end}" for end in (6, 7, 8, 9)]),
        ("99999006\n99999006", ["+4799999006"]),
    ],
)
def test_phones_are_read_one_or_several_in_a_cell(written: str, numbers: list[str]) -> None:
    assert [phone.number for phone in cells.read_phones([written]).phones] == numbers


def test_words_beside_a_number_are_its_note_and_words_alone_are_told() -> None:
    read = cells.read_phones(["99999006 (mor) / ukjent / 12"])
    assert [phone.note for phone in read.phones] == ["mor"]
    assert read.not_numbers == ("ukjent", "12")
    assert not cells.read_phones(["22 22 22 22"]).phones[0].can_get_texts


@pytest.mark.parametrize(
    ("written", "answer"),
    [("ja", True), ("Yes", True), ("X", True), ("1", True), ("nei", False), ("", False), ("bare kveld", None)],
)
def test_yes_and_no(written: str, answer: bool | None) -> None:
    assert cells.read_yes(written) is answer


def test_languages_are_those_that_a_person_can_have() -> None:
    assert cells.LANGUAGES | {cells.OTHER_LANGUAGE} == {code for code, _name in LANGUAGES}
    assert [cells.read_language(word) for word in ("no", "Svensk", "nb-NO", "ARABISK", "العربية", "tulu")] == [
        *("nb", "sv", "nb", "ar", "ar", "other")
    ]


@pytest.mark.parametrize("written", ["Bolig", "boligsituasjon", "Bustad", "Bopæl", "Housing", "home"])
def test_a_home_has_many_names(written: str) -> None:
    assert cells.read_area(written) == LifeArea.HOME


def test_every_life_area_is_known_by_its_own_name() -> None:
    assert all(cells.read_area(str(area.label)) == area for area in LifeArea)
    assert cells.read_area("hage") is None


def worker(name: str, email: str = "", *, leader: bool = False) -> Worker:
    return Worker(uuid4(), name, email, None, can_be_contact=not leader, is_leader=leader)


INGUNN = worker("Ingunn Sæther", "ingunn.saether@fjordvik.example")
KARI, OTHER_KARI = worker("Kari Vik"), worker("Kari Dal")
HERE = Workers([INGUNN, KARI, OTHER_KARI, worker("Bjørg Haugland", leader=True)])


@pytest.mark.parametrize(
    ("name", "email"),
    [
        *(("Ingunn Sæther", ""), ("INGUNN  SÆTHER", ""), ("ingunn", ""), ("Sæther, Ingunn", "")),
        *(("Ruskonsulent Ingunn Sæther", ""), ("Kontaktperson: Ingunn", ""), ("Ingunn Sæther (ruskonsulent)", "")),
        *(("Ingunn.Saether@fjordvik.example", ""), ("Kari Vik", "ingunn.saether@fjordvik.example")),
        *(("Ingunn Sæther", "old@fjordvik.example"), ("Ingunn <ingunn.saether@fjordvik.example>", "")),
    ],
)
def test_a_contact_person_is_found_by_e_mail_then_by_name(name: str, email: str) -> None:
    assert HERE.find(name=name, email=email) == INGUNN


@pytest.mark.parametrize(
    ("name", "words"),
    [("Ny Person", "Lag kontoen"), ("Leder Bjørg", "er leder"), ("Kari", "Flere her"), ("nobody@x.example", "Ingen")],
)
def test_who_cannot_be_a_contact_person_is_told_with_what_to_do(name: str, words: str) -> None:
    with pytest.raises(WhoIsMeant, match=words):
        HERE.find(name=name, email="")
