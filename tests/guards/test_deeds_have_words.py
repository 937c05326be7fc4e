"""Whatever is done about a person stands in words they understand under «Hva som er gjort», or is left out on purpose.

A deed whose verb nobody gave words would stand there as «noe om deg: endret».
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from benken.access.models import Deed, WayIn
from benken.followup.models import Goal
from benken.my.all_about import DEEDS, DONE, WHOLE, deed_words
from benken.operate.private_server import PROJECT
from benken.services.models import Referral

LEFT_OUT = {"entry.throw", "entry.undo"}  # and all of `case.`: see `SECRET`
# Verbs that are put together as they are written: what may stand in the gap.
GAPS = {
    "goal.": [str(state) for state in Goal.State.values],
    "referral.": [str(state) for state in Referral.State.values],
    "way_in.make_": [str(kind) for kind in WayIn.Kind.values],
}
CONSTANTS = {"LOOKED_FOR": "person.looked_for"}  # imported where it is used


def verbs_about_people() -> Iterator[tuple[str, str]]:
    """Yield where a deed about a person is recorded, and its verb."""
    for path in sorted(PROJECT.glob("benken/*/**/*.py")):
        if "demo" not in path.parts:
            tree = ast.parse(path.read_text())
            for call in ast.walk(tree):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                    given = {one.arg: one.value for one in call.keywords}
                    if call.func.id in {"record_deed", "record_deeds"} and given.keys() & {"subject_id", "about"}:
                        for verb in _values(given["verb"], tree, path):
                            yield f"{path.relative_to(PROJECT)}:{call.lineno}", verb


def _values(node: ast.expr, tree: ast.Module, path: Path) -> list[str]:
    """Return what an expression may be."""
    match node:
        case ast.Constant(value=str(verb)):
            return [verb]
        case ast.IfExp(body=yes, orelse=no):
            return _values(yes, tree, path) + _values(no, tree, path)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), ast.FormattedValue()]):
            return [start + gap for gap in GAPS[start]]
        case ast.Name(id=name) if name in CONSTANTS:
            return [CONSTANTS[name]]
        case ast.Name(id=name):
            given = [one.value for one in ast.walk(tree) if isinstance(one, ast.Assign) and _is(one.targets[0], name)]
            assert given, f"{path}: nobody says what {name} is"
            return [verb for value in given for verb in _values(value, tree, path)]
    raise AssertionError(f"{path}:{node.lineno}: a verb this guard cannot read")


def _is(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name


def test_every_deed_about_a_person_has_words() -> None:
    found = dict(verbs_about_people())
    assert len(found) > 80
    without = {
        where: verb
        for where, verb in verbs_about_people()
        if verb not in {*WHOLE, *LEFT_OUT}
        and not verb.startswith("case.")
        and (verb.partition(".")[0] not in DEEDS or verb.partition(".")[2] not in DONE)
    }
    assert not without


def test_nobody_gave_words_to_what_is_never_done() -> None:
    said = {deed_words(Deed(verb=verb)) for _where, verb in verbs_about_people()}
    for what in {*DEEDS.values(), *WHOLE.values()}:
        assert any(str(what) in words for words in said), str(what)
