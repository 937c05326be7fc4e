"""A worker leaves: each of theirs gets another, one by one, with their say; nobody is uncovered, no record opens."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, User
from benken.access.queries.rights import running_right
from benken.people.actions import blocks
from benken.people.actions.absences import be_away
from benken.people.actions.leaving import begin_leaving
from benken.people.actions.relations import let_into_circle
from benken.people.models import CircleMember, ContactPerson, Entry, Leaving, LeavingSay, Person
from tests.factories import make_appointment, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db

MANY = 30


@pytest.fixture
def ane() -> User:
    """Return the worker who leaves."""
    return make_user(team=make_team(), name="Ane Lie")


@pytest.fixture
def bo(ane: User) -> User:
    """Return a colleague of the team."""
    return make_user(team=ane.team, name="Bo Vik")


@pytest.fixture
def leader(ane: User) -> User:
    """Return the leader of the team."""
    return make_user(Role.LEADER, team=ane.team, name="Leder En")


@pytest.fixture
def last_on() -> date:
    """Return the last day."""
    return timezone.localdate() + timedelta(days=21)


@pytest.fixture
def leaving(ane: User, leader: User, last_on: date) -> Leaving:
    """Return that she leaves, as the leader wrote it down."""
    return begin_leaving(worker=ane, last_on=last_on, by=leader, at=timezone.now())


def place(leaving: Leaving, person: Person) -> str:
    """Return where somebody is given another contact person."""
    return reverse("leaving_place", args=[leaving.pk, person.pk])


def basis_of(user: User, person: Person) -> str:
    """Return by what somebody may open a record now, or nothing. The actor must be the system."""
    right = running_right(user=user, subject_id=person.pk, at=timezone.now())
    return right.basis if right else ""


def said(**changed: str) -> dict[str, str]:
    """Return what is posted when a person has been asked."""
    asked = {"said": "anybody", "wants": "", "words": "Hun kjenner meg.", "goodbye": "Vi tar en kaffe.", "hello": "Vi"}
    return {**asked, "version": "0", **changed}


def test_thirty_get_another_and_nobody_is_uncovered_for_a_day_and_no_record_is_opened(
    client: Client, ane: User, bo: User, leader: User, last_on: date
) -> None:
    people = [make_person(contact=ane, called=f"Kalt {number:02}") for number in range(MANY)]
    other = make_user(team=ane.team)
    sign_in(client, leader)
    answer = client.post(reverse("leaving_new", args=[ane.pk]), {"last_on": f"{last_on}"})
    with acting_as(SYSTEM):
        leaving = Leaving.objects.get()
    assert answer["Location"] == reverse("leaving", args=[leaving.pk])
    for number, person in enumerate(people):  # the next card comes by itself, with nobody chosen
        page = client.get(reverse("leaving", args=[leaving.pk])).content.decode()
        assert f'<h2 id="card">{person.called}</h2>' in page
        assert (
            page.split('id="card"')[1].split("</form>")[0].count(" selected>") == page.count('value="" selected>') == 1
        )
        answer = client.post(place(leaving, person), {"worker": (bo if number % 2 else other).pk})
        assert answer["Location"] == reverse("leaving", args=[leaving.pk])
    assert "Alle har fått en ny" in client.get(reverse("leaving", args=[leaving.pk])).content.decode()
    with acting_as(SYSTEM):
        for person in people:
            before, after = ContactPerson.objects.filter(person=person).order_by("since_at")
            assert (before.until_at, after.until_at) == (after.since_at, None)  # not for a moment
            assert timezone.localdate(before.overlap_until_at) == last_on
            for ahead in range(22):
                on = timezone.now() + timedelta(days=ahead)
                assert running_right(user=after.worker, subject_id=person.pk, at=on)
            assert basis_of(ane, person) == Right.Basis.OVERLAP
            assert running_right(user=ane, subject_id=person.pk, at=timezone.now() + timedelta(days=22)) is None
            told = Entry.objects.get(person=person, kind=Entry.Kind.NEW_CONTACT)
            assert told.author == ane
            assert after.worker.name in told.text
        assert Deed.objects.filter(by=leader, verb="leaving.place").count() == MANY
        assert not Right.objects.filter(user=leader).exists()
        assert not Reading.objects.filter(user=leader).exclude(part__in=["hand_over", "today"]).exists()
    assert client.get(reverse("person", args=[people[0].pk])).status_code == 404


def test_the_person_is_asked_and_the_words_go_with_them(
    client: Client, ane: User, bo: User, leader: User, leaving: Leaving
) -> None:
    person = make_person(contact=ane, called="Kalt To")
    ask = reverse("leaving_say", args=[person.pk])
    at = timezone.now() + timedelta(days=30)
    appointment = make_appointment(person, by=ane, at=at)
    sign_in(client, leader)
    assert "Ikke spurt ennå" in client.get(reverse("leaving", args=[leaving.pk])).content.decode()
    assert client.get(ask).status_code == client.post(ask, said()).status_code == 404
    sign_in(client, ane)
    answer = client.post(ask, said(said="somebody"))
    assert answer.status_code == 422
    assert "Hun kjenner meg." in answer.content.decode()
    form = said(said="somebody", wants=f"{bo.pk}")
    for _ in range(2):  # the second is from what was seen before the first: told, and nothing is lost
        answer = client.post(ask, form)
    assert answer.status_code == 422
    assert "En annen lagret først" in answer.content.decode()
    with acting_as(SYSTEM):
        assert LeavingSay.objects.get(person=person).version == 1
        assert Deed.objects.filter(by=ane, verb="leaving.say", subject_id=person.pk).count() == 1
    sign_in(client, leader)
    text = client.get(reverse("leaving", args=[leaving.pk])).content.decode()
    assert "Vil ha Bo Vik" in text
    assert "Hun kjenner meg." in text
    client.post(place(leaving, person), {"worker": bo.pk})
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=leader, subject_id=person.pk, part="hand_over").exists()
        new = ContactPerson.objects.get(person=person, until_at=None)
        assert (new.worker, new.persons_say, new.hello) == (bo, "Hun kjenner meg.", "Vi")
        assert ContactPerson.objects.get(person=person, worker=ane).goodbye == "Vi tar en kaffe."
        entry = Entry.objects.get(person=person, kind=Entry.Kind.NEW_CONTACT)
        assert "Vi tar en kaffe." in entry.text
        appointment.refresh_from_db()
        assert appointment.with_user == bo  # after the last day
    assert sign_in(client, bo).get(reverse("person", args=[person.pk])).status_code == 200
    assert client.get(ask).status_code == 404  # hers no more to ask


def test_a_placing_is_undone_and_she_is_the_contact_again(
    client: Client, ane: User, bo: User, leader: User, leaving: Leaving
) -> None:
    person, read = make_person(contact=ane, called="Kalt To"), make_person(contact=ane, called="Kalt Tre")
    sign_in(client, leader)
    for one in (person, read):
        client.post(place(leaving, one), {"worker": bo.pk})
    with acting_as(SYSTEM):
        placed, seen = (ContactPerson.objects.get(person=one, until_at=None) for one in (person, read))
    sign_in(client, bo).get(reverse("person", args=[read.pk]))
    back = reverse("leaving_take_back", args=[placed.pk])
    assert sign_in(client, make_user(Role.LEADER, team=ane.team)).post(back).status_code == 404
    sign_in(client, leader)
    for _ in range(2):
        assert "Kalt To står på lista igjen." in client.post(back, follow=True).content.decode()
    assert "for sent" in client.post(reverse("leaving_take_back", args=[seen.pk]), follow=True).content.decode()
    with acting_as(SYSTEM):
        assert ContactPerson.objects.get(person=person).worker == ane
        assert ContactPerson.objects.get(person=person).until_at is None
        assert basis_of(ane, person) == Right.Basis.CONTACT_PERSON
        assert running_right(user=bo, subject_id=person.pk, at=timezone.now()) is None
        assert not Entry.objects.filter(person=person).exists()
        assert ContactPerson.objects.get(person=read, until_at=None).worker == bo
        assert Deed.objects.filter(by=leader, verb="leaving.take_back").count() == 1


def test_nobody_is_placed_with_whom_they_keep_out_or_who_leaves_too_or_by_a_stranger(
    client: Client, ane: User, bo: User, leader: User, leaving: Leaving, last_on: date
) -> None:
    person, shuts = make_person(contact=ane, called="Kalt To"), make_person(contact=ane, called="Kalt Lukker")
    elsewhere, goes = make_user(team=make_team()), make_user(team=ane.team)
    begin_leaving(worker=goes, last_on=last_on, by=goes, at=timezone.now())
    with acting_as(SYSTEM):
        blocks.keep_out(person=person, user=bo, by=ane, at=timezone.now())
        blocks.keep_out(person=shuts, user=leader, by=ane, at=timezone.now())
    sign_in(client, leader)
    for other in (bo, elsewhere, goes, ane, leader):
        assert client.post(place(leaving, person), {"worker": other.pk}).status_code == 422, other
    assert client.post(place(leaving, shuts), {"worker": goes.pk}).status_code == 404
    assert "Kalt Lukker" not in client.get(reverse("leaving", args=[leaving.pk])).content.decode()
    strangers = [elsewhere, bo, make_user(Role.LEADER, team=make_team()), make_user(Role.ADMIN, team=ane.team)]
    for stranger in strangers:
        sign_in(client, stranger)
        assert client.get(reverse("leaving", args=[leaving.pk])).status_code == 404
        assert client.post(place(leaving, person), {"worker": bo.pk}).status_code == 404
        for name in ("leaving_stop", "leaving_resume"):
            assert client.post(reverse(name, args=[leaving.pk])).status_code == 404
        assert stranger == bo or client.get(reverse("leaving_new", args=[ane.pk])).status_code == 404
    sign_in(client, ane)
    assert client.post(place(leaving, person), {"worker": bo.pk}).status_code == 404  # the leader chooses
    assert "Kalt Lukker" in client.get(reverse("leaving", args=[leaving.pk])).content.decode()
    with acting_as(SYSTEM):
        assert ContactPerson.objects.filter(person=person).count() == 1
        assert not Deed.objects.filter(verb="leaving.place").exists()


def test_the_account_stays_open_while_somebody_is_left_and_a_stand_in_bridges(
    client: Client, ane: User, bo: User, leader: User, leaving: Leaving
) -> None:
    person, admin = make_person(contact=ane, called="Kalt To"), make_user(Role.ADMIN)
    friend = make_person(contact=bo)
    with acting_as(SYSTEM):
        until = timezone.now() + timedelta(days=40)
        let_into_circle(person=friend, member=ane, basis="sammen", until_at=until, by=bo, at=timezone.now())
    off = reverse("account_off", args=[ane.pk])
    change = {"name": ane.name, "roles": ["planner"], "team": f"{ane.team_id}"}
    sign_in(client, admin)
    answer = client.post(off)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Ane Lie er kontaktperson for noen som ikke har fått en ny ennå" in text
    assert "Kalt To" not in text  # an administrator does not learn whom the service knows
    mark = client.get(reverse("account_change", args=[ane.pk])).context["form"].initial["seen"]
    assert client.post(reverse("account_change", args=[ane.pk]), {**change, "seen": mark}).status_code == 422
    with acting_as(SYSTEM):
        User.objects.filter(pk=leader.pk).update(roles=[Role.LEADER, Role.ADMIN])
    assert "Kalt To" in sign_in(client, leader).post(off).content.decode()
    ane.refresh_from_db()
    assert ane.is_active
    assert ane.has_role(Role.WORKER)
    today = timezone.localdate()
    be_away(worker=ane, since_on=today, back_on=today + timedelta(days=9), stand_in=bo, by=leader, at=timezone.now())
    sign_in(client, admin).post(off)
    ane.refresh_from_db()
    assert not ane.is_active
    with acting_as(SYSTEM):
        assert Leaving.objects.get(pk=leaving.pk).ended_at is not None
        assert CircleMember.objects.get(person=friend).ended_at is not None
        assert running_right(user=ane, subject_id=friend.pk, at=timezone.now()) is None
        assert basis_of(bo, person) == Right.Basis.STAND_IN
        assert Deed.objects.filter(by=admin, verb="circle.end", subject_id=friend.pk).exists()
    assert "Kalt To" in sign_in(client, leader).get(reverse("team")).content.decode()  # still to be placed


@pytest.mark.usefixtures("leaving")
def test_an_account_in_wrong_hands_is_closed_at_once_and_the_leader_sees_who_is_left(
    client: Client, ane: User, leader: User
) -> None:
    make_person(contact=ane, called="Kalt To")
    admin = make_user(Role.ADMIN)
    sign_in(client, admin).post(reverse("account_off", args=[ane.pk]), {"at_once": "1"})
    ane.refresh_from_db()
    assert not ane.is_active
    with acting_as(SYSTEM):
        assert Deed.objects.filter(by=admin, verb="account.off_at_once", object_id=ane.pk).exists()
    assert "Kalt To har ingen kontaktperson" in sign_in(client, leader).get(reverse("monday")).content.decode()


def test_the_day_is_changed_and_taken_back_and_the_overlaps_follow(
    client: Client, ane: User, bo: User, leader: User, leaving: Leaving, last_on: date
) -> None:
    person = make_person(contact=ane)
    sign_in(client, leader).post(place(leaving, person), {"worker": bo.pk})
    new = reverse("leaving_new", args=[ane.pk])
    sign_in(client, ane)
    for wrong in ("", "i morgen", f"{timezone.localdate() - timedelta(days=1)}", f"{last_on.replace(year=2099)}"):
        answer = client.post(new, {"last_on": wrong})
        assert answer.status_code == 422
        assert f'value="{wrong}"' in answer.content.decode() or not wrong
    sooner = last_on - timedelta(days=10)
    for _ in range(2):
        client.post(new, {"last_on": f"{sooner}"})
    with acting_as(SYSTEM):
        assert Leaving.objects.get().last_on == sooner
        assert Deed.objects.filter(verb="leaving.change").count() == 1
        former = ContactPerson.objects.get(person=person, worker=ane)
        assert timezone.localdate(former.overlap_until_at) == sooner
        assert running_right(user=ane, subject_id=person.pk, at=timezone.now() + timedelta(days=12)) is None
    client.post(reverse("leaving_stop", args=[leaving.pk]))
    assert client.get(reverse("leaving", args=[leaving.pk])).status_code == 404
    client.post(reverse("leaving_resume", args=[leaving.pk]))
    assert client.get(reverse("leaving", args=[leaving.pk])).status_code == 200


@pytest.mark.second_wall
def test_the_rows_are_seen_by_whom_they_concern_and_written_by_the_system_alone(
    ane: User, bo: User, leader: User, leaving: Leaving
) -> None:
    for user, sees in ((ane, True), (leader, True), (bo, False), (make_user(Role.LEADER, team=make_team()), False)):
        with acting_as(user.pk):
            assert Leaving.objects.filter(pk=leaving.pk).exists() is sees
            assert Leaving.objects.filter(pk=leaving.pk).update(last_on=timezone.localdate()) == 0
        with pytest.raises(DatabaseError), transaction.atomic(), acting_as(user.pk):
            Leaving.objects.create(worker=bo, last_on=timezone.localdate(), written_by=user, written_at=timezone.now())
