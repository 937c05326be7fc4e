"""What a person shares with somebody, by part and period; and when to ask again."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.people.models.people import Person


class SharedPart(models.TextChoices):
    """A part of a person's record that can be shared by itself. The row policies know the parts by these names."""

    GOALS = "goals", _("Målene og stegene")
    PROMISES = "promises", _("Det som er lovet")
    BEST = "best", _("Det som er best nå")
    APPOINTMENT = "appointment", _("Neste møte: når og hvor")
    SAFETY = "safety", _("Linjer fra «Når det er tungt», valgt en for en")


class SharingConsent(models.Model):
    """The person's yes: this receiver sees these parts until a day, because of this. Withdrawn whenever they like.

    Nobody gives it for somebody else: given together it carries the words the person said.
    """

    class How(models.TextChoices):
        """How it was given."""

        OWN_PAGE = "own_page", _("på egen side")
        TOGETHER = "together", _("sammen med kontaktpersonen")
        ON_PAPER = "on_paper", _("på papir")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    receiver = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    parts = ArrayField(models.CharField(max_length=20, choices=SharedPart.choices))
    why = models.CharField(max_length=300)
    how = models.CharField(max_length=10, choices=How.choices)
    persons_words = models.CharField(max_length=1000, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)  # who wrote it down
    until_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "receiver": IDENTITY,
        "parts": SENSITIVE,
        "why": SENSITIVE,
        "how": PLAIN,
        "persons_words": SENSITIVE,
        "given_at": PLAIN,
        "given_by": IDENTITY,
        "until_at": PLAIN,
        "withdrawn_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.CheckConstraint(name="consent_ends_after_start", condition=Q(until_at__gt=F("given_at"))),
            models.CheckConstraint(name="consent_to_something", condition=~Q(parts=[])),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.receiver_id}"

    @property
    def part_names(self) -> list[str]:
        """What is shared, in words."""
        return [str(label) for part, label in SharedPart.choices if part in self.parts]


class AskAgain(models.Model):
    """Ask the person again on a day whether they want to share. Why not now is neither asked nor kept."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    on = models.DateField()
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)

    data_classes: ClassVar[dict[str, DataClass]] = {"person": IDENTITY, "on": PLAIN, "written_by": IDENTITY}
    retention: ClassVar[Retention] = Retention.RECORD

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"
