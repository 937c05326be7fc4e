"""What is safe is shown on a page and in a file, and nothing else is."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation

from benken.numbers.disclosure import Counts, Dimension, SafeTable, Unprotected, safe_count
from benken.numbers.figures import Beside, csv_answer, csv_of, drawn, hidden_words, why_hidden
from tests.factories import make_user, sign_in

STEP = Dimension("step", ("first_talk", "detox", "treatment", "=1+1"))
HOME = Dimension("home", ("own", "none"))
WORDS = {"first_talk": "Første samtale", "detox": "Avrusning", "treatment": "<Behandling>", "own": "Egen bolig"}


def one_way(first: int = 3, second: int = 1264) -> SafeTable:
    """Return a table of one dimension in which two are hidden: 3 and 1264, or the other way round."""
    sums = {("first_talk",): first, ("detox",): second, ("treatment",): 1031, ("=1+1",): 12}
    return Counts.of_sums([STEP], sums).protected(threshold=5)


def two_way() -> SafeTable:
    """Return a table of two dimensions in which four are hidden."""
    every = {(step, home): 41 for step in STEP.labels for home in HOME.labels}
    return Counts.of_sums([STEP, HOME], every | {("detox", "none"): 2}).protected(threshold=5)


def page_with(table: object) -> str:
    """Return a table as a template draws it."""
    tag = '{% safe_table table id="waits" title="Ventetid" words=words corner="Steg" csv_url="/x.csv" %}'
    return Template("{% load numbers %}" + tag).render(Context({"table": table, "words": WORDS}))


def test_a_page_shows_a_table_and_says_why_something_is_hidden() -> None:
    page = page_with(one_way())
    assert "Første samtale" in page
    assert "1\u00a0031" in page
    assert "2\u00a0310" in page
    assert "1\u00a0264" not in page
    assert page.count("vises ikke</span>") == 2
    assert str(why_hidden()) in page
    assert 'aria-describedby="waits-note"' in page
    assert 'href="/x.csv"' in page
    assert "&lt;Behandling&gt;" in page


def test_where_nothing_is_shown_a_sentence_says_so_and_the_file_stays() -> None:
    page = page_with(Counts.of_sums([STEP], {(one,): 2 for one in STEP.labels}).protected(threshold=10))
    assert "Ingen av tallene vises." in page
    assert str(why_hidden()) in page
    assert "<table" not in page
    assert 'href="/x.csv"' in page
    assert "<table" in page_with(one_way())


def test_a_page_looks_the_same_whichever_of_the_hidden_is_small() -> None:
    assert page_with(one_way()) == page_with(one_way(1264, 3))
    assert csv_of(one_way(), words=WORDS) == csv_of(one_way(1264, 3), words=WORDS)


def test_a_table_of_two_dimensions_has_its_sums() -> None:
    page = page_with(two_way())
    assert page.count("vises ikke</span>") == 4
    assert page.count("I alt") == 2 + 5  # on top, below, and beside each sum on a phone
    figures = drawn(two_way(), words=WORDS)
    assert figures.head == ("Egen bolig", "none", "I alt")
    assert [cell.text for cell in figures.lines[-1].cells] == ["164", "125", "289"]


def test_where_nothing_is_hidden_nothing_is_said_of_it() -> None:
    table = Counts.of_sums([STEP], {(label,): 9 for label in STEP.labels}).protected(threshold=5)
    page = page_with(table)
    assert "vises ikke" not in page
    assert "waits-note" not in page
    assert "vises ikke" not in csv_of(table, words=WORDS)


def test_a_file_says_the_same_and_is_no_formula() -> None:
    lines = csv_of(one_way(), words=WORDS, corner="Steg").split("\r\n")
    assert lines[:6] == [
        "Steg;Antall",
        "Første samtale;vises ikke",
        "Avrusning;vises ikke",
        "<Behandling>;1031",
        "'=1+1;12",
        "I alt;2310",
    ]
    assert why_hidden() in lines[7]
    assert csv_of(two_way(), words=WORDS).split("\r\n")[:2] == [
        ";Egen bolig;none;I alt",
        "Første samtale;vises ikke;vises ikke;82",
    ]
    answer = csv_answer(one_way(), name="waits", words=WORDS)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="waits.csv"'
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.decode("utf-8-sig").startswith(";Antall")


def test_what_is_told_of_those_behind_a_number_stands_beside_it_and_nowhere_else() -> None:
    weeks = Beside("uker", {(label,): f"{number} uker" for number, label in enumerate(STEP.labels, start=71)})
    cells = [line.cells[0].beside for line in drawn(one_way(), words=WORDS, beside=weeks).lines]
    assert cells == ["", "", "73 uker", "74 uker", ""]
    assert csv_of(one_way(), words=WORDS, beside=weeks).split("\r\n")[:6] == [
        ";Antall;Antall: uker",
        "Første samtale;vises ikke;",
        "Avrusning;vises ikke;",
        "<Behandling>;1031;73 uker",
        "'=1+1;12;74 uker",
        "I alt;2310;",
    ]
    page = Template('{% load numbers %}{% safe_table t id="a" title="b" beside=weeks %}').render(
        Context({"t": one_way(), "weeks": weeks})
    )
    assert "73 uker" in page
    assert "71 uker" not in page
    both = Beside("uker", {("first_talk", "own"): "1 uke", ("treatment", "none"): "2 uker"})
    rows = csv_of(two_way(), words={}, beside=both).split("\r\n")
    assert rows[0] == ";own;none;I alt;own: uker;none: uker"
    assert rows[3] == "treatment;41;41;82;;2 uker"
    assert "1 uke;" not in "".join(rows)


def test_a_count_in_a_sentence_is_a_number_or_words() -> None:
    sentence = Template("{% load numbers %}{{ count|shown }} venter")
    assert sentence.render(Context({"count": safe_count(1234, threshold=5)})) == "1\u00a0234 venter"
    hidden = sentence.render(Context({"count": safe_count(3, threshold=5)}))
    assert "vises ikke" in hidden
    assert "3" not in hidden
    assert hidden == sentence.render(Context({"count": safe_count(0, threshold=5)}))
    assert str(safe_count(3, threshold=5)) == "–"


def test_what_is_not_protected_reaches_no_page_and_no_file() -> None:
    raw = Counts.of_sums([STEP], {("detox",): 40})
    for table in (raw, {"detox": 40}, None, 40):
        with pytest.raises(Unprotected):
            page_with(table)
        with pytest.raises(Unprotected):
            csv_of(table, words={})  # type: ignore[arg-type]
    for count in (40, "40", None):
        with pytest.raises(Unprotected):
            Template("{% load numbers %}{{ count|shown }}").render(Context({"count": count}))


def test_the_words_of_a_hidden_number_never_say_that_it_is_small() -> None:
    said = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said.add((hidden_words(), why_hidden()))
            assert not any(word in hidden_words() for word in ("færre", "få", "small", "fewer", "<", "5"))
    assert len({why for _words, why in said}) == len(settings.LANGUAGES)


@pytest.mark.django_db
def test_the_gallery_shows_such_a_table(client: Client) -> None:
    sign_in(client, make_user())
    page = client.get(reverse("gallery")).content.decode()
    assert 'aria-labelledby="gallery-figures"' in page
    assert page.count("vises ikke</span>") == 4


def test_no_template_draws_figures_past_the_service() -> None:
    """The component takes what it is given; so only the tag that asks for a safe table, and the gallery, name it."""
    package, name = Path(settings.PACKAGE), '"ui/components/figures.html"'
    using = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.suffix in {".py", ".html"} and name in path.read_text()
    }
    assert using == {"numbers/templatetags/numbers.py", "ui/templates/ui/gallery_parts.html"}
