"""Tests of one group run on one worker, and long groups begin first, so that no worker ends alone.

pytest-xdist 3.8 writes a test's group into its id, which pytest 9.2 no longer lets it do: each test of a group went to
whichever worker was free, and each worker served a site and opened a browser of its own.
"""

import re
from functools import cache

from xdist.scheduler import LoadGroupScheduling

from benken.operate.private_server import PROJECT

GROUP = re.compile(r'^pytestmark = .*\bxdist_group\("([^"]+)"\)', re.MULTILINE)


@cache
def group_of(file: str) -> str:
    """Return the group that the mark of a whole file names, if any."""
    found = GROUP.search((PROJECT / file).read_text())
    return found[1] if found else ""


class ByGroup(LoadGroupScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Shares the tests out, those of a group together; the groups with most tests first, then each test alone."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or nodeid
