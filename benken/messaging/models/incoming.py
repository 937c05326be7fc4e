"""Texts that came in."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.messaging.models.conversation import Message


class IncomingText(models.Model):
    """A text that came in, once however often the gateway tells of it.

    One from a known number stands in the conversation, and its words stand there alone. One from a number that nobody
    has, or several have, lies in the tray with its words until somebody says what becomes of it.
    """

    class Outcome(models.TextChoices):
        """What became of a text in the tray."""

        GIVEN = "given", _("lagt i en samtale")
        REQUEST = "request", _("ble en henvendelse")
        THROWN = "thrown", _("lagt bort")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    gateway = models.CharField(max_length=20)
    gateway_id = models.CharField(max_length=100)
    number = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    said_at = models.DateTimeField()  # when it was sent, if the gateway says so and it can be true
    received_at = models.DateTimeField()
    person = models.ForeignKey(
        "people.Person", models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )  # incoming_person
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")
    candidate_ids = ArrayField(models.UUIDField(), default=list, blank=True)  # several have the number
    in_tray = models.BooleanField(default=False)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "gateway": PLAIN,
        "gateway_id": PLAIN,
        "number": IDENTITY,
        "text": SENSITIVE,
        "said_at": PLAIN,
        "received_at": PLAIN,
        "person": IDENTITY,
        "message": PLAIN,
        "candidate_ids": IDENTITY,
        "in_tray": PLAIN,
        "handled_at": PLAIN,
        "handled_by": IDENTITY,
        "outcome": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["received_at", "id"]
        indexes = [
            models.Index(fields=["person", "-received_at"], name="incoming_person"),
            models.Index(
                fields=["received_at"], name="incoming_in_tray", condition=Q(in_tray=True, handled_at__isnull=True)
            ),
            models.Index(fields=["number", "-received_at"], name="incoming_number"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["gateway", "gateway_id"], name="incoming_once"),
            models.CheckConstraint(
                name="incoming_lies_somewhere", condition=Q(in_tray=True) | Q(person__isnull=False, text="")
            ),
            models.CheckConstraint(
                name="incoming_handled_has_an_outcome",
                condition=(Q(handled_at__isnull=True) & Q(outcome="")) | (Q(handled_at__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"text in {self.received_at:%Y-%m-%d}"
