"""Who read, who did."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from benken.access.models.accounts import User
from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id


class Reading(models.Model):
    """Who read which part about a person, when, and why. Rows are only ever added; partitioned by month."""

    pk = models.CompositePrimaryKey("id", "at")
    id = models.UUIDField(default=new_id, editable=False)
    at = models.DateTimeField()
    user = models.ForeignKey(User, models.DO_NOTHING, related_name="+", db_constraint=False)
    subject_id = models.UUIDField(null=True, blank=True)  # NULL: a list, about nobody in particular
    part = models.CharField(max_length=40)
    basis = models.CharField(max_length=20)
    why = models.CharField(max_length=300, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "at": PLAIN,
        "user": IDENTITY,
        "subject_id": IDENTITY,
        "part": PLAIN,
        "basis": PLAIN,
        "why": SENSITIVE,
    }
    retention: ClassVar[Retention] = Retention.LOG

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "-at"], name="reading_subject_at"),
            BrinIndex(fields=["at"], name="reading_at_brin"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.part} {self.at}"


class Deed(models.Model):
    """A change somebody made: who, when, which verb, on what. The audit trail of every action; rows are only added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True, blank=True)
    object_id = models.UUIDField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "at": PLAIN,
        "by": IDENTITY,
        "verb": PLAIN,
        "subject_id": IDENTITY,
        "object_id": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.LOG

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "-at"], name="deed_subject_at"),
            models.Index(fields=["object_id"], name="deed_object", condition=Q(object_id__isnull=False)),
            BrinIndex(fields=["at"], name="deed_at_brin"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.at}"
