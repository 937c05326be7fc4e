"""`make audit-attack`: the logs cut, edited, reordered, filled up and sealed anew, by whoever holds the database.

Each round is one transaction of the superuser: the attack, then the check as the app's own role, then the way back.
The attacks reach no further than the last checkpoint: what came after it stands on the seals alone.
"""

import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from psycopg import sql

SEED = 20261122
READINGS, DEEDS, TURNS = 1_500, 300, 12


@dataclass(frozen=True)
class Attack:
    """What was done, and which rows a good check names (none where only the whole can be told)."""

    how: str
    rows: tuple[UUID, ...] = ()


class Attacker:
    """Somebody with the superuser's rights, who knows how sealing works.

    They attack between two checkpoints: `since` (None: from the first row on) and the newest.
    """

    def __init__(self, source: random.Random, folder: Path, since: datetime | None) -> None:
        from benken.access.audit.chain import LOGS
        from benken.access.audit.checkpoints import Checkpoint, read_checkpoints

        self.source, self.folder = source, folder
        self.log = source.choice(LOGS)
        checkpoints = [line for line in read_checkpoints(folder) if isinstance(line, Checkpoint)]
        counts = {line.at: line.heads[self.log.name.value].number for line in checkpoints}
        self.first = counts[since] + 1 if since else 1
        self.reach = counts[checkpoints[-1].at]
        self.cursor = connections["default"].cursor()

    def run(self, statement: str, *values: Any) -> None:
        """Run a statement; `{log}` stands for the log's table."""
        query = sql.SQL(statement).format(log=sql.Identifier(self.log.table))
        self.cursor.execute(query, [*values])

    def key(self, number: int) -> tuple[UUID, Any]:
        """Return id and moment of a sealed row."""
        self.run("SELECT row_id, row_at FROM access_seal WHERE log = %s AND number = %s", self.log.name.value, number)
        found = self.cursor.fetchone()
        assert found
        row_id, at = found
        return row_id, at

    def somewhere(self) -> int:
        """Return the number of a row that a checkpoint covers."""
        return self.source.randint(self.first, self.reach)

    def edit(self) -> Attack:
        """Change one column of one row."""
        number = self.somewhere()
        row_id, at = self.key(number)
        column = self.source.choice([name for name in self.log.columns if name != "id"])
        by = {
            "at": "at + interval '1 minute'",
            "part": "'entry2'",
            "basis": "'self'",
            "why": "why || '.'",
            "verb": "'entry.save'",
        }.get(column, "'00000000-0000-7000-8000-000000000001'")
        self.run(f"UPDATE {{log}} SET {column} = {by} WHERE id = %s AND at = %s", row_id, at)  # noqa: S608  # our own words
        return Attack(f"edit {column}", (row_id,))

    def delete(self) -> Attack:
        """Take out some rows, and leave their seals."""
        numbers = {self.somewhere() for _ in range(self.source.randint(1, 5))}
        keys = [self.key(number) for number in numbers]
        for row_id, at in keys:
            self.run("DELETE FROM {log} WHERE id = %s AND at = %s", row_id, at)
        return Attack("delete rows", tuple(row_id for row_id, _at in keys))

    def delete_with_seals(self) -> Attack:
        """Take out a row and its seal."""
        number = self.somewhere()
        row_id, at = self.key(number)
        self.run("DELETE FROM {log} WHERE id = %s AND at = %s", row_id, at)
        self.run("DELETE FROM access_seal WHERE log = %s AND number = %s", self.log.name.value, number)
        return Attack("delete row and seal")

    def delete_and_seal_anew(self) -> Attack:
        """Take out a row, close the gap and seal all that follows anew."""
        number = self.somewhere()
        self.delete_row_of(number)
        self.run("UPDATE access_seal SET number = -number WHERE log = %s AND number > %s", self.log.name.value, number)
        self.run("UPDATE access_seal SET number = -number - 1 WHERE log = %s AND number < 0", self.log.name.value)
        self.seal_anew(number)
        return Attack("delete and seal anew")

    def edit_and_seal_anew(self) -> Attack:
        """Change a row and seal it and all that follows anew."""
        number = self.somewhere()
        row_id, at = self.key(number)
        self.run("UPDATE {log} SET subject_id = gen_random_uuid() WHERE id = %s AND at = %s", row_id, at)
        self.seal_anew(number)
        return Attack("edit and seal anew")

    def put_in(self) -> Attack:
        """Put in a row that says it is old, and has no seal."""
        return Attack("put in", (self.new_row(self.somewhere()),))

    def put_in_and_wait(self) -> Attack:
        """Put in an old row, and let the job seal it as it seals whatever came late."""
        from benken.access.audit.sealing import seal_all
        from tests.load.audit_log import NEWEST

        row_id = self.new_row(self.somewhere())
        seal_all(at=NEWEST + timedelta(minutes=1))
        return Attack("put in and wait", (row_id,))

    def put_in_and_seal_anew(self) -> Attack:
        """Put in an old row in its place, and seal all that follows anew."""
        number = self.somewhere()
        row_id = self.new_row(number)
        log = self.log.name.value
        self.run("UPDATE access_seal SET number = -number WHERE log = %s AND number >= %s", log, number)
        self.run("UPDATE access_seal SET number = -number + 1 WHERE log = %s AND number < 0", log)
        self.run(
            "INSERT INTO access_seal SELECT s.log, %s, r.id, r.at, s.sealed_at, s.hash FROM {log} r, access_seal s"
            " WHERE r.id = %s AND s.log = %s AND s.number = %s",
            *(number, row_id, log, number + 1),
        )
        self.seal_anew(number)
        return Attack("put in and seal anew")

    def swap_seals(self) -> Attack:
        """Let two rows change places."""
        first, second = self.source.sample(range(self.first, self.reach + 1), 2)
        log = self.log.name.value
        keys = self.key(first), self.key(second)
        self.run("DELETE FROM access_seal WHERE log = %s AND number = %s RETURNING sealed_at, hash", log, second)
        found = self.cursor.fetchone()
        assert found
        place = "UPDATE access_seal SET row_id = %s, row_at = %s WHERE log = %s AND number = %s"
        self.run(place, *keys[1], log, first)
        self.run("INSERT INTO access_seal VALUES (%s, %s, %s, %s, %s, %s)", log, second, *keys[0], *found)
        return Attack("swap two", tuple(row_id for row_id, _at in keys))

    def swap_and_seal_anew(self) -> Attack:
        """Let two rows change places and seal all anew."""
        self.swap_seals()
        self.seal_anew(self.first)
        return Attack("swap and seal anew")

    def swap_whose(self) -> Attack:
        """Let two rows change what they say."""
        first = self.somewhere()
        row_id, at = self.key(first)
        self.run(
            "UPDATE {log} SET subject_id = gen_random_uuid() WHERE (id, at) = (%s, %s) RETURNING subject_id", row_id, at
        )
        return Attack("another subject", (row_id,))

    def cut(self) -> Attack:
        """Cut off the end, rows and seals, past the last checkpoint."""
        self.cut_from(self.somewhere())
        return Attack("cut")

    def cut_and_fill(self) -> Attack:
        """Cut off the end and fill up with invented rows, all well sealed."""
        number = max(self.first + 1, self.somewhere())
        self.run("SELECT count(*) FROM access_seal WHERE log = %s", self.log.name.value)
        found = self.cursor.fetchone()
        last, at = found[0] if found else 0, self.key(number)[1]
        self.cut_from(number)
        from benken.access.audit.sealing import seal_span
        from tests.load.audit_log import NEWEST

        for turn in range(last - number + 1):
            self.new_row(number - 1, shift=timedelta(seconds=1 + turn))
        seal_span(self.log, first=at - timedelta(days=3), until=None, at=NEWEST)
        return Attack("cut and fill up")

    def empty(self) -> Attack:
        """Take everything away."""
        self.run("DELETE FROM {log}")
        self.run("DELETE FROM access_seal WHERE log = %s", self.log.name.value)
        return Attack("empty")

    def lose_seals(self) -> Attack:
        """Take out the seals from somewhere on, and let the job seal the same rows again."""
        from benken.access.audit.sealing import seal_all
        from tests.load.audit_log import NEWEST

        self.run("DELETE FROM access_seal WHERE log = %s AND number >= %s", self.log.name.value, self.somewhere())
        seal_all(at=NEWEST + timedelta(minutes=1))
        return Attack("seals lost and made again")

    def change_hash(self) -> Attack:
        """Change a hash."""
        number = self.somewhere()
        self.run(
            "UPDATE access_seal SET hash = sha256(hash) WHERE log = %s AND number = %s", self.log.name.value, number
        )
        return Attack("change a hash", (self.key(number)[0],))

    def shorten_hash(self) -> Attack:
        """Make a hash too short."""
        number = self.somewhere()
        self.run("UPDATE access_seal SET hash = 'x' WHERE log = %s AND number = %s", self.log.name.value, number)
        return Attack("shorten a hash")

    def change_checkpoint(self) -> Attack:
        """Change, take out or swap lines of the file beside the database."""
        from benken.access.audit.checkpoints import FILE

        path = self.folder / FILE
        lines = path.read_bytes().splitlines(keepends=True)
        place = self.source.randrange(len(lines) - 1)
        match self.source.randrange(3):
            case 0:
                del lines[place]
            case 1:
                lines[place] = lines[place].replace(b'"count":', b'"count":1', 1)
            case _:
                lines[place], lines[place + 1] = lines[place + 1], lines[place]
        path.write_bytes(b"".join(lines))
        return Attack("change the checkpoints")

    def delete_row_of(self, number: int) -> None:
        """Take out a row and its seal."""
        row_id, at = self.key(number)
        self.run("DELETE FROM {log} WHERE id = %s AND at = %s", row_id, at)
        self.run("DELETE FROM access_seal WHERE log = %s AND number = %s", self.log.name.value, number)

    def cut_from(self, number: int) -> None:
        """Take out all rows and seals from a number on."""
        log = self.log.name.value
        self.run(
            "DELETE FROM {log} r USING access_seal s"
            " WHERE s.log = %s AND s.number >= %s AND s.row_id = r.id AND s.row_at = r.at",
            *(log, number),
        )
        self.run("DELETE FROM access_seal WHERE log = %s AND number >= %s", log, number)

    def new_row(self, number: int, *, shift: timedelta = timedelta(seconds=7)) -> UUID:
        """Put in a row like another one, a little later than that."""
        row_id, at = self.key(number)
        rest = ", ".join(name for name in self.log.columns if name not in {"id", "at"})
        new = UUID(int=self.source.getrandbits(128))
        self.run(
            f"INSERT INTO {{log}} (id, at, {rest}) SELECT %s, at + %s, {rest} FROM {{log}} WHERE id = %s AND at = %s",  # noqa: S608  # our own words
            *(new, shift, row_id, at),
        )
        return new

    def seal_anew(self, number: int) -> None:
        """Write all hashes from a number on as the sealing job would."""
        from benken.access.audit.chain import eight_bytes, hash_of, rows_of

        log = self.log.name.value
        self.run("SELECT hash FROM access_seal WHERE log = %s AND number = %s", log, number - 1)
        found = self.cursor.fetchone()
        before = bytes(found[0]) if found else self.log.first_hash
        query = sql.SQL(
            "SELECT {columns}, s.number, s.sealed_at FROM access_seal s JOIN {table} r ON r.id = s.row_id"
            " AND r.at = s.row_at WHERE s.log = {log} AND s.number >= {number} ORDER BY s.number"
        ).format(
            columns=self.log.selected(),
            table=sql.Identifier(self.log.table),
            log=sql.Literal(log),
            number=sql.Literal(number),
        )
        hashes = []
        for place, row in enumerate(rows_of(query), start=number):
            before = hash_of(before, eight_bytes(place), row[-8:], row[:-24])
            hashes.append((place, before))
        self.run(
            "UPDATE access_seal s SET hash = new.hash FROM unnest(%s::bigint[], %s::bytea[]) AS new (number, hash)"
            " WHERE s.log = %s AND s.number = new.number",
            *([place for place, _hash in hashes], [one for _place, one in hashes], log),
        )


