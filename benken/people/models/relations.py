"""The contact person and the circle."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.people.models.people import Person


class ContactPerson(models.Model):
    """The one worker who is a person's contact from a moment on, until another; and how the change was made."""

    class Reason(models.TextChoices):
        """Why a contact person was changed."""

        MOVED_ON = "moved_on", _("kontaktpersonen slutter eller bytter jobb")
        LEAVE = "leave", _("permisjon eller sykdom")
        PERSON_WISHED = "person_wished", _("personen ønsket det")
        BETTER_MATCH = "better_match", _("en annen passer bedre")
        TEAM_CHANGE = "team_change", _("bytte av team")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_persons")
    worker = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)  # why it ended
    persons_say = models.TextField(blank=True)
    goodbye = models.TextField(blank=True)
    hello = models.TextField(blank=True)
    overlap_until_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "worker": IDENTITY,
        "since_at": PLAIN,
        "until_at": PLAIN,
        "reason": SENSITIVE,
        "persons_say": SENSITIVE,
        "goodbye": SENSITIVE,
        "hello": SENSITIVE,
        "overlap_until_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-since_at"]
        constraints = [
            ExclusionConstraint(
                name="one_contact_person_at_a_time",
                expressions=[
                    (
                        Func(
                            "since_at",
                            "until_at",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=False),
                            function="TSTZRANGE",
                            output_field=models.DateTimeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("person", RangeOperators.EQUAL),
                ],
            ),
            models.CheckConstraint(
                name="contact_person_ends_after_start",
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("since_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} → {self.person_id}"


class CircleMember(models.Model):
    """Somebody besides the contact person who may open the record, with a basis in plain words and an end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="circle")
    member = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    basis = models.CharField(max_length=200)
    added_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "member": IDENTITY,
        "basis": SENSITIVE,
        "added_by": IDENTITY,
        "since_at": PLAIN,
        "until_at": PLAIN,
        "ended_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["since_at"]

    def __str__(self) -> str:
        return f"{self.member_id} → {self.person_id}"
