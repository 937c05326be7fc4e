"""When somebody looked at their own page."""

from datetime import datetime

from benken.access.models import LastLook, User
from benken.access.queries.looks import ONE_LOOK


def note_look(*, look: LastLook | None, by: User, at: datetime) -> None:
    """Keep that somebody looks now; `look` is what was kept. Written once for each visit, hourly at most."""
    if look is None:
        LastLook.objects.bulk_create([LastLook(user=by, at=at)], ignore_conflicts=True)
    elif look.at < at - ONE_LOOK:
        LastLook.objects.filter(user=by, at=look.at).update(before_at=look.at, at=at)
