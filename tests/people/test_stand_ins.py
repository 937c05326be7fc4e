"""Away with a stand-in: the right comes and goes, the person is told, and nobody asks why."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Block, Deed, Right, Role, User
from benken.access.queries.rights import running_right
from benken.people.actions import relations
from benken.people.actions.absences import be_away, change_absence, end_absence
from benken.people.actions.people import remove_people
from benken.people.actions.stand_ins import ask_stand_in, give_stand_in
from benken.people.helpers import helpers_of
from benken.people.models import Absence, AnswerHours, ContactPerson, Person, StandIn
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def bo(contact: User) -> User:
    """Return a colleague who may stand in."""
    return make_user(team=contact.team, name="Bo Lie")


@pytest.fixture
def today() -> date:
    """Return the day it is."""
    return timezone.localdate()


def away_form(today: date, *, stand_in: User | None, days: int = 7, since: int = 0) -> dict[str, str]:
    """Return what is posted when somebody is away."""
    return {
        "since_on": str(today + timedelta(days=since)),
        "back_on": str(today + timedelta(days=days)),
        "stand_in": str(stand_in.pk) if stand_in else "",
    }


def away(worker: User, *, days: int, stand_in: User | None) -> Absence:
    """Let a worker be away from now on."""
    today = timezone.localdate()
    back_on = today + timedelta(days=days)
    return be_away(worker=worker, since_on=today, back_on=back_on, stand_in=stand_in, by=worker, at=timezone.now())


def open_to(user: User, person: Person) -> Right | None:
    """Return the right by which a user opens a person's record now."""
    with acting_as(SYSTEM):
        return running_right(user=user, subject_id=person.pk, at=timezone.now())


def rows_of(person: Person) -> list[StandIn]:
    """Return who stands in with a person now or later."""
    with acting_as(SYSTEM):
        return list(StandIn.objects.filter(person=person, ended_at=None))


def deeds(verb: str, **about: Any) -> int:
    """Count deeds of a verb."""
    with acting_as(SYSTEM):
        return Deed.objects.filter(verb=verb, **about).count()


def test_who_stands_in_opens_the_record_until_the_contact_is_back(
    client: Client, contact: User, tuva: Person, roy: Person, bo: User, today: date
) -> None:
    assert open_to(bo, tuva) is None
    answer = sign_in(client, contact).post(reverse("away_new", args=[contact.pk]), away_form(today, stand_in=bo))
    assert (answer.status_code, answer["Location"]) == (302, reverse("answer_hours"))
    for person in (tuva, roy):
        right = open_to(bo, person)
        assert right is not None
        assert right.basis == Right.Basis.STAND_IN
        assert right.until_at == timezone.make_aware(datetime.combine(today + timedelta(days=7), datetime.min.time()))
        [row] = rows_of(person)
        assert (row.worker, row.contact, row.right_id) == (bo, contact, right.pk)
        assert deeds("stand_in.set", subject_id=person.pk, by=contact) == 1
    page = client.get(reverse("answer_hours")).content.decode()
    assert "Bo Lie svarer så lenge" in page
    assert sign_in(client, bo).get(reverse("person", args=[tuva.pk])).status_code == 200
    with acting_as(SYSTEM):
        absence = Absence.objects.get()
    ended = sign_in(client, contact).post(reverse("absence_end", args=[absence.pk]))
    assert ended.status_code == 302
    assert open_to(bo, tuva) is None
    assert not rows_of(tuva)
    assert deeds("stand_in.end", subject_id=tuva.pk) == 1
    assert sign_in(client, bo).get(reverse("person", args=[tuva.pk])).status_code == 404


def test_a_second_click_is_one_absence_and_one_right(
    client: Client, contact: User, tuva: Person, bo: User, today: date
) -> None:
    browser = sign_in(client, contact)
    for _time in range(2):
        assert browser.post(reverse("away_new", args=[contact.pk]), away_form(today, stand_in=bo)).status_code == 302
    with acting_as(SYSTEM):
        assert Absence.objects.count() == 1
        assert Right.objects.filter(subject_id=tuva.pk, basis=Right.Basis.STAND_IN).count() == 1
    other = browser.post(reverse("away_new", args=[contact.pk]), away_form(today, stand_in=None, days=9))
    assert other.status_code == 422
    assert "Det står alt et fravær" in other.content.decode()


