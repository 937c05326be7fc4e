"""Texts when somebody has died (settings.WHEN_SOMEBODY_DIES), in the transaction in which it is written down."""

from datetime import datetime
from typing import Any
from uuid import UUID

from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import User
from benken.messaging.models import Text


def end_after_death(*, person_id: UUID, by: User, at: datetime) -> dict[str, Any]:  # noqa: ARG001  # as every app's
    """Let no text that waits go; return how many were claimed a moment ago and may be under way.

    A text is locked while it is claimed: one whose claim comes first is under way and is counted, any other is stopped.
    """
    with acting_as(SYSTEM):
        texts = Text.objects.select_for_update(of=("self",)).filter(
            person=person_id, state__in=[Text.State.QUEUED, Text.State.SENDING]
        )
        rows = list(texts.order_by("pk"))
        waiting = [text.pk for text in rows if text.state == Text.State.QUEUED]
        Text.objects.filter(pk__in=waiting).update(state=Text.State.NOT_SENT, why=Text.Why.ENDED, told_at=at)
    return {"under_way": len(rows) - len(waiting)}


def put_back_after_mistake(
    *, person_id: UUID, before: dict[str, Any], by: User, at: datetime, ended_at: datetime
) -> None:
    """Change nothing: what did not go is not sent late. From now on the person gets texts as before."""
