"""What becomes of the log: questions why somebody read, reading that is unlike itself, when I last looked."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.access.models.accounts import User
from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id

LONGEST_QUESTION = 1_000
LONGEST_ANSWER = 2_000


class WhyQuestion(models.Model):
    """«Why did you read this?», asked by the person it was about, or by the reader's leader; and the answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reading_id = models.UUIDField()
    reading_at = models.DateTimeField()
    subject_id = models.UUIDField(null=True, blank=True)
    part = models.CharField(max_length=40)
    reader = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    words = models.TextField(max_length=LONGEST_QUESTION, blank=True)
    answer_by_on = models.DateField()
    leader_told_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(max_length=LONGEST_ANSWER, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "reading_id": PLAIN,
        "reading_at": PLAIN,
        "subject_id": IDENTITY,
        "part": PLAIN,
        "reader": IDENTITY,
        "asked_by": IDENTITY,
        "asked_at": PLAIN,
        "words": SENSITIVE,
        "answer_by_on": PLAIN,
        "leader_told_at": PLAIN,
        "answer": SENSITIVE,
        "answered_at": PLAIN,
        "answered_by": IDENTITY,
        "taken_back_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.LOG

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reading_id", "asked_by"], name="why_once", condition=Q(taken_back_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.asked_at}"


class UnusualReading(models.Model):
    """One line of a leader's weekly list: what was unlike a reader's usual reading, in words. Never a score."""

    class Rule(models.TextChoices):
        """What was unusual; the words are what the leader reads."""

        MANY = "many", _("mange ulike sider på kort tid")
        NO_TRACE = "no_trace", _("åpnet uten notat, melding eller samtale i nærheten")
        SAME_NAME = "same_name", _("samme etternavn som leseren")
        OFF_HOURS = "off_hours", _("på en tid leseren ellers ikke jobber")
        EDGE = "edge", _("tett på at tilgangen begynte eller tok slutt")
        OFTEN = "often", _("samme side svært ofte, uten at noe ble skrevet")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    week_on = models.DateField()
    found_at = models.DateTimeField()
    reader = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(max_length=20, choices=Rule.choices)
    subject_id = models.UUIDField(null=True, blank=True)  # NULL: several records
    records = models.PositiveIntegerField()
    times = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    reading_id = models.UUIDField()  # the last of these readings: what a question is asked about
    reading_at = models.DateTimeField()
    part = models.CharField(max_length=40)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "week_on": PLAIN,
        "found_at": PLAIN,
        "reader": IDENTITY,
        "rule": PLAIN,
        "subject_id": IDENTITY,
        "records": PLAIN,
        "times": PLAIN,
        "first_at": PLAIN,
        "last_at": PLAIN,
        "reading_id": PLAIN,
        "reading_at": PLAIN,
        "part": PLAIN,
        "seen_at": PLAIN,
        "seen_by": IDENTITY,
    }
    retention: ClassVar[Retention] = Retention.LOG

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["week_on", "reader", "rule"], name="unusual_once"),
        ]

    def __str__(self) -> str:
        return f"{self.week_on} {self.rule}"


class LastLook(models.Model):
    """When somebody last looked at their own page, and the time before that: what «siden sist» is counted from."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()
    before_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {"user": IDENTITY, "at": PLAIN, "before_at": PLAIN}
    retention: ClassVar[Retention] = Retention.ACCOUNT

    def __str__(self) -> str:
        return f"{self.user_id} {self.at}"
