"""A person's own way in: given by the contact person, without e-ID, and closed when a phone is lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, User
from benken.people.models import Person
from tests.factories import make_person, make_user, sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "kornett-paa-kjokkenet-7"


@pytest.fixture
def person(contact: User) -> Person:
    """Return somebody without an account."""
    return make_person(contact=contact, called="Tuva")


def address(person: Person) -> str:
    """Return the address of the page."""
    return reverse("person_account", kwargs={"person_id": person.pk})


def give(client: Client, contact: User, person: Person, username: str = "kornett") -> str:
    """Give an account and return the path of the link that is shown once."""
    page = sign_in(client, contact).post(address(person), {"username": username}, follow=True).content.decode()
    found = re.search(r"http://testserver(/accounts/password/reset/key/[^<]+)", page)
    assert found
    return found[1]


def test_the_person_sets_a_password_and_reaches_their_own_page(client: Client, contact: User, person: Person) -> None:
    link = give(client, contact, person)
    theirs = Client()
    form = theirs.get(link, follow=True)
    theirs.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    answer = Client().post(reverse("account_login"), {"login": "kornett", "password": PASSWORD})
    assert answer.status_code == 302
    theirs = Client()
    theirs.post(reverse("account_login"), {"login": "kornett", "password": PASSWORD})
    assert "Hei, <bdi>Tuva</bdi>" in theirs.get(reverse("my")).content.decode()
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="person_account.give", subject_id=person.pk, by=contact).count() == 1


def test_the_link_is_shown_once(client: Client, contact: User, person: Person) -> None:
    give(client, contact, person)
    assert "/accounts/password/reset/key/" not in client.get(address(person)).content.decode()


def test_a_closed_account_is_out_at_the_next_request(client: Client, contact: User, person: Person) -> None:
    give(client, contact, person)
    account = User.objects.get(subject_id=person.pk)
    theirs = Client()
    theirs.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert theirs.get(reverse("my")).status_code == 200
    client.post(address(person), {"close": "1"})
    assert theirs.get(reverse("my")).status_code == 302
    client.post(address(person), {"renew": "1"})
    assert User.objects.get(pk=account.pk).is_active


def test_a_name_in_use_is_told_and_nothing_is_made(client: Client, contact: User, person: Person) -> None:
    taken = make_user()
    answer = sign_in(client, contact).post(address(person), {"username": taken.username.upper()})
    assert answer.status_code == 422
    assert "Dette navnet er i bruk." in answer.content.decode()
    assert not User.objects.filter(subject_id=person.pk).exists()
