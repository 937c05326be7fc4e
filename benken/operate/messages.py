"""Message catalogues without gettext: collected and compiled by Babel.

The source language is bokmål: a string in the code is what a person in Norway reads. nn, da and en are translations.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1]
LOCALES = PACKAGE / "locale"
LANGUAGES = ("nn", "da", "en")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%s")
CONSTANT = re.compile(r"""_\((?P<quote>["'])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)\)""")
TRANSLATE = re.compile(
    r"""^(?:trans|translate)\s+(?P<quote>["'])(?P<text>.*?)(?P=quote)(?:.*?\bcontext\s+["'](?P<context>[^"']+)["'])?"""
)
BLOCK = re.compile(r"""^(?:blocktrans|blocktranslate)\b(?P<rest>.*)""", re.DOTALL)
CONTEXT = re.compile(r"""\bcontext\s+["'](?P<context>[^"']+)["']""")


def main(what: str) -> int:
    """Run `collect`, `compile` or `check`; return 1 when something is missing."""
    if what == "compile":
        compile_all()
        return 0
    collected = collect()
    if what == "collect":
        for language in LANGUAGES:
            _write(_updated(_read(language), collected), language)
        return 0
    problems = list(find_problems(collected))
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if problems else 0


def collect() -> Catalog:
    """Return every string of the code and the templates."""
    catalog = Catalog(charset="utf-8")
    for path in sorted(PACKAGE.rglob("*")):
        if "node_modules" in path.parts or "staticfiles" in path.parts or "migrations" in path.parts:
            continue
        if path.suffix == ".py":
            method: Any = "python"
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            method = extract_template
        else:
            continue
        with path.open("rb") as file:
            for _line, message, _comments, context in extract(method, file, keywords=KEYWORDS):
                catalog.add(message, context=context)
    return catalog


def extract_template(file: BinaryIO, *_babels: Any, **_options: Any) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Find the strings of a Django template, as Babel asks its extractors for them."""
    from django.template.base import DebugLexer, TokenType  # noqa: PLC0415  # the compile step does without Django

    tokens = iter(DebugLexer(file.read().decode()).tokenize())
    for token in tokens:
        if token.token_type in (TokenType.TEXT, TokenType.COMMENT):
            continue
        line = token.lineno or 0
        for constant in CONSTANT.finditer(token.contents):
            yield line, "gettext", constant["text"], []
        if token.token_type != TokenType.BLOCK:
            continue
        if found := TRANSLATE.match(token.contents):
            text = found["text"].replace("%", "%%")  # as Django looks it up
            yield (line, "pgettext", (found["context"], text), []) if found["context"] else (line, "gettext", text, [])
        elif found := BLOCK.match(token.contents):
            yield line, *_block(found["rest"], tokens, TokenType)


def _block(rest: str, tokens: Iterator[Any], kinds: Any) -> tuple[str, Any, list[str]]:
    """Read a blocktranslate until its end, as Django will look it up."""
    singular: list[str] = []
    plural: list[str] | None = None
    for token in tokens:
        here = singular if plural is None else plural
        if token.token_type == kinds.TEXT:
            here.append(token.contents.replace("%", "%%"))
        elif token.token_type == kinds.VAR:
            here.append(f"%({token.contents})s")
        elif token.contents.startswith("plural"):
            plural = []
        elif token.contents.startswith("endblocktrans"):
            break
    texts = ["".join(part) for part in (singular, plural) if part is not None]
    if "trimmed" in rest.split():
        texts = [" ".join(line.strip() for line in text.strip().splitlines()) for text in texts]
    if found := CONTEXT.search(rest):
        return "pgettext", (found["context"], texts[0]), []
    return ("ngettext", tuple(texts), []) if len(texts) > 1 else ("gettext", texts[0], [])


def find_problems(collected: Catalog) -> Iterator[str]:
    """Tell what is missing, left over or has lost a placeholder, in each language."""
    for language in LANGUAGES:
        catalog = _read(language)
        for message in collected:
            if not message.id:
                continue
            found = catalog.get(message.id, message.context)
            if found is None or not _texts(found.string) or found.fuzzy:
                yield f"{language}: not translated: {message.id!r}"
                continue
            wanted = set(PLACEHOLDER.findall(str(message.id)))
            if any(set(PLACEHOLDER.findall(text)) - wanted for text in _texts(found.string)):
                yield f"{language}: a placeholder is wrong: {message.id!r}"
            if not isinstance(message.id, tuple | list) and wanted - set(PLACEHOLDER.findall(str(found.string))):
                yield f"{language}: a placeholder is lost: {message.id!r}"
        for message in catalog:
            if message.id and collected.get(message.id, message.context) is None:
                yield f"{language}: no longer used: {message.id!r}"


def compile_all() -> None:
    """Write the catalogues Django reads."""
    for language in LANGUAGES:
        target = LOCALES / language / "LC_MESSAGES" / "django.mo"
        if not target.with_suffix(".po").exists():
            continue
        with target.open("wb") as file:
            write_mo(file, _read(language))


def _texts(string: Any) -> list[str]:
    texts = list(string) if isinstance(string, tuple | list) else [string]
    return texts if all(texts) else []


def _read(language: str) -> Catalog:
    path = LOCALES / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _updated(catalog: Catalog, collected: Catalog) -> Catalog:
    """Return a catalogue with exactly the collected strings, keeping the translations there are."""
    fresh = Catalog(locale=catalog.locale, charset="utf-8", header_comment="", project="Benken", version="1")
    for message in sorted(collected, key=lambda message: str(message.id)):
        if message.id:
            old = catalog.get(message.id, message.context)
            fresh.add(message.id, old.string if old and not old.fuzzy else None, context=message.context)
    return fresh


def _write(catalog: Catalog, language: str) -> None:
    path = LOCALES / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=0, no_location=True, omit_header=False)
    # The day of writing would make every run a change.
    text = path.read_text()
    path.write_text(re.sub(r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By): .*\n', "", text, flags=re.MULTILINE))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
