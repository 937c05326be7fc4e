"""A country's facts, dated: whoever changes one writes the day and the source."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CountryPack:
    """Phone numbers that a person may need at once. `checked_on` is when they were last looked up."""

    code: str
    emergency: str
    doctor_on_duty: str
    someone_to_talk_to: str
    about_substance_use: str
    checked_on: date
    source: str


PACKS = {
    "no": CountryPack("no", "113", "116117", "116123", "08588", date(2026, 11, 21), "docs/reference/country-packs.md"),
    # Denmark has 1813 in the capital region only; elsewhere the doctor on duty has the region's own number.
    "dk": CountryPack("dk", "112", "1813", "70201201", "", date(2026, 11, 21), "docs/reference/country-packs.md"),
}


def pack(code: str) -> CountryPack:
    """Return the pack of a country."""
    return PACKS[code]
