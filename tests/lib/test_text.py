"""Typed text is tidied without losing anything that can be seen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benken.lib.text import folded, is_seen, tidy_line, tidy_text


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("  Tuva   Lind ", "Tuva Lind"),
        ("Tuva\nLind\t2", "Tuva Lind 2"),
        ("Tu\u200bva\ufeff", "Tuva"),
        ("\u202eTuva\u202c", "Tuva"),
        ("A\u030ase", "Åse"),
        ("يوسف", "يوسف"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧 😀", "👩\u200d👧 😀"),
        ("\u200d\u200c \u200b", ""),
        ("\x00Tuva\x07", "Tuva"),
    ],
)
def test_a_line_keeps_what_is_seen_and_drops_what_is_not(typed: str, tidy: str) -> None:
    assert tidy_line(typed) == tidy


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("En linje\r\nto linjer\rtre\n\nnytt avsnitt", "En linje\nto linjer\ntre\n\nnytt avsnitt"),
        ("  innrykk\tog tab  ", "innrykk\tog tab"),
        ("ikke\x00 pip\x07", "ikke pip"),
        ("a\x01\u030a", "å"),
    ],
)
def test_a_text_keeps_its_lines_and_paragraphs(typed: str, tidy: str) -> None:
    assert tidy_text(typed) == tidy


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy_line(tidy_line(text)) == tidy_line(text)
    assert tidy_text(tidy_text(text)) == tidy_text(text)


@given(st.text())
def test_what_is_tidy_has_no_control_characters_and_is_composed(text: str) -> None:
    line, paragraphs = tidy_line(text), tidy_text(text)
    assert not any(unicodedata.category(mark) == "Cc" for mark in line)
    assert not any(unicodedata.category(mark) == "Cc" for mark in paragraphs if mark not in "\n\t")
    assert unicodedata.is_normalized("NFC", line)
    assert unicodedata.is_normalized("NFC", paragraphs)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"])))
def test_nothing_that_is_seen_is_lost(text: str) -> None:
    assert tidy_line(text) == tidy_text(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", ["T", "ش", "7", "😀", "?", " \u200bå "])
def test_what_draws_something_is_seen(text: str) -> None:
    assert is_seen(text)


@pytest.mark.parametrize("text", ["", "  \n", "\u200b\u200d", "\u3164", "\u2800", "\ufe0f", "\u0301", "\u2062"])
def test_what_draws_nothing_is_not(text: str) -> None:
    assert not is_seen(text)


def test_names_are_compared_whatever_the_case_and_spacing() -> None:
    assert folded(" ÅSE  Lind\u200b") == folded("a\u030ase lind")
    assert folded("Åse") != folded("Åsa")