def test_an_end_is_undone_and_the_stand_in_is_there_again(
    client: Client, contact: User, tuva: Person, bo: User
) -> None:
    absence = away(contact, days=5, stand_in=bo)
    browser = sign_in(client, contact)
    for _time in range(2):
        browser.post(reverse("absence_end", args=[absence.pk]))
    assert deeds("absence.end") == 1
    for _time in range(2):
        browser.post(reverse("absence_resume", args=[absence.pk]))
    assert deeds("absence.resume") == 1
    assert open_to(bo, tuva) is not None
    assert len(rows_of(tuva)) == 1


def test_another_stand_in_takes_the_place_of_the_first(
    client: Client, contact: User, tuva: Person, bo: User, today: date
) -> None:
    absence = away(contact, days=5, stand_in=bo)
    eli = make_user(team=contact.team, name="Eli Moen")
    change = {"back_on": str(today + timedelta(days=3)), "stand_in": str(eli.pk), "version": "0"}
    browser, address = sign_in(client, contact), reverse("absence", args=[absence.pk])
    assert browser.post(address, change).status_code == 302
    assert open_to(bo, tuva) is None
    right = open_to(eli, tuva)
    assert right is not None
    assert right.until_at is not None
    assert timezone.localdate(right.until_at) == today + timedelta(days=3)
    late = browser.post(address, change | {"stand_in": str(bo.pk)})  # from what stood before
    assert late.status_code == 422
    assert "Eli Moen svarer så lenge" in late.content.decode(), "what stands now is shown beside"
    assert open_to(bo, tuva) is None
    assert browser.post(address, change | {"stand_in": str(bo.pk), "version": "1"}).status_code == 302
    assert open_to(bo, tuva) is not None


def test_what_lies_ahead_opens_nothing_yet(contact: User, tuva: Person, bo: User, today: date) -> None:
    at = timezone.now()
    first = today + timedelta(days=3)
    be_away(worker=contact, since_on=first, back_on=today + timedelta(days=5), stand_in=bo, by=contact, at=at)
    assert open_to(bo, tuva) is None
    with acting_as(SYSTEM):
        begun = timezone.make_aware(datetime.combine(first, datetime.min.time()))
        assert running_right(user=bo, subject_id=tuva.pk, at=begun) is not None
        assert running_right(user=bo, subject_id=tuva.pk, at=begun + timedelta(days=2)) is None
        assert "borte" not in helpers_of(tuva, at=at).when


def test_a_leader_writes_it_for_somebody_who_is_ill(
    client: Client, contact: User, tuva: Person, bo: User, leader: User, today: date
) -> None:
    answer = sign_in(client, leader).post(reverse("away_new", args=[contact.pk]), away_form(today, stand_in=bo))
    assert (answer.status_code, answer["Location"]) == (302, reverse("answer_hours_of", args=[contact.pk]))
    assert open_to(bo, tuva) is not None
    assert open_to(leader, tuva) is None, "it opens nothing to the leader"
    assert client.get(reverse("person", args=[tuva.pk])).status_code == 404


