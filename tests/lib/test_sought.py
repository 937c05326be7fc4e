"""What somebody types becomes words that find each other's forms; nothing typed is ever a command."""

import re

import pytest

from benken.lib.sought import (
    LONGEST_QUERY,
    MOST_WORDS,
    Sought,
    digits_of,
    for_python,
    found_by,
    is_named,
    plain_letters,
    read_query,
    snippet,
)


def finds(query: str, text: str) -> bool:
    """Tell whether a text meets a query."""
    return all(for_python(pattern).search(text) for pattern in read_query(query).patterns)


@pytest.mark.parametrize("typed", ["bruker", "brukeren", "brukere", "brukerne", "BRUKER", "Brukernes"])
@pytest.mark.parametrize("text", ["En bruker.", "Brukeren sa det.", "To brukere", "BRUKERNE", "Vi møtte rusbrukere."])
def test_the_forms_of_a_word_find_each_other(typed: str, text: str) -> None:
    assert finds(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("ringte", "Jeg ringer i morgen"),
        ("ringer", "Hun ringte NAV"),
        ("legen", "Time hos lege på tirsdag"),
        ("timer", "Ny time"),
        ("husene", "Et hus ved sjøen"),
        ("huset", "Sykehuset"),
        ("ide", "En god idé"),
        ("idé", "En god ide"),
        ("ÅSE", "åse kom"),
        ("angstrom", "Ångstrøm".replace("Å", "A").replace("ø", "o")),
        ("björk", "Under en bjørk"),
        ("samtal brukere", "Brukerne hadde en samtale"),
        ('"på fredag"', "Vi ses på\nfredag."),
        ("«på fredag»", "Vi ses PÅ  fredag."),
        ("100%", "Han var 100% sikker"),
        ("a_b", "a_b"),
        ("\\d", "skrev \\d der"),
        ("(.*)", "et tegn (.*) her"),
        ("[a", "x[a"),
        ("😀", "bra 😀"),
        ("يوسف", "كتب يوسف"),
        ("e-post", "Send e-posten"),
        ("NAV.", "ringte nav i går"),
    ],
)
def test_a_query_finds(typed: str, text: str) -> None:
    assert finds(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("brukerne", "bruk av sko"),
        ("legen", "legitimasjon"),
        ("aase", "Åse"),
        ("åse", "Ase"),
        ("samtale buss", "En samtale om tog"),
        ('"fredag på"', "på fredag"),
        ("100%", "100 kroner"),
        ("a_b", "axb"),
        ("%", "prosent"),
        (".", "ingen prikk"),
        ("\\d", "8"),
    ],
)
def test_a_query_does_not_find(typed: str, text: str) -> None:
    assert not finds(typed, text)


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", '""', "« »", "\x00", '"\u3164"'])
def test_nothing_is_nothing(typed: str) -> None:
    assert not read_query(typed)


def test_a_query_is_cut_at_its_longest() -> None:
    assert len(read_query("ord " * 500).query) <= LONGEST_QUERY
    assert len(read_query("å" * 5000).query) == LONGEST_QUERY


def test_so_many_words_and_no_more_are_sought() -> None:
    query = " ".join(f"{first}{second}" for first in "bdfgkl" for second in "aeiouy")
    assert read_query(query).patterns == read_query(" ".join(query.split()[:MOST_WORDS])).patterns


def test_the_same_word_twice_is_sought_once() -> None:
    assert len(read_query("buss BUSS bussen").patterns) == 1


@pytest.mark.parametrize("text", ["Åse é Ö ﬁ İ ẞ 😀 \u0958", "ÆØÅæøå", "STRASSE straße"])
def test_a_text_as_compared_is_as_long_as_before(text: str) -> None:
    assert len(plain_letters(text)) == len(text)


def test_a_snippet_marks_whole_words_around_the_first_place() -> None:
    text = "Innledning. " * 40 + "Vi traff rusbrukerne ved brygga, og brukeren ville hjem. " + "Avslutning. " * 40
    pieces = snippet(text, read_query("brukere"))
    assert [piece.text for piece in pieces if piece.is_mark] == ["rusbrukerne", "brukeren"]
    shown = "".join(piece.text for piece in pieces)
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert shown.strip("… ") in text
    assert len(shown) < 400


def test_a_snippet_of_a_short_text_is_the_text() -> None:
    pieces = snippet("Kort  og\ngodt.", read_query("godt"))
    assert "".join(piece.text for piece in pieces) == "Kort og godt."


def test_a_snippet_without_what_is_sought_begins_with_the_text() -> None:
    assert snippet("Noe annet.", Sought("x", ("x",)))[0].text == "Noe annet."


def test_a_letter_of_an_endless_word_marks_it_once() -> None:
    """It took minutes, once: the word was walked through from each of its letters."""
    assert [piece.is_mark for piece in snippet("a" * 40_000, read_query("a"))] == [True, False]
    assert [piece.text for piece in snippet("ab ba", read_query('"b b" a')) if piece.is_mark] == ["ab ba"]


def test_a_long_word_is_cut_and_nothing_fails() -> None:
    pieces = snippet("a" * 5000, read_query("aaaa"))
    assert 0 < len("".join(piece.text for piece in pieces)) < 400


TUVA = ("Tuva", "Tuva Lind Østbø")


@pytest.mark.parametrize("typed", ["tuva", "UVA", "lind tuva", "østbø t", "Lind-".strip("-"), "tuvå".replace("å", "a")])
def test_a_name_is_found_by_any_part_in_any_order(typed: str) -> None:
    assert is_named(typed, names=TUVA)


@pytest.mark.parametrize("typed", ["tuva q", "ostbo", "x", "tuva 9999", "", " "])
def test_a_name_is_not_found_by_what_it_does_not_hold(typed: str) -> None:
    assert not is_named(typed, names=TUVA, phones=["+4741234567"])


@pytest.mark.parametrize(
    "typed", ["99990101", "999 90 101", "+47 999 90 101", "004799990101", "0101", "(999) 90-101", "999 9", "tuva 0101"]
)
def test_a_phone_number_is_found_as_it_is_typed(typed: str) -> None:
    assert is_named(typed, names=TUVA, phones=["+4799990101"])


@pytest.mark.parametrize("typed", ["01", "99990102", "+46 999 90 101", "9"])
def test_another_number_or_too_few_digits_find_nobody(typed: str) -> None:
    assert not is_named(typed, names=TUVA, phones=["+4799990101"])


def test_what_is_no_number_has_no_digits() -> None:
    assert digits_of("rom 12") == digits_of("") == ""


def test_the_browser_filters_in_what_the_server_compares() -> None:
    assert found_by(names=["Éva Ås", ""], phones=["+47 999"]) == "eva ås  47999"
    assert re.fullmatch(r"[a-zæøå0-9 ]+", found_by(names=["Émile", "Ñora"], phones=["+4799990101"]))
