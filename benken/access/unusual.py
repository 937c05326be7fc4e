"""Which reading was unlike a reader's usual reading: plain facts in, lines in words out. It knows no database.

Each rule can be said in one sentence, and each line says which one it was. Nothing is added up: no reader gets a
figure or is held against another, and nothing is said of whoever was read about. A line is a reason to ask, no more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

ONE_VISIT = timedelta(minutes=15)  # readings of one record this close are one visit
NEAR = timedelta(days=3)  # a note or a message this near a visit explains it
LONG = timedelta(days=28)  # who did nothing about somebody for so long is not at work with them
SHORT_TIME = timedelta(hours=1)
MANY = 15  # records in a short time; and at least twice as many as the reader ever opened in an hour
UNEXPLAINED = 3  # visits to a record by circle or overlap in a week, by somebody who did nothing about them for long
AT_ODD_HOURS = 3  # visits
KNOWN_BY = 50  # readings before: of somebody newer nobody knows when they work
SHORT_RIGHT = timedelta(days=2)
BEFORE_THE_END = timedelta(days=1)
VISITS_AT_THE_END = 4
OFTEN = 10  # visits to one record in a week
SATURDAY = 5

Pair = tuple[UUID, UUID]  # reader, subject


class Look(NamedTuple):
    """A reading of one record, `at` in local time."""

    id: UUID
    at: datetime
    reader: UUID
    subject: UUID
    part: str
    basis: str


class RightSpan(NamedTuple):
    """A right that began or ended around the week."""

    reader: UUID
    subject: UUID
    since: datetime
    until: datetime | None


@dataclass
class Facts:
    """All that the rules know."""

    looks: Sequence[Look]  # of the week
    traces: Mapping[Pair, Sequence[datetime]] = field(default_factory=dict)  # when a reader did something about whom
    hours: Mapping[UUID, Mapping[tuple[bool, int], int]] = field(default_factory=dict)  # weekend and hour: how often
    most_an_hour: Mapping[UUID, int] = field(default_factory=dict)  # records in an hour, in the weeks before
    rights: Sequence[RightSpan] = ()
    same_name: frozenset[Pair] = frozenset()


class Line(NamedTuple):
    """What was unusual, of one reader, by one rule."""

    reader: UUID
    rule: str
    looks: tuple[Look, ...]  # the visits, in order

    @property
    def subjects(self) -> set[UUID]:
        """Of whom was read."""
        return {look.subject for look in self.looks}


def unusual_lines(facts: Facts) -> list[Line]:
    """Return one line for each reader and rule that something was found by."""
    found: dict[tuple[UUID, str], dict[UUID, Look]] = defaultdict(dict)

    def tell(rule: str, looks: Iterable[Look]) -> None:
        for look in looks:
            found[look.reader, rule][look.id] = look

    by_reader: dict[UUID, list[Look]] = defaultdict(list)
    for pair, visits in _visits(facts.looks).items():
        by_reader[pair[0]] += visits
        traces = facts.traces.get(pair, ())
        bare = [visit for visit in visits if not _has_trace(visit, traces, within=NEAR)]
        strange = [visit for visit in bare if not _has_trace(visit, traces, within=LONG)]
        tell("no_trace", _no_trace(bare, strange))
        if len(bare) >= OFTEN and len(bare) == len(visits):
            tell("often", bare)
        if pair in facts.same_name:
            tell("same_name", [visit for visit in strange if visit.basis != "contact_person"])
    spans: dict[Pair, list[RightSpan]] = defaultdict(list)
    for right in facts.rights:
        spans[right.reader, right.subject].append(right)
    for reader, visits in by_reader.items():
        visits.sort(key=lambda visit: visit.at)
        tell("many", _many(visits, usual=facts.most_an_hour.get(reader, 0)))
        tell("off_hours", _off_hours(visits, facts.hours.get(reader, {})))
        edge = [visit for visit in visits if (visit.reader, visit.subject) in spans]
        tell("edge", _edge(edge, spans, facts.traces))
    lines = [
        Line(reader, rule, tuple(sorted(looks.values(), key=lambda look: look.at)))
        for (reader, rule), looks in found.items()
    ]
    return [line for line in lines if line.looks]


def _visits(looks: Iterable[Look]) -> dict[Pair, list[Look]]:
    """Return one reading for each visit, by reader and subject."""
    visits: dict[Pair, list[Look]] = defaultdict(list)
    last: dict[Pair, datetime] = {}
    for look in sorted(looks, key=lambda look: look.at):
        pair = look.reader, look.subject
        if pair not in last or look.at - last[pair] > ONE_VISIT:
            visits[pair].append(look)
        last[pair] = look.at
    return visits


def _has_trace(visit: Look, traces: Sequence[datetime], *, within: timedelta) -> bool:
    return any(abs(trace - visit.at) <= within for trace in traces)


def _no_trace(bare: Sequence[Look], strange: Sequence[Look]) -> Sequence[Look]:
    """Opened by emergency with nothing written near it; or by circle or overlap again and again, by a stranger."""
    emergency = [visit for visit in bare if visit.basis == "emergency"]
    by_others = [visit for visit in strange if visit.basis in {"circle", "overlap"}]
    return [*emergency, *(by_others if len(by_others) >= UNEXPLAINED else ())]


def _many(visits: Sequence[Look], *, usual: int) -> Sequence[Look]:
    """Many different records in a short time, for this reader: the most crowded hour."""
    first, best = 0, (0, 0, 0)
    within: dict[UUID, int] = defaultdict(int)
    for last, visit in enumerate(visits):
        within[visit.subject] += 1
        while visit.at - visits[first].at > SHORT_TIME:
            within[visits[first].subject] -= 1
            if not within[visits[first].subject]:
                del within[visits[first].subject]
            first += 1
        best = max(best, (len(within), -first, -last))
    count, start, end = best[0], -best[1], -best[2]
    return visits[start : end + 1] if count >= max(MANY, 2 * usual) else ()


def _off_hours(visits: Sequence[Look], hours: Mapping[tuple[bool, int], int]) -> Sequence[Look]:
    """At hours when this reader has never worked before, nor the hour before or after."""
    if sum(hours.values()) < KNOWN_BY:
        return ()

    def works(visit: Look) -> bool:
        weekend, hour = visit.at.weekday() >= SATURDAY, visit.at.hour
        return any(hours.get((weekend, (hour + beside) % 24)) for beside in (-1, 0, 1))

    odd = [visit for visit in visits if not works(visit)]
    return odd if len(odd) >= AT_ODD_HOURS else ()


def _edge(
    visits: Sequence[Look], spans: Mapping[Pair, Sequence[RightSpan]], traces: Mapping[Pair, Sequence[datetime]]
) -> Sequence[Look]:
    """By a right that lasted no more than two days, or again and again on the last day; with nothing written."""
    found: list[Look] = []
    by_pair: dict[Pair, list[Look]] = defaultdict(list)
    for visit in visits:
        pair = visit.reader, visit.subject
        if not _has_trace(visit, traces.get(pair, ()), within=NEAR):
            by_pair[pair].append(visit)
    for pair, bare in by_pair.items():
        for right in spans[pair]:
            if right.until is None:
                continue
            if right.until - right.since <= SHORT_RIGHT:
                found += [visit for visit in bare if right.since <= visit.at <= right.until]
            else:
                at_the_end = [visit for visit in bare if right.until - BEFORE_THE_END <= visit.at <= right.until]
                found += at_the_end if len(at_the_end) >= VISITS_AT_THE_END else ()
    return found
