"""The field a text is written in: the server says what the page's script says, so nobody needs the script."""

from collections.abc import Iterator

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from benken.messaging.fields import TextToPhone
from benken.messaging.gsm import measure
from benken.ui.sms_words import PATTERNS, sms_words


@pytest.fixture(autouse=True)
def in_bokmal() -> Iterator[None]:
    """Let no language of another test's page stand."""
    with translation.override("nb"):
        yield


class AnyForm(forms.Form):
    """A form with a text of any length."""

    text = TextToPhone(label="Tekst")


class OneForm(forms.Form):
    """A form with a text that must be one message."""

    text = TextToPhone(label="Tekst", one=True)


def drawn(form: forms.Form, *, one: bool = False) -> str:
    """Return the field as a page draws it."""
    return render_to_string("messaging/text_field.html", {"field": form["text"], "one": one})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "0 av 160 tegn · én SMS"),
        ("Hei!", "4 av 160 tegn · én SMS"),
        ("a" * 161, "Dette blir to SMS"),
        ("a" * 1530, "Dette blir ti SMS"),
        ("a" * 1531, "Dette blir 11 SMS"),
        ("Bures č", "7 av 70 tegn · én SMS\nMed č er det plass til bare 70 tegn i én SMS"),
        ("čš", "2 av 70 tegn · én SMS\nMed č og š er det plass til bare 70 tegn i én SMS"),
        ("čšŋ", "3 av 70 tegn · én SMS\nMed č, š og ŋ er det plass til bare 70 tegn i én SMS"),
        ("čšŋđ", "4 av 70 tegn · én SMS\nMed č, š, ŋ … er det plass til bare 70 tegn i én SMS"),
        ("č" * 71, "Dette blir to SMS\nMed č er det plass til bare 70 tegn i én SMS"),
        ("a\u200d", "2 av 70 tegn · én SMS\nEt tegn her gjør at det er plass til bare 70 tegn i én SMS"),
    ],
)
def test_how_long_a_text_is_stands_in_words(text: str, words: str) -> None:
    assert sms_words(measure(text)) == words


@pytest.mark.parametrize("language", ["nb", "nn", "da", "en"])
def test_the_script_has_its_sentences_in_the_language_of_the_page(language: str) -> None:
    with translation.override(language):
        page = drawn(AnyForm())
        assert len(str(PATTERNS["numbers"]).split()) == 9
        for name, pattern in PATTERNS.items():
            assert f'data-{name}="{pattern}"' in page
        assert sms_words(None) in page


def test_a_form_with_a_fault_says_how_long_the_text_is_without_a_script() -> None:
    page = drawn(OneForm({"text": "č" * 71}), one=True)
    assert "Dette blir to SMS. Med č er det plass til bare 70 tegn i én SMS. Her kan det bare sendes én." in page
    assert "data-over-limit>Dette blir to SMS\nMed č er det plass til bare 70 tegn i én SMS</p>" in page
    assert "č" * 71 in page  # nothing is cut
    assert 'aria-describedby="id_text_error id_text_counter"' in page
    assert 'data-sms="1"' in page


def test_more_messages_than_one_are_told_and_no_fault_where_they_may_be_sent() -> None:
    form = AnyForm({"text": "a" * 161})
    page = drawn(form)
    assert form.is_valid()
    assert ">Dette blir to SMS</p>" in page
    assert "data-over-limit" not in page
    assert 'data-sms="more"' in page
    assert "maxlength" not in page


def test_what_a_phone_writes_by_itself_is_made_plain_before_it_is_measured() -> None:
    form = OneForm({"text": " «" + "a" * 149 + "» – ja …\r\n"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["text"] == '"' + "a" * 149 + '" - ja ...'
    assert "160 av 160 tegn · én SMS</p>" in drawn(form)


def test_forty_thousand_letters_are_a_fault_told_in_words() -> None:
    form = OneForm({"text": "🙂" * 40_000})
    assert form.errors["text"] == [
        "Dette blir 1213 SMS. Med 🙂 er det plass til bare 70 tegn i én SMS. Her kan det bare sendes én."
    ]
    empty = OneForm({"text": "\u200b\u00a0"})
    assert not empty.is_valid()
