"""Keeping somebody out: at once, without a reason, past nobody; and what becomes of a contact person."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actions.rights import grant_right, grant_rights
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Block, Deed, Right, Role, Team, User
from benken.access.policies import Refused
from benken.people.actions import blocks
from benken.people.actions.emergency import open_in_emergency
from benken.people.actions.relations import let_into_circle
from benken.people.models import CircleMember, ContactPerson, Person, Phone, SharingConsent
from tests.factories import make_account_of, make_consent, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Return a team."""
    return make_team("Team Fjorden")


@pytest.fixture
def contact(team: Team) -> User:
    """Return the contact person."""
    return make_user(team=team, name="Ingunn Sæther")


@pytest.fixture
def leader(team: Team) -> User:
    """Return the leader of the team."""
    return make_user(Role.LEADER, team=team, name="Bjørg Haugland")


@pytest.fixture
def person(contact: User) -> Person:
    """Return the person."""
    return make_person(contact=contact, called="Tuva")


@pytest.fixture
def account(person: Person) -> User:
    """Return the person's own account."""
    return make_account_of(person)


@pytest.fixture
def member(person: Person, contact: User, team: Team) -> User:
    """Return somebody in the circle."""
    user, at = make_user(team=team, name="Roger Viken"), timezone.now()
    with acting_as(contact.pk):
        let_into_circle(person=person, member=user, basis="bolig", until_at=at + timedelta(days=30), by=contact, at=at)
    return user


def address(name: str, **ids: Any) -> str:
    """Return an address."""
    return reverse(name, kwargs=ids)


def may_open(user: User, person: Person) -> bool:
    """Tell whether the person page opens to somebody."""
    return sign_in(Client(), user).get(address("person", person_id=person.pk)).status_code == 200


def block(person: Person, user: User, by: User) -> Block:
    """Keep somebody out."""
    with acting_as(by.pk):
        return blocks.keep_out(person=person, user=user, by=by, at=timezone.now())


def deeds(verb: str) -> list[Deed]:
    """Return what was done with this verb."""
    with acting_as(SYSTEM):
        return list(Deed.objects.filter(verb=verb))


def test_it_ends_what_a_member_of_the_circle_had_at_the_next_request(
    client: Client, person: Person, account: User, member: User
) -> None:
    assert may_open(member, person)
    sign_in(client, account)
    page = client.get(address("my_keep_out", user_id=member.pk)).content.decode()
    assert "Roger Viken" in page
    assert "<textarea" not in page  # no reason is asked
    assert client.post(address("my_keep_out", user_id=member.pk))["Location"] == reverse("my_who")
    assert not may_open(member, person)
    with acting_as(SYSTEM):
        assert CircleMember.objects.get(member=member).ended_at is not None
        assert Block.objects.get().ended_at is None
    assert "Roger Viken" in client.get(reverse("my_who")).content.decode()
    client.post(address("my_keep_out", user_id=member.pk))  # a second click
    assert len(deeds("block.set")) == 1


def test_undone_within_minutes_everything_is_as_before(
    client: Client, person: Person, account: User, member: User
) -> None:
    make_consent(person, to=member, by=account)
    sign_in(client, account)
    client.post(address("my_keep_out", user_id=member.pk))
    with acting_as(SYSTEM):
        made = Block.objects.get()
    lift = address("my_let_in", block_id=made.pk)
    assert lift in client.get(reverse("my_who")).content.decode()
    client.post(lift)
    client.post(lift)  # a second click
    assert may_open(member, person)
    with acting_as(SYSTEM):
        assert CircleMember.objects.get(member=member).ended_at is None
        assert SharingConsent.objects.get(receiver=member).withdrawn_at is None
    assert len(deeds("block.lift")) == 1


def test_lifted_later_nothing_opens_by_itself(person: Person, account: User, contact: User, member: User) -> None:
    made, later = block(person, member, account), timezone.now() + timedelta(days=1)
    with acting_as(account.pk):
        assert not blocks.let_in_again(person=person, block=made, by=account, at=later)
    assert not may_open(member, person)
    with acting_as(contact.pk):  # but somebody may let them in again
        let_into_circle(
            person=person, member=member, basis="x", until_at=later + timedelta(days=5), by=contact, at=later
        )


