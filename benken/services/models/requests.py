"""Somebody asks for help: who, how they are reached, what they say, and what came of it. They may be nameless."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id

LONGEST_WORDS = 40_000
LONGEST_NOTE = 4_000


class Request(models.Model):
    """Somebody asks for help. It hangs on nobody until the asker themself wishes to be known here.

    It has an owner within one working day, and silence closes nothing: what ends it is a person's act, with words about
    what we did. The asker keeps a code; only a keyed hash of it stands here.
    """

    class Asker(models.TextChoices):
        """Who asks."""

        SELF = "self", _("Jeg spør for meg selv")
        CLOSE = "close", _("Jeg er familie eller venn")
        DOCTOR = "doctor", _("Jeg er fastlege")
        SERVICE = "service", _("Jeg jobber et annet sted")

    class Via(models.TextChoices):
        """How it came."""

        DOOR = "door", _("i døra")
        PHONE = "phone", _("på telefon")
        WEB = "web", _("på nett")
        PAPER = "paper", _("på papir")
        TEXT = "text", _("med SMS")

    class Outcome(models.TextChoices):
        """What came of it: about us and what we did, never about how the asker was."""

        KNOWN = "known", _("ble kjent her")
        GOT_IT = "got_it", _("fikk det som trengtes")
        NO_MORE = "no_more", _("ønsket ikke mer nå")
        SENT_ON = "sent_on", _("fikk følge videre")
        NOT_REACHED = "not_reached", _("vi fikk ikke tak i den som spurte")
        TAKEN_BACK = "taken_back", _("trukket av den som spurte")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    received_at = models.DateTimeField()
    via = models.CharField(max_length=10, choices=Via.choices, default=Via.WEB)
    asker = models.CharField(max_length=10, choices=Asker.choices, blank=True)  # "": not said
    called = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=60, blank=True)  # as it was written: nobody is turned away for a digit
    email = models.CharField(max_length=150, blank=True)
    comes_by = models.BooleanField(default=False)
    may_leave_message = models.BooleanField(default=False)
    suits = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    language = models.CharField(max_length=60, blank=True)
    area = models.CharField(max_length=100, blank=True)
    one_of_many = models.BooleanField(default=False)  # many came from one place in a short while
    team = models.ForeignKey("access.Team", models.PROTECT, null=True, blank=True, related_name="+")
    taken_in_by = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    answer_by_on = models.DateField()
    owner = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    owner_since_at = models.DateTimeField(null=True, blank=True)
    first_owned_at = models.DateTimeField(null=True, blank=True)  # kept when it is given on, not when it is put back
    first_talk_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    outcome_words = models.CharField(max_length=1000, blank=True)
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="+")
    code_hash = models.CharField(max_length=64, blank=True)
    once_hash = models.CharField(max_length=64, blank=True)  # of the key that makes a form count once
    words_gone_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "received_at": PLAIN,
        "via": PLAIN,
        "asker": PLAIN,
        "called": IDENTITY,
        "phone": IDENTITY,
        "email": IDENTITY,
        "comes_by": PLAIN,
        "may_leave_message": PLAIN,
        "suits": SENSITIVE,
        "words": SENSITIVE,
        "language": PLAIN,
        "area": SENSITIVE,
        "one_of_many": PLAIN,
        "team": PLAIN,
        "taken_in_by": IDENTITY,
        "answer_by_on": PLAIN,
        "owner": IDENTITY,
        "owner_since_at": PLAIN,
        "first_owned_at": PLAIN,
        "first_talk_at": PLAIN,
        "ended_at": PLAIN,
        "ended_by": IDENTITY,
        "outcome": PLAIN,
        "outcome_words": SENSITIVE,
        "person": IDENTITY,
        "code_hash": SENSITIVE,
        "once_hash": PLAIN,
        "words_gone_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.REQUEST

    class Meta:
        ordering = ["received_at", "id"]
        indexes = [
            models.Index(fields=["answer_by_on"], name="request_open", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["ended_at"], name="request_ended", condition=Q(words_gone_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code_hash"], name="one_request_of_a_code", condition=~Q(code_hash="")),
            models.UniqueConstraint(fields=["once_hash"], name="one_request_of_a_form", condition=~Q(once_hash="")),
            models.CheckConstraint(
                name="request_owned_since",
                condition=Q(owner__isnull=True, owner_since_at__isnull=True)
                | Q(owner__isnull=False, owner_since_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_ends_with_an_outcome",
                condition=Q(ended_at__isnull=True, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.via} {self.received_at:%Y-%m-%d}"

    @property
    def is_over(self) -> bool:
        """Whether somebody has ended it."""
        return self.ended_at is not None

    @property
    def has_owner(self) -> bool:
        """Whether somebody who still works here has it."""
        return self.owner is not None and self.owner.is_active

    @property
    def asker_words(self) -> str:
        """Who asks, said by those who answer."""
        said = {
            self.Asker.SELF: _("for seg selv"),
            self.Asker.CLOSE: _("familie eller venn"),
            self.Asker.DOCTOR: _("fastlege"),
            self.Asker.SERVICE: _("en annen tjeneste"),
        }
        return str(said[self.Asker(self.asker)]) if self.asker else ""


class RequestNote(models.Model):
    """What was tried, what the asker added, how it had ended before it was opened again. Rows are only added."""

    class Kind(models.TextChoices):
        """What it is."""

        TRIED = "tried", _("forsøkt")
        ADDED = "added", _("lagt til av den som spurte")
        GIVEN = "given", _("gitt til en annen")
        ENDED = "ended", _("avsluttet, og åpnet igjen")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asked = models.ForeignKey(Request, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")  # NULL: the asker
    at = models.DateTimeField()
    words = models.TextField(blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "asked": PLAIN,
        "kind": PLAIN,
        "by": IDENTITY,
        "at": PLAIN,
        "words": SENSITIVE,
    }
    retention: ClassVar[Retention] = Retention.REQUEST

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
