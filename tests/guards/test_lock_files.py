"""Guard: lock files hold no address of a machine; every package has its hash."""

import json
import re

from benken.operate.private_server import PROJECT


def test_the_python_lock_holds_names_versions_and_hashes_only() -> None:
    text = (PROJECT / "requirements.lock").read_text()
    assert "://" not in text
    assert "--index" not in text
    packages = [block for block in re.split(r"\n(?=\S)", text) if "==" in block and not block.startswith("#")]
    assert len(packages) > 30
    for package in packages:
        assert "--hash=sha256:" in package, package.splitlines()[0]


def test_the_node_lock_holds_no_address_but_for_funding() -> None:
    lock = json.loads((PROJECT / "package-lock.json").read_text())

    def addresses(value: object, key: str = "") -> list[str]:
        if key == "funding":
            return []
        if isinstance(value, dict):
            return [found for name, inner in value.items() for found in addresses(inner, name)]
        if isinstance(value, list):
            return [found for inner in value for found in addresses(inner)]
        return [value] if isinstance(value, str) and "://" in value else []

    assert addresses(lock) == []
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert "resolved" not in entry, name
        assert entry["integrity"].startswith("sha512-"), name
