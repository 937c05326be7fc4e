"""`make bench`: how fast the pages are, at 1,000 and at 20,000 persons; exit status 1 when the gate is broken.

PAGES=person,today   only these pages; nothing is written to docs/reference/speed.md
SCALES=1000          only these scales; likewise
SCALE=100000         that one as well, for the report
What was seen inside each page (statements, plans, profile) goes to var/bench/<scale>-<page>.txt.
"""

import os
import sys
import time
from contextlib import nullcontext
from dataclasses import replace

import psycopg

from benken.operate.private_server import BULK
from tests.load import database, inside, measure
from tests.load.measure import Figures
from tests.load.pages import PAGES, Page
from tests.load.processes import memory_mb
from tests.load.report import GATE_SCALE, MOST_CPU, Measured, Run, broken, table, write
from tests.load.sample import Sample, take_sample
from tests.load.server import served, served_without_walls
from tests.load.visitor import NotAsMeant

SCALES = (1_000, 20_000)
ROUNDS = 5  # of one client; the middle one counts


def main() -> int:
    """Measure, tell, write, and judge."""
    chosen, scales = _chosen()
    began = time.monotonic()
    started = database.SERVER.start()
    try:
        runs = [_run(scale, chosen) for scale in scales]
    finally:
        from django.db import connections

        connections.close_all()
        if started:
            database.SERVER.stop_if_unused()
    for run in runs:
        sys.stdout.write(f"\n{table(run, runs[0])}")
    _say(f"\nmeasured in {time.monotonic() - began:.0f} s; what each page does inside stands in var/bench/")
    faults = [fault for run in runs for fault in run.faults]
    if not faults and len(chosen) == len(PAGES) and set(SCALES) <= set(scales):
        write(runs)
        faults = broken(runs)
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return 1 if faults else 0


def _chosen() -> tuple[list[Page], list[int]]:
    wanted = os.environ.get("PAGES", "").replace(",", " ").split()
    known = {page.key for page in PAGES}
    if unknown := [key for key in wanted if key not in known]:
        sys.exit(f"PAGES: there is no {unknown[0]}; there are {', '.join(sorted(known))}")
    scales = [int(scale) for scale in os.environ.get("SCALES", "").replace(",", " ").split()] or list(SCALES)
    if extra := os.environ.get("SCALE"):
        scales.append(int(extra))
    return [page for page in PAGES if not wanted or page.key in wanted], sorted(set(scales))


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _run(scale: int, chosen: list[Page]) -> Run:
    _say(f"{scale} persons: making the database ready")
    began = time.monotonic()
    database.make(scale, say=lambda line: _say(f"  {line}"))
    loaded = time.monotonic() - began
    sample = take_sample(scale)
    bench_began = _now(scale)
    measured: list[Measured] = []
    faults: list[str] = []
    memory: list[float] = []
    try:
        with served(scale) as (port, demo):
            for page in chosen:
                if not page.is_there():
                    _say(f"  {page.key}: not there yet")
                    continue
                try:
                    measured.append(_measure(page, sample, scale=scale, port=port, demo=demo))
                except NotAsMeant as fault:
                    faults.append(f"{page.words} at {scale}: not measured, {fault}")
                    _say(f"  {faults[-1]}")
                else:
                    _say(f"  {_short(measured[-1])}")
            with served_without_walls(scale) if scale == GATE_SCALE else nullcontext((None, None)) as bare:
                measured = _again(measured, sample, port=port, demo=demo, bare=bare)
            memory = [memory_mb(process) for process in measure.app_processes(demo)]
    finally:
        _take_away(scale, bench_began)
    return Run(
        scale,
        sample.entries,
        len(sample.caseload),
        database.size(scale),
        loaded,
        tuple(memory),
        tuple(measured),
        tuple(faults),
    )


def _again(
    measured: list[Measured], sample: Sample, *, port: int, demo: int, bare: tuple[int | None, int | None]
) -> list[Measured]:
    """Measure all pages some rounds more, and let of each page the middle round count.

    `bare` are port and process of the server without walls, if there is one: it is asked turn about.
    """
    pages = {page.key: page for page in PAGES}
    rounds = {before.key: [before.one] for before in measured}
    without: dict[str, list[Figures]] = {before.key: [] for before in measured}
    for turn in range(ROUNDS):
        first = 20_000 * turn
        for key, page in ((key, pages[key]) for key in without):
            if turn:  # the first was measured before
                one = measure.from_outside(page, sample, port=port, demo=demo, clients=1, first_turn=first)
                rounds[key].append(one)
            if bare[0] is not None and bare[1] is not None:
                one = measure.from_outside(
                    page, sample, port=bare[0], demo=bare[1], clients=1, first_turn=first + 500_000
                )
                without[key].append(one)
    counted = [
        replace(one, one=_middle(rounds[one.key]) or one.one, bare=_middle(without[one.key])) for one in measured
    ]
    for page_counted in counted:
        _say(f"  the middle of {ROUNDS} rounds, {_short(page_counted)}")
    return counted


def _middle(rounds: list[Figures]) -> Figures | None:
    ordered = sorted(rounds, key=lambda one: one.even_cpu)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def _measure(page: Page, sample: Sample, *, scale: int, port: int, demo: int) -> Measured:
    one = measure.from_outside(page, sample, port=port, demo=demo, clients=1, first_turn=0)
    crowd = measure.from_outside(page, sample, port=port, demo=demo, clients=measure.CROWD, first_turn=10_000)
    floor = measure.floor_of(page, sample, scale=scale)
    seen = inside.look(page, sample)
    (database.folder() / f"{scale}-{page.key}.txt").write_text(seen.text)
    return Measured(
        page.key,
        page.words,
        one,
        crowd,
        floor,
        seen.statements,
        seen.queries,
        seen.scans,
        most_cpu=page.most_cpu or MOST_CPU,
    )


def _short(one: Measured) -> str:
    without = f", {one.bare.even_cpu:.1f} even without walls and logs" if one.bare else ""
    return (
        f"{one.key}: median {one.one.median:.1f} ms, p95 {one.one.p95:.1f}; CPU {one.one.app_cpu:.1f} app"
        f" + {one.one.database_cpu:.1f} PostgreSQL, machine × {one.one.slow:.2f}: {one.one.even_cpu:.1f} even{without};"
        f" {one.statements} statements, {one.queries} queries;"
        f" {one.times_the_floor:.1f} × the floor; with {measure.CROWD} clients median {one.crowd.median:.0f} ms"
    )


def _now(scale: int) -> object:
    with psycopg.connect(database.SERVER.address(database.name_of(scale), BULK)) as connection:
        row = connection.execute("SELECT now()").fetchone()
    return row[0] if row else None


def _take_away(scale: int, since: object) -> None:
    """Take away the notes this run wrote, so that the next one meets the same records."""
    with psycopg.connect(database.SERVER.address(database.name_of(scale), BULK)) as connection:
        connection.execute("DELETE FROM people_entry WHERE created_at >= %s", [since])
        connection.execute("DELETE FROM access_sentform WHERE received_at >= %s", [since])


if __name__ == "__main__":
    sys.exit(main())
