"""The grammar cut into pieces once, so that a sentence is filled in a few microseconds.

For the many: unlike `words.Words` it does not remember what others have been given, so texts may come again.
"""

import random
import re
from collections.abc import Sequence

from benken.demo.lines import Grammar, Theme

SLOT = re.compile(r"\{(\w+)\}")
KINDS_OF_NOTE = ("opens", "middles", "closes")
Pieces = Sequence[str]  # words, slot, words, slot, words


class Sentences:
    """One theme's sentences and slots, and how to fill them."""

    def __init__(self, theme: Theme, grammar: Grammar) -> None:
        self.area, self.keep = theme.area, theme.keep
        self.kinds = {kind: [_pieces(one) for one in sentences] for kind, sentences in theme.sentences.items()}
        slots = {**grammar.slots, **theme.slots}
        self.slots = {name: [_pieces(value) for value in values] for name, values in slots.items()}

    def kept(self, source: random.Random, called: str, worker: str) -> dict[str, str]:
        """Return what holds through a person's whole course."""
        said = {"called": called, "worker": worker}
        for name in self.keep:
            said[name] = self._value(name, source, said)
        return said

    def line(self, kind: str, source: random.Random, kept: dict[str, str]) -> str:
        """Return one sentence of a kind."""
        return self._sentence(kind, source, dict(kept))

    def note(self, source: random.Random, kept: dict[str, str]) -> tuple[str, str]:
        """Return a worker's note, and where it was if it says so."""
        said = dict(kept)
        text = " ".join([self._sentence(kind, source, said) for kind in KINDS_OF_NOTE])
        return text, said.get("at_place", "")

    def _sentence(self, kind: str, source: random.Random, said: dict[str, str]) -> str:
        sentences = self.kinds[kind]
        text = self._filled(sentences[int(source.random() * len(sentences))], source, said)
        return text[:1].upper() + text[1:]

    def _filled(self, pieces: Pieces, source: random.Random, said: dict[str, str]) -> str:
        if len(pieces) == 1:
            return pieces[0]
        words = list(pieces)
        for place in range(1, len(words), 2):
            name = words[place]
            if name not in said:
                said[name] = self._value(name, source, said)
            words[place] = said[name]
        return "".join(words)

    def _value(self, name: str, source: random.Random, said: dict[str, str]) -> str:
        values = self.slots[name]
        return self._filled(values[int(source.random() * len(values))], source, said)


def _pieces(sentence: str) -> Pieces:
    return tuple(SLOT.split(sentence))
