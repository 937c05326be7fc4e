"""Who stands in every test here: Tuva, her contact person, her account, and a place whose editor answers."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from benken.access.models import Role, User
from benken.people.models import Person
from benken.services.models import Referral, Service
from tests.factories import make_referral, make_service, make_user, sign_in
from tests.people.conftest import account, contact, leader, roy, tuva

__all__ = ["account", "contact", "leader", "roy", "tuva"]


@pytest.fixture
def editor() -> User:
    """Return who keeps the place."""
    return make_user(Role.SERVICE_EDITOR, name="Jorunn Odden")


@pytest.fixture
def odden(editor: User) -> Service:
    """Return what the place offers; it answers in Benken."""
    return make_service(editor=editor)


@pytest.fixture
def referral(tuva: Person, contact: User, odden: Service) -> Referral:
    """Return a draft to the place."""
    return make_referral(tuva, by=contact, service=odden)


@pytest.fixture
def ingunn(client: Client, contact: User) -> Client:
    """Return the contact person's browser."""
    return sign_in(client, contact)


@pytest.fixture
def jorunn(editor: User) -> Client:
    """Return the editor's browser."""
    return sign_in(Client(), editor)


@pytest.fixture
def her(account: User) -> Client:
    """Return Tuva's browser."""
    return sign_in(Client(), account)


@pytest.fixture(params=["person", "contact"])
def side(request: pytest.FixtureRequest, tuva: Person, account: User, contact: User) -> tuple[User, Any]:
    """Return who writes, and how they name an address."""
    if request.param == "person":
        return account, lambda name, **of: reverse(f"my_{name}", kwargs=of)
    return contact, lambda name, **of: reverse(name, kwargs={"person_id": tuva.pk, **of})
