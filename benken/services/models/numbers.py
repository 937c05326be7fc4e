"""What was told of a quarter: safe tables, and nothing of those who were counted."""

from typing import ClassVar

from django.db import models

from benken.lib.data_classes import PLAIN, DataClass, Retention
from benken.lib.ids import new_id


class ToldNumbers(models.Model):
    """One table of one quarter as it was told, once and for all (`benken.numbers.cubes.Release.as_json`).

    A hidden number is not in it. Rows are only ever added, by the system.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cube = models.CharField(max_length=30)
    first_on = models.DateField()
    release = models.JSONField()
    told_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "cube": PLAIN,
        "first_on": PLAIN,
        "release": PLAIN,
        "told_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SETTING

    class Meta:
        ordering = ["-first_on", "cube"]
        constraints = [models.UniqueConstraint(fields=["first_on", "cube"], name="told_numbers_once")]

    def __str__(self) -> str:
        return f"{self.cube} {self.first_on}"
