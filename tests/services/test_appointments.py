"""Appointments through the front door: booked, moved, cancelled, told to the other side."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.people.actions.relations import let_into_circle
from benken.people.models import Entry, Person
from benken.services.models import Appointment
from tests.factories import (
    make_account_of,
    make_appointment,
    make_emergency,
    make_person,
    make_team,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> User:
    """Return the contact person."""
    return make_user(name="Ingunn Sæther", team=make_team())


@pytest.fixture
def person(worker: User) -> Person:
    """Return the person followed up."""
    return make_person(contact=worker, called="Tuva")


@pytest.fixture
def signed_in(client: Client, worker: User) -> Client:
    """Return a client in which the contact person is signed in."""
    return sign_in(client, worker)


def address(name: str, about: Person | Appointment, **more: object) -> str:
    """Return the address of a page about a person, or about one appointment as it stands."""
    if isinstance(about, Appointment):
        known = {"person_id": about.person_id, "appointment_id": about.pk}
        return reverse(name, kwargs={**known, **({"version": about.version, **more} if more else {})})
    return reverse(name, kwargs={"person_id": about.pk, **more})


def make_circle_member(person: Person, *, member: User, by: User) -> None:
    """Let somebody into the circle of a person."""
    at = timezone.now()
    with acting_as(SYSTEM):
        let_into_circle(
            person=person, member=member, basis="sammen om det", until_at=at + timedelta(days=30), by=by, at=at
        )


def all_of(person: Person) -> list[Appointment]:
    """Return the appointments of a person."""
    with acting_as(SYSTEM):
        rows = Appointment.objects.filter(person=person).select_related("with_user", "comes_along")
        return list(rows.order_by("starts_at"))


def now(appointment: Appointment) -> Appointment:
    """Return an appointment as it stands."""
    with acting_as(SYSTEM):
        return Appointment.objects.select_related("with_user").get(pk=appointment.pk)


def deeds(person: Person) -> list[str]:
    """Return what has been done about a person's appointments."""
    with acting_as(SYSTEM):
        rows = Deed.objects.filter(subject_id=person.pk, verb__regex="^(appointment|standing)").order_by("at", "id")
        return list(rows.values_list("verb", flat=True))


def readings(person: Person) -> list[str]:
    """Return which parts about a person have been read."""
    with acting_as(SYSTEM):
        return list(Reading.objects.filter(subject_id=person.pk).values_list("part", flat=True))


def fields(starts_at: datetime, **more: object) -> dict[str, object]:
    """Return what a form for an appointment sends."""
    local = timezone.localtime(starts_at)
    return {"day": local.date().isoformat(), "hour": f"{local:%H:%M}", "minutes": "60", "version": "0"} | more


def tomorrow_at(hour: int) -> datetime:
    """Return an hour of tomorrow."""
    local = timezone.localtime() + timedelta(days=1)
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)


def test_it_books_once_however_often_it_is_pressed_and_writes_no_entry(
    signed_in: Client, worker: User, person: Person
) -> None:
    page, starts_at = address("appointment_new", person), tomorrow_at(10)
    assert signed_in.get(page).status_code == 200
    sent = fields(starts_at, what="hos tannlegen", place="Torget 2", with_user=str(worker.pk), _once=str(uuid4()))
    for _ in range(2):
        assert signed_in.post(page, sent).status_code == 302
    [made] = all_of(person)
    assert (made.starts_at, made.ends_at) == (starts_at, starts_at + timedelta(hours=1))
    assert (made.what, made.place, made.with_user, made.state) == ("hos tannlegen", "Torget 2", worker, "planned")
    assert deeds(person) == ["appointment.book"]
    with acting_as(SYSTEM):
        assert not Entry.objects.filter(person=person).exists()
    shown = signed_in.get(address("person", person)).content.decode()
    assert "hos tannlegen" in shown
    assert "Torget 2" in shown


