"""Every conversation of those somebody follows: what waits first, the longest on top, and nobody else's."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Reading, Role, User
from benken.messaging.actions.conversation import send_message
from benken.messaging.actions.texts import queue_text
from benken.messaging.models import Message, Text
from benken.messaging.views import inbox as view
from benken.people.actions.relations import let_into_circle
from benken.people.models import Person
from tests.factories import (
    make_account_of,
    make_emergency,
    make_person,
    make_text,
    make_text_in,
    make_user,
    say_yes_to_texts,
    sign_in,
)

pytestmark = pytest.mark.django_db

INBOX = "/messages/"


def wrote(person: Person, text: str, *, at: datetime, **told: Any) -> Message:
    """Let a person write, by a phone if they have no account, and let what is told of it be so."""
    with acting_as(SYSTEM):
        return Message.objects.create(person=person, from_person=True, by_text=True, text=text, sent_at=at, **told)


def answered(person: Person, text: str, *, by: User, at: datetime) -> None:
    """Let a helper write."""
    with acting_as(by.pk):
        send_message(person=person, text=text, by=by, at=at)


def listed(client: Client, path: str = INBOX) -> str:
    """Return what the inbox says."""
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def in_order(page: str, words: list[str]) -> bool:
    """Tell whether these stand on the page in this order."""
    places = [page.index(word) for word in words]
    return places == sorted(places)


@pytest.mark.usefixtures("person")
def test_an_empty_inbox_helps(client: Client, contact: User) -> None:
    assert "Ingen meldinger ennå" in listed(sign_in(client, contact))
    assert "Ingen samtaler ennå" in listed(sign_in(client, make_user()))


@pytest.mark.usefixtures("person")
def test_the_longest_waiting_stands_first_then_the_latest(client: Client, contact: User, now: datetime) -> None:
    names = ["Ventet lenge", "Ventet litt", "Lest uten svar", "Sist", "Før"]
    first, second, third, fourth, fifth = (make_person(contact=contact, called=name) for name in names)
    wrote(first, "Hallo?", at=now - timedelta(days=2))
    wrote(first, "Er du der?", at=now - timedelta(minutes=1))
    wrote(second, "Hei", at=now - timedelta(hours=3))
    wrote(third, "Når?", at=now - timedelta(hours=1), read_at=now, answer_by_at=now + timedelta(hours=1))
    wrote(fourth, "Takk", at=now - timedelta(hours=1), read_at=now)
    answered(fifth, "Vi ses", by=contact, at=now - timedelta(days=9))
    page = listed(sign_in(client, contact))
    assert in_order(page.split('id="lines"')[1], names)
    assert "Tuva" not in page, "nobody has written anything"
    assert "Er du der?" in page
    assert "Hallo?" not in page
    assert "2 uleste" in page
    assert "Fra oss:" in page


def test_what_is_automatic_hides_nobodys_words_and_stands_where_there_are_none(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    odd = make_person(contact=contact, called="Odd")
    wrote(person, "Er du der?", at=now - timedelta(minutes=2))
    with acting_as(SYSTEM):
        for one in (person, odd):
            said = {"automatic": "away", "text": f"Til {one.called}", "sent_at": now, "read_at": now}
            Message.objects.create(person=one, from_person=False, **said)
    page = listed(sign_in(client, contact))
    assert "Er du der?" in page
    assert "Til Tuva" not in page
    assert page.count("Automatisk:") == 1
    assert "Til Odd" in page


def test_what_was_promised_is_said_and_what_was_not_kept(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    late, other = make_person(contact=contact, called="Odd"), make_person(contact=contact, called="Per")
    wrote(person, "Kan du ringe?", at=now, answer_by_at=now + timedelta(hours=1))
    wrote(late, "Hallo", at=now - timedelta(days=1), answer_by_at=now - timedelta(hours=1), stand_in_asked_at=now)
    wrote(other, "Takk", at=now, read_at=now, answer_by_at=now, answered_at=now)
    page = listed(sign_in(client, contact))
    assert page.count("venter på svar") == 2
    assert "venter på svar – lovet" in page
    assert "venter på svar – skulle hatt svar" in page
    assert "vikaren er spurt" in page


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("no_such_number", "SMS: nummeret finnes ikke"),
        ("not_reached", "SMS: telefonen var ikke å nå på tre døgn"),
        ("failed", "SMS: kom ikke fram"),
        ("not_sent", "SMS ble ikke sendt: det ble for sent"),
        ("delivered", ""),
    ],
)
def test_a_text_that_did_not_arrive_is_told_here_and_on_today_until_it_is_seen(
    client: Client, contact: User, person: Person, state: str, said: str
) -> None:
    text = make_text(person, by=contact)
    with acting_as(SYSTEM):
        Text.objects.update(state=state, why="too_late" if state == "not_sent" else "")
    sign_in(client, contact)
    for path in (INBOX, "/", INBOX, "/"):  # a list shows that there is something to see
        assert ("Kom ikke fram" in listed(client, path)) == (bool(said) and path == "/")
        assert said in listed(client, path)
    client.get(reverse("conversation", kwargs={"person_id": person.pk}))
    for path in (INBOX, "/"):
        assert not said or said not in listed(client, path)
    with acting_as(SYSTEM):
        seen_at = Text.objects.get(pk=text.pk).seen_at
    assert (seen_at is not None) == bool(said)


def test_an_automatic_text_that_did_not_arrive_is_told_until_it_is_seen_or_something_newer_got_through(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    sign_in(client, contact)
    say_yes_to_texts(person, by=contact)
    lost = {
        ("reminder", "failed", ""): "SMS (påminnelse om en avtale): kom ikke fram",
        ("reminder", "not_sent", "too_late"): "SMS (påminnelse om en avtale) ble ikke sendt: det ble for sent",
        ("weekly", "not_reached", ""): "ikke å nå på tre døgn",
        ("reminder", "not_sent", "not_wanted"): "",
        ("weekly", "not_sent", "switched_off"): "",
        ("away", "not_sent", "too_late"): "",
    }
    for (kind, state, why), said in lost.items():
        with acting_as(SYSTEM):
            Text.objects.all().delete()
            written = Message.objects.create(
                person=person, from_person=False, text="x", sent_at=now, read_at=now, automatic=kind
            )
            text = queue_text(person=person, number="+4799990199", body="x", at=now, message=written, automatic=kind)
            Text.objects.update(state=state, why=why, told_at=now)
        for path in (INBOX, "/"):
            page = listed(client, path)
            assert ("SMS (" in page) == bool(said)
            assert said in page
        if state == "failed":
            earlier, later = (queue_text(person=person, number="+4799990199", body="x", at=now + timedelta(hours=hours))
                for hours in (-1, 1))  # fmt: skip
            with acting_as(SYSTEM):
                Text.objects.filter(pk=earlier.pk).update(state="delivered")
            assert said in listed(client, "/")
            with acting_as(SYSTEM):
                Text.objects.filter(pk=later.pk).update(state="delivered")
            for path in (INBOX, "/"):
                assert said not in listed(client, path)
    with acting_as(SYSTEM):
        Text.objects.update(state="failed", why="")
    assert "svar når ingen leser" in listed(client, "/")
    client.get(reverse("conversation", kwargs={"person_id": person.pk}))
    assert "Kom ikke fram" not in listed(client, "/")
    with acting_as(SYSTEM):
        assert Text.objects.get(pk=text.pk).seen_at is not None


def test_somebody_of_the_circle_who_looks_has_not_seen_it_for_the_contact(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    member = make_user(team=contact.team)
    make_text(person, by=contact)
    with acting_as(SYSTEM):
        Text.objects.update(state="failed")
    with acting_as(contact.pk):
        let_into_circle(person=person, member=member, basis="x", until_at=now + timedelta(days=9), by=contact, at=now)
    assert "SMS: kom ikke fram" in listed(
        sign_in(client, member), reverse("conversation", kwargs={"person_id": person.pk})
    )
    assert "SMS: kom ikke fram" in listed(sign_in(client, contact))


def test_a_name_is_found_among_them(client: Client, contact: User, person: Person, now: datetime) -> None:
    odd = make_person(contact=contact, called="Odd")
    for one in (person, odd):
        wrote(one, "Hei", at=now)
    page = listed(sign_in(client, contact), f"{INBOX}?q=tuv")
    assert "Tuva" in page
    assert "Odd" not in page
    assert "Ingen samtale med «Åse»." in listed(client, f"{INBOX}?q=Åse")


def test_a_long_list_has_pages(
    client: Client, contact: User, person: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "ON_A_PAGE", 2)
    people = [person, *(make_person(contact=contact, called=f"Nr {number}") for number in range(3))]
    for number, one in enumerate(people):
        wrote(one, f"Hei {number}", at=now - timedelta(hours=9 - number))
    first, second = listed(sign_in(client, contact)), listed(client, f"{INBOX}?page=2")
    assert ("Hei 0" in first, "Hei 2" in first) == (True, False)
    assert ("Hei 0" in second, "Hei 2" in second) == (False, True)
    assert 'rel="next"' in first
    assert 'rel="prev"' in second


def test_the_list_and_whose_words_stood_on_it_are_logged(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    odd, silent = make_person(contact=contact, called="Odd"), make_person(contact=contact)
    wrote(person, "Hei", at=now)
    answered(odd, "Hei Odd", by=contact, at=now)
    listed(sign_in(client, contact))
    with acting_as(SYSTEM):
        rows = Reading.objects.filter(user=contact, part="inbox").values_list("subject_id", "basis")
        assert set(rows) == {(None, "list"), (person.pk, "contact_person")}
        assert len(rows) == 2
        assert not Reading.objects.filter(subject_id=silent.pk).exists()
        assert Message.objects.get(person=person).read_at is None, "a line of a list is not a message read"


def test_nobody_elses_conversation_stands_here(client: Client, contact: User, person: Person, now: datetime) -> None:
    wrote(person, "Hemmelig hei", at=now)
    account, peer, member, there = make_account_of(person), make_user(Role.PEER), make_user(), make_user()
    for one in (peer, member):
        with acting_as(contact.pk):
            let_into_circle(person=person, member=one, basis="x", until_at=now + timedelta(days=9), by=contact, at=now)
    make_emergency(person, by=there)
    assert "Hemmelig hei" in listed(sign_in(client, contact))
    leader = make_user(Role.LEADER, team=contact.team)
    for user in (make_user(), leader, peer, member, there, make_user(Role.ADMIN)):
        page = listed(sign_in(client, user))
        assert "Hemmelig hei" not in page
        assert "Tuva" not in page
    assert sign_in(client, account).get(INBOX).status_code == 404
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(part="inbox", subject_id=person.pk).exclude(user=contact).exists()


def test_those_who_see_to_the_tray_are_told_how_many_lie_there(client: Client) -> None:
    for number in range(2):
        make_text_in(None, number=f"+479999020{number}")
    counts = {
        Role.WORKER: 2,
        Role.LEADER: 2,
        Role.PLANNER: 0,
    }
    for role, count in counts.items():
        answer = sign_in(client, make_user(role)).get(INBOX)
        assert answer.context["tray"].count == count
        assert answer.context["tray"].is_theirs == (count > 0)


def test_the_page_asks_as_little_for_many_as_for_few(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    wrote(person, "Hei", at=now)
    listed(sign_in(client, contact))
    asked = []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            listed(client)
        asked.append(len(queries))
        for other in range(12):
            one = make_person(contact=contact, called=f"Nr {number} {other}")
            wrote(one, "Hei", at=now)
            make_text(one, by=contact)
    assert asked[0] == asked[1] <= 12


def test_today_says_in_words_that_an_hour_is_over(client: Client, contact: User, person: Person, now: datetime) -> None:
    wrote(person, "Kan du ringe?", at=now - timedelta(hours=9), read_at=now, answer_by_at=now - timedelta(hours=1))
    page = listed(sign_in(client, contact), "/")
    assert "skulle hatt svar" in page
    with acting_as(SYSTEM):
        Message.objects.update(answer_by_at=timezone.now() + timedelta(hours=1))
    page = listed(client, "/")
    assert "Kan du ringe?" in page
    assert "skulle hatt svar" not in page
    client.post(reverse("messages_no_answer", kwargs={"person_id": person.pk}))
    assert "Kan du ringe?" not in listed(client, "/")
