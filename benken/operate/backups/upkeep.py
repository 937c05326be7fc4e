"""What is done beside making backups: a pair of keys, and deleting what has had its time. Neither asks a database."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from benken.operate.backups import place
from benken.operate.backups.problems import FINE, told
from benken.operate.backups.sealed import new_identity


def new_key(path: str, *, stdout: TextIO, stderr: TextIO) -> int:
    """Make a pair of keys and print the public one."""

    def run() -> int:
        public = new_identity(Path(path))
        stderr.write(f"{path} opens backups: keep it apart from them and from the server, twice, and tell nobody.\n")
        stdout.write(f"{public}\n")
        return FINE

    return told(run, stderr)


def prune(folder: str, *, as_json: bool, stdout: TextIO, stderr: TextIO) -> int:
    """Delete the backups of a folder that have had their time, and say which."""

    def run() -> int:
        gone = place.prune(Path(folder), at=datetime.now(UTC))
        if as_json:
            stdout.write(json.dumps({"deleted": [path.name for path in gone]}) + "\n")
        else:
            stdout.writelines(f"deleted {path.name}\n" for path in gone)
            stdout.write(f"{len(gone)} deleted\n")
        return FINE

    return told(run, stderr)
