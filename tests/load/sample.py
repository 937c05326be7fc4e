"""Whom the bench visits: the contact persona's own people with a full record, and Tuva."""

from dataclasses import dataclass
from uuid import UUID

import psycopg

from benken.operate.private_server import BULK
from tests.load.database import SERVER, name_of

FULL = 50  # entries
CASELOAD = """
SELECT p.id, p.called, (SELECT count(*) FROM people_entry e WHERE e.person_id = p.id AND e.state = 'shared') AS entries
FROM people_person p JOIN people_contactperson c ON c.person_id = p.id AND c.until_at IS NULL
WHERE c.worker_id = %s ORDER BY p.id
"""


@dataclass(frozen=True)
class Sample:
    """Ids and names to visit, one after the other."""

    worker: UUID
    own_account: UUID
    own_person: UUID
    caseload: tuple[UUID, ...]
    full: tuple[UUID, ...]
    names: tuple[str, ...]
    entries: int

    def person(self, turn: int) -> UUID:
        """Return somebody with a full record."""
        return self.full[turn % len(self.full)]

    def name(self, turn: int) -> str:
        """Return what somebody of the caseload goes by."""
        return self.names[turn % len(self.names)]


def take_sample(scale: int) -> Sample:
    """Ask the database whom there is to visit."""
    from benken.demo.personas import BY_KEY, TUVA

    worker = BY_KEY["contact"].user_id
    with psycopg.connect(SERVER.address(name_of(scale), BULK)) as connection:
        rows = connection.execute(CASELOAD, [worker]).fetchall()
        entries = connection.execute("SELECT count(*) FROM people_entry").fetchone()
    return Sample(
        worker=worker,
        own_account=BY_KEY["person"].user_id,
        own_person=TUVA,
        caseload=tuple(row[0] for row in rows),
        full=tuple(row[0] for row in rows if row[2] >= FULL),
        names=tuple(row[1] for row in rows),
        entries=entries[0] if entries else 0,
    )
