"""The next appointment shared by itself: when and where, never what for or what was said of it; withdrawn at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Reading, Role, User
from benken.people.models import Person
from benken.services.models import Appointment, StandingAppointment
from benken.ui.words import moment_words
from tests.factories import (
    make_account_of,
    make_appointment,
    make_consent,
    make_person,
    make_standing,
    make_team,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db
SECRETS = ("hos legen", "Ingunn", "Solveig", "Bakveien", "Rom 2", "Jeg vil heller ringe", "Ta bussen", "kom ikke")


@pytest.fixture
def contact() -> User:
    """Return the contact person."""
    return make_user(team=make_team(), name="Ingunn Sæther")


@pytest.fixture
def person(contact: User) -> Person:
    """Return the person, with one appointment that has been and three that come; the second of all is cancelled."""
    somebody, at = make_person(contact=contact, called="Tuva"), timezone.now()
    make_appointment(somebody, by=contact, at=at - timedelta(days=9), place="Det som var")
    cancelled = make_appointment(somebody, by=contact, starts_at=at + timedelta(hours=3), place="Det avlyste")
    first = make_appointment(
        somebody,
        by=contact,
        starts_at=at + timedelta(days=2),
        what="hos legen",
        place="Torget 2",
        way_there="Ta bussen til Bakveien",
        room="Rom 2",
        comes_along_words="Solveig",
    )
    make_appointment(somebody, by=contact, starts_at=at + timedelta(days=3), place="Den etter")
    with acting_as(SYSTEM):
        Appointment.objects.filter(pk=cancelled.pk).update(state="cancelled")
        Appointment.objects.filter(pk=first.pk).update(
            person_words="Jeg vil heller ringe", suits_words="De sa at hun ikke kom ikke"
        )
    return somebody


@pytest.fixture
def helper() -> User:
    """Return somebody who works elsewhere."""
    return make_user(Role.OUTSIDE_HELPER, name="Randi")


def shown_to(user: User, person: Person) -> str:
    """Return the page of what a person shares with somebody."""
    return sign_in(Client(), user).get(reverse("shared_person", args=[person.pk])).content.decode()


def test_the_receiver_sees_when_and_where_and_no_more(person: Person, helper: User) -> None:
    account = make_account_of(person)
    sent = {"parts": ["appointment"], "why": "hun følger meg", "until_on": timezone.localdate() + timedelta(days=30)}
    with acting_as(SYSTEM):
        first = Appointment.objects.get(place="Torget 2")
    # An account that is here already is named by what it signs in with.
    own = sign_in(Client(), account)
    assert "Neste møte: når og hvor" in own.get(reverse("my_share_new", args=["account"])).content.decode()
    answer = own.post(reverse("my_share_new", args=["account"]), sent | {"username": helper.username})
    assert answer.status_code == 302
    page = shown_to(helper, person)
    assert "Neste møte" in page
    assert "Torget 2" in page
    said = moment_words(first.starts_at, today=timezone.localdate())
    assert said[1:] in page
    for words in (*SECRETS, "Det som var", "Det avlyste", "Den etter"):
        assert words not in page, words
    with acting_as(SYSTEM):
        read = Reading.objects.filter(user=helper, subject_id=person.pk)
        assert list(read.values_list("part", "basis")) == [("appointments", "shared")]


@pytest.mark.second_wall
def test_the_rows_of_those_to_come_are_open_to_the_receiver_alone_and_only_as_long(
    person: Person, helper: User
) -> None:
    account = make_account_of(person)
    make_consent(person, to=helper, by=account, parts=("goals", "promises", "best"))
    with acting_as(helper.pk):
        assert not Appointment.objects.exists()
    consent = make_consent(person, to=helper, by=account, parts=("appointment",))
    with acting_as(helper.pk):
        assert {one.place for one in Appointment.objects.all()} == {"Torget 2", "Den etter"}
        assert not StandingAppointment.objects.exists()
        assert not Person.objects.exists()
        assert Appointment.objects.update(place="Et annet sted") == 0
    sign_in(Client(), account).post(reverse("my_share_stop", args=[consent.pk]))
    with acting_as(helper.pk):
        assert not Appointment.objects.exists()


def test_it_is_closed_to_whom_another_part_is_shared_with(person: Person, helper: User) -> None:
    make_consent(person, to=helper, by=make_account_of(person), parts=("goals", "promises", "best"))
    page = shown_to(helper, person)
    assert "Neste møte" not in page
    assert "Torget 2" not in page


def test_it_is_gone_once_it_is_withdrawn(person: Person, helper: User) -> None:
    account = make_account_of(person)
    consent = make_consent(person, to=helper, by=account, parts=("appointment",))
    assert "Torget 2" in shown_to(helper, person)
    sign_in(Client(), account).post(reverse("my_share_stop", args=[consent.pk]))
    assert sign_in(Client(), helper).get(reverse("shared_person", args=[person.pk])).status_code == 404


def test_nothing_agreed_on_is_said_so(contact: User, helper: User) -> None:
    person = make_person(contact=contact)
    make_consent(person, to=helper, by=make_account_of(person), parts=("appointment",))
    make_standing(make_person(contact=contact), by=contact, place="En annens")
    page = shown_to(helper, person)
    assert "Ingenting er avtalt akkurat nå." in page
    assert "En annens" not in page
