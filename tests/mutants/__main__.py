"""`make mutants`: take each check away in turn; some test must fail each time.

ONLY=text takes those whose name holds the text. SAMPLE=75 takes a sample, other checks each day, by the killers of
the last whole hunt (`killers.json`).
"""

import argparse
import datetime as dt
import hashlib
import json
import math
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from typing import Any

from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.hook import TREE, all_points
from tests.mutants.plugin import GONE
from tests.mutants.walls import Wall

FOLDER = TREE / "var" / "mutants"
KILLERS = TREE / "tests" / "mutants" / "killers.json"
PAGE = TREE / "docs" / "reference" / "mutants.md"
PYTEST = [sys.executable, "-m", "pytest", "-p", "tests.mutants.plugin", "-p", "no:cacheprovider"]
# What needs a browser or other processes comes to no check that the rest does not come to.
LEFT_OUT = ("tests/journeys", "tests/operate", "tests/load", "tests/demo", "tests/openid")
OPEN = "open "  # before the name of a test that kills where the second wall is open
HUNTERS = int(os.environ.get("BENKEN_HUNTERS", "2"))
ENOUGH = 45.0  # seconds of tests for one mutant
GUARDS = "tests/guards/"  # some of them are about the second wall itself
# Their tests go through all tables, by the catalogue; the second asks what everybody may with every row.
WALLS, BY_ASKING = "tests/guards/test_every_wall.py", "tests/guards/test_every_wall_for_everybody.py"
WALLS_FIRST = ("walls", "wall", "review", "state_machine")
WORDS = """# Mutants: each check taken away in turn

`make mutants` takes away one check at a time and runs the tests that come to it; some test must fail each time.
A check is a refusal in an action, a query or a view and each part of it, each part of what a policy answers, each
condition of a queryset about somebody or a state, and each policy, narrowing, trigger and condition of the second
wall as the migrations leave it in the database. The tool is in `tests/mutants/`: modules are rewritten as they are
imported, never on disk, and each mutant lives in a process and a database of its own.

| | mutants | killed | the same program | alive |
|---|---:|---:|---:|---:|
{rows}

{seconds:,.0f} seconds in two processes, {mapping:,.0f} of them to learn which test comes to which check.
`make mutants ONLY=people/actions` takes a part. `make mutants SAMPLE=75` takes a sample, other checks each day.
«The same program» are those of which `tests/mutants/equivalent.py` says why no test can tell them.
"""


@dataclass(frozen=True)
class Mutant:
    """A check to take away, and the tests that come to it."""

    id: str
    line: str
    sql: str
    tests: list[str]
    seconds: float


