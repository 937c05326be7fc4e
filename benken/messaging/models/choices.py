"""What a person has said about texts: which number, what may stand in them, when, and what they want by themselves."""

from datetime import time
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention

LONGEST_NAME = 30  # letters: the name of a goal in a text


class TextConsent(models.Model):
    """The yes, or the no, to texts on one number. It goes with the number. Without a row nothing was ever said: no."""

    class How(models.TextChoices):
        """How it was said."""

        TALK = "talk", _("i en samtale")
        MY_PAGE = "my_page", _("på Min side")
        TEXT = "text", _("med SMS")

    class Shows(models.TextChoices):
        """What a text may hold."""

        WORDS = "words", _("hele meldingen")
        NOTICE = "notice", _("bare at det har kommet en melding")

    phone = models.OneToOneField("people.Phone", models.CASCADE, primary_key=True, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # text_consent_person
    yes_at = models.DateTimeField(null=True, blank=True)
    yes_how = models.CharField(max_length=10, choices=How.choices, blank=True)
    yes_by = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_how = models.CharField(max_length=10, choices=How.choices, blank=True)
    is_shared = models.BooleanField(default=False)  # others pick this phone up, too
    shows = models.CharField(max_length=10, choices=Shows.choices, default=Shows.WORDS)
    is_used = models.BooleanField(default=False)  # the number that texts go to
    no_such_at = models.DateTimeField(null=True, blank=True)  # the gateway said that there is no such number

    data_classes: ClassVar[dict[str, DataClass]] = {
        "phone": IDENTITY,
        "person": IDENTITY,
        "yes_at": PLAIN,
        "yes_how": PLAIN,
        "yes_by": IDENTITY,
        "stopped_at": PLAIN,
        "stopped_how": PLAIN,
        "is_shared": SENSITIVE,
        "shows": PLAIN,
        "is_used": PLAIN,
        "no_such_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-is_used", "phone"]
        indexes = [models.Index(fields=["person"], name="text_consent_person")]
        constraints = [
            models.UniqueConstraint(fields=["person"], name="text_consent_used", condition=Q(is_used=True)),
            models.CheckConstraint(
                name="text_consent_used_is_a_yes",
                condition=Q(is_used=False) | Q(yes_at__isnull=False, stopped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="text_consent_shared_shows_no_words", condition=Q(is_shared=False) | Q(shows="notice")
            ),
        ]

    def __str__(self) -> str:
        return "yes" if self.yes_at and not self.stopped_at else "no"


class TextChoices(models.Model):
    """When texts may come, and which the person has ordered. Without a row: nothing, and quiet from nine to eight.

    The keywords STOP, START and HELP always work; the others are turned on here.
    """

    class Keyword(models.TextChoices):
        """A word that the person may send, and what is answered."""

        GOALS = "goals", _("MÅL: de korte navnene på målene mine")
        TIME = "time", _("TIME: når den neste avtalen er")
        WAIT = "wait", _("VENT: hva jeg venter på")

    person = models.OneToOneField("people.Person", models.CASCADE, primary_key=True, related_name="+")
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(8))
    reminders = models.BooleanField(default=False)  # the day before an appointment
    weekly = models.BooleanField(default=False)  # «Hvor er vi nå», on the day of the weekly look
    keywords = ArrayField(models.CharField(max_length=5, choices=Keyword.choices), default=list, blank=True)
    pin_hash = models.CharField(max_length=200, blank=True)  # of the word that MÅL asks for
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "person": IDENTITY,
        "quiet_from": PLAIN,
        "quiet_until": PLAIN,
        "reminders": PLAIN,
        "weekly": PLAIN,
        "keywords": PLAIN,
        "pin_hash": SENSITIVE,
        "changed_at": PLAIN,
        "changed_by": IDENTITY,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    def __str__(self) -> str:
        return f"choices {self.version}"


class TextGoal(models.Model):
    """The short name the person chose for a goal, to be sent in a text: one that only they understand."""

    goal = models.OneToOneField("followup.Goal", models.CASCADE, primary_key=True, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)

    data_classes: ClassVar[dict[str, DataClass]] = {"goal": IDENTITY, "person": IDENTITY, "name": SENSITIVE}
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["goal"]

    def __str__(self) -> str:
        return "goal in a text"
