"""The week: one's own with names, others' as taken, and nothing more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Reading, Role, User
from benken.people.models import Person
from benken.services.models import Appointment
from tests.factories import make_account_of, make_appointment, make_person, make_team, make_user, sign_in
from tests.services.test_appointments import address, now, tomorrow_at, week_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> User:
    """Return a worker with a team."""
    return make_user(name="Ingunn Sæther", team=make_team())


@pytest.fixture
def booked(worker: User) -> Appointment:
    """Return an appointment of the worker's tomorrow at ten, in a room."""
    person = make_person(contact=worker, called="Tuva")
    return make_appointment(person, by=worker, starts_at=tomorrow_at(10), what="hos tannlegen", room="Rom 2")


def seen(user: User, booked: Appointment, *, who: str = "") -> str:
    """Return the page of the week of an appointment, as somebody sees it."""
    page = sign_in(Client(), user).get(reverse("week"), {"week": week_of(booked), "who": who})
    assert page.status_code == 200
    return page.content.decode()


def test_ones_own_stands_with_the_name_and_is_moved_from_here(worker: User, booked: Appointment) -> None:
    page = seen(worker, booked)
    assert "Tuva" in page
    assert "hos tannlegen" in page
    tap = address("appointment_move", booked, to="hour")
    assert tap in page
    here = f"{reverse('week')}?week={week_of(booked)}"
    assert sign_in(Client(), worker).post(tap, {"next": here}).headers["Location"] == here
    assert now(booked).starts_at == booked.starts_at + timedelta(hours=1)
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=worker, part="week").exists()


@pytest.mark.parametrize("role", [Role.WORKER, Role.LEADER, Role.PEER])
def test_others_see_that_somebody_is_taken_and_the_room_and_nothing_more(
    worker: User, booked: Appointment, role: Role
) -> None:
    colleague = make_user(role, team=worker.team, name="Kari Moe")
    alone, together = seen(colleague, booked), seen(colleague, booked, who="team")
    assert "opptatt" not in alone
    assert "Ingunn Sæther: opptatt" in together
    assert "Rom 2" in together
    for page in (alone, together):
        for word in ("Tuva", "tannlegen", str(booked.pk), str(booked.person_id)):
            assert word not in page
    elsewhere = make_user(role, team=make_team(), name="Odd Lie")
    assert "opptatt" not in seen(elsewhere, booked, who="team")


def test_what_is_cancelled_takes_nobodys_time(worker: User, booked: Appointment) -> None:
    sign_in(Client(), worker).post(address("appointment_mark", booked, to="cancelled"))
    colleague = make_user(team=worker.team, name="Kari Moe")
    assert "opptatt" not in seen(colleague, booked, who="team")


def test_it_leads_to_a_new_one_on_the_day_that_was_chosen(worker: User, booked: Appointment) -> None:
    desk = sign_in(Client(), worker)
    day = timezone.localdate() + timedelta(days=2)
    to = {"person": str(booked.person_id), "day": day.isoformat(), "next": reverse("week")}
    form = desk.get(reverse("week_book"), to, follow=True)
    assert f'value="{day.isoformat()}"' in form.content.decode()
    assert desk.get(reverse("week_book"), {"person": "x"}).headers["Location"] == reverse("week")
    away = desk.get(reverse("week_book"), to | {"next": "https://elsewhere.example/"}, follow=True).content.decode()
    assert 'name="next" value=""' in away


@pytest.mark.parametrize("week", ["", "x", "2026-W60", "9999-W99", "0001-W01"])
def test_nonsense_is_this_week(worker: User, week: str) -> None:
    page = sign_in(Client(), worker).get(reverse("week"), {"week": week})
    assert "I dag" in page.content.decode()


def test_it_is_for_those_who_meet_people_or_lead_them(booked: Appointment) -> None:
    person: Person = booked.person
    for user in (make_user(Role.PLANNER), make_user(Role.ADMIN), make_user(Role.SUPPORTER), make_account_of(person)):
        assert sign_in(Client(), user).get(reverse("week")).status_code == 404
