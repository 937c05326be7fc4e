"""Accounts, teams and settings: the action itself refuses whoever may not, whatever page asked for it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from benken.access.actions import accounts, setup
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, Team, User
from benken.access.policies import Refused
from benken.access.queries.setup import saved_setup
from tests.factories import make_account_of, make_person, make_team, make_user

pytestmark = pytest.mark.django_db

Act = Callable[..., Any]


def open_one(*, by: User, roles: tuple[Role, ...] = (Role.WORKER,), **_more: Any) -> None:
    """Open an account."""
    address = "ny@fjordvik.example"
    accounts.open_staff_account(name="Ny", email=address, roles=list(roles), team=None, by=by, at=timezone.now())


def open_many(*, by: User, roles: tuple[Role, ...] = (Role.WORKER,), **_more: Any) -> None:
    """Open accounts from a file."""
    new = accounts.NewAccount(name="Ny", email="ny@fjordvik.example", roles=roles, team=None)
    accounts.open_staff_accounts(people=[new], by=by, at=timezone.now())


def change(*, by: User, user: User, roles: tuple[Role, ...] = (Role.LEADER,)) -> None:
    """Give somebody other roles."""
    seen = accounts.account_mark(user)
    accounts.change_staff_account(
        user=user, name=user.name, roles=list(roles), team=user.team, seen=seen, by=by, at=timezone.now()
    )


def switch_off(*, by: User, user: User, **_more: Any) -> None:
    """Close an account."""
    accounts.switch_account(user=user, active=False, by=by, at=timezone.now())


def make_link(*, by: User, user: User, **_more: Any) -> None:
    """Make a link for a password."""
    accounts.allow_password_link(user=user, by=by, at=timezone.now())


def change_settings(*, by: User, **_more: Any) -> None:
    """Change a setting."""
    setup.change_setup(chosen={"quiet_for": 31}, seen_version=saved_setup().version, by=by, at=timezone.now())


def add_team(*, by: User, **_more: Any) -> None:
    """Add a team."""
    setup.add_team(name="Nytt team", by=by, at=timezone.now())


ON_ANYBODY = (open_one, open_many, change_settings, add_team)
ON_SOMEBODY = (change, switch_off, make_link)


def standing() -> tuple[Any, ...]:
    """Return what must be as it was."""
    users = User.objects.order_by("pk").values_list("pk", "name", "roles", "is_active", "password")
    with acting_as(SYSTEM):
        return list(users), Team.objects.count(), Deed.objects.count(), saved_setup().quiet_for


def act_as(by: User, act: Act, **more: Any) -> None:
    """Do it as somebody, who acts in the database too."""
    with acting_as(by.pk):
        act(by=by, **more)


@pytest.mark.parametrize("act", [*ON_ANYBODY, *ON_SOMEBODY], ids=lambda act: act.__name__)
@pytest.mark.parametrize("role", [Role.WORKER, Role.LEADER, Role.SERVICE_EDITOR, "closed administrator"])
def test_nobody_but_an_administrator_does_it(act: Act, role: str) -> None:
    by = make_user(Role.ADMIN if role == "closed administrator" else Role(role), team=make_team())
    if role == "closed administrator":
        by.is_active = False
        by.save()
    user = make_user()
    before = standing()
    with pytest.raises(Refused):
        act_as(by, act, user=user)
    assert standing() == before


@pytest.mark.parametrize("act", [*ON_ANYBODY, *ON_SOMEBODY], ids=lambda act: act.__name__)
def test_an_administrator_does_it(act: Act) -> None:
    user = make_user()
    before = standing()
    act_as(make_user(Role.ADMIN), act, user=user)
    assert standing() != before


@pytest.mark.parametrize("act", ON_SOMEBODY, ids=lambda act: act.__name__)
def test_the_account_of_a_person_is_no_administrators(act: Act) -> None:
    account, admin = make_account_of(make_person()), make_user(Role.ADMIN)
    before = standing()
    with pytest.raises(Refused):
        act_as(admin, act, user=account)
    assert standing() == before


@pytest.mark.parametrize("act", [open_one, open_many, change], ids=lambda act: act.__name__)
@pytest.mark.parametrize("roles", [(), (Role.PERSON,), (Role.WORKER, Role.PERSON)], ids=str)
def test_whoever_works_here_has_a_role_here_and_none_of_elsewhere(act: Act, roles: tuple[Role, ...]) -> None:
    user, admin = make_user(), make_user(Role.ADMIN)
    before = standing()
    with pytest.raises(Refused):
        act_as(admin, act, user=user, roles=roles)
    assert standing() == before


@pytest.mark.parametrize("closed", ["closed", "a person's as well"])
def test_a_link_is_made_for_an_open_account_of_nobody_but_staff(closed: str) -> None:
    user, admin = make_user(), make_user(Role.ADMIN)
    if closed == "closed":
        user.is_active = False
    else:
        user.subject_id = make_person().pk
    user.save()
    with pytest.raises(Refused):
        act_as(admin, make_link, user=user)
    with acting_as(SYSTEM):
        assert not Deed.objects.filter(verb="account.link").exists()
