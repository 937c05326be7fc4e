"""The demo's teams and workers, read from `staff.toml`."""

from functools import cache

from benken.access.queries import Role
from benken.demo.lines import Staff, Worker
from benken.demo.tables import FOLDER, open_table


@cache
def read_staff() -> Staff:
    """Read teams and workers."""
    table = open_table(FOLDER / "staff.toml")
    teams = {row.text("key"): row.text("name") for row in table.tables("teams")}
    workers: dict[str, Worker] = {}
    for row in table.tables("workers"):
        key = row.text("key")
        if key in workers:
            raise row.fault("key", f"{key} is there twice")
        roles = row.texts("roles", least=1)
        for role in roles:
            if role not in Role.values:
                raise row.fault("roles", f"{role!r} is no role")
        answers = row.clock("answers_before") if "answers_before" in row.values else None
        team = row.choice("team", list(teams))
        workers[key] = Worker(key, row.text("name"), row.text("email"), team, roles, answers)
        row.asked.add("answers_before")
        row.done()
    table.done()
    return Staff(teams, workers)
