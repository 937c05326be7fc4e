"""Hidden mode: whoever looks for somebody hears what they hear of one who is not known; the leader is told."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, Team, User
from benken.access.policies import Refused
from benken.people.actions import blocks
from benken.people.actions.finding import ASKINGS, ask_whether_known
from benken.people.actions.people import register_person
from benken.people.finding import OpenPeople
from benken.people.models import ContactPerson, Person
from benken.people.phones import NewPhone
from benken.people.queries import people_recognised_by
from benken.people.sign_in import person_with_number
from tests.factories import make_account_of, make_consent, make_team, make_user, sign_in
from tests.people.test_people import SYNTHETIC

pytestmark = pytest.mark.django_db

PHONE = "+4799990103"


@pytest.fixture
def team() -> Team:
    """Return a team."""
    return make_team("Team Fjorden")


@pytest.fixture
def contact(team: Team) -> User:
    """Return the contact person."""
    return make_user(team=team)


@pytest.fixture
def asker() -> User:
    """Return a worker of another team who looks for somebody."""
    return make_user(team=make_team(), name="Roger Viken")


@pytest.fixture
def person(contact: User) -> Person:
    """Return somebody known by a number, a name and a phone."""
    with acting_as(SYSTEM):
        return register_person(
            called="Tuva",
            full_name="Tuva Lindås",
            by=contact,
            contact=contact,
            phones=[NewPhone(PHONE)],
            national_number=SYNTHETIC,
            at=timezone.now(),
        )


def hide(person: Person, by: User, *, hidden: bool = True) -> None:
    """Hide somebody, or no more."""
    with acting_as(by.pk):
        blocks.hide(person=person, hidden=hidden, by=by, at=timezone.now())


def ask(asker: User, **typed: str) -> Any:
    """Register somebody the way one who looks for them would."""
    data = {"called": "Tuva", "language": "nb", "contact": str(asker.pk), **typed}
    return sign_in(Client(), asker).post(reverse("person_new"), data)


def team_page(leader: User) -> str:
    """Return the leader's page."""
    return sign_in(Client(), leader).get(reverse("team")).content.decode()


@pytest.mark.parametrize(
    "typed", [{"national_number": SYNTHETIC}, {"phone_0": PHONE}, {"national_number": SYNTHETIC, "phone_0": PHONE}]
)
def test_looking_for_them_is_answered_as_for_one_who_is_not_known(
    person: Person, contact: User, asker: User, team: Team, typed: dict[str, str]
) -> None:
    told = ask(asker, **typed)
    assert told.status_code == 422
    assert "er kjent her" in told.content.decode()
    hide(person, contact)
    leader = make_user(Role.LEADER, team=team)
    assert "Noen ble lett etter" not in team_page(leader)
    silent = ask(asker, **typed)
    assert silent.status_code == 302
    with acting_as(SYSTEM):
        made = Person.objects.exclude(pk=person.pk).get()
        assert made.called == "Tuva"
        assert Reading.objects.filter(subject_id=person.pk, part="found").count() == 1  # from before, not this time
        assert Deed.objects.filter(verb="person.looked_for", subject_id=person.pk, by=asker).exists()
    card = team_page(leader)
    assert "Noen ble lett etter" in card
    assert "Roger Viken" in card
    assert "Tuva" not in card
    assert "Noen ble lett etter" not in team_page(make_user(Role.LEADER, team=asker.team))


def test_their_number_leads_to_them_alone(person: Person, contact: User, asker: User) -> None:
    hide(person, contact)
    ask(asker, national_number=SYNTHETIC)
    assert person_with_number(SYNTHETIC) == person.pk
    with acting_as(SYSTEM):
        made = Person.objects.exclude(pk=person.pk).get()
    assert (made.national_number_hash, made.number_hash_beside) == (None, person.national_number_hash)


def test_asking_twice_is_answered_as_if_they_had_never_been_here(person: Person, contact: User, asker: User) -> None:
    hide(person, contact)
    other = make_user(team=make_team())
    assert ask(asker, national_number=SYNTHETIC).status_code == 302
    mine = ask(asker, called="Noen annen", national_number=SYNTHETIC)
    assert "En du kan åpne, har dette nummeret" in mine.content.decode()
    others = ask(other, called="Noen annen", national_number=SYNTHETIC)
    assert "er kjent her" in others.content.decode()  # of the one the first asker registered
    with acting_as(SYSTEM):
        assert Person.objects.count() == 2
        found = Reading.objects.filter(part="found")
        assert not found.filter(subject_id=person.pk).exists()
        assert found.count() == 1


