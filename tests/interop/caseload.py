"""What the tests of the caseload share: the workers of the sample file, and sheets in many shapes."""

import io
from collections.abc import Iterable, Sequence

import openpyxl
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benken.access.actions.accounts import create_account
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, Team, User
from benken.operate.private_server import PROJECT

SAMPLE = PROJECT / "tests/data/caseload.csv"
EXPECTED = PROJECT / "tests/data/caseload.expected.json"


def make_worker(name: str, email: str, *, team: Team | None, role: Role = Role.WORKER) -> User:
    """Make somebody who works here, with an e-mail address of their own."""
    with acting_as(SYSTEM):
        return create_account(name=name, username=email, email=email, roles=[role], team=team, at=timezone.now())


def csv_of(*rows: Sequence[str], delimiter: str = ";") -> bytes:
    """Return rows as plain CSV in UTF-8; no cell may hold the delimiter."""
    return "\r\n".join(delimiter.join(row) for row in rows).encode()


def xlsx_of(*sheets: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook with these sheets."""
    book = openpyxl.Workbook()
    for place, rows in enumerate(sheets):
        page = book.active if place == 0 else book.create_sheet()
        assert page is not None
        for row in rows:
            page.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def asking(queries: CaptureQueriesContext) -> list[str]:
    """Return the statements that read or write rows: savepoints and setting the actor go over no table."""
    words = (query["sql"] for query in queries.captured_queries)
    return [sql for sql in words if not sql.startswith(("SAVEPOINT", "RELEASE")) and "'benken.actor'" not in sql]
