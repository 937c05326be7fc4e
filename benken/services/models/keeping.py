"""What those who keep a place write down: how many came in a day, and the money a provider was given."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import PLAIN, DataClass, Retention
from benken.lib.ids import new_id
from benken.services.models.places import Provider, Service


class DayCount(models.Model):
    """How many there were of something in a day: one number, nobody's name and no hour.

    It counts events: somebody who comes twice is counted twice.
    """

    class What(models.TextChoices):
        """What is counted."""

        MEALS = "meals", _("måltider")
        BEDS = "beds", _("senger brukt")
        VISITS = "visits", _("besøk")
        ACTIVITY_PLACES = "activity_places", _("aktivitetsplasser brukt")
        WORK_PLACES = "work_places", _("arbeidsplasser brukt")
        SIGNED_UP = "signed_up", _("påmeldt til gruppe")
        DROPPED_IN = "dropped_in", _("kom uten å melde seg på")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="day_counts", db_index=False)  # day_count_once
    on = models.DateField()
    what = models.CharField(max_length=20, choices=What.choices)
    number = models.PositiveIntegerField(default=0)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "service": PLAIN,
        "on": PLAIN,
        "what": PLAIN,
        "number": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SETTING

    class Meta:
        ordering = ["on", "what"]
        constraints = [models.UniqueConstraint(fields=["service", "on", "what"], name="day_count_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.what} {self.number}"


class Grant(models.Model):
    """Money somebody gave a provider for something: how much, for when, and the report that is owed for it."""

    class Currency(models.TextChoices):
        """The crowns of a country."""

        NOK = "NOK", _("norske kroner")
        DKK = "DKK", _("danske kroner")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="grants")
    giver = models.CharField(max_length=150)
    purpose = models.CharField(max_length=500)
    amount = models.PositiveBigIntegerField()  # whole crowns
    currency = models.CharField(max_length=3, choices=Currency.choices)
    area = models.CharField(max_length=100, blank=True)
    from_on = models.DateField()
    until_on = models.DateField()
    report_due_on = models.DateField(null=True, blank=True)
    report_received_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "provider": PLAIN,
        "giver": PLAIN,
        "purpose": PLAIN,
        "amount": PLAIN,
        "currency": PLAIN,
        "area": PLAIN,
        "from_on": PLAIN,
        "until_on": PLAIN,
        "report_due_on": PLAIN,
        "report_received_on": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SETTING

    class Meta:
        ordering = ["-from_on", "id"]
        constraints = [models.CheckConstraint(name="grant_days_in_order", condition=Q(from_on__lte=F("until_on")))]

    def __str__(self) -> str:
        return f"{self.giver} {self.amount}"
