"""A note whose text is kept from the person for a while: that it is, on which basis and until when, they do see."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id

LONGEST_REASON = 2_000
ALONE = timedelta(days=7)  # so long one person may decide it, to the end of the last day
ALONE_AT_MOST = timedelta(days=8)
LONGEST = timedelta(days=91)  # ninety days, to the end of the last one


class Withholding(models.Model):
    """A decision that a note's text is withheld from the person until a moment; the mark that everybody sees.

    Until a second person has confirmed it, it ends after a week however long was wished for.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="withholdings")
    entry = models.ForeignKey("people.Entry", models.CASCADE, related_name="withholdings")
    basis = models.CharField(max_length=30)  # a code of country.duties
    decided_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    wanted_until_at = models.DateTimeField()
    until_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "entry": PLAIN,
        "basis": SENSITIVE,
        "decided_by": IDENTITY,
        "decided_at": PLAIN,
        "wanted_until_at": PLAIN,
        "until_at": PLAIN,
        "confirmed_by": IDENTITY,
        "confirmed_at": PLAIN,
        "ended_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry"], name="withheld_once", condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(
                name="withheld_no_longer",
                condition=Q(until_at__lte=F("wanted_until_at"))
                & Q(wanted_until_at__lte=F("decided_at") + LONGEST)
                & (Q(confirmed_at__isnull=False) | Q(until_at__lte=F("decided_at") + ALONE_AT_MOST)),
            ),
            models.CheckConstraint(
                name="withheld_by_two", condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("decided_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.until_at}"

    @property
    def waits_for_another(self) -> bool:
        """Whether a second person has to confirm it, so that it lasts as long as was wished for."""
        return self.ended_at is None and self.confirmed_at is None and self.wanted_until_at > self.until_at


class WithheldText(models.Model):
    """The words that are withheld, and why. A table of its own: the person's account never sees a row of it."""

    withholding = models.OneToOneField(Withholding, models.CASCADE, primary_key=True, related_name="withheld")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    text = models.TextField(blank=True)  # '' when it stands in the note again
    why = models.TextField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "withholding": PLAIN,
        "person": IDENTITY,
        "text": SENSITIVE,
        "why": SENSITIVE,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    def __str__(self) -> str:
        return str(self.withholding_id)
