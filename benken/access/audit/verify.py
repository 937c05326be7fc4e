"""Checks the logs against their seals, and the seals against the checkpoints. Whoever calls acts as the system.

The rows come one after the other from the server, so a log of any length takes the same memory.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from psycopg import sql

from benken.access.audit.chain import LATEST, LOGS, Log, hash_of, microseconds, moment, row_key, rows_of
from benken.access.audit.checkpoints import BrokenLine, Checkpoint, read_checkpoints
from benken.access.audit.sealing import Head

MOST_TOLD = 100  # faults that are named; all are counted
TAIL = 12 + 20 + 12 + 12 + 36  # number, row_id, row_at, sealed_at, hash: each with its length before it
_MICROSECOND = timedelta(microseconds=1)
_EIGHT, _THIRTY_TWO, _NULL = b"\0\0\0\x08", b"\0\0\0\x20", b"\xff\xff\xff\xff"
_SEALED = sql.SQL(
    """
    SELECT {columns}, s.number, s.row_id, s.row_at, s.sealed_at, s.hash
    FROM access_seal s LEFT JOIN {table} r ON r.id = s.row_id AND r.at = s.row_at
    WHERE s.log = {log} AND s.number > {after} ORDER BY s.number
    """
)
_UNSEALED = sql.SQL(
    """
    SELECT r.id, r.at FROM {table} r WHERE NOT EXISTS (
      SELECT FROM access_seal s WHERE s.log = {log} AND s.row_at = r.at AND s.row_id = r.id
    ) ORDER BY r.at
    """
)


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was sealed, and which row it is about."""

    log: str
    kind: str
    what: str
    number: int | None = None
    row_id: UUID | None = None
    row_at: datetime | None = None


@dataclass
class LogReport:
    """What was found of one log."""

    sealed: int = 0
    not_sealed: int = 0
    oldest_not_sealed: datetime | None = None


@dataclass
class Report:
    """What was found."""

    logs: dict[str, LogReport] = field(default_factory=dict)
    checkpoints: int = 0
    newest_checkpoint: datetime | None = None
    since: datetime | None = None  # the checkpoint from which on was checked; None: from the first row
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0

    @property
    def is_ok(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.fault_count

    def tell(self, fault: Fault) -> None:
        """Count a fault, and name it unless very many have been named."""
        self.fault_count += 1
        if len(self.faults) < MOST_TOLD:
            self.faults.append(fault)


Expected = dict[int, list[tuple[bytes, int]]]  # by number: the hash, and the line of the checkpoint that says so


class NoCheckpoint(LookupError):
    """There is no sound checkpoint as old as one was asked for."""


def verify(*, folder: Path | None, since: datetime | None = None) -> Report:
    """Check both logs, with the checkpoints of a folder if there is one.

    With `since` begin at the newest sound checkpoint that is no younger, and believe what it says of the rows before.
    """
    report = Report()
    expected: dict[str, Expected] = {log.name.value: defaultdict(list) for log in LOGS}
    start: Checkpoint | None = None
    for line in read_checkpoints(folder) if folder else ():
        if isinstance(line, BrokenLine):
            what = f"checkpoint {line.line}: {line.why}"
            report.tell(Fault("checkpoints", "checkpoint_broken", what, number=line.line))
            continue
        report.checkpoints += 1
        report.newest_checkpoint = line.at
        if since is not None and line.at <= since:
            start = line
        for name, head in line.heads.items():
            expected[name][head.number].append((head.hash, line.line))
    if since is not None and start is None and report.is_ok:  # a file that was tampered with is a fault, not misuse
        raise NoCheckpoint
    report.since = start.at if start else None
    for log in LOGS:
        name = log.name.value
        before = start.heads[name] if start else Head(0, log.first_hash, None)
        _check(
            log, before, {number: said for number, said in expected[name].items() if number >= before.number}, report
        )
    return report


def _check(log: Log, start: Head, expected: Expected, report: Report) -> None:
    found = report.logs[log.name.value] = LogReport()
    last, newest = _check_seals(log, start, expected, found, report)
    for number in sorted(one for one in expected if one > last):
        for _head, line in expected[number]:
            what = f"checkpoint {line} says {number} rows were sealed, now there are {last}: the end was cut off"
            report.tell(Fault(log.name.value, "cut", what, number=number))
    _check_unsealed(log, newest, found, report)


def _check_seals(log: Log, start: Head, expected: Expected, found: LogReport, report: Report) -> tuple[int, int]:
    """Walk along the seals; return the last number, and when the newest seals were made."""
    name, latest = log.name.value, LATEST // _MICROSECOND
    number, before, sealed = start
    # When the seals at hand were made, and what came late: whatever claims to be older than this.
    run, late_before = microseconds(sealed) if sealed else 0, -(1 << 62)
    _compare(log, expected, number, before, report)
    query = _SEALED.format(
        columns=log.selected(), table=sql.Identifier(log.table), log=sql.Literal(name), after=sql.Literal(number)
    )
    for sent in rows_of(query):
        row, tail = sent[:-TAIL], sent[-TAIL:]
        number_bytes, sealed_at, stored = tail[4:12], tail[48:56], tail[60:]
        found.sealed += 1
        here = int.from_bytes(number_bytes, "big", signed=True)
        if tail[:4] != _EIGHT or tail[56:60] != _THIRTY_TWO:
            report.tell(Fault(name, "seal_changed", f"the seal after number {number} is not whole", number=number + 1))
            number, before = number + 1, b""
            continue
        if here != number + 1:
            what = f"after number {number} comes {here}: seals were taken out, or one stands twice"
            report.tell(Fault(name, "gap", what, number=number + 1))
            before = b""
        if row.startswith(_NULL):
            report.tell(_about(name, "missing", "the row was taken out", tail))
        elif before and hash_of(before, number_bytes, sealed_at, row) != stored:
            report.tell(_about(name, "changed", "the row, its seal or their order was changed", tail))
        moment_sealed = int.from_bytes(sealed_at, "big", signed=True)
        if moment_sealed != run:
            late_before, run = (run or late_before) - latest, moment_sealed
        if int.from_bytes(tail[36:44], "big", signed=True) < late_before:
            report.tell(_about(name, "put_in", "the row was put in later than it says", tail))
        number, before = here, stored
        if here in expected:
            _compare(log, expected, here, stored, report)
    return number, run


def _check_unsealed(log: Log, newest: int, found: LogReport, report: Report) -> None:
    late_before = newest - LATEST // _MICROSECOND
    query = _UNSEALED.format(table=sql.Identifier(log.table), log=sql.Literal(log.name.value))
    for row in rows_of(query):
        found.not_sealed += 1
        row_id, row_at = row_key(row)
        found.oldest_not_sealed = found.oldest_not_sealed or row_at
        if newest and microseconds(row_at) < late_before:
            what = "the row has no seal, though later ones have: it was put in, or its seal was taken out"
            report.tell(Fault(log.name.value, "put_in", what, row_id=row_id, row_at=row_at))


def _compare(log: Log, expected: Expected, number: int, stored: bytes, report: Report) -> None:
    for head, line in expected.get(number, ()):
        if head != stored:
            what = f"checkpoint {line} knows another seal of this number: rows up to here were sealed anew"
            report.tell(Fault(log.name.value, "checkpoint_differs", what, number=number))


def _about(name: str, kind: str, what: str, tail: bytes) -> Fault:
    number = int.from_bytes(tail[4:12], "big", signed=True)
    return Fault(name, kind, what, number=number, row_id=UUID(bytes=tail[16:32]), row_at=moment(tail[36:44]))
