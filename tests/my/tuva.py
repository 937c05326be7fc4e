"""A person on their own page, with a contact person who answers before three."""

from dataclasses import dataclass

from django.test import Client

from benken.access.models import Role, User
from benken.people.models import Person
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in


@dataclass(frozen=True)
class Tuva:
    """A person, their account, their contact person and their browser."""

    person: Person
    account: User
    contact: User
    client: Client


def make_tuva(client: Client, *, called: str = "Tuva") -> Tuva:
    """Make a person with a contact person and an account, signed in."""
    contact = make_user(Role.WORKER, name="Ingunn Sæther", team=make_team())
    person = make_person(contact=contact, called=called)
    account = make_account_of(person)
    return Tuva(person, account, contact, sign_in(client, account))
