"""How long things are kept, said to the person: made of the classes that every table declares."""

from dataclasses import dataclass

from benken.access.about import sections
from benken.country.keeping import Keeping, keeping
from benken.lib.data_classes import Retention


@dataclass(frozen=True)
class Kept:
    """One kind of data: what is of it, and its rule."""

    rule: Keeping
    what: tuple[str, ...]


def kept_kinds(country: str) -> list[Kept]:
    """Return each kind of data that is told to a person, with the names of its sections."""
    rules = keeping(country)
    kinds: dict[Retention, list[str]] = {retention: [] for retention in rules}
    for section in sections():
        kinds[section.model.retention].append(str(section.title))  # type: ignore[attr-defined]  # a guard asks for it
    return [Kept(rules[retention], tuple(titles)) for retention, titles in kinds.items() if titles]