def test_past_the_limit_a_hidden_one_is_refused_like_anybody(person: Person, contact: User, asker: User) -> None:
    hide(person, contact)
    asked: dict[str, Any] = {
        "called": "Tuva",
        "full_name": "",
        "phones": [NewPhone(PHONE)],
        "national_number": "",
        "open_people": OpenPeople(for_user=asker, at=timezone.now()),
        "by": asker,
        "at": timezone.now(),
    }
    with acting_as(asker.pk):
        for _time in range(ASKINGS):
            assert ask_whether_known(**asked) is None
        with pytest.raises(Refused, match="For mange forsøk"):
            ask_whether_known(**asked)


def test_an_import_recognises_nobody_who_is_hidden(person: Person, contact: User) -> None:
    sought: dict[str, Any] = {
        "numbers": [PHONE],
        "number_hashes": [person.national_number_hash],
        "full_names": ["Tuva Lindås"],
        "called": ["Tuva"],
        "contact_ids": [contact.pk],
        "person_ids": [person.pk],
    }
    assert [one.person_id for one in people_recognised_by(**sought)] == [person.pk]
    hide(person, contact)
    assert people_recognised_by(**sought) == []


def test_a_leaders_own_asking_is_not_an_answer_to_them(person: Person, contact: User, team: Team) -> None:
    hide(person, contact)
    leader = make_user(Role.LEADER, Role.WORKER, team=team)
    ask(leader, phone_0=PHONE)
    assert "Noen ble lett etter" not in team_page(leader)


def test_the_hand_over_card_shows_a_letter(person: Person, contact: User, team: Team) -> None:
    leader = make_user(Role.LEADER, team=team)
    hide(person, contact)
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=person).update(until_at=timezone.now())
    card = team_page(leader)
    assert "Tuva" not in card
    assert ">T.<" in card
    another = make_user(team=team)
    leading = sign_in(Client(), leader)
    leading.post(reverse("team_place", kwargs={"person_id": person.pk}), {"worker": str(another.pk)})
    assert "Tuva" not in leading.get(reverse("team")).content.decode()


def test_those_from_outside_see_a_letter(person: Person, contact: User) -> None:
    consent = make_consent(person, by=make_account_of(person))
    hide(person, contact)
    outside = sign_in(Client(), consent.receiver)
    for page in (reverse("shared"), reverse("shared_person", kwargs={"person_id": person.pk})):
        shown = outside.get(page).content.decode()
        assert "Tuva" not in shown
        assert "T." in shown


def test_the_circle_sees_the_name_as_before(person: Person, contact: User) -> None:
    hide(person, contact)
    client = sign_in(Client(), contact)
    assert "Tuva" in client.get(reverse("people_list")).content.decode()
    assert "Tuva" in client.get(reverse("person", kwargs={"person_id": person.pk})).content.decode()


def test_the_person_and_the_contact_hide_and_unhide(person: Person, contact: User, asker: User) -> None:
    account = make_account_of(person)
    own = sign_in(Client(), account, narrow=True)
    own.post(reverse("my_hidden"), {"on": "1"})
    own.post(reverse("my_hidden"), {"on": "1"})  # a second click
    with acting_as(SYSTEM):
        assert Person.objects.get(pk=person.pk).is_hidden
        assert Deed.objects.filter(verb="person.hide").count() == 1
    own.get(reverse("my_who"))  # the line that tells it is shown once
    assert "Du er skjult" not in own.get(reverse("my_who")).content.decode()  # a lent phone tells nothing
    assert own.post(reverse("my_hidden"), {"off": "1"})["Location"] == reverse("my_together")
    whole = sign_in(Client(), account)
    assert "Du er skjult" in whole.get(reverse("my_who")).content.decode()
    whole.post(reverse("my_hidden"), {"off": "1"})
    address = reverse("person_hidden", kwargs={"person_id": person.pk})
    assert sign_in(Client(), asker).post(address, {"on": "1"}).status_code == 404
    sign_in(Client(), contact).post(address, {"on": "1"})
    with acting_as(SYSTEM):
        assert Person.objects.get(pk=person.pk).is_hidden
