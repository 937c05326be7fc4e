"""Keywords: a text that is one of these words, and nothing more, is answered by Benken itself.

This is the only place where a program looks at what a person has written (red line R16). It compares the whole text
with a short list; a text of more words is free text, is not looked into, and goes to a human being.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Keyword(StrEnum):
    """What can be asked by one word."""

    GOALS = "goals"
    TIME = "time"
    WAIT = "wait"
    STOP = "stop"
    START = "start"
    HELP = "help"


# Bokmål, nynorsk, dansk and English, with and without æ and å.
WORDS: dict[Keyword, tuple[str, ...]] = {
    Keyword.GOALS: ("mål", "maal", "mal", "goals", "goal"),
    Keyword.TIME: ("time", "tid"),
    Keyword.WAIT: ("vent", "wait"),
    Keyword.STOP: ("stopp", "stop"),
    Keyword.START: ("start",),
    Keyword.HELP: ("hjelp", "hjælp", "hjaelp", "help"),
}
_KEYWORDS = {word: keyword for keyword, words in WORDS.items() for word in words}
_ENDINGS = ".,!?:;…"
_LONGEST = 160  # one text message; what is longer is not looked at


@dataclass(frozen=True)
class Asked:
    """What a text asks for. `with_pin`: the person's PIN word stood after it, and was right."""

    keyword: Keyword
    with_pin: bool = False


def read_keyword(text: str, *, pin_check: Callable[[str], bool] | None = None) -> Asked | None:
    """Return what is asked when the whole text is a keyword; None for everything else, which is free text.

    Case, blanks around, one sign at the end and what can't be seen do not matter. After the word for goals, and no
    other, the person's PIN word may stand: `pin_check` gets it as `pin_word` wrote it and tells whether it is right. A
    second word that is not the PIN word makes it free text, as does any second word when there is no `pin_check`. With
    one, a sign may stand between the two.
    """
    if len(text) > _LONGEST:
        return None
    words = _words(text)
    if len(words) == 2 and pin_check is not None:
        words[0] = words[0].rstrip(_ENDINGS)  # «MÅL: ordet» is meant so, too
    keyword = _KEYWORDS.get(words[0]) if 1 <= len(words) <= 2 else None
    if keyword is None or len(words) == 1:
        return Asked(keyword) if keyword else None
    if keyword is Keyword.GOALS and pin_check is not None and pin_check(words[1]):
        return Asked(keyword, with_pin=True)
    return None


def pin_word(typed: str) -> str:
    """Return a PIN word as it is compared, to be hashed when it is chosen; nothing if it is not one single word."""
    words = _words(typed)
    return words[0] if len(words) == 1 and len(typed) <= _LONGEST else ""


def _words(text: str) -> list[str]:
    """Return the words of a text as they are compared: in one form, in small letters, without a sign at the end."""
    seen = "".join(letter for letter in text if not _is_invisible(letter)).strip()
    if seen and seen[-1] in _ENDINGS:
        seen = seen[:-1]
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold()).split()


def _is_invisible(letter: str) -> bool:
    """Tell whether a mark draws nothing: joiners, marks of direction, variation selectors."""
    return unicodedata.category(letter) == "Cf" or "\ufe00" <= letter <= "\ufe0f" or letter == "\u034f"
