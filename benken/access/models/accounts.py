"""Who works here and who signs in: roles, teams, users."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
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


class HelperKind(models.TextChoices):
    """Where an outside helper works."""

    TSB = "tsb", _("rusbehandling i spesialisthelsetjenesten")
    DPS = "dps", _("DPS")
    NAV = "nav", _("NAV")
    GP = "gp", _("fastlege")
    HOUSING = "housing", _("bolig")
    VOLUNTARY = "voluntary", _("frivillig")
    OTHER = "other", _("annet")


# Those who see what a person shares with them, and nothing else of this place.
OUTSIDE_ROLES = frozenset({Role.SUPPORTER, Role.OUTSIDE_HELPER})


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
    helper_kind = models.CharField(max_length=10, choices=HelperKind.choices, blank=True, default="", db_default="")
    is_active = models.BooleanField(default=True)
    # Counts how often all sessions were ended; the database adds to it when roles or `is_active` change, and it never
    # goes back. Sessions are made of it, so that what was ended stays ended when an account is switched on again.
    sessions_ended = models.PositiveIntegerField(default=0, db_default=0, editable=False)

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
        "helper_kind": PLAIN,
        "is_active": PLAIN,
        "sessions_ended": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.ACCOUNT

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="email_once", condition=~Q(email="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """Return what a session of this account must carry: another password or `sessions_ended` ends it."""
        return self._made_of(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Return the same for secrets that were the server's before."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._made_of(secret)

    def _made_of(self, secret: str | bytes | None) -> str:
        value = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("benken.access.sessions", value, secret=secret, algorithm="sha256").hexdigest()

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

    @property
    def shows_second_factor(self) -> bool:
        """Tell whether signing in takes a second factor: for those who work here, and for outside helpers."""
        return self.is_staff or self.has_role(Role.OUTSIDE_HELPER)
