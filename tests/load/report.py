"""Writes docs/reference/speed.md, and tells whether the gate holds."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benken.operate.private_server import PROJECT
from tests.load.measure import CROWD, Figures

FILE = PROJECT / "docs/reference/speed.md"
GATE_SCALE, SMALL_SCALE = 20_000, 1_000
MOST_CPU, MOST_QUERIES, MOST_GROWTH, MOST_FOR_WALLS = 25.0, 12, 1.3, 0.20
HEAD = """# Speed

What the hot pages cost, measured by `make bench` with the real server process (gunicorn, 2 workers × 4 threads, kept database connections, fsync on) over HTTP, signed in through the demo's door. No test asserts time; `make bench` ends with status 1 when the gate is broken.

**The gate**, at 20,000 persons and 1 million entries: CPU at most {cpu:.0f} ms a request (app and PostgreSQL together, on a machine that does nothing else; 15 ms for the public list of what is open), at most {queries} queries, no sequential scan of a table with more than 10,000 rows, and at most {growth} × the CPU at 1,000 persons. Row security and the logs may add at most {walls:.0%}.

## How to run
| command | what it does |
|---|---|
| `make bench` | 1,000 and 20,000 persons; writes this page |
| `SCALE=100000 make bench` | 100,000 persons and 5 million entries as well (some 7 GB of disk; it says so when they are missing) |
| `make bench PAGES=person SCALES=1000` | one page, one scale, in half a minute: for trying what makes it faster; writes nothing here |

The databases stay in `var/` and are used again while the schema and the demo's texts are the same. What each page does inside, statement by statement with its plan, and where Python's time goes, stands in `var/bench/<scale>-<page>.txt`.

## What the figures mean
- **median, p95**: milliseconds from sending a request to the last byte, one client after the other, then {crowd} clients at once. The clients run on the same machine.
- **CPU**: user and system time of the server's worker processes, and of all of PostgreSQL's, divided by the requests. Of five rounds, a page at a time, the middle one counts.
- **machine ×**: a shared machine does the same work in up to twice the CPU time from one second to the next. After each visit a fixed piece of work with nothing of Benken in it is timed (`tests/load/yardstick.py`); this tells how many times longer it took than on this machine when it is alone. **even**: the CPU divided by that. The gate, growth and all ratios are about this one.
- **statements**: all that are sent for one request, counted in the same code in one process: BEGIN and COMMIT, savepoints, the acting user, the health question of a kept connection. **queries**: those of them that read or write data.
- **× floor**: even CPU of the page divided by that of the *floor*: plain SQL in the same run, as the same role with the same row security, that fetches the least the page needs and draws nothing.
- **growth**: even CPU divided by that at 1,000 persons.
- **without walls**: even CPU of the same page, in the same run and turn about, from a server whose role goes round row security and which writes neither readings nor deeds; and how much the walls and the logs add to that. Measured at {gate:,} persons. Such a server exists in `tests/load` alone.
- **memory**: resident memory of the server's two worker processes after the run; they share some of it.
- "Record an entry" is the POST that saves and shares it; the page with the form and the page it leads to are not in it.

## The public directory
- The list of `/services/` is read anew for each request, and drawn once a minute in each process for the same answer of the database, language and choice: «What is open now». It is drawn without the request, so nothing of who looks can stand in it. What somebody types (a name, an age) is never kept; that is «The same, as nobody asked before». At most 100 lists and 3,000 lines are kept, some 8 MB a process.
- On a slow line: 50 things of the bench's town are 22 kB, 3.7 kB packed. The answer stays `no-store`: on a shared phone «back» must not show what somebody looked for.
- `/services/hsds.json` with 2,000 services is 9.2 MB, 0.75 MB packed. It is kept packed until any row of the directory is another (a hash over all of them, 43 ms in PostgreSQL, measured on a loaded machine), with an ETag: 2 ms in the app, as against 1,060 ms even to make it. Making it takes at most 22 MB (37 MB before it was written a service at a time).
"""


@dataclass(frozen=True)
class Measured:
    """One page at one scale."""

    key: str
    words: str
    one: Figures
    crowd: Figures
    floor: Figures
    statements: int
    queries: int
    scans: tuple[str, ...]
    bare: Figures | None = None  # without row security and logs
    most_cpu: float = MOST_CPU

    @property
    def walls_add(self) -> float | None:
        """Return which share row security and the logs add to what the page costs without them."""
        return self.one.even_cpu / self.bare.even_cpu - 1 if self.bare else None

    @property
    def times_the_floor(self) -> float:
        """Return how many times the floor's CPU the page costs."""
        return self.one.even_cpu / self.floor.even_cpu if self.floor.cpu else 0.0


