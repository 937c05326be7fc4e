"""What the grown persons are made of: the themes of the grammar with their slots, and invented names."""

from functools import cache

from benken.demo.lines import Grammar, Names, Theme
from benken.demo.tables import FOLDER, Table, open_table
from benken.people.areas import LifeArea

SENTENCES = (
    "goals", "whys", "hoped_for", "steps", "opens", "middles", "closes", "person_good", "person_hard",
    "messages_person", "messages_worker", "promises", "best_now", "carries", "burdens",
)  # fmt: skip

OWN_SENTENCES = (
    "good", "so_so", "heavy", "very_heavy", "tips_over", "tips_inside", "tips_under",
    "meanings", "meanings_animal", "meanings_later",
    "women", "her_kin", "men", "his_kin", "animals", "its_kin",
)  # fmt: skip


@cache
def read_grammar() -> Grammar:
    """Read all themes and the slots they share (`_shared.toml`)."""
    shared = open_table(FOLDER / "grammar" / "_shared.toml")
    slots = _slots(shared)
    keep = Table(shared.take("keep", dict, {}), f"{shared.where}: keep")
    shared.done()
    themes = []
    for file in sorted((FOLDER / "grammar").glob("[!_]*.toml")):
        table = open_table(file)
        theme = Theme(
            key=file.stem,
            theme=table.text("theme"),
            area=table.choice("area", LifeArea.values),
            sentences={key: table.texts(key, least=6 if key == "goals" else 3) for key in SENTENCES},
            slots=_slots(table),
            keep=keep.texts(file.stem),
        )
        table.done()
        _check_slots(theme, {"called", "worker", *slots, *theme.slots}, table)
        if unknown := set(theme.keep) - set(theme.slots):
            raise keep.fault(file.stem, f"{unknown.pop()} is no slot of this theme")
        themes.append(theme)
    keep.done()
    return Grammar(tuple(themes), slots, _read_handovers(slots), _read_own(slots))


def _read_handovers(slots: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Read the sentences about a change of contact person; `former` and `worker` are the two."""
    table = open_table(FOLDER / "grammar" / "_handovers.toml")
    handovers = {key: table.texts(key, least=3) for key in ("goodbyes", "hellos", "persons_say")}
    table.done()
    for key, sentences in handovers.items():
        for sentence in sentences:
            if unknown := set(slots_in(sentence)) - {"called", "worker", "former", *slots}:
                raise table.fault(key, f"{{{unknown.pop()}}} is no slot: {sentence}")
    return handovers


def _read_own(slots: dict[str, tuple[str, ...]]) -> Theme:
    """Read what a person says of how they are, what helps them, and who is around them."""
    table = open_table(FOLDER / "grammar" / "_own.toml")
    sentences = {key: table.texts(key, least=3) for key in OWN_SENTENCES}
    own = Theme(key="own", theme="", area="", sentences=sentences, slots=_slots(table), keep=())
    table.done()
    _check_slots(own, {*slots, *own.slots}, table)
    return own


def _slots(table: Table) -> dict[str, tuple[str, ...]]:
    rows = Table(table.take("slots", dict, {}), f"{table.where}: slots")
    return {name: rows.texts(name, least=2) for name in rows.values}


def slots_in(sentence: str) -> list[str]:
    """Return the names of the slots in a sentence, in order."""
    return [part.partition("}")[0] for part in sentence.split("{")[1:]]


def _check_slots(theme: Theme, known: set[str], table: Table) -> None:
    for key, sentences in [
        *theme.sentences.items(),
        *((f"slots.{name}", values) for name, values in theme.slots.items()),
    ]:
        for sentence in sentences:
            unknown = set(slots_in(sentence)) - known
            if unknown:
                raise table.fault(key, f"{{{unknown.pop()}}} is no slot: {sentence}")


@cache
def read_names() -> Names:
    """Read the invented names."""
    table = open_table(FOLDER / "names.toml")
    names = Names(table.texts("first", least=60), table.texts("nicknames", least=10), table.texts("last", least=60))
    table.done()
    return names
