"""Who may open whom."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Right, User

# By these a record is read on its own page and note by note, and gets a note. It is closed for all else.
ONLY_READ = (Right.Basis.EMERGENCY, Right.Basis.AFTERWARDS)


def _running(*, user: User | UUID, at: datetime) -> QuerySet[Right]:
    return Right.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=at), user=user, since_at__lte=at)


def running_right(*, user: User, subject_id: UUID, at: datetime) -> Right | None:
    """Return the widest right that lets a user open a subject now, the contact person's first, or None."""
    return min(_running(user=user, at=at).filter(subject_id=subject_id), key=_narrowness, default=None)


def running_rights(*, user: User, at: datetime) -> dict[UUID, Right]:
    """Return the widest right of a user to each subject they may open now, as `running_right` does for one.

    Not what is only read, in an emergency or after a death: that is opened by its address, and stands on no list. Nor
    what a person has shared by part: that has a page of its own, and opens no record.
    """
    running = _running(user=user, at=at).exclude(basis__in=ONLY_READ).exclude(scope=Right.Scope.PARTS)
    return {right.subject_id: right for right in sorted(running, key=_narrowness, reverse=True)}


# The widest first; of equally wide ones the closest, for its words stand in the log.
_SCOPES = [Right.Scope.RECORD, Right.Scope.OWN_TALKS, Right.Scope.PARTS]
_BASES = [
    Right.Basis.SELF,
    Right.Basis.CONTACT_PERSON,
    Right.Basis.STAND_IN,
    Right.Basis.OVERLAP,
    Right.Basis.CIRCLE,
    Right.Basis.SHARED,
    Right.Basis.AFTERWARDS,
    Right.Basis.EMERGENCY,
]


def _narrowness(right: Right) -> tuple[int, int]:
    return _SCOPES.index(Right.Scope(right.scope)), _BASES.index(Right.Basis(right.basis))


CONTACT = (Right.Basis.CONTACT_PERSON, Right.Basis.STAND_IN)


def contact_subjects(*, user: UUID, at: datetime) -> ArraySubquery:
    """Return, as a part of a query, the ids of those whom a user is the contact person of now, or stands in for.

    It serves where a list of ids does (`one_of`), and spares the question for them.
    """
    rights = _running(user=user, at=at).filter(basis__in=CONTACT)
    return ArraySubquery(rights.order_by().values("subject_id"))


def met_subjects(*, user: UUID, at: datetime) -> ArraySubquery:
    """Return, as a part of a query, the ids of those of whom a user may know at least their own talks."""
    rights = _running(user=user, at=at).exclude(basis__in=ONLY_READ).exclude(scope=Right.Scope.PARTS)
    return ArraySubquery(rights.order_by().values("subject_id"))


def whole_subjects(*, user: UUID, at: datetime) -> ArraySubquery:
    """Return, as a part of a query, the ids of those of whom a user may read all that is shared.

    Not of those who are open in an emergency alone, as `running_rights` has it.
    """
    rights = _running(user=user, at=at).filter(scope=Right.Scope.RECORD).exclude(basis=Right.Basis.EMERGENCY)
    return ArraySubquery(rights.order_by().values("subject_id"))


def subjects_open_to(*, user: User, at: datetime, bases: Iterable[Right.Basis]) -> list[UUID]:
    """Return the ids of all subjects a user may open now by one of these bases."""
    rights = _running(user=user, at=at).filter(basis__in=list(bases))
    return list(rights.values_list("subject_id", flat=True).distinct())


def shared_with(*, user: User, at: datetime) -> dict[UUID, Right]:
    """Return what people have shared with a user now, by person: the latest of each."""
    rights = Right.objects.filter(
        user=user, basis=Right.Basis.SHARED, scope=Right.Scope.PARTS, since_at__lte=at, until_at__gt=at
    )
    return {right.subject_id: right for right in rights.order_by("since_at", "pk")}


def afterwards_subjects(*, user: UUID, at: datetime) -> ArraySubquery:
    """Return, as a part of a query, the ids of those who have died whom a user still finishes for."""
    return ArraySubquery(
        _running(user=user, at=at).filter(basis=Right.Basis.AFTERWARDS).order_by().values("subject_id")
    )


def holds_right(*, subject_id: UUID, basis: Right.Basis, at: datetime) -> bool:
    """Tell whether anybody who can sign in has a running right of a basis to a subject. For the system alone."""
    return any(right.user.is_active for right in running_rights_to(subject_id, at=at) if right.basis == basis)


def running_rights_to(subject_id: UUID, *, at: datetime) -> list[Right]:
    """Return everybody's running rights to a subject, with who has them. For the system alone."""
    with acting_as(SYSTEM):
        rights = Right.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=at), since_at__lte=at)
        return list(rights.filter(subject_id=subject_id).select_related("user").order_by("since_at", "pk"))
