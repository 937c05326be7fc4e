"""Somebody has died: that it is so, who of the staff is to know, and whom a human being tells. Undone, all is gone."""

from typing import ClassVar

from django.db import models

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.people.models.network import Supporter

LONGEST_TOLD_BY, LONGEST_CHILDREN = 200, 4_000


class Death(models.Model):
    """A person is dead. While the row stands nothing goes to or about them, and the record is closed.

    `before` is what ended with it, as it was: written by each app, read only to put it back. Written down by mistake,
    the row is deleted; that it stood there is in the log.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField("people.Person", models.CASCADE, related_name="+")
    died_on = models.DateField(null=True, blank=True)
    is_unsure = models.BooleanField(default=False)  # the day is about right, or nobody knows it
    told_by = models.CharField(max_length=LONGEST_TOLD_BY, blank=True)
    noted_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    closes_at = models.DateTimeField()  # so long whoever followed the person reads and finishes
    children = models.TextField(blank=True, max_length=LONGEST_CHILDREN)
    version = models.PositiveIntegerField(default=1)
    before = models.JSONField(default=dict)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "died_on": SENSITIVE,
        "is_unsure": PLAIN,
        "told_by": SENSITIVE,
        "noted_by": IDENTITY,
        "noted_at": PLAIN,
        "closes_at": PLAIN,
        "children": SENSITIVE,
        "version": PLAIN,
        "before": SENSITIVE,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        indexes = [models.Index(fields=["closes_at"], name="death_closes")]

    def __str__(self) -> str:
        return f"{self.person_id}"


class DeathNews(models.Model):
    """One of those who followed the person is to know, on their Today. It goes once they have read it.

    Whoever wants a talk stands on the leader's list until they have had it, and then nowhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    death = models.ForeignKey(Death, models.CASCADE, related_name="news", db_index=False)  # death_news_once
    user = models.ForeignKey("access.User", models.CASCADE, related_name="+")
    called = models.CharField(max_length=100)  # the record is closed to them: the name stands here
    noted_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")  # as above
    noted_at = models.DateTimeField()
    talk_with = models.ForeignKey("access.User", models.SET_NULL, null=True, blank=True, related_name="+")
    wants_talk_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "death": PLAIN,
        "user": IDENTITY,
        "called": IDENTITY,
        "noted_by": PLAIN,
        "noted_at": PLAIN,
        "talk_with": PLAIN,
        "wants_talk_at": SENSITIVE,
    }
    retention: ClassVar[Retention] = Retention.SHORT

    class Meta:
        constraints = [models.UniqueConstraint(fields=["death", "user"], name="death_news_once")]

    def __str__(self) -> str:
        return f"{self.user_id}"


class DeathTalk(models.Model):
    """Somebody around the person whom a human being tells: nothing is sent to them by itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    death = models.ForeignKey(Death, models.CASCADE, related_name="talks")
    supporter = models.ForeignKey(Supporter, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=100)
    relation = models.CharField(max_length=100, blank=True)
    talked_by = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    talked_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "death": PLAIN,
        "supporter": IDENTITY,
        "name": IDENTITY,
        "relation": SENSITIVE,
        "talked_by": IDENTITY,
        "talked_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
