"""«Hva kan jeg velge mellom?»: a sheet of options that somebody and their helper make together."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.services.models.turned_away import TurnedAway

LONGEST_NAME = 150
LONGEST_LINE = 300
LONGEST_WORDS = 600


class OptionSheet(models.Model):
    """What is chosen about, and what somebody leans to: an option, none of them, to wait, or nothing yet.

    A leaning is no decision: it is changed as often as one likes, and nothing follows from it by itself.
    """

    class Lean(models.TextChoices):
        """What somebody leans to. None of them and waiting are choices like the others."""

        OPTION = "option", _("en av dem")
        NONE = "none", _("ingen av dem")
        WAIT = "wait", _("vente")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # option_sheet_person
    about = models.CharField(max_length=LONGEST_NAME)
    lean = models.CharField(max_length=10, choices=Lean.choices, blank=True)
    lean_to = models.ForeignKey("services.Option", models.SET_NULL, null=True, blank=True, related_name="+")
    lean_words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    lean_by = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    lean_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # of what is leant to
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    taken_away_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "about": SENSITIVE,
        "lean": SENSITIVE,
        "lean_to": SENSITIVE,
        "lean_words": SENSITIVE,
        "lean_by": IDENTITY,
        "lean_at": PLAIN,
        "version": PLAIN,
        "written_by": IDENTITY,
        "written_at": PLAIN,
        "taken_away_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-written_at", "-id"]
        indexes = [models.Index(fields=["person", "-written_at"], name="option_sheet_person")]
        constraints = [
            models.CheckConstraint(
                name="option_sheet_leans_to_one",
                condition=models.Q(lean_to__isnull=True) | models.Q(lean="option"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lean} {self.written_at:%Y-%m-%d}"


class Option(models.Model):
    """One thing to choose: what it is, how long one waits, what it asks, and what somebody thinks of it.

    What the directory says of `service` is read anew each time; here stands what it does not say. `body` decides
    where one complains, `track` which limits hold. `heard_on` is the day the facts were found, at `source`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # option_person
    sheet = models.ForeignKey(OptionSheet, models.CASCADE, related_name="options")
    service = models.ForeignKey("services.Service", models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    what = models.CharField(max_length=LONGEST_WORDS, blank=True)
    wait = models.CharField(max_length=LONGEST_LINE, blank=True)
    asks = models.CharField(max_length=LONGEST_WORDS, blank=True)
    meanwhile = models.CharField(max_length=LONGEST_WORDS, blank=True)
    body = models.CharField(max_length=15, choices=TurnedAway.Body.choices, blank=True)
    track = models.CharField(max_length=20, blank=True)  # a code of country/limits.py
    source = models.CharField(max_length=LONGEST_LINE, blank=True)
    heard_on = models.DateField(null=True, blank=True)
    good = models.CharField(max_length=LONGEST_WORDS, blank=True)
    hard = models.CharField(max_length=LONGEST_WORDS, blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    taken_away_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "sheet": PLAIN,
        "service": SENSITIVE,
        "name": SENSITIVE,
        "what": SENSITIVE,
        "wait": SENSITIVE,
        "asks": SENSITIVE,
        "meanwhile": SENSITIVE,
        "body": SENSITIVE,
        "track": SENSITIVE,
        "source": SENSITIVE,
        "heard_on": PLAIN,
        "good": SENSITIVE,
        "hard": SENSITIVE,
        "version": PLAIN,
        "written_by": IDENTITY,
        "written_at": PLAIN,
        "taken_away_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["written_at", "id"]
        indexes = [models.Index(fields=["person", "sheet"], name="option_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "service"], name="option_once", condition=models.Q(service__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.written_at:%Y-%m-%d}"
