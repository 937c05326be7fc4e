"""Checkpoints: how far the seals had come, signed and kept outside the database.

Whoever holds the database can change a row and seal everything after it anew. They cannot change what a checkpoint
says: it is signed with a key that is not in the database, and written to a folder that is not the database's.
A line is a checkpoint as JSON; each holds the hash of the line before it.
"""

import base64
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from benken.access.audit.chain import LOGS
from benken.access.audit.sealing import Head, head_of

FILE = "checkpoints.jsonl"


@dataclass(frozen=True)
class Checkpoint:
    """One line that was written: how many rows each log had, and the hash of the last one and when it was sealed.

    Lines written before that moment was noted hold None for it.
    """

    line: int
    at: datetime
    heads: dict[str, Head]


@dataclass(frozen=True)
class BrokenLine:
    """A line that is no checkpoint of ours, or does not follow the one before it."""

    line: int
    why: str


def checkpoint_folder() -> Path | None:
    """Return where checkpoints are kept, or None: then nobody but `benken audit checkpoint` makes any."""
    if settings.CHECKPOINTS:
        return Path(settings.CHECKPOINTS)
    known = connections["default"].settings_dict
    if settings.DEMO and str(known["HOST"]).startswith("/"):  # the private server's own folder, gone when it goes
        return Path(known["HOST"]) / "checkpoints" / str(known["NAME"])
    return None


def write_checkpoint(*, at: datetime, folder: Path | None) -> str:
    """Sign how far the seals have come, add it to the folder's file, and return the line. The actor is the system."""
    said: dict[str, Any] = {"at": at.isoformat(), "key": key_name(public_key())}
    for log in LOGS:
        head = head_of(log)
        sealed_at = head.sealed_at.isoformat() if head.sealed_at else None
        said[log.name.value] = {"count": head.number, "head": head.hash.hex(), "sealed_at": sealed_at}
    if folder is None:
        return _signed(said | {"before": ""})
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        last = b""
        for last in file:  # noqa: B007  # the last line is what is wanted
            pass
        line = _signed(said | {"before": _hash(last.rstrip(b"\n"))})
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return line


def read_checkpoints(folder: Path) -> Iterator[Checkpoint | BrokenLine]:
    """Yield each line of a folder's file, checked: its signature, and that no line before it is missing."""
    path, before = folder / FILE, _hash(b"")
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            line = raw.rstrip(b"\n")
            yield _checked(line, number, before)
            before = _hash(line)


def private_key() -> Ed25519PrivateKey:
    """Return the key that signs: of the file that is named, else one that only the secret key gives."""
    if settings.CHECKPOINT_KEY_FILE:
        try:
            key = load_pem_private_key(Path(settings.CHECKPOINT_KEY_FILE).read_bytes(), password=None)
        except (OSError, ValueError, TypeError) as problem:
            raise ImproperlyConfigured(f"BENKEN_CHECKPOINT_KEY_FILE cannot be used: {problem}") from problem
        if not isinstance(key, Ed25519PrivateKey):
            raise ImproperlyConfigured("BENKEN_CHECKPOINT_KEY_FILE holds another kind of key: make one of Ed25519")
        return key
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"log-checkpoint")
    return Ed25519PrivateKey.from_private_bytes(derive.derive(settings.SECRET_KEY.encode()))


def public_key() -> Ed25519PublicKey:
    """Return the key that checks."""
    return private_key().public_key()


def key_name(key: Ed25519PublicKey) -> str:
    """Return by what a key is known in a checkpoint."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def _signed(said: dict[str, Any]) -> str:
    signature = base64.b64encode(private_key().sign(_canonical(said))).decode()
    return _canonical(said | {"signature": signature}).decode()


def _checked(line: bytes, number: int, before: str) -> Checkpoint | BrokenLine:
    try:
        said = json.loads(line)
        signature = base64.b64decode(said.pop("signature"))
        heads = {log.name.value: _head(said[log.name.value]) for log in LOGS}
        at = datetime.fromisoformat(said["at"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return BrokenLine(number, "it cannot be read")
    key = public_key()
    if said.get("key") != key_name(key):
        return BrokenLine(number, "it was signed with another key")
    try:
        key.verify(signature, _canonical(said))
    except InvalidSignature:
        return BrokenLine(number, "its signature is not ours")
    if said["before"] != before:
        return BrokenLine(number, "the line before it was taken out or changed")
    return Checkpoint(number, at, heads)


def _head(said: dict[str, Any]) -> Head:
    sealed_at = said.get("sealed_at")
    return Head(
        int(said["count"]), bytes.fromhex(said["head"]), datetime.fromisoformat(sealed_at) if sealed_at else None
    )


def _canonical(said: dict[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
