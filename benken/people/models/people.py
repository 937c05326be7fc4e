"""The person, and how they are reached."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.people.phones import shown_number

NAME_LENGTH = 100


class Person(models.Model):
    """Somebody who is followed up, under the name they choose; nothing else is required."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    called = models.CharField(max_length=NAME_LENGTH)
    full_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    # Compared as it stands: under row security an index on lower(full_name) is never used.
    full_name_folded = models.GeneratedField(
        expression=Lower("full_name"), output_field=models.CharField(max_length=NAME_LENGTH), db_persist=True
    )
    language = models.CharField(max_length=10, default="nb")
    team = models.ForeignKey("access.Team", models.PROTECT, null=True, blank=True, related_name="+")
    national_number_sealed = models.BinaryField(null=True, blank=True)
    national_number_hash = models.CharField(
        max_length=64, null=True, blank=True, unique=True
    )  # NULLs differ, '' do not
    # The same hash, of somebody registered under the number of one who is hidden: whoever looks hears of this one only.
    number_hash_beside = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001  # as above
    known_since_at = models.DateTimeField()
    last_heard_at = models.DateTimeField(null=True, blank=True)
    is_hidden = models.BooleanField(default=False, db_default=False)  # nobody learns that they are known here
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "called": IDENTITY,
        "full_name": IDENTITY,
        "full_name_folded": IDENTITY,
        "language": SENSITIVE,
        "team": PLAIN,
        "national_number_sealed": IDENTITY,
        "national_number_hash": IDENTITY,
        "number_hash_beside": IDENTITY,
        "known_since_at": SENSITIVE,
        "last_heard_at": SENSITIVE,
        "is_hidden": SENSITIVE,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        indexes = [
            models.Index(fields=["full_name_folded"], name="person_full_name"),
            models.Index(
                fields=["number_hash_beside"],
                name="person_number_beside",
                condition=Q(number_hash_beside__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.called


class Phone(models.Model):
    """A phone number of a person. It may be shared with others, be a landline, or must not get texts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="phones", db_index=False)  # phone_once_per_person
    number = models.CharField(max_length=20)
    do_not_text = models.BooleanField(default=False)
    can_get_texts = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "number": IDENTITY,
        "do_not_text": PLAIN,
        "can_get_texts": PLAIN,
        "note": SENSITIVE,
        "position": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["number"], name="phone_number")]
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="phone_once_per_person")]

    def __str__(self) -> str:
        return shown_number(self.number)
