"""The inside of a backup: a tar file, so that it can be opened without Benken too.

files/…             the stored files as they lie there, sealed by themselves
checkpoints.jsonl   how far the seals of the logs had come, if they are kept in a folder
database/000001 …   what pg_dump wrote (custom format), cut into pieces: laid end to end they are one dump
manifest.json       what is in here, with the SHA-256 of each part
manifest.sha256     the SHA-256 of the manifest
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, BinaryIO, Self

from benken.operate.backups.problems import BackupProblem
from benken.operate.backups.sealed import DAMAGED

FORMAT = 1
PIECE = 8 * 1024 * 1024  # bytes of the dump in one part
MANIFEST, MANIFEST_SUM = "manifest.json", "manifest.sha256"
FILES, DATABASE, CHECKPOINTS = "files/", "database/", "checkpoints.jsonl"
Told = Callable[[int], None]


@dataclass
class Part:
    """One part of a backup."""

    name: str
    size: int
    sha256: str


@dataclass
class Manifest:
    """What a backup says of itself."""

    benken: str  # its version
    made_at: datetime
    server: int  # PostgreSQL's major version
    key: str  # what the secret key is known by: see `keys.known_by`
    migrations: list[list[str]]
    tables: dict[str, int]  # how many rows each has
    left_out: list[str]  # tables whose rows are not in it
    parts: list[Part] = field(default_factory=list)

    def as_json(self) -> bytes:
        """Write it down."""
        said = {**vars(self), "format": FORMAT, "made_at": self.made_at.isoformat()}
        return json.dumps({**said, "parts": [vars(part) for part in self.parts]}, indent=1).encode()

    @classmethod
    def of_json(cls, written: bytes) -> "Manifest":
        """Read what was written down."""
        said = json.loads(written)
        if said.pop("format") != FORMAT:
            raise BackupProblem("This backup was made by a newer Benken: take at least that version to restore it.")
        parts = [Part(**part) for part in said.pop("parts")]
        return cls(**{**said, "made_at": datetime.fromisoformat(said["made_at"])}, parts=parts)

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(self.tables.values())


class BoxWriter:
    """Writes the parts of a backup one after the other."""

    def __init__(self, stream: BinaryIO, *, at: datetime) -> None:
        self._into = _Into(stream)
        self._tar = tarfile.open(fileobj=self._into, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115  # closed by `finish`
        self._at = at
        self.parts: list[Part] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, fault: object, *_more: object) -> None:
        self._into.is_over = True

    def add(self, name: str, content: bytes) -> None:
        """Add a part that is at hand."""
        self.add_file(name, io.BytesIO(content), len(content))

    def add_file(self, name: str, file: BinaryIO, size: int) -> None:
        """Add a part as it lies in a file."""
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(self._at.timestamp())
        read = _Counted(file)
        try:
            self._tar.addfile(info, read)
        except OSError as problem:
            if str(problem) == "unexpected end of data":
                raise BackupProblem(f"{name} was changed while the backup was made: make it again.") from problem
            raise
        self.parts.append(Part(name, size, read.sum.hexdigest()))

    def add_stream(self, prefix: str, stream: IO[bytes], tell: Told) -> None:
        """Add a stream whose length nobody knows, in pieces."""
        number = written = 0
        while piece := _read_whole(stream, PIECE):
            number, written = number + 1, written + len(piece)
            self.add(f"{prefix}{number:06}", piece)
            tell(written)

    def finish(self, manifest: Manifest) -> None:
        """Say what is in it, and close it."""
        manifest.parts = list(self.parts)
        written = manifest.as_json()
        self.add(MANIFEST, written)
        self.add(MANIFEST_SUM, hashlib.sha256(written).hexdigest().encode() + b"\n")
        self._tar.close()


def parts_of(stream: BinaryIO) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield name and content of each part; a content must be read before the next is asked for."""
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for info in tar:
            content = tar.extractfile(info) if info.isreg() else None
            if content is None:
                raise BackupProblem(DAMAGED)
            yield info.name, content


def check(stream: BinaryIO, tell: Told) -> Manifest:
    """Read a backup from beginning to end; return its manifest if every part is as the manifest says."""
    found: list[Part] = []
    kept: dict[str, bytes] = {}
    read = 0
    for name, content in parts_of(stream):
        total, size = hashlib.sha256(), 0
        while block := content.read(1024 * 1024):
            total.update(block)
            size += len(block)
            if name in {MANIFEST, MANIFEST_SUM}:
                kept[name] = kept.get(name, b"") + block
            else:
                tell(read := read + len(block))
        found.append(Part(name, size, total.hexdigest()))
    if [part.name for part in found[-2:]] != [MANIFEST, MANIFEST_SUM]:
        raise BackupProblem(DAMAGED)
    if found[-2].sha256.encode() != kept[MANIFEST_SUM].strip():
        raise BackupProblem(DAMAGED)
    try:
        manifest = Manifest.of_json(kept[MANIFEST])
    except (ValueError, KeyError, TypeError) as problem:
        raise BackupProblem(DAMAGED) from problem
    if manifest.parts != found[:-2]:
        raise BackupProblem(DAMAGED)
    return manifest


def read_part(content: IO[bytes], part: Part) -> bytes:
    """Read a part that fits into memory, and see that it is still what was checked."""
    read = content.read()
    if hashlib.sha256(read).hexdigest() != part.sha256:
        raise BackupProblem(DAMAGED)
    return read


def _read_whole(stream: IO[bytes], size: int) -> bytes:
    blocks, left = [], size
    while left and (block := stream.read(left)):
        blocks.append(block)
        left -= len(block)
    return b"".join(blocks)


class _Into(io.RawIOBase):
    """Where the tar file goes. When it is given up, what tarfile still writes as it is cleared away goes nowhere."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.is_over = stream, False

    def write(self, block: Any) -> int:
        return len(block) if self.is_over else self.stream.write(block)


class _Counted(io.RawIOBase):
    """A file, and the sum of what was read of it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.sum.update(block)
        return block


def as_any(manifest: Manifest) -> dict[str, Any]:
    """Return what is told of a backup in JSON: without its parts and tables one by one."""
    files = [part for part in manifest.parts if part.name.startswith(FILES)]
    return {
        "benken": manifest.benken,
        "made_at": manifest.made_at.isoformat(),
        "tables": len(manifest.tables),
        "rows": manifest.rows,
        "files": len(files),
    }
