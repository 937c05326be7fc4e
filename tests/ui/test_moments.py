"""Days in words: the quick way says the same as Django's own `date` filter, in every language."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

MOMENTS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=7 * number, minutes=11 * number) for number in range(400)]


def drawn(template: str, value: object) -> str:
    """Return what a template makes of a value."""
    return Template("{% load ui %}" + template).render(Context({"value": value}))


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize(
    ("quick", "plain"),
    [
        ("moment", 'date:"DATETIME_FORMAT"'),
        ("day", 'date:"DATE_FORMAT"'),
        ('day:"MONTH_DAY_FORMAT"', 'date:"MONTH_DAY_FORMAT"'),
        ("iso", 'date:"c"'),
    ],
)
def test_the_quick_way_says_the_same(language: str, quick: str, plain: str) -> None:
    with translation.override(language):
        for one in MOMENTS:
            assert drawn("{{ value|" + quick + " }}", one) == drawn("{{ value|" + plain + " }}", one)


def test_a_day_without_a_clock_and_no_day_at_all() -> None:
    assert drawn("{{ value|day }}", date(2026, 11, 22)) == "22. november 2026"
    assert drawn("{{ value|day }}{{ value|moment }}", None) == ""


def test_the_languages_do_not_mix() -> None:
    said = set()
    for language in ("nb", "en"):
        with translation.override(language):
            said.add(drawn("{{ value|day }}", date(2026, 5, 17)))
    assert said == {"17. mai 2026", "17 May 2026"}
