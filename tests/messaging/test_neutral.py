"""What is sent out has no word that tells what it is about, and few ordinary words are taken for one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benken.country.telling import telling_words as telling_words_of_names
from benken.messaging.neutral import telling_words

TELLING = {
    "nb": "rus rusen ruset rusmiddel rusmiddelproblemer ruskonsulenten rustjenesten rusteamet rusbehandling rusomsorg"
    " rusfri rusinfo ruskafé russenter rustiltak rustelefonen rusprat ruspåvirket hardrus beruset ungdomsrusteam"
    " stoff stoffet stoffmisbruk stoffri stoffscene narkotikastoff dop dopa edru uedru avrusning avruse avgifting"
    " alkohol alkoholfri avhengig avhengighet rusavhengig hasj tilbakefall sprøyterom brukerrom misbruk misbruker"
    " overdose overdosen nalokson naloksonkurs metadon metadonen heroin amfetamin subutex abstinens LAR LAR-teamet"
    " lar-lege AA-møte na-møte TSB narkotika psykisk psykolog psykose",
    "nn": "rusa rusar rustenesta rusteneste rusmidla rusomsorga avrusinga misbruket overdosar avhengigheit stoffa",
    "da": "rusmidler stof stoffer stoffet stofmisbrug stofindtagelsesrum stofscene ædru uædru afhængig afhængighed"
    " afrusning afgiftning hash tilbagefald misbrug misbruger overdosis naloxon metadon alkoholbehandling fixerum",
    "en": "drug drugs drugged addict addiction sober sobriety detox relapse substance overdose naloxone methadone"
    " alcohol cocaine heroin psychiatric rehab OAT",
}
ORDINARY = {
    "nb": "russ russisk russer Russland russefeiring rust rusten rustne rustning rustfritt rusk ruskete ruskevær"
    " Ruskebakken rusle ruslet rusletur rush rushtid virus virusbehandling sitrus grus brus krus opprustning avrustning"
    " Kristoffer Kristoffersen stoffskifte stoffskiftet surstoff gardinstoff lærestoff balkong balkongen nedrullbar"
    " uavhengig narkose narkolepsi edderkopp Rustad opp doppe lar larm Lars avtale time time-liste alkove substansiell",
    "nn": "russetid rustar ruslar ruskever sjølvstendig lèt larmar",
    "da": "Rusland russisk rusten Christoffer stofskifte uafhængig sukker hashtag",
    "en": "rush rustic Russia heroine hashtag substantial ruse oat rehabilitation",
}


@pytest.mark.parametrize("word", [word for words in TELLING.values() for word in words.split()])
def test_a_word_that_tells_is_found(word: str) -> None:
    assert telling_words(f"Hei! Husk ({word}) kl. 12.")
    assert telling_words(unicodedata.normalize("NFD", word))
    assert telling_words(word.upper())


@pytest.mark.parametrize("word", [word for words in ORDINARY.values() for word in words.split()])
def test_an_ordinary_word_is_left_alone(word: str) -> None:
    assert telling_words(f"Hei! Husk ({word}) kl. 12.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Hei Tuva! Du har time i morgen kl. 12 med Ingunn. Svar gjerne på denne.",
        "Dette er en automatisk SMS. Ingunn leser den mandag kl. 9. Haster det, ring 113.",
        "Vi lar det ligge til torsdag. Kom innom på Ruskebakken 3 om du vil rusle en tur.",
        "Hugs møtet i morgon kl. 10. Eg kjem forbi deg.",
        "Hej! Du har en tid i morgen kl. 12. Skriv, hvis det ikke passer.",
        "Hi! You have an appointment tomorrow at 12. Just reply if it does not suit you.",
    ],
)
def test_what_is_usually_sent_is_neutral(text: str) -> None:
    assert telling_words(text) == []


def test_the_words_are_told_as_written_in_order_and_once() -> None:
    text = "Rusteamet minner om LAR. Rusteamet, metadon og needle exchange. Stoffet i gardina."
    # «Stoff» alone is told even of a curtain: the program cannot know, and another word is easily found.
    assert telling_words(text) == ["Rusteamet", "LAR", "metadon", "needle exchange", "Stoffet"]


def test_hidden_marks_hide_no_word() -> None:
    assert telling_words("Rus\u00adkonsu\u200blenten") == ["Ruskonsulenten"]
    assert telling_words("rus-konsulent") == ["rus"]
    assert telling_words("se https://rusinfo.example/") == ["rusinfo"]


def test_what_the_municipality_calls_its_own_is_found() -> None:
    names = ["Oppfølging Nord", "Mestringsenheten", "Ute", "", "  ", "A+ (dag)"]
    assert telling_words("Hilsen oppfølging  nord", names=names) == ["oppfølging  nord"]
    assert telling_words("Mestringsenhetens folk", names=names) == ["Mestringsenheten"]
    assert telling_words("Ute ringer deg", names=names) == ["Ute"]
    assert telling_words("Kom til a+ (dag) i dag", names=names) == ["a+ (dag)"]
    # A short name is an ordinary word too.
    assert telling_words("Vi er ute og ser nordover. Oppfølging kommer. Uteliv.", names=names) == []
    assert telling_words("Hilsen Oppfølging Nord") == []


@given(st.text(max_size=300), st.lists(st.text(max_size=12), max_size=3))
def test_whatever_is_written_it_answers_with_words_of_the_text(text: str, names: list[str]) -> None:
    found = telling_words(text, names=names)
    assert len(found) == len(set(found))
    unseen = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
    plain = unicodedata.normalize("NFC", text.translate(unseen))
    assert all(word in plain for word in found)


@pytest.mark.parametrize(
    "name",
    ["Rustjenesten", "Min stoffside", "Lar Fjordvik", "https://minstoffside.example", "Ungdomsrusteamet", "Edru"],
)
def test_a_name_that_tells_is_found(name: str) -> None:
    assert telling_words_of_names(name, as_name=True)


@pytest.mark.parametrize("name", ["Min side", "Balkongen", "Kristoffers hus", "https://www.yr.no/", "Ruskebakken"])
def test_a_neutral_name_is_let_be(name: str) -> None:
    assert telling_words_of_names(name, as_name=True) == []
