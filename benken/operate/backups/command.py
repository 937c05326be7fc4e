"""What `benken backup` and `benken restore` say and ask: progress on stderr, one line of result on stdout."""

import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.utils import timezone

from benken.operate.backups import keys, place
from benken.operate.backups.box import as_any
from benken.operate.backups.make import back_up as make
from benken.operate.backups.problems import FINE, PROBLEMS, Misuse, told
from benken.operate.backups.restore import restore as take_back
from benken.operate.backups.sealed import read_identities, read_recipients

BETWEEN = 5.0  # seconds between two lines of progress
NOBODY_TO_SEAL_TO = (
    "Nobody to seal the backup to: name a public key (--recipient age1…, or BENKEN_BACKUP_RECIPIENTS). `benken backup"
    " --new-key FILE` makes one. --unencrypted writes it so that whoever has the file reads everything."
)


def back_up(
    target: str, *, recipients: Sequence[str], unencrypted: bool, as_json: bool, stdout: TextIO, stderr: TextIO
) -> int:
    """Make a backup and say what is in it, and what is not."""

    def run() -> int:
        began = time.monotonic()
        sealed_to = read_recipients([] if unencrypted else [*recipients, *settings.BACKUP_RECIPIENTS])
        if not sealed_to and not unencrypted:
            if not settings.DEMO:
                raise Misuse(NOBODY_TO_SEAL_TO)
            stderr.write("Everybody in the demo is invented: the backup is sealed to nobody.\n")
        made = make(Path(target), recipients=sealed_to, at=timezone.now(), tell=_progress(stderr))
        said = {
            **as_any(made.manifest),
            "file": str(made.path),
            "bytes": made.size,
            "recipients": len(sealed_to),
            "seconds": round(time.monotonic() - began, 1),
        }
        if as_json:
            stdout.write(json.dumps(said) + "\n")
        else:
            stdout.write(
                f"{made.path}: {made.size / 1e6:,.1f} MB, {said['rows']:,} rows in {said['tables']} tables,"
                f" {said['files']:,} files, {_sealed_to(len(sealed_to))}, {said['seconds']} s\n"
            )
        stderr.write(f"{keys.NOT_IN_IT}\n")
        return FINE

    return told(run, stderr)


def restore(file: str, *, identity: str, other_key: bool, as_json: bool, stdout: TextIO, stderr: TextIO) -> int:
    """Take a backup back, and say what came back and what to do now."""

    def run() -> int:
        began, at = time.monotonic(), timezone.now()
        named = identity or os.environ.get("BENKEN_BACKUP_IDENTITY_FILE", "")
        done = take_back(
            Path(file),
            identities=read_identities(Path(named)) if named else [],
            other_key=other_key,
            at=at,
            today=timezone.localdate(at),
            tell=_progress(stderr),
        )
        files = as_any(done.manifest)["files"]
        seconds = round(time.monotonic() - began, 1)
        if at - done.manifest.made_at > place.KEPT:
            stderr.write("This backup is older than 90 days: what was to be gone by now may be in it.\n")
        if as_json:
            said = {**as_any(done.manifest), "logs_as_sealed": done.audit.is_ok, "seconds": seconds}
            stdout.write(json.dumps(said) + "\n")
        else:
            stdout.write(
                f"Restored as of {done.manifest.made_at:%Y-%m-%d %H:%M %Z}: {done.manifest.rows:,} rows in"
                f" {len(done.manifest.tables)} tables, all counted, {files:,} files, {seconds} s\n"
            )
        stderr.write(
            "Everybody is signed out, one-time codes and links are ended. What was done since then is not here: rights"
            " and sharing that were ended since stand again.\n"
        )
        if not done.audit.is_ok:
            stderr.write("The logs are not as they were sealed: run `benken audit verify`.\n")
        return FINE if done.audit.is_ok else PROBLEMS

    return told(run, stderr)


def _progress(stderr: TextIO) -> Callable[[str], None]:
    """Return what tells how far it has come, a line now and then."""
    last = time.monotonic()

    def tell(line: str) -> None:
        nonlocal last
        if time.monotonic() - last >= BETWEEN:
            last = time.monotonic()
            stderr.write(f"{line}\n")
            stderr.flush()

    return tell


def _sealed_to(count: int) -> str:
    return f"sealed to {count} {'key' if count == 1 else 'keys'}" if count else "NOT SEALED"
