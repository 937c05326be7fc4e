"""What a mutated module asks while it runs: is this check taken away now? Every question is noted."""

from typing import Any

from django.db.models import Q

active = ""  # the id of the check that is taken away; "" while nothing is
reached: set[str] = set()


def off(point: str) -> bool:
    """Tell whether a check is taken away, and note that a test has come to it."""
    reached.add(point)
    return point == active


def kept(point: str, **condition: Any) -> Q:
    """Return a filter's condition, or one that holds for every row."""
    asked = Q(**condition)
    return asked | ~asked if off(point) else asked


def loose(point: str, condition: Any) -> Any:
    """Return what a filter asks, or what holds for every row. It keeps its parameters, as PreparedRead needs."""
    return Q(condition) | ~Q(condition) if off(point) else condition


def kept_out(point: str, **condition: Any) -> Q:
    """Return what is left out, or what leaves out no row."""
    return Q(**condition) & ~Q(**condition) if off(point) else Q(**condition)
