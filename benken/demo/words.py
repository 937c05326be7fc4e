"""Sentences of the grammar, filled so that none stands with two people."""

import random
import re
from collections.abc import Callable, Iterable, Sequence

from benken.demo.lines import Grammar, Theme
from benken.people.models import Entry

TRIES = 60
BEFORE_A_PLACE = re.compile(r"^(på|i|ved|utenfor|under|ytterst på|langs) ")


class Words:
    """Sentences of the grammar, filled for one person; remembers across persons what has been used."""

    def __init__(self, grammar: Grammar, used: set[str]) -> None:
        self.grammar, self.used = grammar, used
        self.random = random.Random()  # noqa: S311  # invented people, no secrets
        self.fixed: dict[str, str] = {}
        self.pools: dict[str, Sequence[str]] = {}
        self.decks: dict[tuple[str, str], list[str]] = {}

    def begin(self, source: random.Random, *, called: str, themes: Iterable[Theme]) -> None:
        """Begin a person: what is kept through the course, the few places and friends they have."""
        self.random, self.decks = source, {}
        self.fixed = {"called": called}
        shared = self.grammar.slots
        self.pools = {name: source.sample(shared[name], min(len(shared[name]), 6)) for name in ("friend", "place")}
        for theme in themes:
            self.fixed |= {f"{theme.key}.{name}": source.choice(theme.slots[name]) for name in theme.keep}

    def deck(self, theme: Theme, kind: str) -> str:
        """Draw a sentence; none comes again before all have come."""
        deck = self.decks.get((theme.key, kind))
        if not deck:
            deck = list(theme.sentences[kind])
            self.random.shuffle(deck)
            self.decks[theme.key, kind] = deck
        return deck.pop()

    def fill(self, sentence: str, theme: Theme | None, said: dict[str, str]) -> str:
        """Fill the slots of a sentence; `said` holds what the same text has named already."""
        text = self._filled(sentence, theme, said)
        return text[:1].upper() + text[1:]

    def _filled(self, sentence: str, theme: Theme | None, said: dict[str, str]) -> str:
        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name not in said:
                said[name] = self._filled(self._value(name, theme), theme, said)  # a slot may hold slots
            return said[name]

        return re.sub(r"\{(\w+)\}", value, sentence)

    def _value(self, name: str, theme: Theme | None) -> str:
        if name in self.fixed:
            return self.fixed[name]
        if theme and f"{theme.key}.{name}" in self.fixed:
            return self.fixed[f"{theme.key}.{name}"]
        values = (theme.slots.get(name) if theme else None) or self.pools.get(name) or self.grammar.slots[name]
        return self.random.choice(values)

    def once(self, make: Callable[[], str], *, most: int = 40_000) -> str:
        """Return a text nobody has had, or "" when many tries gave none."""
        for attempt in range(TRIES):
            if attempt == TRIES // 2:
                self.pools = {}  # widen to all places and friends
            text = make()
            if len(text) <= most and text not in self.used:
                self.used.add(text)
                return text
        return ""

    def line(self, theme: Theme, kind: str, *, most: int = 40_000) -> str:
        """Return one sentence of a theme nobody has had; two joined when all single ones are taken."""
        single = self.once(lambda: self.fill(self.deck(theme, kind), theme, {}), most=most)
        if single or kind in {"goals", "steps", "promises"}:
            return single

        def joined() -> str:
            said: dict[str, str] = {}
            return " ".join(self.fill(self.deck(theme, kind), theme, said) for _ in range(2))

        return self.once(joined, most=most)

    def note(self, theme: Theme) -> tuple[str, str, str]:
        """Return a worker's note: its text, kind and place."""
        kind = place = ""

        def make() -> str:
            nonlocal kind, place
            said: dict[str, str] = {}
            opening = self.deck(theme, "opens")
            parts = [opening, *(self.deck(theme, "middles") for _ in range(self.random.choice((1, 2, 2))))]
            if self.random.random() < 0.8:
                parts.append(self.deck(theme, "closes"))
            text = " ".join(self.fill(part, theme, said) for part in parts)
            kind = kind_of(opening)
            place = BEFORE_A_PLACE.sub("", said.get("at_place", "")) if kind == Entry.Kind.TALK else ""
            return text

        return self.once(make), kind, place


def kind_of(opening: str) -> str:
    """Tell from the first sentence of a note what happened."""
    begins = opening.lower()
    if "telefon" in begins or begins.startswith(("jeg ringte", "vi ringte")):
        return Entry.Kind.PHONE
    if "fulgte" in begins:
        return Entry.Kind.ACCOMPANIED
    if begins.startswith(("hjemme hos", "på besøk", "jeg så innom", "jeg var innom")):
        return Entry.Kind.VISIT
    return Entry.Kind.TALK
