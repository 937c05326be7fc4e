"""Turned away: somebody asked for help and was told no, or had to leave. It is about the service, never the person."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id

LONGEST_PLACE = 150
LONGEST_WORDS = 1000
LONGEST_COMPLAINT = 4000


class TurnedAway(models.Model):
    """A no: where, the reason that was given, and the complaint if there is one. Nobody who works there is named."""

    class Body(models.TextChoices):
        """Who said no; it decides where one complains."""

        HEALTH = "health", _("sykehus, behandling eller lege")
        MUNICIPALITY = "municipality", _("kommunen eller NAV")
        OTHER = "other", _("et annet sted")

    class Kind(models.TextChoices):
        """What happened, as a thing the place did."""

        FULL = "full", _("Det var fullt")
        NOT_FITTING = "not_fitting", _("«Stedet passer ikke for deg»")
        FOR_USE = "for_use", _("Nei på grunn av rusmiddelbruk")
        AFTER_SLIP = "after_slip", _("Skrevet ut etter en sprekk")
        NOT_READY = "not_ready", _("«Du er ikke klar»")
        LACKED_PAPERS = "lacked_papers", _("Manglet papirer eller henvisning")
        SENT_ON = "sent_on", _("Sendt videre til et annet sted")
        NOT_WELCOME = "not_welcome", _("Ikke tatt imot på en god måte")
        OTHER = "other", _("Noe annet")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # turned_away_person
    service = models.ForeignKey("services.Service", models.SET_NULL, null=True, blank=True, related_name="+")
    # The answer to a referral that it is about: then the no stands there already, and is written once.
    step = models.OneToOneField("services.ReferralStep", models.CASCADE, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=LONGEST_PLACE)
    body = models.CharField(max_length=15, choices=Body.choices)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    told_on = models.DateField()
    asked_for = models.CharField(max_length=LONGEST_WORDS, blank=True)
    reason = models.CharField(max_length=LONGEST_WORDS, blank=True)  # as they gave it
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    complaint = models.TextField(max_length=LONGEST_COMPLAINT, blank=True)
    complaint_version = models.PositiveIntegerField(default=0)
    sent_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=LONGEST_WORDS, blank=True)
    answered_on = models.DateField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "service": SENSITIVE,
        "step": PLAIN,
        "place": SENSITIVE,
        "body": SENSITIVE,
        "kind": SENSITIVE,
        "told_on": PLAIN,
        "asked_for": SENSITIVE,
        "reason": SENSITIVE,
        "written_by": IDENTITY,
        "written_at": PLAIN,
        "complaint": SENSITIVE,
        "complaint_version": PLAIN,
        "sent_on": PLAIN,
        "answer": SENSITIVE,
        "answered_on": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-told_on", "-id"]
        indexes = [models.Index(fields=["person", "-told_on"], name="turned_away_person")]
        constraints = [
            models.CheckConstraint(
                name="complaint_sent_has_words", condition=models.Q(sent_on__isnull=True) | ~models.Q(complaint="")
            ),
            models.CheckConstraint(
                name="complaint_answered_when_sent",
                condition=models.Q(answered_on__isnull=True) | models.Q(sent_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.told_on}"
