"""The seals of the two logs: each row of a log gets a number and a hash that holds all rows before it."""

from typing import ClassVar

from django.db import models

from benken.lib.data_classes import PLAIN, DataClass, Retention


class Seal(models.Model):
    """One row of a log, sealed. Written by the system alone; rows are only added.

    `number` counts each log's rows from 1 without a gap. What `hash` is made of: `access/audit/chain.py`.
    """

    class Log(models.TextChoices):
        """Which log a seal is of."""

        READING = "reading"
        DEED = "deed"

    pk = models.CompositePrimaryKey("log", "number")
    log = models.CharField(max_length=10, choices=Log.choices)
    number = models.BigIntegerField()
    row_id = models.UUIDField()
    row_at = models.DateTimeField()
    sealed_at = models.DateTimeField()
    hash = models.BinaryField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "log": PLAIN,
        "number": PLAIN,
        "row_id": PLAIN,
        "row_at": PLAIN,
        "sealed_at": PLAIN,
        "hash": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.LOG

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "row_at", "row_id"], name="sealed_once")]

    def __str__(self) -> str:
        return f"{self.log} {self.number}"
