"""Lists of accounts: who works here and may be chosen, and whose account is nobody's list to read."""

import pytest

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, Team, User
from benken.access.queries import accounts
from benken.lib.ids import new_id
from tests.factories import make_team, make_user

pytestmark = pytest.mark.django_db


def closed(user: User) -> User:
    """Close an account."""
    user.is_active = False
    user.save()
    return user


@pytest.fixture
def team() -> Team:
    return make_team("Team Elva")


def test_whoever_is_chosen_by_role_has_it_and_an_open_account(team: Team) -> None:
    worker, elsewhere, leader = make_user(team=team), make_user(team=make_team()), make_user(Role.LEADER, team=team)
    closed(make_user(team=team))
    assert set(accounts.users_with_role(Role.WORKER)) == {worker, elsewhere}
    assert set(accounts.users_with_role(Role.WORKER, Role.LEADER)) == {worker, elsewhere, leader}
    assert set(accounts.possible_contact_persons()) == {worker, elsewhere}
    assert list(accounts.possible_contact_persons(team=team)) == [worker]
    make_user(Role.SUPPORTER)
    assert set(accounts.staff()) == {worker, elsewhere, leader}


def test_the_list_of_accounts_names_nobody_who_is_here_as_a_person() -> None:
    worker = make_user()
    shut = closed(make_user())
    make_user(Role.PEER, subject_id=new_id())  # works here, and the account is a person's own
    make_user(Role.PERSON, subject_id=new_id())
    make_user(Role.SUPPORTER)
    make_user(Role.OUTSIDE_HELPER)
    with acting_as(SYSTEM):
        assert set(accounts.staff_accounts()) == {worker, shut}


def test_whether_one_has_an_account_is_answered_of_those_asked_about() -> None:
    mine, theirs, without = new_id(), new_id(), new_id()
    account = make_user(Role.PERSON, subject_id=mine)
    other = closed(make_user(Role.PERSON, subject_id=theirs))
    with acting_as(SYSTEM):
        assert accounts.subjects_with_account([mine, without]) == {mine}
        assert accounts.subjects_with_account([mine, theirs, without]) == {mine, theirs}
        assert (accounts.account_of(mine), accounts.account_of(theirs)) == (account, other)
        assert accounts.account_of(without) is None


def test_a_team_is_shown_with_its_own_leaders_and_its_own_people(team: Team) -> None:
    other = make_team("Team Fjorden")
    leader, worker = make_user(Role.LEADER, team=team), closed(make_user(team=team))
    make_user(Role.LEADER)  # of no team
    closed(make_user(Role.LEADER, team=other))
    elsewhere = make_user(team=other)
    assert accounts.teams_with_leaders() == [(team, [leader]), (other, [])]
    assert set(accounts.users_of_team(team)) == {leader, worker}
    assert list(accounts.users_of_team(other).exclude(roles=[Role.LEADER])) == [elsewhere]
