"""Forms that were typed and not sent, or sent twice."""

from typing import ClassVar

from django.db import models

from benken.access.models.accounts import User
from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention


class TypedText(models.Model):
    """What somebody typed and could not send, sealed to their account for an hour; one per user and page."""

    user = models.ForeignKey(User, models.CASCADE, related_name="typed_texts", db_index=False)  # typed_text_once
    path = models.CharField(max_length=500)
    sealed = models.BinaryField()
    kept_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "user": IDENTITY,
        "path": IDENTITY,
        "sealed": SENSITIVE,
        "kept_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SHORT

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="typed_text_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kept_at}"


class SentForm(models.Model):
    """A form that has been received, so that a second click or a resend answers the same and doubles nothing."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    location = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "key": PLAIN,
        "user": IDENTITY,
        "location": IDENTITY,
        "received_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SHORT

    def __str__(self) -> str:
        return str(self.key)
