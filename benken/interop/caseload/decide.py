"""What happens to each row, and why. Pure: facts in, a decision for each row out, in the order of the sheet.

Somebody is taken to be the same only on what hardly two people share: the national number, or a phone and a name.
A doubt is never settled here. Two records of one person can be seen later; two people in one record cannot be undone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from benken.interop.caseload.facts import Facts, RowRead
from benken.lib.text import folded
from benken.people.reception import known_here_words


class Outcome(StrEnum):
    """What happens to a row."""

    MADE = "made"
    MATCHED = "matched"
    REFUSED = "refused"
    DOUBTFUL = "doubtful"
    SKIPPED = "skipped"
    KNOWN = "known"  # somebody closed to the reader; the command, which acts for the municipality, never says it


@dataclass(frozen=True)
class Known:
    """Somebody known before a row is read: a person here, or an earlier row of the sheet."""

    called: str
    full_name: str
    phones: frozenset[str]
    number_hash: str | None
    contact_id: UUID | None
    prints: frozenset[UUID]
    person_id: UUID | None = None  # set for a person here
    row: int | None = None  # set for an earlier row
    goal: str = ""
    is_closed: bool = False  # to the reader: known by an exact match alone, and nothing is told of them
    told_as: str = ""  # how the reader may know them, in words

    @property
    def where(self) -> str:
        """Say where this somebody is met."""
        if self.told_as:
            return self.told_as
        return _("linje %(row)d") % {"row": self.row} if self.row else _("en som er her fra før")


@dataclass(frozen=True)
class Decision:
    """The outcome of a row and why; `facts` for a row that is made, `same_as` for one that is or may be somebody."""

    row: int
    outcome: Outcome
    why: str
    facts: Facts | None = None
    same_as: tuple[Known, ...] = field(default=())


class _Likeness(IntEnum):
    """How alike a row and somebody known are, the strongest first."""

    TAKEN_IN_BEFORE = 0
    SAME = 1
    OTHER_NAME = 2  # a phone or the national number is shared, but the names do not agree
    SAME_NAME = 3  # the names agree, but nothing else tells
    SHARES_PHONE = 4
    OTHER = 5


def decide(rows: Sequence[RowRead], known: Iterable[Known]) -> list[Decision]:
    """Decide on every row; each row is compared with the people here and with the rows above it."""
    people = People(known)
    decisions = []
    for row in rows:
        decision = _decide_one(row, people)
        decisions.append(decision)
        if decision.outcome == Outcome.MADE and decision.facts is not None:
            people.add(_as_known(decision.facts))
    return decisions


def _decide_one(row: RowRead, people: "People") -> Decision:
    if row.refusals:
        return Decision(row.row, Outcome.REFUSED, " ".join((*row.refusals, *row.told)))
    if row.facts is None:
        return Decision(row.row, Outcome.SKIPPED, _("Tom linje."))
    alike: dict[_Likeness, list[Known]] = defaultdict(list)
    for somebody in people.near(row.facts):
        alike[_likeness(row.facts, somebody)].append(somebody)
    same = alike[_Likeness.TAKEN_IN_BEFORE] or alike[_Likeness.SAME]
    if len(same) == 1:
        return Decision(row.row, Outcome.MATCHED, _why_matched(row.facts, same[0]), same_as=(same[0],))
    closed = [somebody for somebody in people.near(row.facts, closed=True) if is_exactly(row.facts, somebody)]
    if closed:
        return Decision(row.row, Outcome.KNOWN, why_known(), same_as=tuple(closed))
    doubts = same or alike[_Likeness.OTHER_NAME] or alike[_Likeness.SAME_NAME]
    if doubts:
        return Decision(row.row, Outcome.DOUBTFUL, _why_doubtful(row.facts, doubts), row.facts, tuple(doubts))
    return Decision(row.row, Outcome.MADE, _why_made(row, alike[_Likeness.SHARES_PHONE]), row.facts)


def is_exactly(facts: Facts, other: Known) -> bool:
    """Tell whether a row has the very national number of somebody, or a phone and the name. Nothing else is tested."""
    if facts.number_hash and other.number_hash:
        return facts.number_hash == other.number_hash
    names = _Names(facts, other)
    named = names.same_full or (names.same_called and not names.full_differs)
    return named and any(phone.number in other.phones for phone in facts.phones)


def shares_number(facts: Facts, other: Known) -> bool:
    """Tell whether a row has the national number of somebody: only one can hold it."""
    return bool(facts.number_hash) and facts.number_hash == other.number_hash


def _likeness(facts: Facts, other: Known) -> _Likeness:
    if facts.print_id in other.prints:
        return _Likeness.TAKEN_IN_BEFORE
    names = _Names(facts, other)
    shares_phone = any(phone.number in other.phones for phone in facts.phones)
    if facts.number_hash and other.number_hash:
        if facts.number_hash == other.number_hash:
            return _Likeness.SAME if names.same_called else _Likeness.OTHER_NAME
        return _Likeness.SHARES_PHONE if shares_phone else _Likeness.OTHER  # two numbers are two people
    if shares_phone:
        return _with_shared_phone(names)
    return _by_name_alone(facts, other, names)


@dataclass(frozen=True)
class _Names:
    facts: Facts
    other: Known

    @property
    def same_called(self) -> bool:
        return folded(self.facts.called) == folded(self.other.called)

    @property
    def same_full(self) -> bool:
        return bool(self.facts.full_name) and folded(self.facts.full_name) == folded(self.other.full_name)

    @property
    def full_differs(self) -> bool:
        return bool(self.facts.full_name and self.other.full_name) and not self.same_full


def _with_shared_phone(names: _Names) -> _Likeness:
    """Phones are shared by siblings and couples: the names must agree too."""
    if names.same_called and not names.full_differs:
        return _Likeness.SAME
    if names.same_called or names.same_full:
        return _Likeness.OTHER_NAME
    return _Likeness.SHARES_PHONE


def _by_name_alone(facts: Facts, other: Known, names: _Names) -> _Likeness:
    """Without a shared phone or number a name can raise a doubt, never settle one."""
    if names.same_full and (names.same_called or not (facts.phones and other.phones)):
        return _Likeness.SAME_NAME
    one_has_only_a_name = not (facts.full_name or facts.phones or facts.number_hash) or not (
        other.full_name or other.phones or other.number_hash
    )
    same_contact = facts.worker is not None and facts.worker.id == other.contact_id
    if names.same_called and same_contact and one_has_only_a_name:
        return _Likeness.SAME_NAME
    return _Likeness.OTHER


class People:
    """Those known so far, by whatever could show that a row is about one of them."""

    def __init__(self, known: Iterable[Known]) -> None:
        """Sort those who are known before the first row."""
        self._found_by: dict[tuple[str, object], list[Known]] = defaultdict(list)
        for somebody in known:
            self.add(somebody)

    def add(self, somebody: Known) -> None:
        """Let the rows below be compared with somebody."""
        keys: list[tuple[str, object]] = [("print", mark) for mark in somebody.prints]
        keys += [("phone", number) for number in somebody.phones]
        keys += _keys(somebody.number_hash, somebody.full_name, somebody.called, somebody.contact_id)
        for key in keys:
            self._found_by[key].append(somebody)

    def near(self, facts: Facts, *, closed: bool = False) -> list[Known]:
        """Return everybody who has something in common with the row, each once; those closed to the reader apart."""
        keys: list[tuple[str, object]] = [("print", facts.print_id)]
        keys += [("phone", phone.number) for phone in facts.phones]
        keys += _keys(facts.number_hash, facts.full_name, facts.called, facts.worker.id if facts.worker else None)
        found = {id(somebody): somebody for key in keys for somebody in self._found_by.get(key, ())}
        return [somebody for somebody in found.values() if somebody.is_closed == closed]


def _keys(number_hash: str | None, full_name: str, called: str, contact_id: UUID | None) -> list[tuple[str, object]]:
    keys: list[tuple[str, object]] = []
    if number_hash:
        keys.append(("number", number_hash))
    if full_name:
        keys.append(("full name", folded(full_name)))
    if contact_id:
        keys.append(("called", (folded(called), contact_id)))
    return keys


def _as_known(facts: Facts) -> Known:
    return Known(
        called=facts.called,
        full_name=facts.full_name,
        phones=frozenset(phone.number for phone in facts.phones),
        number_hash=facts.number_hash,
        contact_id=facts.worker.id if facts.worker else None,
        prints=frozenset({facts.print_id}),
        row=facts.row,
        goal=facts.goal,
    )


# The sentences


def why_known() -> str:
    """Return the one answer about somebody who is closed to the reader."""
    return known_here_words()


def _why_matched(facts: Facts, somebody: Known) -> str:
    if somebody.row:
        why = _("Samme person som linje %(row)d. Ingenting nytt er laget.") % {"row": somebody.row}
    elif facts.print_id in somebody.prints:
        return _("Denne linja er tatt inn før. Ingenting nytt er laget.")
    elif somebody.told_as:
        why = _("Personen er %(where)s. Ingenting nytt er laget.") % {"where": somebody.told_as}
    else:
        why = _("Personen er her fra før. Ingenting nytt er laget.")
    if facts.goal and folded(facts.goal) != folded(somebody.goal):
        why += " " + _("Målet på linja er ikke lagt til; skriv det på personens side.")
    return why


def _why_doubtful(facts: Facts, doubts: Sequence[Known]) -> str:
    where = ", ".join(dict.fromkeys(somebody.where for somebody in doubts))
    if len(doubts) > 1:
        why = _("Kan være flere: %(where)s.")
    elif _likeness(facts, doubts[0]) == _Likeness.OTHER_NAME:
        why = _("Nummeret er det samme som hos %(where)s, men navnet er et annet.")
    else:
        why = _("Navnet er det samme som hos %(where)s, men ingenting annet sier om det er samme person.")
    return (why % {"where": where}) + " " + _("Se om det er samme person, og avgjør det selv.")


def _why_made(row: RowRead, sharing: Sequence[Known]) -> str:
    told = list(row.told)
    if sharing:
        where = ", ".join(dict.fromkeys(somebody.where for somebody in sharing))
        told.append(_("Deler telefonnummer med %(where)s.") % {"where": where})
    return " ".join(told)
