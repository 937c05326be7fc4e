"""Guard: every red line names its test, or the part that will bring it."""

import ast
import re

from benken.operate.private_server import PROJECT

TABLE = PROJECT / "docs" / "red-lines.md"
ROW = re.compile(r"^\| (R\d+) \| .+ \| (?:tests?: (?P<tests>.+)|part (?P<part>\d+)) \|$", re.MULTILINE)
PART_ONE = {"R1", "R5", "R6", "R9", "R11", "R12", "R17", "R18", "R22"}


def rows() -> dict[str, re.Match[str]]:
    """Return the table's rows by red line."""
    return {match[1]: match for match in ROW.finditer(TABLE.read_text())}


def test_all_twenty_two_stand_in_the_table_once_each() -> None:
    """Two versions of a row, as a merge can leave them, hold a line half each: neither is read as the other."""
    standing = re.findall(r"^\|\s*(R\d+)\s*\|", TABLE.read_text(), re.MULTILINE)
    assert standing == [f"R{number}" for number in range(1, 23)]
    assert list(rows()) == standing  # each in a shape that the guard reads


def test_what_this_part_promises_has_a_test() -> None:
    assert {name for name, row in rows().items() if row["tests"]} >= PART_ONE


def test_every_named_test_exists() -> None:
    for name, row in rows().items():
        for named in re.findall(r"(tests/[\w/]+\.py)::(\w+)", row["tests"] or ""):
            path, function = named
            tree = ast.parse((PROJECT / path).read_text())
            functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
            assert function in functions, f"{name}: {path}::{function}"