def test_words_say_when_and_what_is_not_understood_is_told_with_everything_standing(
    signed_in: Client, person: Person
) -> None:
    page = address("appointment_new", person)
    odd = signed_in.post(page, {"said": "snart", "minutes": "60", "what": "😀 مرحبا", "version": "0"})
    assert odd.status_code == 422
    assert "Dette forsto vi ikke" in odd.content.decode()
    assert "😀 مرحبا" in odd.content.decode()
    assert all_of(person) == []
    assert signed_in.post(page, {"said": "i morgen 14.30", "minutes": "30", "version": "0"}).status_code == 302
    [made] = all_of(person)
    local = timezone.localtime(made.starts_at)
    assert (local.date(), f"{local:%H:%M}") == (timezone.localdate() + timedelta(days=1), "14:30")
    assert made.ends_at - made.starts_at == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": "2001-01-01"}, "Tida er alt gått"),
        ({"day": "2901-01-01"}, "mer enn to år til"),
        ({"day": "i går"}, "Skriv dagen slik"),
        ({"hour": "25:00"}, "Skriv klokka slik"),
        ({"hour": ""}, "Velg når"),
        ({"minutes": "7"}, "Velg blant det som står her"),
        ({"what": "x" * 40_000}, "Det er plass til 200"),
        ({"with_user": str(uuid4())}, "Velg blant det som står her"),
    ],
)
def test_what_cannot_be_is_refused_with_everything_standing(
    signed_in: Client, person: Person, wrong: dict[str, str], said: str
) -> None:
    sent = fields(tomorrow_at(10), place="Torget 2") | wrong
    answer = signed_in.post(address("appointment_new", person), sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Torget 2" in answer.content.decode()
    assert all_of(person) == []
    assert deeds(person) == []


def test_one_tap_moves_it_the_person_is_told_and_undo_puts_it_back(
    signed_in: Client, worker: User, person: Person
) -> None:
    made = make_appointment(person, by=worker)
    was = made.starts_at
    answer = signed_in.post(address("appointment_move", made, to="week"), follow=True)
    moved = now(made)
    assert moved.starts_at - was in {timedelta(days=7), timedelta(days=7, hours=1), timedelta(days=7, hours=-1)}
    assert f"{timezone.localtime(moved.starts_at):%H:%M}" == f"{timezone.localtime(was):%H:%M}"
    assert (moved.moved_from_at, moved.news_for, moved.version) == (was, "person", 2)
    assert "Flyttet til" in answer.content.decode()
    mine = sign_in(Client(), make_account_of(person))
    assert "er flyttet til" in mine.get(reverse("my")).content.decode()
    undo = address("appointment_move", moved, to=str(int(was.timestamp())))
    assert signed_in.post(undo).status_code == 302
    assert int(now(made).starts_at.timestamp()) == int(was.timestamp())
    assert deeds(person) == ["appointment.book", "appointment.move", "appointment.move"]


def test_a_second_tap_and_two_at_once_move_it_once(signed_in: Client, worker: User, person: Person) -> None:
    made = make_appointment(person, by=worker)
    tap = address("appointment_move", made, to="day")
    signed_in.post(tap)
    standing = now(made)
    answer = signed_in.post(tap, follow=True)
    assert "ble endret av noen andre" in answer.content.decode()
    assert (now(made).starts_at, now(made).version) == (standing.starts_at, standing.version)
    assert deeds(person) == ["appointment.book", "appointment.move"]


def test_whoever_changes_it_second_sees_what_stands_and_saves_again(
    signed_in: Client, worker: User, person: Person
) -> None:
    made = make_appointment(person, by=worker, what="samtale")
    sent = fields(tomorrow_at(12), what="hos legen", version="1")
    make_change = signed_in.post(address("appointment_mark", made, to="cancelled"))
    signed_in.post(address("appointment_mark", now(made), to="planned"))
    assert make_change.status_code == 302
    late = signed_in.post(address("appointment", made), sent)
    assert late.status_code == 422
    assert "hos legen" in late.content.decode()
    assert now(made).what == "samtale"
    assert signed_in.post(address("appointment", made), sent | {"version": "3"}).status_code == 302
    changed = now(made)
    assert (changed.what, changed.starts_at, changed.moved_from_at) == ("hos legen", tomorrow_at(12), made.starts_at)


def test_it_is_cancelled_and_stands_again_from_both_sides(signed_in: Client, worker: User, person: Person) -> None:
    made = make_appointment(person, by=worker)
    mine = sign_in(Client(), make_account_of(person))
    page = reverse("my_appointment_mark", kwargs={"appointment_id": made.pk, "version": 1, "to": "cancelled"})
    assert "Avlyst. Det er greit." in mine.post(page, follow=True).content.decode()
    mine.post(page)  # a second press
    cancelled = now(made)
    assert (cancelled.state, cancelled.news_for, cancelled.version) == ("cancelled", "helper", 2)
    today = signed_in.get(reverse("home")).content.decode()
    assert "er avlyst" in today
    assert "today" in readings(person)
    signed_in.post(address("appointment_seen", made))
    assert "er avlyst" not in signed_in.get(reverse("home")).content.decode()
    assert signed_in.post(address("appointment_mark", now(made), to="planned")).status_code == 302
    assert now(made).state == "planned"
    assert deeds(person) == ["appointment.book", "appointment.cancel", "appointment.told", "appointment.restore"]


def test_a_clash_is_told_and_nothing_is_forbidden(signed_in: Client, worker: User, person: Person) -> None:
    other = make_person(contact=worker, called="Roy")
    make_appointment(other, by=worker, starts_at=tomorrow_at(10), room="Rom 2")
    sent = fields(tomorrow_at(10), with_user=str(worker.pk), room="Rom 2")
    answer = signed_in.post(address("appointment_new", person), sent, follow=True).content.decode()
    assert "Du har noe annet da." in answer
    assert "Rommet er opptatt da." in answer
    assert len(all_of(person)) == 1
    free = signed_in.post(address("appointment_new", person), fields(tomorrow_at(11), room="Rom 2"), follow=True)
    assert "opptatt" not in free.content.decode()


def test_only_those_who_see_it_can_have_it(signed_in: Client, worker: User, person: Person) -> None:
    """Whoever has no way to the record is named with words; a right taken away takes the sight of it along."""
    colleague = make_user(team=worker.team, name="Kari")
    page = signed_in.get(address("appointment_new", person)).content.decode()
    assert "Kari" not in page
    make_circle_member(person, member=colleague, by=worker)
    sent = fields(tomorrow_at(10), with_user=str(worker.pk), comes_along=str(colleague.pk))
    assert signed_in.post(address("appointment_new", person), sent).status_code == 302
    [made] = all_of(person)
    assert made.comes_along == colleague
    assert "Tuva" in sign_in(Client(), colleague).get(reverse("week"), {"week": week_of(made)}).content.decode()


def week_of(appointment: Appointment) -> str:
    """Return the week of an appointment, as the page's address names it."""
    return timezone.localtime(appointment.starts_at).strftime("%G-W%V")


def test_a_peer_sees_their_own_appointments_and_no_others(worker: User, person: Person) -> None:
    peer = make_user(Role.PEER, team=worker.team, name="Jon")
    make_circle_member(person, member=peer, by=worker)
    own = make_appointment(person, by=worker, with_user=peer, what="kaffe")
    other = make_appointment(person, by=worker, what="hos legen", starts_at=tomorrow_at(13))
    client = sign_in(Client(), peer)
    page = client.get(address("person", person)).content.decode()
    assert "kaffe" in page
    assert "hos legen" not in page
    assert client.get(address("appointment", own)).status_code == 200
    assert client.get(address("appointment", other)).status_code == 404
    assert client.post(address("appointment_move", other, to="day")).status_code == 404
    assert now(other).version == 1
    assert client.post(address("appointment_move", own, to="day")).status_code == 302
    assert now(own).version == 2


def test_an_emergency_shows_the_next_one_and_changes_nothing(worker: User, person: Person) -> None:
    made = make_appointment(person, by=worker, what="hos legen")
    outside = make_user(team=make_team())
    make_emergency(person, by=outside)
    client = sign_in(Client(), outside)
    assert "hos legen" in client.get(address("person", person)).content.decode()
    for name in ("appointment", "appointments", "appointment_new"):
        where = made if name == "appointment" else person
        assert client.get(address(name, where)).status_code == 404
    assert client.post(address("appointment_mark", made, to="cancelled")).status_code == 404
    assert now(made).state == "planned"


def test_a_narrow_session_sees_the_time_and_no_more(worker: User, person: Person) -> None:
    noon = tomorrow_at(12)  # a day from now is the day after tomorrow late on the night the clocks change
    make_appointment(
        person, by=worker, starts_at=noon, what="hos tannlegen", place="Torget 2", comes_along_words="Silje"
    )
    account = make_account_of(person)
    for page in ("my", "my_appointments"):
        narrow = sign_in(Client(), account, narrow=True).get(reverse(page)).content.decode()
        whole = sign_in(Client(), account).get(reverse(page)).content.decode()
        assert "i morgen kl." in narrow.casefold()
        for word in ("tannlegen", "Torget", "Silje"):
            assert word in whole
            assert word not in narrow


def test_somebody_looking_over_the_shoulder_sees_no_appointment(worker: User, person: Person) -> None:
    make_appointment(person, by=worker, what="hos tannlegen")
    client = sign_in(Client(), make_account_of(person))
    assert "Neste avtale" in client.get(reverse("my")).content.decode()
    client.post(reverse("my_neutral"), {"on": "1"})
    assert "avtale" not in client.get(reverse("my")).content.decode().casefold()


def test_what_came_off_offers_a_note_that_knows_when(signed_in: Client, worker: User, person: Person) -> None:
    before = timezone.now() - timedelta(days=2)
    made = make_appointment(person, by=worker, at=before, starts_at=before + timedelta(days=1))
    answer = signed_in.post(address("appointment_mark", made, to="held"), follow=True)
    assert "Skriv om samtalen" in answer.content.decode()
    assert now(made).state == "held"
    local = timezone.localtime(made.starts_at)
    note = signed_in.get(address("entry_new", person), {"kind": "talk", "at": f"{local:%Y-%m-%dT%H:%M}"}, follow=True)
    assert f'value="{local:%Y-%m-%dT%H:%M}"' in note.content.decode()
    with acting_as(SYSTEM):
        assert not Entry.objects.filter(person=person).exists()


def test_what_has_not_begun_has_become_nothing_yet(signed_in: Client, worker: User, person: Person) -> None:
    made = make_appointment(person, by=worker)
    for state in ("held", "missed"):
        answer = signed_in.post(address("appointment_mark", made, to=state), follow=True)
        assert "har ikke begynt ennå" in answer.content.decode()
    assert now(made).state == "planned"
    assert deeds(person) == ["appointment.book"]


def test_the_person_moves_and_asks_but_does_not_say_what_became_of_it(worker: User, person: Person) -> None:
    made = make_appointment(person, by=worker)
    mine = sign_in(Client(), make_account_of(person))
    move = reverse("my_appointment_move", kwargs={"appointment_id": made.pk, "version": 1, "to": "hour"})
    assert mine.post(move).status_code == 302
    assert now(made).starts_at == made.starts_at + timedelta(hours=1)
    say = reverse("my_appointment_say", kwargs={"appointment_id": made.pk})
    assert mine.post(say, {"words": "", "version": "2"}).status_code == 422
    long = mine.post(say, {"words": "😀" * 40_000, "version": "2"})
    assert long.status_code == 422
    assert "😀😀" in long.content.decode()
    assert mine.post(say, {"words": "Heller onsdag", "version": "2"}).status_code == 302
    assert "Heller onsdag" in sign_in(Client(), worker).get(reverse("home")).content.decode()
    held = reverse("my_appointment_mark", kwargs={"appointment_id": made.pk, "version": 3, "to": "held"})
    assert "Det er vi som skriver opp det." in mine.post(held, follow=True).content.decode()
    assert now(made).state == "planned"
    assert deeds(person) == ["appointment.book", "appointment.move", "appointment.say"]


def test_a_stranger_gets_what_a_missing_page_gives(worker: User, person: Person) -> None:
    made = make_appointment(person, by=worker)
    stranger = sign_in(Client(), make_user(team=worker.team))
    other = sign_in(Client(), make_account_of(make_person()))
    for name in ("appointment", "appointment_held", "appointment_answer"):
        assert stranger.get(address(name, made)).status_code == 404
        assert other.get(address(name, made)).status_code == 404
    move = {"appointment_id": made.pk, "version": 1, "to": "day"}
    assert other.post(reverse("my_appointment_move", kwargs=move)).status_code == 404
    assert stranger.post(address("appointment_move", made, to="day")).status_code == 404
    assert now(made).version == 1


def test_nonsense_in_an_address_is_no_page(signed_in: Client, worker: User, person: Person) -> None:
    made = make_appointment(person, by=worker)
    assert signed_in.post(address("appointment_move", made, to="someday")).status_code == 404
    assert signed_in.post(address("appointment_move", made, to="9" * 30)).status_code == 404
    answer = signed_in.post(address("appointment_mark", made, to="lost"), follow=True)
    assert "Velg ett av svarene." in answer.content.decode()
    assert now(made).version == 1


def test_what_is_more_than_four_weeks_ahead_is_folded_and_the_next_ones_never_are(
    worker: User, person: Person, client: Client
) -> None:
    own = sign_in(client, make_account_of(person))
    far = make_appointment(person, by=worker, what="langt fram", starts_at=timezone.now() + timedelta(days=40))
    page = own.get(reverse("my_appointments")).text
    assert "langt fram" in page
    assert "Lenger fram" not in page  # the only one there is stands in the open
    make_appointment(person, by=worker, what="snart", starts_at=timezone.now() + timedelta(days=20))
    page = own.get(reverse("my_appointments")).text
    assert page.index("snart") < page.index("Lenger fram") < page.index("langt fram")
    cancel = reverse("my_appointment_mark", args=[far.pk, far.version, "cancelled"])
    assert cancel in page  # folded, and as easy to move and cancel
    assert own.post(cancel).status_code == 302
    with acting_as(SYSTEM):
        assert Appointment.objects.get(pk=far.pk).state == "cancelled"
