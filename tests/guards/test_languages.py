"""Guard: every string stands in four languages, with its placeholders."""

from benken.operate.messages import LANGUAGES, collect, find_problems


def test_every_string_is_collected_and_translated() -> None:
    collected = collect()
    assert len([message for message in collected if message.id]) > 200
    assert list(find_problems(collected)) == []


def test_the_four_languages_are_those_the_pages_offer() -> None:
    from django.conf import settings

    assert {code for code, _name in settings.LANGUAGES} == {"nb", *LANGUAGES}


def test_a_missing_string_is_found() -> None:
    collected = collect()
    collected.add("En ny setning som ingen har oversatt")
    assert len(list(find_problems(collected))) == len(LANGUAGES)
