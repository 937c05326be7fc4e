"""Who stands in every test here: a contact person, and somebody they follow."""

import pytest
from django.test import Client

from benken.access.models import User
from benken.people.models import Person
from tests.factories import make_person, make_user, sign_in


@pytest.fixture
def worker() -> User:
    """Return the contact person."""
    return make_user(name="Ingunn")


@pytest.fixture
def person(worker: User) -> Person:
    """Return the person followed up."""
    return make_person(contact=worker, called="Tuva")


@pytest.fixture
def signed_in(client: Client, worker: User) -> Client:
    """Return a client in which the contact person is signed in."""
    return sign_in(client, worker)
