"""Reads of sessions and of identities from outside."""

from uuid import UUID

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import OutsideIdentity, SignIn, User

SESSION_HASH = "_auth_user_hash"  # django.contrib.auth.HASH_SESSION_KEY


def own_sign_ins(user: User) -> list[SignIn]:
    """Return where somebody is signed in now, the last used first; ended sessions are left out."""
    of_user = {one.session_key: one for one in SignIn.objects.filter(user=user).order_by("-seen_at", "-since_at")}
    now = user.get_session_auth_hash()
    living = {
        session.session_key
        for session in Session.objects.filter(session_key__in=of_user, expire_date__gt=timezone.now())
        if constant_time_compare(SessionStore().decode(session.session_data).get(SESSION_HASH, ""), now)
    }
    return [one for key, one in of_user.items() if key in living]


def own_sign_in(user: User, sign_in_id: UUID) -> SignIn | None:
    """Return one of somebody's own sessions."""
    return SignIn.objects.filter(user=user, pk=sign_in_id).first()


def user_by_identity(provider: str, key_hash: str) -> User | None:
    """Return the account that works here and is linked to an identity from outside."""
    with acting_as(SYSTEM):  # nobody is signed in yet
        found = OutsideIdentity.objects.filter(provider=provider, key_hash=key_hash).select_related("user").first()
    return found.user if found and found.user.is_active and found.user.subject_id is None else None


def account_of_subject(subject_id: UUID | None) -> User | None:
    """Return a person's own account if it is open."""
    return User.objects.filter(subject_id=subject_id, is_active=True).first() if subject_id else None


def linked_providers(user: User) -> set[str]:
    """Return by which other systems an account may sign in; for whoever manages accounts."""
    with acting_as(SYSTEM):
        return set(OutsideIdentity.objects.filter(user=user).values_list("provider", flat=True))
