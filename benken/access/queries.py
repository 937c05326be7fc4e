"""Reads of accounts, rights and the logs."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from benken.access.models import STAFF_ROLES, Deed, Reading, Right, Role, Team, User

__all__ = ["STAFF_ROLES", "Reading", "Right", "Role", "Team", "User"]  # the types that other apps name


def user_by_id(user_id: UUID | str) -> User | None:
    """Return an account, active or not."""
    return User.objects.filter(pk=user_id).first()


def user_by_email(email: str) -> User | None:
    """Return the account with an e-mail address, whatever the case."""
    return User.objects.filter(email__iexact=email).first()


def username_is_taken(username: str) -> bool:
    """Tell whether somebody signs in with this name, whatever the case."""
    return User.objects.filter(username__iexact=username).exists()


def users_with_role(*roles: Role) -> QuerySet[User]:
    """Return active users who have one of these roles, by name."""
    return User.objects.filter(is_active=True, roles__overlap=[str(role) for role in roles]).order_by("name")


def possible_contact_persons(*, team: Team | None = None) -> QuerySet[User]:
    """Return the workers who can be somebody's contact person, those of a team only if one is given."""
    workers = users_with_role(Role.WORKER).select_related("team")
    return workers.filter(team=team) if team else workers


def staff() -> QuerySet[User]:
    """Return everybody who works here, by name."""
    return users_with_role(*STAFF_ROLES)


def subjects_of_deeds(*, verb: str, object_ids: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """Return pairs of what a deed was done with and whom it was about. The actor must be one who sees the deeds.

    The same may have been done about several: somebody who was taken away again, and whoever came after.
    """
    deeds = Deed.objects.filter(verb=verb, object_id__in=list(object_ids))
    pairs = deeds.values_list("object_id", "subject_id")
    return {(object_id, subject_id) for object_id, subject_id in pairs if object_id and subject_id}


def subjects_with_other_deeds(
    *, subject_ids: Iterable[UUID], verbs: Iterable[str], moments: Iterable[datetime]
) -> set[UUID]:
    """Return those about whom something else was done than these verbs at these moments, or of whom anything was read.

    The actor must be one who sees the log.
    """
    ids = list(subject_ids)
    others = Deed.objects.filter(subject_id__in=ids).exclude(verb__in=list(verbs), at__in=list(moments))
    read = Reading.objects.filter(subject_id__in=ids)
    return {
        subject_id for rows in (others, read) for subject_id in rows.values_list("subject_id", flat=True) if subject_id
    }


def subjects_with_account(subject_ids: Iterable[UUID]) -> set[UUID]:
    """Return those who have an account of their own, open or closed."""
    accounts = User.objects.filter(subject_id__in=list(subject_ids)).values_list("subject_id", flat=True)
    return {subject_id for subject_id in accounts if subject_id}


def deeds_since(*, by: User, verb: str, since: datetime) -> int:
    """Return how often somebody did something since a moment."""
    return Deed.objects.filter(by=by, verb=verb, at__gt=since).count()


def teams() -> QuerySet[Team]:
    """Return all teams by name."""
    return Team.objects.order_by("name")


def account_of(subject_id: UUID) -> User | None:
    """Return the account of the person with this id, if there is one."""
    return User.objects.filter(subject_id=subject_id).first()


def running_right(*, user: User, subject_id: UUID, at: datetime) -> Right | None:
    """Return the widest right that lets a user open a subject now, the contact person's first, or None."""
    running = Right.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=at), user=user, subject_id=subject_id, since_at__lte=at
    )
    return min(running, key=_narrowness, default=None)


def running_rights(*, user: User, at: datetime) -> dict[UUID, Right]:
    """Return the widest right of a user to each subject they may open now, as `running_right` does for one."""
    running = Right.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=at), user=user, since_at__lte=at)
    return {right.subject_id: right for right in sorted(running, key=_narrowness, reverse=True)}


def _narrowness(right: Right) -> tuple[bool, bool]:
    return right.scope != Right.Scope.RECORD, right.basis != Right.Basis.CONTACT_PERSON


def subjects_open_to(*, user: User, at: datetime, bases: Iterable[Right.Basis]) -> list[UUID]:
    """Return the ids of all subjects a user may open now by one of these bases."""
    rights = Right.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=at), user=user, since_at__lte=at, basis__in=list(bases)
    )
    return list(rights.values_list("subject_id", flat=True).distinct())


def readings_about(*, subject_id: UUID, for_user: User) -> QuerySet[Reading]:
    """Return who has read about the signed-in person, newest first. Anybody else gets nothing."""
    if for_user.subject_id != subject_id:
        return Reading.objects.none()
    return Reading.objects.filter(subject_id=subject_id).select_related("user").order_by("-at")


def others_have_read(subject_id: UUID, *, apart_from: User, since: datetime) -> bool:
    """Tell whether anybody else has opened a record since a moment. The actor must be one who sees the log.

    The person's own reading is not logged.
    """
    return Reading.objects.filter(subject_id=subject_id, at__gt=since).exclude(user=apart_from).exists()


def subject_of_deed(*, by: User, verb: str, object_id: UUID) -> UUID | None:
    """Return about whom somebody did something, if they did. The actor must be one who sees the deeds."""
    return Deed.objects.filter(by=by, verb=verb, object_id=object_id).values_list("subject_id", flat=True).first()


def has_met(subject_id: UUID, *, user: User, since: datetime) -> bool:
    """Tell whether a user has read or done anything about somebody since. The actor must be one who sees the log."""
    read = Reading.objects.filter(subject_id=subject_id, user=user, at__gte=since)
    return read.exists() or Deed.objects.filter(subject_id=subject_id, by=user, at__gte=since).exists()


def staff_accounts() -> QuerySet[User]:
    """Return the accounts of those who work here, by name. That a person has an account is nobody's list to read."""
    works_here = [str(role) for role in STAFF_ROLES]
    return User.objects.filter(roles__overlap=works_here, subject_id=None).select_related("team").order_by("name", "pk")
