"""Each fault is made on purpose, against the real server process and a PostgreSQL of its own."""

import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
import pytest

from benken.operate.private_server import SUPERUSER, PrivateServer, private_server
from tests.faults.broken_line import Visitor
from tests.site import serving

DATABASE = "benken_faults"


@dataclass(frozen=True)
class Site:
    """The served municipality."""

    port: int
    process: int
    server: PrivateServer

    def rows(self, query: str, *parameters: object) -> list[tuple[object, ...]]:
        """Ask the database past all walls."""
        with psycopg.connect(self.server.address(DATABASE, SUPERUSER), autocommit=True) as connection:
            return connection.execute(query, parameters).fetchall()

    def texts(self, like: str) -> Counter[str]:
        """Return the texts of all entries that begin so, with how often each stands there."""
        rows = self.rows("SELECT text FROM people_entry WHERE text LIKE %s", like + "%")
        return Counter(str(row[0]) for row in rows)

    def visitor(self, persona: str = "contact") -> Visitor:
        """Return somebody who is signed in."""
        return Visitor(self.port).sign_in(persona)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Serve the demo on a PostgreSQL that these tests may break."""
    server = private_server("faults-postgres")
    server.start()
    server.drop_database(DATABASE)
    server.create_database(DATABASE)
    try:
        with serving(server, DATABASE, persons=40) as (port, process):
            yield Site(port, process, server)
    finally:
        server.drop_database(DATABASE)
        server.stop()


def note(visitor: Visitor, text: str) -> tuple[str, dict[str, str]]:
    """Return the address and the fields of a new note about Tuva, ready to be shared."""
    path = f"/people/{tuva()}/entries/{uuid4()}/"
    fields = visitor.form(path) | {"text": text, "kind": "talk", "note_kind": "service_note", "share": "1"}
    return path, fields | {"happened_at": time.strftime("%Y-%m-%dT00:01")}


def tuva() -> UUID:
    """Return the id of Tuva's page."""
    from benken.demo.keys import person_id

    return person_id("tuva")


def until(done: Callable[[], bool], *, seconds: float = 30) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.2)


def test_a_note_of_40000_characters_is_kept_whole_and_one_more_loses_nothing(site: Site) -> None:
    visitor = site.visitor()
    text = ("Lang 🌱 يوسف æøå\n" * 3000)[:39_999] + "!"
    path, fields = note(visitor, text.replace("\n", "\r\n"))
    assert visitor.ask("POST", path, fields)[0] == 302
    assert site.texts("Lang") == Counter([text])
    path, fields = note(visitor, text + "for mye")
    status, _headers, page = visitor.ask("POST", path, fields)
    assert status == 422
    assert "for mye</textarea>" in page
    assert site.texts("Lang") == Counter([text])


def test_the_same_form_from_eight_clicks_at_once_counts_once(site: Site) -> None:
    visitor = site.visitor()
    path, fields = note(visitor, "Åtte klikk.")
    with ThreadPoolExecutor(8) as clicks:
        answers = list(clicks.map(lambda _: visitor.try_to_ask("POST", path, fields), range(8)))
    assert answers == [302] * 8
    assert site.texts("Åtte klikk") == Counter(["Åtte klikk."])


def test_of_two_who_save_at_once_the_second_is_told(site: Site) -> None:
    visitors = [site.visitor(), site.visitor()]
    path = f"/people/{tuva()}/change/"
    called = ["Tuva A", "Tuva B"]
    forms = [
        visitor.form(path) | {"called": name, "language": "nb"} for visitor, name in zip(visitors, called, strict=True)
    ]
    with ThreadPoolExecutor(2) as savers:
        answers = list(savers.map(lambda one: one[0].ask("POST", path, one[1]), zip(visitors, forms, strict=True)))
    assert sorted(answer[0] for answer in answers) == [302, 422]
    (stands,) = site.rows("SELECT called FROM people_person WHERE id = %s", tuva())
    lost = next(name for name in called if name != stands[0])
    told = next(page for status, _headers, page in answers if status == 422)
    assert lost in told
    assert str(stands[0]) in told


def test_a_form_cut_off_in_the_middle_saves_nothing_and_is_sent_again_once(site: Site) -> None:
    visitor = site.visitor()
    path, fields = note(visitor, "Tunnelen. " * 500)
    for part in (0.1, 0.5, 0.99):
        visitor.send_and_hang_up(path, fields, part=part)
    time.sleep(1)
    assert site.texts("Tunnelen") == Counter()
    assert visitor.ask("POST", path, fields)[0] == 302
    assert site.texts("Tunnelen").total() == 1


def test_a_form_whose_answer_nobody_heard_is_sent_again_and_counts_once(site: Site) -> None:
    visitor = site.visitor()
    path, fields = note(visitor, "Heisen.")
    visitor.send_and_hang_up(path, fields, part=1)
    until(lambda: site.texts("Heisen").total() == 1)
    assert visitor.ask("POST", path, fields)[0] == 302
    assert site.texts("Heisen").total() == 1


