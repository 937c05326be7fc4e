"""Pages that are the contact person's alone: somebody of the circle, who may open the record, finds nothing there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.people.actions.relations import let_into_circle
from benken.people.models import DisclosureCase, Person, Supporter
from tests.factories import (
    make_account_of,
    make_case,
    make_complaint,
    make_emergency,
    make_person,
    make_supporter,
    make_team,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(contact: User) -> Person:
    """Return the person."""
    return make_person(contact=contact)


@pytest.fixture
def colleague(person: Person, contact: User) -> User:
    """Return somebody of the person's circle."""
    member, at = make_user(team=contact.team), timezone.now()
    with acting_as(SYSTEM):
        let_into_circle(
            person=person, member=member, basis="sammen om bolig", until_at=at + timedelta(days=7), by=contact, at=at
        )
    return member


@pytest.mark.parametrize("page", ["person_account", "disclosure_new", "person_complaint", "person_all"])
def test_a_page_of_the_contact_is_missing_for_the_circle_and_nothing_is_logged_as_read(
    client: Client, person: Person, contact: User, colleague: User, page: str
) -> None:
    address = reverse(page, args=[person.pk])
    assert sign_in(client, contact).get(address).status_code == 200
    assert sign_in(client, colleague).get(reverse("person", args=[person.pk])).status_code == 200
    with acting_as(SYSTEM):
        read = Reading.objects.filter(user=colleague).count()
    assert client.get(address).status_code == 404
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=colleague).count() == read


@pytest.mark.parametrize(
    "page",
    [
        "person_open_together",
        "person_way_in_slip",
        "person_way_in_slip_close",
        "person_way_in_code",
        "person_way_in_address",
    ],
)
def test_nothing_is_done_with_the_way_in_of_somebody_who_has_none(
    client: Client, person: Person, contact: User, page: str
) -> None:
    typed = {"number": "12", "word": "kornett", "email": "tuva@fjordvik.example"}
    address = reverse(page, args=[person.pk])
    assert sign_in(client, contact).post(address, typed).status_code == 404
    make_account_of(person)
    assert client.post(address, typed).status_code in {200, 302, 422}


@pytest.mark.parametrize(
    ("state", "has_letter"),
    [("approved", True), ("given", True), ("proposed", False), ("refused", False), ("dropped", False)],
)
def test_the_letter_of_a_case_is_the_contacts_and_only_after_a_yes(  # fixtures and the row
    client: Client, person: Person, contact: User, colleague: User, state: str, has_letter: bool
) -> None:
    leader, at = make_user(Role.LEADER, team=contact.team), timezone.now()
    case = make_case(person, by=contact, decided_by=leader)
    with acting_as(SYSTEM):
        DisclosureCase.objects.filter(pk=case.pk).update(state=state, given_at=at, given_by=contact)
    letter = reverse("disclosure_letter", args=[person.pk, case.pk])
    assert sign_in(client, contact).get(letter).status_code == (200 if has_letter else 404)
    assert sign_in(client, colleague).get(letter).status_code == 404
    assert client.get(reverse("disclosure", args=[person.pk, case.pk])).status_code == 200


def test_who_was_taken_away_of_the_network_has_no_page_but_what_was_typed_is_saved(
    client: Client, person: Person, contact: User
) -> None:
    silje = make_supporter(person, by=contact)
    page = reverse("supporter_change", args=[person.pk, silje.pk])
    assert sign_in(client, contact).get(page).status_code == 200
    with acting_as(SYSTEM):
        Supporter.objects.filter(pk=silje.pk).update(removed_at=timezone.now())
    assert client.get(page).status_code == 404
    typed = {"name": "Silje M", "reach": silje.reach, "version": str(silje.version)}
    assert client.post(page, typed).status_code == 302
    assert "Silje M" in client.get(reverse("network", args=[person.pk])).content.decode()


def test_complaints_are_listed_for_leaders_alone_and_answered_by_the_one_they_go_to(
    client: Client, person: Person, contact: User
) -> None:
    leader = make_user(Role.LEADER, team=contact.team)
    made = make_complaint(person, by=make_account_of(person))
    pages = (reverse("team_complaints"), reverse("team_complaint", args=[made.pk]))
    for user in (contact, make_user(Role.ADMIN, team=contact.team)):
        assert [sign_in(client, user).get(page).status_code for page in pages] == [404, 404]
        with acting_as(SYSTEM):
            assert not Deed.objects.filter(by=user, verb="complaint.list").exists()
    assert [sign_in(client, leader).get(page).status_code for page in pages] == [200, 200]
    far = make_user(Role.LEADER, team=make_team())
    assert [sign_in(client, far).get(page).status_code for page in pages] == [200, 404]


def test_only_a_leader_marks_an_emergency_seen_or_asks_why(client: Client, person: Person, contact: User) -> None:
    outside = make_user(team=make_team())
    emergency = make_emergency(person, by=outside)
    of_person, of_reader = (make_user(Role.LEADER, team=user.team) for user in (contact, outside))
    seen, why = (reverse(name, args=[emergency.pk]) for name in ("emergency_seen", "emergency_why"))
    for user in (contact, outside, make_user(Role.LEADER, team=make_team()), make_user(Role.LEADER)):
        assert [sign_in(client, user).post(page).status_code for page in (seen, why)] == [404, 404]
    assert [sign_in(client, of_person).post(page).status_code for page in (seen, why)] == [302, 404]
    assert [sign_in(client, of_reader).post(page).status_code for page in (seen, why)] == [302, 302]
