"""The yardstick: a fixed piece of work, done after each visit, that tells how fast the machine is just then.

On a shared machine the same work takes up to twice the CPU time from one second to the next. So what a page took is
told in the yardstick's measure: as if the yardstick had taken `ALONE` milliseconds all the time.
"""

import html
import json
import re
import time

# Milliseconds of CPU time where nothing else ran, on the machine on which the gate was set: 0.65 in a row, and more
# between two visits, when what it needs has left the processor's caches.
ALONE = 0.75
ROWS = [{"name": f"row {number}", "words": ["ja", "nei", "kanskje"] * 3, "number": number} for number in range(120)]
CELL = re.compile(r"[aeiou]\w")


def measure() -> float:
    """Do the work once; return how many times `ALONE` it took of CPU time."""
    began = time.thread_time()
    _work()
    return (time.thread_time() - began) * 1000 / ALONE


def _work() -> int:
    """Do what a page does, with nothing of Benken in it: rows to text, escaped, put together, taken apart."""
    cells = []
    for row in ROWS:
        parts = {key: html.escape(str(value)) for key, value in row.items()}
        cells.append("<li class='{name}'>{words} <b>{number}</b></li>".format_map(parts))
    page = "".join(cells)
    return len(CELL.findall(page)) + len(json.loads(json.dumps(ROWS)))
