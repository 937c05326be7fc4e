"""Writes a sheet of paper as PDF: tagged, fonts embedded, in normal or large type. What stands on it comes as data.

No word of the content is ever read as markup: it goes to typst as JSON, and the template draws it as text. typst may
read the template's folder and the fonts, nothing else, and fetches nothing.
"""

import json
import logging
import re
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from benken.lib import pdf_fonts

TEMPLATES = Path(__file__).parent / "pdf_templates"
LANGUAGES = ("nb", "nn", "da", "en")

Kind = Literal["heading", "lead", "text", "item", "step", "done", "big", "small"]
Size = Literal["a4", "a5", "a6"]

# The type sizes to try, in points: the first in which everything fits on one sheet, else the last.
_SIZES: dict[tuple[Size, bool], tuple[float, ...]] = {
    ("a4", False): (13, 12, 11),
    ("a4", True): (20,),
    ("a5", False): (13, 12, 11, 10),
    ("a5", True): (18,),
    ("a6", False): (13, 12, 11, 10, 9, 8),
    ("a6", True): (16, 15, 14, 13),
}
_LONG = re.compile(r"\S{25,}")
_PIECE = 12
_HOLDS_TOGETHER = {"Mn", "Mc", "Me", "Cf"}

_lock = threading.Lock()
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Block:
    """Something that stands on a sheet; `note` is smaller print that belongs to it."""

    kind: Kind
    words: str
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """What stands on a sheet, from the top. `below` stands under the fold, when the sheet is to be folded."""

    title: str  # of the document: shown by whatever opens it, so it is neutral
    blocks: Sequence[Block]
    language: str = "nb"
    size: Size = "a5"
    large: bool = False
    long: bool = False  # many pages, numbered: nothing is fitted to one
    name: str = ""
    day: str = ""
    heading: str = ""
    below: Sequence[Block] = ()
    if_missing: str = ""  # said at the bottom when a letter had to be drawn as a box


def write(sheet: Sheet) -> bytes:
    """Return a sheet as PDF/UA-1."""
    return _compiled(sheet, "pdf")[0]


def draw(sheet: Sheet, *, dots_per_inch: int = 110) -> list[bytes]:
    """Return a sheet as PNG pictures, one for each page, to look at."""
    return _compiled(sheet, "png", dots_per_inch)


def _compiled(sheet: Sheet, shape: Literal["pdf", "png"], dots_per_inch: int | None = None) -> list[bytes]:
    written = json.dumps(_data(sheet), ensure_ascii=False)
    with _lock:  # the compiler keeps what it was given last
        try:
            made = _compiler().compile(
                format=shape, ppi=dots_per_inch, sys_inputs={"sheet": written}, pdf_standards=["ua-1"]
            )
        except typst.TypstError as error:
            if not error.message.startswith("PDF/UA"):
                raise
            # Mostly letters that each are in some font, but not together in one: drawn as boxes, which the standard
            # forbids. A paper that says so is better than none.
            logger.warning("a paper was made without its standard: %s", error.message.partition("`")[0])
            letters = "could not be displayed" in error.message
            written = json.dumps(_data(sheet, surely_missing=letters), ensure_ascii=False)
            made = _compiler().compile(format=shape, ppi=dots_per_inch, sys_inputs={"sheet": written})
    assert made is not None
    return made if isinstance(made, list) else [made]


@cache
def _compiler() -> typst.Compiler:
    """Return the compiler of this process, with the fonts read."""
    return typst.Compiler(
        str(TEMPLATES / "sheet.typ"), root=str(TEMPLATES), font_paths=_fonts(), package_path=str(TEMPLATES)
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(pdf_fonts.folder())])


@cache
def _families() -> list[str]:
    first = pdf_fonts.FIRST_FAMILIES
    return [*first, *sorted(set(_fonts().families()) - set(first))]


def _data(sheet: Sheet, *, surely_missing: bool = False) -> dict[str, object]:
    texts = [sheet.name, sheet.day, sheet.heading]
    texts += [text for block in (*sheet.blocks, *sheet.below) for text in (block.words, block.note)]
    missing = surely_missing or any(pdf_fonts.drawable(text) != text for text in texts)
    return {
        "title": pdf_fonts.drawable(sheet.title),
        "language": sheet.language if sheet.language in LANGUAGES else "nb",
        "fonts": _families(),
        "size": sheet.size,
        "sizes": _SIZES[sheet.size, sheet.large],
        "long": sheet.long,
        "name": _text(sheet.name),
        "day": _text(sheet.day),
        "heading": _text(sheet.heading),
        "blocks": [_block(block) for block in sheet.blocks],
        "below": [_block(block) for block in sheet.below],
        "missing": _text(sheet.if_missing if missing else ""),
    }


def _block(block: Block) -> dict[str, object]:
    return {"kind": block.kind, "words": _text(block.words), "note": _text(block.note)}


def _text(text: str) -> dict[str, object]:
    """Return a text as lines, each with the direction it is read in."""
    lines = pdf_fonts.drawable(text).splitlines()
    return {"lines": [_LONG.sub(_breakable, line) for line in lines], "rtl": is_read_from_right(text)}


def is_read_from_right(text: str) -> bool:
    """Tell whether the first letter that has a direction is of a script that is read from right to left."""
    directions = (unicodedata.bidirectional(mark) for mark in text)
    return next((found != "L" for found in directions if found in {"L", "R", "AL"}), False)


def _breakable(match: re.Match[str]) -> str:
    """Return a very long word with places where a line may end; never before what belongs to the letter before it."""
    pieces: list[str] = []
    length = 0
    for mark in match.group():
        if length >= _PIECE and unicodedata.category(mark) not in _HOLDS_TOGETHER:
            pieces.append("\u200b")
            length = 0
        pieces.append(mark)
        length += 1
    return "".join(pieces)
