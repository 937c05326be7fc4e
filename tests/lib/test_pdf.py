"""A sheet of paper: its words are words, it is tagged, and no letter disappears."""

from dataclasses import replace

import pytest

from benken.lib import pdf_fonts
from benken.lib.pdf import TEMPLATES, Block, Sheet, draw, is_read_from_right, write
from tests.papers import POINTS_OF, ReadPaper, read_paper

SHEET = Sheet(
    title="Side",
    heading="Hvor er vi nå?",
    name="Tuva",
    day="22. november 2026",
    blocks=[
        Block("heading", "Dit du er på vei"),
        Block("item", "Ha en dør jeg kan låse", "2 av 5 steg"),
        Block("done", "Ringe om visning"),
    ],
    if_missing="Noe mangler.",
)


def saying(*words: str) -> ReadPaper:
    """Return a sheet with these words on it."""
    return read_paper(write(replace(SHEET, blocks=[Block("item", one) for one in words])))


def test_it_says_what_it_was_given_under_a_neutral_title() -> None:
    paper = read_paper(write(SHEET))
    for words in ("Tuva", "22. november 2026", "Hvor er vi nå?", "Ha en dør jeg kan låse", "2 av 5 steg"):
        assert words in paper.words
    assert paper.reader.metadata is not None
    assert paper.reader.metadata.title == "Side"
    assert paper.reader.metadata.author is None


def test_it_is_tagged_with_headings_and_lists_for_a_screen_reader() -> None:
    paper = read_paper(write(SHEET))
    assert paper.is_tagged
    assert [tag for tag in paper.tags if tag in {"H1", "H2", "L", "LI"}] == ["H1", "H2", "L", "LI", "LI"]


@pytest.mark.parametrize("language", ["nb", "nn", "da", "en"])
def test_it_says_its_language(language: str) -> None:
    assert read_paper(write(replace(SHEET, language=language))).root["/Lang"] == language


def test_an_unknown_language_is_ours() -> None:
    assert read_paper(write(replace(SHEET, language="xx-evil"))).root["/Lang"] == "nb"


@pytest.mark.parametrize(
    "words",
    [
        '#read("/etc/passwd")',
        '#import "@preview/x:0.1.0": *',
        "#sys.inputs",
        "*fet* _kursiv_ `kode` $x^2$ @merke <merke> = Tittel",
        "\\#h(1cm) [klamme] {krøll} // bort /* bort */ ~ --",
        '", "title": "tatt over',
    ],
)
def test_words_that_look_like_markup_come_out_as_they_were_typed(words: str) -> None:
    where_it_can_stand = replace(SHEET, heading=words, name=words, blocks=[Block("heading", words, words)], below=[])
    paper = read_paper(write(where_it_can_stand))
    assert paper.letters.count("".join(words.split())) >= 3
    assert "root:" not in paper.words
    assert paper.reader.metadata is not None
    assert paper.reader.metadata.title == "Side"


def test_the_template_reads_and_fetches_nothing_by_itself() -> None:
    """It gets its data through one door, and evaluates none of it."""
    (template,) = TEMPLATES.iterdir()
    markup = template.read_text()
    for door in ("read(", "eval(", "import", "include", "image(", "plugin(", "@preview", "://"):
        assert door not in markup
    assert markup.count("sys.inputs") == 1


@pytest.mark.parametrize(
    "words",
    ["æøåÆØÅ", "Zażółć gęślą jaźń", "Ąžuolėlis šviečia", "Čáhppesgeađgi", "Привіт, як справи?", "Waan ku faraxsanahay"],
)
def test_letters_of_many_languages_are_there(words: str) -> None:
    paper = saying(words)
    assert words in paper.words
    assert all(paper.fonts.values())
    assert "Noe mangler." not in paper.words


@pytest.mark.parametrize(
    ("words", "family"),
    [
        ("أن أستيقظ باكراً", "NotoSansArabic"),
        ("سلام، چطوری؟", "NotoSansArabic"),
        ("ሰላም", "NotoSansEthiopic"),
        ("😀 ❤️ 👍🏽", "NotoEmoji"),
    ],
)
def test_other_scripts_and_emoji_are_drawn_with_their_own_embedded_font(words: str, family: str) -> None:
    paper = saying(words)
    assert [name for name, is_embedded in paper.fonts.items() if family in name and is_embedded]
    assert "Noe mangler." not in paper.words
    assert paper.is_tagged