def test_no_right_is_given_past_it_and_the_refusal_tells_nobody_why(
    client: Client, person: Person, account: User, contact: User, member: User
) -> None:
    never_in_circle = make_user(Role.LEADER, name="Roger Viken")
    block(person, member, account)
    about, soon = {"person_id": person.pk}, (timezone.localdate() + timedelta(days=9)).isoformat()
    sign_in(client, contact)
    data = {"member": str(member.pk), "basis": "sammen om bolig", "until_on": soon}
    assert (
        "Roger Viken kan ikke være med i laget."
        in client.post(address("person_circle", **about), data).content.decode()
    )
    with acting_as(contact.pk), pytest.raises(Refused) as others:  # the same words for another reason
        let_into_circle(
            person=person,
            member=never_in_circle,
            basis="x",
            until_at=timezone.now() + timedelta(days=1),
            by=contact,
            at=timezone.now(),
        )
    assert str(others.value) == "Roger Viken kan ikke være med i laget."
    handed = {"to": str(member.pk), "reason": "leave", "persons_say": "Ja.", "goodbye": "", "hello": ""}
    assert "kan ikke være kontaktperson" in client.post(address("person_hand_over", **about), handed).content.decode()
    for basis in Right.Basis:
        if basis != Right.Basis.SELF:
            with pytest.raises(Refused):
                grant_right(user=member, subject_id=person.pk, basis=basis, at=timezone.now())
    assert not may_open(member, person)


def test_the_database_refuses_too(person: Person, account: User, member: User) -> None:
    block(person, member, account)
    with pytest.raises(ProgrammingError, match="no such right"):
        grant_rights(user_of=[(member, person.pk)], basis=Right.Basis.CIRCLE, at=timezone.now())


def test_the_emergency_door_is_shut_as_well(person: Person, account: User, member: User) -> None:
    with acting_as(SYSTEM):
        Phone.objects.create(person=person, number="+4799990102")
    stranger = make_user()
    for user in (member, stranger):
        block(person, user, account)
        with acting_as(user.pk):
            answer = open_in_emergency(
                called="Tuva",
                phone="+4799990102",
                national_number="",
                kind="danger",
                words="Tuva svarer ikke på døra",
                by=user,
                at=timezone.now(),
            )
        assert answer.person_id is None
        assert not may_open(user, person)


@pytest.mark.second_wall
def test_whoever_is_kept_out_and_the_circle_see_nothing_of_it(
    person: Person, account: User, contact: User, member: User
) -> None:
    block(person, member, account)
    for user in (member, contact, make_user(), make_user(Role.ADMIN)):
        with acting_as(user.pk):
            assert not Block.objects.exists()
    with acting_as(account.pk):
        assert Block.objects.count() == 1


@pytest.mark.second_wall
def test_nobody_writes_it_past_the_action(person: Person, account: User, member: User) -> None:
    made = block(person, member, account)
    with acting_as(account.pk), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Block.objects.filter(pk=made.pk).update(ended_at=timezone.now())
    with acting_as(member.pk):
        assert Block.objects.filter(pk=made.pk).update(ended_at=timezone.now()) == 0
    with acting_as(SYSTEM):
        assert Block.objects.get(pk=made.pk).ended_at is None


def test_a_contact_person_is_let_go_at_once_and_the_leader_finds_another(
    client: Client, person: Person, account: User, contact: User, leader: User, team: Team
) -> None:
    another = make_user(team=team, name="Tor-Egil Nygård")
    sign_in(client, account)
    page = client.get(address("my_keep_out", user_id=contact.pk)).content.decode()
    assert "Nå med en gang" in page
    assert "Team Fjorden" in page
    client.post(address("my_keep_out", user_id=contact.pk), {"leaves": "now"})
    assert "Lederen ser at du ønsker en annen" in client.get(reverse("my_who")).content.decode()
    assert not may_open(contact, person)
    with acting_as(SYSTEM):
        held = ContactPerson.objects.get(person=person)
    assert (held.reason, held.until_at is None) == ("person_wished", False)
    leading = sign_in(Client(), leader)
    assert "Tuva" in leading.get(reverse("team")).content.decode()
    place = address("team_place", person_id=person.pk)
    refused = leading.post(place, {"worker": str(contact.pk)})
    assert refused.status_code == 422
    assert "kan ikke være kontaktperson" in refused.content.decode()
    leading.post(place, {"worker": str(another.pk)})
    assert may_open(another, person)