@pytest.mark.parametrize("who", ["colleague", "other leader", "person", "peer"])
def test_for_anybody_else_the_pages_are_not_there(
    client: Client, contact: User, tuva: Person, bo: User, today: date, who: str
) -> None:
    users = {
        "colleague": bo,
        "other leader": make_user(Role.LEADER, team=make_team()),
        "person": make_account_of(tuva),
        "peer": make_user(Role.PEER, team=contact.team),
    }
    absence = away(contact, days=5, stand_in=None)
    browser = sign_in(client, users[who])
    for name, key in [("answer_hours_of", contact.pk), ("away_new", contact.pk), ("absence", absence.pk)]:
        assert browser.get(reverse(name, args=[key])).status_code == 404
        assert browser.post(reverse(name, args=[key]), away_form(today, stand_in=bo, days=9)).status_code == 404
    for name in ("absence_end", "absence_resume"):
        assert browser.post(reverse(name, args=[absence.pk])).status_code == 404
        assert browser.post(reverse(name, args=[uuid4()])).status_code == 404
    with acting_as(SYSTEM):
        absence.refresh_from_db()
    assert absence.ended_at is None
    assert open_to(bo, tuva) is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"back_on": "-1"}, "Dagen du er tilbake, må komme etter"),
        ({"since_on": "8", "back_on": "8"}, "Dagen du er tilbake, må komme etter"),
        ({"back_on": "900"}, "Skriv dager innen ett år."),
        ({"back_on": "x"}, "Skriv dagen slik"),
        ({"stand_in": "other team"}, "Velg noen i teamet."),
        ({"stand_in": "leader"}, "Velg noen i teamet."),
        ({"stand_in": "self"}, "Velg noen i teamet."),
        ({"stand_in": "x" * 40_000}, "Velg noen i teamet."),
        ({"stand_in": "away too"}, "er selv borte da"),
    ],
)
def test_what_cannot_be_is_said_and_everything_typed_stands(
    client: Client,
    contact: User,
    tuva: Person,
    bo: User,
    leader: User,
    today: date,
    change: dict[str, str],
    sentence: str,
) -> None:
    users = {"other team": make_user(team=make_team()), "leader": leader, "self": contact, "away too": bo}
    if change.get("stand_in") == "away too":
        away(bo, days=2, stand_in=None)
    form = away_form(today, stand_in=bo)
    for name, value in change.items():
        if name == "stand_in":
            form[name] = str(users[value].pk) if value in users else value
        else:
            form[name] = str(today + timedelta(days=int(value))) if value.lstrip("-").isdigit() else value
    answer = sign_in(client, contact).post(reverse("away_new", args=[contact.pk]), form)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert sentence in text
    assert f'value="{form["since_on"]}"' in text
    assert not rows_of(tuva)
    with acting_as(SYSTEM):
        assert not Absence.objects.filter(worker=contact).exists()


def test_whoever_keeps_the_stand_in_out_gets_nobody_and_the_leader_sees_it(
    client: Client, contact: User, tuva: Person, roy: Person, bo: User, leader: User
) -> None:
    account = make_account_of(tuva)
    sign_in(client, account).post(reverse("my_keep_out", args=[bo.pk]), {"sure": "1"})
    away(contact, days=5, stand_in=bo)
    assert open_to(bo, tuva) is None
    assert open_to(bo, roy) is not None
    assert deeds("stand_in.missing", subject_id=tuva.pk) == 1
    text = sign_in(client, leader).get(reverse("team")).content.decode()
    assert "Tuva" in text
    assert "Roy" not in text
    own = sign_in(client, account).get(reverse("my")).content.decode()
    assert "Ingunn er borte til" in own
    assert "Ingen svarer så lenge" in own
    assert "Bo svarer" not in own


def test_a_stand_in_who_is_kept_out_later_leaves_at_once_and_comes_back_when_it_is_undone(
    client: Client, contact: User, tuva: Person, bo: User
) -> None:
    account = make_account_of(tuva)
    away(contact, days=5, stand_in=bo)
    browser = sign_in(client, account)
    assert "Bo Lie" in browser.get(reverse("my_who")).content.decode()
    browser.post(reverse("my_keep_out", args=[bo.pk]), {"sure": "1"})
    assert open_to(bo, tuva) is None
    [row] = rows_of(tuva)
    assert row.worker is None
    with acting_as(SYSTEM):
        block = Block.objects.get(user=bo)
    browser.post(reverse("my_let_in", args=[block.pk]))
    assert open_to(bo, tuva) is not None
    [row] = rows_of(tuva)
    assert row.worker == bo


def test_a_leader_finds_somebody_for_one_person_and_undoes_it(
    client: Client, contact: User, tuva: Person, bo: User, leader: User
) -> None:
    away(contact, days=5, stand_in=None)
    browser = sign_in(client, leader)
    page = browser.get(reverse("team")).content.decode()
    assert "Ingunn er borte" in page
    address = reverse("team_stand_in", args=[tuva.pk])
    empty = browser.post(address, {"worker": ""})
    assert empty.status_code == 422
    assert browser.post(address, {"worker": str(contact.pk)}).status_code == 422
    assert browser.post(address, {"worker": str(bo.pk)}).status_code == 302
    assert open_to(bo, tuva) is not None
    [row] = rows_of(tuva)
    assert row.worker == bo
    browser.get(reverse("team"))  # the line that tells it is shown once
    assert "Tuva" not in browser.get(reverse("team")).content.decode()
    assert browser.post(address, {"worker": str(bo.pk)}).status_code == 404, "nobody is missing any more"
    undo = reverse("team_stand_in_take_back", args=[row.pk])
    assert sign_in(client, bo).post(undo).status_code == 404
    for _time in range(2):
        assert sign_in(client, leader).post(undo).status_code == 302
    assert open_to(bo, tuva) is None
    [row] = rows_of(tuva)
    assert row.worker is None


