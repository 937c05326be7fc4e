"""Guard: what leaders and planners are told of how many there are passes `benken/numbers`; their worklists are named.

It reads the code of every page that is theirs alone, what that page asks, and its templates: for pages to come as well.
"""

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tests.guards.matrix.table import LEADERS, TABLE
from tests.guards.test_url_matrix import addresses

PACKAGE = Path(settings.PACKAGE)
READERS = LEADERS | {"planner"}
COUNTS = re.compile(r"\.count\(|\b(?:Count|Sum)\(|\.aggregate\(|\|\s*length|{% blocktranslate[^%]* count ")
ASKED = re.compile(r"^from (benken\.[\w.]*(?:queries|actions|waiting)[\w.]*) import", re.MULTILINE)
DRAWN = re.compile(r'"([\w/]+\.html)"')

# Counts that need not pass, for they are tasks with a name in them: docs/explanation/numbers.md says so of each.
WORKLISTS = {
    "access/actions/unusual.py": "who has been read about by a named reader: as below",
    "desk/templates/desk/team_reading.html": "pages a named reader opened: to look after reading is the leader's duty",
    "interop/queries.py": "lines of the leader's own file",
    "interop/actions/undo.py": "lines of the leader's own file",
    "interop/templates/interop/import_preview.html": "lines of the leader's own file",
    "interop/templates/interop/import_result.html": "lines of the leader's own file",
}


def files_behind_their_pages() -> Iterator[Path]:
    """Yield the files of every page that is for leaders and planners: the views, what they ask, what they draw."""
    for pattern in addresses():
        who = TABLE[pattern.name or ""][0]
        if not who & READERS or who - READERS - {"admin"}:
            continue
        view = inspect.getmodule(inspect.unwrap(pattern.callback))
        assert view is not None
        written = inspect.getsource(view)
        for name in {view.__name__, *ASKED.findall(written)}:
            file = importlib.import_module(name).__file__
            assert file is not None
            yield Path(file)
        for name in DRAWN.findall(written):
            yield from PACKAGE.glob(f"*/templates/{name}")


def test_what_a_leader_is_told_of_how_many_passes_numbers_but_for_worklists() -> None:
    behind = set(files_behind_their_pages())
    assert PACKAGE / "services/templates/services/numbers.html" in behind
    counting = {path.relative_to(PACKAGE).as_posix() for path in behind if COUNTS.search(path.read_text())}
    assert counting == set(WORKLISTS)


def test_who_is_counted_is_asked_by_nobody_but_what_protects_it() -> None:
    asking = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"\bqueries(?:\.| import .*)counted\b", path.read_text())
    }
    assert asking == {"services/actions/numbers.py"}
