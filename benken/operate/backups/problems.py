"""What an operator is told when a backup cannot be made or taken back."""

from collections.abc import Callable
from typing import TextIO


class BackupProblem(RuntimeError):
    """It cannot be done; the message says why and what to do."""


class Misuse(BackupProblem):
    """What was typed or set cannot be meant; nothing was begun."""


FINE, PROBLEMS, MISUSE = 0, 1, 2  # exit statuses


def told(run: Callable[[], int], stderr: TextIO) -> int:
    """Run a verb, and say in a sentence why it could not be done."""
    try:
        return run()
    except Misuse as problem:
        stderr.write(f"{problem}\n")
        return MISUSE
    except BackupProblem as problem:
        stderr.write(f"{problem}\n")
    except OSError as problem:  # no room, no right to write there
        stderr.write(f"It could not be written or read: {problem.strerror or problem}.\n")
    return PROBLEMS
