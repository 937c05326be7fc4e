"""What somebody looks for: words read from a query, the pattern each one is found by, and the place it was found.

Case and accents count for nothing (é is e); å, æ and ø are letters of their own, and ä and ö stand for æ and ø.
A pattern is a regular expression that means the same to PostgreSQL and, after `for_python`, to Python.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from benken.lib.stems import LONG, SHORT_ENDINGS, stem
from benken.lib.text import is_seen, tidy_line

LONGEST_QUERY = 200
MOST_WORDS = 12  # PostgreSQL keeps 32 compiled patterns; with more in one query each is compiled anew for every text
FEWEST_DIGITS = 3  # so many digits of a phone number say something

_QUOTED_OR_WORD = re.compile(r'["“”«»]([^"“”«»]*)["“”«»]|(\S+)')
_AROUND_A_WORD = ".,;:!?()[]{}\"'“”«»…"
_PHONE_SIGNS = re.compile(r"[\d\s+()./-]+")


def _folds() -> dict[str, str]:
    folds = {"ä": "æ", "ö": "ø", "đ": "d", "ŋ": "n", "ŧ": "t", "ł": "l", "ı": "i"}
    for code in range(0xC0, 0x250):
        letter = chr(code).lower()
        base = unicodedata.normalize("NFD", letter)[0]
        if len(letter) == 1 and letter not in "åäö" and base != letter and base.isascii():
            folds[letter] = base
    return folds


_FOLDS = _folds()


class _Plain(dict[int, str]):
    """Each letter as it is compared, found out when it is first met. Letters are kept, never a name or a query."""

    def __missing__(self, code: int) -> str:
        mark = chr(code)
        lower = mark.lower() if len(mark.lower()) == 1 else mark
        self[code] = plain = _FOLDS.get(lower, lower)
        return plain


_PLAIN = _Plain()


def plain_letters(text: str) -> str:
    """Return a text as it is compared, letter for letter: the same length as before."""
    return text.translate(_PLAIN)


@dataclass(frozen=True)
class Sought:
    """A query, read: a text must meet every pattern."""

    query: str
    patterns: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.patterns)


def read_query(written: str) -> Sought:
    """Read what somebody typed: words, and «phrases in quotes» that stand together, the first MOST_WORDS of them.

    It is cut at LONGEST_QUERY.
    """
    query = tidy_line(written[: LONGEST_QUERY * 2])[:LONGEST_QUERY].strip()
    patterns = []
    for phrase, word in _QUOTED_OR_WORD.findall(query):
        if word:
            patterns.append(_word_pattern(plain_letters(word.strip(_AROUND_A_WORD) or word)))
        elif is_seen(phrase):
            patterns.append(r"\s+".join(_letters(plain_letters(part)) for part in phrase.split()))
    return Sought(query, tuple(dict.fromkeys(pattern for pattern in patterns if pattern))[:MOST_WORDS])


def _word_pattern(word: str) -> str:
    """Return the pattern of a word: its stem anywhere, or a short one where a word begins, with an ending or none."""
    root = stem(word)
    if len(root) >= LONG or root == word:
        return _letters(root)
    return rf"{_letters(word)}|\y{_letters(root)}(?:{'|'.join(SHORT_ENDINGS)})?\y"


@cache
def _variants(letter: str) -> str:
    """Return every letter that is folded to this one, both small and capital."""
    small = letter + "".join(mark for mark, base in _FOLDS.items() if base == letter)
    return small + "".join(mark.upper() for mark in small if len(mark.upper()) == 1 and mark.upper() not in small)


def _letters(word: str) -> str:
    return "".join(f"[{_variants(mark)}]" if mark.isalpha() else re.escape(mark) for mark in word)


def for_python(pattern: str) -> re.Pattern[str]:
    """Return a pattern as Python reads it: the edge of a word is written otherwise."""
    return re.compile(pattern.replace(r"\y", r"\b"))


@dataclass(frozen=True)
class Piece:
    """A piece of a text, marked if it is what somebody looked for."""

    text: str
    is_mark: bool = False


def snippet(text: str, sought: Sought, *, before: int = 70, size: int = 240) -> list[Piece]:
    """Return the text around the first place where something sought stands, each word that was found marked."""
    line = " ".join(text.split())
    marks = _marks(line, sought.patterns)
    start = _edge_before(line, (marks[0][0] if marks else 0) - before)
    end = _edge_after(line, start + size)
    pieces = [Piece("… ")] if start else []
    for first, last in marks:
        if start <= first < end:
            pieces += [Piece(line[start:first]), Piece(line[first : min(last, end)], is_mark=True)]
            start = min(last, end)
    pieces += [Piece(line[start:end]), Piece(" …" if end < len(line) else "")]
    return [piece for piece in pieces if piece.text]


def _marks(line: str, patterns: Iterable[str]) -> list[tuple[int, int]]:
    """Return the places of what is found, each widened to whole words, in order and never one over another."""
    places = sorted(place for pattern in patterns for place in _places(line, pattern))
    marks: list[tuple[int, int]] = []
    for first, last in places:
        if marks and first < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(last, marks[-1][1]))
        else:
            marks.append((first, last))
    return marks


def _places(line: str, pattern: str) -> Iterator[tuple[int, int]]:
    """Find a pattern, each place once: a word of forty thousand letters is not walked through for each of them."""
    reached = 0
    for found in for_python(pattern).finditer(line):
        if found.end() > max(found.start(), reached):
            place = _whole_words(line, *found.span())
            reached = place[1]
            yield place


def _whole_words(line: str, first: int, last: int) -> tuple[int, int]:
    while first > 0 and line[first - 1].isalpha() and line[first].isalpha():
        first -= 1
    while last < len(line) and line[last].isalpha() and line[last - 1].isalpha():
        last += 1
    return first, last


def _edge_before(line: str, wanted: int) -> int:
    """Return where the word begins that stands at or after a place, 0 for what is before the text."""
    return 0 if wanted <= 0 else line.rfind(" ", 0, wanted) + 1


def _edge_after(line: str, wanted: int) -> int:
    if wanted >= len(line):
        return len(line)
    space = line.rfind(" ", 0, wanted)
    return space if space > 0 and wanted - space < 40 else wanted


def digits_of(written: str) -> str:
    """Return the digits of a phone number as typed, without the two noughts that stand for a plus; "" if it is none."""
    if not _PHONE_SIGNS.fullmatch(written):
        return ""
    digits = "".join(mark for mark in written if mark in "0123456789")
    return digits.removeprefix("00")


def found_by(*, names: Sequence[str], phones: Iterable[str]) -> str:
    """Return what the browser looks in when somebody filters a list as they type: names as compared, and digits."""
    return plain_letters(" ".join([*names, *("".join(filter(str.isdigit, phone)) for phone in phones)])).strip()


def is_named(query: str, *, names: Sequence[str], phones: Iterable[str] = ()) -> bool:
    """Tell whether these names and phones are meant: each word is in a name or number, in any order."""
    parts = plain_letters(query).split()
    numbers = ["".join(mark for mark in phone if mark.isdigit()) for phone in phones]
    whole = digits_of(query.strip())
    if len(whole) >= FEWEST_DIGITS:
        return any(whole in number for number in numbers)
    said = plain_letters(" ".join(names))
    return bool(parts) and all(part in said or _is_of_a_number(part, numbers) for part in parts)


def _is_of_a_number(part: str, numbers: Iterable[str]) -> bool:
    digits = digits_of(part)
    return len(digits) >= FEWEST_DIGITS and any(digits in number for number in numbers)
