"""Who stands in every test here: a contact person, and somebody they follow."""

import pytest

from benken.access.models import User
from benken.people.models import Person
from tests.factories import make_person, make_user


@pytest.fixture
def contact() -> User:
    """Return the contact person."""
    return make_user(name="Ingunn")


@pytest.fixture
def person(contact: User) -> Person:
    """Return the person."""
    return make_person(contact=contact, called="Tuva")