def test_a_contact_person_stays_until_another_is_there_if_the_person_wants_it_so(
    client: Client, person: Person, account: User, contact: User, leader: User, team: Team
) -> None:
    another = make_user(team=team, name="Tor-Egil Nygård")
    sign_in(client, account)
    client.post(address("my_keep_out", user_id=contact.pk), {"leaves": "later"})
    assert may_open(contact, person)
    assert "Du venter på en annen kontaktperson" in client.get(reverse("my_who")).content.decode()
    leading = sign_in(Client(), leader)
    card = leading.get(reverse("team")).content.decode()
    assert "Tuva" in card
    assert "Ønsker en annen kontaktperson" in card
    leading.post(address("team_place", person_id=person.pk), {"worker": str(another.pk)})
    assert not may_open(contact, person)
    assert may_open(another, person)
    leading.get(reverse("team"))  # the line that tells it is shown once
    assert "Tuva" not in leading.get(reverse("team")).content.decode()


def test_who_hands_over_keeps_no_overlap_if_the_person_keeps_them_out(
    client: Client, person: Person, account: User, contact: User, team: Team
) -> None:
    another = make_user(team=team)
    with acting_as(account.pk):
        blocks.keep_out(
            person=person, user=contact, leaves=blocks.ContactLeaves.WITH_ANOTHER, by=account, at=timezone.now()
        )
    sign_in(client, contact)
    data = {
        "to": str(another.pk),
        "reason": "person_wished",
        "persons_say": "Ja.",
        "overlap_until_on": (timezone.localdate() + timedelta(days=9)).isoformat(),
    }
    assert client.post(address("person_hand_over", person_id=person.pk), data).status_code == 302
    assert not may_open(contact, person)


def test_letting_the_contact_go_is_undone_too(client: Client, person: Person, account: User, contact: User) -> None:
    sign_in(client, account)
    client.post(address("my_keep_out", user_id=contact.pk), {"leaves": "now"})
    with acting_as(SYSTEM):
        made = Block.objects.get()
    client.post(address("my_let_in", block_id=made.pk))
    assert may_open(contact, person)
    with acting_as(SYSTEM):
        assert ContactPerson.objects.get(person=person).until_at is None


def test_a_leader_who_is_kept_out_gets_no_card(person: Person, account: User, contact: User, leader: User) -> None:
    other = make_user(Role.LEADER, team=leader.team)
    block(person, leader, account)
    block(person, contact, account)
    assert "Tuva" not in sign_in(Client(), leader).get(reverse("team")).content.decode()
    place = address("team_place", person_id=person.pk)
    assert sign_in(Client(), leader).post(place, {"worker": str(make_user().pk)}).status_code == 404
    assert "Tuva" in sign_in(Client(), other).get(reverse("team")).content.decode()


def test_the_contact_writes_it_down_for_somebody_without_a_phone(
    client: Client, person: Person, contact: User, member: User
) -> None:
    sign_in(client, contact)
    here = address("person_sharing", person_id=person.pk)
    assert client.post(address("person_keep_out", person_id=person.pk), {"user": ""}).status_code == 422
    assert client.post(address("person_keep_out", person_id=person.pk), {"user": str(member.pk)})["Location"] == here
    assert not may_open(member, person)
    assert "Roger Viken" in client.get(here).content.decode()
    with acting_as(SYSTEM):
        made = Block.objects.get()
    assert made.written_by == contact
    client.post(address("person_let_in", person_id=person.pk, block_id=made.pk))
    assert may_open(member, person)
    sign_in(client, member)
    assert client.post(address("person_keep_out", person_id=person.pk), {"user": str(contact.pk)}).status_code == 404


def test_a_narrow_session_keeps_out_and_undoes_but_lets_nobody_in_later(
    client: Client, person: Person, account: User, member: User
) -> None:
    stranger = make_user(name="Noen Annen")
    sign_in(client, account, narrow=True)
    assert "Noen Annen" not in client.get(reverse("my_keep_out_choose")).content.decode()
    assert client.post(address("my_keep_out", user_id=stranger.pk)).status_code == 404
    client.post(address("my_keep_out", user_id=member.pk))
    assert not may_open(member, person)
    client.get(reverse("my_who"))  # the line that tells it is shown once
    assert "Roger Viken" not in client.get(reverse("my_who")).content.decode()
    with acting_as(SYSTEM):
        made = Block.objects.get()
        Block.objects.update(since_at=timezone.now() - timedelta(hours=1))
    assert client.post(address("my_let_in", block_id=made.pk))["Location"] == reverse("my_together")
    with acting_as(SYSTEM):
        assert Block.objects.get().ended_at is None


def test_nobody_is_named_to_a_person_by_their_id(client: Client, account: User) -> None:
    sign_in(client, account)
    for user in (make_user(Role.ADMIN), make_user(Role.SUPPORTER), make_account_of(make_person())):
        assert client.get(address("my_keep_out", user_id=user.pk)).status_code == 404
