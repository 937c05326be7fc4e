"""Each automatic text, in each language: one part of plain letters, nothing that tells, and that it is automatic."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import translation

from benken.country.packs import PACKS
from benken.messaging.gsm import measure
from benken.messaging.neutral import telling_words
from benken.messaging.words import away_words, notice_words, reminder_words, weekly_words
from tests.messaging.automatic import oslo

LANGUAGES = ["nb", "nn", "da", "en"]
AUTOMATIC = {"nb": "automatisk", "nn": "automatisk", "da": "automatisk", "en": "automatic"}
MOMENTS = [oslo(24, 11) + timedelta(days=day) for day in range(8)]
ANSWERS: list[timedelta | None] = [None, *(timedelta(days=day, hours=4, minutes=30) for day in range(12))]


def every_text(language: str) -> Iterator[str]:
    """Yield all that can be sent without anybody writing it, on each weekday."""
    yield notice_words(language)
    yield weekly_words(language)
    for at in MOMENTS:
        yield reminder_words(language, starts_at=at + timedelta(hours=23, minutes=30), at=at)
        for pack in PACKS.values():
            for after in ANSWERS:
                answer_by: datetime | None = None if after is None else at + after
                for by_text in (True, False):
                    yield away_words(language, answer_by=answer_by, numbers=pack, at=at, by_text=by_text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_one_part_neutral_and_says_that_it_is_automatic(language: str) -> None:
    said = set(every_text(language))
    assert len(said) > 50
    for text in said:
        measured = measure(text)
        assert (measured.parts, measured.strange) == (1, ()), text
        assert telling_words(text) == [], text
        assert AUTOMATIC[language] in text.lower(), text


def test_each_is_said_in_its_own_language_whatever_the_page_is_drawn_in() -> None:
    at = MOMENTS[0]
    with translation.override("en"):
        assert weekly_words("nb").startswith("Har du et øyeblikk?")
        assert reminder_words("nn", starts_at=at + timedelta(days=1), at=at).startswith("I morgon, onsdag")
    texts = [list(every_text(language)) for language in LANGUAGES]
    assert all(len({of_language[number] for of_language in texts}) >= 3 for number in range(2))
