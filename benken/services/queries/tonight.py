"""What is open in the middle of the night: for whoever plans for a night, and for whoever is awake in one."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from benken.lib.days import moment_of
from benken.services.asked import Asked
from benken.services.needs import Need
from benken.services.queries.board import board
from benken.services.queries.directory import Answered, Offered

NIGHT, MORNING = time(2), time(6)
# Where one can go, or somebody answers. What begins with an application is no help at night.
NEEDS = (Need.BED_TONIGHT, Need.HEALTH, Need.TALK, Need.USER_ROOM, Need.FOOD)
SHOWN = 5


def night_of(at: datetime) -> datetime:
    """Return a moment in the night that comes, or now if it is night."""
    now = timezone.localtime(at)
    if NIGHT <= now.time() < MORNING:
        return at
    day = now.date() if now.time() < NIGHT else now.date() + timedelta(days=1)
    return moment_of(day, NIGHT, timezone.get_current_timezone())


def open_tonight(*, at: datetime) -> list[Offered]:
    """Return some of what is open that night, each as it is then; what hides where it is is left out."""
    asked = Asked(needs=tuple(need.value for need in NEEDS))
    answered = Answered(asked, board(at=at), at=night_of(at), most=4 * SHOWN)
    return [one for one in answered.lines() if not one.place.is_hidden][:SHOWN]
