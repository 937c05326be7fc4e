"""A worker leaves, what each of those they follow says of it, and what workers say about how many they follow."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.people.models.people import Person

LONGEST_SAY = 2_000
LONGEST_LOAD = 2_000


class Leaving(models.Model):
    """A worker has a last day here. Why is never asked for. It stands until their account is closed, or taken back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    worker = models.ForeignKey("access.User", models.CASCADE, related_name="+")
    last_on = models.DateField()
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # they stay after all, or the account is closed

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "worker": IDENTITY,
        "last_on": PLAIN,
        "written_by": IDENTITY,
        "written_at": PLAIN,
        "ended_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.ACCOUNT

    class Meta:
        ordering = ["last_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["worker"], name="leaving_one_stands", condition=Q(ended_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.last_on}"


class LeavingSay(models.Model):
    """What a person says when their contact person leaves, in their words, and how the two say goodbye and hello.

    No row: they have not been asked. Whoever chooses the next contact person reads it.
    """

    class Said(models.TextChoices):
        """What they want."""

        SOMEBODY = "somebody", _("vil ha en bestemt")
        DOES_NOT_KNOW = "unsure", _("vet ikke ennå")
        ANYBODY = "anybody", _("lar teamet velge")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)  # leaving_say_once
    leaving = models.ForeignKey(Leaving, models.CASCADE, related_name="says")
    said = models.CharField(max_length=10, choices=Said.choices)
    wants = models.ForeignKey("access.User", models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.TextField(max_length=LONGEST_SAY, blank=True)
    goodbye = models.TextField(max_length=LONGEST_SAY, blank=True)
    hello = models.TextField(max_length=LONGEST_SAY, blank=True)
    asked_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "leaving": PLAIN,
        "said": SENSITIVE,
        "wants": IDENTITY,
        "words": SENSITIVE,
        "goodbye": SENSITIVE,
        "hello": SENSITIVE,
        "asked_by": IDENTITY,
        "asked_at": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "leaving"], name="leaving_say_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.said}"


class LoadSaid(models.Model):
    """What a worker says to the leader about how many they follow: too much, or room for more. Never worked out."""

    class Kind(models.TextChoices):
        """Which of the two."""

        TOO_MUCH = "too_much", _("Det er for mye")
        ROOM = "room", _("Jeg har plass til flere")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    worker = models.ForeignKey("access.User", models.CASCADE, related_name="+")
    team = models.ForeignKey("access.Team", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.TextField(max_length=LONGEST_LOAD, blank=True)
    said_at = models.DateTimeField()
    answer = models.TextField(max_length=LONGEST_LOAD, blank=True)
    answered_by = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # taken back, or something else was said

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "worker": IDENTITY,
        "team": PLAIN,
        "kind": SENSITIVE,
        "words": SENSITIVE,
        "said_at": PLAIN,
        "answer": SENSITIVE,
        "answered_by": IDENTITY,
        "answered_at": PLAIN,
        "ended_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.ACCOUNT

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["worker"], name="load_said_one_stands", condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(
                name="load_said_answered_whole",
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.kind}"
