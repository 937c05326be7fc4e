"""Where a backup is laid down, how it gets its name, and when it has had its time."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from benken.operate.backups.problems import BackupProblem, Misuse

KEPT = timedelta(days=90)  # what is erased from Benken is gone from its backups after that
OURS = re.compile(r"benken-(\d{8}T\d{6})Z\.tar(?:\.age)?")
UNFINISHED = ".unfinished-backup"


def final_path(target: Path, *, at: datetime, is_sealed: bool) -> Path:
    """Return what the backup will be called: what was typed, or in a folder a name that tells the moment."""
    if target.is_dir():
        target /= f"benken-{at.astimezone(UTC):%Y%m%dT%H%M%S}Z.tar{'.age' if is_sealed else ''}"
    if os.path.lexists(target):
        raise Misuse(f"{target} is there already: nothing was written.")
    if not target.parent.is_dir():
        raise Misuse(f"{target.parent} is no folder.")
    return target


@contextmanager
def laid_down(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to. It gets its name when all of it is on the disk, and none if anything goes wrong.

    Nobody else may read it. What is there under that name is never replaced.
    """
    _clear_unfinished(path.parent)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}{UNFINISHED}")
    number = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(number, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # let go when this process ends, however it ends
            yield file
            file.flush()
            os.fsync(file.fileno())
            _name(unfinished, path)
        _sync(path.parent)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()


def prune(folder: Path, *, at: datetime) -> list[Path]:
    """Delete the backups of a folder that are older than 90 days, by the moment in their name; return them."""
    if not folder.is_dir():
        raise Misuse(f"{folder} is no folder.")
    _clear_unfinished(folder)
    gone = [path for path, made_at in backups_in(folder) if at - made_at > KEPT]
    for path in gone:
        path.unlink()
    if gone:
        _sync(folder)
    return gone


def backups_in(folder: Path) -> list[tuple[Path, datetime]]:
    """Return the backups that Benken named in a folder, and when each was made, the oldest first."""
    found = []
    for path in folder.iterdir():
        if (named := OURS.fullmatch(path.name)) and path.is_file() and not path.is_symlink():
            with suppress(ValueError):  # digits that are no moment
                found.append((path, datetime.strptime(named[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)))
    return sorted(found, key=lambda one: one[1])


def _clear_unfinished(folder: Path) -> None:
    """Delete what backups left that were killed; whoever still writes holds a lock."""
    for path in folder.glob(f".*{UNFINISHED}"):
        with suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def _name(unfinished: Path, path: Path) -> None:
    try:
        os.link(unfinished, path)  # fails if anything has that name by now
    except FileExistsError as problem:
        raise BackupProblem(f"{path} has come into being meanwhile: nothing was written.") from problem
    except OSError:  # a disk without hard links
        if os.path.lexists(path):
            raise BackupProblem(f"{path} has come into being meanwhile: nothing was written.") from None
        unfinished.rename(path)


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
