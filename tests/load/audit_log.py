"""A log of any size in a database of its own, sealed as if by the minute, for the attacks and the measuring."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connections

from benken.access.actor import SYSTEM, acting_as
from benken.operate.private_server import SUPERUSER

NEWEST = datetime(2026, 11, 20, 14, tzinfo=UTC)
FIRST = NEWEST - timedelta(days=80)
USERS, SUBJECTS = 40, 600

_USERS = """
INSERT INTO access_user (id, password, username, email, name, roles, is_active)
SELECT md5('user' || n)::uuid, '', 'reader' || n, '', 'Leser ' || n, '{worker}', true FROM generate_series(1, %s) n
"""
_READINGS = """
INSERT INTO access_reading (id, at, user_id, subject_id, part, basis, why)
SELECT md5('reading' || n)::uuid,
  %(first)s::timestamptz + (%(newest)s::timestamptz - %(first)s) * (n::float8 / %(rows)s),
  md5('user' || 1 + n %% %(users)s)::uuid,
  CASE WHEN n %% 11 = 0 THEN NULL ELSE md5('subject' || n %% %(subjects)s)::uuid END,
  (ARRAY['page', 'goals', 'messages', 'entry'])[1 + n %% 4],
  (ARRAY['contact_person', 'circle', 'overlap'])[1 + n %% 3],
  CASE WHEN n %% 50 = 0 THEN 'ringte og spurte' ELSE '' END
FROM generate_series(1, %(rows)s) n
"""
_DEEDS = """
INSERT INTO access_deed (id, at, by_id, verb, subject_id, object_id)
SELECT md5('deed' || n)::uuid, %(first)s::timestamptz + (%(newest)s::timestamptz - %(first)s) * (n::float8 / %(rows)s),
  CASE WHEN n %% 9 = 0 THEN NULL ELSE md5('user' || 1 + n %% %(users)s)::uuid END,
  'entry.share', md5('subject' || n %% %(subjects)s)::uuid, CASE WHEN n %% 2 = 0 THEN md5('object' || n)::uuid END
FROM generate_series(1, %(rows)s) n
"""


@contextmanager
def django_on(name: str, *, role: str = SUPERUSER) -> Iterator[None]:
    """Let Django's own connection lead to another database of the same server, as another role."""
    known = connections["default"].settings_dict
    before = known["NAME"], known["USER"]
    connections["default"].close()
    known["NAME"], known["USER"] = name, role
    try:
        yield
    finally:
        connections["default"].close()
        known["NAME"], known["USER"] = before


def fill(*, readings: int, deeds: int) -> None:
    """Write the rows, spread evenly over eighty days."""
    span: dict[str, Any] = {"first": FIRST, "newest": NEWEST, "users": USERS, "subjects": SUBJECTS}
    with acting_as(SYSTEM), connections["default"].cursor() as cursor:
        cursor.execute(_USERS, [USERS])
        cursor.execute(_READINGS, span | {"rows": readings})
        cursor.execute(_DEEDS, span | {"rows": deeds})


def seal_in_turns(turns: int, *, folder: Path, checkpoints: int) -> None:
    """Seal as if the job had run so often meanwhile, with a checkpoint after some of the runs, last before the last."""
    from benken.access.audit.chain import LOGS
    from benken.access.audit.checkpoints import write_checkpoint
    from benken.access.audit.sealing import seal_span

    step = (NEWEST - FIRST) / turns
    for turn in range(1, turns + 1):
        at = FIRST + step * turn
        for log in LOGS:
            seal_span(log, first=at - step, until=at, at=at)
        if turn < turns and (turns - 1 - turn) % max(1, turns // checkpoints) == 0:
            with acting_as(SYSTEM):
                write_checkpoint(at=at, folder=folder)
