"""What is told in a form about texts, and written down by an action."""

from dataclasses import dataclass
from datetime import time

from benken.messaging.models import TextConsent


@dataclass(frozen=True)
class Yes:
    """What is told with a yes."""

    is_shared: bool
    shows: TextConsent.Shows = TextConsent.Shows.WORDS


@dataclass(frozen=True)
class Times:
    """When texts may come, and which are ordered."""

    quiet_from: time
    quiet_until: time
    reminders: bool = False
    weekly: bool = False
