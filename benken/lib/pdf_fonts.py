"""Which letters the paper has: the Noto fonts, and what they can draw."""

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import manimgx_fonts

MISSING = "◻"  # what is drawn for a letter that no font has

# These come first; the other scripts follow.
FIRST_FAMILIES = ("Noto Sans", "Noto Sans Arabic", "Noto Sans Ethiopic")
# They choose how their neighbours are drawn, and are nothing of their own.
_JOINERS = frozenset([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x00AD, *range(0xFE00, 0xFE10)])


def folder() -> Path:
    """Return where the fonts lie: a package that holds nothing else (SIL Open Font License)."""
    return Path(str(files(manimgx_fonts)))


@cache
def letters() -> frozenset[int]:
    """Return every character that some font has a glyph for, by its number."""
    return frozenset(code for font in folder().glob("*.ttf") for code in _mapped(font.read_bytes()))


def drawable(text: str) -> str:
    """Return a text with a box for each letter that no font has, so that nothing disappears without notice."""
    if text.isascii() and text.isprintable():
        return text
    have = letters()
    return "".join(mark if ord(mark) in have or _draws_nothing(mark) else MISSING for mark in text)


def _draws_nothing(mark: str) -> bool:
    return mark.isspace() or ord(mark) in _JOINERS or unicodedata.category(mark) == "Cc"


def _mapped(font: bytes) -> Iterator[int]:
    """Yield the characters of a TrueType font's `cmap` table; glyph 0 is the box for what is missing."""
    (tables,) = struct.unpack_from(">H", font, 4)
    for number in range(tables):
        tag, _sum, start, _length = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if tag == b"cmap":
            yield from _in_cmap(font, start)


def _in_cmap(font: bytes, start: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">H", font, start + 2)
    places = {struct.unpack_from(">I", font, start + 4 + 8 * number + 4)[0] for number in range(count)}
    for place in places:
        (table_format,) = struct.unpack_from(">H", font, start + place)
        if table_format == 4:
            yield from _in_segments(font, start + place)
        elif table_format == 12:
            yield from _in_groups(font, start + place)


def _in_segments(font: bytes, at: int) -> Iterator[int]:
    """Yield the characters of a subtable of format 4: runs of the first 65,536."""
    segments = struct.unpack_from(">H", font, at + 6)[0] // 2

    def numbers(offset: int, shape: str = "H") -> tuple[int, ...]:
        return struct.unpack_from(f">{segments}{shape}", font, at + offset)

    ends, starts = numbers(14), numbers(16 + 2 * segments)
    shifts, offsets = numbers(16 + 4 * segments), numbers(16 + 6 * segments)
    for number, (first, last, shift, offset) in enumerate(zip(starts, ends, shifts, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            if offset == 0:
                glyph = (code + shift) & 0xFFFF
            else:
                place = at + 16 + 6 * segments + 2 * number + offset + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", font, place)
            if glyph:
                yield code


def _in_groups(font: bytes, at: int) -> Iterator[int]:
    """Yield the characters of a subtable of format 12: groups of all characters."""
    (count,) = struct.unpack_from(">I", font, at + 12)
    for number in range(count):
        first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * number)
        yield from range(first if glyph else first + 1, last + 1)
