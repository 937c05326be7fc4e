"""Mutants that are the same program: no test can tell them, and here stands why."""

EQUIVALENT: dict[str, str] = {}
