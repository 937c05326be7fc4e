"""The person and what is written with them. Every table here hangs on a person and has row security."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.people.areas import LifeArea
from benken.people.phones import shown_number

NAME_LENGTH = 100


class Person(models.Model):
    """Somebody who is followed up, under the name they choose; nothing else is required."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    called = models.CharField(max_length=NAME_LENGTH)
    full_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    # Compared as it stands: under row security an index on lower(full_name) is never used.
    full_name_folded = models.GeneratedField(
        expression=Lower("full_name"), output_field=models.CharField(max_length=NAME_LENGTH), db_persist=True
    )
    language = models.CharField(max_length=10, default="nb")
    team = models.ForeignKey("access.Team", models.PROTECT, null=True, blank=True, related_name="+")
    national_number_sealed = models.BinaryField(null=True, blank=True)
    national_number_hash = models.CharField(
        max_length=64, null=True, blank=True, unique=True
    )  # NULLs differ, '' do not
    known_since_at = models.DateTimeField()
    last_heard_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "called": IDENTITY,
        "full_name": IDENTITY,
        "full_name_folded": IDENTITY,
        "language": SENSITIVE,
        "team": PLAIN,
        "national_number_sealed": IDENTITY,
        "national_number_hash": IDENTITY,
        "known_since_at": SENSITIVE,
        "last_heard_at": SENSITIVE,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        indexes = [models.Index(fields=["full_name_folded"], name="person_full_name")]

    def __str__(self) -> str:
        return self.called


class Phone(models.Model):
    """A phone number of a person. It may be shared with others, be a landline, or must not get texts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="phones", db_index=False)  # phone_once_per_person
    number = models.CharField(max_length=20)
    do_not_text = models.BooleanField(default=False)
    can_get_texts = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "number": IDENTITY,
        "do_not_text": PLAIN,
        "can_get_texts": PLAIN,
        "note": SENSITIVE,
        "position": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["number"], name="phone_number")]
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="phone_once_per_person")]

    def __str__(self) -> str:
        return shown_number(self.number)


class ContactPerson(models.Model):
    """The one worker who is a person's contact from a moment on, until another; and how the change was made."""

    class Reason(models.TextChoices):
        """Why a contact person was changed."""

        MOVED_ON = "moved_on", _("kontaktpersonen slutter eller bytter jobb")
        LEAVE = "leave", _("permisjon eller sykdom")
        PERSON_WISHED = "person_wished", _("personen ønsket det")
        BETTER_MATCH = "better_match", _("en annen passer bedre")
        TEAM_CHANGE = "team_change", _("bytte av team")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_persons")
    worker = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)  # why it ended
    persons_say = models.TextField(blank=True)
    goodbye = models.TextField(blank=True)
    hello = models.TextField(blank=True)
    overlap_until_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "worker": IDENTITY,
        "since_at": PLAIN,
        "until_at": PLAIN,
        "reason": SENSITIVE,
        "persons_say": SENSITIVE,
        "goodbye": SENSITIVE,
        "hello": SENSITIVE,
        "overlap_until_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-since_at"]
        constraints = [
            ExclusionConstraint(
                name="one_contact_person_at_a_time",
                expressions=[
                    (
                        Func(
                            "since_at",
                            "until_at",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=False),
                            function="TSTZRANGE",
                            output_field=models.DateTimeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("person", RangeOperators.EQUAL),
                ],
            ),
            models.CheckConstraint(
                name="contact_person_ends_after_start",
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("since_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} → {self.person_id}"


class CircleMember(models.Model):
    """Somebody besides the contact person who may open the record, with a basis in plain words and an end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="circle")
    member = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    basis = models.CharField(max_length=200)
    added_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "member": IDENTITY,
        "basis": SENSITIVE,
        "added_by": IDENTITY,
        "since_at": PLAIN,
        "until_at": PLAIN,
        "ended_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["since_at"]

    def __str__(self) -> str:
        return f"{self.member_id} → {self.person_id}"


class Supporter(models.Model):
    """Somebody of the person's own network: what they are to the person, and whether the help may be in touch.

    One who is taken away is gone within a day; until then it can be undone.
    """

    class Reach(models.TextChoices):
        """Whether the help may be in touch with them."""

        ASK_FIRST = "ask_first", _("spør meg først")
        MAY = "may", _("kan kontaktes")
        DO_NOT = "do_not", _("ikke ta kontakt")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="supporters", db_index=False)  # supporter_person
    name = models.CharField(max_length=NAME_LENGTH)
    relation = models.CharField(max_length=100, blank=True)  # søstera mi, en nabo
    meaning = models.CharField(max_length=500, blank=True)  # what they are to the person, in own words
    phone = models.CharField(max_length=20, blank=True)
    reach = models.CharField(max_length=10, choices=Reach.choices, default=Reach.ASK_FIRST)
    wants_again = models.BooleanField(default=False)  # the person wants to be in touch with them again
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "name": IDENTITY,
        "relation": SENSITIVE,
        "meaning": SENSITIVE,
        "phone": IDENTITY,
        "reach": SENSITIVE,
        "wants_again": SENSITIVE,
        "written_by": IDENTITY,
        "set_at": PLAIN,
        "changed_at": PLAIN,
        "removed_at": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["set_at", "id"]
        indexes = [models.Index(fields=["person", "set_at"], name="supporter_person")]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_phone(self) -> str:
        """The phone number the way it is read aloud, or nothing."""
        return shown_number(self.phone) if self.phone else ""


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
                condition=Q(state="shared", answered_at__isnull=True, kind__in=["good_news", "hard_time", "milestone"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="shared_entry_has_a_moment", condition=~Q(state="shared") | Q(shared_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_at:%Y-%m-%d}"


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
