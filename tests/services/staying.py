"""What the tests of stays ask and answer."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed
from benken.services.actions.stays import tell_of_gates
from benken.services.models import Stay


def stays() -> list[Stay]:
    """Return all stays in the order of time."""
    with acting_as(SYSTEM):
        return list(Stay.objects.all())


def deeds(verb: str) -> int:
    with acting_as(SYSTEM):
        return Deed.objects.filter(verb=verb).count()


def run_daily(at: datetime) -> int:
    with acting_as(SYSTEM):
        return tell_of_gates(at=at)


def told(**answers: Any) -> dict[str, Any]:
    today = timezone.localdate()
    plan = {"from_on": today.isoformat(), "planned_end_on": (today + timedelta(days=9)).isoformat()}
    return {"kind": "detox", "place": "Skjæret", **plan, "version": "", **answers}
