"""What people write in a cell: days, phones, yes and no, languages, life areas. Pure; nothing here knows a row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from benken.interop.caseload.headings import plain
from benken.lib.text import folded, tidy_line
from benken.people.areas import LifeArea
from benken.people.phones import read_number

# Words for «we do not know»: told, never taken as a value.
_UNKNOWN = {
    *("", "ukjent", "ukjend", "ukendt", "okänt", "unknown", "vet ikke", "veit ikkje", "ved ikke", "ingen", "inga"),
    *("none", "nei", "nej", "no", "n/a", "na", "ikke", "har ikke", "har ikkje", "mangler", "manglar", "tom", "null"),
    *("-", "–", "—", "?", "??", "x", "0", "."),
}


def is_unknown(written: str) -> bool:
    """Tell whether a cell only says that nothing is known."""
    return folded(written) in _UNKNOWN


# Days


class NoSuchDay(ValueError):
    """The words are a day in form, but the calendar has no such day."""


_MONTHS = {
    start: number
    for number, starts in enumerate(
        ("jan", "feb", "mar", "apr", "mai maj may", "jun", "jul", "aug", "sep", "okt oct", "nov", "des dec"), 1
    )
    for start in starts.split()
}
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})\s*[-./]\s*(?P<month>\d{1,2})\s*[-./]\s*(?P<day>\d{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\s*[-./]\s*(?P<month>\d{1,2})\s*[-./]\s*(?P<year>\d{4}|\d{2})")
_MONTH_NAMED = re.compile(r"(?P<day>\d{1,2})\.?\s*(?P<name>[^\W\d_]{3,10})\.?,?\s*(?P<year>\d{4}|\d{2})")
_DIGITS_YEAR_FIRST = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})")
_DIGITS_DAY_FIRST = re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4}|\d{2})")
_CLOCK = re.compile(r"[T ,]*(?:kl\.?\s*)?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$")
_WEEKDAY = re.compile(
    r"^(?:man|tir|tys|ons|tor|fre|lør|laur|lau|søn|sun|mon|tue|wed|thu|fri|sat)[^\W\d_]*\.?,?\s+", re.IGNORECASE
)
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050  # 2000 to 2099 as a spreadsheet counts days
_SERIAL_DAY_ZERO = date(1899, 12, 30)
_OLDEST_YEAR = 1900


def read_day(written: str) -> date | None:
    """Read a day, the day before the month as in the Nordic countries; None if the words are no day in form.

    Raises NoSuchDay for a day that the calendar does not have.
    """
    words = _WEEKDAY.sub("", tidy_line(written))
    if not _whole(words):
        words = _CLOCK.sub("", words)
    if words.isdecimal() and len(words) == 5 and _FIRST_SERIAL <= int(words) <= _LAST_SERIAL:
        return _SERIAL_DAY_ZERO + timedelta(days=int(words))
    found = _whole(words)
    if found is None:
        return None
    parts = found.groupdict()
    month = _MONTHS.get(parts["name"][:3].casefold()) if "name" in parts else int(parts["month"])
    if month is None:
        return None
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    try:
        day = date(year, month, int(parts["day"]))
    except ValueError as error:
        raise NoSuchDay(words) from error
    if year < _OLDEST_YEAR:
        raise NoSuchDay(words)
    return day


def _whole(words: str) -> re.Match[str] | None:
    forms = (_YEAR_FIRST, _DAY_FIRST, _MONTH_NAMED, _DIGITS_YEAR_FIRST, _DIGITS_DAY_FIRST)
    return next((found for form in forms if (found := form.fullmatch(words))), None)


# Phones

_BETWEEN = re.compile(r"[/,;|\n]|(?<!\w)(?:og|eller|samt|and|or|och)(?!\w)", re.IGNORECASE)
_NUMBER = re.compile(r"[+(]?\d[\d\s().\-–]{3,}\d")
_NOTE_LENGTH = 200


@dataclass(frozen=True)
class WrittenPhone:
    """A number in E.164, whether it can get texts, and the words that stood beside it."""

    number: str
    can_get_texts: bool
    note: str = ""


@dataclass(frozen=True)
class WrittenPhones:
    """The numbers of a cell, and the words that are no number."""

    phones: tuple[WrittenPhone, ...]
    not_numbers: tuple[str, ...]


def read_phones(cells: Iterable[str]) -> WrittenPhones:
    """Read the numbers in one or several cells, several in a cell split by / , ; | a line break or «og»."""
    phones: dict[str, WrittenPhone] = {}
    others = []
    for part in (part for cell in cells for part in _BETWEEN.split(cell.replace("\r", "\n"))):
        written = tidy_line(part)
        found = _NUMBER.search(written)
        number = read_number(found.group()) if found else None
        if found and number:
            beside = tidy_line(written[: found.start()] + " " + written[found.end() :]).strip("()[]:,.- ")
            phones.setdefault(number.number, WrittenPhone(number.number, number.can_get_texts, beside[:_NOTE_LENGTH]))
        elif written:
            others.append(written)
    return WrittenPhones(tuple(phones.values()), tuple(others))


_ABOUT_PHONE = re.compile(
    r"telefon|mobil|nummer|numre|\btlf\b|\bsms\b|\bring|tekstmelding|\bmelding|\bphone|\bcall\b|\btext\b", re.IGNORECASE
)


def is_about_phone(remark: str) -> bool:
    """Tell whether a remark is about reaching somebody by phone."""
    return len(remark) <= _NOTE_LENGTH and _ABOUT_PHONE.search(remark) is not None


# Yes and no

_YES = {"ja", "j", "jo", "yes", "y", "x", "1", "sant", "sann", "true", "sand", "✓", "✔", "☑", "stemmer"}
_NO = {"", "nei", "n", "nej", "no", "0", "usann", "false", "falsk", "-", "–", "☐"}


def read_yes(written: str) -> bool | None:
    """Read yes or no; None for anything else."""
    word = folded(written).rstrip(".!")
    return True if word in _YES else False if word in _NO else None


# Languages

OTHER_LANGUAGE = "other"
_LANGUAGES = {
    plain(name): code
    for code, names in {
        "nb": "norsk; bokmål; norsk bokmål; no; nor; nob; norwegian; norsk (bokmål)",
        "nn": "nynorsk; norsk nynorsk; nno; norsk (nynorsk)",
        "se": "nordsamisk; samisk; sami; northern sami; sme",
        "da": "dansk; danish; dk; dan",
        "sv": "svensk; svenska; swedish; swe",
        "en": "engelsk; english; engelska; eng",
        "pl": "polsk; polish; polska; polski; pol",
        "lt": "litauisk; lithuanian; litauiska; lit",
        "ru": "russisk; russian; ryska; rus; русский",
        "uk": "ukrainsk; ukrainian; ukrainska; ukr; українська",
        "so": "somali; somalisk; somaliska; som",
        "ti": "tigrinja; tigrinya; tir",
        "ar": "arabisk; arabic; arabiska; ara; العربية",
        "fa": "persisk; farsi; dari; persian; persiska; fas",
        "ur": "urdu; urd",
    }.items()
    for name in (*names.split(";"), code)
}
LANGUAGES = frozenset(_LANGUAGES.values())


def read_language(written: str) -> str:
    """Read a language by its code (nb, nb-NO) or its name; one that has no place here is OTHER_LANGUAGE."""
    word = folded(written)
    return _LANGUAGES.get(plain(word)) or _LANGUAGES.get(re.split("[-_]", word)[0]) or OTHER_LANGUAGE


# Life areas

_AREAS = {
    plain(name): area
    for area, names in {
        LifeArea.HOME: """
            bolig; boligsituasjon; bosituasjon; bo; hjem; et sted å bo; bustad; bustadsituasjon; buform; boligsituation;
            bopæl; boende; home; housing; housing situation; living situation""",
        LifeArea.ACTIVITY: """
            meningsfull aktivitet; aktivitet; arbeid og aktivitet; arbeid; jobb; skole og arbeid; meiningsfull
            aktivitet; meningsfuld aktivitet; beskæftigelse; meningsfull sysselsättning; meaningful activity; activity;
            work and activity""",
        LifeArea.MONEY: "økonomi; penger; økonomisk situasjon; pengar; ekonomi; money; finances; economy",
        LifeArea.BODY: "fysisk helse; kropp; somatisk helse; fysisk sundhed; fysisk hälsa; physical health; body",
        LifeArea.MIND: "psykisk helse; psyke; mental helse; psykisk sundhed; psykisk hälsa; mental health; mind",
        LifeArea.SUBSTANCE_USE: """
            rusmiddelbruk; bruk av rusmidler; rusmidler; rus; bruk av rusmiddel; brug af rusmidler; rusmiddelbrug;
            alkohol og stoffer; substance use; drugs and alcohol""",
        LifeArea.EVERYDAY: """
            sosial fungering; hverdag; hverdagen; daglig fungering; kvardag; social funktion; social funktionsevne;
            hverdagsliv; social functioning; everyday life; everyday""",
        LifeArea.NETWORK: """
            sosialt nettverk; nettverk; familie og venner; familie; venner; socialt netværk; netværk; socialt nätverk;
            social network; network; family and friends""",
    }.items()
    for name in (*names.split(";"), str(area.value))
}


def read_area(written: str) -> LifeArea | None:
    """Read a life area by one of its names; None if it has none of them."""
    return _AREAS.get(plain(written))


def read_steps(cells: Iterable[str]) -> tuple[str, ...]:
    """Read steps split by | or a line break; empty ones are dropped."""
    parts = (part for cell in cells for part in re.split(r"[|\n\r]", cell))
    return tuple(step for part in parts if (step := tidy_line(part)))
