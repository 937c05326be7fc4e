"""Words that tell what a service is about, so they are never where somebody else may glimpse them (R15, R17).

A text on a phone, the subject of a letter, the name of a site: whoever looks over a shoulder should learn nothing. The
words stand by language and all are looked for at once, since a text in one language borrows from the others.
They are made for what the service itself sends. Nothing a person writes is held against them (R16).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

# The beginning of a word, as a regular expression: small letters, in NFC.
BEGINNINGS: dict[str, tuple[str, ...]] = {
    "nb": (
        # Compounds of «rus»: not russisk, russ, rust, rusk, rusle, rush, Ruskebakken, nor the Danish Rusland.
        r"rus(?=$|[abcdfgmnoprvwæøå]|e[ntf]|er$|h(?:j|us|els)|in[fgn]|u(?:t|nders))",
        r"rus(?=k(?:af|arr|lin|ons|ontr|oord|urs)|l(?:id|ege|øs))",
        r"rus(?=s(?:ak|amt|ent|itua|yke)|t(?:eam|elef|est|ilb|ilst|ilt|j))",
        r"stoff(?!skift|pose|lapp|trykk|rull|bleie|veske|serviett|prøv|rest)",
        r"dop(?=$|a$|et?$|en$|er$|ing|handel|langer)",
        r"(?:be|hard|fylle|bland(?:ings)?|pille)rus(?!t)",
        r"u?edru",
        r"avrus(?!tn|te|ta)|avgiftning|avgifting|avvenning",
        r"alko(?!ve)",
        r"avhengig",
        r"hasj",
        r"tilbakefall",
        r"sprøyte(?:rom|utd|byt)",
        r"bruker(?:rom|utst)",
        r"lar(?:team|med|beh|kons|lege|pas)",
        r"substans(?=$|en$|er$|ene$|br|mi|lid)",
        r"substitusjonsbeh",
    ),
    "nn": (r"rustenest",),
    "da": (
        r"stof(?!f|skift|pose|ble|rest|prøv)",
        r"u?ædru",
        r"afhængig",
        r"afrus|afgiftning|afvænning",
        r"hash(?!tag)",
        r"tilbagefald",
        r"substitutionsbeh",
        r"fixe(?:$|r)",
    ),
    "en": (
        r"drug",
        r"sober|sobri",
        r"addict",
        r"detox|detoks",
        r"rehab$",
        r"relaps",
        r"dope[ds]$",
        r"junk(?:ie|y)",
        r"intoxic",
        r"substance",
    ),
}
# What tells wherever it stands in a word, in every language.
ANYWHERE: tuple[str, ...] = (
    r"misbru[kg]",
    r"overdos",
    r"alkohol|alcohol",
    r"narko(?!se|lep)|narcot",
    r"nalokson|naloxon",
    r"metado|methado",
    r"heroin(?!e)|kokain|cocain|amfetamin|amphetamin|cannabis|mari[hj]uana|fentanyl|ecstasy",
    r"benzodia|opioid|opiat|morfin|buprenor|subutex|subokson|suboxon|buvidal",
    r"abstinen",
    r"rusmid|(?<!vi)(?<!it)rus(?:probl|avheng|kons|team|tjen|behandl|omsorg|påv|enhe[td])",
    r"psyki|psyko|psych|psyk(?=$|isk|e)",
)
# In a name, and in an address where words are written together, these tell in the middle of a word too.
_IN_A_NAME = re.compile(r"(?<!kri)stoff|drug|addict|(?<!u)avhengig|(?<!u)afhængig|(?<!b)alko|psyk")
# Short names of a trade, told from ordinary words by their capitals: «LAR» is telling, «vi lar det ligge» is not.
CAPITALS = frozenset({"LAR", "TSB", "ROP", "OAT", "GHB", "LSD", "MDMA", "AA"})
# The same before a hyphen, whatever the case: lar-lege, AA-møte, na-møte.
BEFORE_HYPHEN = frozenset({"lar", "tsb", "rop", "aa", "na", "ghb"})
# More than one word.
PHRASES: tuple[str, ...] = (r"needle exchange", r"consumption room", r"withdrawal symptoms?", r"blå kors")

_SHORT_NAME = 6  # a name of one word that is shorter may be an ordinary word: «Ute», «Basen»
_WORD = re.compile(r"[^\W\d_]+")
_TELLING = re.compile(
    "|".join(
        [rf"^(?:{beginning})" for beginnings in BEGINNINGS.values() for beginning in beginnings]
        + [rf"(?:{part})" for part in ANYWHERE]
    )
)
_PHRASE = re.compile(rf"\b(?:{'|'.join(PHRASES)})\b", re.IGNORECASE)
_UNSEEN = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])


def telling_words(text: str, *, names: Iterable[str] = (), as_name: bool = False) -> list[str]:
    """Return the words of a text that tell what it is about, as they are written, in order, once each.

    `names` are what the municipality calls its own: teams, the site. One short word among them counts only as it is
    written there, since «ute» is also an ordinary word. `as_name`: the text is itself a name, where «Lar» is no verb.
    """
    text = unicodedata.normalize("NFC", text.translate(_UNSEEN))
    found = sorted([*_single_words(text, as_name=as_name), *_names_and_phrases(text, names)])
    return list(dict.fromkeys(word for _at, word in found))


def _single_words(text: str, *, as_name: bool) -> Iterator[tuple[int, str]]:
    for match in _WORD.finditer(text):
        word = match[0]
        small = word.casefold()
        before_hyphen = text[match.end() : match.end() + 1] in {"-", "\u2010", "\u2011"}
        if (
            _TELLING.search(small)
            or word in CAPITALS
            or (as_name and (word.upper() in CAPITALS or _IN_A_NAME.search(small)))
            or (before_hyphen and small in BEFORE_HYPHEN)
        ):
            yield match.start(), word


def _names_and_phrases(text: str, names: Iterable[str]) -> Iterator[tuple[int, str]]:
    for match in _PHRASE.finditer(text):
        yield match.start(), match[0]
    for name in names:
        words = unicodedata.normalize("NFC", name.translate(_UNSEEN)).split()
        if not words:
            continue
        is_plain_word = len(words) == 1 and len(words[0]) < _SHORT_NAME
        pattern = r"\s+".join(re.escape(word) for word in words)
        for match in re.finditer(rf"(?<!\w){pattern}(?=s?(?!\w))", text, 0 if is_plain_word else re.IGNORECASE):
            yield match.start(), match[0]
