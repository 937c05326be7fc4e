"""Choosing the weekday of «Hvor er vi nå?»: what the form shows, what was chosen, and the address that undoes it."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.dates import WEEKDAYS
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.followup.models import WeeklyLook

OFF = "off"


@dataclass(frozen=True)
class WeeklyChoice:
    """The weekdays to choose from, and what stands now."""

    look: WeeklyLook | None
    today: date

    @property
    def days(self) -> list[tuple[int, str, bool]]:
        """Return each weekday with its name, and whether it is the one that stands; without one, today's."""
        chosen = self.look.weekday if self.look else self.today.weekday()
        return [(number, str(name), number == chosen) for number, name in WEEKDAYS.items()]

    @property
    def day(self) -> str:
        """Return the name of the weekday that stands, or nothing."""
        return str(WEEKDAYS[self.look.weekday]) if self.look else ""


def chosen_weekday(request: HttpRequest) -> int | None:
    """Return which weekday was chosen, 0 for Monday, or None for no more; an undo address says it in itself.

    No day, or one that is none, is Refused.
    """
    chosen = request.POST.get("weekday") or request.GET.get("weekday") or ""
    if chosen == OFF:
        return None
    if chosen in {str(number) for number in WEEKDAYS}:
        return int(chosen)
    raise Refused(_("Velg en dag."))


def undo_weekly(address: str, before: WeeklyLook | None) -> str:
    """Return the address that makes it as it was before."""
    return f"{address}?{urlencode({'weekday': OFF if before is None else before.weekday})}"
