"""Notes: a draft is its author's alone, shared is the person's too, and nothing that was read is taken back."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, User
from benken.lib.ids import new_id
from benken.people.actions.entries import correct, discard_old_drafts, mark_read
from benken.people.actions.relations import let_into_circle
from benken.people.models import Correction, Entry, Person
from tests.factories import make_account_of, make_entry, make_person, make_user, sign_in

pytestmark = pytest.mark.django_db


def fields(**changed: str) -> dict[str, str]:
    """Return the least a note's form must hold."""
    at = timezone.localtime() - timedelta(minutes=10)
    return {
        "text": "Vi gikk en tur på brygga.",
        "kind": "talk",
        "happened_at": at.strftime("%Y-%m-%dT%H:%M"),
        "note_kind": "service_note",
        **changed,
    }


def address(person: Person, entry_id: UUID, name: str = "entry") -> str:
    """Return one of a note's addresses."""
    return reverse(name, kwargs={"person_id": person.pk, "entry_id": entry_id})


def entry(entry_id: UUID) -> Entry | None:
    """Return the note as it stands in the database."""
    with acting_as(SYSTEM):
        return Entry.objects.filter(pk=entry_id).first()


@pytest.fixture
def person(contact: User) -> Person:
    """Return somebody with that contact person."""
    return make_person(contact=contact)


def test_a_new_note_gets_an_address_of_its_own(client: Client, contact: User, person: Person) -> None:
    answer = sign_in(client, contact).get(reverse("entry_new", kwargs={"person_id": person.pk}) + "?kind=phone")
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert page.context["form"].initial["kind"] == "phone"


@pytest.mark.second_wall
def test_a_draft_is_its_authors_alone(client: Client, contact: User, person: Person) -> None:
    entry_id = new_id()
    colleague = make_user()
    with acting_as(contact.pk):
        let_into_circle(
            person=person,
            member=colleague,
            basis="sammen om bolig",
            until_at=timezone.now() + timedelta(days=5),
            by=contact,
            at=timezone.now(),
        )
    sign_in(client, contact).post(address(person, entry_id), fields(save="1"))
    saved = entry(entry_id)
    assert saved is not None
    assert saved.state == Entry.State.DRAFT
    assert sign_in(client, colleague).get(address(person, entry_id)).status_code == 404
    account = make_account_of(person)
    with acting_as(account.pk):
        assert not Entry.objects.filter(pk=entry_id).exists()


@pytest.mark.second_wall
def test_a_draft_older_than_seven_days_is_gone_even_before_it_is_deleted(contact: User, person: Person) -> None:
    draft = make_entry(person, by=contact, shared=False)
    at = timezone.now()
    with acting_as(SYSTEM):
        Entry.objects.filter(pk=draft.pk).update(created_at=at - timedelta(days=8))
    with acting_as(contact.pk):
        assert not Entry.objects.filter(pk=draft.pk).exists()
    with acting_as(SYSTEM):
        assert discard_old_drafts(at=at) == 1


def test_sharing_shows_the_note_to_the_person_at_once(client: Client, contact: User, person: Person) -> None:
    entry_id = new_id()
    answer = sign_in(client, contact).post(address(person, entry_id), fields(share="1"))
    assert answer.headers["Location"] == reverse("person", kwargs={"person_id": person.pk})
    account = make_account_of(person)
    with acting_as(account.pk):
        assert Entry.objects.filter(pk=entry_id).exists()
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="entry.share", object_id=entry_id, by=contact).count() == 1
        assert Person.objects.get(pk=person.pk).last_heard_at is not None


def test_an_empty_note_is_kept_as_a_draft_but_not_shared(client: Client, contact: User, person: Person) -> None:
    entry_id = new_id()
    answer = sign_in(client, contact).post(address(person, entry_id), fields(text="  ", share="1"))
    assert answer.status_code == 422
    assert "Skriv noen ord først." in answer.content.decode()
    saved = entry(entry_id)
    assert saved is not None
    assert saved.state == Entry.State.DRAFT


def test_the_future_is_refused_and_nothing_typed_is_lost(client: Client, contact: User, person: Person) -> None:
    later = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    answer = sign_in(client, contact).post(address(person, new_id()), fields(happened_at=later, share="1"))
    assert answer.status_code == 422
    assert "Vi gikk en tur på brygga." in answer.content.decode()
    assert "framtida" in answer.content.decode()


def test_forty_thousand_characters_are_taken_and_one_more_is_told(
    client: Client, contact: User, person: Person
) -> None:
    sign_in(client, contact)
    fits, too_long = new_id(), new_id()
    assert client.post(address(person, fits), fields(text="å" * 40_000, share="1")).status_code == 302
    answer = client.post(address(person, too_long), fields(text="å" * 40_001, share="1"))
    assert answer.status_code == 422
    assert "40001" in answer.content.decode()
    assert "å" * 40_001 in answer.content.decode()


def test_a_line_break_counts_as_one_character_though_browsers_send_two(
    client: Client, contact: User, person: Person
) -> None:
    sign_in(client, contact)
    text, entry_id = "å\r\n" * 19_999 + "åå", new_id()
    assert client.post(address(person, entry_id), fields(text=text, share="1")).status_code == 302
    with acting_as(SYSTEM):
        assert Entry.objects.get(pk=entry_id).text == text.replace("\r\n", "\n")


