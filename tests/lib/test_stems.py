"""The forms of a word lead to one beginning, and a stem never takes so much that nothing is left."""

import pytest

from benken.lib.stems import stem

TOGETHER = [
    ("bruker", "brukeren", "brukere", "brukerne", "brukers", "brukerens", "brukernes"),
    ("rusbruker", "rusbrukeren", "rusbrukere", "rusbrukerne"),
    ("bruger", "brugeren", "brugere", "brugerne", "brugerens", "brugernes"),
    ("brukar", "brukaren", "brukarar", "brukarane", "brukarens"),
    ("båtar", "båtane"),
    ("leder", "lederen", "ledere", "lederne", "lederens"),
    ("samtale", "samtalen", "samtaler", "samtalene", "samtalens", "samtalenes"),
    ("ringe", "ringer", "ringte", "ringene"),
    ("snakke", "snakker", "snakket", "snakka", "snakkede"),
    ("bolig", "boligen", "boliger", "boligene", "boligens", "boligernes"),
    ("kommune", "kommunen", "kommuner", "kommunene", "kommunens", "kommunerne", "kommunernes"),
    ("barn", "barnet", "barna", "barnets"),
    ("jente", "jenta", "jenten", "jenter", "jentene"),
    ("natt", "natta", "natten"),
    ("seng", "senga", "sengen", "senger", "sengene"),
    ("hus", "huset", "husene", "husets", "husenes"),
    ("dag", "dagen", "dager", "dagene", "dagens", "dagenes"),
    ("bok", "boka", "boken"),
    ("mor", "mora", "moren", "morens"),
    ("by", "byen", "byer", "byene"),
    ("avtale", "avtalen", "avtaler", "avtalene"),
    ("ærend", "ærendet", "ærender", "ærendene"),
    ("søknad", "søknaden", "søknader", "søknadene", "søknads"),
    ("åpning", "åpningen", "åpninger", "åpningens"),
]


@pytest.mark.parametrize("forms", TOGETHER, ids=lambda forms: forms[0])
def test_the_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert {stem(form) for form in forms} == {stem(forms[0])}


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("nav", "nav"),
        ("å", "å"),
        ("", ""),
        ("ære", "ære"),
        ("anne", "anne"),
        ("anna", "anna"),
        ("annen", "annen"),
        ("lege", "lege"),
        ("legen", "leg"),
        ("time", "time"),
        ("timene", "tim"),
        ("tuva", "tuv"),
        ("hansen", "hans"),
        ("søster", "søst"),
        ("ikke", "ikke"),
        ("e-post", "e-post"),
        ("99990101", "99990101"),
        ("😀😀😀😀😀", "😀😀😀😀😀"),
        ("سلامتی", "سلامتی"),
        ("psst", "psst"),
        ("ssss", "ssss"),
    ],
)
def test_a_word_has_the_stem_it_has(word: str, root: str) -> None:
    assert stem(word) == root


@pytest.mark.parametrize("forms", TOGETHER, ids=lambda forms: forms[0])
def test_a_stem_is_the_beginning_of_the_word(forms: tuple[str, ...]) -> None:
    """So whoever looks for the stem finds at least the word that was typed."""
    assert all(form.startswith(stem(form)) and stem(form) for form in forms)


def test_use_is_not_the_users() -> None:
    """A search for those who use a service does not bring everything about use."""
    assert stem("brukerne") != stem("bruk")
