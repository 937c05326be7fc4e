"""Who stands in many tests here: somebody, their account, and their contact person, who has another one too."""

import pytest

from benken.access.models import Role, User
from benken.people.models import Person
from tests.factories import make_account_of, make_person, make_team, make_user


@pytest.fixture
def contact() -> User:
    """Return the contact person of both."""
    return make_user(team=make_team(), name="Ingunn")


@pytest.fixture
def tuva(contact: User) -> Person:
    """Return the person."""
    return make_person(contact=contact, called="Tuva")


@pytest.fixture
def account(tuva: Person) -> User:
    """Return the person's own account."""
    return make_account_of(tuva)


@pytest.fixture
def roy(contact: User) -> Person:
    """Return another person with the same contact person."""
    return make_person(contact=contact, called="Roy")


@pytest.fixture
def leader(contact: User) -> User:
    """Return the leader of the team."""
    return make_user(Role.LEADER, team=contact.team)
