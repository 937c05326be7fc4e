"""What processes have used, from /proc."""

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def children(parent: int) -> list[int]:
    """Return the children of a process."""
    found: list[int] = []
    for task in Path(f"/proc/{parent}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def cpu_ms(process: int, *, with_ended: bool = False) -> float:
    """Return the CPU time a process has used, in milliseconds; `with_ended` adds that of its children that ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    ticks = int(fields[11]) + int(fields[12])
    if with_ended:
        ticks += int(fields[13]) + int(fields[14])
    return ticks * 1000 / TICK


def family_cpu_ms(parent: int) -> float:
    """Return the CPU time of a process and all its children, running and ended."""
    return cpu_ms(parent, with_ended=True) + sum(cpu_ms(child) for child in children(parent))


def memory_mb(process: int) -> float:
    """Return the resident memory of a process in megabytes."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