def test_a_letter_no_font_has_becomes_a_box_and_is_told_about() -> None:
    paper = saying("Hun heter 日本 og \ue000")
    assert "Hun heter ◻◻ og ◻" in paper.words
    assert "Noe mangler." in paper.words
    assert paper.is_tagged


def test_where_the_fonts_promise_more_than_they_keep_there_is_a_paper_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    have = pdf_fonts.letters() | {ord("日")}
    monkeypatch.setattr(pdf_fonts, "letters", lambda: have)
    paper = saying("Hun heter 日 i dag")
    assert "Hun heter" in paper.words
    assert "Noe mangler." in paper.words


def test_every_font_is_embedded_and_the_letters_of_the_notice_are_there() -> None:
    assert ord(pdf_fonts.MISSING) in pdf_fonts.letters()
    assert all(read_paper(write(SHEET)).fonts.values())


def test_arabic_is_read_from_the_right_and_norwegian_from_the_left() -> None:
    assert is_read_from_right("«أن أستيقظ»")
    assert is_read_from_right("12. أن")
    assert not is_read_from_right("Ha en dør أن")
    assert not is_read_from_right("12 · 😀")
    assert not is_read_from_right("")


@pytest.mark.parametrize(("size", "large"), [("a5", False), ("a5", True), ("a4", False), ("a6", False)])
def test_it_is_the_size_it_says(size: str, large: bool) -> None:
    paper = read_paper(write(replace(SHEET, size=size, large=large)))  # type: ignore[arg-type]  # from the list above
    assert paper.size == POINTS_OF[size]


def test_large_type_is_really_larger_and_may_take_more_sheets() -> None:
    much = replace(SHEET, blocks=[Block("item", f"Steg nummer {number} på veien", "3. mai") for number in range(22)])
    small, large = read_paper(write(much)), read_paper(write(replace(much, large=True)))
    assert large.type_size >= small.type_size * 1.35
    assert (len(small.reader.pages), len(large.reader.pages)) == (1, 2)
    assert "Steg nummer 21 på veien" in large.words


def test_little_is_drawn_larger_than_much_and_never_smaller_than_can_be_read() -> None:
    little = replace(SHEET, blocks=[Block("item", "Et steg")])
    much = replace(SHEET, blocks=[Block("item", f"Et steg nummer {number}") for number in range(200)])
    few, many = read_paper(write(little)), read_paper(write(much))
    assert few.type_size > many.type_size >= 10
    assert len(many.reader.pages) > 1
    assert "Et steg nummer 199" in many.words


def test_a_very_long_word_is_broken_and_does_not_leave_the_sheet() -> None:
    word = "Arbeidsavklaringspengesøknadsskjemautfyllingshjelp" * 4
    paper = saying(word)
    assert word in paper.letters
    assert len(paper.reader.pages[0].extract_text().splitlines()) > 5
    cells = read_paper(write(replace(SHEET, large=True, blocks=[Block("done", word)])))
    assert word in cells.letters


def test_lines_stay_lines() -> None:
    lines = saying("Først\nså").reader.pages[0].extract_text().splitlines()
    assert "Først" in lines
    assert "så" in lines


def test_a_folded_sheet_has_two_halves_on_one_page() -> None:
    slip = replace(SHEET, size="a6", blocks=[Block("big", "Ingunn")], below=[Block("item", "113")], heading="", name="")
    paper = read_paper(write(slip))
    assert len(paper.reader.pages) == 1
    assert paper.words.index("Ingunn") < paper.words.index("113")


def test_what_does_not_fit_on_a_folded_sheet_goes_on_and_nothing_is_cut() -> None:
    words = "Vi treffes på benken ved brygga når det ikke regner altfor mye. " * 60
    paper = read_paper(write(replace(SHEET, size="a6", blocks=[Block("text", words)], below=[Block("item", "113")])))
    assert len(paper.reader.pages) > 1
    assert paper.words.count("altfor mye") == 60
    assert "113" in paper.words


def test_it_can_be_drawn_as_pictures_to_look_at() -> None:
    (picture,) = draw(SHEET)
    assert picture.startswith(b"\x89PNG")


def test_nothing_of_one_paper_stands_on_the_next() -> None:
    write(replace(SHEET, name="Roy"))
    assert "Roy" not in read_paper(write(SHEET)).words


def test_a_sheet_without_a_heading_of_its_own_is_tagged_all_the_same() -> None:
    paper = read_paper(write(replace(SHEET, heading="")))
    assert paper.is_tagged
    assert "H1" in paper.tags
    assert "H2" not in paper.tags
