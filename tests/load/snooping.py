"""`make snooping`: weeks of ordinary reading in an invented town, with some who snoop, and who of them is found.

What is ordinary here is rather untidy: most visits leave a note, many do not; some look their whole list through; some
stay late; some in a circle only look; people hand over; some have common names.
"""

import os
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

SEED = 20261123
OSLO = ZoneInfo("Europe/Oslo")
MONDAY = datetime(2026, 11, 9, tzinfo=OSLO)  # of the week that is looked through
WEEKS = 9
CASELOAD, CIRCLE = 20, 8
READS_OF_ONE = 2_250  # in nine weeks
PARTS = ("page", "goals", "messages", "entry", "how", "areas")
WEEKLY = {"many": 4, "off_hours": 4, "no_trace": 4, "same_name": 3, "edge": 3, "often": 2}


@dataclass
class Reader:
    """A worker and what they do."""

    id: UUID
    name: str
    own: list[UUID]
    circle: list[UUID]
    only_looks: set[UUID]
    starts: int
    reviews: bool


@dataclass
class Town:
    """All rows."""

    source: random.Random
    readers: list[Reader] = field(default_factory=list)
    people: dict[UUID, str] = field(default_factory=dict)
    readings: list[tuple[Any, ...]] = field(default_factory=list)
    deeds: list[tuple[Any, ...]] = field(default_factory=list)
    rights: list[dict[str, Any]] = field(default_factory=list)
    planted: set[tuple[UUID, str]] = field(default_factory=set)

    def new_id(self) -> UUID:
        """Return an id, the same each time."""
        return UUID(int=self.source.getrandbits(128))

    def visit(self, reader: Reader, subject: UUID, at: datetime, basis: str, *, parts: int = 0) -> None:
        """Let somebody open a record, and look at some parts of it."""
        for turn in range(parts or self.source.randint(1, 6)):
            part = PARTS[0] if not turn else self.source.choice(PARTS)
            moment = at + timedelta(seconds=50 * turn)
            self.readings.append((self.new_id(), moment, reader.id, subject, part, basis, ""))

    def stand_in(self, reader: Reader, subject: UUID, since: datetime, until: datetime) -> None:
        """Let somebody have a right for a time."""
        self.rights.append(
            {
                "id": self.new_id(),
                "user_id": reader.id,
                "subject_id": subject,
                "basis": "stand_in",
                "since_at": since,
                "until_at": until,
            }
        )

    def write(self, reader: Reader, subject: UUID, at: datetime) -> None:
        """Let somebody write something."""
        self.deeds.append((self.new_id(), at, reader.id, "entry.share", subject, self.new_id()))


