"""A time as somebody says it, «tirs 10» or «i morgen kl. 14.30», read; and moments of the clock on the wall."""

import re
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

# How days begin in bokmål, nynorsk, Danish and English; the longest word that fits decides.
WEEKDAYS = (
    ("man", "mån", "mon"),
    ("tir", "tys", "tue"),
    ("ons", "wed"),
    ("tor", "thu"),
    ("fre", "fri"),
    ("lør", "lau", "sat"),
    ("søn", "sun"),
)
NEAR = {"i dag": 0, "idag": 0, "today": 0, "i morgen": 1, "imorgen": 1, "i morgon": 1, "tomorrow": 1}
HOUR = re.compile(r"(?:kl\.?\s*|at\s+)?(\d{1,2})(?:[.:](\d{2}))?$")
DAY = re.compile(r"[^\W\d]+(?: [^\W\d]+)*")


def read_time(words: str, *, now: datetime) -> tuple[date, time] | None:
    """Return the day and hour that some words name, or None. A weekday is the next one on which the hour comes."""
    said = " ".join(words.casefold().split()).rstrip(".")
    found = HOUR.search(said)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        return None
    local = timezone.localtime(now)
    gone = time(hour, minute) <= local.time()
    day = _day(said[: found.start()].strip(" .,"), today=local.date(), gone=gone)
    return (day, time(hour, minute)) if day else None


def _day(word: str, *, today: date, gone: bool) -> date | None:
    if word in NEAR:
        return today + timedelta(days=NEAR[word])
    if DAY.fullmatch(word) is None or " " in word:
        return None
    for weekday, beginnings in enumerate(WEEKDAYS):
        if word.startswith(beginnings):
            days = (weekday - today.weekday()) % 7
            return today + timedelta(days=7 if gone and days == 0 else days)
    return None


def on_the_wall(day: date, hour: time) -> datetime:
    """Return the moment at which the clock shows an hour. An hour that the clock skips is taken as the one after it."""
    zone = timezone.get_current_timezone()
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)


def later(moment: datetime, *, days: int = 0, hours: int = 0) -> datetime:
    """Return a moment so many days on at the same hour of the clock, or so many hours on."""
    if hours:
        return moment + timedelta(hours=hours)
    local = timezone.localtime(moment)
    return on_the_wall(local.date() + timedelta(days=days), local.time())
