"""Guard: every ASVS requirement we answer for has a status, and what it names exists. Nothing is done without proof."""

import ast
import re
from functools import cache

import pytest

from benken.operate.private_server import PROJECT

SECURITY = PROJECT / "docs" / "security"
IDS = (PROJECT / "tests" / "data" / "asvs-ids.txt").read_text().split()
ROW = re.compile(r"^\| (V[\d.]+) \| ([^|]+) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
ROWS = {match[1]: match for match in ROW.finditer((SECURITY / "asvs.md").read_text())}
STATUSES = {"done", "partly", "not done", "municipality", "not needed"}
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FILE = re.compile(r"`((?:benken|docs|tests)/[\w./-]+|pyproject\.toml)`")


@cache
def functions(path: str) -> frozenset[str]:
    """Return the names of the tests in a file."""
    tree = ast.parse((PROJECT / path).read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_requirement_stands_there_once_in_order() -> None:
    assert len(IDS) == 260
    assert list(ROWS) == IDS


@pytest.mark.parametrize("requirement", IDS)
def test_it_has_a_status_and_nothing_is_done_without_proof(requirement: str) -> None:
    _id, _words, status, why = ROWS[requirement].groups()
    assert status in STATUSES
    proofs = TEST.findall(why) + FILE.findall(why)
    assert proofs or status != "done", why
    assert status == "done" or "because" in why, why


@pytest.mark.parametrize("page", sorted(SECURITY.glob("*.md")), ids=lambda page: page.name)
def test_what_the_papers_name_exists(page: object) -> None:
    text = page.read_text()  # type: ignore[attr-defined]  # a path
    for path, function in TEST.findall(text):
        assert function in functions(path), f"{path}::{function}"
    for path in FILE.findall(text):
        assert (PROJECT / path).exists(), path


def test_the_table_of_statuses_counts_right() -> None:
    for status in STATUSES:
        counted = sum(row[3] == status for row in ROWS.values())
        assert f"| {status} | {counted} |" in (SECURITY / "asvs.md").read_text()
