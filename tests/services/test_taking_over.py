"""A new contact person: what was agreed on stands, the new one meets the person, and the person is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, Team, User
from benken.people.models import Person
from benken.services.models import Appointment, StandingAppointment
from tests.factories import (
    make_account_of,
    make_appointment,
    make_person,
    make_standing,
    make_team,
    make_user,
    sign_in,
)
from tests.services.test_appointments import all_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Return a team."""
    return make_team("Team Fjorden")


@pytest.fixture
def before(team: Team) -> User:
    """Return the contact person, who gives the person on."""
    return make_user(team=team, name="Ingunn")


@pytest.fixture
def after(team: Team) -> User:
    """Return who becomes the contact person."""
    return make_user(team=team, name="Tor-Egil")


@pytest.fixture
def person(before: User) -> Person:
    """Return the person."""
    return make_person(contact=before, called="Tuva")


def hand_over(client: Client, person: Person, to: User, **more: Any) -> int:
    """Send the form of a new contact person."""
    sent = {"to": str(to.pk), "reason": "leave", "persons_say": "Det er greit.", **more}
    return client.post(reverse("person_hand_over", args=[person.pk]), sent).status_code


def standing_now(person: Person) -> list[StandingAppointment]:
    """Return the standing appointments of a person."""
    with acting_as(SYSTEM):
        return list(StandingAppointment.objects.filter(person=person).select_related("with_user", "comes_along"))


def deeds(person: Person) -> list[str]:
    """Return what was taken over or given back of a person."""
    with acting_as(SYSTEM):
        rows = Deed.objects.filter(subject_id=person.pk, verb__regex="(take_over|give_back)$").order_by("at", "id")
        return list(rows.values_list("verb", flat=True))


def told(person: Person) -> list[Appointment]:
    """Return the appointments of which the person has news."""
    return [one for one in all_of(person) if one.news_for == "person"]


def test_the_page_shows_what_is_agreed_on_and_not_what_for(client: Client, before: User, person: Person) -> None:
    make_appointment(person, by=before, what="hos legen", place="Torget 2")
    make_standing(person, by=before, place="Benken", comes_along=None)
    page = sign_in(client, before).get(reverse("person_hand_over", args=[person.pk])).content.decode()
    assert "Her begynner den nye" in page
    for words in ("Torget 2", "Benken", "med Ingunn", "Hver "):
        assert words in page, words
    assert "hos legen" not in page
    assert "Det Ingunn har avtalt, står." in page
    with acting_as(SYSTEM):
        read = Reading.objects.filter(user=before, subject_id=person.pk)
        assert set(read.values_list("part", flat=True)) == {"contact_persons", "appointments"}


def test_the_page_says_nothing_where_nothing_is_agreed_on(client: Client, before: User, person: Person) -> None:
    make_standing(make_person(contact=before), by=before, place="Et annet sted")
    page = sign_in(client, before).get(reverse("person_hand_over", args=[person.pk])).content.decode()
    assert "Her begynner den nye" not in page
    assert "Et annet sted" not in page
    with acting_as(SYSTEM):
        read = Reading.objects.filter(user=before, subject_id=person.pk)
        assert list(read.values_list("part", flat=True)) == ["contact_persons"]


def test_a_stranger_has_no_such_page_and_changes_nothing(before: User, after: User, person: Person) -> None:
    make_standing(person, by=before, place="Benken")
    stranger = sign_in(Client(), after)
    missing = stranger.get(reverse("person_hand_over", args=[person.pk]))
    assert missing.status_code == 404
    assert hand_over(stranger, person, make_user(team=before.team)) == 404
    assert [one.with_user for one in standing_now(person)] == [before]
    assert deeds(person) == []


def test_the_new_one_meets_the_person_and_the_person_is_told_once_of_each(
    client: Client, before: User, after: User, person: Person
) -> None:
    standing, once = make_standing(person, by=before, place="Benken"), make_appointment(person, by=before)
    theirs = make_appointment(person, by=before, with_user=None, with_words="legen", comes_along=before)
    when = {one.pk: one.starts_at for one in all_of(person)}
    assert hand_over(sign_in(client, before), person, after) == 302
    now = all_of(person)
    assert {one.pk: one.starts_at for one in now} == when
    assert {one.state for one in now} == {"planned"}
    assert {one.with_user for one in now if one.pk != theirs.pk} == {after}
    [kept] = [one for one in now if one.pk == theirs.pk]
    assert (kept.with_user, kept.comes_along) == (None, after)
    [stands] = standing_now(person)
    assert (stands.with_user, stands.until_on) == (after, None)
    assert {one.pk for one in told(person)} == {once.pk, theirs.pk, next(o.pk for o in now if o.standing_id)}
    assert sorted(deeds(person)) == ["appointment.take_over"] * 2 + ["standing.take_over"]
    own = sign_in(Client(), make_account_of(person))
    page = own.get(reverse("my")).content.decode()
    assert page.count("Du møter Tor-Egil.") == 2
    assert "Den er fast, som før. Du møter Tor-Egil." in page
    listed = own.get(reverse("my_appointments")).content.decode()
    assert "Faste avtaler" in listed
    assert "med Tor-Egil" in listed
    shown = sign_in(Client(), after).get(reverse("person", args=[person.pk])).content.decode()
    assert "Benken" in shown
    assert standing.pk == stands.pk


