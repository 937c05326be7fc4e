"""A standing appointment on a public holiday: made, marked on both sides, asked about; nothing moves by itself."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.people.models import Person
from benken.services import days_off
from benken.services.actions.appointments import make_ahead
from benken.services.models import Appointment, StandingAppointment
from benken.services.plan import WEEKS_AHEAD
from tests.factories import (
    make_account_of,
    make_appointment,
    make_person,
    make_standing,
    make_team,
    make_user,
    sign_in,
)
from tests.services.test_appointments import all_of, fields

pytestmark = pytest.mark.django_db
ASKED = "er fridag – flytte eller holde?"
OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture
def worker() -> User:
    """Return the contact person."""
    return make_user(name="Ingunn Sæther", team=make_team())


@pytest.fixture
def person(worker: User) -> Person:
    """Return the person followed up."""
    return make_person(contact=worker, called="Tuva")


@pytest.fixture
def off(monkeypatch: pytest.MonkeyPatch) -> set[date]:
    """Return the days that are public holidays: two weeks from tomorrow, and ten weeks from it."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    days = {tomorrow + timedelta(weeks=2), tomorrow + timedelta(weeks=10)}
    monkeypatch.setattr(days_off, "is_public_holiday", lambda _country, day: day in days)
    return days


def weekly(person: Person, worker: User) -> StandingAppointment:
    """Make a standing appointment from tomorrow noon on."""
    noon = (timezone.localtime() + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
    return make_standing(person, by=worker, starts_at=noon)


def test_it_is_made_and_marked_on_both_sides_and_the_helper_is_asked(
    client: Client, worker: User, person: Person, off: set[date]
) -> None:
    weekly(person, worker)
    near, far = sorted(off)
    [marked] = [one for one in all_of(person) if timezone.localdate(one.starts_at) == near]
    assert marked.state == "planned"
    assert [one.news_for for one in all_of(person)].count("helper") == 1
    assert marked.news_for == "helper"
    desk, own = sign_in(client, worker), sign_in(Client(), make_account_of(person))
    for shown in (desk.get(reverse("appointments", args=[person.pk])), own.get(reverse("my_appointments"))):
        page = shown.content.decode()
        assert page.count(ASKED) == 1
        assert page.count("Fridager den faller på: ") == 1
        assert days_off.said_days([far]) in page
    today = desk.get(reverse("home")).content.decode()
    assert "Nytt om avtaler" in today
    assert ASKED in today
    said = today[today.index("Nytt om avtaler") :]
    assert said.count(days_off.said_days([near])) <= 1  # its date once: in «Avtalen …»
    desk.post(reverse("appointment_seen", args=[person.pk, marked.pk]))
    assert "Nytt om avtaler" not in desk.get(reverse("home")).content.decode()
    kept = all_of(person)
    assert [(one.pk, one.starts_at, one.state) for one in kept if one.pk == marked.pk] == [
        (marked.pk, marked.starts_at, "planned")
    ]


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_moved_or_cancelled_it_asks_no_more(
    client: Client, worker: User, person: Person, off: set[date], act: str
) -> None:
    weekly(person, worker)
    [marked] = [one for one in all_of(person) if timezone.localdate(one.starts_at) == min(off)]
    own = sign_in(client, make_account_of(person))
    name, to = ("my_appointment_move", "day") if act == "move" else ("my_appointment_mark", "cancelled")
    assert ASKED in own.get(reverse("my_appointments")).content.decode()
    assert own.post(reverse(name, args=[marked.pk, marked.version, to])).status_code == 302
    assert ASKED not in own.get(reverse("my_appointments")).content.decode()


def test_whoever_books_it_is_told_of_the_days_at_once(
    client: Client, worker: User, person: Person, off: set[date]
) -> None:
    noon = (timezone.localtime() + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
    sent = fields(noon, every_week="on", with_user=str(worker.pk))
    answer = sign_in(client, worker).post(reverse("appointment_new", args=[person.pk]), sent, follow=True)
    assert f"Fridager den faller på: {days_off.said_days(sorted(off))}." in answer.content.decode()


def test_one_agreed_on_for_that_very_day_asks_nothing(
    client: Client, worker: User, person: Person, off: set[date]
) -> None:
    noon = datetime.combine(min(off), datetime.min.time(), tzinfo=OSLO) + timedelta(hours=12)
    made = make_appointment(person, by=worker, starts_at=noon)
    assert made.news_for == ""
    assert ASKED not in sign_in(client, worker).get(reverse("appointments", args=[person.pk])).content.decode()


def test_a_job_run_twice_asks_once(worker: User, person: Person, off: set[date]) -> None:
    standing = weekly(person, worker)
    with acting_as(SYSTEM):
        Appointment.objects.filter(person=person).update(news_for="")
        assert make_ahead(standing=[standing], at=timezone.now()) == 0
        assert make_ahead(standing=[standing], at=timezone.now() + timedelta(weeks=3)) == 3
        asked = Appointment.objects.filter(person=person, news_for="helper")
        assert [timezone.localdate(one.starts_at) for one in asked] == [max(off)]


def test_the_holidays_are_those_of_the_country() -> None:
    wednesdays = StandingAppointment(weekday=2, from_on=date(2030, 1, 2))
    today = date(2030, 2, 27)
    assert days_off.days_off_of(wednesdays, today=today, made_already=True) == [date(2030, 5, 1)]
    assert days_off.days_off_of(wednesdays, today=today) == [date(2030, 5, 1)]
    assert days_off.days_off_of(wednesdays, today=date(2030, 5, 1) - timedelta(weeks=WEEKS_AHEAD)) == []
