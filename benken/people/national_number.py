"""Norwegian national numbers: eleven digits, a date and two check digits (Skatteetaten's rules, modulus 11)."""

from datetime import date

from django.utils.translation import gettext as _

NUMBER_PURPOSE = "national-number"  # of the seal and of the keyed hash
FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


class NumberRefused(ValueError):
    """The number is none, or may not be used here; the message is a sentence."""


def read_national_number(written: str, *, synthetic_allowed: bool) -> str:
    """Return the eleven digits, or raise NumberRefused.

    Synthetic numbers (month + 40 for the test registers, + 80 for Tenor's) are nobody's, and taken only in a demo.
    D-numbers have 4 added to the first digit.
    """
    digits = "".join(written.split())
    if len(digits) != 11 or not digits.isascii() or not digits.isdigit():
        raise NumberRefused(_("Et fødselsnummer har elleve siffer."))
    if not _check_digits_hold(digits):
        raise NumberRefused(_("Fødselsnummeret stemmer ikke. Se etter et siffer som er byttet om."))
    month = int(digits[2:4])
    synthetic = month > 40
    if synthetic and not synthetic_allowed:
        raise NumberRefused(_("Dette er et oppdiktet nummer. Det kan bare brukes i demoen."))
    day = int(digits[:2])
    day -= 40 if day > 40 else 0
    month %= 40
    try:
        date(2000, month, day)  # a leap year: the century stands in the individual number and is not needed here
    except ValueError as error:
        raise NumberRefused(_("Fødselsnummeret begynner ikke med en dato.")) from error
    return digits


def _check_digits_hold(digits: str) -> bool:
    numbers = [int(digit) for digit in digits]
    return all(sum(a * b for a, b in zip(weights, numbers, strict=False)) % 11 == 0 for weights in (FIRST, SECOND))
