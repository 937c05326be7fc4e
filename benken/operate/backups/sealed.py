"""The outside of a backup: a file that only named keys open (age), written and read as it comes, never as plain text.

Each stretch of 64 kB is authenticated, and so is the end: a bit turned or a file cut short is found.
"""

import os
import tarfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from benken.operate.backups.problems import BackupProblem, Misuse

SEALED = b"age-encryption.org/v1"
DAMAGED = "The backup is damaged: it was cut short or changed. Take another copy of it, or an older backup."
NO_KEY = "None of the keys opens this backup. Name the file with the right key: --identity FILE."


def read_recipients(written: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """Return the public keys that were named, `age1…`."""
    recipients = []
    for one in written:
        try:
            recipients.append(pyrage.x25519.Recipient.from_str(one.strip()))
        except pyrage.RecipientError as problem:
            raise Misuse(f"{one.strip()[:80]} is no public key of age: it begins with age1.") from problem
    return recipients


def read_identities(path: Path) -> list[pyrage.x25519.Identity]:
    """Return the secret keys of a file, one a line, as age-keygen writes it."""
    try:
        lines = path.read_text().splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise Misuse(f"{path} cannot be read as a file of keys.") from problem
    lines = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    try:
        identities = [pyrage.x25519.Identity.from_str(line) for line in lines]
    except pyrage.IdentityError as problem:
        raise Misuse(f"{path} holds something that is no secret key of age (AGE-SECRET-KEY-1…).") from problem
    if not identities:
        raise Misuse(f"{path} holds no secret key of age (AGE-SECRET-KEY-1…).")
    return identities


def new_identity(path: Path) -> str:
    """Make a pair of keys: write the secret one to a new file that only its owner reads, return the public one."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"# public key: {public}\n{identity}\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as problem:
        raise Misuse(f"{path} is there already: nothing was written.") from problem
    return public


@contextmanager
def sealing(output: BinaryIO, recipients: Sequence[Any]) -> Iterator[BinaryIO]:
    """Give a stream to write to; what is written goes into `output`, sealed if there are keys to seal it to."""
    if not recipients:
        yield output
        return
    reading, writing = os.pipe()

    def seal() -> None:
        with os.fdopen(reading, "rb") as source:
            pyrage.encrypt_io(source, output, list(recipients))

    beside = _Beside(seal)
    try:
        with os.fdopen(writing, "wb") as stream:
            yield stream
    except BrokenPipeError:  # it ended first, and says why
        beside.end()
        raise
    except BaseException:
        with suppress(Exception):  # what went wrong first is told
            beside.end()
        raise
    beside.end()


@contextmanager
def unsealing(source: BinaryIO, identities: Sequence[Any]) -> Iterator[BinaryIO]:
    """Give a stream to read a tar file from: what lies in `source`, opened with one of the keys if it is sealed."""
    try:
        with _unsealing(source, identities) as stream:
            yield stream
    except (tarfile.TarError, EOFError) as problem:
        raise BackupProblem(DAMAGED) from problem


@contextmanager
def _unsealing(source: BinaryIO, identities: Sequence[Any]) -> Iterator[BinaryIO]:
    source.seek(0)
    is_sealed = source.read(len(SEALED)) == SEALED
    source.seek(0)
    if not is_sealed:
        yield source
        return
    if not identities:
        raise Misuse("This backup is sealed. Name the file with its key: --identity FILE.")
    reading, writing = os.pipe()
    into = _Watched(os.fdopen(writing, "wb"))

    def unseal() -> None:
        try:
            pyrage.decrypt_io(source, into, list(identities))
        finally:
            into.close()

    beside = _Beside(unseal)
    try:
        with os.fdopen(reading, "rb") as stream:
            yield stream
            while stream.read(1024 * 1024):  # to the end: only there it is certain that nothing is missing
                pass
    except BaseException as problem:
        beside.wait()
        if beside.fault is not None and not into.is_left:
            raise _told(beside.fault) from problem  # why the stream ended too early
        raise
    beside.wait()
    if beside.fault is not None:
        raise _told(beside.fault) from beside.fault


def _told(fault: BaseException) -> BackupProblem:
    return BackupProblem(NO_KEY if "No matching keys" in str(fault) else DAMAGED)


class _Watched:
    """A stream of which is known whether its reader went away before the end."""

    def __init__(self, stream: BinaryIO) -> None:
        self.is_left = False
        self._stream = stream

    def write(self, block: bytes) -> int:
        """Write on."""
        try:
            return self._stream.write(block)
        except BrokenPipeError:
            self.is_left = True
            raise

    def flush(self) -> None:
        """Write what is held back."""
        try:
            self._stream.flush()
        except BrokenPipeError:
            self.is_left = True
            raise

    def close(self) -> None:
        """End it."""
        try:
            self._stream.close()
        except BrokenPipeError:
            self.is_left = True


class _Beside:
    """A piece of work in a thread beside this one."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.fault: BaseException | None = None
        self._work = work
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as fault:  # noqa: BLE001  # told in the thread that waits
            self.fault = fault

    def wait(self) -> None:
        """Wait until it has ended."""
        self._thread.join()

    def end(self) -> None:
        """Wait until it has ended, and raise what went wrong."""
        self.wait()
        if self.fault is not None:
            raise BackupProblem(f"The backup could not be written: {self.fault}") from self.fault
