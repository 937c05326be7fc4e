"""Guard: the first wall holds alone. With the rows of the database open to everybody, the code still answers nobody."""

from typing import Any

import pytest

from benken.access import middleware
from benken.access.actor import SYSTEM, acting_as
from tests.guards.matrix.asking import Asker
from tests.guards.matrix.judge import faults
from tests.guards.matrix.table import TABLE
from tests.guards.test_canaries import TOLD, Listener, Marked, marked, questions
from tests.guards.test_url_matrix import SLICES, address_of, built, town, undone

pytestmark = pytest.mark.usefixtures("undone")
__all__ = ["built", "marked", "town", "undone"]  # fixtures: their names must stand here


# One for each way of having no right, or a narrow one.
CLOSED_TO = {"circle", "peer", "former", "former contact", "other team", "leader", "helper", "other person"}


@pytest.fixture(autouse=True)
def _second_wall_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every request act as the system, whom no row is closed to."""
    monkeypatch.setattr(middleware, "acting_as", lambda *_who, **_how: acting_as(SYSTEM))


@pytest.mark.parametrize("start", range(SLICES))
def test_the_code_alone_answers_nobody_else(town: dict[str, Any], start: int) -> None:
    asked = [address_of(name, town) for name in sorted(TABLE)[start::SLICES] if TABLE[name][2]]
    strangers = {who: user for who, user in town["users"].items() if who in CLOSED_TO}
    cells = faults(asked, strangers, asker=Asker(), methods=lambda address, _who: (address.method,), least=False)
    wrong = [fault for fault in cells if fault]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("half", [0, 1])
def test_the_code_alone_shows_and_tells_nothing(marked: Marked, town: dict[str, Any], half: int) -> None:
    listener, shown = Listener(), []
    for who, user in list(marked.strangers.items())[half::2]:
        for method, path in questions(who, town, marked):
            found = marked.canaries.shown_in(listener.heard(listener.ask(user, method, path)))
            places = {marked.canaries.words[word] for word in found} - TOLD.get(who, set())
            shown += [f"{who} {method} {path}: {place}" for place in places]
    assert not shown, "\n".join(shown)
