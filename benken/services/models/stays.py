"""Stays: where somebody is, or will be, for a while. Nothing here ends because a day has passed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.services.models.places import Service
from benken.services.models.referrals import Referral

LONGEST_PLACE = 150
LONGEST_WORDS = 1000


class Stay(models.Model):
    """Somebody is or will be somewhere for a while. It ends on the day somebody writes down that it has ended.

    It has begun when somebody writes that it has, or writes it of a day that is today or before. `from_on` and
    `planned_end_on` are plans until then: when such a day passes, it is asked about and never acted upon.
    """

    class Kind(models.TextChoices):
        """What kind of place it is."""

        DETOX = "detox", _("avrusning")
        TREATMENT = "treatment", _("behandling")
        HOSPITAL = "hospital", _("sykehus")
        PRISON = "prison", _("fengsel")
        OTHER = "other", _("et annet sted")

    class EndReason(models.TextChoices):
        """Why it ended: as agreed, something about the place, or the person's own words."""

        AS_AGREED = "as_agreed", _("som avtalt")
        SENT_OUT = "sent_out", _("stedet skrev ut etter en sprekk")
        NEEDED_THE_BED = "needed_the_bed", _("stedet trengte plassen")
        CLOSED = "closed", _("stedet stengte")
        HOUSE_RULES = "house_rules", _("reglene der passet ikke")
        DID_NOT_FIT = "did_not_fit", _("tilbudet passet ikke")
        TOO_FAR = "too_far", _("det var for langt unna")
        ELSEWHERE = "elsewhere", _("et annet sted passet bedre")
        OTHER = "other", _("noe annet ved stedet")
        OWN_WORDS = "own_words", _("med egne ord, under")

    class OffReason(models.TextChoices):
        """Why a planned one came to nothing: something about the place, or the person's own words."""

        NEEDED_THE_BED = "needed_the_bed", _("stedet trengte plassen")
        CLOSED = "closed", _("stedet stengte")
        WAIT = "wait", _("ventetida ble for lang")
        HOUSE_RULES = "house_rules", _("reglene der passet ikke")
        DID_NOT_FIT = "did_not_fit", _("tilbudet passet ikke")
        TOO_FAR = "too_far", _("det var for langt unna")
        ELSEWHERE = "elsewhere", _("et annet sted passet bedre")
        OTHER = "other", _("noe annet ved stedet")
        OWN_WORDS = "own_words", _("med egne ord, under")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # stay_person
    kind = models.CharField(max_length=10, choices=Kind.choices)
    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=LONGEST_PLACE, blank=True)  # as it was called then
    referral = models.ForeignKey(Referral, models.SET_NULL, null=True, blank=True, related_name="+")  # it came from
    from_on = models.DateField()
    planned_end_on = models.DateField(null=True, blank=True)
    has_begun = models.BooleanField(default=False, db_default=False)  # somebody has said so
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=15, choices=EndReason.choices, blank=True)
    end_words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    off_on = models.DateField(null=True, blank=True)  # the day it was said that it comes to nothing
    off_reason = models.CharField(max_length=15, choices=OffReason.choices, blank=True, default="", db_default="")
    off_words = models.CharField(max_length=LONGEST_WORDS, blank=True, default="", db_default="")
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "kind": SENSITIVE,
        "service": SENSITIVE,
        "place": SENSITIVE,
        "referral": PLAIN,
        "from_on": SENSITIVE,
        "planned_end_on": SENSITIVE,
        "has_begun": SENSITIVE,
        "ended_on": SENSITIVE,
        "end_reason": SENSITIVE,
        "end_words": SENSITIVE,
        "off_on": SENSITIVE,
        "off_reason": SENSITIVE,
        "off_words": SENSITIVE,
        "written_by": IDENTITY,
        "written_at": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["from_on", "id"]
        indexes = [
            models.Index(fields=["person", "from_on"], name="stay_person"),
            models.Index(fields=["planned_end_on"], name="stay_gate", condition=Q(ended_on__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="stay_end_has_reason",
                condition=Q(ended_on__isnull=True, end_reason="", end_words="")
                | Q(ended_on__isnull=False) & ~Q(end_reason=""),
            ),
            models.CheckConstraint(
                name="stay_own_words_stand", condition=~Q(end_reason="own_words") | ~Q(end_words="")
            ),
            models.CheckConstraint(name="stay_ended_has_begun", condition=Q(ended_on__isnull=True) | Q(has_begun=True)),
            models.CheckConstraint(
                name="stay_off_has_reason",
                condition=Q(off_on__isnull=True, off_reason="", off_words="")
                | Q(off_on__isnull=False, has_begun=False) & ~Q(off_reason=""),
            ),
            models.CheckConstraint(
                name="stay_off_own_words_stand", condition=~Q(off_reason="own_words") | ~Q(off_words="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_on}"


class StayLine(models.Model):
    """What was told by itself about a planned end: that it is near and nobody meets them, or that the day has passed.

    Each planned day is told of once. A line changes nothing of the stay.
    """

    class About(models.TextChoices):
        """What was told."""

        SOON = "soon", _("ut snart, og ingen avtale før det")
        PASSED = "passed", _("dagen har passert")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    stay = models.ForeignKey(Stay, models.CASCADE, related_name="lines", db_index=False)  # stay_line_once
    about = models.CharField(max_length=6, choices=About.choices)
    on_day = models.DateField()
    told_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "stay": PLAIN,
        "about": SENSITIVE,
        "on_day": SENSITIVE,
        "told_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["told_at", "id"]
        constraints = [models.UniqueConstraint(fields=["stay", "about", "on_day"], name="stay_line_once")]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.about} {self.on_day}"
