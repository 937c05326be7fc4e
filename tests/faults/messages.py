"""`make faults-messaging`: texts on their way while the worker and the gateway are killed again and again.

A real worker, a real server that is told what became of them, and a gateway of our own on a real socket that writes
each text to the disk before it answers. It prints how many were sent, delivered, lost and doubled; lost or doubled
ones end it with status 1.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from benken.operate.private_server import OWNER, SUPERUSER, PrivateServer, private_server
from tests.site import free_port, serving
from tests.sms_gateway import environment, taken_in

DATABASE = "benken_faults_messaging"
TEXTS = int(os.environ.get("TEXTS", "1000"))
KILLING_FOR = int(os.environ.get("KILLING", "120"))  # seconds
DOWN_FIRST = 20  # seconds: all are queued before the gateway is there at all
PATIENCE = 1_200  # seconds, from the last kill until all have arrived
QUEUE = """
from django.utils import timezone
from benken.access.actor import SYSTEM, acting_as
from benken.messaging.actions.texts import queue_text
from benken.messaging.models import TextConsent
from benken.people.models import Phone
at = timezone.now()
with acting_as(SYSTEM):
    TextConsent.objects.all().delete()
    phones = list(Phone.objects.filter(do_not_text=False, can_get_texts=True).select_related("person")[:20])
    for phone in phones:
        TextConsent.objects.create(phone=phone, person=phone.person, yes_at=at, yes_how="talk")
for number in range({texts}):
    phone = phones[number % len(phones)]
    queue_text(person=phone.person, number=phone.number, body=f"Under feil {{number}}", at=at)
"""


@dataclass
class Gateway:
    """Our gateway, a process that is killed and started again on the same file."""

    port: int
    log: Path
    process: "subprocess.Popen[str] | None" = field(default=None)

    @property
    def address(self) -> str:
        """Where texts are posted to."""
        return f"http://127.0.0.1:{self.port}/texts"

    def start(self) -> None:
        """Let it be there."""
        command = [sys.executable, "-m", "tests.sms_gateway", "--port", str(self.port), "--log", str(self.log)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith("ready")

    def kill(self) -> None:
        """Let it be gone, in the middle of whatever it did."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None


def kill_worker(demo: int) -> bool:
    """Kill the worker of the demo in the middle of whatever it does; another one is started by itself."""
    told = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(demo)], capture_output=True, text=True, check=False)
    for line in told.stdout.splitlines():
        number, _, command = line.strip().partition(" ")
        if command.endswith("worker"):
            with suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL)
                return True
    return False


@contextmanager
def municipality(gateway: Gateway) -> Iterator[tuple[PrivateServer, int]]:
    """Serve the demo with this gateway on a PostgreSQL of its own; yield the server and the demo's process."""
    server, port = private_server("faults-messaging"), free_port()
    server.start()
    server.drop_database(DATABASE)
    server.create_database(DATABASE)
    os.environ.update(environment(gateway.address, f"http://127.0.0.1:{port}"))
    try:
        with serving(server, DATABASE, persons=30, port=port) as (_port, process):
            yield server, process
    finally:
        gateway.kill()
        server.drop_database(DATABASE)
        server.stop()


def queue_all(server: PrivateServer) -> None:
    """Queue the texts, as any page does."""
    environ = {"DATABASE_URL": server.address(DATABASE), "DATABASE_OWNER_URL": server.address(DATABASE, OWNER)}
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", QUEUE.format(texts=TEXTS)]
    subprocess.run(command, env={**os.environ, "BENKEN_DEMO": "1", **environ}, check=True)


def states(server: PrivateServer) -> Counter[str]:
    """Return how far our texts got."""
    with psycopg.connect(server.address(DATABASE, SUPERUSER), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT state, count(*) FROM messaging_text WHERE body LIKE 'Under feil %%' GROUP BY state"
        ).fetchall()
    return Counter({str(state): int(count) for state, count in rows})


def until(done: Callable[[], bool], *, seconds: float) -> bool:
    """Wait until something holds; tell whether it did in time."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(1)
    return True


def kill_for_a_while(server: PrivateServer, gateway: Gateway, demo: int) -> tuple[int, int]:
    """Kill the worker and the gateway at random moments; return how often each."""
    chance = random.Random(7)  # noqa: S311  # no secret
    end, workers, gateways = time.monotonic() + KILLING_FOR, 0, 0
    while time.monotonic() < end and states(server)["delivered"] < TEXTS:
        time.sleep(chance.uniform(1, 6))
        if chance.random() < 0.5:
            workers += kill_worker(demo)
        else:
            gateway.kill()
            gateways += 1
            time.sleep(chance.uniform(0, 3))
            gateway.start()
    return workers, gateways


def main() -> int:
    """Do it, and tell."""
    with tempfile.TemporaryDirectory() as folder:
        gateway = Gateway(port=free_port(), log=Path(folder) / "taken")
        with municipality(gateway) as (server, demo):
            queue_all(server)
            time.sleep(DOWN_FIRST)
            gateway.start()
            workers, gateways = kill_for_a_while(server, gateway, demo)
            until(lambda: states(server)["delivered"] == TEXTS, seconds=PATIENCE)
            far, taken = states(server), taken_in(gateway.log)
    lost, doubled = TEXTS - len(set(taken)), len(taken) - len(set(taken))
    sys.stdout.write(
        f"worker killed {workers} times, gateway {gateways} times, away for the first {DOWN_FIRST} s\n"
        f"queued {TEXTS}, sent {len(set(taken))}, delivered {far['delivered']}, lost {lost}, doubled {doubled}\n"
    )
    return 0 if far["delivered"] == TEXTS and not lost and not doubled else 1


if __name__ == "__main__":
    sys.exit(main())
