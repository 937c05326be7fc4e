"""What a person asks of us by right: all about me, a correction, a complaint."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id

LONGEST_REQUEST = 2_000
LONGEST_REPLY = 4_000
COPY_LIVES = timedelta(hours=24)


class AllAboutCopy(models.Model):
    """All that stands about a person, made as one file for whoever asked; sealed, and gone after a day."""

    class Shape(models.TextChoices):
        """What kind of file."""

        PDF = "pdf", _("til å lese og skrive ut (PDF)")
        JSON = "json", _("til å ta med et annet sted (JSON)")

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("venter")
        GATHERING = "gathering", _("samler")
        WRITING = "writing", _("skriver")
        READY = "ready", _("ferdig")
        FAILED = "failed", _("gikk ikke")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)
    asked_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    shape = models.CharField(max_length=5, choices=Shape.choices)
    large = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="nb")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    sealed = models.BinaryField(null=True, blank=True)
    until_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "asked_by": IDENTITY,
        "asked_at": PLAIN,
        "shape": PLAIN,
        "large": PLAIN,
        "language": PLAIN,
        "state": PLAIN,
        "sealed": SENSITIVE,
        "until_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SHORT

    class Meta:
        indexes = [models.Index(fields=["person", "-asked_at"], name="all_about_copy_person")]

    def __str__(self) -> str:
        return f"{self.shape} {self.state}"

    @property
    def is_ready(self) -> bool:
        """Whether it can be fetched."""
        return self.state == self.State.READY and self.sealed is not None


class CorrectionRequest(models.Model):
    """What a person says is not right, in their words, and what was answered: «Dette stemmer ikke».

    What was written stays: a correction stands beside it. Whoever wrote it answers, or the contact person.
    """

    class About(models.TextChoices):
        """What is not right."""

        NOTE = "note", _("et notat")
        NAME = "name", _("navn eller telefon")
        GOALS = "goals", _("mål eller løfter")
        OTHER = "other", _("noe annet")

    class Outcome(models.TextChoices):
        """What came of it."""

        CORRECTED = "corrected", _("Ja, det er rettet")
        NOT_CORRECTED = "not_corrected", _("Nei, det er ikke rettet")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)
    about = models.CharField(max_length=10, choices=About.choices)
    entry = models.ForeignKey("people.Entry", models.CASCADE, null=True, blank=True, related_name="+")
    words = models.TextField(max_length=LONGEST_REQUEST)
    asked_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    answer_by_on = models.DateField()
    to = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    outcome = models.CharField(max_length=15, choices=Outcome.choices, blank=True)
    answer = models.TextField(max_length=LONGEST_REPLY, blank=True)
    answered_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "about": PLAIN,
        "entry": PLAIN,
        "words": SENSITIVE,
        "asked_by": IDENTITY,
        "asked_at": PLAIN,
        "answer_by_on": PLAIN,
        "to": IDENTITY,
        "outcome": PLAIN,
        "answer": SENSITIVE,
        "answered_by": IDENTITY,
        "answered_at": PLAIN,
        "taken_back_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["person", "-asked_at"], name="correction_request_person"),
            models.Index(
                fields=["to"],
                name="correction_request_waiting",
                condition=Q(answered_at__isnull=True, taken_back_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="correction_request_answered_whole",
                condition=Q(answered_at__isnull=True, outcome="", answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.asked_at}"

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has yet to answer."""
        return self.answered_at is None and self.taken_back_at is None


class Complaint(models.Model):
    """A complaint of the person's: about a refusal, a correction, or anything. The leader answers it, or sends it on.

    The leader sees the words, the name and the day; the record stays closed. Nothing else hangs on it.
    """

    class About(models.TextChoices):
        """What it is about."""

        ACCESS = "access", _("at jeg ikke fikk se noe")
        CORRECTION = "correction", _("at noe ikke ble rettet")
        WITHHELD = "withheld", _("noe som holdes tilbake")
        EMERGENCY = "emergency", _("en nødåpning")
        DECISION = "decision", _("hjelp jeg ikke fikk")
        OTHER = "other", _("noe annet")

    class State(models.TextChoices):
        """How far it has come."""

        RECEIVED = "received", _("mottatt")
        ANSWERED = "answered", _("besvart")
        SENT_ON = "sent_on", _("sendt videre")
        TAKEN_BACK = "taken_back", _("trukket")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)
    about = models.CharField(max_length=12, choices=About.choices)
    words = models.TextField(max_length=LONGEST_REPLY)
    on_paper = models.BooleanField(default=False)  # written down by the contact person, as it was said or handed over
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    answer_by_on = models.DateField()
    team = models.ForeignKey("access.Team", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    answer = models.TextField(max_length=LONGEST_REPLY, blank=True)
    sent_to = models.CharField(max_length=100, blank=True)
    answered_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "about": SENSITIVE,
        "words": SENSITIVE,
        "on_paper": PLAIN,
        "written_by": IDENTITY,
        "made_at": PLAIN,
        "answer_by_on": PLAIN,
        "team": PLAIN,
        "state": PLAIN,
        "answer": SENSITIVE,
        "sent_to": PLAIN,
        "answered_by": IDENTITY,
        "answered_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["person", "-made_at"], name="complaint_person")]
        constraints = [
            models.CheckConstraint(name="complaint_sent_somewhere", condition=~Q(state="sent_on") | ~Q(sent_to="")),
            models.CheckConstraint(
                name="complaint_answered_in_words",
                condition=~Q(state__in=["answered", "sent_on"]) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.made_at}"
