"""Attempts to see or change what one should not: each of these once worked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, SentForm, User
from benken.access.policies import Refused
from benken.access.sign_in import set_password_path
from benken.followup.models import BestNow, Promise
from benken.lib.ids import new_id
from benken.messaging.models import Message
from benken.people.actions.entries import correct, mark_read, undo_sharing
from benken.people.actions.people import heard_from
from benken.people.actions.relations import hand_over, let_into_circle
from benken.people.models import CircleMember, ContactPerson, Correction, Entry, OwnVersion, Person
from tests.factories import (
    make_account_of,
    make_entry,
    make_person,
    make_team,
    make_user,
    make_whole_course,
    sign_in,
)

pytestmark = pytest.mark.django_db
PASSWORD = "en benk under en gammel bjørk"
NUMBER = "01418100059"  # a synthetic one: nobody's


@contextmanager
def refused() -> Iterator[None]:
    """Expect that the database itself refuses."""
    with pytest.raises(ProgrammingError), transaction.atomic():
        yield


def in_circle(person: Person, member: User, *, by: User) -> None:
    """Let somebody into a circle for a week."""
    at = timezone.now()
    with acting_as(by.pk):
        let_into_circle(person=person, member=member, basis="tur", until_at=at + timedelta(days=7), by=by, at=at)


# What is written stands under its author's name, whoever else may open the record.


@pytest.fixture
def course() -> tuple[Person, User, User, User]:
    """Return a person, the contact person, a colleague of the circle and the person's own account."""
    person, contact = make_whole_course()
    with acting_as(SYSTEM):
        colleague = CircleMember.objects.select_related("member").get(person=person).member
    return person, contact, colleague, make_account_of(person)


@pytest.mark.second_wall
def test_nobody_changes_or_removes_what_somebody_else_wrote(course: tuple[Person, User, User, User]) -> None:
    person, contact, colleague, account = course
    entry = make_entry(person, by=contact)
    for actor in (colleague, account):
        with acting_as(actor.pk):
            mine = Entry.objects.filter(pk=entry.pk)
            with refused():
                mine.update(text="Noe annet.")
            with refused():
                mine.update(author=actor)
            mine._raw_delete("default")
            assert mine.exists()
    with acting_as(contact.pk), refused():
        Entry.objects.filter(pk=entry.pk).update(author=colleague)


@pytest.mark.second_wall
def test_what_somebody_has_read_is_not_reworded_even_by_its_author(course: tuple[Person, User, User, User]) -> None:
    person, contact, colleague, _account = course
    entry = make_entry(person, by=contact)
    with acting_as(colleague.pk):
        mark_read(entries=[entry], by=colleague, at=timezone.now())
    with acting_as(contact.pk):
        mine = Entry.objects.filter(pk=entry.pk)
        for changed in ({"text": "Noe annet."}, {"first_read_at": None}, {"state": Entry.State.DRAFT}):
            with refused():
                mine.update(**changed)
        mine._raw_delete("default")
        assert mine.get().text == entry.text


def test_a_second_reader_leaves_the_moment_of_the_first(course: tuple[Person, User, User, User]) -> None:
    person, contact, colleague, account = course
    entry, at = make_entry(person, by=contact), timezone.now()
    with acting_as(colleague.pk):
        mark_read(entries=[entry], by=colleague, at=at)
    with acting_as(account.pk):
        mark_read(entries=[entry], by=account, at=at + timedelta(minutes=1))  # the row as it was before
        assert Entry.objects.get(pk=entry.pk).first_read_at == at


def test_an_author_still_takes_back_what_nobody_has_read(course: tuple[Person, User, User, User]) -> None:
    person, contact, _colleague, _account = course
    entry = make_entry(person, by=contact)
    with acting_as(contact.pk):
        undo_sharing(entry=entry, by=contact, at=timezone.now())
        assert Entry.objects.get(pk=entry.pk).state == Entry.State.DRAFT


