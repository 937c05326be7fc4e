"""Phone numbers as people write them."""

from dataclasses import dataclass

import phonenumbers

from benken.access.queries.setup import setup_now


@dataclass(frozen=True)
class ReadNumber:
    """A number in E.164 and whether it can get texts."""

    number: str
    can_get_texts: bool


@dataclass(frozen=True)
class NewPhone:
    """A phone to be written down; `number` in E.164."""

    number: str
    do_not_text: bool = False
    can_get_texts: bool = True
    note: str = ""


def read_number(written: str) -> ReadNumber | None:
    """Read a number as written in this country, or with its own country code; None if it is no number."""
    try:
        parsed = phonenumbers.parse(written, setup_now().country.upper())
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    landline = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.FIXED_LINE
    return ReadNumber(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), not landline)


def shown_number(number: str) -> str:
    """Return a stored number the way it is read aloud: without the country code at home."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    home = phonenumbers.region_code_for_country_code(parsed.country_code or 0) == setup_now().country.upper()
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)
