"""The same hour every week: made ahead once, by the clock on the wall, and ended."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.people.models import Person
from benken.services.actions.appointments import make_ahead, mark, move
from benken.services.jobs import make_standing_appointments
from benken.services.models import Appointment, StandingAppointment
from benken.services.plan import WEEKS_AHEAD
from benken.services.time_words import later, on_the_wall, read_time
from tests.factories import make_person, make_standing, make_team, make_user, sign_in
from tests.services.test_appointments import address, all_of, deeds, fields, tomorrow_at

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture
def worker() -> User:
    """Return the contact person."""
    return make_user(name="Ingunn Sæther", team=make_team())


@pytest.fixture
def person(worker: User) -> Person:
    """Return the person followed up."""
    return make_person(contact=worker, called="Tuva")


def ahead(standing: StandingAppointment, *, at: datetime) -> int:
    """Make what is missing, as the job does."""
    with acting_as(SYSTEM):
        return make_ahead(standing=[standing], at=at)


def test_it_is_booked_for_weeks_ahead_and_the_job_makes_nothing_twice(
    client: Client, worker: User, person: Person
) -> None:
    desk = sign_in(client, worker)
    sent = fields(tomorrow_at(10), place="Benken", every_week="on", with_user=str(worker.pk))
    assert desk.post(address("appointment_new", person), sent).status_code == 302
    made = all_of(person)
    assert len(made) == WEEKS_AHEAD
    assert {(one.place, f"{timezone.localtime(one.starts_at):%H:%M}") for one in made} == {("Benken", "10:00")}
    with acting_as(SYSTEM):
        [standing] = StandingAppointment.objects.filter(person=person)
    for _ in range(2):
        make_standing_appointments(timestamp=0)
    assert len(all_of(person)) == WEEKS_AHEAD
    at = timezone.localtime()  # a week by the clock on the wall, also when that is changed
    assert ahead(standing, at=at + timedelta(days=7)) == 1
    assert ahead(standing, at=at + timedelta(days=7)) == 0
    assert deeds(person) == ["standing.make"]


def test_what_is_moved_or_cancelled_stays_so_and_is_never_made_again(worker: User, person: Person) -> None:
    standing = make_standing(person, by=worker)
    first, second, *_rest = all_of(person)
    at = timezone.now()
    with acting_as(SYSTEM):
        move(appointment=first, to=first.starts_at + timedelta(days=2), seen_version=1, by=worker, at=at)
        mark(appointment=second, state="cancelled", seen_version=1, by=worker, at=at)
    assert ahead(standing, at=at) == 0
    starts = [one.starts_at for one in all_of(person) if one.state == "planned"]
    assert first.starts_at not in starts
    assert second.starts_at not in starts
    assert first.starts_at + timedelta(days=2) in starts


def test_the_hour_is_that_of_the_clock_on_the_wall(worker: User, person: Person) -> None:
    """From before the clock is put forward to after it: nine is nine, an hour earlier in UTC."""
    at = datetime(2030, 3, 20, 12, tzinfo=OSLO)  # the clock is put forward on 31 March
    standing = make_standing(person, by=worker, at=at, starts_at=datetime(2030, 3, 26, 9, tzinfo=OSLO))
    made = all_of(person)
    assert {timezone.localtime(one.starts_at).time() for one in made} == {time(9)}
    assert [one.starts_at.astimezone(UTC).hour for one in made[:2]] == [8, 7]
    assert later(made[0].starts_at, days=7) == made[1].starts_at
    assert standing.weekday == 1


def test_it_ends_and_what_was_planned_of_it_is_cancelled(client: Client, worker: User, person: Person) -> None:
    standing = make_standing(person, by=worker)
    desk = sign_in(client, worker)
    end = address("standing_end", person, standing_id=standing.pk)
    for _ in range(2):
        assert desk.post(end).status_code == 302
    assert {one.state for one in all_of(person)} == {"cancelled"}
    assert [one.news_for for one in all_of(person)].count("person") == 1
    assert deeds(person).count("standing.end") == 1
    assert ahead(standing, at=timezone.now()) == 0
    make_standing_appointments(timestamp=0)
    with acting_as(SYSTEM):
        assert not Appointment.objects.filter(person=person, state="planned").exists()
    stranger = sign_in(Client(), make_user(team=worker.team))
    assert stranger.post(end).status_code == 404


NOON = datetime(2030, 5, 15, 12, tzinfo=OSLO)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "day", "hour"),
    [
        ("tirs 10", 21, time(10)),
        ("Tirsdag kl. 10.30", 21, time(10, 30)),
        ("ons 14", 15, time(14)),
        ("ons 9", 22, time(9)),
        ("i morgen 14:15", 16, time(14, 15)),
        ("i dag 15", 15, time(15)),
        ("laurdag 8", 18, time(8)),
        ("søn. 23.59", 19, time(23, 59)),
    ],
)
def test_words_are_read_as_they_are_said(words: str, day: int, hour: time) -> None:
    read = read_time(words, now=NOON)
    assert read is not None
    assert (read[0].day, read[1]) == (day, hour)


@pytest.mark.parametrize("words", ["", "10", "tirsdag", "snart 10", "tirs 25", "tirs 10.75", "den tirsdagen 10", "-1"])
def test_words_that_say_no_time_are_not_guessed(words: str) -> None:
    assert read_time(words, now=NOON) is None


def test_an_hour_the_clock_skips_is_taken_as_the_one_after_it() -> None:
    skipped = on_the_wall(datetime(2030, 3, 31, tzinfo=OSLO).date(), time(2, 30))
    assert timezone.localtime(skipped).time() == time(3, 30)