@pytest.mark.parametrize(
    "forged",
    [
        lambda person, other, at: Entry(
            person=person,
            kind="talk",
            author=other,
            text="x",
            state="shared",
            happened_at=at,
            created_at=at,
            changed_at=at,
            shared_at=at,
        ),
        lambda person, other, at: Message(person=person, author=other, from_person=False, text="x", sent_at=at),
        lambda person, other, at: Promise(person=person, by=other, words="x", made_at=at),
        lambda person, other, at: BestNow(person=person, words="x", said_at=at, written_by=other),
        lambda person, other, at: CircleMember(
            person=person, member=other, basis="x", added_by=other, since_at=at, until_at=at
        ),
        lambda person, other, at: ContactPerson(person=person, worker=other, since_at=at - timedelta(days=9)),
    ],
    ids=["entry", "message", "promise", "best now", "circle", "contact"],
)
@pytest.mark.second_wall
def test_nobody_writes_in_somebody_elses_name(
    course: tuple[Person, User, User, User], forged: Callable[..., Entry]
) -> None:
    person, contact, colleague, account = course
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=person).delete()  # so that nothing but the wall refuses the forged one
    for actor in (colleague, account):
        with acting_as(actor.pk), refused():
            forged(person, contact, timezone.now()).save(force_insert=True)


@pytest.mark.second_wall
def test_messages_stand_and_nobody_speaks_for_the_person(course: tuple[Person, User, User, User]) -> None:
    person, contact, _colleague, account = course
    at = timezone.now()
    with acting_as(contact.pk), refused():
        Message.objects.create(person=person, author=contact, from_person=True, text="x", sent_at=at)
    for actor in (contact, account):
        with acting_as(actor.pk):
            with refused():
                Message.objects.filter(person=person).update(text="x")
            Message.objects.filter(person=person).update(read_at=at)
            Message.objects.filter(person=person).delete()
            assert Message.objects.filter(person=person).count() == 2


@pytest.mark.second_wall
def test_promises_stand_and_the_person_neither_gives_nor_closes_them(course: tuple[Person, User, User, User]) -> None:
    person, contact, _colleague, account = course
    at = timezone.now()
    with acting_as(account.pk):
        assert Promise.objects.filter(person=person).update(kept_at=at) == 0
        with refused():
            Promise.objects.create(person=person, by=account, words="x", made_at=at)
    with acting_as(contact.pk):
        with refused():
            Promise.objects.filter(person=person).update(words="Noe mindre")
        Promise.objects.filter(person=person).delete()
        assert Promise.objects.filter(person=person).count() == 1


@pytest.mark.second_wall
def test_a_record_a_right_and_own_words_are_not_deleted(course: tuple[Person, User, User, User]) -> None:
    person, contact, _colleague, account = course
    for actor in (contact, account):
        with acting_as(actor.pk):
            for model in (OwnVersion, CircleMember, ContactPerson):
                model.objects.filter(person=person).delete()
                assert model.objects.filter(person=person).exists()
            Person.objects.filter(pk=person.pk)._raw_delete("default")
            assert Person.objects.filter(pk=person.pk).exists()
            Right.objects.filter(user=actor).delete()
            assert Right.objects.filter(user=actor).exists()


@pytest.mark.second_wall
def test_a_version_or_correction_stands_beside_an_entry_of_the_same_person_only(
    course: tuple[Person, User, User, User],
) -> None:
    person, contact, colleague, account = course
    at, elsewhere = timezone.now(), make_entry(make_person(contact=contact), by=contact)
    entry = make_entry(person, by=contact)
    with acting_as(account.pk), refused():
        OwnVersion.objects.create(person=person, entry=elsewhere, at=at, text="x")
    with acting_as(contact.pk), refused():
        Correction.objects.create(person=person, entry=elsewhere, by=contact, at=at, text="x")
    for actor, name in ((colleague, colleague), (colleague, contact)):
        with acting_as(actor.pk), refused():
            Correction.objects.create(person=person, entry=entry, by=name, at=at, text="x")


# A peer: their own talks, and no more.


