"""One database for each scale, on a private server of the bench's own; kept between runs while the schema is the same.

Read before the settings: importing this module says which server and that the demo setting is on.
"""

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from benken.operate.private_server import APP, OWNER, PROJECT, private_server

SERVER = private_server("bench-postgres")  # fsync on, as in the demo; nobody else's work is in its figures
Say = Callable[[str], None]

os.environ["BENKEN_DEMO"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "benken.config.settings"


@cache
def name_of(scale: int) -> str:
    """Return the database's name, which changes when the schema or what is loaded changes."""
    demo = PROJECT / "benken/demo"  # of the first 600 nothing is asked: their texts hardly change a figure
    files = [
        *(PROJECT / "benken").glob("*/migrations/*.py"),
        *(PROJECT / "benken/operate/schema.py", PROJECT / "benken/access/row_policies.py"),
        *(demo / "many.py", demo / "sentences.py"),
    ]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()[:8]
    return f"bench_{scale}_{digest}"


def use(scale: int) -> str:
    """Let this process and those it starts work on the database of a scale; return its name."""
    name = name_of(scale)
    os.environ["DATABASE_URL"] = SERVER.address(name, APP)
    os.environ["DATABASE_OWNER_URL"] = SERVER.address(name, OWNER)
    return name


def make(scale: int, *, say: Say) -> None:
    """Make the database of a scale, or go on where the last run was cut off; a finished one is left as it is."""
    import django

    name = use(scale)
    for old in SERVER.database_names():
        if old.startswith(f"bench_{scale}_") and old != name:
            SERVER.drop_database(old)
    if not SERVER.has_database(name):
        SERVER.create_database(name)
    django.setup()
    from django.db import connections
    from django.utils import timezone

    from benken.config.demo_server import check_room, let_in, make_ready

    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    make_ready()
    check_room(scale)
    let_in(scale, today=timezone.localdate(), say=say)
    from tests.load.places import fill_places
    from tests.load.texts import fill_texts
    from tests.load.waits import fill_waits

    fill_places(scale)
    fill_waits(scale)
    fill_texts(scale)
    connections.close_all()


def size(scale: int) -> int:
    """Return how many bytes the database takes."""
    import psycopg

    with psycopg.connect(SERVER.address(name_of(scale), OWNER)) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0


def server_process() -> int:
    """Return the process id of the server."""
    return int((SERVER.data / "postmaster.pid").read_text().splitlines()[0])


def folder() -> Path:
    """Return where the bench writes what it saw."""
    place = PROJECT / "var" / "bench"
    place.mkdir(parents=True, exist_ok=True)
    return place
