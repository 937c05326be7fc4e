"""Money given to providers: who gave, for what, until when, and the report that is owed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from benken.access.actions.logs import record_deed
from benken.access.queries import User
from benken.services.actions.keeping import check_seen
from benken.services.models import Grant
from benken.services.policies.keeping import can_change_grants, check

GRANT_WORDS = (
    "provider",
    "giver",
    "purpose",
    "amount",
    "currency",
    "area",
    "from_on",
    "until_on",
    "report_due_on",
    "report_received_on",
)


@transaction.atomic
def add_grant(*, words: Mapping[str, Any], by: User, at: datetime) -> Grant:
    """Write down a grant."""
    check(can_change_grants(by))
    grant = Grant.objects.create(**{name: words[name] for name in GRANT_WORDS})
    record_deed(by=by, at=at, verb="grant.add", object_id=grant.pk)
    return grant


@transaction.atomic
def change_grant(*, grant: Grant, words: Mapping[str, Any], seen_version: int, by: User, at: datetime) -> bool:
    """Change what stands of a grant; tell whether anything was new. Whoever saves second is told."""
    check(can_change_grants(by))
    now = Grant.objects.select_for_update(of=("self",)).select_related("provider").get(pk=grant.pk)
    if all(getattr(now, name) == words[name] for name in GRANT_WORDS):
        return False
    check_seen(seen=seen_version, now=now.version)
    for name in GRANT_WORDS:
        setattr(now, name, words[name])
    now.version += 1
    now.save()
    record_deed(by=by, at=at, verb="grant.change", object_id=now.pk)
    return True


@transaction.atomic
def receive_report(*, grant: Grant, on: date | None, by: User, at: datetime) -> bool:
    """Write down that the report of a grant has come, or (None) that it has not; tell whether that was new."""
    check(can_change_grants(by))
    now = Grant.objects.select_for_update().get(pk=grant.pk)
    if (now.report_received_on is None) == (on is None):
        return False
    now.report_received_on, now.version = on, now.version + 1
    now.save(update_fields=["report_received_on", "version"])
    record_deed(by=by, at=at, verb="grant.change", object_id=now.pk)
    return True