@pytest.mark.second_wall
def test_a_peer_notes_that_they_have_heard_from_somebody_and_changes_nothing_else() -> None:
    contact, peer = make_user(team=make_team()), make_user(Role.PEER)
    person = make_person(contact=contact)
    in_circle(person, peer, by=contact)
    with acting_as(peer.pk):
        heard_from(person=person, at=timezone.now())
        with refused():
            Person.objects.filter(pk=person.pk).update(called="En annen")
        assert not Deed.objects.filter(subject_id=person.pk).exists()


@pytest.mark.second_wall
def test_a_peer_corrects_their_own_note_and_sees_the_correction() -> None:
    contact, peer = make_user(team=make_team()), make_user(Role.PEER)
    person = make_person(contact=contact)
    in_circle(person, peer, by=contact)
    entry, theirs = make_entry(person, by=peer), make_entry(person, by=contact)
    with acting_as(contact.pk):
        mark_read(entries=[entry], by=contact, at=timezone.now())
    with acting_as(peer.pk):
        entry.refresh_from_db()
        correct(entry=entry, text="Vi gikk to turer.", by=peer, at=timezone.now())
        assert Correction.objects.get().entry_id == entry.pk
        with refused():
            Correction.objects.create(person=person, entry=theirs, by=peer, at=timezone.now(), text="x")


def test_a_peer_does_not_see_when_others_heard_from_somebody(client: Client) -> None:
    contact, peer = make_user(team=make_team()), make_user(Role.PEER)
    person = make_person(contact=contact)
    in_circle(person, peer, by=contact)
    with acting_as(SYSTEM):
        heard_from(person=person, at=timezone.now())
    page = sign_in(client, peer).get(reverse("people_list")).content.decode()
    assert person.called in page
    assert "sist " not in page
    assert "Ingen kontaktperson" not in page  # there is one: a peer is not told who
    assert "sist " in sign_in(client, contact).get(reverse("people_list")).content.decode()


# The way in.


def test_whoever_holds_a_lost_phone_is_out_for_good(client: Client) -> None:
    contact = make_user()
    person = make_person(contact=contact)
    account = make_account_of(person)
    account.set_password(PASSWORD)
    account.save()
    thief = Client()
    thief.post(reverse("account_login"), {"login": account.username, "password": PASSWORD})
    assert thief.get(reverse("my")).status_code == 200
    old_link = set_password_path(account)

    address = reverse("person_account", kwargs={"person_id": person.pk})
    sign_in(client, contact).post(address, {"close": "1"})
    client.post(address, {"renew": "1"})

    assert thief.get(reverse("my")).status_code == 302
    thief.post(reverse("account_login"), {"login": account.username, "password": PASSWORD})
    assert thief.get(reverse("my")).status_code == 302
    asked = Client().get(old_link, follow=True)
    assert 'name="password1"' not in asked.content.decode()


def test_a_session_from_before_the_second_factor_must_show_it_too(client: Client) -> None:
    cache.clear()
    worker = make_user(Role.WORKER, team=make_team())
    worker.set_password(PASSWORD)
    worker.save()
    client.post(reverse("account_login"), {"login": worker.username, "password": PASSWORD})
    assert client.get(reverse("people_list"))["Location"] == reverse("mfa_activate_totp")
    TOTP.activate(worker, generate_totp_secret())  # by the worker, on another machine
    answer = client.get(reverse("people_list"))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("mfa_reauthenticate")
    assert client.get(answer["Location"]).status_code == 200


# Finding somebody by their national number.


def register(client: Client, contact: User, number: str = NUMBER) -> int:
    """Register somebody with a national number through the page; return the status."""
    fields = {"called": "Noen", "language": "nb", "contact": str(contact.pk), "national_number": number}
    return client.post(reverse("person_new"), fields).status_code


def test_somebody_found_by_their_number_sees_who_looked(client: Client) -> None:
    first, second = make_user(team=make_team()), make_user(team=make_team())
    assert register(sign_in(client, first), first) == 302
    with acting_as(SYSTEM):
        person = Person.objects.get(called="Noen")
    assert register(sign_in(client, second), second) == 422
    with acting_as(SYSTEM):
        reading = Reading.objects.get(subject_id=person.pk, user=second)
        assert (reading.part, Deed.objects.filter(by=second, verb="person.found").count()) == ("found", 1)
    page = sign_in(Client(), make_account_of(person)).get(reverse("my_readers")).content.decode()
    assert second.name in page


