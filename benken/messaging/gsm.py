"""What a text message may hold: the letters a phone network sends cheaply, and how many messages a text becomes.

3GPP TS 23.038 (once GSM 03.38) has a small alphabet of seven bits. 160 of its letters make one message; a longer text
is sent in parts of 153. One letter from outside turns the whole text into UCS-2: 70 in one message, parts of 67.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")  # an escape goes before each, so it takes the room of two
ONE_GSM, EACH_GSM = 160, 153
ONE_UCS2, EACH_UCS2 = 70, 67
_END_OF_PLANE = 0xFFFF  # what lies after it takes two units of UTF-16

# What a phone or a word processor writes by itself where a plain sign was meant. benken/ui/src/js/sms.js has the
# same table.
_PLAINER = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚‛‹›′`´", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"…": "..."}
    | dict.fromkeys("\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " ")
    | dict.fromkeys("\r\u2028\u2029", "\n")
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")  # nobody sees them, and they would halve the room
)


@dataclass(frozen=True)
class Measured:
    """How long a text is on its way to a phone.

    `letters` counts what takes room: septets in GSM-7, units of UTF-16 in UCS-2. `one_part_left` is below zero when one
    message is not enough. `strange` are the letters that GSM-7 lacks, in order, once each. An empty text has no parts.
    """

    letters: int
    parts: int
    one_part_left: int
    is_gsm: bool
    strange: tuple[str, ...]

    @property
    def room(self) -> int:
        """How much one message holds."""
        return self.letters + self.one_part_left


def fits_gsm(text: str) -> bool:
    """Tell whether every letter is in the small alphabet."""
    return GSM.union(GSM_EXTENSION).issuperset(text)


def measure(text: str) -> Measured:
    """Measure a text as it is; a line break of two signs counts as one. What is sent should be `plainer` first."""
    text = text.replace("\r\n", "\n")
    is_gsm = fits_gsm(text)
    if is_gsm:
        sizes = [2 if letter in GSM_EXTENSION else 1 for letter in text]
    else:
        sizes = [2 if ord(letter) > _END_OF_PLANE else 1 for letter in text]
    one, each = (ONE_GSM, EACH_GSM) if is_gsm else (ONE_UCS2, EACH_UCS2)
    letters = sum(sizes)
    return Measured(
        letters=letters,
        parts=min(letters, 1) if letters <= one else _parts(sizes, each),
        one_part_left=one - letters,
        is_gsm=is_gsm,
        strange=tuple(letter for letter in dict.fromkeys(text) if letter not in GSM and letter not in GSM_EXTENSION),
    )


def plainer(text: str) -> str:
    """Return a text with plain quotes, dashes, dots, blanks and line breaks for the typographic ones, in NFC.

    Everything else is left as it is written: names, Sámi letters, Arabic, emoji.
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).translate(_PLAINER)
    return unicodedata.normalize("NFC", plain)  # what stood on each side of an invisible mark may belong together


def _parts(sizes: Iterable[int], each: int) -> int:
    """Return how many parts a long text becomes. What takes two places is never split over two parts."""
    parts, used = 1, 0
    for size in sizes:
        if used + size > each:
            parts, used = parts + 1, 0
        used += size
    return parts
