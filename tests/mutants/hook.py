"""Reads Benken's modules with their checks behind a switch. The files stay as they are."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from tests.mutants.points import Point, is_sought, mutated

TREE = Path(__file__).resolve().parents[2]


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002  # importlib's signature
        """Compile the module anew each time: nothing of it is kept on disk."""
        path = Path(self.path)
        tree, _points = mutated(path.read_text(), str(path.relative_to(TREE)))
        return compile(tree, self.path, "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find Benken's own modules, and load those that hold checks another way."""
        if not fullname.startswith("benken."):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None or not isinstance(spec.loader, SourceFileLoader):
            return None
        if TREE not in Path(spec.origin).parents or not is_sought(Path(spec.origin).relative_to(TREE)):
            return None
        spec.loader = _Loader(fullname, spec.origin)
        return spec


def install() -> None:
    """Put the switch behind every check that is imported from now on."""
    sys.meta_path.insert(0, _Finder())


def all_points() -> list[Point]:
    """Return every check there is."""
    points: list[Point] = []
    for file in sorted((TREE / "benken").rglob("*.py")):
        name = file.relative_to(TREE)
        if is_sought(name):
            points += mutated(file.read_text(), str(name))[1]
    return points
