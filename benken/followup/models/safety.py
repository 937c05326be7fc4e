"""For when it is hard: the lines of a safety plan, how somebody wants to be met, and who may see which line."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.people.phones import shown_number

LONGEST_LINE = 500


class SafetyItem(models.Model):
    """One line of the plan. One that is taken away is gone within a day; until then it can be undone.

    `is_own`: the person wrote it on their own page, and nobody else changes it.
    """

    class Kind(models.TextChoices):
        """What a line is, in the order of every page and paper: what was left for a bad day comes first."""

        BAD_DAY = "bad_day", _("Til meg på en dårlig dag")
        FROM_CONTACT = "from_contact", _("Dette tror jeg om deg")
        COME_THROUGH = "come_through", _("Dette har jeg kommet gjennom")
        SIGNS = "signs", _("Slik merker jeg at det blir tungt")
        CALMS = "calms", _("Dette roer meg")
        PEOPLE = "people", _("Folk jeg kan ringe")
        PLACES = "places", _("Steder jeg kan gå")
        NIGHT = "night", _("Hjelp om natta")
        NALOXONE = "naloxone", _("Nalokson")
        OTHERS = "others", _("Dette vil jeg at andre gjør")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # safety_item_person
    kind = models.CharField(max_length=12, choices=Kind.choices)
    words = models.CharField(max_length=LONGEST_LINE)
    phone = models.CharField(max_length=20, blank=True)  # E.164
    position = models.IntegerField(default=0)  # among those of its kind
    is_own = models.BooleanField(default=False)
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "kind": SENSITIVE,
        "words": SENSITIVE,
        "phone": IDENTITY,
        "position": PLAIN,
        "is_own": PLAIN,
        "written_by": IDENTITY,
        "written_at": PLAIN,
        "changed_at": PLAIN,
        "removed_at": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["person", "position"], name="safety_item_person")]
        constraints = [
            models.CheckConstraint(
                name="safety_contacts_line_is_not_own", condition=~Q(kind="from_contact") | Q(is_own=False)
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def shown_phone(self) -> str:
        """The phone number the way it is read aloud, or nothing."""
        return shown_number(self.phone) if self.phone else ""


class HowToBeMet(models.Model):
    """«Slik vil jeg bli møtt»: the first thing that whoever opens the page reads. All of it may stand empty."""

    person = models.OneToOneField("people.Person", models.CASCADE, primary_key=True, related_name="+")
    places = models.CharField(max_length=LONGEST_LINE, blank=True)
    topics = models.CharField(max_length=LONGEST_LINE, blank=True)
    touch = models.CharField(max_length=LONGEST_LINE, blank=True)
    seating = models.CharField(max_length=LONGEST_LINE, blank=True)
    drifting = models.CharField(max_length=LONGEST_LINE, blank=True)  # what helps when I drift off
    words = models.CharField(max_length=LONGEST_LINE, blank=True)
    changed_at = models.DateTimeField()
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "person": IDENTITY,
        "places": SENSITIVE,
        "topics": SENSITIVE,
        "touch": SENSITIVE,
        "seating": SENSITIVE,
        "drifting": SENSITIVE,
        "words": SENSITIVE,
        "changed_at": PLAIN,
        "written_by": IDENTITY,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    # What is asked, in the order in which it is read: what somebody should know before they say hello.
    LABELS: ClassVar[dict[str, LazyText]] = {
        "words": _("Dette vil jeg du skal vite"),
        "drifting": _("Når jeg blir fjern, hjelper dette"),
        "topics": _("Dette vil jeg helst ikke snakke om"),
        "touch": _("Om å bli tatt på"),
        "seating": _("Slik sitter jeg best"),
        "places": _("Steder jeg helst ikke vil være"),
    }

    def __str__(self) -> str:
        return str(self.person_id)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What has been answered, each with what was asked."""
        return [(str(label), said) for name, label in self.LABELS.items() if (said := getattr(self, name))]


class SafetyItemShare(models.Model):
    """One line that somebody may see; without a line, how the person wants to be met. It lives in a consent.

    `receiver`, `until_at` and `withdrawn_at` are the consent's own: the database keeps them the same, for whoever
    reads the line has no row of the consent to see.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    item = models.ForeignKey(SafetyItem, models.CASCADE, related_name="shares", null=True, blank=True)
    consent = models.ForeignKey("people.SharingConsent", models.CASCADE, related_name="+")
    receiver = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)
    until_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "item": PLAIN,
        "consent": PLAIN,
        "receiver": IDENTITY,
        "given_at": PLAIN,
        "given_by": IDENTITY,
        "until_at": PLAIN,
        "withdrawn_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "item"], name="safety_share_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.receiver_id}"
