"""Public holidays of a country. They come from the library `holidays`, which holds each year's own rules."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import lru_cache


def is_public_holiday(country: str, day: date) -> bool:
    """Tell whether a day is a public holiday; ordinary Sundays, Christmas Eve and New Year's Eve are none."""
    return day in _year(country, day.year)


@lru_cache(maxsize=20)
def _year(country: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415  # takes most of a second, and no command needs it

    return frozenset(country_holidays(country.upper(), years=year))


@dataclass(frozen=True)
class PublicHolidays(Container[date]):
    """The public holidays of a country, to ask whether a day is among them."""

    country: str

    def __contains__(self, day: object) -> bool:
        """Tell whether a day is one of them."""
        return isinstance(day, date) and is_public_holiday(self.country, day)
