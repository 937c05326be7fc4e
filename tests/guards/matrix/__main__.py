"""`make matrix`: the full product, and its figures in docs/reference/matrix.md."""

import json
import shutil
import subprocess
import sys
import time
from collections import defaultdict

from benken.operate.private_server import PROJECT

COUNTS = PROJECT / "var" / "matrix"
PAGE = PROJECT / "docs" / "reference" / "matrix.md"
WORDS = """# Who gets an answer where: the full product

Made by `make matrix`. One cell is one question: an address, asked by somebody in some relation to a person, by one
method, in one state of things. The table of who gets an answer is `tests/guards/matrix/table.py`; who
asks is in `tests/guards/matrix/people.py`; the states are in `tests/guards/matrix/whole_product.py`.

A cell is right when those in the table get an answer, and everybody else gets, to the byte and in every header, what
they get for something that does not exist, and no row was added, changed or removed meanwhile. `make test` asks by the
main method and with an empty form.

With a closed account, and without a second factor, only GET and POST are asked: both are found out before
an address is looked at. With an ended right, only addresses that name something are asked: no other knows of it.

| state of things | addresses | cells | seconds |
|---|---:|---:|---:|
{rows}
| **all** | | **{cells:,}** | **{seconds:,.0f}** (two processes: {wall:,.0f}) |
"""


def main() -> int:
    """Run the product, then write down what was counted."""
    shutil.rmtree(COUNTS, ignore_errors=True)
    begun = time.monotonic()
    run = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal", "tests/guards/matrix/whole_product.py"]
    failed = subprocess.run([*run, *sys.argv[1:]], check=False, cwd=PROJECT).returncode
    wall = time.monotonic() - begun
    cells = write_page(wall=wall, keep=bool(failed))
    sys.stdout.write(f"{cells:,} cells in {wall:,.0f} s\n")
    return failed


def write_page(*, wall: float, keep: bool = False) -> int:
    """Write down what was counted, unless the page is to be kept as it is; return how many cells there were."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0])
    for file in sorted(COUNTS.glob("*.json")):
        told = json.loads(file.read_text())
        for place, what in enumerate(("addresses", "cells", "seconds")):
            sums[told["state"]][place] += told[what]
    rows = [f"| {state} | {a:.0f} | {c:,.0f} | {s:,.0f} |" for state, (a, c, s) in sums.items()]
    cells, seconds = (sum(one[place] for one in sums.values()) for place in (1, 2))
    if not keep:
        PAGE.write_text(WORDS.format(rows="\n".join(rows), cells=int(cells), seconds=seconds, wall=wall))
    return int(cells)


if __name__ == "__main__":
    sys.exit(main())
