"""Who may open what."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from benken.access.models.accounts import User
from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id


class Right(models.Model):
    """May open one person's record from a moment on, until another. Written only by relations made and ended.

    The row policies of every table that hangs on a person ask this table; a right ends at the next request.
    """

    class Scope(models.TextChoices):
        """How much of the record."""

        RECORD = "record", _("alt som er delt")
        OWN_TALKS = "own_talks", _("egne samtaler")
        PARTS = "parts", _("det personen har delt")  # no more than `parts` names

    class Basis(models.TextChoices):
        """Which relation gives the right. The words are what the person reads in the log."""

        SELF = "self", _("det er deg")
        CONTACT_PERSON = "contact_person", _("kontaktpersonen din")
        OVERLAP = "overlap", _("følger deg over til ny kontaktperson")
        STAND_IN = "stand_in", _("vikar for kontaktpersonen din")
        CIRCLE = "circle", _("med i laget ditt")
        SHARED = "shared", _("du har delt det")
        EMERGENCY = "emergency", _("nødtilgang")
        AFTERWARDS = "afterwards", _("fulgte deg, og leser for å avslutte")  # to read, for days after a death

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="rights", db_index=False)  # right_user_subject
    subject_id = models.UUIDField()
    basis = models.CharField(max_length=20, choices=Basis.choices)
    scope = models.CharField(max_length=20, choices=Scope.choices, default=Scope.RECORD)
    parts = ArrayField(models.CharField(max_length=20), default=list, blank=True)  # of scope PARTS
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)  # of an emergency: stands in the log with each reading

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "user": IDENTITY,
        "subject_id": IDENTITY,
        "basis": PLAIN,
        "scope": PLAIN,
        "parts": PLAIN,
        "since_at": PLAIN,
        "until_at": PLAIN,
        "why": SENSITIVE,
    }
    retention: ClassVar[Retention] = Retention.LOG

    class Meta:
        indexes = [
            models.Index(fields=["user", "subject_id"], name="right_user_subject"),
            models.Index(fields=["subject_id"], name="right_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.basis} {self.user_id} → {self.subject_id}"