def test_whom_a_leader_found_for_one_stays_when_the_absence_is_changed(
    contact: User, tuva: Person, roy: Person, bo: User, leader: User, today: date
) -> None:
    at, eli = timezone.now(), make_user(team=contact.team, name="Eli Moen")
    absence = be_away(
        worker=contact, since_on=today, back_on=today + timedelta(days=5), stand_in=None, by=contact, at=at
    )
    give_stand_in(person=tuva, to=eli, by=leader, at=at)
    change_absence(absence=absence, back_on=today + timedelta(days=9), stand_in=bo, seen_version=0, by=leader, at=at)
    assert open_to(eli, tuva) is not None
    assert open_to(bo, tuva) is None
    assert open_to(bo, roy) is not None


def hand_over(person: Person, *, to: User, by: User) -> None:
    """Give a person another contact person."""
    with acting_as(SYSTEM):
        relations.hand_over(
            person=person, to=to, reason=ContactPerson.Reason.MOVED_ON, persons_say="Greit.", goodbye="", hello="",
            overlap_until_at=None, by=by, at=timezone.now(),
        )  # fmt: skip


def test_a_hand_over_to_somebody_away_brings_the_stand_in_and_one_away_ends_it(
    contact: User, tuva: Person, bo: User
) -> None:
    eli = make_user(team=contact.team, name="Eli Moen")
    away(eli, days=5, stand_in=bo)
    hand_over(tuva, to=eli, by=contact)
    assert open_to(bo, tuva) is not None
    hand_over(tuva, to=contact, by=eli)
    assert open_to(bo, tuva) is None
    assert not rows_of(tuva)


def test_who_is_placed_or_registered_with_somebody_away_has_the_stand_in_too(
    contact: User, bo: User, leader: User
) -> None:
    away(contact, days=5, stand_in=bo)
    new = make_person(contact=contact, called="Ny", at=timezone.now())
    assert open_to(bo, new) is not None
    alone = make_person(contact=make_user(team=contact.team), called="Alene")
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=alone).update(until_at=timezone.now())
        placed = relations.place_with_contact(person=alone, to=contact, by=leader, at=timezone.now())
    assert open_to(bo, alone) is not None
    with acting_as(SYSTEM):
        relations.take_back_placing(placing_id=placed.pk, by=leader, at=timezone.now())
    assert open_to(bo, alone) is None
    with acting_as(SYSTEM):
        assert remove_people(person_ids=[new.pk]) == 1, "an import is undone with its rows"


def test_the_person_is_told_who_answers_and_until_when(client: Client, contact: User, tuva: Person, bo: User) -> None:
    account = make_account_of(tuva)
    away(contact, days=30, stand_in=bo)
    browser = sign_in(client, account)
    for page in ("my", "my_messages"):
        text = browser.get(reverse(page)).content.decode()
        assert "Ingunn er borte til" in text
        assert "Bo svarer så lenge. Du får svar" in text
        assert "før kl. 15." in text
    assert "Bo" in browser.get(reverse("my_messages")).content.decode()
    who = browser.get(reverse("my_who")).content.decode()
    assert "Bo Lie" in who
    assert "Vikar for kontaktpersonen din" in who
    sign_in(client, bo).get(reverse("person", args=[tuva.pk]))
    readers = sign_in(client, account).get(reverse("my_readers")).content.decode()
    assert "vikar for kontaktpersonen din" in readers


# When the hour is missed


def standing(contact: User, stand_in: User | None) -> None:
    """Give a worker a standing stand-in."""
    with acting_as(SYSTEM):
        AnswerHours.objects.filter(worker=contact).update(stand_in=stand_in)


