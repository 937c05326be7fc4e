"""Who wants to be told by e-mail that something waits."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from benken.access.models import NoticeChoice, User

LATE = 2  # hours: a worker that was away in the morning makes up for it, and not in the evening
SATURDAY = 5


def notice_hour(user: User) -> int | None:
    """Return the hour somebody chose, or None for never."""
    return NoticeChoice.objects.filter(user=user).values_list("hour", flat=True).first()


def to_be_told(*, at: datetime) -> QuerySet[User]:
    """Return who chose this hour of this working day and has not been told today. The actor must be the system."""
    here = timezone.localtime(at)
    if here.weekday() >= SATURDAY:
        return User.objects.none()
    due = Q(notice_choice__hour__gte=here.hour - LATE, notice_choice__hour__lte=here.hour)
    told = Q(notice_choice__told_on__gte=here.date())
    return User.objects.filter(due, is_active=True).exclude(told).exclude(email="").order_by("pk")
