"""Two thousand things that are offered, in the bench's own database: more than any town has."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import psycopg
from django.db.models import Model

from benken.operate.private_server import BULK
from tests.load.database import SERVER, name_of

SERVICES, AT_A_PLACE, PROVIDERS = 2000, 2, 40
AREAS = ("Sentrum", "Nordsida", "Lia", "Verftet", "Øvrebyen", "Holmen")
# From and to on the days of the week; some are always open, some say nothing.
WEEKS: tuple[tuple[tuple[range, int, int], ...], ...] = (
    ((range(5), 8, 15),),
    ((range(7), 9, 16),),
    ((range(5), 10, 14), (range(1, 5, 2), 17, 20)),
    ((range(7), 21, 8),),
    ((range(4, 6), 22, 4),),
    ((range(7), 0, 0),),
    ((range(0, 5, 2), 12, 18),),
    (),
)


def fill_places(scale: int) -> None:
    """Write them, unless they are there; as whoever loads in bulk."""
    from benken.demo.copying import copy_rows

    with psycopg.connect(SERVER.address(name_of(scale), BULK)) as connection:
        row = connection.execute("SELECT count(*) FROM services_service WHERE name LIKE 'Tilbud %'").fetchone()
        if row and row[0] >= SERVICES:
            return
        copy_rows(connection, [*_rows()])
        connection.commit()
        connection.execute("ANALYZE services_service, services_place, services_openinghours, services_closedday")


def _rows() -> Iterator[Model]:
    from benken.services.models import ClosedDay, OpeningHours, Place, Provider, Service
    from benken.services.needs import Need

    now = datetime.now(UTC)
    needs = list(Need.values)
    for number in range(PROVIDERS):
        yield Provider(id=_id(1, number), name=f"Driver {number}")
    for number in range(SERVICES):
        at = number // AT_A_PLACE
        if number % AT_A_PLACE == 0:
            yield Place(
                id=_id(2, at),
                provider_id=_id(1, at % PROVIDERS),
                name=f"Huset på hjørnet {at}",
                street=f"Gata {at}",
                town="Fjordvik",
                area=AREAS[at % len(AREAS)],
                way_there="Bak biblioteket, gå inn porten og ring på.",
                step_free=at % 3 > 0,
                phone=f"999 90 {at % 1000:03}",
                changed_at=now,
            )
        week = WEEKS[number % len(WEEKS)]
        yield Service(
            id=_id(3, number),
            place_id=_id(2, at),
            need=needs[number % len(needs)],
            name=f"Tilbud {number * 7919 % SERVICES}",
            who_may_come="Alle over 18 år.",
            on_holidays="as_usual",
            always_open=number % 16 == 7,
            places_total=10,
            places_free=number % 10,
            counted_at=now,
            checked_on=now.date(),
        )
        hours = [(day, opens, closes) for days, opens, closes in week for day in days]
        for place, (day, opens, closes) in enumerate(hours):
            yield OpeningHours(
                id=_id(4, number * 20 + place),
                service_id=_id(3, number),
                weekday=day,
                opens=time(opens),
                closes=time(closes),
            )
        if number % 10 == 0:
            first = now.date() + timedelta(days=number % 30)
            yield ClosedDay(id=_id(5, number), place_id=_id(2, at), from_on=first, until_on=first)


def _id(kind: int, number: int) -> UUID:
    return UUID(int=(kind << 100) + number + 1)
