"""A light stemmer for bokmål, nynorsk and Danish: the forms of a noun, and most of a verb, lead to one beginning.

The stem is always the beginning of the word, so whoever looks for it as part of a word finds at least the word itself.
"""

LONG = 4  # so many letters say enough to be looked for anywhere in a word

# The endings of nouns, definite and plural, with and without genitive; the longest that fits is taken off.
_NOUN = ("ernes", "erne", "anes", "ane", "enes", "ene", "ens", "ers", "ets", "ar", "er", "en", "et")
_MORE = ("ede", "ete", "te", "as", "es", "s", "a", "e")  # of verbs, and what only a long word may lose
_ENDINGS = sorted(_NOUN + _MORE, key=len, reverse=True)

# Words for people end in -er, in nynorsk -ar, by nature: «bruker» is not the plural of «bruk».
_KEEP = (
    *("arbeider", "behandler", "bruger", "bruker", "giver", "hjelper", "hjælper", "leder", "lærer", "pleier"),
    *("arbeidar", "behandlar", "brukar", "gjevar", "hjelpar", "leiar", "lærar", "pleiar"),
)
_AFTER_KEEP = ("anes", "enes", "ane", "ens", "ene", "nes", "ar", "en", "es", "ne", "e", "s", "")

# What a short stem may end in, where it stands alone as a word.
SHORT_ENDINGS = (
    "a",
    "ane",
    "ar",
    "as",
    "e",
    "en",
    "ene",
    "enes",
    "ens",
    "er",
    "erne",
    "ernes",
    "ers",
    "es",
    "et",
    "ets",
    "s",
)

_VOWELS = frozenset("aeiouyæøåäö")


def stem(word: str) -> str:
    """Return the beginning that the forms of a folded word share; the word itself where nothing can be taken off.

    Fewer than LONG letters are a beginning that should stand at the start of a word, with one of SHORT_ENDINGS.
    """
    if not word.isalpha() or len(word) < LONG:
        return word
    for ending in _AFTER_KEEP:
        if word.endswith(tuple(keep + ending for keep in _KEEP)):
            return word[: len(word) - len(ending)]
    for ending in _ENDINGS:
        root = word.removesuffix(ending)
        if root != word and _has_vowel(root) and (len(root) >= LONG or (ending in _NOUN and _is_short_word(root))):
            return root
    root = word[:-1]
    if word[-1] == "a" and _has_vowel(root) and root[-1] not in _VOWELS and root[-2] in _VOWELS:
        return root
    return word


def _has_vowel(root: str) -> bool:
    return not _VOWELS.isdisjoint(root)


def _is_short_word(root: str) -> bool:
    """Tell whether a root of two or three letters can be a word: «ann» of «annen» is none."""
    return len(root) >= 2 and root[-1] != root[-2]