def make_town(reads: int, plants: dict[str, int]) -> Town:
    """Make readers for about so many reads, their weeks, and those who snoop."""
    town = Town(random.Random(SEED))  # noqa: S311  # the same each time
    _readers(town, max(sum(plants.values()) + 2, reads // READS_OF_ONE))
    first = MONDAY - timedelta(weeks=WEEKS - 1)
    days = [first + timedelta(days=day) for day in range(7 * WEEKS) if (first + timedelta(days=day)).weekday() < 5]
    for reader in town.readers:
        for day in days:
            _day(town, reader, day)
    _plant(town, plants)
    return town


def _readers(town: Town, count: int) -> None:
    source = town.source
    names = [f"Etternavn{number}" for number in range(400)]
    weights = [1 / (number + 12) for number in range(400)]

    def last_name() -> str:
        return source.choices(names, weights)[0]

    for number in range(count):
        own = [town.new_id() for _ in range(CASELOAD)]
        town.people |= {subject: f"Person {last_name()}" for subject in own}
        late = 6 if source.random() < 0.1 else 0  # those who work in the evening
        town.readers.append(
            Reader(
                town.new_id(), f"Leser{number} {last_name()}", own, [], set(), 8 + late, reviews=source.random() < 0.2
            )
        )
    everybody = list(town.people)
    for reader in town.readers:
        reader.circle = source.sample(everybody, CIRCLE)
        reader.only_looks = {subject for subject in reader.circle if source.random() < 0.05}


def _day(town: Town, reader: Reader, day: datetime) -> None:
    source = town.source
    for _turn in range(source.randint(10, 18)):
        in_circle = source.random() < 0.2
        subject = source.choice(reader.circle if in_circle else reader.own)
        if subject in reader.only_looks and source.random() < 0.7:
            continue
        at = day + timedelta(hours=reader.starts, minutes=source.randint(0, 8 * 60))
        if source.random() < 0.004:  # an evening at work, now and then
            at += timedelta(hours=source.randint(1, 4))
        town.visit(reader, subject, at, "circle" if in_circle else "contact_person")
        if subject not in reader.only_looks and source.random() < 0.6:
            town.write(reader, subject, at + timedelta(minutes=source.randint(2, 600)))
    if reader.reviews and day.weekday() == 2:
        for turn, subject in enumerate(source.sample(reader.own, source.randint(12, 19))):
            town.visit(
                reader, subject, day + timedelta(hours=reader.starts, minutes=2 * turn), "contact_person", parts=1
            )
    if source.random() < 0.01:  # a day's stand-in
        subject, at = source.choice(list(town.people)), day + timedelta(hours=9)
        town.stand_in(reader, subject, at, at + timedelta(days=1))
        town.visit(reader, subject, at + timedelta(hours=1), "stand_in")
        if source.random() < 0.8:
            town.write(reader, subject, at + timedelta(hours=2))


def _plant(town: Town, plants: dict[str, int]) -> None:
    source = town.source
    them: Iterator[Reader] = iter(source.sample(town.readers, sum(plants.values())))
    for rule, count in plants.items():
        for _turn in range(count):
            reader = next(them)
            town.planted.add((reader.id, rule))
            _snoop(town, reader, rule)


def _snoop(town: Town, reader: Reader, rule: str) -> None:  # noqa: C901  # one case for each rule
    source, others = town.source, list(town.people)
    day = MONDAY + timedelta(days=source.randint(0, 4))
    noon = day + timedelta(hours=reader.starts + 4)
    stranger = next(one for one in source.sample(others, 100) if one not in {*reader.own, *reader.circle})
    match rule:
        case "many":
            for turn, subject in enumerate(source.sample(others, source.randint(40, 60))):
                town.visit(reader, subject, noon + timedelta(seconds=55 * turn), "circle", parts=1)
        case "off_hours":
            for turn in range(source.randint(4, 8)):
                at = day + timedelta(hours=3, minutes=9 * turn)
                town.visit(reader, source.choice(reader.own), at, "contact_person", parts=2)
        case "no_trace":
            for turn in range(source.randint(4, 6)):
                at = MONDAY + timedelta(days=turn % 5, hours=reader.starts + 1 + turn)
                town.visit(reader, stranger, at, source.choice(["circle", "overlap"]))
        case "same_name":
            town.people[stranger] = f"Kusine {reader.name.split()[-1]}"
            town.visit(reader, stranger, noon, "circle")
        case "edge":
            until = day + timedelta(hours=reader.starts + 8)
            since = until - timedelta(days=120)
            town.stand_in(reader, stranger, since, until)
            for turn in range(5):
                town.visit(reader, stranger, until - timedelta(hours=1 + turn, minutes=5), "stand_in")
        case "often":
            for turn in range(14):
                at = MONDAY + timedelta(days=turn % 5, hours=reader.starts + turn // 5 * 2, minutes=7)
                town.visit(reader, stranger, at, "stand_in")


def write_town(town: Town) -> None:
    """Write all rows, as the superuser."""
    from django.db import connections

    from benken.access.actor import SYSTEM, acting_as
    from benken.access.models import Right, User
    from benken.people.models import Person

    tables = {
        "access_reading (id, at, user_id, subject_id, part, basis, why)": town.readings,
        "access_deed (id, at, by_id, verb, subject_id, object_id)": town.deeds,
    }
    with acting_as(SYSTEM):
        User.objects.bulk_create(
            [User(id=one.id, username=str(one.id), name=one.name, roles=["worker"]) for one in town.readers], 1000
        )
        people = [
            Person(id=who, called=name, full_name=name, known_since_at=MONDAY - timedelta(days=900))
            for who, name in town.people.items()
        ]
        Person.objects.bulk_create(people, 1000)
        Right.objects.bulk_create([Right(**row) for row in town.rights], 1000)
        with connections["default"].connection.cursor() as cursor:
            for table, rows in tables.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)


def who_is_found() -> set[tuple[UUID, str]]:
    """Look the week through as the job does, and return readers and rules."""
    from benken.access.actor import SYSTEM, acting_as
    from benken.access.models import UnusualReading
    from benken.people.actions.unusual import look_week_through

    with acting_as(SYSTEM):
        look_week_through(at=MONDAY + timedelta(days=7, hours=5))
        return set(UnusualReading.objects.values_list("reader_id", "rule"))


def main() -> int:
    """Plant twenty among a million, and tell how many were found and how many lines there are."""
    import django

    from tests.environment import SERVER

    os.environ["DJANGO_SETTINGS_MODULE"] = "benken.config.settings"
    django.setup()
    from benken.operate.private_server import APP
    from tests.conftest import template
    from tests.load.audit_log import django_on

    reads = int(os.environ.get("READS", "1000000"))
    town = make_town(reads, WEEKLY)
    name = f"benken_test_{os.getpid()}_snooping"
    SERVER.start()
    SERVER.create_database(name, template())
    try:
        with django_on(name):
            write_town(town)
        with django_on(name, role=APP):
            began = perf_counter()
            lines = who_is_found()
            seconds = perf_counter() - began
    finally:
        SERVER.drop_database(name)
        SERVER.stop_if_unused()
    found = town.planted & lines
    sys.stdout.write(
        f"{len(town.readings):,} reads by {len(town.readers)} readers: {len(found)} of {len(town.planted)} found,"
        f" {len(lines)} lines, in {seconds:.1f} s\n"
    )
    for rule, count in WEEKLY.items():
        hits = {one for one in found if one[1] == rule}
        sys.stdout.write(f"  {rule}: {len(hits)} of {count}, {sum(one[1] == rule for one in lines)} lines\n")
    return 0 if len(found) >= 0.9 * len(town.planted) and len(lines) <= 50 else 1


if __name__ == "__main__":
    sys.exit(main())
