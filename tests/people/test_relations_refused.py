"""Contact person and circle: the action refuses by itself, and what happens to one leaves the others as they were."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from benken.access.actions.blocks import keep_out
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Right, Role, User
from benken.access.policies import Refused
from benken.lib.ids import new_id
from benken.people.actions import relations
from benken.people.models import CircleMember, ContactPerson, Person
from tests.factories import make_emergency, make_person, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(contact: User) -> User:
    """Return a worker of the same team."""
    return make_user(team=contact.team, name="Tor-Egil")


@pytest.fixture
def leader(contact: User) -> User:
    """Return the leader of the team."""
    return make_user(Role.LEADER, team=contact.team, name="Liv")


@pytest.fixture
def person(contact: User) -> Person:
    """Return the person."""
    return make_person(contact=contact, called="Tuva")


@pytest.fixture
def waiting(contact: User) -> Person:
    """Return somebody of the team without a contact person."""
    person = make_person(contact=contact, called="Ole")
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=person).update(until_at=timezone.now())
        Right.objects.filter(subject_id=person.pk).update(until_at=timezone.now())
    return person


def hand_over(person: Person, to: User, by: User, *, overlap_until_at: datetime | None = None) -> ContactPerson:
    """Give somebody a new contact person."""
    with acting_as(SYSTEM):
        return relations.hand_over(
            person=person,
            to=to,
            reason=ContactPerson.Reason.LEAVE,
            persons_say="Ja.",
            goodbye="",
            hello="",
            overlap_until_at=overlap_until_at,
            by=by,
            at=timezone.now(),
        )


def place(person: Person, to: User, by: User) -> ContactPerson:
    """Place somebody with a contact person."""
    with acting_as(SYSTEM):
        return relations.place_with_contact(person=person, to=to, by=by, at=timezone.now())


def take_back(placing_id: UUID, by: User, *, after: timedelta = timedelta(0)) -> str:
    """Undo a placing."""
    with acting_as(SYSTEM):
        return relations.take_back_placing(placing_id=placing_id, by=by, at=timezone.now() + after)


def let_in(person: Person, member: User, by: User, *, days: int = 9, at: datetime | None = None) -> CircleMember:
    """Let somebody into the circle."""
    at = at or timezone.now()
    with acting_as(SYSTEM):
        return relations.let_into_circle(
            person=person, member=member, basis="x", until_at=at + timedelta(days=days), by=by, at=at
        )


def contacts(person: Person) -> list[User]:
    """Return the contact persons who stand."""
    with acting_as(SYSTEM):
        return [one.worker for one in person.contact_persons.filter(until_at=None).select_related("worker")]


def test_a_hand_over_goes_to_a_worker_who_is_not_the_contact_yet_and_not_to_oneself(
    person: Person, contact: User, colleague: User, leader: User
) -> None:
    with pytest.raises(Refused, match="Liv kan ikke være kontaktperson"):
        hand_over(person, leader, contact)
    with pytest.raises(Refused, match="Ingunn er allerede kontaktpersonen"):
        hand_over(person, contact, leader)
    with pytest.raises(Refused, match="Ingen gir seg selv en person"):
        hand_over(person, colleague, colleague)
    assert contacts(person) == [contact]
    hand_over(person, colleague, contact)
    assert contacts(person) == [colleague]


def test_what_is_open_in_an_emergency_changes_nobody_who_follows(
    person: Person, contact: User, colleague: User
) -> None:
    helper = make_user(team=make_team())
    make_emergency(person, by=helper)
    with pytest.raises(Refused, match="Med nødtilgang"):
        hand_over(person, colleague, helper)
    with pytest.raises(Refused, match="Med nødtilgang"):
        let_in(person, colleague, helper)
    assert contacts(person) == [contact]
    with acting_as(SYSTEM):
        assert not CircleMember.objects.exists()
    let_in(person, colleague, contact)


def test_a_hand_over_leaves_what_had_ended_before_as_it_was(waiting: Person, contact: User, colleague: User) -> None:
    with acting_as(SYSTEM):
        before = ContactPerson.objects.get(person=waiting)
    hand_over(waiting, colleague, contact)
    with acting_as(SYSTEM):
        after = ContactPerson.objects.get(pk=before.pk)
    assert (after.until_at, after.reason) == (before.until_at, before.reason)
    assert contacts(waiting) == [colleague]


def test_the_leader_of_the_team_alone_places_somebody_with_a_worker_of_the_team(
    waiting: Person, contact: User, colleague: User, leader: User
) -> None:
    elsewhere = make_team()
    for user in (contact, make_user(Role.LEADER), make_user(Role.LEADER, team=elsewhere)):
        to = make_user(team=user.team)
        with pytest.raises(Refused, match="Bare lederen av teamet"):
            place(waiting, to, user)
    for to in (leader, make_user(Role.PEER, team=leader.team), make_user(team=elsewhere)):
        with pytest.raises(Refused, match="kan ikke være kontaktperson"):
            place(waiting, to, leader)
    assert contacts(waiting) == []
    place(waiting, colleague, leader)
    with pytest.raises(Refused, match="Noen har alt blitt kontaktperson"):
        place(waiting, contact, leader)
    assert contacts(waiting) == [colleague]


def test_a_placing_is_taken_back_by_who_did_it_while_they_lead_the_team(
    waiting: Person, colleague: User, leader: User
) -> None:
    placed = place(waiting, colleague, leader)
    other = make_team()
    worker, moved = (User.objects.get(pk=leader.pk) for _one in range(2))
    worker.roles, moved.team = [Role.WORKER], other
    another = make_user(Role.LEADER, team=leader.team)
    for placing_id, by in ((new_id(), leader), (placed.pk, another), (placed.pk, worker), (placed.pk, moved)):
        with pytest.raises(LookupError):
            take_back(placing_id, by)
    assert contacts(waiting) == [colleague]
    assert take_back(placed.pk, leader) == "Ole"
    assert contacts(waiting) == []


def test_a_placing_stands_after_ten_minutes(waiting: Person, colleague: User, leader: User) -> None:
    placed = place(waiting, colleague, leader)
    with pytest.raises(Refused, match="Det er for sent å angre"):
        take_back(placed.pk, leader, after=timedelta(minutes=11))
    assert contacts(waiting) == [colleague]


def test_who_meets_nobody_or_is_kept_out_is_not_let_into_the_circle(
    person: Person, contact: User, colleague: User, leader: User
) -> None:
    with acting_as(SYSTEM):
        keep_out(user=colleague, subject_id=person.pk, but=(), by=contact, at=timezone.now())
    for member in (leader, colleague):
        with pytest.raises(Refused, match=f"{member.name} kan ikke være med i laget"):
            let_in(person, member, contact)
    with acting_as(SYSTEM):
        assert not CircleMember.objects.exists()
    let_in(person, make_user(Role.PEER), contact)


def test_nobody_lets_others_in_for_longer_than_their_own_right_lasts(
    person: Person, contact: User, colleague: User
) -> None:
    hand_over(person, colleague, contact, overlap_until_at=timezone.now() + timedelta(days=5))
    new = make_user()
    with pytest.raises(Refused, match="Din egen rett slutter før den dagen"):
        let_in(person, new, contact, days=6)
    assert let_in(person, new, contact, days=4).member == new


def test_whoever_is_in_one_circle_is_let_into_another_and_into_the_same_when_their_time_is_over(
    person: Person, waiting: Person, contact: User
) -> None:
    member, other = make_user(), make_user()
    at = timezone.now()
    let_in(waiting, member, contact)
    let_in(person, other, contact)
    let_in(person, member, contact, days=2, at=at - timedelta(days=2))
    let_in(person, member, contact)
    with pytest.raises(Refused, match="er alt med i laget"):
        let_in(person, member, contact)
    with acting_as(SYSTEM):
        assert CircleMember.objects.filter(person=person, member=member).count() == 2
