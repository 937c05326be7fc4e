"""What is agreed of a change of contact person, as a form tells it and an action takes it."""

from dataclasses import dataclass
from datetime import datetime

from benken.access.queries import User
from benken.people.models import ContactPerson


@dataclass(frozen=True)
class Agreed:
    """What is agreed of a change: who next, why, what the person says, how they meet, what the next one should know."""

    to: User
    reason: ContactPerson.Reason
    persons_say: str
    goodbye: str = ""
    hello: str = ""
    know: str = ""
    overlap_until_at: datetime | None = None
