"""Read before the settings: the tests use a private server of their own, with the demo setting on."""

import os
import sys

from benken.operate.private_server import APP, BULK, PROJECT, private_server

# Where it is set, each worker, and each process that a test starts, compiles everything anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

SERVER = private_server("test-postgres", sync=False)
# `make first-wall`: row security is gone round, and what the code refuses by itself must still be refused.
SECOND_WALL_IS_OPEN = os.environ.get("BENKEN_SECOND_WALL") == "open"

os.environ["DATABASE_URL"] = SERVER.address("benken_none", BULK if SECOND_WALL_IS_OPEN else APP)
os.environ["DATABASE_OWNER_URL"] = SERVER.address("benken_none", "benken_owner")
os.environ["BENKEN_DEMO"] = "1"
os.environ["BENKEN_FILES"] = str(PROJECT / "var" / "test-files")
os.environ["BENKEN_STATIC_FROM_SOURCE"] = "1"
# The browser's own loop runs in the same process as tests that ask the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