def test_a_body_of_10_megabytes_is_refused_with_a_sentence_and_the_server_goes_on(site: Site) -> None:
    visitor = site.visitor()
    path, fields = note(visitor, "Kjempestor " + "å" * 10_000_000)
    status, headers, page = visitor.ask("POST", path, fields)
    assert status == 413
    assert "text/html" in headers["Content-Type"]
    assert "Det du sendte, er for stort" in page
    assert site.texts("Kjempestor") == Counter()
    assert visitor.ask("GET", "/")[0] == 200


def test_when_the_database_is_cut_off_in_the_middle_of_a_save_nothing_is_half_and_the_text_is_kept(site: Site) -> None:
    visitor = site.visitor()
    path, fields = note(visitor, "Midt i lagringen.")
    answers: list[tuple[int, str]] = []

    def send() -> None:
        status, _headers, page = visitor.ask("POST", path, fields)
        answers.append((status, page))

    with psycopg.connect(site.server.address(DATABASE, SUPERUSER)) as blocker:
        blocker.execute("LOCK TABLE people_entry IN ACCESS EXCLUSIVE MODE")
        sending = threading.Thread(target=send)
        sending.start()
        waits = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = 'benken_app'"
        until(lambda: bool(site.rows(waits)))
        site.rows(f"SELECT pg_terminate_backend(pid) FROM ({waits}) AS waiting")  # noqa: S608  # our own text
        sending.join(timeout=60)
    status, page = answers[0]
    assert status == 500
    assert "er tatt vare på i en time" in page
    assert site.texts("Midt i") == Counter()
    assert "Midt i lagringen." in visitor.ask("GET", path)[2]


def test_an_hour_that_does_not_exist_or_exists_twice_is_met_with_words(site: Site) -> None:
    visitor = site.visitor()
    path, fields = note(visitor, "Sommertid.")
    status, _headers, page = visitor.ask("POST", path, fields | {"happened_at": "2026-03-29T02:30"})
    assert status == 422
    assert "Sommertid." in page
    path, fields = note(visitor, "Vintertid.")
    assert visitor.ask("POST", path, fields | {"happened_at": "2025-10-26T02:30"})[0] == 302
    assert site.texts("Vintertid").total() == 1


@pytest.mark.parametrize("stop", ["restart", "kill -9"])
def test_what_was_answered_stands_once_when_postgresql_stops_under_use(site: Site, stop: str) -> None:
    visitors = [site.visitor() for _ in range(4)]
    forms = [
        [note(visitor, f"{stop} {number}-{turn}.") for turn in range(25)] for number, visitor in enumerate(visitors)
    ]
    answered: list[str] = []
    statuses: Counter[int] = Counter()

    def work(number: int) -> None:
        for path, fields in forms[number]:
            status = visitors[number].try_to_ask("POST", path, fields)
            statuses[status] += 1
            if status == 302:
                answered.append(fields["text"])
            time.sleep(0.05 if status == 302 else 1)

    with ThreadPoolExecutor(4) as workers:
        running = [workers.submit(work, number) for number in range(4)]
        time.sleep(1)
        if stop == "restart":
            site.server.stop()
        else:
            (first_line, *_rest) = (site.server.data / "postmaster.pid").read_text().splitlines()
            os.kill(int(first_line), signal.SIGKILL)
        time.sleep(0.5)
        site.server.start()
        for one in running:
            one.result(timeout=120)
    assert set(statuses) <= {302, 400, 500}, statuses  # 400: saved, but the session could not be written after it
    assert statuses[302] > 20, statuses
    until(lambda: visitors[0].try_to_ask("GET", "/", {}) == 200)
    stands = site.texts(stop)
    assert set(answered) <= set(stands)
    assert max(stands.values()) == 1
    # What was not answered is sent again, with the same key, and stands once.
    for number, visitor in enumerate(visitors):
        for path, fields in forms[number]:
            assert visitor.try_to_ask("POST", path, fields) == 302
    assert site.texts(stop) == Counter(f"{stop} {number}-{turn}." for number in range(4) for turn in range(25))


def test_what_was_answered_stands_once_when_a_server_process_is_killed(site: Site) -> None:
    visitor = site.visitor()
    forms = [note(visitor, f"Drept {turn}.") for turn in range(30)]
    answered = []
    for turn, (path, fields) in enumerate(forms):
        if turn == 10:
            os.kill(a_server_process(site.process), signal.SIGKILL)
        if visitor.try_to_ask("POST", path, fields) == 302:
            answered.append(fields["text"])
    stands = site.texts("Drept")
    assert set(answered) <= set(stands)
    assert max(stands.values()) == 1
    for path, fields in forms:
        assert visitor.try_to_ask("POST", path, fields) == 302
    assert site.texts("Drept") == Counter(f"Drept {turn}." for turn in range(30))


def a_server_process(top: int) -> int:
    """Return one of the server's own processes: a child of the child that `benken demo` started."""
    master = next(child for child in children(top) if "gunicorn" in command(child))
    return children(master)[0]


def children(process: int) -> list[int]:
    """Return the processes that a process has started."""
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False)
    return [int(number) for number in told.stdout.split()]


def command(process: int) -> str:
    """Return how a process was started."""
    return subprocess.run(["ps", "-o", "args=", "-p", str(process)], capture_output=True, text=True, check=True).stdout
