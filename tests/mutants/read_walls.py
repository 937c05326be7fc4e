"""Reads the walls of a database that the migrations have just made."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from tests.environment import SERVER
from tests.mutants.walls import walls


def main(into: str) -> None:
    """Start the tests' server, copy nothing, read the template's catalogue, and write it down."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benken.config.settings")
    import django

    django.setup()
    from tests.conftest import template

    SERVER.start()
    found = walls(SERVER.address(template(), "benken_owner"))
    Path(into).write_text(json.dumps([asdict(one) for one in found]))
    SERVER.stop_if_unused()
