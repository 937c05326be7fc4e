"""The field a text is written in counts as the server does, and says so when it matters."""

import sys
import unicodedata
from collections.abc import Callable, Iterator

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect

from benken.messaging.gsm import measure, plainer
from benken.ui.sms_words import sms_words
from tests.journeys.conftest import faults_of

# Together on one worker: they share the site.
pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
Visit = Callable[..., Page]

TEXTS = [
    "",
    "Hei",
    "  Hei på deg!  \n",
    "Møt meg på Øya kl. 12?\nÆsj, så kaldt!",
    "a" * 160,
    "a" * 161,
    "a" * 306,
    "a" * 307,
    "a" * 1530,
    "a" * 1531,
    "€" * 80,
    "€" * 80 + "a",
    "a" * 152 + "€" + "a" * 152,
    "{[~]}|^\\",
    "Bures, Áile! Čálit munnje.",
    "č" * 70,
    "č" * 71,
    "č" * 134,
    "č" * 135,
    "č" * 66 + "🙂" + "č" * 66,
    "ŋđŧžšč",
    "čš",
    "🙂" * 35,
    "🙂" * 36,
    "👩\u200d👧 😀",
    "👍🏽 ❤\ufe0f 🇳🇴",
    "مرحبا",
    "می\u200cخواهم",
    "a\u200db",
    "c\u0308",
    "A\u030ase a\u200b\u030a \u212b \u2126 \u1fef",
    "«Hei» sa han – “og” så …",
    "‘ja’ „nei‟ ‚kanskje‛ ‹så› ´`′″",
    "kl.\u00a012\u202f30\t\u2003ja\u3000",
    "av\u00adtale\u200b\u2060\ufeff\u2028ny",
    "\u3164\u2800\u115f",
    "…" * 54,
    "ç Ç ß ẞ",
]


@pytest.fixture(autouse=True)
def in_bokmal() -> Iterator[None]:
    """Let no language of another test's page stand."""
    with translation.override("nb"):
        yield


def gallery(page: Page) -> Page:
    """Open the page of all components. It saves nothing, so what its form keeps as one writes is answered here."""
    page.route("**/gallery/", lambda route: route.fulfill(status=204) if route.request.post_data else route.continue_())
    page.goto("/gallery/")
    return page


def counted(page: Page, text: str) -> None:
    """Write a text and wait until the page says what the server would."""
    page.get_by_label("Teksten i SMS-en").fill(text)
    expect(page.locator("#id_sms_counter")).to_have_js_property(
        "textContent", sms_words(measure(plainer(text.strip())))
    )


def test_the_script_counts_as_the_server_does(visit: Visit) -> None:
    page = gallery(visit("contact", width=360))
    for text in TEXTS:
        counted(page, text)
    expect(page.locator("html")).to_have_js_property("scrollWidth", 360)


def test_every_letter_counts_the_same_in_the_script_and_on_the_server(visit: Visit) -> None:
    page = gallery(visit("contact"))
    every = [
        chr(point)
        for point in range(0x20, sys.maxunicode)
        if point < 0x3000 or point % 97 == 0  # of the great alphabets a sample is enough
        if unicodedata.category(chr(point)) not in {"Cc", "Cn", "Co", "Cs"}
    ]
    found = page.evaluate(
        """(every) => {
          const field = document.getElementById('id_sms'), counter = document.getElementById('id_sms_counter')
          return every.map((letter) => {
            field.value = `a${letter}b`
            field.dispatchEvent(new Event('input', {bubbles: true}))
            return counter.textContent
          })
        }""",
        every,
    )
    expected = [sms_words(measure(plainer(f"a{letter}b"))) for letter in every]
    differ = [(letter, *both) for letter, *both in zip(every, found, expected, strict=True) if both[0] != both[1]]
    assert differ == []


def test_a_change_is_said_aloud_once_and_not_for_each_key(visit: Visit) -> None:
    page = gallery(visit("contact", dark=True))
    field, aloud = page.get_by_label("Teksten i SMS-en"), page.locator("#id_sms_aloud")
    page.evaluate(
        """() => { window.said = []; new MutationObserver(() => window.said.push(
             document.getElementById('id_sms_aloud').textContent))
           .observe(document.getElementById('id_sms_aloud'), {childList: true}) }"""
    )
    field.fill("a" * 159)
    field.press_sequentially("abc")
    expect(aloud).to_have_text("Dette blir to SMS")
    field.press_sequentially("č")
    expect(aloud).to_contain_text("Med č er det plass til bare 70 tegn i én SMS")
    assert page.evaluate("() => window.said.length") == 2
    field.fill("Hei")
    expect(aloud).to_have_text("3 av 160 tegn · én SMS")
    assert faults_of(page) == []


def test_without_the_script_the_room_is_told_and_no_number_stands_still(visit: Visit) -> None:
    page = gallery(visit("contact", javascript=False))
    expect(page.locator("#id_sms_counter")).to_have_text("Det er plass til 160 tegn i én SMS")
    page.get_by_label("Teksten i SMS-en").fill("Hei")
    expect(page.locator("#id_sms_counter")).to_have_text("Det er plass til 160 tegn i én SMS")
