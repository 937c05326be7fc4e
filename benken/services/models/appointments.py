"""Appointments with a person, those that stand every week, and the address a calendar fetches them from."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id

LONGEST_WORDS = 200
LONGEST_NAME = 100
LONGEST_ANSWER = 500


class WhoMeets:
    """Those who have something with a person, by name: the fields of both kinds of appointment are the same."""

    with_user: Any
    with_words: Any
    comes_along: Any
    comes_along_words: Any

    @property
    def with_names(self) -> list[str]:
        """Whom the person meets."""
        return [*([self.with_user.name] if self.with_user else []), *([self.with_words] if self.with_words else [])]

    @property
    def along_names(self) -> list[str]:
        """Who comes along."""
        return [
            *([self.comes_along.name] if self.comes_along else []),
            *([self.comes_along_words] if self.comes_along_words else []),
        ]


class StandingAppointment(WhoMeets, models.Model):
    """The same hour every week. A job makes its appointments ahead; the hour is that of the clock on the wall."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()  # Monday is 0
    starts = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=LONGEST_WORDS, blank=True)
    place = models.CharField(max_length=LONGEST_WORDS, blank=True)
    way_there = models.CharField(max_length=LONGEST_WORDS, blank=True)
    with_user = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    with_words = models.CharField(max_length=LONGEST_NAME, blank=True)
    comes_along = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    comes_along_words = models.CharField(max_length=LONGEST_NAME, blank=True)
    room = models.CharField(max_length=LONGEST_NAME, blank=True)
    is_home_visit = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # the last day; NULL: goes on
    made_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "weekday": SENSITIVE,
        "starts": SENSITIVE,
        "minutes": PLAIN,
        "what": SENSITIVE,
        "place": SENSITIVE,
        "way_there": SENSITIVE,
        "with_user": IDENTITY,
        "with_words": IDENTITY,
        "comes_along": IDENTITY,
        "comes_along_words": IDENTITY,
        "room": PLAIN,
        "is_home_visit": SENSITIVE,
        "from_on": PLAIN,
        "until_on": PLAIN,
        "made_by": IDENTITY,
        "made_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["weekday", "starts", "id"]
        constraints = [
            models.CheckConstraint(name="standing_on_a_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="standing_lasts", condition=Q(minutes__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts:%H:%M}"


class Appointment(WhoMeets, models.Model):
    """Somebody meets a person. That nothing came of it is a question to the service, never a mark on the person (R6).

    `moved_from_at` is when it was before it was last moved. `news_for` is who has not yet been told of the last
    change. One that was made of a standing appointment keeps the day it was made for, however it is moved, so that it
    is never made again. `is_taken_over`: the last change was another helper, for one who gave the person on.
    """

    class State(models.TextChoices):
        """What became of it."""

        PLANNED = "planned", _("avtalt")
        CANCELLED = "cancelled", _("avlyst")
        HELD = "held", _("ble noe av")
        MISSED = "missed", _("det ble ikke noe av")

    class Suits(models.TextChoices):
        """What we can do differently."""

        OTHER_TIME = "other_time", _("En annen tid")
        OTHER_PLACE = "other_place", _("Et annet sted")
        COMPANY = "company", _("At noen blir med")
        PHONE = "phone", _("På telefon i stedet")

    class Side(models.TextChoices):
        """The two who have an appointment with each other."""

        PERSON = "person", _("personen")
        HELPER = "helper", _("de som hjelper")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # appointment_person
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    what = models.CharField(max_length=LONGEST_WORDS, blank=True)
    place = models.CharField(max_length=LONGEST_WORDS, blank=True)
    way_there = models.CharField(max_length=LONGEST_WORDS, blank=True)
    with_user = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )  # appointment_with
    with_words = models.CharField(max_length=LONGEST_NAME, blank=True)
    comes_along = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )  # appointment_along
    comes_along_words = models.CharField(max_length=LONGEST_NAME, blank=True)
    room = models.CharField(max_length=LONGEST_NAME, blank=True)
    is_home_visit = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    moved_from_at = models.DateTimeField(null=True, blank=True)
    standing = models.ForeignKey(
        StandingAppointment, models.CASCADE, null=True, blank=True, related_name="appointments", db_index=False
    )  # appointment_made_once
    standing_on = models.DateField(null=True, blank=True)
    suits = ArrayField(models.CharField(max_length=20, choices=Suits.choices), default=list, blank=True)
    suits_words = models.CharField(max_length=LONGEST_ANSWER, blank=True)
    person_words = models.CharField(max_length=LONGEST_ANSWER, blank=True)
    news_for = models.CharField(max_length=10, choices=Side.choices, blank=True)
    is_taken_over = models.BooleanField(default=False, db_default=False)
    made_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "starts_at": SENSITIVE,
        "ends_at": SENSITIVE,
        "what": SENSITIVE,
        "place": SENSITIVE,
        "way_there": SENSITIVE,
        "with_user": IDENTITY,
        "with_words": IDENTITY,
        "comes_along": IDENTITY,
        "comes_along_words": IDENTITY,
        "room": PLAIN,
        "is_home_visit": SENSITIVE,
        "state": SENSITIVE,
        "moved_from_at": SENSITIVE,
        "standing": PLAIN,
        "standing_on": PLAIN,
        "suits": SENSITIVE,
        "suits_words": SENSITIVE,
        "person_words": SENSITIVE,
        "news_for": PLAIN,
        "is_taken_over": PLAIN,
        "made_by": IDENTITY,
        "made_at": PLAIN,
        "changed_by": IDENTITY,
        "changed_at": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["person", "starts_at"], name="appointment_person"),
            models.Index(
                fields=["with_user", "starts_at"], name="appointment_with", condition=Q(with_user__isnull=False)
            ),
            models.Index(
                fields=["comes_along", "starts_at"], name="appointment_along", condition=Q(comes_along__isnull=False)
            ),
            models.Index(fields=["room", "starts_at"], name="appointment_room", condition=~Q(room="")),
            models.Index(fields=["person"], name="appointment_news", condition=Q(news_for="helper")),
        ]
        constraints = [
            models.CheckConstraint(name="appointment_lasts", condition=Q(ends_at__gt=F("starts_at"))),
            models.UniqueConstraint(fields=["standing", "standing_on"], name="appointment_made_once"),
            models.CheckConstraint(
                name="appointment_standing_has_a_day",
                condition=Q(standing__isnull=True, standing_on__isnull=True)
                | Q(standing__isnull=False, standing_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def suits_in_words(self) -> list[str]:
        """What we can do differently, as it was answered."""
        said = dict(self.Suits.choices)
        words = [str(said[one]) for one in self.suits if one in said]
        return [*words, *([self.suits_words] if self.suits_words else [])]


class CalendarFeed(models.Model):
    """A secret address from which a calendar fetches the times of its owner's appointments, and nothing else of them.

    It lives as long as its owner's sessions may: with another password, other roles or a closed account it ends, since
    `sessions_ended` is then another number. Only a hash of the secret is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("access.User", models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    sessions_ended = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    last_fetched_at = models.DateTimeField(null=True, blank=True)
    hour_at = models.DateTimeField(null=True, blank=True)  # since when `fetched` counts
    fetched = models.PositiveSmallIntegerField(default=0)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "user": IDENTITY,
        "secret_hash": SENSITIVE,
        "sessions_ended": PLAIN,
        "made_at": PLAIN,
        "ended_at": PLAIN,
        "last_fetched_at": PLAIN,
        "hour_at": PLAIN,
        "fetched": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.ACCOUNT

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at__isnull=True), name="one_running_feed")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at}"
