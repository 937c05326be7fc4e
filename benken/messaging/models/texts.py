"""Text messages on their way to a phone."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.messaging.models.conversation import Message

LONGEST_BODY = 1600  # ten parts; what we write ourselves is one


class Text(models.Model):
    """One text on its way to a phone, and how far it got. Its id is the gateway's key, so that a repeat is known.

    Written by the system alone. What it says may be less than the message it belongs to: «Du har fått en melding».
    """

    class State(models.TextChoices):
        """How far it got, in words that are shown."""

        QUEUED = "queued", _("venter på å bli sendt")
        SENDING = "sending", _("er på vei ut")
        SENT = "sent", _("sendt")
        DELIVERED = "delivered", _("levert")
        NO_SUCH_NUMBER = "no_such_number", _("nummeret finnes ikke")
        NOT_REACHED = "not_reached", _("telefonen var ikke å nå på tre døgn")
        FAILED = "failed", _("kom ikke fram")
        NOT_SENT = "not_sent", _("ble ikke sendt")

    class Why(models.TextChoices):
        """Why something was not sent after all."""

        STOPPED = "stopped", _("STOPP er sagt for dette nummeret")
        SWITCHED_OFF = "switched_off", _("automatiske SMS er skrudd av")
        NUMBER_GONE = "number_gone", _("nummeret skal ikke ha SMS lenger")
        TOO_LATE = "too_late", _("det ble for sent")
        NOT_WANTED = "not_wanted", _("avtalen eller ønsket er endret")
        ENDED = "ended", _("ingenting sendes mer")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Nobody: an answer to a number that is not known here.
    person = models.ForeignKey(
        "people.Person", models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )  # text_person
    message = models.OneToOneField(Message, models.CASCADE, null=True, blank=True, related_name="as_text")
    number = models.CharField(max_length=20)
    body = models.TextField(max_length=LONGEST_BODY)
    automatic = models.CharField(max_length=10, choices=Message.Automatic.choices, blank=True)
    state = models.CharField(max_length=15, choices=State.choices, default=State.QUEUED)
    why = models.CharField(max_length=15, choices=Why.choices, blank=True)
    queued_at = models.DateTimeField()
    not_before_at = models.DateTimeField(null=True, blank=True)
    not_after_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    try_at = models.DateTimeField()  # when it is tried next
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # when the gateway last told of it
    seen_at = models.DateTimeField(null=True, blank=True)  # when a helper saw that it did not arrive
    gateway = models.CharField(max_length=20, blank=True)
    gateway_id = models.CharField(max_length=100, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "message": PLAIN,
        "number": IDENTITY,
        "body": SENSITIVE,
        "automatic": PLAIN,
        "state": PLAIN,
        "why": PLAIN,
        "queued_at": PLAIN,
        "not_before_at": PLAIN,
        "not_after_at": PLAIN,
        "tries": PLAIN,
        "try_at": PLAIN,
        "sending_at": PLAIN,
        "sent_at": PLAIN,
        "told_at": PLAIN,
        "seen_at": PLAIN,
        "gateway": PLAIN,
        "gateway_id": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["queued_at", "id"]
        indexes = [
            models.Index(fields=["person", "-queued_at"], name="text_person"),
            models.Index(fields=["try_at"], name="text_waiting", condition=Q(state__in=["queued", "sending"])),
            models.Index(fields=["sent_at"], name="text_on_its_way", condition=Q(state="sent")),
            models.Index(
                fields=["person"],
                name="text_did_not_arrive",
                condition=Q(
                    state__in=["no_such_number", "not_reached", "failed", "not_sent"],
                    seen_at__isnull=True,
                ),
            ),
            models.Index(fields=["gateway", "gateway_id"], name="text_at_gateway", condition=~Q(gateway_id="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="text_not_sent_says_why",
                condition=(Q(state="not_sent") & ~Q(why="")) | (~Q(state="not_sent") & Q(why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"text {self.state}"
