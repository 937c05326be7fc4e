"""How many letters a text has on its way to a phone, and how many messages it becomes."""

import unicodedata
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benken.messaging.gsm import GSM, GSM_EXTENSION, Measured, fits_gsm, measure, plainer

ORDINARY = st.text(st.sampled_from(sorted((GSM | GSM_EXTENSION) - {"\r"})), max_size=700)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=300) | ORDINARY
TYPOGRAPHIC = "“”„‟«»″‘’‚‛‹›′`´‐‑‒–—―−…\t\u00a0\u2009\u202f\u3000\u2028\u00ad\u200b\ufeff"


@pytest.mark.parametrize(
    ("text", "letters", "parts"),
    [
        ("", 0, 0),
        ("hei", 3, 1),
        ("Møt meg på Øya kl. 12? Æsj, så kaldt!", 37, 1),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("a" * 1530, 1530, 10),
        ("a" * 1531, 1531, 11),
        ("€" * 80, 160, 1),
        ("€" * 80 + "a", 161, 2),
        ("a" * 152 + "€" + "a" * 152, 306, 3),  # 152 + 2 is one too much for the first part
        ("{[~]}|^\\", 16, 1),
        ("hei\r\ndu\nder\n", 11, 1),
    ],
)
def test_ordinary_letters_count_once_and_those_behind_an_escape_twice(text: str, letters: int, parts: int) -> None:
    measured = measure(text)
    assert (measured.letters, measured.parts, measured.one_part_left) == (letters, parts, 160 - letters)
    assert (measured.is_gsm, measured.strange, measured.room) == (True, (), 160)
    assert fits_gsm(text)


@pytest.mark.parametrize(
    ("text", "letters", "parts", "strange"),
    [
        ("Bures, Áile! Gos don leat? Čálit munnje.", 40, 1, ("Á", "Č", "á")),
        ("č" * 70, 70, 1, ("č",)),
        ("č" * 71, 71, 2, ("č",)),
        ("č" * 134, 134, 2, ("č",)),
        ("č" * 135, 135, 3, ("č",)),
        ("ŋđŧžšč", 6, 1, ("ŋ", "đ", "ŧ", "ž", "š", "č")),
        ("مرحبا", 5, 1, ("م", "ر", "ح", "ب", "ا")),
        ("Fint 🙂", 7, 1, ("🙂",)),  # a letter beyond the first plane takes two
        ("🙂" * 35, 70, 1, ("🙂",)),
        ("č" * 66 + "🙂" + "č" * 66, 134, 3, ("č", "🙂")),
        ("č€", 2, 1, ("č",)),  # no escapes in UCS-2
        ("ç", 1, 1, ("ç",)),  # the small alphabet has the great Ç alone
    ],
)
def test_one_letter_from_outside_leaves_room_for_seventy(
    text: str, letters: int, parts: int, strange: tuple[str, ...]
) -> None:
    measured = measure(text)
    assert measured == Measured(letters, parts, 70 - letters, is_gsm=False, strange=strange)
    assert measured.room == 70
    assert not fits_gsm(text)


def test_the_alphabet_is_that_of_the_standard() -> None:
    assert len(GSM) == 127  # 128 places, one of them the escape
    assert len(GSM_EXTENSION) == 10
    assert not GSM & GSM_EXTENSION


def filled(sizes: list[int], each: int) -> list[int]:
    """Lay letters into parts one by one; return how full each is."""
    parts = [0]
    for size in sizes:
        if parts[-1] + size > each:
            parts.append(0)
        parts[-1] += size
    return parts


@given(ANYTHING)
def test_a_text_has_as_many_parts_as_it_takes(text: str) -> None:
    measured = measure(text)
    lines = text.replace("\r\n", "\n")
    if measured.is_gsm:
        sizes, one, each = [2 if letter in GSM_EXTENSION else 1 for letter in lines], 160, 153
    else:
        sizes, one, each = [len(letter.encode("utf-16-le")) // 2 for letter in lines], 70, 67
    assert measured.letters == sum(sizes)
    assert measured.one_part_left == one - sum(sizes)
    parts = filled(sizes, each)
    if not text:
        assert measured.parts == 0
    elif sum(sizes) <= one:
        assert measured.parts == 1
    else:
        assert measured.parts == len(parts) >= ceil(sum(sizes) / each) >= 2
        assert all(each - 1 <= part <= each for part in parts[:-1])


@given(ANYTHING)
def test_strange_letters_are_told_once_each_in_order(text: str) -> None:
    measured = measure(text)
    assert measured.is_gsm == fits_gsm(text) == (not measured.strange)
    assert len(set(measured.strange)) == len(measured.strange)
    assert sorted(measured.strange, key=text.index) == list(measured.strange)
    assert fits_gsm("".join(letter for letter in text if letter not in measured.strange))


@given(ANYTHING)
def test_line_breaks_count_the_same_whichever_way_they_are_written(text: str) -> None:
    lines = text.replace("\r", "")
    assert measure(lines) == measure(lines.replace("\n", "\r\n"))


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("«Hei» sa han – “og” så …", '"Hei" sa han - "og" så ...'),
        ("‘ja’ „nei‟ ‚kanskje‛ ‹så›", "'ja' \"nei\" 'kanskje' 'så'"),
        ("kl.\u00a012\u202f30", "kl. 12 30"),
        ("10‑12 — 14−16", "10-12 - 14-16"),
        ("en\r\nto\rtre\u2028fire", "en\nto\ntre\nfire"),
        ("av\u00adtale\u200b", "avtale"),
        ("A\u030ase", "Åse"),
        ("Áile Č. Ŋuolla, Skolt ʼ, José, Łukasz, 🙂", "Áile Č. Ŋuolla, Skolt ʼ, José, Łukasz, 🙂"),
        ("می\u200cخواهم 👩\u200d👧", "می\u200cخواهم 👩\u200d👧"),
        ("€ • · ¿ §", "€ • · ¿ §"),
    ],
)
def test_typographic_signs_become_plain_and_nothing_else_is_touched(typed: str, plain: str) -> None:
    assert plainer(typed) == plain
    assert plainer(plain) == plain


def test_every_typographic_sign_becomes_one_that_is_cheap_to_send() -> None:
    assert fits_gsm(plainer(TYPOGRAPHIC))


@given(ANYTHING)
def test_what_has_no_typographic_sign_is_left_as_it_is_written(text: str) -> None:
    plain = plainer(text)
    assert plainer(plain) == plain
    if plain != unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        assert any(not letter.isalnum() and letter not in "•·" for letter in text)
    letters = [letter for letter in unicodedata.normalize("NFC", text) if letter.isalnum()]
    assert [letter for letter in plain if letter.isalnum()] == letters


@given(ORDINARY, st.lists(st.sampled_from(TYPOGRAPHIC.replace("…", "")), min_size=1))
def test_a_plainer_text_is_never_dearer(text: str, signs: list[str]) -> None:
    typed = text + "".join(signs)
    assert measure(plainer(typed)).parts <= measure(typed).parts
    assert measure(plainer(typed)).is_gsm
