"""A disclosure case: something about one person is given to a body outside, without consent, by a duty in law."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id

LONGEST_WORDS = 10_000
LONGEST_WAIT = timedelta(days=183)  # six months
MOST_ENTRIES = 20


class DisclosureCase(models.Model):
    """One person, one body, exactly what, on which basis. One proposes, a leader decides, and the person is told.

    The database keeps who decides apart from who proposes, and shows the person nothing of it before `told_at`.
    """

    class State(models.TextChoices):
        """How far it has come."""

        PROPOSED = "proposed", _("foreslått")
        APPROVED = "approved", _("ja, kan gis")
        REFUSED = "refused", _("nei, gis ikke")
        GIVEN = "given", _("gitt videre")
        DROPPED = "dropped", _("trukket tilbake")

    class How(models.TextChoices):
        """How it was given."""

        IN_PERSON = "in_person", _("ansikt til ansikt")
        PHONE = "phone", _("på telefon")
        LETTER = "letter", _("i brev")
        DIGITAL = "digital", _("i sikker digital post")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="disclosures")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    basis = models.CharField(max_length=30)  # a code of country.duties
    body = models.CharField(max_length=200)
    receiver = models.CharField(max_length=200, blank=True)
    why = models.TextField()
    words = models.TextField(blank=True)
    entry_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    proposed_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_words = models.TextField(blank=True)
    given_by = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    copy_sealed = models.BinaryField(null=True, blank=True)  # from the proposal on: exactly what was decided about
    tell_on = models.DateField(null=True, blank=True)  # NULL: at once when it is given
    wait_basis = models.CharField(max_length=30, blank=True)
    wait_why = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "state": PLAIN,
        "basis": SENSITIVE,
        "body": SENSITIVE,
        "receiver": IDENTITY,
        "why": SENSITIVE,
        "words": SENSITIVE,
        "entry_ids": PLAIN,
        "proposed_by": IDENTITY,
        "proposed_at": PLAIN,
        "decided_by": IDENTITY,
        "decided_at": PLAIN,
        "decision_words": SENSITIVE,
        "given_by": IDENTITY,
        "given_at": PLAIN,
        "how": PLAIN,
        "copy_sealed": SENSITIVE,
        "tell_on": PLAIN,
        "wait_basis": SENSITIVE,
        "wait_why": SENSITIVE,
        "told_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="disclosure_by_two", condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="disclosure_decided_first",
                condition=~Q(state__in=["approved", "refused", "given"]) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="disclosure_told_when_given", condition=Q(told_at__isnull=True) | Q(given_at__isnull=False)
            ),
            models.CheckConstraint(
                name="disclosure_waits_for_a_reason",
                condition=Q(tell_on__isnull=True) | (~Q(wait_basis="") & ~Q(wait_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.proposed_at}"
