"""Rights given, ended and taken away. The system writes them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Right, User
from benken.access.policies import Refused
from benken.access.queries.blocks import is_kept_out


def grant_right(
    *,
    user: User,
    subject_id: UUID,
    basis: Right.Basis,
    at: datetime,
    until_at: datetime | None = None,
    scope: Right.Scope = Right.Scope.RECORD,
    parts: Iterable[str] = (),
    why: str = "",
) -> Right:
    """Let a user open a subject's record. The system writes rights, so that no actor can widen their own.

    Refused if the person keeps the user out; the sentence tells nobody so. Of somebody who has died nobody is given
    more than to read, for days: a trigger holds it, too.
    """
    with acting_as(SYSTEM):
        check_may_be_let_in(user, subject_id=subject_id)
        if basis != Right.Basis.AFTERWARDS and import_string(settings.HAS_ENDED)(subject_id):
            raise Refused(_("Det står her at personen er død. Siden er lukket."))
        return Right.objects.create(
            user=user,
            subject_id=subject_id,
            basis=basis,
            scope=scope,
            parts=list(parts),
            since_at=at,
            until_at=until_at,
            why=why,
        )


def check_may_be_let_in(user: User, *, subject_id: UUID) -> None:
    """Refuse whoever a person keeps out. The same sentence stands where somebody is refused for any other reason."""
    if is_kept_out(user=user, subject_id=subject_id):
        raise Refused(_("%(name)s kan ikke være med her.") % {"name": user.name})


def grant_rights(*, user_of: Iterable[tuple[User, UUID]], basis: Right.Basis, at: datetime) -> None:
    """Let users open subjects' whole records, in one query; as `grant_right` does it for one."""
    with acting_as(SYSTEM):
        Right.objects.bulk_create(
            Right(user=user, subject_id=subject_id, basis=basis, scope=Right.Scope.RECORD, since_at=at)
            for user, subject_id in user_of
        )


def remove_rights(*, subject_ids: Iterable[UUID]) -> int:
    """Take away all rights to subjects whose records are taken away; the log of deeds and readings stands."""
    with acting_as(SYSTEM):
        return Right.objects.filter(subject_id__in=list(subject_ids)).delete()[0]


def end_rights(*, user: User, subject_id: UUID, basis: Right.Basis, at: datetime) -> int:
    """End a user's running rights of one basis to a subject; return how many ended."""
    with acting_as(SYSTEM):
        running = Right.objects.filter(user=user, subject_id=subject_id, basis=basis).exclude(until_at__lte=at)
        return running.update(until_at=at)


def end_these_rights(*, right_ids: Iterable[UUID], at: datetime) -> int:
    """End some rights, by their ids, if they run still or have not begun; return how many ended."""
    with acting_as(SYSTEM):
        return Right.objects.filter(pk__in=list(right_ids)).exclude(until_at__lte=at).update(until_at=at)


def end_all_rights(*, subject_id: UUID, at: datetime) -> dict[str, str | None]:
    """End everybody's rights to a subject that run or are to come; return until when each would have run."""
    with acting_as(SYSTEM):
        rights = Right.objects.select_for_update(of=("self",)).filter(subject_id=subject_id).exclude(until_at__lte=at)
        before = {str(right.pk): right.until_at.isoformat() if right.until_at else None for right in rights}
        Right.objects.filter(pk__in=list(before)).update(until_at=at)
    return before


def put_rights_back(*, before: Mapping[str, str | None]) -> None:
    """Let rights that `end_all_rights` ended run until when they would have."""
    with acting_as(SYSTEM):
        for right_id, until in before.items():
            Right.objects.filter(pk=right_id).update(until_at=datetime.fromisoformat(until) if until else None)


def remove_rights_by(*, subject_id: UUID, basis: Right.Basis) -> None:
    """Take away the rights of one basis to a subject, as if they had not been given."""
    with acting_as(SYSTEM):
        Right.objects.filter(subject_id=subject_id, basis=basis).delete()
