"""Who works here, who may open what, who read and who did what.

`subject_id` is the id of the person somebody may open or has read about. It is a plain value, never a foreign key:
this app knows no person.
"""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id


class Role(models.TextChoices):
    """What somebody is here. Contact person and circle member are relations, not roles."""

    WORKER = "worker", _("ruskonsulent")
    OUTREACH = "outreach", _("utekontakt")
    PEER = "peer", _("erfaringskonsulent")
    LEADER = "leader", _("leder")
    PLANNER = "planner", _("planlegger")
    RESEARCHER = "researcher", _("forsker")
    SERVICE_EDITOR = "service_editor", _("redaktør for et sted")
    ADMIN = "admin", _("administrator")
    PERSON = "person", _("person")
    SUPPORTER = "supporter", _("støtteperson")
    OUTSIDE_HELPER = "outside_helper", _("samarbeidspartner")
    PARTICIPANT = "participant", _("deltaker i en studie")


STAFF_ROLES = frozenset(
    {
        Role.WORKER,
        Role.OUTREACH,
        Role.PEER,
        Role.LEADER,
        Role.PLANNER,
        Role.RESEARCHER,
        Role.SERVICE_EDITOR,
        Role.ADMIN,
    }
)


class Team(models.Model):
    """A team of workers; a person is followed up by one team."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100, unique=True)

    data_classes: ClassVar[dict[str, DataClass]] = {"id": PLAIN, "name": PLAIN}
    retention: ClassVar[Retention] = Retention.SETTING

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Finds users the way Django and allauth ask for them."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user who signs in with this name."""
        return self.get(username=username)

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Create somebody who signs in; without a password only other ways in work."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in: a worker, a person, a supporter. `subject_id` says which person a person's account is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=100)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="users")
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), default=list)
    subject_id = models.UUIDField(null=True, blank=True, unique=True)
    answers_before = models.TimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "password": SENSITIVE,
        "last_login": PLAIN,
        "username": IDENTITY,
        "email": IDENTITY,
        "name": IDENTITY,
        "team": PLAIN,
        "roles": PLAIN,
        "subject_id": IDENTITY,
        "answers_before": PLAIN,
        "is_active": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.ACCOUNT

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_once", condition=~Q(email="")),
        ]

    def __str__(self) -> str:
        return self.name

    def has_role(self, *roles: Role) -> bool:
        """Tell whether the user has at least one of these roles."""
        return any(role in self.roles for role in roles)

    def get_full_name(self) -> str:
        """Return the name the pages show, the way Django's own user does."""
        return self.name

    @property
    def role_names(self) -> list[str]:
        """Return what the user is here, in words."""
        return [str(Role(role).label) for role in self.roles]

    @property
    def is_staff(self) -> bool:
        """Tell whether the user works here."""
        return bool(STAFF_ROLES.intersection(self.roles))


class Right(models.Model):
    """May open one person's record from a moment on, until another. Written only by relations made and ended.

    The row policies of every table that hangs on a person ask this table; a right ends at the next request.
    """

    class Scope(models.TextChoices):
        """How much of the record."""

        RECORD = "record", _("alt som er delt")
        OWN_TALKS = "own_talks", _("egne samtaler")

    class Basis(models.TextChoices):
        """Which relation gives the right. The words are what the person reads in the log."""

        SELF = "self", _("det er deg")
        CONTACT_PERSON = "contact_person", _("kontaktpersonen din")
        OVERLAP = "overlap", _("følger deg over til ny kontaktperson")
        STAND_IN = "stand_in", _("vikar for kontaktpersonen din")
        CIRCLE = "circle", _("med i laget ditt")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="rights", db_index=False)  # right_user_subject
    subject_id = models.UUIDField()
    basis = models.CharField(max_length=20, choices=Basis.choices)
    scope = models.CharField(max_length=20, choices=Scope.choices, default=Scope.RECORD)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "user": IDENTITY,
        "subject_id": IDENTITY,
        "basis": PLAIN,
        "scope": PLAIN,
        "since_at": PLAIN,
        "until_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.LOG

    class Meta:
        indexes = [
            models.Index(fields=["user", "subject_id"], name="right_user_subject"),
            models.Index(fields=["subject_id"], name="right_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.basis} {self.user_id} → {self.subject_id}"


class Reading(models.Model):
    """Who read which part about a person, when, and why. Rows are only ever added; partitioned by month."""

    pk = models.CompositePrimaryKey("id", "at")
    id = models.UUIDField(default=new_id, editable=False)
    at = models.DateTimeField()
    user = models.ForeignKey(User, models.DO_NOTHING, related_name="+", db_constraint=False)
    subject_id = models.UUIDField(null=True, blank=True)  # NULL: a list, about nobody in particular
    part = models.CharField(max_length=40)
    basis = models.CharField(max_length=20)
    why = models.CharField(max_length=300, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "at": PLAIN,
        "user": IDENTITY,
        "subject_id": IDENTITY,
        "part": PLAIN,
        "basis": PLAIN,
        "why": SENSITIVE,
    }
    retention: ClassVar[Retention] = Retention.LOG

    class Meta:
        indexes = [models.Index(fields=["subject_id", "-at"], name="reading_subject_at")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.part} {self.at}"


class Deed(models.Model):
    """A change somebody made: who, when, which verb, on what. The audit trail of every action; rows are only added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True, blank=True)
    object_id = models.UUIDField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "at": PLAIN,
        "by": IDENTITY,
        "verb": PLAIN,
        "subject_id": IDENTITY,
        "object_id": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.LOG

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "-at"], name="deed_subject_at"),
            models.Index(fields=["object_id"], name="deed_object", condition=Q(object_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.at}"


class TypedText(models.Model):
    """What somebody typed and could not send, sealed to their account for an hour; one per user and page."""

    user = models.ForeignKey(User, models.CASCADE, related_name="typed_texts", db_index=False)  # typed_text_once
    path = models.CharField(max_length=500)
    sealed = models.BinaryField()
    kept_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "user": IDENTITY,
        "path": IDENTITY,
        "sealed": SENSITIVE,
        "kept_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SHORT

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="typed_text_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kept_at}"


class SentForm(models.Model):
    """A form that has been received, so that a second click or a resend answers the same and doubles nothing."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    location = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "key": PLAIN,
        "user": IDENTITY,
        "location": IDENTITY,
        "received_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SHORT

    def __str__(self) -> str:
        return str(self.key)
