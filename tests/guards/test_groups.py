"""Guard: tests that share a server, a browser or a lock run one after the other, on one worker."""

from benken.operate.private_server import PROJECT
from tests.groups import ByGroup, group_of

HERE = "tests/guards/test_groups.py"


def test_every_group_is_kept_together() -> None:
    files = {str(file.relative_to(PROJECT)): file.read_text() for file in (PROJECT / "tests").rglob("test_*.py")}
    marked = [name for name, text in files.items() if "mark.xdist_group(" in text and name != HERE]
    assert {group_of(name) for name in marked} >= {"journeys", "kannel", "backups"}
    scheduler = ByGroup.__new__(ByGroup)
    for name in marked:
        assert group_of(name), name
        assert scheduler._split_scope(f"{name}::test_a[x::y@z]") == group_of(name)
    assert scheduler._split_scope(f"{HERE}::test_a") == f"{HERE}::test_a"
