"""Rights given and ended, readings and deeds logged, accounts made."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import STAFF_ROLES, Deed, Reading, Right, Role, Team, User
from benken.access.policies import Refused, can_manage_accounts


def grant_right(
    *,
    user: User,
    subject_id: UUID,
    basis: Right.Basis,
    at: datetime,
    until_at: datetime | None = None,
    scope: Right.Scope = Right.Scope.RECORD,
) -> Right:
    """Let a user open a subject's record. The system writes rights, so that no actor can widen their own."""
    with acting_as(SYSTEM):
        return Right.objects.create(
            user=user, subject_id=subject_id, basis=basis, scope=scope, since_at=at, until_at=until_at
        )


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


def log_reading(*, user: User, subject_id: UUID | None, part: str, basis: str, at: datetime, why: str = "") -> None:
    """Write down that a user read a part about a subject, or (None) a list with names in it."""
    Reading.objects.create(user=user, subject_id=subject_id, part=part, basis=basis, at=at, why=why)


def log_readings(*, user: User, subject_ids: Iterable[UUID], part: str, basis: str, at: datetime) -> None:
    """Write down that a user read the same part about several subjects, in one query."""
    Reading.objects.bulk_create(
        Reading(user=user, subject_id=subject_id, part=part, basis=basis, at=at) for subject_id in subject_ids
    )


def log_list_and_readings(*, user: User, bases: Mapping[UUID, str], part: str, at: datetime) -> None:
    """Write down a list with names in it, and of whom in it more than the name was read, each by their own basis."""
    rows = [Reading(user=user, subject_id=None, part=part, basis="list", at=at)]
    rows += [Reading(user=user, subject_id=who, part=part, basis=basis, at=at) for who, basis in bases.items()]
    Reading.objects.bulk_create(rows)


def record_deed(
    *, by: User | None, at: datetime, verb: str, subject_id: UUID | None = None, object_id: UUID | None = None
) -> None:
    """Write down that somebody (or the system, `by=None`) did something."""
    Deed.objects.create(by=by, at=at, verb=verb, subject_id=subject_id, object_id=object_id)


def record_deeds(*, by: User | None, at: datetime, verb: str, about: Iterable[tuple[UUID | None, UUID | None]]) -> None:
    """Write down that somebody did the same to many, in one query; `about` holds subject and object of each."""
    Deed.objects.bulk_create(
        Deed(by=by, at=at, verb=verb, subject_id=subject_id, object_id=object_id) for subject_id, object_id in about
    )


def find_or_make_team(name: str) -> Team:
    """Return the team of that name, made if there is none."""
    return Team.objects.get_or_create(name=name)[0]


@transaction.atomic
def create_account(
    *,
    name: str,
    username: str,
    roles: list[Role],
    at: datetime,
    by: User | None = None,
    email: str = "",
    team: Team | None = None,
    password: str | None = None,
    answers_before: time | None = None,
    subject_id: UUID | None = None,
) -> User:
    """Make an account. Staff must add a one-time code at the first sign-in."""
    user = User.objects.create_user(
        username=username,
        password=password,
        name=name,
        email=email,
        roles=[str(role) for role in roles],
        team=team,
        answers_before=answers_before,
        subject_id=subject_id,
    )
    if email:
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    record_deed(by=by, at=at, verb="account.create", object_id=user.id)
    return user


@transaction.atomic
def open_staff_account(*, name: str, email: str, roles: list[Role], team: Team | None, by: User, at: datetime) -> User:
    """Make an account for somebody who works here. It has no password: they set one through a link."""
    if not can_manage_accounts(by) or not roles or not STAFF_ROLES.issuperset(roles):
        raise Refused(_("Bare en administrator kan gjøre dette."))
    taken = User.objects.filter(username__iexact=email) | User.objects.filter(email__iexact=email)
    if taken.exists():
        raise Refused(_("Denne adressen er i bruk alt. Velg en annen."))
    return create_account(name=name, username=email, email=email, roles=roles, team=team, by=by, at=at)


@transaction.atomic
def switch_account(*, user: User, active: bool, by: User, at: datetime) -> None:
    """Let somebody who works here sign in or not. Off ends their sessions too, at the next request."""
    if not can_manage_accounts(by) or not user.is_staff:
        raise Refused(_("Bare en administrator kan gjøre dette."))
    if user.pk == by.pk:
        raise Refused(_("Du kan ikke slå av din egen konto. Be en annen administrator om det."))
    open_or_close_account(user=user, active=active, by=by, at=at)


def open_or_close_account(*, user: User, active: bool, by: User, at: datetime) -> None:
    """Open or close a person's own account; whoever is signed in with a closed one is out at the next request."""
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        record_deed(by=by, at=at, verb="account.on" if active else "account.off", object_id=user.id)


def drop_password(*, user: User) -> None:
    """Take the password away: sessions begun with it end, and links to set another that were made before are void."""
    user.set_unusable_password()
    user.save(update_fields=["password"])


def allow_password_link(*, user: User, by: User, at: datetime) -> None:
    """Write down that an administrator makes a link with which somebody who works here sets a password.

    A person's own account has no second factor, so a link to it would open the record: that is refused.
    """
    if not can_manage_accounts(by) or not user.is_staff or not user.is_active or user.subject_id is not None:
        raise Refused(_("For denne kontoen kan vi ikke lage en lenke."))
    record_deed(by=by, at=at, verb="account.link", object_id=user.id)
