"""What a role alone lets somebody do: each question answered for each role, open and closed, in a team and in none."""

from collections.abc import Callable

import pytest

from benken.access import policies
from benken.access.models import Role, Team, User

MEETS_PEOPLE = {Role.WORKER, Role.OUTREACH, Role.PEER}
ANSWERS: list[tuple[Callable[[User], bool], set[Role]]] = [
    (policies.can_register_people, {Role.WORKER}),
    (policies.can_search, MEETS_PEOPLE),
    (policies.can_open_in_emergency, {Role.WORKER, Role.OUTREACH}),
    (policies.can_be_contact_person, {Role.WORKER}),
    (policies.can_be_in_circle, MEETS_PEOPLE),
    (policies.can_place_people, {Role.LEADER}),
    (policies.can_manage_accounts, {Role.ADMIN}),
    (policies.can_change_setup, {Role.ADMIN}),
    (policies.leads_anybody, {Role.LEADER}),
]
NOT_WHEN_CLOSED = [
    policies.can_open_in_emergency,
    policies.can_be_contact_person,
    policies.can_be_in_circle,
    policies.can_manage_accounts,
    policies.can_change_setup,
    policies.leads_anybody,
]


def somebody(*roles: Role, is_active: bool = True, in_a_team: bool = True) -> User:
    """Return somebody; nothing of it is written down."""
    return User(name="Noen", roles=list(roles), is_active=is_active, team=Team(name="Team") if in_a_team else None)


@pytest.mark.parametrize(("ask", "roles"), ANSWERS, ids=lambda one: getattr(one, "__name__", ""))
def test_the_role_answers_and_no_other_role_does(ask: Callable[[User], bool], roles: set[Role]) -> None:
    assert {role for role in Role if ask(somebody(role))} == roles
    assert not ask(somebody())


@pytest.mark.parametrize("ask", NOT_WHEN_CLOSED, ids=lambda ask: ask.__name__)
def test_whose_account_is_closed_may_not(ask: Callable[[User], bool]) -> None:
    roles = dict(ANSWERS)[ask]
    assert all(ask(somebody(role)) for role in roles)
    assert not any(ask(somebody(role, is_active=False)) for role in roles)


def test_a_peer_who_is_a_worker_too_opens_nothing_in_an_emergency() -> None:
    assert policies.can_open_in_emergency(somebody(Role.WORKER, Role.OUTREACH))
    assert not policies.can_open_in_emergency(somebody(Role.WORKER, Role.PEER))


def test_a_leader_of_no_team_places_nobody() -> None:
    assert policies.can_place_people(somebody(Role.LEADER))
    assert not policies.can_place_people(somebody(Role.LEADER, in_a_team=False))