def test_until_the_overlap_ends_the_former_one_meets_the_person(
    client: Client, before: User, after: User, person: Person
) -> None:
    make_standing(person, by=before)
    until = timezone.localdate() + timedelta(days=10)
    assert hand_over(sign_in(client, before), person, after, overlap_until_on=until.isoformat()) == 302
    for one in all_of(person):
        meets = before if timezone.localdate(one.starts_at) <= until else after
        assert one.with_user == meets, one
    [first] = told(person)
    assert timezone.localdate(first.starts_at) > until
    assert [one.with_user for one in standing_now(person)] == [after]


def test_a_narrow_session_is_told_that_it_stands_and_no_name(
    client: Client, before: User, after: User, person: Person
) -> None:
    make_standing(person, by=before, place="Benken")
    hand_over(sign_in(client, before), person, after)
    narrow = sign_in(Client(), make_account_of(person), narrow=True)
    for page in ("my", "my_appointments"):
        text = narrow.get(reverse(page)).content.decode()
        assert "Du møter" not in text, page
        assert "Benken</" not in text.split("<main")[1], page
        assert "Faste avtaler" not in text, page
    assert " står." in narrow.get(reverse("my")).content.decode()


def test_whoever_loses_the_contact_reads_that_what_was_agreed_on_stands(before: User, person: Person) -> None:
    make_standing(person, by=before)
    with acting_as(SYSTEM):
        User.objects.filter(pk=before.pk).update(is_active=False)
    page = sign_in(Client(), make_account_of(person)).get(reverse("my_appointments")).content.decode()
    assert "Avtalen står. Vi sier fra hvem du møter." in page


def test_a_leader_sees_on_the_card_when_with_whom_and_where_and_places_the_one_who_takes_over(
    client: Client, before: User, after: User, person: Person, team: Team
) -> None:
    leader = make_user(Role.LEADER, team=team, name="Leder")
    make_standing(person, by=before, place="Benken", what="om gjeld")
    hidden = make_person(contact=before, called="Skjult Navn")
    make_appointment(hidden, by=before, place="Hemmelig gate")
    make_appointment(make_person(contact=after, called="Har Noen"), by=after, place="Annet sted")
    with acting_as(SYSTEM):
        Person.objects.filter(pk=hidden.pk).update(is_hidden=True)
        User.objects.filter(pk=before.pk).update(is_active=False)
    desk = sign_in(client, leader)
    page = desk.get(reverse("team")).content.decode()
    assert "Benken" in page.split("<main")[1].split("Tuva")[1]
    assert "med Ingunn" in page
    for words in ("om gjeld", "Hemmelig gate", "Annet sted"):
        assert words not in page, words
    with acting_as(SYSTEM):
        read = Reading.objects.filter(user=leader, part="hand_over", basis="hand_over")
        assert set(read.values_list("subject_id", flat=True)) == {person.pk, hidden.pk}
    assert desk.post(reverse("team_place", args=[person.pk]), {"worker": str(after.pk)}).status_code == 302
    assert {one.with_user for one in all_of(person)} == {after}
    assert [one.with_user for one in standing_now(person)] == [after]
    assert deeds(person) == ["standing.take_over"]
    assert len(told(person)) == 1
    undo = desk.get(reverse("team")).content.decode().split('action="/team/')[1].split('"')[0]
    assert desk.post(f"/team/{undo}").status_code == 302
    assert {one.with_user for one in all_of(person)} == {before}
    assert [one.with_user for one in standing_now(person)] == [before]
    assert deeds(person) == ["standing.take_over", "standing.give_back"]
    assert told(person) == []


def test_what_has_been_or_is_cancelled_is_left_as_it_was(
    client: Client, before: User, after: User, person: Person, now: datetime
) -> None:
    been = make_appointment(person, by=before, at=now - timedelta(days=3))
    cancelled = make_appointment(person, by=before)
    with acting_as(SYSTEM):
        Appointment.objects.filter(pk=cancelled.pk).update(state="cancelled")
    hand_over(sign_in(client, before), person, after)
    assert {one.pk: one.with_user for one in all_of(person)} == {been.pk: before, cancelled.pk: before}
    assert deeds(person) == []
