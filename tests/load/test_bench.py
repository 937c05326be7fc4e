"""The bench itself: its pages are there, and its report says what was measured. No time is asserted."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from tests.load.measure import Figures
from tests.load.pages import PAGES, Page
from tests.load.report import Measured, Run, broken, write
from tests.load.sample import Sample

SAMPLE = Sample(UUID(int=1), UUID(int=2), UUID(int=3), (UUID(int=4),), (UUID(int=4),), ("Tuva",), 50)


def figures(cpu: float) -> Figures:
    return Figures(median=12.0, p95=20.0, app_cpu=cpu - 1, database_cpu=1.0, visits=100)


def run(scale: int, *, cpu: float = 10.0, queries: int = 12, scans: tuple[str, ...] = ()) -> Run:
    page = Measured("person", "Open a record", figures(cpu), figures(cpu), figures(2.0), 16, queries, scans)
    return Run(scale, scale * 50, 50, 10**9, 5.0, (100.0, 110.0), (page,))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_every_page_of_the_bench_has_an_address(page: Page) -> None:
    assert page.is_there()
    assert page.path(SAMPLE, 0).startswith("/")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_every_floor_names_its_values(page: Page) -> None:
    for statement, values in page.floor(SAMPLE, 0):
        assert statement.count("%s") == len(values)


def test_the_gate_holds_at_its_limits_and_tells_each_fault() -> None:
    assert broken([run(1_000), run(20_000, cpu=13.0)]) == []
    slow = run(20_000, cpu=25.5, queries=13, scans=("people_entry",))
    faults = broken([run(1_000), slow])
    assert [fault.removeprefix("Open a record: ") for fault in faults] == [
        "25.5 ms CPU, the gate is 25",
        "13 queries, the gate is 12",
        "2.55 times the CPU at 1,000 persons, the gate is 1.3",
        "reads the whole of people_entry",
    ]
    (page,) = run(20_000).pages
    own = replace(run(20_000, cpu=13.0), pages=(replace(run(20_000, cpu=13.0).pages[0], most_cpu=12.5),))
    assert broken([run(1_000, cpu=13.0), own]) == ["Open a record: 13.0 ms CPU, the gate is 12"]
    dear = replace(run(20_000), pages=(replace(page, bare=figures(8.0)),))
    assert broken([run(1_000), dear]) == ["Open a record: walls and logs add 25%, the gate is 20%"]
    assert broken([slow, run(100_000, cpu=90.0)])[0].startswith("Open a record: 25.5"), "only 20,000 is judged"


def test_the_report_keeps_a_scale_that_was_not_measured_again(tmp_path: Path) -> None:
    file = tmp_path / "speed.md"
    write([run(1_000), run(20_000), run(100_000, cpu=19.0)], file)
    write([run(1_000), run(20_000, cpu=11.5)], file)
    written = file.read_text()
    assert [line for line in written.splitlines() if line.startswith("## ") and "persons" in line] == [
        "## 1,000 persons",
        "## 20,000 persons",
        "## 100,000 persons",
    ]
    assert "**19.0**" in written
    assert "**11.5**" in written
    assert written.count("# Speed") == 1
