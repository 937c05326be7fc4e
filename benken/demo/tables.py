"""A TOML table of the demo's texts being read: each key asked for by its type. A fault names its file and key."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

FOLDER = Path(__file__).resolve().parent
LONGEST_AGO = 545  # 18 months
_NOTHING: Final = object()


class CourseFault(ValueError):
    """A text file of the demo is not as README.md says; the message names the file and the key."""


class Table:
    """One TOML table being read: asks for keys by type, and tells of keys nobody asked for."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self.values, self.where = values, where
        self.asked: set[str] = set()

    def fault(self, key: str, sentence: str) -> CourseFault:
        """Return a fault about a key."""
        return CourseFault(f"{self.where}: {key}: {sentence}")

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = _NOTHING) -> Any:
        """Return a value of a type, or the default; without a default the key is needed."""
        self.asked.add(key)
        if key not in self.values:
            if default is _NOTHING:
                raise self.fault(key, "is missing")
            return default
        value = self.values[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            raise self.fault(key, f"{value!r} is not of the right type")
        return value

    def text(self, key: str, default: Any = _NOTHING, *, most: int = 40_000) -> str:
        """Return a text without space around it; a needed text is not empty."""
        value: str = self.take(key, str, default).strip()
        if default is _NOTHING and not value:
            raise self.fault(key, "is empty")
        if len(value) > most:
            raise self.fault(key, f"is longer than {most} characters")
        return value

    def number(self, key: str, default: Any = _NOTHING, *, least: int = 0, most: int = LONGEST_AGO) -> Any:
        """Return a whole number within limits, or the default."""
        value = self.take(key, int, default)
        if value is not default and not least <= value <= most:
            raise self.fault(key, f"{value} is not between {least} and {most}")
        return value

    def choice(self, key: str, allowed: Iterator[str] | list[str], default: Any = _NOTHING) -> str:
        """Return one of the allowed words."""
        value: str = self.take(key, str, default)
        words = [str(word) for word in allowed]
        if value not in words and value != default:
            raise self.fault(key, f"{value!r} is none of {', '.join(words)}")
        return value

    def clock(self, key: str) -> tuple[int, int]:
        """Return a time of day."""
        written = self.text(key)
        hour, _, minute = written.partition(":")
        if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
            raise self.fault(key, f"{written!r} is no time of day such as 09:30")
        return int(hour), int(minute)

    def texts(self, key: str, *, least: int = 0) -> tuple[str, ...]:
        """Return a list of texts, none twice."""
        values = self.take(key, list, [])
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.fault(key, "must be texts")
        if len(values) < least:
            raise self.fault(key, f"has {len(values)} texts, at least {least} are needed")
        twice = {value for value in values if values.count(value) > 1}
        if twice:
            raise self.fault(key, f"has twice: {twice.pop()}")
        return tuple(value.strip() for value in values)

    def tables(self, key: str) -> list["Table"]:
        """Return the tables of a list of tables."""
        rows = self.take(key, list, [])
        return [Table(row, f"{self.where}: {key}[{number}]") for number, row in enumerate(rows, start=1)]

    def done(self) -> None:
        """Refuse keys nobody asked for: most often a misspelling."""
        unknown = set(self.values) - self.asked
        if unknown:
            raise self.fault(min(unknown), "is not a key here")


def open_table(file: Path) -> Table:
    """Open one of the demo's files."""
    where = str(file.relative_to(FOLDER))
    try:
        return Table(tomllib.loads(file.read_text(encoding="utf-8")), where)
    except FileNotFoundError as error:
        raise CourseFault(f"{where}: is missing") from error
    except tomllib.TOMLDecodeError as error:
        raise CourseFault(f"{where}: {error}") from error
