"""The second wall's checks, read from the database as the migrations left it; each as the SQL that takes it away.

Taken away are: what a policy lets be seen or written (true instead, whole and each part of it), each restrictive
policy, each trigger, and each condition of the functions that row policies ask.
"""

import re
from dataclasses import dataclass

import psycopg
from psycopg import sql

POLICIES = """
SELECT tablename, policyname, permissive, cmd, qual, with_check FROM pg_policies
WHERE schemaname = 'public' AND policyname <> 'by_system' ORDER BY 1, 2
"""
TRIGGERS = """
SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relnamespace = 'public'::regnamespace
  AND c.relname !~ '^procrastinate' ORDER BY 1, 2
"""
FUNCTIONS = """
SELECT proname, pg_get_functiondef(oid) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'benken%subjects' ORDER BY 1
"""


@dataclass(frozen=True)
class Wall:
    """One check of the database: its name, the table whose users meet it, and what takes it away."""

    id: str
    table: str
    statement: str


def walls(address: str) -> list[Wall]:
    """Return every check of the database at an address."""
    with psycopg.connect(address) as connection:
        found = [wall for row in connection.execute(POLICIES).fetchall() for wall in _of_policy(*row)]
        for table, name in connection.execute(TRIGGERS).fetchall():
            off = sql.SQL("DROP TRIGGER {} ON {}").format(sql.Identifier(name), sql.Identifier(table))
            found.append(Wall(f"trigger {table}.{name}", table, off.as_string(connection)))
        for name, definition in connection.execute(FUNCTIONS).fetchall():
            found += _of_function(name, definition)
    return found


def _of_policy(table: str, name: str, permissive: str, cmd: str, qual: str | None, check: str | None) -> list[Wall]:
    on = sql.SQL("{} ON {}").format(sql.Identifier(name), sql.Identifier(table)).as_string(None)
    if permissive == "RESTRICTIVE":
        return [Wall(f"narrow {table}.{name} ({cmd})", table, f"DROP POLICY {on}")]
    made = []
    for clause, text in (("USING", qual), ("WITH CHECK", check)):
        if text in {None, "true"}:  # nothing to take away
            continue
        parts = _conjuncts(text)
        made.append(Wall(f"policy {table}.{name} {clause}", table, f"ALTER POLICY {on} {clause} (true)"))
        for number, part in enumerate(parts if len(parts) > 1 else []):
            rest = " AND ".join(parts[:number] + parts[number + 1 :])
            said = " ".join(part.split())[:80]
            made.append(
                Wall(f"policy {table}.{name} {clause} without {said}", table, f"ALTER POLICY {on} {clause} ({rest})")
            )
    return made


def _of_function(name: str, definition: str) -> list[Wall]:
    """Return the function without each of its conditions."""
    before, body = re.split(r"\bWHERE\b", definition, maxsplit=1)
    body, quote, rest = body.rsplit("$", 2)
    body, *grouped = re.split(r"\bGROUP BY\b", body, maxsplit=1)
    after = "".join(f" GROUP BY {one}" for one in grouped) + f"${quote}${rest}"
    parts = _conjuncts(re.sub(r"--[^\n]*", "", body))
    return [
        Wall(
            f"function {name} without {' '.join(part.split())[:80]}",
            "access_right",
            f"{before}WHERE {' AND '.join(parts[:number] + parts[number + 1 :])} {after}",
        )
        for number, part in enumerate(parts)
    ]


def _conjuncts(text: str) -> list[str]:
    """Split a condition at the AND of its outermost level."""
    text = text.strip()
    while text.startswith("(") and _closes(text) == len(text) - 1:
        text = text[1:-1].strip()
    depth, parts, last, between = 0, list[str](), 0, 0
    for match in re.finditer(r"[()]|\bAND\b|\bOR\b|\bBETWEEN\b|\bCASE\b|\bEND\b", text):
        word = match[0]
        if word in {"(", "CASE"}:
            depth += 1
        elif word in {")", "END"}:
            depth -= 1
        elif depth == 0 and word == "OR":
            return [text]
        elif depth == 0 and word == "BETWEEN":
            between += 1
        elif depth == 0 and word == "AND" and between:
            between -= 1
        elif depth == 0 and word == "AND":
            parts.append(text[last : match.start()].strip())
            last = match.end()
    return [*parts, text[last:].strip()]


def _closes(text: str) -> int:
    """Return where the bracket that begins a text is closed."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place
    return -1
