"""Another contact person: who a worker is, in their words; a wish for another; the change as it is agreed; a talk."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.people.models.people import Person
from benken.people.models.relations import ContactPerson

LONGEST_CARD = 600  # the three parts of «Dette er meg» together
LONGEST_CARD_LINE = 100
LONGEST_WISH = 2_000
LONGEST_KNOW = 4_000


class AboutMe(models.Model):
    """«Dette er meg»: what a worker says of themself to those they meet, and to colleagues. No photo, no number."""

    worker = models.OneToOneField("access.User", models.CASCADE, primary_key=True, related_name="+")
    good_at = models.CharField(max_length=LONGEST_CARD, blank=True)
    how_i_work = models.CharField(max_length=LONGEST_CARD, blank=True)
    languages = models.CharField(max_length=LONGEST_CARD_LINE, blank=True)
    version = models.PositiveIntegerField(default=0)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "worker": IDENTITY,
        "good_at": IDENTITY,
        "how_i_work": IDENTITY,
        "languages": IDENTITY,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.ACCOUNT

    def __str__(self) -> str:
        return f"about {self.worker_id}"

    @property
    def says_something(self) -> bool:
        """Tell whether there is anything to show."""
        return bool(self.good_at or self.how_i_work or self.languages)


class ContactWish(models.Model):
    """A person asks for another contact person, or says «nei, ikke sånn» to a change. No reason is asked for.

    The leader answers, and opens no record by it. Nothing else hangs on it: no plan, place, wait or goal changes.
    """

    class About(models.TextChoices):
        """What is asked."""

        ANOTHER = "another", _("en annen kontaktperson")
        NOT_SO = "not_so", _("nei, ikke sånn")

    class How(models.TextChoices):
        """How it was asked."""

        OWN_PAGE = "own_page", _("på egen side")
        TALK = "talk", _("i en samtale")
        PAPER = "paper", _("på papir")

    class Outcome(models.TextChoices):
        """What came of it."""

        NEW_CONTACT = "new_contact", _("en ny kontaktperson")
        STAYS = "stays", _("som nå en stund, med noe annerledes")
        TAKEN_BACK = "taken_back", _("tatt tilbake")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_wishes", db_index=False)
    about = models.CharField(max_length=10, choices=About.choices, default=About.ANOTHER)
    how = models.CharField(max_length=10, choices=How.choices, default=How.OWN_PAGE)
    words = models.TextField(max_length=LONGEST_WISH, blank=True)
    wished = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    may_tell = models.BooleanField(default=False)  # the contact person may know of it before there is an answer
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    answer_by_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    answer = models.TextField(max_length=LONGEST_WISH, blank=True)
    answered_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "about": PLAIN,
        "how": PLAIN,
        "words": SENSITIVE,
        "wished": IDENTITY,
        "may_tell": PLAIN,
        "written_by": IDENTITY,
        "asked_at": PLAIN,
        "answer_by_on": PLAIN,
        "outcome": PLAIN,
        "answer": SENSITIVE,
        "answered_by": IDENTITY,
        "answered_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["person", "-asked_at"], name="contact_wish_person")]
        constraints = [
            models.UniqueConstraint(name="one_contact_wish_waits", fields=["person", "about"], condition=Q(outcome="")),
            models.CheckConstraint(
                name="contact_wish_answered_whole",
                condition=Q(outcome="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(outcome="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
            models.CheckConstraint(name="contact_wish_stays_with_words", condition=~Q(outcome="stays") | ~Q(answer="")),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.asked_at}"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has answered yet."""
        return not self.outcome


class ContactChange(models.Model):
    """A change of contact person as it is agreed: shown to the person first, then made; or let go.

    What the next one should know is written with the person, and stands on top for the next one until it is read.
    """

    class State(models.TextChoices):
        """How far it has come."""

        PROPOSED = "proposed", _("foreslått")
        MADE = "made", _("gjort")
        REFUSED = "refused", _("personen sa nei, ikke sånn")
        LET_GO = "let_go", _("lagt bort")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_changes", db_index=False)
    to = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=20, choices=ContactPerson.Reason.choices)
    persons_say = models.TextField(blank=True)
    goodbye = models.TextField(blank=True)
    hello = models.TextField(blank=True)
    know = models.TextField(max_length=LONGEST_KNOW, blank=True)
    overlap_until_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, blank=True)  # the person has seen it as it stands
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    state_at = models.DateTimeField()
    know_read_at = models.DateTimeField(null=True, blank=True)  # by the new one

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "to": IDENTITY,
        "reason": SENSITIVE,
        "persons_say": SENSITIVE,
        "goodbye": SENSITIVE,
        "hello": SENSITIVE,
        "know": SENSITIVE,
        "overlap_until_at": PLAIN,
        "proposed_by": IDENTITY,
        "proposed_at": PLAIN,
        "shown_at": PLAIN,
        "state": PLAIN,
        "state_at": PLAIN,
        "know_read_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-proposed_at", "-id"]
        indexes = [models.Index(fields=["person", "-proposed_at"], name="contact_change_person")]
        constraints = [
            models.UniqueConstraint(
                name="one_contact_change_proposed", fields=["person"], condition=Q(state="proposed")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.proposed_at}"


class RelationTalk(models.Model):
    """«Det har skurret mellom oss»: a talk the person or the worker proposes. It holds nobody's name: never counted."""

    class With(models.TextChoices):
        """Who sits down."""

        BOTH = "both", _("vi to")
        THIRD = "third", _("vi to, og en til")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="relation_talks", db_index=False)
    from_person = models.BooleanField()
    with_whom = models.CharField(max_length=10, choices=With.choices, default=With.BOTH)
    words = models.TextField(max_length=LONGEST_WISH, blank=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_words = models.TextField(max_length=LONGEST_WISH, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "from_person": PLAIN,
        "with_whom": PLAIN,
        "words": SENSITIVE,
        "opened_at": PLAIN,
        "ended_at": PLAIN,
        "end_words": SENSITIVE,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["person", "-opened_at"], name="relation_talk_person")]
        constraints = [
            models.UniqueConstraint(
                name="one_relation_talk_open", fields=["person"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="relation_talk_ends_with_words", condition=Q(ended_at__isnull=True) | ~Q(end_words="")
            ),
        ]

    def __str__(self) -> str:
        return f"talk {self.opened_at}"
