"""When somebody who works here wants to be told by e-mail that something waits."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.models import NoticeChoice, User
from benken.access.models.setup import FIRST_HOUR, LAST_HOUR
from benken.access.policies import Refused


@transaction.atomic
def choose_notice(*, hour: int | None, by: User, at: datetime) -> bool:
    """Be told at an hour of working days, or never (None); tell whether that was new."""
    if by.subject_id is not None or not by.is_staff:
        raise Refused(_("Varsler er for dem som jobber her."))
    if hour is not None and not FIRST_HOUR <= hour <= LAST_HOUR:
        raise Refused(_("Velg en time mellom 6 og 18."))
    choice = NoticeChoice.objects.select_for_update().filter(user=by).first()
    if (choice.hour if choice else None) == hour:
        return False
    if hour is None:
        NoticeChoice.objects.filter(user=by).delete()
    else:
        NoticeChoice.objects.update_or_create(user=by, defaults={"hour": hour})
    record_deed(by=by, at=at, verb="notice.off" if hour is None else "notice.on", object_id=by.pk)
    return True


def note_told(*, user_ids: Iterable[UUID], on: date) -> None:
    """Write down who has been told today, so that nobody is told twice."""
    NoticeChoice.objects.filter(user__in=list(user_ids)).update(told_on=on)
