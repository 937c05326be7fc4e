"""When a worker answers, when they are away, and who answers a person meanwhile."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from benken.lib.data_classes import IDENTITY, PLAIN, DataClass, Retention
from benken.lib.ids import new_id
from benken.people.models.people import Person

WEEK = 7
OUTSIDE_LENGTH = 60


def no_day() -> list[None]:
    """Return the week of somebody who has not said when they answer."""
    return [None] * WEEK


class AnswerHours(models.Model):
    """When a worker answers messages and the phone, who answers outside that, and who stands in when an hour is missed.

    `week` holds, from Monday on, before which hour messages are answered that day, or nothing. The phone is answered
    on the same days. A worker without a row has said nothing, and nothing is promised.
    """

    worker = models.OneToOneField("access.User", models.CASCADE, primary_key=True, related_name="+")
    week = ArrayField(models.TimeField(null=True), size=WEEK, default=no_day)
    phone = models.CharField(max_length=16, blank=True)
    phone_from = models.TimeField(null=True, blank=True)
    phone_until = models.TimeField(null=True, blank=True)
    outside_words = models.CharField(max_length=OUTSIDE_LENGTH, blank=True)
    outside_number = models.CharField(max_length=16, blank=True)
    stand_in = models.ForeignKey("access.User", models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=0)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "worker": IDENTITY,
        "week": PLAIN,
        "phone": IDENTITY,
        "phone_from": PLAIN,
        "phone_until": PLAIN,
        "outside_words": PLAIN,
        "outside_number": PLAIN,
        "stand_in": IDENTITY,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.ACCOUNT

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(week__len=WEEK), name="answer_hours_have_seven_days"),
            models.CheckConstraint(
                condition=Q(phone="", phone_from=None, phone_until=None)
                | (~Q(phone="") & Q(phone_from__lt=F("phone_until"))),
                name="answer_hours_phone_has_hours",
            ),
            models.CheckConstraint(
                condition=Q(stand_in=None) | ~Q(stand_in=F("worker")), name="answer_hours_stand_in_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id}"


class Absence(models.Model):
    """A worker is away from a moment until another, and who stands in. Why is never asked for, and never kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    worker = models.ForeignKey("access.User", models.CASCADE, related_name="+")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()  # the first moment of the day they are back
    stand_in = models.ForeignKey("access.User", models.SET_NULL, null=True, blank=True, related_name="+")
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # back before the time, or written by mistake
    version = models.PositiveIntegerField(default=0)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "worker": IDENTITY,
        "since_at": PLAIN,
        "until_at": PLAIN,
        "stand_in": IDENTITY,
        "written_by": IDENTITY,
        "written_at": PLAIN,
        "ended_at": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.ACCOUNT

    class Meta:
        ordering = ["since_at"]
        constraints = [
            ExclusionConstraint(
                name="one_absence_at_a_time",
                expressions=[
                    (
                        Func(
                            "since_at",
                            "until_at",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=False),
                            function="TSTZRANGE",
                            output_field=models.DateTimeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("worker", RangeOperators.EQUAL),
                ],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(name="absence_ends_after_start", condition=Q(until_at__gt=F("since_at"))),
            models.CheckConstraint(
                condition=Q(stand_in=None) | ~Q(stand_in=F("worker")), name="absence_stand_in_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.since_at}"


class StandIn(models.Model):
    """Who answers a person instead of the contact person, and until when; nobody (no `worker`) is told honestly.

    It comes with an absence of the contact person, or (without one) when a message was not answered by its hour. It
    stands on the person's record; the absence itself does not. `right_id` is the right that came with it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="stand_ins")
    contact = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    worker = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    absence = models.ForeignKey(Absence, models.CASCADE, null=True, blank=True, related_name="stand_ins")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    right_id = models.UUIDField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "contact": IDENTITY,
        "worker": IDENTITY,
        "absence": PLAIN,
        "since_at": PLAIN,
        "until_at": PLAIN,
        "ended_at": PLAIN,
        "right_id": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["since_at"]
        constraints = [
            models.CheckConstraint(name="stand_in_ends_after_start", condition=Q(until_at__gt=F("since_at"))),
            models.CheckConstraint(
                name="stand_in_for_a_missed_hour_is_somebody",
                condition=Q(absence__isnull=False) | Q(worker__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} → {self.person_id}"
