"""Where somebody is signed in, and by which identity from outside they may be."""

from typing import ClassVar

from django.db import models

from benken.access.models.accounts import User
from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id


class SignIn(models.Model):
    """A session that somebody has open: on which kind of device, since when, when last used. No address of a machine.

    It lives as long as the session and is shown to its owner alone. `session_key` is the key of the session's row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    since_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "user": IDENTITY,
        "session_key": SENSITIVE,
        "browser": PLAIN,
        "system": PLAIN,
        "since_at": PLAIN,
        "seen_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SHORT

    def __str__(self) -> str:
        return f"{self.user_id}: {self.browser}"


class OutsideIdentity(models.Model):
    """Somebody who works here, as another system knows them: linked by an administrator, stored as a keyed hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="outside_identities")
    provider = models.CharField(max_length=50)
    key_hash = models.CharField(max_length=64)
    linked_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "user": IDENTITY,
        "provider": PLAIN,
        "key_hash": IDENTITY,
        "linked_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.ACCOUNT

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "key_hash"], name="outside_identity_once"),
            models.UniqueConstraint(fields=["provider", "user"], name="outside_identity_one_each"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.user_id}"
