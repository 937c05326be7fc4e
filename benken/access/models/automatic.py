"""The one switch for all that is automatic."""

from typing import ClassVar

from django.db import models

from benken.access.models.accounts import User
from benken.lib.data_classes import IDENTITY, PLAIN, DataClass, Retention
from benken.lib.ids import new_id


class AutomaticSwitch(models.Model):
    """Each press of the switch: who, when, on or off. The latest counts; without any it is on. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    is_on = models.BooleanField()

    data_classes: ClassVar[dict[str, DataClass]] = {"id": PLAIN, "at": PLAIN, "by": IDENTITY, "is_on": PLAIN}
    retention: ClassVar[Retention] = Retention.LOG

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="automatic_switch_at")]

    def __str__(self) -> str:
        return f"{'on' if self.is_on else 'off'} {self.at}"
