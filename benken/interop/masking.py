"""National numbers as they are shown while a file is looked over: the day of birth, never the five digits behind it."""

import re

LOOKED_AT_BEHIND = 20  # characters: a number that begins before the cut is seen whole
_DOT = "•"
_BIRTH, _BEHIND = 6, 5
# Eleven digits as people write them: 01019012345, 010190 12345, 01.01.90-12345, 010190 123 45.
_WRITTEN = re.compile(r"(?<!\d)\d{2}[ .\-\u00a0]?\d{2}[ .\-\u00a0]?\d{2}[ .\-\u00a0]?\d{3}[ .\-\u00a0]?\d{2}(?!\d)")


def masked(text: str) -> str:
    """Return a text in which whatever looks like a national number is masked: 010190 •••••."""
    return _WRITTEN.sub(lambda found: _shape(found.group()), text)


def masked_number(text: str) -> str:
    """Return what stands in a column of national numbers, masked however it is written; words stay."""
    return _shape(text) if any(mark.isdigit() for mark in text) else text


def masked_within(text: str, most: int, *, is_number: bool = False) -> str:
    """Return the beginning of a text, masked; a number is not hidden from the mask by the cut."""
    seen = text[: most + LOOKED_AT_BEHIND]
    return masked_number(seen) if is_number else masked(seen)


def _shape(written: str) -> str:
    digits = [mark for mark in written if mark.isdigit()]
    shown = "".join(digits[: max(0, min(_BIRTH, len(digits) - _BEHIND))])  # a spreadsheet drops the zero in front
    return f"{shown} {_DOT * min(_BEHIND, len(digits) - len(shown))}".strip()
