"""Whom a person keeps out."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from benken.access.models.accounts import User
from benken.lib.data_classes import IDENTITY, PLAIN, DataClass, Retention
from benken.lib.ids import new_id


class Block(models.Model):
    """Somebody whom a person does not want to let in. While it stands, no right to the person is given to them.

    No reason is asked or kept. Only the person sees it, and whoever wrote it down for them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_id = models.UUIDField()
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)  # block_once
    since_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "subject_id": IDENTITY,
        "user": IDENTITY,
        "since_at": PLAIN,
        "ended_at": PLAIN,
        "written_by": IDENTITY,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["since_at", "id"]
        indexes = [models.Index(fields=["subject_id"], name="block_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "subject_id"], name="block_once", condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} keeps {self.user_id} out"
