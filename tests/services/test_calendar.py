"""The calendar's address: times and one word, for whoever holds it, until it ends."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Right, Role, User
from benken.operate.request_log import pattern_of
from benken.people.models import Person
from benken.services.actions.appointments import mark, move
from benken.services.ics import Event, calendar, escape, fold
from benken.services.models import CalendarFeed
from benken.services.policies.appointments import FETCHES_AN_HOUR
from tests.factories import make_account_of, make_appointment, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> User:
    """Return the contact person."""
    return make_user(name="Ingunn Sæther", team=make_team())


@pytest.fixture
def person(worker: User) -> Person:
    """Return the person followed up."""
    return make_person(contact=worker, called="Tuva")


def make_address(client: Client) -> str:
    """Make an address through the page, and return its path."""
    page = client.post(reverse("calendar")).content.decode()
    found = re.search(r"http://testserver(/calendar/[\w-]+\.ics)", page)
    assert found
    return found[1]


def lines(answer: bytes) -> list[str]:
    """Return the lines of a calendar, unfolded."""
    assert answer.count(b"\n") == answer.count(b"\r\n")
    return answer.decode().replace("\r\n ", "").split("\r\n")


def feed_of(user: User) -> CalendarFeed:
    """Return the newest address of a user."""
    with acting_as(SYSTEM):
        return CalendarFeed.objects.filter(user=user).latest("made_at")


def test_it_holds_times_and_one_word_for_staff_and_for_the_person(client: Client, worker: User, person: Person) -> None:
    starts_at = timezone.now().replace(microsecond=0) + timedelta(days=1)
    booked = make_appointment(
        person, by=worker, starts_at=starts_at, what="hos tannlegen", place="Torget 2", room="Rom 2"
    )
    other = make_appointment(make_person(contact=make_user()), by=make_user(), with_user=None)
    account = make_account_of(person)
    for user in (worker, account):
        address = make_address(sign_in(Client(), user))
        answer = client.get(address)  # nobody is signed in
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Cache-Control"] == "no-store"
        told = lines(answer.content)
        assert f"UID:{booked.pk}" in told
        assert f"UID:{other.pk}" not in told
        assert f"DTSTART:{starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in told
        assert "SEQUENCE:0" in told
        assert "STATUS:CONFIRMED" in told
        assert told.count("SUMMARY:avtale") == 1
        for word in ("Tuva", "tannlegen", "Torget", "Rom", "Ingunn", "LOCATION", "DESCRIPTION", str(person.pk)):
            assert word not in answer.content.decode()
        assert feed_of(user).last_fetched_at is not None


def test_a_move_and_a_cancelling_are_told_with_a_higher_number(client: Client, worker: User, person: Person) -> None:
    booked = make_appointment(person, by=worker)
    address = make_address(sign_in(Client(), worker))
    at = timezone.now()
    with acting_as(SYSTEM):
        move(appointment=booked, to=booked.starts_at + timedelta(hours=1), seen_version=1, by=worker, at=at)
    told = lines(client.get(address).content)
    assert "SEQUENCE:1" in told
    assert f"DTSTART:{booked.starts_at + timedelta(hours=1):%Y%m%dT%H%M%SZ}" in told
    with acting_as(SYSTEM):
        mark(appointment=booked, state="cancelled", seen_version=2, by=worker, at=at + timedelta(minutes=1))
    told = lines(client.get(address).content)
    assert {"SEQUENCE:2", "STATUS:CANCELLED", f"UID:{booked.pk}"} <= set(told)
    assert f"DTSTAMP:{(at + timedelta(minutes=1)).astimezone(UTC):%Y%m%dT%H%M%SZ}" in told


def test_a_wrong_one_an_ended_one_and_one_before_the_last_are_the_same_404(client: Client, worker: User) -> None:
    desk = sign_in(Client(), worker)
    first = make_address(desk)
    second = make_address(desk)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert "Sist hentet" in desk.get(reverse("calendar")).content.decode()
    for _ in range(2):
        assert desk.post(reverse("calendar_end")).status_code == 302
    ended, wrong = client.get(second), client.get("/calendar/nothing.ics")
    assert ended.status_code == wrong.status_code == 404
    assert client.get("/calendar/%00.ics").status_code == 404
    assert client.post(second).status_code == 405
    with acting_as(SYSTEM):
        verbs = list(Deed.objects.filter(by=worker, verb__startswith="feed.").order_by("at", "id").values_list("verb"))
    assert verbs == [("feed.make",), ("feed.make",), ("feed.end",)]


def test_it_ends_with_the_sessions_and_with_the_account(client: Client, worker: User) -> None:
    """«Alt er stjålet»: whoever signs out everywhere else, is closed or gets other roles, ends it too."""
    desk = sign_in(Client(), worker)
    address = make_address(desk)
    assert client.get(address).status_code == 200
    assert desk.post(reverse("sessions_end_others")).status_code == 302
    assert client.get(address).status_code == 404
    again = make_address(sign_in(Client(), worker))
    assert client.get(again).status_code == 200
    with acting_as(SYSTEM):
        User.objects.filter(pk=worker.pk).update(is_active=False)
    assert client.get(again).status_code == 404
    with acting_as(SYSTEM):
        User.objects.filter(pk=worker.pk).update(is_active=True)
    assert client.get(again).status_code == 404


def test_a_right_that_ends_takes_the_times_out_of_it(client: Client, worker: User, person: Person) -> None:
    booked = make_appointment(person, by=worker)
    address = make_address(sign_in(Client(), worker))
    assert str(booked.pk) in client.get(address).content.decode()
    with acting_as(SYSTEM):
        Right.objects.filter(user=worker).update(until_at=timezone.now() - timedelta(minutes=1))
    assert str(booked.pk) not in client.get(address).content.decode()


def test_only_a_hash_is_kept_and_the_log_knows_the_pattern_alone(worker: User) -> None:
    address = make_address(sign_in(Client(), worker))
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    feed = feed_of(worker)
    assert len(secret) > 40
    assert secret not in str(vars(feed))
    assert pattern_of(address) == "/calendar/<str:secret>.ics"


def test_it_is_asked_so_often_and_no_more(client: Client, worker: User) -> None:
    address = make_address(sign_in(Client(), worker))
    assert {client.get(address).status_code for _ in range(FETCHES_AN_HOUR)} == {200}
    assert client.get(address).status_code == 429
    with acting_as(SYSTEM):
        CalendarFeed.objects.filter(user=worker).update(hour_at=timezone.now() - timedelta(hours=1))
    assert client.get(address).status_code == 200


def test_a_narrow_session_makes_and_sees_none(person: Person) -> None:
    narrow = sign_in(Client(), make_account_of(person), narrow=True)
    for answer in (
        narrow.get(reverse("calendar")),
        narrow.post(reverse("calendar")),
        narrow.post(reverse("calendar_end")),
    ):
        assert answer.headers["Location"] == reverse("my_together")
    with acting_as(SYSTEM):
        assert not CalendarFeed.objects.exists()


def test_who_has_no_appointments_has_no_page() -> None:
    assert sign_in(Client(), make_user(Role.SUPPORTER)).get(reverse("calendar")).status_code == 404


def test_it_is_written_as_the_standard_says() -> None:
    at = datetime(2030, 7, 1, 8, tzinfo=UTC)
    event = Event(UUID(int=1), at, at + timedelta(hours=1), at, 3)
    written = calendar([event], word="avtale")
    assert written.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert written.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert escape("a,b;c\\d\ne") == "a\\,b\\;c\\\\d\\ne"
    folded = list(fold("SUMMARY:" + "ø" * 100))
    assert all(len(piece.encode()) <= 75 for piece in folded)
    assert "".join([folded[0], *(piece[1:] for piece in folded[1:])]) == "SUMMARY:" + "ø" * 100
