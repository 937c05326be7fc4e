"""Small tools for text that people type."""

import unicodedata

# Characters that draw nothing and hide in pasted names: zero-width space, joiners, marks of direction, BOM.
_INVISIBLE = dict.fromkeys([0x200B, 0x2060, 0xFEFF, 0x00AD, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])

# Letters and signs that are drawn as nothing: the Hangul fillers, the empty Braille cell.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def tidy_line(text: str) -> str:
    """Return one line without invisible characters, control characters and doubled spaces, in NFC.

    The joiner U+200D and U+200C stay where they join: emoji and Persian need them.
    """
    if text.isascii() and text.isprintable():  # most of a long sheet: nothing here to look for
        return " ".join(text.split())
    plain = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    plain = "".join(" " if unicodedata.category(mark) == "Cc" else mark for mark in plain)
    return " ".join(plain.split()).strip("\u200c\u200d\u200e\u200f ")


def tidy_text(text: str) -> str:
    """Return a text with plain line breaks and no control characters; lines and paragraphs stay."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(mark for mark in plain if mark in "\n\t" or unicodedata.category(mark) != "Cc")
    return unicodedata.normalize("NFC", plain).strip()


def is_seen(text: str) -> bool:
    """Tell whether a text draws anything: a letter, a digit, a sign or an emoji."""
    return any(unicodedata.category(mark)[0] in "LNPS" and mark not in _BLANK for mark in text)


def folded(text: str) -> str:
    """Return a name as it is compared: tidy, whatever the case."""
    return tidy_line(text).casefold()
