"""The demo's places, read from `places.toml`: what they offer and when, with dates around the day of the load."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta

from django.db.models import Model

from benken.demo.keys import fixed_id, worker_id
from benken.demo.moments import Clock
from benken.demo.tables import FOLDER, Table, open_table
from benken.services.models import ClosedDay, OpeningHours, Place, PlaceEditor, Provider, Service
from benken.services.needs import Need

EDITORS = {"kompasset": "wenche"}  # who keeps a place: key of the place, key of the worker
HOURS = re.compile(r"(\d)(?:-(\d)|((?:,\d)+))? (\d\d:\d\d)-(\d\d:\d\d)(?: (.+))?")


def rows_of_places(clock: Clock) -> Iterator[Model]:
    """Yield providers, places and all that stands below them. Ids are the same in every demo."""
    table = open_table(FOLDER / "places.toml")
    for row in table.tables("providers"):
        key, kind = row.text("key"), row.choice("kind", list(Provider.Kind.values))
        yield Provider(id=fixed_id("provider", key), name=row.text("name"), kind=kind)
        row.done()
    for row in table.tables("places"):
        yield from _place(row, clock)
    table.done()


def _place(row: Table, clock: Clock) -> Iterator[Model]:
    key = row.text("key")
    place = Place(
        id=fixed_id("place", key),
        provider_id=fixed_id("provider", row.text("provider")),
        name=row.text("name", most=150),
        street=row.text("street", "", most=150),
        town="Fjordvik" if "street" in row.values else "",
        area=row.text("area", "", most=100),
        way_there=row.text("way_there", "", most=300),
        is_hidden=row.take("hidden", bool, default=False),
        step_free=row.take("step_free", bool, default=None),
        phone=row.text("phone", ""),
        house_rules=row.text("house_rules", ""),
        changed_at=clock.now - timedelta(days=1),
        changed_by_id=worker_id(EDITORS[key]) if key in EDITORS else None,
    )
    yield place
    if key in EDITORS:
        yield PlaceEditor(
            id=fixed_id("place_editor", key),
            place_id=place.id,
            user_id=worker_id(EDITORS[key]),
            since_at=clock.now - timedelta(days=200),
        )
    for number, service in enumerate(row.tables("services")):
        yield from _service(service, place, f"{key}:{number}", clock)
    for number, closed in enumerate(row.tables("closed")):
        yield _closed(closed, place, f"{key}:{number}", clock.today)
    row.done()


def _service(row: Table, place: Place, key: str, clock: Clock) -> Iterator[Model]:
    free, hours_ago = row.number("free", None), row.number("counted_hours_ago", None)
    checked = row.number("checked_days_ago", None)
    service = Service(
        id=fixed_id("service", key),
        place_id=place.id,
        need=row.choice("need", list(Need.values)),
        name=row.text("name", most=150),
        about=row.text("about", "", most=1000),
        who_may_come=row.text("who", "", most=500),
        age_from=row.number("age_from", None),
        age_to=row.number("age_to", None),
        way_in=row.choice("way_in", list(Service.WayIn.values), Service.WayIn.DROP_IN.value),
        cost=row.text("cost", "", most=100),
        always_open=row.take("always_open", bool, default=False),
        on_holidays=row.choice("on_holidays", list(Service.OnHolidays.values), Service.OnHolidays.CLOSED.value),
        answers_here=row.take("answers_here", bool, default=False),
        gives_by=list(row.texts("gives_by")),
        judged_by=row.text("judged_by", "", most=150),
        places_total=row.number("total", None),
        places_free=free,
        counted_at=None if hours_ago is None else clock.now - timedelta(hours=hours_ago),
        checked_on=None if checked is None else clock.today - timedelta(days=checked),
    )
    yield service
    season = _season(row.take("season", list, []), clock.today)
    for number, written in enumerate(row.texts("hours")):
        for weekday, opens, closes, words in _hours(row, written):
            yield OpeningHours(
                id=fixed_id("hours", f"{key}:{number}:{weekday}"),
                service_id=service.id,
                weekday=weekday,
                opens=opens,
                closes=closes,
                from_on=season[0],
                until_on=season[1],
                words=words,
            )
    row.done()


def _hours(row: Table, written: str) -> Iterator[tuple[int, time, time, str]]:
    """Read «1-5 09:00-15:00 words»: weekdays as a stretch or a list."""
    found = HOURS.fullmatch(written)
    if found is None:
        raise row.fault("hours", f"{written!r} is no such line as «1-5 09:00-15:00»")
    first, last, others, opens, closes, words = found.groups()
    weekdays = range(int(first), int(last or first) + 1)
    for weekday in [*weekdays, *(int(one) for one in (others or "").split(",") if one)]:
        yield weekday - 1, time.fromisoformat(opens), time.fromisoformat(closes), words or ""


def _season(months: list[int], today: date) -> tuple[date | None, date | None]:
    """Return the days of a season from its first and last month, this year or the one that comes."""
    if not months:
        return None, None
    year = today.year if today.month <= months[1] else today.year + 1
    return date(year, months[0], 1), date(year, months[1] + 1, 1) - timedelta(days=1)


def _closed(row: Table, place: Place, key: str, today: date) -> ClosedDay:
    first = today + timedelta(days=row.number("in_days"))
    closed = ClosedDay(
        id=fixed_id("closed", key),
        place_id=place.id,
        from_on=first,
        until_on=first + timedelta(days=row.number("days", 1) - 1),
        opens=time(*row.clock("opens")) if "opens" in row.values else None,
        closes=time(*row.clock("closes")) if "closes" in row.values else None,
        words=row.text("words", "", most=200),
    )
    row.done()
    return closed
