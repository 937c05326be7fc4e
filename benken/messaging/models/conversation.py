"""Messages between a person and those who help. The table hangs on a person and has row security."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id


class Message(models.Model):
    """One message in the one conversation of a person. `read_at` is when the other side first saw it.

    The last three moments are about what the person wrote: before when the contact said they would answer, when
    somebody did, and when the stand-in was asked since nobody had.
    """

    class Automatic(models.TextChoices):
        """What wrote a message that nobody wrote."""

        REMINDER = "reminder", _("påminnelse om en avtale")
        WEEKLY = "weekly", _("ukas «Hvor er vi nå»")
        AWAY = "away", _("svar når ingen leser")
        KEYWORD = "keyword", _("svar på et kodeord")
        NUMBERS = "numbers", _("numre du kan ringe")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # message_person
    # Nobody: what is automatic, and a text from a person who has no account.
    author = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    from_person = models.BooleanField()
    text = models.TextField()
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    by_text = models.BooleanField(default=False, db_default=False)  # it came as a text
    automatic = models.CharField(max_length=10, choices=Automatic.choices, blank=True, default="", db_default="")
    answer_by_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    stand_in_asked_at = models.DateTimeField(null=True, blank=True)
    # What an automatic message is about, so that it is written once: an appointment at its hour, a week's day.
    about_id = models.UUIDField(null=True, blank=True)
    about_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "author": IDENTITY,
        "from_person": PLAIN,
        "text": SENSITIVE,
        "sent_at": PLAIN,
        "read_at": PLAIN,
        "by_text": PLAIN,
        "automatic": PLAIN,
        "answer_by_at": PLAIN,
        "answered_at": PLAIN,
        "stand_in_asked_at": PLAIN,
        "about_id": PLAIN,
        "about_at": SENSITIVE,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["sent_at", "id"]
        indexes = [
            models.Index(fields=["person", "-sent_at"], name="message_person"),
            models.Index(fields=["person"], name="message_unread", condition=Q(read_at__isnull=True)),
            models.Index(
                fields=["person"],
                name="message_unanswered",
                condition=Q(answer_by_at__isnull=False, answered_at__isnull=True),
            ),
            # What somebody waits for an answer to, and the hour has not been missed yet.
            models.Index(
                fields=["answer_by_at"],
                name="message_to_answer",
                condition=Q(answer_by_at__isnull=False, answered_at__isnull=True, stand_in_asked_at__isnull=True),
            ),
            # What was not answered by its hour, and still is not.
            models.Index(
                fields=["person"],
                name="message_hour_missed",
                condition=Q(stand_in_asked_at__isnull=False, answered_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["about_id", "about_at", "automatic"],
                name="message_automatic_once",
                condition=Q(about_id__isnull=False),
            ),
            models.CheckConstraint(
                name="message_is_about_something_when_automatic",
                condition=Q(about_id__isnull=True, about_at__isnull=True)
                | (Q(about_id__isnull=False, about_at__isnull=False) & ~Q(automatic="")),
            ),
            models.CheckConstraint(
                name="message_has_an_author",
                condition=Q(author__isnull=False)
                | Q(from_person=True, by_text=True, automatic="")
                | (Q(from_person=False) & ~Q(automatic="")),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.sent_at:%Y-%m-%d}"
