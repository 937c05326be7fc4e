"""What the person wants and how far they have come. Every table here hangs on a person and has row security."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id


class Goal(models.Model):
    """A goal in the person's own words. It is open, reached, resting or let go; it never fails, and reopens freely."""

    class State(models.TextChoices):
        """Where the goal is. Every move is allowed."""

        OPEN = "open", _("i gang")
        REACHED = "reached", _("nådd")
        RESTING = "resting", _("hviler")
        LET_GO = "let_go", _("lagt bort")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # goal_person
    words = models.CharField(max_length=500)
    why = models.CharField(max_length=500, blank=True)
    hoped_for = models.CharField(max_length=200, blank=True)
    area = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    state_at = models.DateTimeField()
    set_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "words": SENSITIVE,
        "why": SENSITIVE,
        "hoped_for": SENSITIVE,
        "area": SENSITIVE,
        "state": SENSITIVE,
        "state_at": PLAIN,
        "set_at": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["set_at", "id"]
        indexes = [models.Index(fields=["person", "set_at"], name="goal_person")]

    def __str__(self) -> str:
        return self.words


class Step(models.Model):
    """A step on the way to a goal: what, who does it, by when if a day is agreed."""

    class Who(models.TextChoices):
        """Who does it."""

        PERSON = "person", _("jeg selv")
        CONTACT = "contact", _("kontaktpersonen")
        OTHER = "other", _("noen andre")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="steps")
    words = models.CharField(max_length=300)
    who = models.CharField(max_length=10, choices=Who.choices, default=Who.PERSON)
    who_words = models.CharField(max_length=100, blank=True)
    by_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "goal": PLAIN,
        "words": SENSITIVE,
        "who": PLAIN,
        "who_words": IDENTITY,
        "by_on": PLAIN,
        "done_at": PLAIN,
        "position": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["person", "by_on"], name="step_person", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return self.words


class BestNow(models.Model):
    """An answer to «Hva er best for deg nå?», in the person's words. The newest stands on top; none is ever changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # best_now_person
    words = models.CharField(max_length=1000)
    said_at = models.DateTimeField()
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "words": SENSITIVE,
        "said_at": PLAIN,
        "written_by": IDENTITY,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-said_at", "-id"]
        indexes = [models.Index(fields=["person", "-said_at"], name="best_now_person")]

    def __str__(self) -> str:
        return self.words


class Basic(models.Model):
    """One of the things everything rests on: is it all right now, or is help needed? Asked, never obligatory."""

    class Kind(models.TextChoices):
        """What it is."""

        FOOD = "food", _("Mat")
        SLEEP = "sleep", _("Søvn")
        BED = "bed", _("Et sted å sove")
        SHOWER = "shower", _("Dusj")
        PHONE = "phone", _("Telefon")
        SAFE_TONIGHT = "safe_tonight", _("Trygg i natt")

    class Answer(models.TextChoices):
        """How it is with it."""

        OK = "ok", _("det går")
        HELP = "help", _("trenger hjelp")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # basic_once
    kind = models.CharField(max_length=20, choices=Kind.choices)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    said_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "kind": SENSITIVE,
        "answer": SENSITIVE,
        "said_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="basic_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.answer}"

    @property
    def kind_words(self) -> str:
        """What it is, in words; Django's own way looks through all choices anew each time."""
        return str(Basic.Kind(self.kind).label)

    @property
    def answer_words(self) -> str:
        """How it is, in words."""
        return str(Basic.Answer(self.answer).label)


class AreaNote(models.Model):
    """What carries and what weighs in one life area. What carries is always said first."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # area_note_once
    area = models.CharField(max_length=20)
    carries = models.TextField(blank=True)
    burdens = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "area": SENSITIVE,
        "carries": SENSITIVE,
        "burdens": SENSITIVE,
        "changed_at": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "area"], name="area_note_once")]

    def __str__(self) -> str:
        return self.area


class Promise(models.Model):
    """Something a worker said they would do. It stays on Today until it is kept, or told why not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_words = models.CharField(max_length=500, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # by the person, first

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "by": IDENTITY,
        "words": SENSITIVE,
        "made_at": PLAIN,
        "due_on": PLAIN,
        "kept_at": PLAIN,
        "told_at": PLAIN,
        "told_words": SENSITIVE,
        "seen_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["due_on", "made_at"]
        indexes = [
            models.Index(
                fields=["by", "due_on"],
                name="promise_open",
                condition=Q(kept_at__isnull=True) & Q(told_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.words


class CheckIn(models.Model):
    """«Slik har jeg det»: how the person says they are. Nothing in it is obligatory, and nothing is counted."""

    class Feeling(models.TextChoices):
        """How am I, in plain words; not a scale."""

        GOOD = "good", _("bra")
        SO_SO = "so_so", _("sånn passe")
        HEAVY = "heavy", _("tungt")
        VERY_HEAVY = "very_heavy", _("veldig tungt")

    class Zone(models.TextChoices):
        """Where one is in the window of tolerance: over, inside or under it. It varies within a day."""

        OVER = "over", _("over: urolig, på vakt, hjertet banker")
        INSIDE = "inside", _("inni: jeg kan tenke og kjenne på en gang")
        UNDER = "under", _("under: nummen, tom, langt borte")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # check_in_person
    feeling = models.CharField(max_length=12, choices=Feeling.choices, blank=True)
    zone = models.CharField(max_length=10, choices=Zone.choices, blank=True)
    needs = models.CharField(max_length=500, blank=True)
    words = models.TextField(blank=True)
    said_at = models.DateTimeField()
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)  # by the contact person first

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "feeling": SENSITIVE,
        "zone": SENSITIVE,
        "needs": SENSITIVE,
        "words": SENSITIVE,
        "said_at": SENSITIVE,
        "written_by": IDENTITY,
        "seen_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-said_at", "-id"]
        indexes = [
            models.Index(fields=["person", "-said_at"], name="check_in_person"),
            models.Index(fields=["person"], name="check_in_unseen", condition=Q(seen_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"check-in {self.said_at:%Y-%m-%d}"


class OwnTip(models.Model):
    """What helps me when I am over, inside or under the window: own words, kept only because the person saved them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # own_tip_once
    zone = models.CharField(max_length=10, choices=CheckIn.Zone.choices)
    words = models.CharField(max_length=1000)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "zone": SENSITIVE,
        "words": SENSITIVE,
        "changed_at": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "zone"], name="own_tip_once")]

    def __str__(self) -> str:
        return self.zone


class WeeklyLook(models.Model):
    """The person has asked to look at «Hvor er vi nå?» once a week. `shown_on` is the last day it was; never a debt."""

    person = models.OneToOneField("people.Person", models.CASCADE, primary_key=True, related_name="+")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    shown_on = models.DateField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "person": IDENTITY,
        "weekday": PLAIN,
        "asked_at": PLAIN,
        "asked_by": IDENTITY,
        "shown_on": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        constraints = [models.CheckConstraint(name="weekday_is_one", condition=Q(weekday__lte=6))]

    def __str__(self) -> str:
        return f"weekly, day {self.weekday}"
