"""The one switch: is what is automatic on? It is asked anew each time: off is off at once."""

from datetime import datetime

from benken.access.models import AutomaticSwitch
from benken.access.together import PreparedRead, SmallRead

__all__ = ["AutomaticSwitch"]  # the type that other apps name

PRESSES_SHOWN = 50
_LATEST = PreparedRead(lambda: AutomaticSwitch.objects.order_by("-at", "-pk")[:1], only=("at", "is_on"), by=("name",))


def latest_press() -> AutomaticSwitch | None:
    """Return the latest press of the switch, with who it was."""
    return AutomaticSwitch.objects.select_related("by").order_by("-at", "-pk").first()


def presses() -> list[AutomaticSwitch]:
    """Return the latest presses, the newest first."""
    return list(AutomaticSwitch.objects.select_related("by").order_by("-at", "-pk")[:PRESSES_SHOWN])


def automatic_is_on() -> bool:
    """Tell whether what is automatic is on now: texts, suggestions, and what is told by itself."""
    press = AutomaticSwitch.objects.order_by("-at", "-pk").values_list("is_on", flat=True).first()
    return press is None or press


def automatic_ran_since(begun_at: datetime) -> bool:
    """Tell whether it is on now, and was not stopped since a moment: what was stopped once stays stopped."""
    stopped = AutomaticSwitch.objects.filter(at__gte=begun_at, is_on=False)
    return automatic_is_on() and not stopped.exists()


class AutomaticRead:
    """The switch as a small read, for pages that are put together from several."""

    def __init__(self) -> None:
        self.read: SmallRead[AutomaticSwitch] = _LATEST()

    @property
    def press(self) -> AutomaticSwitch | None:
        """The latest press, with who it was."""
        return next(iter(self.read.rows), None)

    @property
    def is_on(self) -> bool:
        """Whether it is on."""
        return self.press is None or self.press.is_on
