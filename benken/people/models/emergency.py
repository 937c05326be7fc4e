"""Emergency access: one record opened by somebody outside it, for hours, with a reason; the person is told at once."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id

LONGEST_WHY = 200


class EmergencyAccess(models.Model):
    """Somebody opened, or tried to open, one record in an emergency. The system alone writes it.

    One that `was_opened` is not is a try that met somebody who may not be found so: who tried never sees the row.
    """

    class Kind(models.TextChoices):
        """What kind of emergency it is."""

        DANGER = "danger", _("fare for liv")
        ILLNESS = "illness", _("akutt sykdom")
        OTHER = "other", _("annet som haster")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="emergencies", db_index=False)
    by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.CharField(max_length=LONGEST_WHY)
    at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    was_opened = models.BooleanField(default=True)
    seen_by_ids = ArrayField(models.UUIDField(), default=list, blank=True)  # the leaders who have marked it seen

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "by": IDENTITY,
        "kind": SENSITIVE,
        "words": SENSITIVE,
        "at": PLAIN,
        "until_at": PLAIN,
        "ended_at": PLAIN,
        "was_opened": PLAIN,
        "seen_by_ids": IDENTITY,
    }
    retention: ClassVar[Retention] = Retention.LOG

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"], name="emergency_person"),
            models.Index(fields=["by", "-at"], name="emergency_by"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"

    @property
    def why(self) -> str:
        """The reason as it stands in the log."""
        return f"{self.get_kind_display()}. {self.words}"

    @property
    def over_at(self) -> datetime:
        """When it was, or will be, over."""
        return self.ended_at or self.until_at
