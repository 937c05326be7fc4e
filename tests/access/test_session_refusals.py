"""Sessions and identities from outside: each is one account's own, and the act itself refuses everybody else."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from benken.access.actions import sign_ins
from benken.access.models import Deed, OutsideIdentity, Role, SignIn, User
from benken.access.policies import Refused
from benken.access.queries import sign_ins as known
from benken.lib.ids import new_id
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_the_system")]


def session_of(user: User, at: datetime) -> SignIn:
    """Begin a session and note it."""
    session = SessionStore()
    session[known.SESSION_HASH] = user.get_session_auth_hash()
    session.create()
    return sign_ins.note_sign_in(user=user, session_key=session.session_key or "", user_agent="", at=at)


def living(*users: User) -> list[list[SignIn]]:
    """Return where each is signed in."""
    return [known.own_sign_ins(user) for user in users]


def test_whoever_ends_a_session_ends_their_own(now: datetime) -> None:
    one, other = make_user(), make_user()
    mine, theirs = session_of(one, now), session_of(other, now)
    with pytest.raises(Refused, match="Du kan bare logge ut deg selv"):
        sign_ins.end_session(sign_in=theirs, by=one, at=now)
    assert living(one, other) == [[mine], [theirs]]
    sign_ins.end_session(sign_in=mine, by=one, at=now)
    assert living(one, other) == [[], [theirs]]
    assert not Session.objects.filter(session_key=mine.session_key).exists()


def test_all_sessions_of_one_account_end_and_anothers_go_on(now: datetime) -> None:
    one, other = make_user(), make_user()
    for user in (one, one, other):
        session_of(user, now)
    ended = set(SignIn.objects.filter(user=one).values_list("session_key", flat=True))
    sign_ins.end_all_sessions(user=one, by=one, at=now)
    assert [len(of_user) for of_user in living(one, other)] == [0, 1]
    assert not Session.objects.filter(session_key__in=ended).exists()
    assert SignIn.objects.get().user == other
    other.refresh_from_db()
    assert (one.sessions_ended, other.sessions_ended) == (1, 0)


def test_one_finds_sessions_of_ones_own(now: datetime) -> None:
    one, other = make_user(), make_user()
    User.objects.update(password="!")  # so that nothing but whose they are tells their sessions apart
    for user in (one, other):
        user.refresh_from_db()
    mine, theirs = session_of(one, now), session_of(other, now)
    assert living(one, other) == [[mine], [theirs]]
    assert known.own_sign_in(one, mine.pk) == mine
    assert known.own_sign_in(one, theirs.pk) is None


def test_an_identity_is_linked_and_taken_away_for_one_account(now: datetime) -> None:
    admin, one, other = make_user(Role.ADMIN), make_user(), make_user()
    for user, value in ((one, "1"), (other, "2"), (one, "3")):
        sign_ins.link_identity(user=user, provider="helseid", value=value, by=admin, at=now)
    sign_ins.link_identity(user=one, provider="mitid", value="1", by=admin, at=now)
    assert OutsideIdentity.objects.count() == 3
    assert [known.linked_providers(user) for user in (one, other)] == [{"helseid", "mitid"}, {"helseid"}]
    for _press in range(2):
        sign_ins.unlink_identity(user=one, provider="helseid", by=admin, at=now)
    assert [known.linked_providers(user) for user in (one, other)] == [{"mitid"}, {"helseid"}]
    assert Deed.objects.filter(verb="identity.unlink").count() == 1


@pytest.mark.parametrize(
    ("role", "subject"),
    [(Role.SUPPORTER, False), (Role.OUTSIDE_HELPER, False), (Role.PEER, True), (Role.PERSON, True)],
)
def test_an_identity_is_linked_to_nobody_but_staff(role: Role, subject: bool, now: datetime) -> None:
    user = make_user(role, subject_id=new_id() if subject else None)
    _refused(user, by=make_user(Role.ADMIN), at=now)


@pytest.mark.parametrize("role", [Role.WORKER, Role.LEADER, Role.SERVICE_EDITOR])
def test_an_identity_is_linked_by_nobody_but_an_administrator(role: Role, now: datetime) -> None:
    _refused(make_user(), by=make_user(role), at=now)


def _refused(user: User, **more: Any) -> None:
    deeds = Deed.objects.count()
    with pytest.raises(Refused, match="Bare en administrator"):
        sign_ins.link_identity(user=user, provider="helseid", value="1", **more)
    with pytest.raises(Refused, match="Bare en administrator"):
        sign_ins.unlink_identity(user=user, provider="helseid", **more)
    assert not OutsideIdentity.objects.exists()
    assert Deed.objects.count() == deeds
