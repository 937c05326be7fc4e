"""A person with an account, the contact person's browser, and browsers of the person's own."""

import re
from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User, WayIn
from benken.people.models import Person
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in

WORD = "brygga om kvelden"


@dataclass(frozen=True)
class Together:
    """A person and their contact person, each with a browser."""

    person: Person
    account: User
    contact: User
    helper: Client

    def address(self, name: str = "person_account") -> str:
        """Return the address of one of the contact's pages about the ways in."""
        return reverse(name, kwargs={"person_id": self.person.pk})

    def page(self) -> str:
        """Return what the contact sees."""
        return self.helper.get(self.address()).content.decode()

    def make_slip(self, word: str = WORD) -> str:
        """Let the person type a word on the contact's screen; return what stands on the slip."""
        answer = self.helper.post(self.address("person_way_in_slip"), {"word": word, "again": word}, follow=True)
        found = re.search(r'class="big-words">([a-z ·]+)<', answer.content.decode())
        assert found, answer.content.decode()
        return found[1].replace(" · ", " ")

    def make_code(self) -> str:
        """Let the contact make a one-time code; return it."""
        answer = self.helper.post(self.address("person_way_in_code"), follow=True)
        found = re.search(r'class="big-number">([0-9 ]+)<', answer.content.decode())
        assert found, answer.content.decode()
        return found[1]

    def rows(self, kind: str) -> list[WayIn]:
        """Return the ways in of a kind, the newest first."""
        with acting_as(SYSTEM):
            return list(WayIn.objects.filter(user=self.account, kind=kind))


def make_together(called: str = "Tuva") -> Together:
    """Make a person with an account, and the contact person signed in."""
    contact = make_user(name="Ingunn Sæther", team=make_team())
    person = make_person(contact=contact, called=called)
    return Together(person, make_account_of(person), contact, sign_in(Client(), contact))


def come_in(
    slip: str, word: str = WORD, *, phone: str = "own", client: Client | None = None
) -> tuple[Client, HttpResponse]:
    """Come in with a slip in a browser."""
    client = client or Client()
    answer = client.post(reverse("slip_in"), {"code": slip, "word": word, "phone": phone})
    return client, answer  # type: ignore[return-value]  # the test client's own answer


def come_in_by_code(name: str, code: str, *, phone: str = "own") -> tuple[Client, HttpResponse]:
    """Come in with a one-time code in a browser."""
    client = Client()
    answer = client.post(reverse("code_in"), {"name": name, "code": code, "phone": phone})
    return client, answer  # type: ignore[return-value]  # as above
