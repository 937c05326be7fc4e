"""`benken doctor`: looks whether all is as it should be; of what is not it says what is wrong and what to do."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TextIO

from django.db import Error

from benken.operate.doctor import around, database, stored, texts
from benken.operate.doctor.finding import WORDS, Finding, State

CHECKS: list[Callable[[datetime], Iterator[Finding]]] = [
    around.settings_are_sound,
    database.roles,
    database.walls,
    database.reading_months,
    database.clocks,
    database.queue,
    database.logs,
    database.keys_open,
    around.mail,
    texts.texts,
    around.files,
    stored.attachments,
    around.backups,
    around.room,
]
NO_USE = {"database", "restored"}  # if these are wrong, the database is not asked for more
IN_DATABASE = {database.__name__, stored.__name__}
NEEDS_DATABASE = {check for check in CHECKS if check.__module__ in IN_DATABASE} - {database.roles}


def examine(*, at: datetime, as_json: bool, stdout: TextIO) -> int:
    """Tell what was found; return 1 if anything is wrong."""
    found: list[Finding] = []
    for check in CHECKS:
        if check in NEEDS_DATABASE and any(one.what in NO_USE and one.state is State.WRONG for one in found):
            continue  # it would say the same once more
        try:
            found += check(at)
        except Error as fault:
            what = check.__name__.replace("_", " ")
            found.append(Finding.wrong(what, f"PostgreSQL refused: {type(fault).__name__}.", "Run `benken migrate`."))
    wrong = sum(one.state is State.WRONG for one in found)
    if as_json:
        told = [{"what": one.what, "state": one.state.value, "says": one.says, "do": one.do} for one in found]
        stdout.write(json.dumps({"ok": not wrong, "findings": told}) + "\n")
    else:
        stdout.writelines(_line(one) for one in found)
        stdout.write("All is well.\n" if not wrong else f"{wrong} to put right.\n")
    return 1 if wrong else 0


def _line(one: Finding) -> str:
    return f"{WORDS[one.state]} {one.what}: {one.says}{f' {one.do}' if one.do else ''}\n"