def main() -> int:
    """Hunt."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--only", default="")
    reader.add_argument("--seconds", type=int, default=0)
    reader.add_argument("--tests", nargs="*", default=["tests"], help="the tests to map, all by default")
    reader.add_argument("--quick", type=float, default=1000, help="only tests that take no longer than so many seconds")
    reader.add_argument("--for", dest="lasts", type=float, default=0, help="stop after so many seconds")
    reader.add_argument("--again", action="store_true", help="with the map of the last time")
    given = reader.parse_args()
    begun = time.monotonic()
    if given.seconds:
        return _sample(given.seconds)
    told, mapping = _map(given.tests, again=given.again)
    told = {name: test for name, test in told.items() if test["seconds"] <= given.quick}
    mutants = [one for one in _mutants(told) if given.only in one.id and one.id not in EQUIVALENT]
    mutants.sort(key=lambda one: hashlib.sha256(one.id.encode()).hexdigest())  # a hunt cut short has met all kinds
    answers = _hunt(mutants, killers=_killers(), until=time.time() + given.lasts if given.lasts else math.inf)
    if given.lasts:
        mutants = [one for one in mutants if one.id in answers or not one.tests]
    alive = [one for one in mutants if not answers.get(one.id)]
    _tell(mutants, alive)
    if given.tests == ["tests"]:  # what killed it this time is tried first the next time, and in the sample
        known = _killers() | {one.id: answers[one.id] for one in mutants if "::" in answers.get(one.id, "")}
        known = {name: killer for name, killer in known.items() if name not in {one.id for one in alive}}
        if not (given.only or given.lasts):  # a check that is no more has no killer
            known = {name: killer for name, killer in known.items() if name in answers}
        KILLERS.write_text(json.dumps(known, indent=0, ensure_ascii=False, sort_keys=True) + "\n")
        if not (alive or given.only or given.lasts):
            _write_page(mutants, alive, seconds=time.monotonic() - begun, mapping=mapping)
    return 1 if alive else 0


def _killers() -> dict[str, str]:
    """Return what killed each the last time: a test, with `OPEN` before it where the second wall was open."""
    return json.loads(KILLERS.read_text()) if KILLERS.exists() else {}


def _environment(mode: str, **more: str) -> dict[str, str]:
    return {**os.environ, "BENKEN_MUTANTS": mode, "BENKEN_MUTANTS_FOLDER": str(FOLDER), **more}


def _map(tests: list[str], *, again: bool) -> tuple[dict[str, Any], float]:
    """Run all tests once and learn what each comes to."""
    begun = time.monotonic()
    if not again:
        shutil.rmtree(FOLDER, ignore_errors=True)
        left_out = [f"--ignore={folder}" for folder in LEFT_OUT]
        run = [*PYTEST, "-n", "2", "--dist", "loadgroup", "-m", "not journey", "--tb=line", *left_out, *tests]
        subprocess.run(run, check=False, cwd=TREE, env=_environment("map"), stdout=subprocess.DEVNULL)
    told: dict[str, Any] = {}
    for file in FOLDER.glob("map-*.json"):
        told |= json.loads(file.read_text())
    sys.stdout.write(f"{len(told)} tests mapped in {time.monotonic() - begun:.0f} s\n")
    return told, time.monotonic() - begun


def _mutants(told: dict[str, Any]) -> list[Mutant]:
    """Return every mutant with the tests that come to it: those of the walls first, then the quick ones."""
    by_point: dict[str, list[str]] = {}
    by_table: dict[str, list[str]] = {}
    for name, test in told.items():
        for point in test["reached"]:
            by_point.setdefault(point, []).append(name)
        for table in test["tables"]:
            by_table.setdefault(table, []).append(name)

    def ordered(names: list[str], *, first: tuple[str, ...]) -> list[str]:
        """Put those first that are about it and come to little else; leave out the rest when it has been enough."""

        def farness(name: str) -> tuple[int, float]:
            near = sum(one in name for one in first)
            return -near, len(told[name]["reached"]) * told[name]["seconds"]

        kept, seconds = list[str](), 0.0
        for name in sorted(names, key=farness):
            seconds += told[name]["seconds"]
            if kept and seconds > ENOUGH:
                break
            kept.append(name)
        return kept

    def made(name: str, line: str, tests: list[str], statement: str = "") -> Mutant:
        return Mutant(name, line, statement, tests, sum(told[test]["seconds"] for test in tests))

    mutants = [made(one.id, str(one), ordered(by_point.get(one.id, []), first=_near(one.path))) for one in all_points()]
    about_all = [name for name in told if name.startswith(WALLS)]
    by_asking = [name for name in told if name.startswith(BY_ASKING)]
    for wall in _walls():
        is_named = wall.id.startswith(("narrow ", "trigger "))  # what is gone is missed by its name; a text is not
        first = [*about_all, *by_asking] if is_named else [*by_asking, *about_all]
        tests = [*first, *ordered(by_table.get(wall.table, []), first=WALLS_FIRST)]
        mutants.append(made(wall.id, wall.id, tests, wall.statement))
    return mutants


def _near(path: str) -> tuple[str, str]:
    """Return by which words in a test's name one sees that it is about a module: its app's folder and its own name."""
    _benken, app, *_folders, file = path.split("/")
    return f"tests/{app}/", file.removesuffix(".py")


def _walls() -> list[Wall]:
    """Read the walls of the template; the tests' server runs while this does."""
    script = "import json,sys; from tests.mutants.read_walls import main; main(sys.argv[1])"
    FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-c", script, str(FOLDER / "walls.json")], check=True, cwd=TREE)
    return [Wall(**one) for one in json.loads((FOLDER / "walls.json").read_text())]


def _hunt(mutants: list[Mutant], *, killers: dict[str, str], until: float) -> dict[str, str]:
    """Return what killed each mutant, "" for what lives: what killed it the last time is tried alone before the rest.

    A check of the code that the second wall makes up for is sought once more with that wall open.
    """
    answers: dict[str, str] = {}
    for mode in ("", OPEN):
        known = [one for one in mutants if one.id in killers and killers[one.id].startswith(OPEN) == bool(mode)]
        answers |= _hunt_in(mode, [replace(one, tests=[killers[one.id].removeprefix(OPEN)]) for one in known], until)
    for mode in (OPEN, ""):
        rest = [one for one in mutants if answers.get(one.id, "") in {"", GONE} and not (mode and one.sql)]
        answers |= _hunt_in(mode, rest, until)
    return {name: "" if killer == GONE else killer for name, killer in answers.items()}


