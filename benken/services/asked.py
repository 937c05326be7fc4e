"""What somebody asks the directory for, read from the address and written into it. What makes no sense is left out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from benken.lib.text import folded
from benken.services.needs import Need

DAYS_AHEAD = 60
OLDEST = 120  # years
LONGEST_TEXT, LONGEST_AREA = 60, 100
LAST_PAGE = 1000


class When(StrEnum):
    """When it shall be open."""

    NOW = "now"
    TODAY = "today"
    TOMORROW = "tomorrow"
    DAY = "day"  # one that is named
    ALL = "all"


@dataclass(frozen=True)
class Asked:
    """What is asked for. Nothing of who asks."""

    needs: tuple[str, ...] = ()
    when: When = When.NOW
    day: date | None = None  # for tomorrow and a named day
    area: str = ""
    age: int | None = None
    step_free: bool = False
    drop_in: bool = False
    text: str = ""
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything but need and time is asked for."""
        return bool(self.area or self.age is not None or self.step_free or self.drop_in or self.text)

    @property
    def is_typed(self) -> bool:
        """Tell whether somebody wrote some of it themselves; the rest is chosen by links that are the same for all."""
        return bool(self.text) or self.age is not None

    @property
    def without_page(self) -> "Asked":
        """Return the same, from the first page on."""
        return replace(self, page=1)

    def query(self, **changed: Any) -> str:
        """Return the query of the address that asks for this, or for this with something changed."""
        asked = replace(self, **{"page": 1, **changed})
        named = asked.when == When.DAY and asked.day
        pairs: list[tuple[str, object]] = [("need", need) for need in asked.needs]
        pairs += [("when", asked.day if named else asked.when.value)] if asked.when != When.NOW else []
        optional: Mapping[str, object] = {
            "area": asked.area,
            "age": "" if asked.age is None else asked.age,
            "step_free": "1" if asked.step_free else "",
            "drop_in": "1" if asked.drop_in else "",
            "q": asked.text,
            "page": asked.page if asked.page > 1 else "",
        }
        pairs += [(name, value) for name, value in optional.items() if value != ""]
        return f"?{urlencode(pairs)}" if pairs else "?"

    def with_or_without(self, need: str) -> str:
        """Return the query with one need more, or with this one taken away."""
        others = tuple(one for one in self.needs if one != need)
        return self.query(needs=others if need in self.needs else (*self.needs, need))


def read_asked(query: QueryDict, *, today: date) -> Asked:
    """Read what is asked for."""
    when, day = _when(query.get("when", ""), today)
    return Asked(
        needs=tuple(need for need in Need.values if need in query.getlist("need")),
        when=when,
        day=day,
        area=query.get("area", "").strip()[:LONGEST_AREA],
        age=_number(query.get("age", ""), most=OLDEST),
        step_free=query.get("step_free") == "1",
        drop_in=query.get("drop_in") == "1",
        text=_sought(query.get("q", "")),
        page=_number(query.get("page", ""), most=LAST_PAGE) or 1,
    )


def _when(written: str, today: date) -> tuple[When, date | None]:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        when = When(written) if written in {*When} - {When.DAY} else When.NOW
        return when, today + timedelta(days=1) if when == When.TOMORROW else None
    if day == today:
        return When.TODAY, None
    if day == today + timedelta(days=1):
        return When.TOMORROW, day
    if today < day <= today + timedelta(days=DAYS_AHEAD):
        return When.DAY, day
    return When.NOW, None


def _number(written: str, *, most: int) -> int | None:
    plain = written.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 4):
        return None
    return min(int(plain), most)


def _sought(written: str) -> str:
    """Return the text that is sought, tidy; the database refuses NUL, and long is never a name."""
    return folded(written[:LONGEST_TEXT])
