"""A keyword counts only as the whole text; nothing else that a person writes is looked into."""

import unicodedata
from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benken.messaging.keywords import WORDS, Asked, Keyword, pin_word, read_keyword

EVERY_WORD = [(word, keyword) for keyword, words in WORDS.items() for word in words]
Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
FORMS: list[Form] = ["NFC", "NFD", "NFKC", "NFKD"]
BLANKS = st.text(" \t\r\n\u00a0\u2003\u3000", max_size=3)
UNSEEN = st.text("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\ufe0f\u202a\u202c", max_size=3)
HEAVY = [
    "Jeg vil ikke leve lenger, hjelp",
    "hjelp meg",
    "STOPP det der nå",
    "overdose",
    "jeg er gravid og har tatt heroin",
    "han slår meg",
    "selvmord",
    "drep",
    "vent litt",
    "stopp stopp",
    "hjelp!!",
    "ikke stopp",
    "help me please",
    "målet",
    "timen",
    "slutt",
    "",
    " ",
    "!",
    "?",
    "…",
    "\u200b",
    "👍",
]


def never_asked(_word: str) -> bool:
    """Stand for a check of PIN words that nothing may reach."""
    raise AssertionError


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("MÅL", "goals"),
        ("mal", "goals"),
        ("Maal.", "goals"),
        ("GOALS", "goals"),
        ("goal", "goals"),
        ("TIME", "time"),
        ("Tid?", "time"),
        ("VENT", "wait"),
        ("wait", "wait"),
        ("STOPP!", "stop"),
        ("Stop", "stop"),
        ("START", "start"),
        ("HJELP", "help"),
        ("hjælp", "help"),
        ("HJAELP", "help"),
        ("  help …", "help"),
        ("M\u200bA\u030aL", "goals"),
        ("\uff33\uff34\uff2f\uff30", "stop"),  # as some keyboards of Asia write it
    ],
)
def test_a_whole_text_that_is_a_keyword_is_one(text: str, keyword: str) -> None:
    assert read_keyword(text) == Asked(Keyword(keyword))


@given(
    st.sampled_from(EVERY_WORD),
    st.sampled_from(FORMS),
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    st.sampled_from(["", *".,!?:;…"]),
    st.tuples(BLANKS, BLANKS, UNSEEN, UNSEEN),
)
def test_case_blanks_forms_and_one_sign_do_not_matter(
    word: tuple[str, Keyword], form: Form, case: Callable[[str], str], sign: str, around: tuple[str, str, str, str]
) -> None:
    written = unicodedata.normalize(form, case(word[0]))
    before, after, first, last = around
    assert read_keyword(before + first + written + last + sign + after) == Asked(word[1])


def test_one_word_means_one_thing() -> None:
    words = [word for word, _keyword in EVERY_WORD]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("text", HEAVY)
def test_free_text_is_no_keyword_however_heavy(text: str) -> None:
    assert read_keyword(text) is None
    assert read_keyword(text, pin_check=never_asked) is None


@given(st.lists(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1), min_size=3, max_size=12))
def test_three_words_or_more_are_never_looked_into(words: list[str]) -> None:
    assert read_keyword(" ".join(words), pin_check=never_asked) is None


@given(
    st.sampled_from(EVERY_WORD),
    st.lists(st.sampled_from([word for word, _keyword in EVERY_WORD] + ["ikke", "nå", "og", "hei"]), min_size=1),
    st.booleans(),
)
def test_a_keyword_with_more_words_around_it_is_free_text(
    word: tuple[str, Keyword], others: list[str], is_first: bool
) -> None:
    words = [word[0], *others] if is_first else [*others, word[0]]
    assert read_keyword(" ".join(words)) is None


@given(st.text(max_size=400))
def test_what_is_a_keyword_is_one_word(text: str) -> None:
    if read_keyword(text) is not None:
        assert len(text.split()) <= 2  # a sign may stand for itself: «STOPP !»


def test_after_the_word_for_goals_the_pin_word_may_stand() -> None:
    def is_right(word: str) -> bool:
        return word == pin_word("Blåbær")

    assert read_keyword("MÅL blåbær", pin_check=is_right) == Asked(Keyword.GOALS, with_pin=True)
    assert read_keyword(" Goals  BLA\u030aBÆR! ", pin_check=is_right) == Asked(Keyword.GOALS, with_pin=True)
    assert read_keyword("MÅL", pin_check=is_right) == Asked(Keyword.GOALS)
    for free in ("MÅL tyttebær", "mål nådd", "MÅL blåbær nå", "blåbær MÅL", "TIME blåbær", "STOPP blåbær", "blåbær"):
        assert read_keyword(free, pin_check=is_right) is None
    assert read_keyword("MÅL blåbær") is None  # no PIN word is chosen


@pytest.mark.parametrize(
    ("typed", "word"),
    [(" Sol! ", "sol"), ("sol måne", ""), ("", ""), ("!", ""), ("\u200b", ""), ("S" * 161, ""), ("1234", "1234")],
)
def test_a_pin_word_is_one_word(typed: str, word: str) -> None:
    assert pin_word(typed) == word


def test_a_long_text_is_not_looked_at() -> None:
    assert read_keyword("stopp" + "\u200b" * 40_000) is None
    assert read_keyword("stopp " * 8_000) is None
