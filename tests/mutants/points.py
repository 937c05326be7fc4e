"""Finding the checks of a module, and writing it anew so that each of them can be taken away while it runs.

A check is: a refusal (`if …: raise …`), each part of it; what a policy answers, each part of it; a call of a policy's
`check_…`; each condition of a queryset about a person, a user, a team, a state or a time.
"""

import ast
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

WHERE = (
    *("policies", "exception_policies", "actions", "queries", "views", "finding", "pages", "records", "narrow"),
    *("shown", "waiting", "sharing", "who_sees", "supporters", "national_number", "all_about"),
)
WORDS = frozenset(
    """
    person person_id user user_id for_user author author_id subject_id by by_id member member_id worker worker_id
    team team_id owner written_by asked_by asked_by_id receiver receiver_id reader reader_id of roles scope basis
    state is_active is_hidden ended_at until_at since_at removed_at withdrawn_at first_read_at read_at seen_at
    answered_at created_at finished_at undone_at
    """.split()  # noqa: SIM905  # a list one can read
)
REFUSALS = (
    "Refused",
    "RecordClosed",
    "Http404",
    "Missing",
    "RequestMissing",
    "ChangedMeanwhile",
    "PermissionDenied",
    "Closed",
)
ANSWERS_YES = ("can_", "may_", "sees_", "knows_")
SWITCH = "_mutants_switch"


@dataclass(frozen=True)
class Point:
    """One check that can be taken away."""

    id: str
    path: str
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.kind}: {self.text}"


def is_sought(path: Path) -> bool:
    """Tell whether a module is one of those whose checks are taken away."""
    parts = (*path.parts[:-1], path.stem)
    return any(part in WHERE for part in parts) and "demo" not in parts and "migrations" not in parts


def mutated(source: str, path: str) -> tuple[ast.Module, list[Point]]:
    """Return a module that asks the switch at each check, and the checks."""
    tree = ast.parse(source)
    writer = _Writer(path)
    tree = writer.visit(tree)
    after = next(
        (n for n, one in enumerate(tree.body) if not _is_docstring(one) and not _is_future(one)), len(tree.body)
    )
    bring = ast.parse(f"from tests.mutants import switch as {SWITCH}").body
    tree.body[after:after] = bring
    return ast.fix_missing_locations(tree), writer.points


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


class _Writer(ast.NodeTransformer):
    def __init__(self, path: str) -> None:
        self.path = path
        self.points: list[Point] = []
        self._names: list[str] = []
        self._seen: Counter[str] = Counter()
        self._asks_policy = False

    def _point(self, kind: str, node: ast.expr, *, text: str = "") -> ast.Constant:
        text = " ".join((text or ast.unparse(node)).split())[:100]
        name = f"{self.path}:{'.'.join(self._names)}:{kind}:{text}"
        self._seen[name] += 1
        full = name if self._seen[name] == 1 else f"{name}#{self._seen[name]}"
        self.points.append(Point(full, self.path, node.lineno, kind, text))
        return ast.Constant(full)

    def _ask(self, name: str, *arguments: ast.expr, keywords: list[ast.keyword] | None = None) -> ast.Call:
        function = ast.Attribute(ast.Name(SWITCH, ast.Load()), name, ast.Load())
        return ast.Call(function, list(arguments), keywords or [])

    def _off(self, kind: str, node: ast.expr) -> ast.Call:
        return self._ask("off", self._point(kind, node))

    # functions

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Go into a function, and know whether it answers for a policy."""
        outer, self._asks_policy = self._asks_policy, self._is_policy(node)
        self._names.append(node.name)
        self.generic_visit(node)
        self._names.pop()
        self._asks_policy = outer
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        """Go into a class."""
        self._names.append(node.name)
        self.generic_visit(node)
        self._names.pop()
        return node

    def _is_policy(self, node: ast.FunctionDef) -> bool:
        says_yes_or_no = isinstance(node.returns, ast.Name) and node.returns.id == "bool"
        return "policies" in self.path and says_yes_or_no and node.name.startswith(ANSWERS_YES)

    # what a policy answers

    def visit_Return(self, node: ast.Return) -> ast.Return:
        """Let each part of a policy's answer be yes."""
        if self._asks_policy and node.value is not None and not isinstance(node.value, ast.Constant):
            node.value = self._yes(node.value)
            return node
        self.generic_visit(node)
        return node

    def _yes(self, value: ast.expr) -> ast.expr:
        if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.And):
            value.values = [self._yes(part) for part in value.values]
            return value
        return ast.BoolOp(ast.Or(), [self._off("policy", value), value])

    # refusals

    def visit_If(self, node: ast.If) -> ast.If:
        """Let each reason to refuse not hold."""
        if len(node.body) == 1 and self._refuses(node.body[0]):
            node.test = self._no(node.test)
            node.orelse = [self.visit(one) for one in node.orelse]
            return node
        self.generic_visit(node)
        return node

    def _no(self, test: ast.expr) -> ast.expr:
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
            test.values = [self._no(part) for part in test.values]
            return test
        asked = ast.UnaryOp(ast.Not(), self._off("refusal", test))
        return ast.BoolOp(ast.And(), [asked, self.visit(test)])

    @staticmethod
    def _refuses(node: ast.stmt) -> bool:
        if not isinstance(node, ast.Raise) or node.exc is None:
            return False
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        name = raised.attr if isinstance(raised, ast.Attribute) else getattr(raised, "id", "")
        return name.endswith(REFUSALS)

    def visit_Expr(self, node: ast.Expr) -> ast.Expr:
        """Let a call of a policy's check not happen."""
        self.generic_visit(node)
        if isinstance(node.value, ast.Call):
            called = node.value.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name.startswith("check_"):
                node.value = ast.BoolOp(ast.Or(), [self._off("check", node.value), node.value])
        return node

    # conditions of querysets

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """Let each condition of a filter, of those that are about somebody or a state, hold for every row."""
        self.generic_visit(node)
        if not isinstance(node.func, ast.Attribute) or node.func.attr not in {"filter", "exclude", "get"}:
            return node
        if not _is_queryset(node.func.value):
            return node
        rest, conditions = [], list[ast.expr]()
        leaves_out = node.func.attr == "exclude"
        for word in node.keywords:
            if word.arg is None or word.arg.split("__")[0] not in WORDS or (leaves_out and len(node.keywords) > 1):
                rest.append(word)
                continue
            point = self._point("filter", word.value, text=f"{word.arg}={ast.unparse(word.value)}")
            conditions.append(self._ask("kept_out" if leaves_out else "kept", point, keywords=[word]))
        if not leaves_out:
            node.args = [
                self._ask("loose", self._point("filter", one), one) if _asks_about_somebody(one) else one
                for one in node.args
            ]
        node.args += conditions
        node.keywords = rest
        return node


def _is_queryset(node: ast.expr) -> bool:
    """Tell whether something that is filtered is a queryset: `self.fields.get(…)` and `request.GET.get(…)` are not."""
    text = ast.unparse(node)
    return not text.endswith(("GET", "POST", "session", "fields", "data", "headers", "META"))


def _asks_about_somebody(node: ast.expr) -> bool:
    words = {
        one.arg.split("__")[0]
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        for one in call.keywords
        if one.arg is not None
    }
    return bool(words & WORDS)
