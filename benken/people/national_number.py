"""National numbers: what they are called where Benken is used, and whether one can be right.

A Norwegian one has eleven digits, a date and two check digits (Skatteetaten's rules, modulus 11). A Danish one has ten
and a date; its check digit has not held for all since 2007, and is not asked about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from benken.access.queries.setup import setup_now
from benken.country.packs import CountryPack, pack

NUMBER_PURPOSE = "national-number"  # of the seal and of the keyed hash
FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


class NumberRefused(ValueError):
    """The number is none, or may not be used here; the message is a sentence."""


def of_this_country() -> CountryPack:
    """Return the pack of the country that Benken is used in."""
    return pack(setup_now().country)


def label() -> Promise:
    """Return what it is called as the head of a field or a column, found out when it is drawn."""
    return cast("Promise", lazy(lambda: capfirst(str(of_this_country().national_number)), str)())


def say_who() -> str:
    """Ask for enough to mean one person."""
    return _("Skriv navnet og telefonen, eller %(number)s.") % {"number": of_this_country().the_national_number}


def read_national_number(written: str, *, synthetic_allowed: bool, country: str = "no") -> str:
    """Return the digits, or raise NumberRefused.

    Synthetic numbers are nobody's, and taken only in a demo.
    """
    of, rules = pack(country), RULES[country]
    digits = "".join(written.split()).replace(rules.hyphen, "", 1)
    said = {"number": capfirst(str(of.the_national_number)), "count": of.national_number_digits}
    if len(digits) != of.national_number_digits or not digits.isascii() or not digits.isdigit():
        raise NumberRefused(_("%(number)s har %(count)d siffer.") % said)
    if rules.has_check_digits and not _check_digits_hold(digits):
        raise NumberRefused(_("%(number)s stemmer ikke. Se etter et siffer som er byttet om.") % said)
    day, month, synthetic = rules.date_of(int(digits[:2]), int(digits[2:4]))
    if synthetic and not synthetic_allowed:
        raise NumberRefused(_("Dette er et oppdiktet nummer. Det kan bare brukes i demoen."))
    try:
        date(2000, month, day)  # a leap year: the century stands in the individual number and is not needed here
    except ValueError as error:
        raise NumberRefused(_("%(number)s begynner ikke med en dato.") % said) from error
    return digits


def _norwegian_date(day: int, month: int) -> tuple[int, int, bool]:
    """Return day, month, and whether it is invented: month + 40 for the test registers, + 80 for Tenor's.

    D-numbers have 4 added to the first digit.
    """
    return day - 40 if day > 40 else day, month % 40, month > 40


def _danish_date(day: int, month: int) -> tuple[int, int, bool]:
    """Return day, month, and whether it is invented: 60 added to the day."""
    return day - 60 if day > 60 else day, month, day > 60


def _check_digits_hold(digits: str) -> bool:
    numbers = [int(digit) for digit in digits]
    return all(sum(a * b for a, b in zip(weights, numbers, strict=False)) % 11 == 0 for weights in (FIRST, SECOND))


@dataclass(frozen=True)
class _Rules:
    """How a country's numbers are written and made."""

    date_of: Callable[[int, int], tuple[int, int, bool]]
    has_check_digits: bool
    hyphen: str  # what may stand between the parts beside blanks


RULES = {
    "no": _Rules(_norwegian_date, has_check_digits=True, hyphen=""),
    "dk": _Rules(_danish_date, has_check_digits=False, hyphen="-"),
}
