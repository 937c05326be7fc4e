"""Ways in for a person who has no e-ID: a paper slip, a one-time code, a link, a number said face to face."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.access.models.accounts import User
from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id


class WayIn(models.Model):
    """One way in that was made for a person, until it is used up, replaced or closed. No code stands here in clear."""

    class Kind(models.TextChoices):
        """What it is."""

        SLIP = "slip", _("lapp")  # with a word only the person knows; many times
        CODE = "code", _("engangskode")
        LINK = "link", _("lenke til et passord")
        OPENING = "opening", _("åpne alt sammen")  # asked for by a session of the person, said to the contact

    class End(models.TextChoices):
        """Why it is over."""

        USED = "used", _("brukt")
        REPLACED = "replaced", _("byttet ut")
        CLOSED = "closed", _("stengt")
        TRIES = "tries", _("for mange feil")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)  # way_in_user
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code_hash = models.CharField(max_length=64, blank=True)  # keyed: finds a slip by what stands on it
    word_hash = models.CharField(max_length=128, blank=True)  # of a slip: a slow hash, as of a password
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    valid_until_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True, blank=True)  # last
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=10, choices=End.choices, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "user": IDENTITY,
        "subject_id": IDENTITY,
        "kind": PLAIN,
        "code_hash": SENSITIVE,
        "word_hash": SENSITIVE,
        "made_by": IDENTITY,
        "made_at": PLAIN,
        "valid_until_at": PLAIN,
        "tries_left": PLAIN,
        "used_at": PLAIN,
        "ended_at": PLAIN,
        "ended_because": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.ACCOUNT

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["user", "kind"], name="way_in_user"),
            models.Index(fields=["subject_id"], name="way_in_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], name="one_way_in_of_a_kind", condition=Q(ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["code_hash"], name="one_slip_of_a_code", condition=Q(kind="slip", ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"
