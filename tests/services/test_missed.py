"""What did not come off is a question to the service: nothing is counted, coloured or closed by it (R6)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, User
from benken.operate.private_server import PROJECT
from benken.people.models import Person
from benken.services.models import Appointment
from tests.factories import make_account_of, make_appointment, make_goal, make_person, make_team, make_user, sign_in
from tests.services.test_appointments import address, deeds, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> User:
    """Return the contact person."""
    return make_user(name="Ingunn Sæther", team=make_team())


@pytest.fixture
def person(worker: User) -> Person:
    """Return the person followed up."""
    return make_person(contact=worker, called="Tuva")


def has_been(person: Person, *, by: User, days: int = 1) -> Appointment:
    """Make an appointment that began some days ago."""
    made_at = timezone.now() - timedelta(days=days + 1)
    return make_appointment(person, by=by, at=made_at, starts_at=made_at + timedelta(days=1))


def test_staff_are_asked_what_we_could_do_differently_and_the_person_answers_too(
    client: Client, worker: User, person: Person
) -> None:
    missed = has_been(person, by=worker)
    desk, mine = sign_in(client, worker), sign_in(Client(), make_account_of(person))
    asked = desk.post(address("appointment_mark", missed, to="missed"), follow=True).content.decode()
    assert "Hva kan vi gjøre annerledes?" in asked
    page = address("appointment_answer", missed)
    empty = desk.post(page, {"version": "2", "words": " "})
    assert empty.status_code == 422
    assert "Én ting er nok" in empty.content.decode()
    assert desk.post(page, {"version": "2", "suits": ["phone", "company"], "words": "Etter lunsj"}).status_code == 302
    answered = now(missed)
    assert (answered.suits, answered.suits_words) == (["company", "phone"], "Etter lunsj")
    seen = mine.get(reverse("my")).content.decode()
    assert "Det ble ikke noe av avtalen" in seen
    assert "At noen blir med" in seen
    say = reverse("my_appointment_say", kwargs={"appointment_id": missed.pk})
    assert mine.post(say, {"version": "3", "words": "Jeg hadde ikke penger til bussen"}).status_code == 302
    assert "penger til bussen" in desk.get(reverse("home")).content.decode()
    assert deeds(person) == ["appointment.book", "appointment.missed", "appointment.answer", "appointment.say"]


def test_it_is_undone_and_an_answer_to_what_came_off_is_refused(client: Client, worker: User, person: Person) -> None:
    missed = has_been(person, by=worker)
    desk = sign_in(client, worker)
    desk.post(address("appointment_mark", missed, to="missed"))
    desk.post(address("appointment_mark", now(missed), to="planned"))
    answer = desk.post(address("appointment_answer", missed), {"version": "3", "suits": ["phone"]})
    assert answer.status_code == 422
    assert (now(missed).state, now(missed).suits) == ("planned", [])


def shown(text: str) -> str:
    """Return a page without what differs from one time to the next: keys of forms, and the messages of a session."""
    return re.sub(r'value="[^"]*"|<script.*?</script>', "", text)


def test_nothing_is_counted_and_nothing_closes(client: Client, worker: User, person: Person) -> None:
    """Nine that did not come off, and the lists of worker and leader say what they said; the goal stands open."""
    leader = make_user(Role.LEADER, team=worker.team)
    goal = make_goal(person, by=worker)
    desk, lead = sign_in(client, worker), sign_in(Client(), leader)
    booked = [has_been(person, by=worker, days=days) for days in range(2, 11)]
    coming = make_appointment(person, by=worker, starts_at=timezone.now() + timedelta(days=3))
    lists = [(desk, reverse("people_list")), (lead, reverse("team")), (desk, reverse("home"))]
    before = [shown(who.get(page).content.decode()) for who, page in lists]
    for one in booked:
        desk.post(address("appointment_mark", one, to="missed"))
    desk.get(reverse("people_list"))  # the messages of what was done are shown once, here
    assert [shown(who.get(page).content.decode()) for who, page in lists] == before
    with acting_as(SYSTEM):
        assert set(Appointment.objects.filter(pk__in=[one.pk for one in booked]).values_list("state", flat=True)) == {
            "missed"
        }
        goal.refresh_from_db()
    assert goal.state == "open"
    assert now(coming).state == "planned"
    page = desk.get(address("appointments", person)).content.decode()
    assert "9" not in re.findall(r">\s*(\d+)\s*<", page)


def test_no_code_counts_what_did_not_come_off() -> None:
    """No code asks for missed appointments as such, and no page gives the word a colour of its own."""
    for path in PROJECT.glob("benken/**/*.py"):
        text = path.read_text()
        if "Appointment" in text and "migrations" not in path.parts:
            for filtering in re.findall(r"(?:filter|exclude|Q)\([^)]*MISSED[^)]*\)", text):
                pytest.fail(f"{path}: {filtering}")
            assert not re.search(r"Count\(|aggregate\(|annotate\(", text), path
    for path in PROJECT.glob("benken/**/templates/**/*appointment*.html"):
        for line in path.read_text().splitlines():
            assert not ("missed" in line and re.search(r'data-color="(danger|warning)"', line)), path