ATTACKS: list[Callable[[Attacker], Attack]] = [
    Attacker.edit,
    Attacker.edit,
    Attacker.delete,
    Attacker.delete_with_seals,
    Attacker.delete_and_seal_anew,
    Attacker.edit_and_seal_anew,
    Attacker.put_in,
    Attacker.put_in_and_wait,
    Attacker.put_in_and_seal_anew,
    Attacker.swap_seals,
    Attacker.swap_and_seal_anew,
    Attacker.swap_whose,
    Attacker.cut,
    Attacker.cut_and_fill,
    Attacker.empty,
    Attacker.lose_seals,
    Attacker.change_hash,
    Attacker.shorten_hash,
    Attacker.change_checkpoint,
]


def one_round(number: int, folder: Path, since: datetime | None = None) -> tuple[Attack, bool]:
    """Attack once and check; return the attack, and whether it was found and its row named. Nothing remains.

    With `since`, the moment of a checkpoint, what came after it is attacked, and is checked from there on.
    """
    from benken.access.actor import SYSTEM, acting_as
    from benken.access.audit.verify import verify

    source = random.Random(SEED + number)  # noqa: S311  # the same each time
    with TemporaryDirectory() as copy, acting_as(SYSTEM):
        place = Path(copy)
        shutil.copytree(folder, place, dirs_exist_ok=True)
        attacker = Attacker(source, place, since)
        # Triggers and keys stand in nobody's way who holds the database.
        attacker.run("SET LOCAL session_replication_role = replica")
        attack = ATTACKS[number % len(ATTACKS)](attacker)
        attacker.run("SET LOCAL ROLE benken_app")
        report = verify(folder=place, since=since)
        transaction.set_rollback(True)
    named = {fault.row_id for fault in report.faults}
    return attack, not report.is_ok and named.issuperset(attack.rows)


def main() -> int:
    """Attack a thousand times and tell how many were found."""
    import django

    from tests.environment import SERVER

    os.environ["DJANGO_SETTINGS_MODULE"] = "benken.config.settings"
    django.setup()
    from tests.conftest import template
    from tests.load.audit_log import django_on, fill, seal_in_turns

    rounds = int(os.environ.get("ROUNDS", "1000"))
    name = f"benken_test_{os.getpid()}_attack"
    SERVER.start()
    SERVER.create_database(name, template())
    try:
        with TemporaryDirectory() as kept, django_on(name):
            fill(readings=READINGS, deeds=DEEDS)
            seal_in_turns(TURNS, folder=Path(kept), checkpoints=6)
            found, missed = 0, Counter[str]()
            for number in range(rounds):
                attack, is_found = one_round(number, Path(kept))
                found += is_found
                if not is_found:
                    missed[attack.how] += 1
        sys.stdout.write(f"{found} found of {rounds}{f', missed: {dict(missed)}' if missed else ''}\n")
    finally:
        SERVER.drop_database(name)
        SERVER.stop_if_unused()
    return 0 if found == rounds else 1


if __name__ == "__main__":
    sys.exit(main())
