"""Messages between a person and those who help. The table hangs on a person and has row security."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id


class Message(models.Model):
    """One message in the one conversation of a person. `read_at` is when the other side first saw it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # message_person
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    from_person = models.BooleanField()
    text = models.TextField()
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "author": IDENTITY,
        "from_person": PLAIN,
        "text": SENSITIVE,
        "sent_at": PLAIN,
        "read_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["sent_at", "id"]
        indexes = [
            models.Index(fields=["person", "-sent_at"], name="message_person"),
            models.Index(fields=["person"], name="message_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"message {self.sent_at:%Y-%m-%d}"
