"""Home: where somebody lives, what is broken or unsafe there, who was told and what they answered."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id

LONGEST_LINE = 150
LONGEST_WORDS = 1000


class Home(models.Model):
    """Where somebody lives, from one day to another. Without an address: it is about how it is, not where it is."""

    class Kind(models.TextChoices):
        """What kind of home it is."""

        MUNICIPAL = "municipal", _("kommunal bolig")
        RENTED = "rented", _("leier privat")
        OWN = "own", _("eier selv")
        WITH_OTHERS = "with_others", _("hos familie eller venner")
        STAFFED = "staffed", _("bolig med ansatte")
        SHELTER = "shelter", _("midlertidig sted å bo")
        INSTITUTION = "institution", _("institusjon, sykehus eller fengsel")
        NONE = "none", _("har ikke et sted nå")
        OTHER = "other", _("noe annet")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # home_person
    kind = models.CharField(max_length=15, choices=Kind.choices)
    owner = models.CharField(max_length=LONGEST_LINE, blank=True)
    with_follow_up = models.BooleanField(null=True, blank=True)  # NULL: nobody has said
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    since_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "kind": SENSITIVE,
        "owner": SENSITIVE,
        "with_follow_up": SENSITIVE,
        "words": SENSITIVE,
        "since_on": PLAIN,
        "until_on": PLAIN,
        "written_by": IDENTITY,
        "written_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-written_at", "-id"]
        indexes = [models.Index(fields=["person", "-written_at"], name="home_person")]
        constraints = [  # one home at a time; an earlier one has ended
            models.UniqueConstraint(fields=["person"], name="home_one_now", condition=models.Q(until_on__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.written_at:%Y-%m-%d}"


class HomeFault(models.Model):
    """Something that is broken or unsafe at home. It stands open until it is mended, however long nobody answers."""

    class Kind(models.TextChoices):
        """What kind of thing it is."""

        BROKEN = "broken", _("noe er ødelagt")
        UNSAFE = "unsafe", _("det er utrygt")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # home_fault_person
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.BROKEN)
    words = models.CharField(max_length=LONGEST_WORDS)
    told_to = models.CharField(max_length=LONGEST_LINE, blank=True)
    told_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=LONGEST_WORDS, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    mended_on = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "kind": SENSITIVE,
        "words": SENSITIVE,
        "told_to": SENSITIVE,
        "told_on": PLAIN,
        "answer": SENSITIVE,
        "answered_on": PLAIN,
        "mended_on": PLAIN,
        "written_by": IDENTITY,
        "written_at": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-written_at", "-id"]
        indexes = [models.Index(fields=["person", "-written_at"], name="home_fault_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.written_at:%Y-%m-%d}"
