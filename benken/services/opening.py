"""When something is open: pure rules. The facts go in with the moment, the answer comes out; nothing is asked.

- Hours until a clock at or before the one they open at go on into the next day. They belong to the day they begin on:
  a night that began before a closed day goes on until its morning.
- A day of its own (a closed day, or other hours) takes the place of the ordinary hours. One for the service alone
  counts before one for the whole place; of two alike, being closed counts before other hours.
- On a public holiday without a day of its own it is closed, as on a Sunday, or as ever. What is always open is open
  then too: only a day of its own closes it.
- When the clocks change, an hour is the first moment at which the clock shows it, or has passed it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from benken.lib.days import moment_of

CLOSED, AS_SUNDAY, AS_USUAL = "closed", "as_sunday", "as_usual"  # what a public holiday means
MIDNIGHT = time(0)
SUNDAY = 6
DAY = timedelta(days=1)
ROUND_THE_CLOCK = 7  # days ahead without a break are told as «always»
LOOKED_AHEAD = 400  # days; then it is said that nobody knows when it opens


@dataclass(frozen=True)
class Hours:
    """Open from and to on one weekday (Monday is 0), in a season if there is one."""

    weekday: int
    opens: time
    closes: time
    from_on: date | None = None
    until_on: date | None = None
    words: str = ""

    def hold_on(self, day: date) -> bool:
        """Tell whether a day lies in the season."""
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True)
class OwnDays:
    """Days with hours of their own, or closed (no hours), of one service or of the whole place."""

    from_on: date
    until_on: date
    opens: time | None = None
    closes: time | None = None
    words: str = ""
    whole_place: bool = False


@dataclass(frozen=True)
class Times:
    """All that is known of when one service is open."""

    hours: tuple[Hours, ...] = ()
    own_days: tuple[OwnDays, ...] = ()
    on_holidays: str = CLOSED
    always_open: bool = False

    @property
    def are_known(self) -> bool:
        """Tell whether anybody has said when it is open."""
        return self.always_open or bool(self.hours) or any(own.opens is not None for own in self.own_days)


@dataclass(frozen=True)
class Stretch:
    """From and to on one day, as the clock shows it."""

    opens: time
    closes: time
    words: str = ""

    @property
    def is_whole_day(self) -> bool:
        """Tell whether it is from midnight to midnight."""
        return self.opens == self.closes == MIDNIGHT


@dataclass(frozen=True)
class DayHours:
    """The hours that begin on a day; `why` is said where the day is not as ever, `holiday` where that is the reason."""

    stretches: tuple[Stretch, ...]
    why: str = ""
    is_own: bool = False
    is_holiday: bool = False


@dataclass(frozen=True)
class Span:
    """From one moment to another, with what is said of it."""

    opens_at: datetime
    closes_at: datetime
    words: str = ""


@dataclass(frozen=True)
class State:
    """How it is at a moment: open until (None: round the clock), else it opens next (None: nobody knows)."""

    is_open: bool
    until: datetime | None = None
    opens_at: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class Calendar:
    """Where the clock stands, and which days are public holidays there."""

    zone: tzinfo
    is_holiday: Callable[[date], bool]


def hours_on(times: Times, day: date, calendar: Calendar) -> DayHours:
    """Return the hours that begin on a day."""
    if own := _own_days(times, day):
        stretches = () if any(one.opens is None for one in own) else tuple(_stretches(own))
        return DayHours(_in_order(stretches), why=next((one.words for one in own if one.words), ""), is_own=True)
    if times.always_open:
        return DayHours((Stretch(MIDNIGHT, MIDNIGHT),))
    weekday, holiday = day.weekday(), calendar.is_holiday(day)
    if holiday and times.on_holidays == CLOSED:
        return DayHours((), is_holiday=True)
    if holiday and times.on_holidays == AS_SUNDAY:
        weekday = SUNDAY
    held = (one for one in times.hours if one.weekday == weekday and one.hold_on(day))
    return DayHours(_in_order(Stretch(one.opens, one.closes, one.words) for one in held), is_holiday=holiday)


def spans_on(times: Times, day: date, calendar: Calendar) -> list[Span]:
    """Return the hours that begin on a day as moments, in order."""
    spans = []
    for stretch in hours_on(times, day, calendar).stretches:
        last = day if stretch.closes > stretch.opens else day + DAY
        opens_at = moment_of(day, stretch.opens, calendar.zone)
        closes_at = moment_of(last, stretch.closes, calendar.zone)
        if opens_at < closes_at:
            spans.append(Span(opens_at, closes_at, stretch.words))
    return spans


def state_at(times: Times, at: datetime, calendar: Calendar) -> State:
    """Return whether it is open at a moment, until when, and else when it opens."""
    today = at.astimezone(calendar.zone).date()
    until, words = at, ""
    for span in _until_a_break(times, at, today, calendar):
        words = words or span.words
        until = span.closes_at
    if until > at:
        lasts = until - at >= ROUND_THE_CLOCK * DAY
        return State(is_open=True, until=None if lasts else until, words=words)
    following = next_opening(times, at, calendar)
    if following is None:
        return State(is_open=False)
    return State(is_open=False, opens_at=following.opens_at, words=following.words)


def next_opening(times: Times, at: datetime, calendar: Calendar) -> Span | None:
    """Return the first hours that begin after a moment."""
    if not times.are_known:
        return None
    today = at.astimezone(calendar.zone).date()
    for ahead in range(LOOKED_AHEAD):
        for span in spans_on(times, today + ahead * DAY, calendar):
            if span.opens_at > at:
                return span
    return None


def is_open_on(times: Times, day: date, at: datetime | None, calendar: Calendar) -> bool:
    """Tell whether it is open at some time of a day, and after a moment of it if one is given."""
    begins, ends = moment_of(day, MIDNIGHT, calendar.zone), moment_of(day + DAY, MIDNIGHT, calendar.zone)
    since = max(begins, at) if at else begins
    return any(
        span.opens_at < ends and span.closes_at > since
        for near in (day - DAY, day)
        for span in spans_on(times, near, calendar)
    )


def _until_a_break(times: Times, at: datetime, today: date, calendar: Calendar) -> Iterator[Span]:
    """Yield the hours a moment lies in, and those that follow without a break."""
    reached = at
    for ahead in range(-1, ROUND_THE_CLOCK + 2):
        day = today + ahead * DAY
        if ahead > 0 and reached < moment_of(day, MIDNIGHT, calendar.zone):
            return
        for span in spans_on(times, day, calendar):
            if span.opens_at <= reached < span.closes_at:
                reached = span.closes_at
                yield span


def _own_days(times: Times, day: date) -> Sequence[OwnDays]:
    own = [one for one in times.own_days if one.from_on <= day <= one.until_on]
    return [one for one in own if not one.whole_place] or own


def _stretches(own: Sequence[OwnDays]) -> Iterator[Stretch]:
    for one in own:
        if one.opens is not None and one.closes is not None:
            yield Stretch(one.opens, one.closes)


def _in_order(stretches: "Iterator[Stretch] | tuple[Stretch, ...]") -> tuple[Stretch, ...]:
    return tuple(sorted(stretches, key=lambda one: (one.opens, one.closes, one.words)))
