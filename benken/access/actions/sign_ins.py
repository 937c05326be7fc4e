"""Sessions noted, ended by their owner, and tied to identities from outside."""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import OutsideIdentity, SignIn, User
from benken.access.outside.identities import key_hash_of
from benken.access.policies import Refused, can_manage_accounts
from benken.lib.devices import device_names


def note_sign_in(*, user: User, session_key: str, user_agent: str, at: datetime) -> SignIn:
    """Note that a session began. A session that goes on as somebody else's is theirs from now on."""
    browser, system = device_names(user_agent)
    with acting_as(SYSTEM):  # at sign-in nobody acts yet
        return SignIn.objects.update_or_create(
            session_key=session_key,
            defaults={"user": user, "browser": browser, "system": system, "since_at": at, "seen_at": at},
        )[0]


def note_use(*, sign_in_id: UUID | str, session_key: str, at: datetime) -> bool:
    """Note that a session was used, under the key it has now; return False if nothing is known of it."""
    with acting_as(SYSTEM):
        return bool(SignIn.objects.filter(pk=sign_in_id).update(session_key=session_key, seen_at=at))


def forget_sign_in(*, session_key: str) -> None:
    """Forget a session whose owner signed out."""
    with acting_as(SYSTEM):
        SignIn.objects.filter(session_key=session_key).delete()


@transaction.atomic
def end_session(*, sign_in: SignIn, by: User, at: datetime) -> None:
    """End one of one's own sessions: whoever has it is out at the next request."""
    if sign_in.user_id != by.pk:
        raise Refused(_("Du kan bare logge ut deg selv."))
    Session.objects.filter(session_key=sign_in.session_key).delete()
    sign_in.delete()
    record_deed(by=by, at=at, verb="session.end")


@transaction.atomic
def end_all_sessions(*, user: User, by: User, at: datetime, keep: str = "") -> None:
    """End every session of an account, those nobody noted too. The one kept must be made anew of what the user is now.

    `keep` is the key of the session from which this is done (django.contrib.auth.update_session_auth_hash).
    """
    with acting_as(SYSTEM):
        others = SignIn.objects.filter(user=user).exclude(session_key=keep)
        Session.objects.filter(session_key__in=list(others.values_list("session_key", flat=True))).delete()
        others.delete()
        User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
        user.refresh_from_db(fields=["sessions_ended"])
    record_deed(by=by, at=at, verb="session.end_all", object_id=user.pk)


@transaction.atomic
def link_identity(*, user: User, provider: str, value: str, by: User, at: datetime) -> OutsideIdentity:
    """Let somebody who works here sign in by an identity from outside; another one before it is forgotten."""
    _may_link(user, by)
    with acting_as(SYSTEM):
        OutsideIdentity.objects.filter(user=user, provider=provider).delete()
        try:
            with transaction.atomic():
                linked = OutsideIdentity.objects.create(
                    user=user, provider=provider, key_hash=key_hash_of(provider, value), linked_at=at
                )
        except IntegrityError as taken:
            raise Refused(_("Denne identiteten hører alt til en annen konto.")) from taken
    record_deed(by=by, at=at, verb="identity.link", object_id=user.pk)
    return linked


@transaction.atomic
def unlink_identity(*, user: User, provider: str, by: User, at: datetime) -> None:
    """Take the identity away again; sessions begun with it end too."""
    _may_link(user, by)
    with acting_as(SYSTEM):
        gone, _rows = OutsideIdentity.objects.filter(user=user, provider=provider).delete()
    if gone:
        record_deed(by=by, at=at, verb="identity.unlink", object_id=user.pk)
        end_all_sessions(user=user, by=by, at=at)


def _may_link(user: User, by: User) -> None:
    # An identity opens a person's record: theirs is their national number, which nobody links by hand.
    if not can_manage_accounts(by) or not user.is_staff or user.subject_id is not None:
        raise Refused(_("Bare en administrator kan gjøre dette."))


def discard_ended_sign_ins() -> int:
    """Delete what is known of sessions that are no more; return how many."""
    with acting_as(SYSTEM):
        return SignIn.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()[0]