@dataclass(frozen=True)
class Run:
    """All pages at one scale."""

    scale: int
    entries: int
    caseload: int
    size: int
    loaded: float
    memory: tuple[float, ...]
    pages: tuple[Measured, ...]
    faults: tuple[str, ...] = ()  # pages that did not answer as they should

    def page(self, key: str) -> Measured | None:
        """Return one page's figures."""
        return next((page for page in self.pages if page.key == key), None)


def table(run: Run, small: Run) -> str:
    """Return the section of one scale."""
    rows = [
        f"## {run.scale:,} persons",
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {_machine()}. {run.entries:,} entries, database {run.size / 1e9:.2f} GB, the contact person has {run.caseload} people. Memory: {' + '.join(f'{one:.0f}' for one in run.memory)} MB.",
        "",
        f"| page | median ms | p95 | CPU ms app | PostgreSQL | together | machine × | even | statements | queries | × floor | growth | without walls | they add | {CROWD} clients: median | p95 | CPU | sequential scans |",
        f"|{'---|' * 18}",
    ]
    for page in run.pages:
        growth = _growth(page, small) if run.scale != SMALL_SCALE else None
        cells = [
            page.words,
            *(f"{value:.1f}" for value in (page.one.median, page.one.p95, page.one.app_cpu, page.one.database_cpu)),
            f"{page.one.cpu:.1f}",
            f"{page.one.slow:.2f}",
            f"**{page.one.even_cpu:.1f}**",
            f"{page.statements}",
            f"{page.queries}",
            f"{page.times_the_floor:.1f}",
            f"{growth:.2f}" if growth else "",
            f"{page.bare.even_cpu:.1f}" if page.bare else "",
            f"{page.walls_add:.0%}" if page.walls_add is not None else "",
            *(f"{value:.1f}" for value in (page.crowd.median, page.crowd.p95, page.crowd.cpu)),
            ", ".join(page.scans) or "none",
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _growth(page: Measured, small: Run) -> float | None:
    before = small.page(page.key) if small.scale == SMALL_SCALE else None
    return page.one.even_cpu / before.one.even_cpu if before and before.one.cpu else None


def broken(runs: list[Run]) -> list[str]:
    """Return what of the gate does not hold, each as a sentence."""
    small = runs[0]
    faults: list[str] = []
    for page in next((run.pages for run in runs if run.scale == GATE_SCALE), ()):
        if page.one.even_cpu > page.most_cpu:
            faults.append(f"{page.words}: {page.one.even_cpu:.1f} ms CPU, the gate is {page.most_cpu:.0f}")
        if page.queries > MOST_QUERIES:
            faults.append(f"{page.words}: {page.queries} queries, the gate is {MOST_QUERIES}")
        growth = _growth(page, small)
        if growth and growth > MOST_GROWTH:
            faults.append(f"{page.words}: {growth:.2f} times the CPU at 1,000 persons, the gate is {MOST_GROWTH}")
        if page.walls_add is not None and page.walls_add > MOST_FOR_WALLS:
            faults.append(f"{page.words}: walls and logs add {page.walls_add:.0%}, the gate is {MOST_FOR_WALLS:.0%}")
        faults += [f"{page.words}: reads the whole of {scan}" for scan in page.scans]
    return faults


def write(runs: list[Run], file: Path = FILE) -> None:
    """Write the page; a scale that was not measured this time keeps what stood there."""
    sections = _sections(file)
    for run in runs:
        sections[run.scale] = table(run, runs[0])
    head = HEAD.format(
        cpu=MOST_CPU, queries=MOST_QUERIES, growth=MOST_GROWTH, walls=MOST_FOR_WALLS, gate=GATE_SCALE, crowd=CROWD
    )
    file.write_text("\n".join([head, *(sections[scale] for scale in sorted(sections))]))


def _sections(file: Path) -> dict[int, str]:
    written = file.read_text() if file.exists() else ""
    found = re.findall(r"^## ([\d,]+) persons\n.*?(?=^## |\Z)", written, re.DOTALL | re.MULTILINE)
    whole = re.finditer(r"^## [\d,]+ persons\n.*?(?=^## |\Z)", written, re.DOTALL | re.MULTILINE)
    return {
        int(scale.replace(",", "")): section[0].rstrip() + "\n" for scale, section in zip(found, whole, strict=True)
    }


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"a machine with {os.cpu_count()} cores and {memory:.0f} GB of memory"
