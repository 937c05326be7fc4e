"""Opening hours in words: what a page says of when something is open, and of how much room there is."""

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from benken.lib.days import moment_of
from benken.services.opening import (
    DAY,
    MIDNIGHT,
    SUNDAY,
    Calendar,
    State,
    Stretch,
    Times,
    hours_on,
    spans_on,
)
from benken.services.queries.directory import Room
from benken.ui.words import clock, day_words, list_words


def state_words(state: State, times: Times, *, at: datetime) -> str:
    """Return how it is: open until when, or opens when."""
    if not state.is_open and state.opens_at is None:
        return _("Ikke åpent nå") if times.are_known else _("Ring og spør når det er åpent")
    return _state_words(state.is_open, state.until, state.opens_at, timezone.localdate(at), get_language() or "")


@lru_cache(maxsize=5_000)  # many say the same, and a page says fifty
def _state_words(
    is_open: bool,  # noqa: FBT001  # what the words are kept by
    until: datetime | None,
    opens_at: datetime | None,
    today: date,
    _language: str,
) -> str:
    if is_open or opens_at is None:
        return _open_words(until, today)
    opens = timezone.localtime(opens_at)
    if opens.date() == today:
        return _("Åpner kl. %(time)s") % {"time": clock(opens.time())}
    words = {"day": day_words(opens.date(), today=today), "time": clock(opens.time())}
    return _("Åpner %(day)s kl. %(time)s") % words


def _open_words(until_at: datetime | None, today: date) -> str:
    if until_at is None:
        return _("Åpent hele døgnet")
    until = timezone.localtime(until_at)
    if until.date() == today:
        return _("Åpent til kl. %(time)s") % {"time": clock(until.time())}
    if (until.date(), until.time()) == (today + DAY, MIDNIGHT):
        return _("Åpent til midnatt")
    words = {"day": day_words(until.date(), today=today), "time": clock(until.time())}
    return _("Åpent til %(day)s kl. %(time)s") % words


def day_hours_words(times: Times, day: date, calendar: Calendar) -> str:
    """Return the hours of a day: those left from the night before, and those that begin; nothing when it is closed."""
    parts = [
        _("til kl. %(time)s") % {"time": clock(timezone.localtime(span.closes_at).time())}
        for span in spans_on(times, day - DAY, calendar)
        if span.closes_at > moment_of(day, MIDNIGHT, calendar.zone)
    ]
    return list_words([*parts, *(_stretch_words(one) for one in hours_on(times, day, calendar).stretches)])


def why_words(times: Times, day: date, calendar: Calendar) -> str:
    """Return why a day is not as ever; nothing when it is."""
    told = hours_on(times, day, calendar)
    if told.is_own:
        return told.why if told.stretches else told.why or _("stengt denne dagen")
    if told.is_holiday and not times.always_open:
        return _("helligdag")
    return ""


def room_words(room: Room | None, *, at: datetime) -> str:
    """Return how much room there is, and when that was counted; an old count says no number."""
    return _room_words(room, timezone.localdate(at), get_language() or "") if room else ""


@lru_cache(maxsize=5_000)
def _room_words(room: Room, today: date, _language: str) -> str:
    counted = timezone.localtime(room.counted_at)
    words = {"free": room.free, "total": room.total, "time": clock(counted.time())}
    if counted.date() != today:
        day = day_words(counted.date(), today=today)
        when = _("%(day)s kl. %(time)s") % {"day": day, "time": words["time"]}
    else:
        when = _("kl. %(time)s") % words
    if not room.is_fresh:
        return _("Sist talt %(when)s. Ring og spør om det er plass.") % {"when": when}
    if room.free == 0:
        return _("Fullt, talt %(when)s. Spør likevel.") % {"when": when}
    if room.total is None:
        return _("%(free)s ledig, talt %(when)s") % {"free": room.free, "when": when}
    return _("%(free)s av %(total)s ledig, talt %(when)s") % {**words, "when": when}


def age_words(age_from: int | None, age_to: int | None) -> str:
    """Return which ages may come; nothing when all may."""
    if age_from is not None and age_to is not None:
        return _("%(from)s til %(to)s år") % {"from": age_from, "to": age_to}
    if age_from:
        return _("Fra %(from)s år") % {"from": age_from}
    return _("Til og med %(to)s år") % {"to": age_to} if age_to is not None else ""


def week_words(times: Times, today: date) -> list[tuple[str, list[str]]]:
    """Return the ordinary week as it holds now, Monday first; days alike that follow each other stand together."""
    week: list[tuple[int, int, list[str]]] = []
    for weekday in range(SUNDAY + 1):
        lines = [_("hele døgnet")] if times.always_open else []
        held = [one for one in times.hours if one.weekday == weekday and one.hold_on(today) and not times.always_open]
        lines += [
            _stretch_words(Stretch(one.opens, one.closes, one.words))
            for one in sorted(held, key=lambda one: (one.opens, one.closes))
        ]
        lines = lines or [_("stengt")]
        if week and week[-1][2] == lines:
            week[-1] = (week[-1][0], weekday, lines)
        else:
            week.append((weekday, weekday, lines))
    return [(_weekdays_words(first, last), lines) for first, last, lines in week]


def _weekdays_words(first: int, last: int) -> str:
    if (first, last) == (0, SUNDAY):
        return _("Hver dag")
    if first == last:
        return str(WEEKDAYS[first]).capitalize()
    words = {"first": str(WEEKDAYS[first]).capitalize(), "last": WEEKDAYS[last]}
    return _("%(first)s til %(last)s") % words


def season_words(times: Times, today: date) -> list[str]:
    """Return which other hours come in a season that is not now, and until when a season that is now lasts."""
    return list(dict.fromkeys(_seasons(times, today)))


def _seasons(times: Times, today: date) -> Iterator[str]:
    for one in times.hours:
        if one.from_on and one.from_on > today:
            yield _("Andre tider fra %(day)s.") % {"day": day_words(one.from_on, today=today)}
        elif one.until_on and one.until_on >= today:
            yield _("Slik til %(day)s.") % {"day": day_words(one.until_on, today=today)}


def hours_words(opens: time | None, closes: time | None) -> str:
    """Return hours of their own, or that it is closed."""
    return _stretch_words(Stretch(opens, closes)) if opens is not None and closes is not None else _("stengt")


def _stretch_words(one: Stretch) -> str:
    if one.is_whole_day:
        words = _("hele døgnet")
    else:
        closes = _("midnatt") if one.closes == MIDNIGHT else clock(one.closes)
        words = _("%(from)s–%(to)s") % {"from": clock(one.opens), "to": closes}
    return f"{words} ({one.words})" if one.words else words
