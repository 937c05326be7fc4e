"""A new contact person and the circle: each change opens and closes the record at once, and is written down."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, Team, User
from benken.followup.models import Promise
from benken.lib.ids import new_id
from benken.people.models import CircleMember, ContactPerson, Entry, Person
from tests.factories import (
    make_account_of,
    make_entry,
    make_goal,
    make_person,
    make_step,
    make_team,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Return a team."""
    return make_team("Team Fjorden")


@pytest.fixture
def contact(team: Team) -> User:
    """Return the contact person."""
    return make_user(team=team, name="Ingunn")


@pytest.fixture
def next_one(team: Team) -> User:
    """Return who becomes the contact person."""
    return make_user(team=team, name="Tor-Egil")


@pytest.fixture
def person(contact: User) -> Person:
    """Return the person."""
    return make_person(contact=contact, called="Tuva")


def address(person: Person, name: str = "person", **more: Any) -> str:
    """Return one of a person's addresses."""
    return reverse(name, kwargs={"person_id": person.pk, **more})


def day(days: int) -> str:
    """Return a day from today on, as a browser sends it."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def hand_over(client: Client, person: Person, new: User, /, **changed: str) -> HttpResponse:
    """Send the form of a new contact person."""
    data = {
        "to": str(new.pk),
        "reason": "leave",
        "persons_say": "Det er greit, jeg har møtt ham.",
        "goodbye": "Vi gikk en siste tur.",
        "hello": "Vi drakk kaffe sammen.",
        **changed,
    }
    return client.post(address(person, "person_hand_over"), data)  # type: ignore[return-value]  # the client's own type


def let_in(client: Client, person: Person, member: User, **changed: str) -> HttpResponse:
    """Send the form that lets somebody into the circle."""
    data = {"member": str(member.pk), "basis": "sammen om bolig", "until_on": day(30), **changed}
    return client.post(address(person, "person_circle"), data)  # type: ignore[return-value]  # the client's own type


def deeds(verb: str) -> list[Deed]:
    """Return what was done with this verb."""
    with acting_as(SYSTEM):
        return list(Deed.objects.filter(verb=verb))


def contacts(person: Person) -> list[ContactPerson]:
    """Return all contact persons, the newest first."""
    with acting_as(SYSTEM):
        return list(ContactPerson.objects.filter(person=person).select_related("worker"))


def circle(person: Person) -> list[CircleMember]:
    """Return all who are or were in the circle."""
    with acting_as(SYSTEM):
        return list(CircleMember.objects.filter(person=person).select_related("member"))


def test_a_hand_over_moves_everything_and_is_written_down(
    client: Client, contact: User, next_one: User, person: Person
) -> None:
    make_goal(person, by=contact, words="Spille kornett")
    sign_in(client, contact)
    assert hand_over(client, person, next_one)["Location"] == reverse("people_list")
    assert "Tor-Egil er nå kontaktperson for Tuva." in client.get(reverse("people_list")).content.decode()
    new, old = contacts(person)
    assert (new.worker, new.persons_say, new.hello) == (
        next_one,
        "Det er greit, jeg har møtt ham.",
        "Vi drakk kaffe sammen.",
    )
    assert (old.worker, old.reason, old.goodbye) == (contact, "leave", "Vi gikk en siste tur.")
    assert old.until_at == new.since_at
    with acting_as(SYSTEM):
        entry = Entry.objects.get(person=person, kind=Entry.Kind.NEW_CONTACT)
    assert (entry.state, entry.author, entry.about_id) == ("shared", contact, new.pk)
    for words in ("siste tur", "kaffe sammen", "Det er greit"):
        assert words in entry.text
    [deed] = deeds("contact_person.change")
    assert (deed.by, deed.subject_id, deed.object_id) == (contact, person.pk, new.pk)


def test_the_old_contact_person_loses_the_page_at_the_next_request(
    client: Client, contact: User, next_one: User, person: Person
) -> None:
    sign_in(client, contact)
    assert client.get(address(person)).status_code == 200
    hand_over(client, person, next_one)
    closed, missing = client.get(address(person)), client.get(f"/people/{new_id()}/")
    assert closed.status_code == missing.status_code == 404
    assert closed.content == missing.content
    assert list(client.get(reverse("people_list")).context["people"]) == []
    sign_in(client, next_one)
    assert client.get(address(person)).status_code == 200


def test_the_history_stands(client: Client, contact: User, next_one: User, person: Person) -> None:
    sign_in(client, contact)
    hand_over(client, person, next_one)
    page = sign_in(client, next_one).get(address(person, "person_hand_over")).content.decode()
    history = page[page.index("timeline") :]
    assert history.index("Tor-Egil") < history.index("Ingunn")
    assert "«Det er greit, jeg har møtt ham.»" in history
    assert "permisjon eller sykdom" in history
    with acting_as(SYSTEM):
        assert Reading.objects.filter(subject_id=person.pk, user=next_one, part="contact_persons").count() == 1


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("reason", ""),
        ("reason", "because"),
        ("persons_say", ""),
        ("persons_say", "  \n "),
        ("persons_say", "\u200b"),
        ("persons_say", "x" * 2001),
        ("to", ""),
        ("to", "x"),
        ("overlap_until_on", "i morgen"),
    ],
)
def test_a_reason_and_what_the_person_says_are_needed(
    client: Client, contact: User, next_one: User, person: Person, field: str, wrong: str
) -> None:
    sign_in(client, contact)
    answer = hand_over(client, person, next_one, **{field: wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert "Vi gikk en siste tur." in page
    assert [row.worker for row in contacts(person)] == [contact]


def test_neither_a_leader_nor_the_contact_person_nor_somebody_who_left_can_be_chosen(
    client: Client, contact: User, person: Person, team: Team
) -> None:
    gone = make_user(team=team)
    gone.is_active = False
    gone.save()
    sign_in(client, contact)
    for other in (make_user(Role.LEADER, team=team), make_user(Role.PEER, team=team), contact, gone):
        answer = hand_over(client, person, other)
        assert answer.status_code == 422
        assert 'id="id_to_error"' in answer.content.decode()
    assert [row.worker for row in contacts(person)] == [contact]


def test_an_overlap_keeps_the_page_open_and_stands_on_the_list_of_who_can_open_it(
    client: Client, contact: User, next_one: User, person: Person
) -> None:
    sign_in(client, contact)
    hand_over(client, person, next_one, overlap_until_on=day(14))
    assert client.get(address(person)).status_code == 200
    with acting_as(SYSTEM):
        overlap = Right.objects.get(user=contact, subject_id=person.pk, basis=Right.Basis.OVERLAP)
        assert overlap.until_at is not None
        assert timezone.localtime(overlap.until_at).date().isoformat() == day(14)
        log = Reading.objects.filter(user=contact, subject_id=person.pk, part="page").get()
    assert log.basis == Right.Basis.OVERLAP
    page = sign_in(client, next_one).get(address(person, "person_circle")).content.decode()
    assert "<strong>Ingunn</strong>" in page
    with acting_as(SYSTEM):
        Right.objects.filter(pk=overlap.pk).update(until_at=timezone.now())
        ContactPerson.objects.filter(worker=contact).update(overlap_until_at=timezone.now())
    assert "<strong>Ingunn</strong>" not in client.get(address(person, "person_circle")).content.decode()
    assert sign_in(client, contact).get(address(person)).status_code == 404


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (90, True), (92, False)])
def test_an_overlap_ends_within_ninety_days(
    client: Client, contact: User, next_one: User, person: Person, days: int, *, taken: bool
) -> None:
    sign_in(client, contact)
    answer = hand_over(client, person, next_one, overlap_until_on=day(days))
    assert answer.status_code == (302 if taken else 422)
    assert len(contacts(person)) == (2 if taken else 1)
    if not taken:
        assert "90 dager" in answer.content.decode()
        assert "Vi gikk en siste tur." in answer.content.decode()


def test_it_can_be_handed_back(client: Client, contact: User, next_one: User, person: Person) -> None:
    hand_over(sign_in(client, contact), person, next_one, overlap_until_on=day(14))
    hand_over(sign_in(client, next_one), person, contact)
    assert [row.worker for row in contacts(person)] == [contact, next_one, contact]
    assert client.get(address(person)).status_code == 404
    assert sign_in(client, contact).get(address(person)).status_code == 200
    page = client.get(address(person, "person_circle")).content.decode()
    assert page.count("<strong>Ingunn</strong>") == 1


def test_a_stranger_hands_nobody_over(client: Client, contact: User, person: Person) -> None:
    stranger = make_user()
    sign_in(client, stranger)
    assert hand_over(client, person, stranger).status_code == 404
    assert let_in(client, person, stranger).status_code == 404
    assert [row.worker for row in contacts(person)] == [contact]
    assert circle(person) == []


def test_somebody_is_let_into_the_circle_with_a_reason_and_an_end(
    client: Client, contact: User, next_one: User, person: Person
) -> None:
    sign_in(client, contact)
    assert let_in(client, person, next_one)["Location"] == address(person, "person_circle")
    page = client.get(address(person, "person_circle")).content.decode()
    assert "Tor-Egil er med i laget." in page
    assert "sammen om bolig" in page
    [member] = circle(person)
    assert (member.member, member.added_by, member.basis) == (next_one, contact, "sammen om bolig")
    assert timezone.localtime(member.until_at).date().isoformat() == day(30)
    with acting_as(SYSTEM):
        right = Right.objects.get(user=next_one, subject_id=person.pk)
    assert (right.basis, right.scope, right.until_at) == ("circle", "record", member.until_at)
    assert [deed.object_id for deed in deeds("circle.add")] == [member.pk]
    assert sign_in(client, next_one).get(address(person)).status_code == 200


def test_a_peer_gets_their_own_talks_only(client: Client, contact: User, person: Person) -> None:
    peer = make_user(Role.PEER, name="Erfaren")
    make_goal(person, by=contact, words="Spille kornett")
    make_entry(person, by=contact, text="Ikke for alle.")
    let_in(sign_in(client, contact), person, peer, basis="tur hver uke")
    with acting_as(SYSTEM):
        assert Right.objects.get(user=peer).scope == Right.Scope.OWN_TALKS
    make_entry(person, by=peer, text="Vi gikk tur.")
    page = sign_in(client, peer).get(address(person)).content.decode()
    assert "Vi gikk tur." in page
    for hidden in ("Spille kornett", "Ikke for alle."):
        assert hidden not in page
    for name in ("person_circle", "person_hand_over", "person_change", "conversation"):
        assert client.get(address(person, name)).status_code == 404


def test_whoever_is_in_is_not_let_in_twice(client: Client, contact: User, next_one: User, person: Person) -> None:
    sign_in(client, contact)
    let_in(client, person, next_one)
    answer = let_in(client, person, next_one, basis="sammen om jobb")
    assert answer.status_code == 422
    assert "Tor-Egil er alt med i laget." in answer.content.decode()
    assert "sammen om jobb" in answer.content.decode()
    assert len(circle(person)) == 1


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (365, True), (400, False)])
def test_the_circle_lasts_a_year_at_most(
    client: Client, contact: User, next_one: User, person: Person, days: int, *, taken: bool
) -> None:
    answer = let_in(sign_in(client, contact), person, next_one, until_on=day(days))
    assert answer.status_code == (302 if taken else 422)
    assert len(circle(person)) == int(taken)
    if not taken:
        assert "høyst ett år fram" in answer.content.decode()
        assert "sammen om bolig" in answer.content.decode()


@pytest.mark.parametrize("basis", ["", "  ", "\u200b", "x" * 201])
def test_the_circle_needs_a_reason(client: Client, contact: User, next_one: User, person: Person, basis: str) -> None:
    answer = let_in(sign_in(client, contact), person, next_one, basis=basis)
    assert answer.status_code == 422
    assert 'id="id_basis_error"' in answer.content.decode()
    assert circle(person) == []


def test_only_those_who_meet_people_are_let_in(client: Client, contact: User, person: Person) -> None:
    sign_in(client, contact)
    for role in set(Role) - {Role.WORKER, Role.OUTREACH, Role.PEER}:
        assert let_in(client, person, make_user(role)).status_code == 422
    assert let_in(client, person, contact).status_code == 422
    assert circle(person) == []


def test_whoever_is_taken_out_gets_the_404(client: Client, contact: User, next_one: User, person: Person) -> None:
    let_in(sign_in(client, contact), person, next_one)
    [member] = circle(person)
    end = address(person, "person_circle_end", membership_id=member.pk)
    assert client.get(end).status_code == 405
    answer = client.post(end, follow=True)
    assert "Tor-Egil er ikke lenger med i laget." in answer.content.decode()
    [ended] = circle(person)
    assert ended.ended_at is not None
    assert [deed.object_id for deed in deeds("circle.end")] == [member.pk]
    assert client.post(end).status_code == 404
    sign_in(client, next_one)
    closed, missing = client.get(address(person)), client.get(f"/people/{new_id()}/")
    assert closed.status_code == missing.status_code == 404
    assert closed.content == missing.content
    let_in(sign_in(client, contact), person, next_one)
    assert sign_in(client, next_one).get(address(person)).status_code == 200


def test_one_can_leave_the_circle_oneself(client: Client, contact: User, next_one: User, person: Person) -> None:
    let_in(sign_in(client, contact), person, next_one)
    [member] = circle(person)
    sign_in(client, next_one)
    answer = client.post(address(person, "person_circle_end", membership_id=member.pk))
    assert answer["Location"] == reverse("people_list")
    assert client.get(address(person)).status_code == 404


def test_a_membership_is_not_ended_from_another_persons_page(
    client: Client, contact: User, next_one: User, person: Person
) -> None:
    let_in(sign_in(client, contact), person, next_one)
    [member] = circle(person)
    other = make_person(contact=contact)
    assert client.post(address(other, "person_circle_end", membership_id=member.pk)).status_code == 404
    assert [row.ended_at for row in circle(person)] == [None]


def test_a_membership_ends_by_itself(client: Client, contact: User, next_one: User, person: Person) -> None:
    let_in(sign_in(client, contact), person, next_one)
    with acting_as(SYSTEM):
        for model in (CircleMember, Right):
            model.objects.filter(until_at__isnull=False).update(until_at=timezone.now())
    client.get(reverse("people_list"))  # where it is told that he came in
    assert "Tor-Egil" not in client.get(address(person)).content.decode()
    assert sign_in(client, next_one).get(address(person)).status_code == 404


def test_the_persons_own_account_is_missing_on_every_page_of_those_who_help(
    client: Client, contact: User, next_one: User, person: Person, now: datetime
) -> None:
    let_in(sign_in(client, contact), person, next_one)
    goal = make_goal(person, by=contact)
    step, entry = make_step(goal, by=contact), make_entry(person, by=contact)
    with acting_as(SYSTEM):
        promised = Promise.objects.create(person=person, by=contact, words="Ringe", made_at=now)
    sign_in(client, make_account_of(person))
    one = {"goal_id": goal.pk}
    pages: dict[str, dict[str, Any]] = {
        "person_change": {},
        "person_account": {},
        "person_hand_over": {},
        "person_circle": {},
        "person_circle_end": {"membership_id": circle(person)[0].pk},
        "entry_new": {},
        "entry": {"entry_id": entry.pk},
        "entry_autosave": {"entry_id": new_id()},
        "entry_show": {"entry_id": entry.pk},
        "entry_undo": {"entry_id": entry.pk},
        "entry_throw": {"entry_id": entry.pk},
        "goal_new": {},
        "goals_print": {},
        "person_goals_paper": {},
        "person_where": {},
        "person_where_paper": {},
        "person_weekly": {},
        "person_slip": {},
        "person_slip_paper": {},
        "goal": one,
        "goal_change": one,
        "goal_move": {**one, "to": "resting"},
        "goal_take_back": one,
        "step_add": one,
        "step_mark": {"step_id": step.pk, "done": 1},
        "step_remove": {"step_id": step.pk},
        "best_now": {},
        "basics": {},
        "areas": {},
        "area": {"area": "home"},
        "promise_new": {},
        "promise_keep": {"promise_id": promised.pk, "kept": 1},
        "promise_tell": {"promise_id": promised.pk},
        "conversation": {},
    }
    for name, arguments in pages.items():
        path = address(person, name, **arguments)
        # A page that only acts may say so to a GET; it says it to everybody.
        assert client.get(path).status_code in {404, 405}, name
        assert client.post(path, {"text": "Hei", "words": "Hei"}).status_code in {404, 405}, name
    for name in ("people_list", "person_new", "team"):
        assert client.get(reverse(name)).status_code == 404, name
    assert client.get(address(person))["Location"] == reverse("my")
