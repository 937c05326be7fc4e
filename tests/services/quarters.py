"""What happened in a quarter that is over, and what was told of it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.numbers.cubes import Length, Period
from benken.numbers.disclosure import Counts, Thresholds
from benken.services.actions.numbers import tell_quarters
from benken.services.cubes import BY_NAME
from benken.services.models import Place, Provider, Referral, Service, ToldNumbers
from tests.factories import make_person, make_referral, step_on

QUARTER = Period.with_day(date(2026, 5, 4), Length.QUARTER)
AFTER = QUARTER.last_on + timedelta(days=1)


def moment(days: int, hour: int = 12) -> datetime:
    """Return a moment so many days into the quarter."""
    day = QUARTER.first_on + timedelta(days=days)
    return datetime.combine(day, time(hour), timezone.get_current_timezone())


def morning_after() -> datetime:
    """Return when the quarter is told."""
    return datetime.combine(AFTER, time(4, 52), timezone.get_current_timezone())


def tell(at: datetime | None = None) -> int:
    """Tell what is over, as the job does."""
    with acting_as(SYSTEM):
        return tell_quarters(at=at or morning_after())


def told(cube: str) -> dict[str, Any]:
    """Return what was told of the quarter: counts by label, the total, and the middles by label."""
    with acting_as(SYSTEM):
        row = ToldNumbers.objects.get(first_on=QUARTER.first_on, cube=cube)
    table = row.release["table"]
    labels = table["dimensions"][0]["labels"]
    counts = {label: count[0] for label, count in zip(labels, table["counts"], strict=True)}
    middles = {place[0] if len(place) > 1 else "": place[-1] for place in row.release["middles"]}
    return {"counts": counts, "total": table["total"], "middles": middles}


def make_told(first_on: date, cube: str = "turned_away", **persons: int) -> ToldNumbers:
    """Make what was told of a quarter: so many persons, by label. Told already, it stands as it is."""
    question, period = BY_NAME[cube], Period(first_on, Length.QUARTER)
    counts = Counts.of_sums(question.cube.dimensions, {(label,): number for label, number in persons.items()})
    release = question.cube.release(
        counts, period=period, today=timezone.localdate(), earlier=None, thresholds=Thresholds()
    )
    with acting_as(SYSTEM):
        return ToldNumbers.objects.get_or_create(
            cube=cube, first_on=first_on, defaults={"release": release.as_json(), "told_at": timezone.now()}
        )[0]


def offered(need: str, name: str = "") -> Service:
    """Make something that can be asked for."""
    provider, _new = Provider.objects.get_or_create(name="Fjordvik kommune")
    place = Place.objects.create(provider=provider, name=name or f"Sted for {need}", changed_at=timezone.now())
    return Service.objects.create(place=place, need=need, name=name or need)


def waited(by: User, service: Service | None, *days: int) -> list[Referral]:
    """Let one person for each number have sent a letter on the tenth day, and have an offer so many days later."""
    referrals = []
    for number in days:
        person = make_person(contact=by, at=moment(0))
        referral = make_referral(person, by=by, service=service, at=moment(10, 9))
        step_on(referral, "sent", by=by, at=moment(10))
        step_on(referral, "offered", by=by, at=moment(10 + number))
        referrals.append(referral)
    return referrals
