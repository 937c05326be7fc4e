"""Looks at one page from inside: every statement it sends, how PostgreSQL would do it, and where Python's time goes."""

import cProfile
import io
import json
import pstats
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from tests.load.pages import Page
from tests.load.sample import Sample
from tests.load.visitor import NotAsMeant

BIG = 10_000  # rows
OURS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SELECT SET_CONFIG(", "SELECT CURRENT_SETTING(")
ACTOR = re.compile(r"SELECT set_config\('benken.actor', '([^']*)', true\)")
PROFILED = 20


@dataclass(frozen=True)
class Seen:
    """What a page does inside. `statements` counts all that are sent, `queries` those that read or write data."""

    statements: int
    queries: int
    scans: tuple[str, ...]
    text: str


def look(page: Page, sample: Sample) -> Seen:
    """Visit a page in this process."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _signed_in(page)
    for turn in range(3):
        _visit(client, page, sample, turn)
    with CaptureQueriesContext(connection) as captured:
        _visit(client, page, sample, 3)
    sent = [str(query["sql"]) for query in captured.captured_queries]
    took = [str(query["time"]) for query in captured.captured_queries]
    # Asked once for each request by Django when it takes up a kept connection; it passes the log.
    health = 1 if settings.DATABASES["default"]["CONN_HEALTH_CHECKS"] else 0
    queries = [statement for statement in sent if not statement.lstrip().upper().startswith(OURS)]
    plans = list(_plans(sent))
    scans = sorted({scan for _, found, _ in plans for scan in found})
    lines = [f"{len(sent)} statements (+{health} health question), {len(queries)} of them read or write data", ""]
    for number, (statement, time_taken) in enumerate(zip(sent, took, strict=True), 1):
        plan = plans[number - 1]
        lines += [f"{number}. {time_taken} s  {plan[0]}", f"   {statement[:1500]}", *(f"   {line}" for line in plan[2])]
    return Seen(
        len(sent) + health, len(queries), tuple(scans), "\n".join(lines) + "\n\n" + _profile(client, page, sample)
    )


def _signed_in(page: Page) -> Any:
    from django.test import Client

    client = Client(raise_request_exception=False, headers={"host": "localhost"})
    answer = client.post("/demo/sign-in/", {"persona": page.persona})
    if answer.status_code != 302:
        raise NotAsMeant(f"the door answered {answer.status_code}")
    return client


def _visit(client: Any, page: Page, sample: Sample, turn: int) -> None:
    path = page.path(sample, turn)
    if not page.fields:
        answer = client.get(path)
        if answer.status_code != 200:
            raise NotAsMeant(f"{path} answered {answer.status_code}")
        return
    answer = client.post(path, {"_once": str(uuid4()), "_owner": _owner(sample.worker), **page.fields(turn)})
    if answer.status_code != 302:
        raise NotAsMeant(f"{path} answered {answer.status_code} to a form")


@cache
def _owner(worker: UUID) -> str:
    """Return what the page would have put into its form; made once, it is none of the page's queries."""
    from benken.access.queries.accounts import user_by_id
    from benken.access.typed_text import owner_token

    user = user_by_id(worker)
    assert user is not None
    return owner_token(user)


def _plans(sent: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield for each statement its times, its scans of big tables, and its plan; as the actor it was sent by."""
    from django.db import connection, transaction

    actor = ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'")
        rows_of = dict(cursor.fetchall())
        for statement in sent:
            if found := ACTOR.match(statement):
                actor = found[1]
            verb = statement.lstrip()[:6].upper()
            if verb not in {"SELECT", "INSERT", "UPDATE", "DELETE"} or found:
                yield "", [], []
                continue
            cursor.execute("SELECT set_config('benken.actor', %s, true)", [actor])
            runs = verb == "SELECT" and "FOR UPDATE" not in statement
            options = "ANALYZE, BUFFERS, FORMAT JSON" if runs else "FORMAT JSON"
            cursor.execute(f"EXPLAIN ({options}) {statement}")
            told = cursor.fetchone()[0]
            told = (json.loads(told) if isinstance(told, str) else told)[0]
            times = f"plan {told['Planning Time']} ms, run {told['Execution Time']} ms" if runs else ""
            scans: list[str] = []
            shape: list[str] = []
            for depth, node in _nodes(told["Plan"], 0):
                relation = node.get("Relation Name", "")
                shape.append(
                    f"{'  ' * depth}{node['Node Type']} {relation} {node.get('Index Name', '')}"
                    f" rows {node.get('Actual Rows', node['Plan Rows'])} loops {node.get('Actual Loops', '')}"
                    f" took {node.get('Actual Total Time', '')} removed {node.get('Rows Removed by Filter', 0)}"
                )
                if node["Node Type"] == "Seq Scan" and rows_of.get(relation, 0) > BIG:
                    scans.append(relation)
            yield times, scans, shape


def _nodes(plan: Mapping[str, Any], depth: int) -> Iterator[tuple[int, Mapping[str, Any]]]:
    yield depth, plan
    for below in plan.get("Plans", []):
        yield from _nodes(below, depth + 1)


def _profile(client: Any, page: Page, sample: Sample) -> str:
    profile = cProfile.Profile(time.process_time)  # what waits for PostgreSQL or another process is not in it
    profile.enable()
    for turn in range(PROFILED):
        _visit(client, page, sample, 10 + turn)
    profile.disable()
    text = io.StringIO()
    text.write(f"cProfile of {PROFILED} visits in one process (the profiler itself costs more than it measures)\n")
    for order in ("cumulative", "tottime"):
        pstats.Stats(profile, stream=text).strip_dirs().sort_stats(order).print_stats(45)
    return text.getvalue()