def test_numbers_are_not_tried_one_after_the_other(client: Client) -> None:
    first, second = make_user(team=make_team()), make_user(team=make_team())
    register(sign_in(client, first), first)
    sign_in(client, second)
    assert [register(client, second) for _ in range(6)] == [422] * 6
    with acting_as(SYSTEM):
        assert Deed.objects.filter(by=second, verb="person.found").count() == 5
        people = Person.objects.count()
    assert register(client, second, "01418100210") == 422  # free, and not told so
    assert register(client, second, "") == 302
    with acting_as(SYSTEM):
        assert Person.objects.count() == people + 1


# Small things.


def test_a_page_that_had_stood_too_long_leaves_no_persons_address_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    contact = make_user()
    address = reverse("conversation", kwargs={"person_id": make_person(contact=contact).pk})
    assert sign_in(Client(enforce_csrf_checks=True), contact).post(address, {"text": "Hei"}).status_code == 403
    assert address not in caplog.text


@pytest.mark.second_wall
def test_where_a_form_led_is_its_senders_own() -> None:
    one, other = make_user(), make_user()
    with acting_as(one.pk):
        SentForm.objects.create(key=new_id(), user=one, location="/people/x/", received_at=timezone.now())
    with acting_as(other.pk):
        assert not SentForm.objects.exists()


def test_the_contact_persons_right_counts_before_that_of_the_circle(client: Client) -> None:
    contact = make_user(team=make_team())
    person = make_person(contact=contact)
    with acting_as(SYSTEM):
        right = Right.objects.get(user=contact, subject_id=person.pk)
        for basis in (Right.Basis.CIRCLE, Right.Basis.CONTACT_PERSON):
            Right.objects.create(user=contact, subject_id=person.pk, basis=basis, since_at=right.since_at)
        Right.objects.filter(pk=right.pk).update(until_at=timezone.now() - timedelta(seconds=1))
    address = reverse("person_account", kwargs={"person_id": person.pk})
    assert sign_in(client, contact).get(address).status_code == 200


def test_today_is_logged_when_it_shows_names_and_nobodys_words(client: Client) -> None:
    contact = make_user(team=make_team())
    make_person(contact=contact)  # quiet for thirty days
    sign_in(client, contact).get(reverse("home"))
    with acting_as(contact.pk):
        assert list(Reading.objects.values_list("part", "subject_id")) == [("today", None)]


def test_nobody_hands_a_person_over_to_themself() -> None:
    contact, member = make_user(), make_user()
    person = make_person(contact=contact)
    at = timezone.now()
    with acting_as(contact.pk):
        let_into_circle(person=person, member=member, basis="bolig", until_at=at + timedelta(days=9), by=contact, at=at)
    with pytest.raises(Refused), acting_as(member.pk):
        hand_over(
            person=person,
            to=member,
            reason=ContactPerson.Reason.BETTER_MATCH,
            persons_say="Ja.",
            goodbye="",
            hello="",
            overlap_until_at=None,
            by=member,
            at=at,
        )
    with acting_as(SYSTEM):
        assert ContactPerson.objects.get(person=person, until_at__isnull=True).worker == contact


def test_a_right_with_an_end_gives_none_that_lasts_longer() -> None:
    contact, member, friend = make_user(), make_user(), make_user()
    person = make_person(contact=contact)
    at = timezone.now()
    with acting_as(contact.pk):
        let_into_circle(person=person, member=member, basis="bolig", until_at=at + timedelta(days=9), by=contact, at=at)
    with pytest.raises(Refused), acting_as(member.pk):
        let_into_circle(person=person, member=friend, basis="tur", until_at=at + timedelta(days=10), by=member, at=at)
    with acting_as(member.pk):
        let_into_circle(person=person, member=friend, basis="tur", until_at=at + timedelta(days=8), by=member, at=at)
    with acting_as(friend.pk):
        assert Person.objects.filter(pk=person.pk).exists()