def test_a_missed_hour_asks_the_standing_stand_in_once(contact: User, tuva: Person, bo: User) -> None:
    standing(contact, bo)
    at = timezone.now()
    first, second = ask_stand_in(person=tuva, at=at), ask_stand_in(person=tuva, at=at)
    assert first is not None
    assert first == second
    right = open_to(bo, tuva)
    assert right is not None
    assert (right.basis, right.until_at) == (Right.Basis.STAND_IN, first.until_at)
    assert first.until_at > at + timedelta(hours=24)
    assert deeds("stand_in.asked", subject_id=tuva.pk, by=None) == 1
    with acting_as(SYSTEM):
        helpers = helpers_of(tuva, at=at + timedelta(minutes=1))
    assert "Bo hjelper til med å svare, til og med" in helpers.when
    assert helpers.who_sees == "Ingunn og Bo kan lese det du skriver."
    with acting_as(SYSTEM):
        later = ask_stand_in(person=tuva, at=first.until_at + timedelta(minutes=1))
    assert later is not None
    assert later != first, "the next missed hour asks anew"


@pytest.mark.parametrize("why", ["none", "kept out", "closed", "away", "no contact", "no worker any more"])
def test_with_nobody_to_ask_it_says_so_and_grants_nothing(
    client: Client, contact: User, tuva: Person, bo: User, why: str
) -> None:
    standing(contact, None if why == "none" else bo)
    with acting_as(SYSTEM):
        if why == "closed":
            User.objects.filter(pk=bo.pk).update(is_active=False)
        if why == "no worker any more":
            User.objects.filter(pk=bo.pk).update(roles=[Role.PLANNER])
        if why == "no contact":
            ContactPerson.objects.filter(person=tuva).update(until_at=timezone.now())
    if why == "kept out":
        sign_in(client, make_account_of(tuva)).post(reverse("my_keep_out", args=[bo.pk]), {"sure": "1"})
    if why == "away":
        away(bo, days=2, stand_in=None)
    assert ask_stand_in(person=tuva, at=timezone.now()) is None
    assert open_to(bo, tuva) is None
    assert not rows_of(tuva)


def test_who_stands_in_for_an_absence_is_the_one_asked(contact: User, tuva: Person, bo: User) -> None:
    eli = make_user(team=contact.team, name="Eli Moen")
    standing(contact, eli)
    absence = away(contact, days=5, stand_in=bo)
    asked = ask_stand_in(person=tuva, at=timezone.now())
    assert asked is not None
    assert (asked.worker, asked.absence_id) == (bo, absence.pk)
    assert open_to(eli, tuva) is None
    end_absence(absence=absence, by=contact, at=timezone.now())
    asked = ask_stand_in(person=tuva, at=timezone.now())
    assert asked is not None
    assert asked.worker == eli


# The second wall


@pytest.mark.second_wall
def test_nobody_but_the_system_writes_who_stands_in(contact: User, tuva: Person, bo: User) -> None:
    absence = away(contact, days=5, stand_in=None)
    at = timezone.now()
    for actor in (contact, bo):
        with acting_as(actor.pk), pytest.raises(DatabaseError), transaction.atomic():
            StandIn.objects.create(
                person=tuva, contact=contact, worker=bo, absence=absence, since_at=at, until_at=at + timedelta(days=1)
            )
        with acting_as(actor.pk), pytest.raises(DatabaseError), transaction.atomic():
            Absence.objects.create(
                worker=actor, since_at=at, until_at=at + timedelta(days=1), written_by=actor, written_at=at
            )
        with acting_as(actor.pk):
            assert StandIn.objects.update(worker=bo) == 0
            assert Absence.objects.update(stand_in=bo) == 0
            assert AnswerHours.objects.filter(worker=contact).update(version=9) == (actor == contact)
            assert StandIn.objects.filter(person=tuva).exists() == (actor == contact)


@pytest.mark.second_wall
def test_an_absence_is_seen_by_the_team_and_by_no_person(contact: User, tuva: Person, bo: User, leader: User) -> None:
    away(contact, days=5, stand_in=None)
    stranger, account = make_user(team=make_team()), make_account_of(tuva)
    seen = {}
    for user in (contact, bo, leader, stranger, account):
        with acting_as(user.pk):
            seen[user] = Absence.objects.exists()
    assert seen == {contact: True, bo: True, leader: True, stranger: False, account: False}
    with acting_as(account.pk):
        assert StandIn.objects.count() == 1, "the person sees the fact on their own record"
    with acting_as("", narrow=False):
        assert not AnswerHours.objects.exists()
