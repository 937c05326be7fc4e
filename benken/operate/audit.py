"""`benken audit …`: the logs of who read and who did what, checked and sealed to the outside."""

import json
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TextIO

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from benken.access.actor import SYSTEM, acting_as
from benken.access.audit.checkpoints import checkpoint_folder, public_key, write_checkpoint
from benken.access.audit.sealing import seal_all
from benken.access.audit.verify import MOST_TOLD, Fault, NoCheckpoint, Report, verify


def checkpoint(*, at: datetime, folder: str, stdout: TextIO, stderr: TextIO) -> int:
    """Seal what is not sealed, write a checkpoint now, and print it."""
    seal_all(at=at)
    kept = Path(folder) if folder else checkpoint_folder()
    with acting_as(SYSTEM):
        line = write_checkpoint(at=at, folder=kept)
    stdout.write(line + "\n")
    if kept is None:
        stderr.write("BENKEN_CHECKPOINTS is not set: keep this line yourself, outside the database.\n")
    return 0


def print_key(*, stdout: TextIO) -> int:
    """Print the public key that checks the checkpoints' signatures."""
    stdout.write(public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())
    return 0


def check(*, folder: str, as_json: bool, stdout: TextIO, stderr: TextIO, since: datetime | None = None) -> int:
    """Check the logs, all of them or from a checkpoint on; return 1 if anything is not as it was sealed."""
    kept = Path(folder) if folder else checkpoint_folder()
    if folder and not Path(folder).is_dir():
        stderr.write(f"{folder} is no folder.\n")
        return 2
    began = perf_counter()
    try:
        with acting_as(SYSTEM):
            report = verify(folder=kept, since=since)
    except NoCheckpoint:
        stderr.write(f"There is no sound checkpoint of {_iso(since)} or before.\n")
        return 2
    seconds = perf_counter() - began
    if as_json:
        stdout.write(json.dumps(_as_json(report, seconds)) + "\n")
    else:
        stdout.writelines(line + "\n" for line in _lines(report, seconds))
    return 0 if report.is_ok else 1


def _as_json(report: Report, seconds: float) -> dict[str, object]:
    return {
        "ok": report.is_ok,
        "logs": {
            name: {"sealed": log.sealed, "not_sealed": log.not_sealed, "oldest_not_sealed": _iso(log.oldest_not_sealed)}
            for name, log in report.logs.items()
        },
        "checkpoints": report.checkpoints,
        "newest_checkpoint": _iso(report.newest_checkpoint),
        "since": _iso(report.since),
        "fault_count": report.fault_count,
        "faults": [
            {
                "log": fault.log,
                "kind": fault.kind,
                "what": fault.what,
                "number": fault.number,
                "row": str(fault.row_id) if fault.row_id else None,
                "at": _iso(fault.row_at),
            }
            for fault in report.faults
        ],
        "seconds": round(seconds, 2),
    }


def _lines(report: Report, seconds: float) -> list[str]:
    lines = [
        f"{name}: {log.sealed:,} rows sealed, {log.not_sealed:,} not sealed yet"
        + (f", the oldest of {_iso(log.oldest_not_sealed)}" if log.oldest_not_sealed else "")
        for name, log in report.logs.items()
    ]
    newest = f", the newest of {_iso(report.newest_checkpoint)}" if report.newest_checkpoint else ""
    lines.append(f"checkpoints: {report.checkpoints:,}{newest}")
    if not report.checkpoints:
        lines.append("Without a checkpoint nobody can tell whether the end was cut off or all was sealed anew.")
    if report.since:
        lines.append(f"Checked from the checkpoint of {_iso(report.since)} on.")
    lines += [_fault_line(fault) for fault in report.faults]
    if report.fault_count > MOST_TOLD:
        lines.append(f"… and {report.fault_count - MOST_TOLD:,} more")
    lines.append(f"{'All is as it was sealed' if report.is_ok else 'NOT AS IT WAS SEALED'} ({seconds:.1f} s)")
    return lines


def _fault_line(fault: Fault) -> str:
    about = [f"number {fault.number}"] if fault.number is not None else []
    about += [f"row {fault.row_id} of {_iso(fault.row_at)}"] if fault.row_id else []
    return f"FAULT {fault.log} {', '.join(about)}: {fault.what}"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
