"""The tray: who sees which text, what becomes of it, once, and how it is undone; its words are not kept for ever."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, User
from benken.lib.ids import new_id
from benken.messaging.actions.tray import look_after_tray
from benken.messaging.models import IncomingText, Message
from benken.operate.tidy import delete_what_is_over
from benken.people.models import ContactPerson, Person
from benken.services.models import Request
from tests.factories import make_account_of, make_emergency, make_person, make_team, make_text_in, make_user, sign_in
from tests.messaging.phones import NUMBER, UNKNOWN, give_phone, rest_is_chosen, text_in, texts_in, texts_out, thread

pytestmark = pytest.mark.django_db
TRAY = "/messages/tray/"
MARK = "(noe venter)"


@pytest.fixture(autouse=True)
def _gateway() -> Iterator[None]:
    with rest_is_chosen():
        yield


@pytest.fixture
def lost() -> IncomingText:
    """Let a text lie in the tray."""
    return make_text_in(None, number=UNKNOWN, text="Hei, det er Siri. Kan noen ringe?")


def page(client: Client, path: str = TRAY) -> str:
    """Return what a page says."""
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def to(name: str, text: IncomingText, person: Person | None = None) -> str:
    """Return the address of an act."""
    return reverse(name, args=[text.pk, person.pk] if person else [text.pk])


def stands(text: IncomingText) -> IncomingText:
    """Return the text as it stands."""
    with acting_as(SYSTEM):
        return IncomingText.objects.get(pk=text.pk)


def undo_of(client: Client, path: str = TRAY) -> str:
    """Return where the page lets one undo what was just done."""
    found = re.search(r'action="([^"]*/undo/)"', page(client, path))
    assert found is not None
    return found[1]


@pytest.mark.parametrize("role", [Role.WORKER, Role.LEADER])
@pytest.mark.usefixtures("lost")
def test_those_who_take_requests_see_what_nobody_has_the_oldest_first_and_it_is_logged(
    client: Client, role: Role
) -> None:
    text_in(client, "PostNord", "Pakken din er her")
    user = make_user(role, team=make_team())
    said = page(sign_in(client, user))
    assert said.index("det er Siri") < said.index("Pakken din")
    assert 'href="tel:+4799990999"' in said
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=user, part="tray", subject_id=None, basis="list").count() == 1
    assert "<textarea" not in said  # nothing is answered from here


@pytest.mark.parametrize("role", [Role.PEER, Role.OUTREACH, Role.PLANNER, Role.ADMIN, Role.SERVICE_EDITOR])
def test_others_have_no_tray(client: Client, lost: IncomingText, role: Role) -> None:
    user = make_user(role, team=make_team())
    sign_in(client, user)
    assert client.get(TRAY).status_code == client.get(to("tray_text", lost)).status_code == 404
    for act in ("tray_request", "tray_throw", "tray_undo"):
        assert client.post(to(act, lost)).status_code == 404
    assert stands(lost).handled_at is None


@pytest.mark.second_wall
@pytest.mark.usefixtures("lost")
@pytest.mark.parametrize("role", [Role.PEER, Role.OUTREACH, Role.PLANNER, Role.ADMIN, Role.SERVICE_EDITOR])
def test_the_database_shows_others_nothing_either(role: Role) -> None:
    user = make_user(role, team=make_team())
    with acting_as(user.pk):
        assert IncomingText.objects.count() == 0
    taker = make_user(team=make_team())
    with acting_as(taker.pk):
        assert IncomingText.objects.count() == 1


def test_a_persons_own_account_has_no_tray(client: Client, person: Person, lost: IncomingText) -> None:
    sign_in(client, make_account_of(person))
    assert client.get(TRAY).status_code == 404
    assert client.post(to("tray_give", lost, person)).status_code == 404


def test_an_empty_tray_says_so_and_logs_nothing(client: Client, contact: User) -> None:
    assert "Kurven er tom" in page(sign_in(client, contact))
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(part="tray").exists()


def test_a_text_is_laid_in_the_conversation_of_somebody_one_finds(
    client: Client, contact: User, person: Person, lost: IncomingText
) -> None:
    make_person(contact=contact, called="Odd")
    sign_in(client, contact)
    assert to("tray_text", lost) in page(client)
    found = page(client, f"{to('tray_text', lost)}?q=tuv")
    assert to("tray_give", lost, person) in found
    assert "Odd" not in found
    answer = client.post(to("tray_give", lost, person))
    assert answer["Location"] == reverse("conversation", args=[person.pk])
    [message] = thread(person)
    assert (message.text, message.by_text, message.from_person) == (lost.text, True, True)
    assert (message.sent_at, message.read_at, message.author) == (lost.said_at, None, None)
    row = stands(lost)
    assert (row.outcome, row.handled_by_id, row.person_id) == ("given", contact.pk, person.pk)
    assert (row.message_id, row.text) == (message.pk, "")
    assert row.handled_at is not None
    with acting_as(SYSTEM):
        deed = Deed.objects.get(verb="message.from_tray")
        assert (deed.by, deed.subject_id, deed.object_id) == (contact, person.pk, lost.pk)
        assert Person.objects.get(pk=person.pk).last_heard_at == lost.said_at
    assert texts_out() == []


def test_a_second_click_lays_it_there_once(client: Client, contact: User, person: Person, lost: IncomingText) -> None:
    sign_in(client, contact)
    for _ in range(2):
        assert client.post(to("tray_give", lost, person)).status_code == 302
    assert len(thread(person)) == 1


def test_what_was_laid_in_the_wrong_conversation_is_taken_out_again(
    client: Client, contact: User, person: Person, lost: IncomingText, now: datetime
) -> None:
    sign_in(client, contact).post(to("tray_give", lost, person))
    undo = undo_of(client, reverse("conversation", args=[person.pk]))
    for _ in range(2):
        assert client.post(undo)["Location"] == TRAY
    assert thread(person) == []
    row = stands(lost)
    assert (row.text, row.person, row.outcome, row.handled_at) == (lost.text, None, "", None)
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="message.to_tray", subject_id=person.pk).count() == 1
        assert Person.objects.get(pk=person.pk).last_heard_at is None
    client.post(to("tray_give", lost, person))
    with acting_as(SYSTEM):
        IncomingText.objects.update(handled_at=now - timedelta(hours=2))
    client.post(undo)
    assert len(thread(person)) == 1
    assert "kan ikke legges tilbake" in page(client)


def test_nobody_lays_a_text_in_a_conversation_that_is_closed_to_them(
    client: Client, person: Person, lost: IncomingText
) -> None:
    stranger = make_user(team=make_team())
    sign_in(client, stranger)
    assert "Legg i samtalen til" not in page(client, f"{to('tray_text', lost)}?q={person.called}")
    closed = client.post(to("tray_give", lost, person))
    missing = client.post(reverse("tray_give", args=[lost.pk, new_id()]))
    assert closed.status_code == missing.status_code == 404
    make_emergency(person, by=stranger)
    assert client.post(to("tray_give", lost, person)).status_code == 404
    assert (thread(person), stands(lost).handled_at) == ([], None)


def test_a_text_becomes_a_request_with_its_words_and_number(
    client: Client, contact: User, lost: IncomingText, now: datetime
) -> None:
    with acting_as(SYSTEM):
        IncomingText.objects.update(received_at=now - timedelta(days=9))
    sign_in(client, contact)
    answers = [client.post(to("tray_request", lost)) for _ in range(2)]
    with acting_as(SYSTEM):
        asked = Request.objects.get()
    assert answers[0]["Location"] == reverse("request", args=[asked.pk])
    assert answers[1].status_code == 302
    assert (asked.words, asked.phone, asked.via, asked.taken_in_by) == (lost.text, UNKNOWN, "text", contact)
    assert (asked.owner, asked.may_leave_message, asked.person) == (None, False, None)
    assert asked.received_at == now - timedelta(days=9)
    assert asked.answer_by_on < timezone.localdate(now)
    assert "med SMS" in page(client, reverse("request", args=[asked.pk]))
    row = stands(lost)
    assert (row.outcome, row.handled_by_id, row.text) == ("request", contact.pk, "")
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="text.request", by=contact, object_id=lost.pk).count() == 1
    assert "det er Siri" not in page(client)
    assert "med SMS" not in page(client, reverse("request_new"))  # nobody writes one in as a text


def test_a_text_is_put_away_and_taken_up_again(client: Client, contact: User, lost: IncomingText) -> None:
    sign_in(client, contact)
    for _ in range(2):
        assert client.post(to("tray_throw", lost))["Location"] == TRAY
    assert (stands(lost).outcome, stands(lost).text) == ("thrown", lost.text)
    said = page(client)
    assert "Lagt bort av Ingunn" in said
    other = make_user(team=make_team())
    sign_in(client, other)
    for _ in range(2):
        client.post(to("tray_undo", lost))
    assert (stands(lost).outcome, stands(lost).handled_by) == ("", None)
    with acting_as(SYSTEM):
        assert sorted(Deed.objects.filter(object_id=lost.pk).values_list("verb", "by")) == [
            ("text.take_up", other.pk),
            ("text.throw", contact.pk),
        ]


def test_of_two_the_second_is_told_who_was_first(
    client: Client, contact: User, person: Person, lost: IncomingText
) -> None:
    sign_in(client, make_user(team=make_team(), name="Ane")).post(to("tray_throw", lost))
    sign_in(client, contact)
    for act in (to("tray_request", lost), to("tray_give", lost, person)):
        client.post(act)
        assert "Ane har alt gjort noe med den." in page(client)
    assert (thread(person), stands(lost).outcome) == ([], "thrown")


def test_what_is_handled_or_never_was_there_is_told_alike(client: Client, lost: IncomingText) -> None:
    follower = make_user(team=make_team())
    theirs = make_person(contact=follower)
    sign_in(client, follower).post(to("tray_give", lost, theirs))
    sign_in(client, make_user(team=make_team()))
    for text_id in (lost.pk, new_id()):
        for name in ("tray_request", "tray_throw", "tray_undo"):
            assert client.post(reverse(name, args=[text_id]))["Location"] == TRAY
            assert "ligger ikke i kurven lenger" in page(client)
        assert client.get(reverse("tray_text", args=[text_id]))["Location"] == TRAY


def test_one_that_can_be_from_several_is_seen_by_those_who_follow_one_and_of_the_others_nothing_is_said(
    client: Client, contact: User, person: Person
) -> None:
    team = make_team()
    others_contact, stranger = make_user(team=team), make_user(team=team)
    other = make_person(contact=others_contact, called="Skjulte Odd")
    with acting_as(SYSTEM):
        Person.objects.filter(pk=other.pk).update(is_hidden=True)
    give_phone(person)
    give_phone(other)
    text_in(client, NUMBER, "Det er meg")
    [row] = texts_in()
    said = page(sign_in(client, contact))
    assert "Legg i samtalen til Tuva" in said
    assert "Odd" not in said + page(client, to("tray_text", row))
    assert "Kurven er tom" in page(sign_in(client, stranger))
    assert client.post(to("tray_throw", row))["Location"] == TRAY
    assert stands(row).handled_at is None
    assert "Legg i samtalen til Skjulte Odd" in page(sign_in(client, others_contact))
    client.post(to("tray_give", row, other))
    assert [message.text for message in thread(other)] == ["Det er meg"]
    assert stands(row).candidate_ids == []
    client.post(undo_of(client, reverse("conversation", args=[other.pk])))
    assert set(stands(row).candidate_ids) == {person.pk, other.pk}


def test_when_nobody_follows_any_of_them_any_more_everybody_who_takes_requests_sees_it(
    client: Client, person: Person, now: datetime
) -> None:
    other = make_person()
    for one in (person, other):
        give_phone(one)
    text_in(client, NUMBER, "Det er meg")
    [row] = texts_in()
    stranger = make_user(team=make_team())
    delete_what_is_over(at=now)
    assert set(stands(row).candidate_ids) == {person.pk, other.pk}
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person__in=[person, other]).update(until_at=now)
        Right.objects.filter(subject_id__in=[person.pk, other.pk]).update(until_at=now)
    assert "Kurven er tom" in page(sign_in(client, stranger))
    delete_what_is_over(at=now)
    assert "Det er meg" in page(client)


def test_words_that_were_handled_are_gone_after_a_month_and_those_that_wait_stay(
    client: Client, contact: User, person: Person, lost: IncomingText, now: datetime
) -> None:
    waits, given, asked = (make_text_in(None, number=UNKNOWN, text=words) for words in ("vent", "gi", "spør"))
    sign_in(client, contact)
    client.post(to("tray_throw", lost))
    client.post(to("tray_give", given, person))
    client.post(to("tray_request", asked))
    assert look_after_tray(at=now + timedelta(days=29)) == 0
    assert delete_what_is_over(at=now + timedelta(days=31))["old_texts_in"] == 2
    assert [(stands(one).text, stands(one).number) for one in (lost, asked)] == [("", ""), ("", "")]
    assert stands(waits).text == "vent"
    assert stands(given).number == UNKNOWN
    assert [message.text for message in thread(person)] == ["gi"]
    client.post(to("tray_undo", lost))
    assert "Ordene er slettet" in page(client)
    assert stands(lost).outcome == "thrown"
    assert look_after_tray(at=now + timedelta(days=31)) == 0


def test_long_foreign_and_telling_words_are_shown_as_they_are_written(client: Client, contact: User) -> None:
    words = "يوسف 🌱 <script>alert(1)</script> " + "o" * 40_000
    text = make_text_in(None, number="<b>x</b>", text=words)
    said = page(sign_in(client, contact))
    assert "&lt;script&gt;" in said
    assert "<script>alert" not in said
    assert "o" * 1000 not in said
    assert "o" * 40_000 in page(client, to("tray_text", text))


def test_today_the_inbox_and_the_leaders_page_tell_of_what_lies_there_as_far_as_each_may_see_it(
    client: Client, contact: User, person: Person, lost: IncomingText
) -> None:
    for has_it in (person, make_person(contact=make_user(team=make_team()), called="Odd")):
        give_phone(has_it)
    text_in(client, NUMBER, "Er du der?")
    one, two = "1 SMS som vi ikke vet hvem er fra", "2 SMS-er som vi ikke vet hvem er fra"
    leader = make_user(Role.LEADER, team=make_team())
    first_pages = {contact: ("/", two), make_user(team=make_team()): ("/", one), leader: (reverse("team"), one)}
    for user, (path, said) in first_pages.items():
        told = page(sign_in(client, user), path)
        assert said in told
        assert f'href="{TRAY}"' in told
        assert "Er du der?" not in told
        assert "Siri" not in told
        assert f"Kurven: {said[0]}" in page(client, "/messages/")
    peer = sign_in(client, make_user(Role.PEER, team=make_team()))
    assert TRAY not in page(peer, "/")
    sign_in(client, contact)
    assert MARK in page(client, "/accounts/notices/")
    with acting_as(SYSTEM):
        IncomingText.objects.update(handled_at=lost.received_at, outcome="thrown")
    for path in ("/", "/messages/"):
        assert "vet hvem" not in page(client, path)
    assert MARK not in page(client, "/accounts/notices/")


def test_in_an_emergency_nobody_sees_what_can_be_from_several(client: Client, person: Person) -> None:
    give_phone(person)
    give_phone(make_person())
    text_in(client, NUMBER, "Det er meg")
    reader = make_user(team=make_team())
    make_emergency(person, by=reader)
    assert "Det er meg" not in page(sign_in(client, reader))


def test_a_get_changes_nothing(client: Client, contact: User, person: Person, lost: IncomingText) -> None:
    sign_in(client, contact)
    for name in ("tray_request", "tray_throw", "tray_undo"):
        assert client.get(to(name, lost)).status_code == 405
    assert client.get(to("tray_give", lost, person)).status_code == 405
    with acting_as(SYSTEM):
        assert Message.objects.count() == 0
    assert stands(lost).handled_at is None
