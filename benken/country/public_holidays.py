"""Public holidays of a country. They come from the library `holidays`, which holds each year's own rules."""

from datetime import date
from functools import lru_cache


def is_public_holiday(country: str, day: date) -> bool:
    """Tell whether a day is a public holiday; ordinary Sundays, Christmas Eve and New Year's Eve are none."""
    return day in _year(country, day.year)


@lru_cache(maxsize=20)
def _year(country: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415  # takes most of a second, and no command needs it

    return frozenset(country_holidays(country.upper(), years=year))