def test_emoji_and_arabic_stay_as_they_are(client: Client, contact: User, person: Person) -> None:
    entry_id = new_id()
    text = "يوسف sa: «det går bedre» 👩‍👧 😀"
    sign_in(client, contact).post(address(person, entry_id), fields(text=text, share="1"))
    saved = entry(entry_id)
    assert saved is not None
    assert saved.text == text


def test_autosave_makes_one_draft_however_often_it_saves(client: Client, contact: User, person: Person) -> None:
    entry_id = new_id()
    sign_in(client, contact)
    for text in ("Vi", "Vi gikk", "Vi gikk en tur"):
        answer = client.post(address(person, entry_id, "entry_autosave"), fields(text=text))
        assert answer.status_code == 200
    saved = entry(entry_id)
    assert saved is not None
    assert saved.text == "Vi gikk en tur"
    with acting_as(SYSTEM):
        assert Entry.objects.filter(person=person).count() == 1


def test_autosave_changes_nothing_that_is_shared(client: Client, contact: User, person: Person) -> None:
    shared = make_entry(person, by=contact, text="Delt.")
    answer = sign_in(client, contact).post(address(person, shared.pk, "entry_autosave"), fields(text="Noe annet"))
    assert answer.status_code == 422
    saved = entry(shared.pk)
    assert saved is not None
    assert saved.text == "Delt."


def test_the_note_is_read_together_before_it_is_shared(client: Client, contact: User, person: Person) -> None:
    entry_id = new_id()
    answer = sign_in(client, contact).post(address(person, entry_id), fields(show="1"), follow=True)
    assert "stemmer dette?" in answer.content.decode()
    assert "Vi gikk en tur på brygga." in answer.content.decode()
    client.post(address(person, entry_id, "entry_show"))
    saved = entry(entry_id)
    assert saved is not None
    assert saved.state == Entry.State.SHARED


def test_sharing_can_be_undone_until_somebody_else_has_read(client: Client, contact: User, person: Person) -> None:
    shared = make_entry(person, by=contact)
    sign_in(client, contact).post(address(person, shared.pk, "entry_undo"))
    undone = entry(shared.pk)
    assert undone is not None
    assert undone.state == Entry.State.DRAFT
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="entry.undo", object_id=shared.pk).count() == 1


def test_what_somebody_has_read_stays_shared(client: Client, contact: User, person: Person) -> None:
    shared = make_entry(person, by=contact)
    account = make_account_of(person)
    with acting_as(account.pk):
        mark_read(entries=[shared], by=account, at=timezone.now())
    answer = sign_in(client, contact).post(address(person, shared.pk, "entry_undo"), follow=True)
    assert "Noen har alt lest dette" in answer.content.decode()
    still = entry(shared.pk)
    assert still is not None
    assert still.state == Entry.State.SHARED


def test_a_correction_stands_beside_the_old_wording(client: Client, contact: User, person: Person) -> None:
    shared = make_entry(person, by=contact, text="Vi møttes tirsdag.")
    account = make_account_of(person)
    with acting_as(account.pk):
        mark_read(entries=[shared], by=account, at=timezone.now())
    sign_in(client, contact).post(address(person, shared.pk), {"text": "Vi møttes onsdag."})
    page = client.get(address(person, shared.pk)).content.decode()
    assert "Vi møttes tirsdag." in page
    assert "Vi møttes onsdag." in page
    with acting_as(SYSTEM):
        assert Correction.objects.filter(entry=shared).count() == 1


def test_only_the_author_corrects(contact: User, person: Person) -> None:
    from benken.access.policies import Refused

    shared = make_entry(person, by=contact)
    with pytest.raises(Refused), acting_as(SYSTEM):
        correct(entry=shared, text="Noe annet", by=make_user(), at=timezone.now())


def test_a_stranger_gets_the_same_answer_as_for_nothing(client: Client, contact: User, person: Person) -> None:
    shared = make_entry(person, by=contact)
    sign_in(client, make_user())
    closed = client.get(address(person, shared.pk))
    missing = client.get(reverse("entry", kwargs={"person_id": new_id(), "entry_id": new_id()}))
    assert closed.status_code == missing.status_code == 404
    assert closed.content == missing.content
    assert client.post(address(person, new_id()), fields(share="1")).status_code == 404


def test_somebody_elses_note_cannot_be_moved_to_ones_own_person(client: Client, contact: User, person: Person) -> None:
    shared = make_entry(person, by=contact)
    other_contact = make_user()
    other = make_person(contact=other_contact)
    sign_in(client, other_contact).post(address(other, shared.pk), fields(share="1"))
    still = entry(shared.pk)
    assert still is not None
    assert still.person_id == person.pk


def test_reading_a_note_is_logged_and_saving_one_is_not(client: Client, contact: User, person: Person) -> None:
    shared = make_entry(person, by=make_user(), text="Fra før.")
    sign_in(client, contact)
    client.post(address(person, new_id(), "entry_autosave"), fields())
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(subject_id=person.pk).exists()
    client.get(address(person, shared.pk))
    with acting_as(SYSTEM):
        assert Reading.objects.filter(subject_id=person.pk, user=contact, part="entry").count() == 1


def test_a_draft_can_be_thrown_away_and_a_shared_note_can_not(client: Client, contact: User, person: Person) -> None:
    draft = make_entry(person, by=contact, shared=False)
    shared = make_entry(person, by=contact)
    sign_in(client, contact)
    client.post(address(person, draft.pk, "entry_throw"))
    client.post(address(person, shared.pk, "entry_throw"))
    assert entry(draft.pk) is None
    assert entry(shared.pk) is not None
