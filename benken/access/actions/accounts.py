"""Accounts made, opened and closed; teams."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed, record_deeds
from benken.access.actions.sign_ins import end_all_sessions
from benken.access.models import STAFF_ROLES, Role, Team, User
from benken.access.policies import ChangedMeanwhile, Refused, can_manage_accounts
from benken.access.queries.accounts import addresses_in_use


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


@dataclass(frozen=True)
class NewAccount:
    """Somebody who is to have an account here."""

    name: str
    email: str
    roles: tuple[Role, ...]
    team: Team | None


@transaction.atomic
def open_staff_accounts(*, people: Iterable[NewAccount], by: User, at: datetime) -> list[User]:
    """Make accounts for many at once, in a few queries; whoever has one already is passed over."""
    wanted = {new.email.lower(): new for new in people}
    if not can_manage_accounts(by) or not all(
        new.roles and STAFF_ROLES.issuperset(new.roles) for new in wanted.values()
    ):
        raise Refused(_("Bare en administrator kan gjøre dette."))
    taken = addresses_in_use(wanted)
    users = []
    for email, new in wanted.items():
        if email in taken:
            continue
        user = User(username=email, email=email, name=new.name, roles=[str(role) for role in new.roles], team=new.team)
        user.set_unusable_password()
        users.append(user)
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users
    )
    record_deeds(by=by, at=at, verb="account.create", about=[(None, user.pk) for user in users])
    return users


@transaction.atomic
def change_staff_account(
    *,
    user: User,
    name: str,
    roles: list[Role],
    team: Team | None,
    seen: str,
    by: User,
    at: datetime,
    keep_session: str = "",
) -> bool:
    """Change what somebody is called, their roles and their team; tell whether anything is new.

    `seen` is `account_mark` of what was shown: whoever saves second is told. Other roles end all their sessions but
    the one kept, which must be made anew (django.contrib.auth.update_session_auth_hash).
    """
    if not can_manage_accounts(by) or not user.is_staff or not roles or not STAFF_ROLES.issuperset(roles):
        raise Refused(_("Bare en administrator kan gjøre dette."))
    if user.pk == by.pk and Role.ADMIN not in roles:
        raise Refused(_("Du kan ikke ta rollen administrator fra deg selv. Be en annen administrator om det."))
    now = User.objects.select_for_update().get(pk=user.pk)
    wanted = sorted(str(role) for role in roles)
    if (now.name, sorted(now.roles), now.team_id) == (name, wanted, team.pk if team else None):
        return False
    if account_mark(now) != seen:
        raise ChangedMeanwhile(_("En annen lagret først. Se over, og lagre igjen."))
    if Role.WORKER in now.roles and Role.WORKER not in roles and now.is_active:
        import_string(settings.ACCOUNT_MAY_END)(user=now, by=by, at=at)
    verbs = {
        "account.name": now.name != name,
        "account.roles": sorted(now.roles) != wanted,
        "account.team": now.team_id != (team.pk if team else None),
    }
    now.name, now.roles, now.team = name, wanted, team
    now.save(update_fields=["name", "roles", "team"])
    for verb in (verb for verb, is_new in verbs.items() if is_new):
        record_deed(by=by, at=at, verb=verb, object_id=now.pk)
    if verbs["account.roles"]:
        end_all_sessions(user=now, by=by, at=at, keep=keep_session)
    return True


def account_mark(user: User) -> str:
    """Return what tells whether an account is as it was seen."""
    standing = "\n".join([user.name, ",".join(sorted(user.roles)), str(user.team_id)])
    return hashlib.sha256(standing.encode()).hexdigest()[:16]


@transaction.atomic
def switch_account(*, user: User, active: bool, by: User, at: datetime, at_once: bool = False) -> None:
    """Let somebody who works here sign in or not. Off ends their sessions too, at the next request.

    Off is refused while somebody they follow would have nobody; not `at_once`, when the account is in wrong hands:
    then those stand with the leader, who finds others.
    """
    if not can_manage_accounts(by) or not user.is_staff:
        raise Refused(_("Bare en administrator kan gjøre dette."))
    if user.pk == by.pk:
        raise Refused(_("Du kan ikke slå av din egen konto. Be en annen administrator om det."))
    if not active and user.is_active and not at_once:
        import_string(settings.ACCOUNT_MAY_END)(user=user, by=by, at=at)
        import_string(settings.ACCOUNT_ENDS)(user=user, by=by, at=at)
    if not active and user.is_active and at_once:
        record_deed(by=by, at=at, verb="account.off_at_once", object_id=user.id)
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


@transaction.atomic
def change_persons_address(*, user: User, email: str, by: User, at: datetime) -> None:
    """Note where a person's codes are sent, or ('') nowhere. Who may, the caller decides."""
    if email.casefold() == user.email.casefold():
        return
    if email and addresses_in_use([email.lower()]):
        raise Refused(_("Denne adressen er i bruk alt. Velg en annen."))
    EmailAddress.objects.filter(user=user).delete()
    if email:
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    user.email = email
    user.save(update_fields=["email"])
    record_deed(by=by, at=at, verb="person_account.address", subject_id=user.subject_id, object_id=user.pk)


def forget_own_keys(*, user: User) -> None:
    """Take away keys, code apps and spare codes of a person's account, as when the phone that holds them is lost."""
    Authenticator.objects.filter(user=user).delete()
