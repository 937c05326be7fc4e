"""Who has read about somebody since they last looked themselves."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, DateTimeField, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from benken.access.models import LastLook, Reading, User, WhyQuestion
from benken.access.together import PreparedRead, SmallRead

ONE_LOOK = timedelta(hours=1)  # who comes back within this has not been away
RECENTLY = timedelta(days=30)  # what is told to whoever looks for the first time


def _look(user: UUID) -> QuerySet[LastLook]:
    return LastLook.objects.filter(user=user)


def _since(user: UUID, one_look_ago: datetime, recently: datetime) -> Coalesce:
    """When an account last looked before this visit, or a moment not long ago."""
    moment = DateTimeField()
    last = LastLook.objects.filter(user=user).values_list(
        Case(When(at__lt=one_look_ago, then=F("at")), default=F("before_at"), output_field=moment)
    )
    return Coalesce(Subquery(last), Value(recently, output_field=moment), output_field=moment)


def _answers(user: UUID, one_look_ago: datetime, recently: datetime) -> QuerySet[WhyQuestion]:
    """What the account has asked and got an answer to since then."""
    since = _since(user, one_look_ago, recently)
    return WhyQuestion.objects.filter(asked_by=user, taken_back_at=None, answered_at__gte=since)


def _readers(user: UUID, subject: UUID, one_look_ago: datetime, recently: datetime) -> QuerySet[User]:
    """Those who have read about a subject since its account's last look; the subject itself is not among them."""
    since = _since(user, one_look_ago, recently)
    read = Reading.objects.filter(user=OuterRef("pk"), subject_id=subject, at__gte=since)
    return User.objects.filter(Exists(read)).exclude(pk=user).order_by("name")


class ReadersSince:
    """Who has read about the signed-in person since they last looked, as small reads to be sent with others."""

    _look = PreparedRead(_look)
    _readers = PreparedRead(_readers, only=("name",))
    _answers = PreparedRead(_answers, only=("reading_id",))

    def __init__(self, user: User, *, subject_id: UUID, at: datetime) -> None:
        self._at = at
        self._own = self._look(user=user.pk)
        moments = {"one_look_ago": at - ONE_LOOK, "recently": at - RECENTLY}
        self._others = self._readers(user=user.pk, subject=subject_id, **moments)
        self._answered = self._answers(user=user.pk, **moments)

    @property
    def reads(self) -> "tuple[SmallRead[Any], ...]":
        """The reads, for `read_together`."""
        return self._own, self._others, self._answered

    @property
    def look(self) -> LastLook | None:
        """When the person last looked, if they ever did."""
        return next(iter(self._own.rows), None)

    @property
    def readers(self) -> list[User]:
        """Who has read since, by name."""
        return self._others.rows

    @property
    def has_an_answer(self) -> bool:
        """Tell whether somebody has answered why they read."""
        return bool(self._answered.rows)

    @property
    def has_looked_before(self) -> bool:
        """Tell whether «siden sist» means something; otherwise the readers are those of the last thirty days."""
        return self.look is not None and (self.look.at < self._at - ONE_LOOK or self.look.before_at is not None)
