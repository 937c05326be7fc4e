"""The spine: whatever happened between a person and the help, and what stands beside it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.people.areas import LifeArea
from benken.people.models.people import Person
from benken.people.models.withholding import WithheldText, Withholding

# What waits for an answer from the contact person.
TOLD_KINDS = ["good_news", "hard_time", "milestone", "from_helper"]


class Entry(models.Model):
    """Whatever happened between a person and the help. The timeline is one scan of this table.

    A draft is its author's alone and is shared or gone within 7 days. Shared, the person sees it at once; sharing can
    be undone until somebody else has read it. After that a correction stands beside, and the person's own version.
    """

    class Kind(models.TextChoices):
        """What happened."""

        TALK = "talk", _("Samtale")
        VISIT = "visit", _("Besøk")
        PHONE = "phone", _("Telefon")
        TEXT = "text", _("Tekstmelding")
        ACCOMPANIED = "accompanied", _("Fulgte med")
        LETTER = "letter", _("Brev")
        MILESTONE = "milestone", _("Milepæl")
        GOOD_NEWS = "good_news", _("Det gikk bra")
        HARD_TIME = "hard_time", _("Det ble vanskelig")
        GOAL_REACHED = "goal_reached", _("Mål nådd")
        NEW_CONTACT = "new_contact", _("Ny kontaktperson")
        FROM_HELPER = "from_helper", _("Svar fra en du deler med")
        REQUEST = "request", _("Henvendelse")
        REFERRAL = "referral", _("Henvisning")
        TURNED_AWAY = "turned_away", _("Avvist")
        HOME = "home", _("Bolig")
        CAME_IN = "came_in", _("Inn et sted")
        CAME_OUT = "came_out", _("Ut igjen")

    class NoteKind(models.TextChoices):
        """Which law the note is kept under: by what was done, not by who wrote."""

        SERVICE = "service_note", _("Tjenestenotat")
        HEALTH = "health_note", _("Helsenotat")

    class State(models.TextChoices):
        """Whose it is."""

        DRAFT = "draft", _("Kladd")
        SHARED = "shared", _("Delt")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="entries", db_index=False)  # entry_timeline
    kind = models.CharField(max_length=20, choices=Kind.choices)
    note_kind = models.CharField(max_length=20, choices=NoteKind.choices, default=NoteKind.SERVICE)
    author = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    place = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)
    areas = ArrayField(models.CharField(max_length=20, choices=LifeArea.choices), default=list, blank=True)
    about_id = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True, blank=True)
    first_read_at = models.DateTimeField(null=True, blank=True)  # by somebody other than the author
    answered_at = models.DateTimeField(null=True, blank=True)  # what the person told has got an answer

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "kind": SENSITIVE,
        "note_kind": PLAIN,
        "author": IDENTITY,
        "happened_at": SENSITIVE,
        "place": SENSITIVE,
        "text": SENSITIVE,
        "areas": SENSITIVE,
        "about_id": PLAIN,
        "state": PLAIN,
        "created_at": PLAIN,
        "changed_at": PLAIN,
        "shared_at": PLAIN,
        "first_read_at": PLAIN,
        "answered_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        indexes = [
            models.Index(fields=["person", "-happened_at", "-id"], name="entry_timeline"),
            models.Index(fields=["author", "created_at"], name="entry_drafts", condition=Q(state="draft")),
            # What somebody told and nobody has answered: a few rows among all that is written.
            models.Index(
                fields=["person"],
                name="entry_told",
                condition=Q(state="shared", answered_at__isnull=True, kind__in=TOLD_KINDS),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="shared_entry_has_a_moment", condition=~Q(state="shared") | Q(shared_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_at:%Y-%m-%d}"

    @property
    def withholding(self) -> Withholding | None:
        """The decision by which the text is kept from the person now, if there is one."""
        return next((one for one in self.withholdings.all() if one.ended_at is None), None)

    @property
    def shown_text(self) -> str:
        """The text for whoever reads: what is withheld too, unless they are the one it is withheld from."""
        held = self.withholding
        if held is None:
            return self.text
        try:
            return held.withheld.text
        except WithheldText.DoesNotExist:
            return self.text


class Correction(models.Model):
    """A later wording of a shared entry. The old one stands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="corrections")
    by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "entry": PLAIN,
        "by": IDENTITY,
        "at": PLAIN,
        "text": SENSITIVE,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"correction of {self.entry_id}"


class OwnVersion(models.Model):
    """The person's own words beside an entry. Stands as long as the entry; only the person writes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="own_versions")
    at = models.DateTimeField()
    text = models.TextField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "entry": PLAIN,
        "at": PLAIN,
        "text": SENSITIVE,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"own version of {self.entry_id}"
