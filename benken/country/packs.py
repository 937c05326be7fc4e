"""A country's facts, dated: whoever changes one writes the day and the source."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class CountryPack:
    """Phone numbers that a person may need at once, and what the national number is called.

    `checked_on` is when the phone numbers were last looked up.
    """

    code: str
    emergency: str
    doctor_on_duty: str
    someone_to_talk_to: str
    about_substance_use: str
    checked_on: date
    source: str
    national_number: Promise
    the_national_number: Promise
    national_number_digits: int


_SOURCE, _CHECKED = "docs/reference/country-packs.md", date(2026, 11, 21)
PACKS = {
    "no": CountryPack(
        "no", "113", "116117", "116123", "08588", _CHECKED, _SOURCE, _("fødselsnummer"), _("fødselsnummeret"), 11
    ),
    # Denmark has 1813 in the capital region only; elsewhere the doctor on duty has the region's own number.
    "dk": CountryPack("dk", "112", "1813", "70201201", "", _CHECKED, _SOURCE, _("CPR-nummer"), _("CPR-nummeret"), 10),
}


def pack(code: str) -> CountryPack:
    """Return the pack of a country."""
    return PACKS[code]
