"""The whole way with a real Kannel: the served town, its worker, both boxes and a phone, and nothing in between."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest

from benken.demo.keys import person_id
from benken.operate.private_server import SUPERUSER
from tests.environment import SERVER
from tests.faults.broken_line import Visitor
from tests.kannel import Phones, phones, running_kannel
from tests.operate.running import PATIENCE
from tests.site import free_port, serving

pytestmark = pytest.mark.xdist_group("kannel")
DATABASE = "benken_test_with_kannel"
TUVA = "+4799990101"
PIN = "ferge"  # as the demo has it
GOAL = "grendehuset"
STATES = "SELECT state FROM messaging_text WHERE body = %s"


@dataclass(frozen=True)
class Town:
    """The served town, and the phones in it."""

    port: int
    phones: Phones

    def rows(self, query: str, *parameters: object) -> list[tuple[object, ...]]:
        """Ask the database past all walls."""
        with psycopg.connect(SERVER.address(DATABASE, SUPERUSER), autocommit=True) as connection:
            return connection.execute(query, parameters).fetchall()

    def text_of(self, sought: str) -> str:
        """Wait for a text on Tuva's phone that holds some words; others may come before it."""
        while True:
            number, _sender, words, parts = self.phones.next_text()
            assert (number, parts) == (TUVA, 1)
            if sought in words:
                return words

    def came_in(self, text: str) -> tuple[object, ...]:
        """Wait until a text stands in Tuva's conversation; return how."""
        query = "SELECT from_person, by_text, read_at FROM messaging_message WHERE person_id = %s AND text = %s"
        until(lambda: bool(self.rows(query, person_id("tuva"), text)))
        return self.rows(query, person_id("tuva"), text)[0]


def until(done: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + 3 * PATIENCE
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Serve the town with a Kannel of its own."""
    port, folder = free_port(), tmp_path_factory.mktemp("kannel-town")
    with running_kannel(folder, calls_at=f"http://127.0.0.1:{port}") as kannel, phones(kannel) as line:
        SERVER.drop_database(DATABASE)
        SERVER.create_database(DATABASE)
        try:
            with pytest.MonkeyPatch.context() as patch:
                for name, value in kannel.environment().items():
                    patch.setenv(name, value)
                with serving(SERVER, DATABASE, persons=30, port=port):
                    yield Town(port, line)
        finally:
            SERVER.drop_database(DATABASE)


def test_a_text_comes_in_is_answered_and_keywords_do_what_they_say(town: Town) -> None:
    contact, path = Visitor(town.port).sign_in("contact"), f"/people/{person_id('tuva')}/messages/"

    def answer(words: str) -> int:
        return contact.ask("POST", path, contact.form(path) | {"text": words, "way": "words"})[0]

    # In: it stands in the conversation, unread. Whoever has just written is awake, so an answer goes at any hour.
    town.phones.say(TUVA, "Kan du ringe i kveld? Åse spør.")
    assert town.came_in("Kan du ringe i kveld? Åse spør.") == (True, True, None)
    # Out: to the phone, and told to be there.
    assert answer("Ja, kl. 18. Gleder meg!") == 302
    assert town.text_of("Gleder meg") == "Ja, kl. 18. Gleder meg!"
    until(lambda: town.rows(STATES, "Ja, kl. 18. Gleder meg!") == [("delivered",)])
    # Keywords answer; what they are about is not said without the person's own word.
    town.phones.say(TUVA, "time")
    assert "(Automatisk SMS)" in town.text_of("vtale")
    town.phones.say(TUVA, "MÅL")
    assert GOAL not in town.text_of("MÅL")
    town.phones.say(TUVA, f"Mål {PIN}")
    assert GOAL in town.text_of(GOAL)
    assert not town.rows("SELECT 1 FROM messaging_message WHERE text ILIKE %s", f"%{PIN}%")
    # HELP has its numbers at once, and stands unread: a human reads it.
    town.phones.say(TUVA, "HJELP")
    assert "113" in town.text_of("113")
    assert town.came_in("HJELP") == (True, True, None)
    # After STOP nothing is sent, and nothing can be.
    town.phones.say(TUVA, "stopp")
    assert town.came_in("stopp") == (True, True, None)
    sent = town.rows("SELECT count(*) FROM messaging_text WHERE number = %s", TUVA)
    assert answer("Er du der?") == 422
    town.phones.say(TUVA, "TIME")
    town.came_in("TIME")
    assert town.rows("SELECT count(*) FROM messaging_text WHERE number = %s", TUVA) == sent
    assert not town.rows("SELECT 1 FROM messaging_text WHERE number = %s AND state IN ('queued', 'sending')", TUVA)