def _hunt_in(mode: str, mutants: list[Mutant], until: float) -> dict[str, str]:
    """Let two processes go through the mutants, with the second wall open or as it stands."""
    reached = [one for one in mutants if one.tests]
    if not reached:
        return {}
    shutil.rmtree(FOLDER / "told", ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    tests = {m.id: [test for test in m.tests if not (mode and test.startswith(GUARDS))] for m in reached}
    wanted = [{"id": m.id, "sql": m.sql, "tests": tests[m.id], "seconds": m.seconds} for m in reached]
    (FOLDER / "hunted.json").write_text(json.dumps(wanted))
    files = sorted({test.split("::")[0] for one in reached for test in one.tests})
    files = [file for file in files if (TREE / file).exists()]
    more = {"BENKEN_MUTANTS_UNTIL": str(until)} | ({"BENKEN_SECOND_WALL": "open"} if mode else {})
    run = [*PYTEST, "-p", "no:xdist", "-q", *files]
    hunters = [
        subprocess.Popen(run, cwd=TREE, env=_environment("hunt", **more), stdout=subprocess.DEVNULL)
        for _ in range(HUNTERS)
    ]
    for hunter in hunters:
        hunter.wait()
    told = [json.loads(file.read_text()) for file in (FOLDER / "told").glob("*.json")]
    ended = {one["id"]: one["ended"] for one in told}
    return {name: f"{mode}{killer}" if killer not in {"", GONE} else killer for name, killer in ended.items()}


def _sample(seconds: int) -> int:
    """Take as many as there is time for, in an order that is another each day; each by the test that killed it."""
    day = os.environ.get("MUTANTS_OF") or dt.datetime.now(tz=dt.UTC).date().isoformat()
    killers = _killers()
    walls = _walls()
    lines = {one.id: str(one) for one in all_points()} | {wall.id: wall.id for wall in walls}
    statements = {wall.id: wall.statement for wall in walls}
    known = [name for name in killers if name in lines]
    known.sort(key=lambda name: hashlib.sha256(f"{day} {name}".encode()).hexdigest())
    begun, answers, alive = time.time(), dict[str, str](), list[Mutant]()
    for mode, share in (("", 0.6), (OPEN, 1.0)):
        chosen = [
            Mutant(name, lines[name], statements.get(name, ""), [killers[name].removeprefix(OPEN)], 5)
            for name in known
            if killers[name].startswith(OPEN) == bool(mode)
        ]
        met = _hunt_in(mode, chosen, until=begun + seconds * share)
        alive += [one for one in chosen if met.get(one.id) == ""]
        answers |= {name: killer for name, killer in met.items() if killer != GONE}
    new = [name for name in lines if name not in killers and name not in EQUIVALENT]
    sys.stdout.write(f"the sample of {day}: {len(answers)} of {len(lines)} mutants; {len(new)} are new or unknown\n")
    for one in alive:
        sys.stdout.write(f"ALIVE {one.line}\n")
    return 1 if alive or not answers else 0


def _tell(mutants: list[Mutant], alive: list[Mutant]) -> None:
    for one in alive:
        come = f"{len(one.tests)} tests come to it" if one.tests else "no test comes to it"
        sys.stdout.write(f"ALIVE {one.line}  ({come})\n")
    sys.stdout.write(f"{len(mutants)} mutants, {len(mutants) - len(alive)} killed, {len(alive)} alive\n")


def _write_page(mutants: list[Mutant], alive: list[Mutant], *, seconds: float, mapping: float) -> None:
    rows = []
    for name, is_sql in (("first wall: code", False), ("second wall: rows", True)):
        all_of = [one for one in mutants if bool(one.sql) == is_sql]
        living = [one for one in alive if bool(one.sql) == is_sql]
        same = sum(1 for one in EQUIVALENT if one.startswith("benken/") != is_sql)
        total, killed = len(all_of) + same, len(all_of) - len(living)
        rows.append(f"| {name} | {total} | {killed} | {same} | {len(living)} |")
    PAGE.write_text(WORDS.format(rows="\n".join(rows), seconds=seconds, mapping=mapping))


if __name__ == "__main__":
    sys.exit(main())
