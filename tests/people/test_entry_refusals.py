"""Notes: each action refuses by itself, whatever the form stops, and does to one what it leaves to another."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, User
from benken.access.policies import Refused
from benken.lib.ids import new_id
from benken.people.actions import entries
from benken.people.actions.entries import Written
from benken.people.models import Correction, Entry, OwnVersion, Person
from tests.factories import make_account_of, make_entry, make_user

pytestmark = pytest.mark.django_db

SHARED_ALREADY = "Dette er alt delt."
NO_WORDS = "Skriv noen ord først."
TOO_LONG = "Del den i flere"
MAY_NOT_CORRECT = "Bare den som skrev notatet kan rette det"
THEIR_OWN = "Bare personen selv kan"


def now(entry: Entry) -> Entry:
    """Return a note as it stands in the database."""
    with acting_as(SYSTEM):
        return Entry.objects.get(pk=entry.pk)


def there(entry: Entry) -> bool:
    """Tell whether a note stands in the database."""
    with acting_as(SYSTEM):
        return Entry.objects.filter(pk=entry.pk).exists()


def change(entry: Entry, **fields: Any) -> None:
    """Set something of a note as time or somebody else has left it."""
    with acting_as(SYSTEM):
        Entry.objects.filter(pk=entry.pk).update(**fields)


def note(text: str = "Noe annet.", happened_at: datetime | None = None) -> Written:
    """Return what a note says."""
    return Written(Entry.Kind.TALK, text, happened_at=happened_at or timezone.now())


def save_over(entry: Entry, by: User) -> None:
    """Save something else in the place of a note."""
    entries.save_draft(person=entry.person, written=note(), draft=entry, by=by, at=timezone.now())


def share(entry: Entry, by: User) -> None:
    """Share a note as it stands."""
    entries.share(entry=entry, by=by, at=timezone.now())


def throw(entry: Entry, by: User) -> None:
    """Throw a note away."""
    entries.throw_draft(entry=entry, by=by, at=timezone.now())


@pytest.mark.parametrize(
    ("act", "becomes"), [(save_over, [("Noe annet.", "draft")]), (share, [("Min kladd.", "shared")]), (throw, [])]
)
def test_what_is_shared_or_anothers_is_not_saved_over_shared_or_thrown_away(
    act: Callable[[Entry, User], None], becomes: list[tuple[str, str]], contact: User, tuva: Person
) -> None:
    shared, anothers = make_entry(tuva, by=contact), make_entry(tuva, by=make_user(), shared=False)
    mine = make_entry(tuva, by=contact, text="Min kladd.", shared=False)
    for kept in (shared, anothers):
        before = now(kept)
        with acting_as(SYSTEM), pytest.raises(Refused, match=SHARED_ALREADY):
            act(before, contact)
        after = now(kept)
        assert (after.text, after.state, after.shared_at) == (before.text, before.state, before.shared_at)
    with acting_as(SYSTEM):
        act(mine, contact)
        assert list(Entry.objects.filter(pk=mine.pk).values_list("text", "state")) == becomes


@pytest.mark.parametrize(("text", "why"), [(" \u200b", NO_WORDS), ("å" * 40_001, TOO_LONG)])
def test_a_draft_without_words_or_too_long_is_not_shared_and_stays_a_draft(
    text: str, why: str, contact: User, tuva: Person
) -> None:
    draft = make_entry(tuva, by=contact, text=text, shared=False)
    with acting_as(SYSTEM), pytest.raises(Refused, match=why):
        share(draft, contact)
    assert now(draft).state == Entry.State.DRAFT
    with acting_as(SYSTEM):
        assert not Deed.objects.filter(verb="entry.share", object_id=draft.pk).exists()


def test_nothing_is_written_down_before_it_has_happened(contact: User, tuva: Person) -> None:
    at = timezone.now()
    for act in (entries.save_draft, entries.save_and_share):
        with acting_as(SYSTEM), pytest.raises(Refused, match="framtida"):
            act(person=tuva, written=note(happened_at=at + timedelta(hours=1)), by=contact, at=at)
        with acting_as(SYSTEM):
            assert not Entry.objects.filter(person=tuva).exists()
    with acting_as(SYSTEM):
        entries.save_draft(person=tuva, written=note(happened_at=at), by=contact, at=at)
        assert Entry.objects.filter(person=tuva).count() == 1


def test_a_note_is_corrected_by_its_author_alone_and_only_when_somebody_has_read_it(
    contact: User, tuva: Person
) -> None:
    at, read, unread = timezone.now(), make_entry(tuva, by=contact), make_entry(tuva, by=contact)
    anothers, draft = make_entry(tuva, by=make_user()), make_entry(tuva, by=contact, shared=False)
    for entry in (read, anothers, draft):
        change(entry, first_read_at=at)
    with acting_as(SYSTEM):
        for entry in (unread, anothers, draft):
            with pytest.raises(Refused, match=MAY_NOT_CORRECT):
                entries.correct(entry=now(entry), text="Det var onsdag.", by=contact, at=at)
        for text, why in ((" ", NO_WORDS), ("å" * 40_001, TOO_LONG)):
            with pytest.raises(Refused, match=why):
                entries.correct(entry=now(read), text=text, by=contact, at=at)
        assert not Correction.objects.exists()
        entries.correct(entry=now(read), text="Det var onsdag.", by=contact, at=at)
        assert Correction.objects.get().entry_id == read.pk


def test_nobody_but_the_person_writes_their_own_version_and_it_says_something(
    contact: User, tuva: Person, roy: Person, account: User
) -> None:
    at, entry = timezone.now(), make_entry(tuva, by=contact)
    with acting_as(SYSTEM):
        for by in (contact, make_account_of(roy)):
            with pytest.raises(Refused, match=THEIR_OWN):
                entries.add_own_version(entry=entry, text="Det var ikke slik.", by=by, at=at)
        for text, why in ((" ", NO_WORDS), ("å" * 40_001, TOO_LONG)):
            with pytest.raises(Refused, match=why):
                entries.add_own_version(entry=entry, text=text, by=account, at=at)
        assert not OwnVersion.objects.exists()
        entries.add_own_version(entry=entry, text="Det var ikke slik.", by=account, at=at)
        assert OwnVersion.objects.get().entry_id == entry.pk


def test_nobody_but_the_person_tells_and_only_what_is_theirs_to_tell(
    contact: User, tuva: Person, roy: Person, account: User
) -> None:
    at = timezone.now()
    hard, visit, words = Entry.Kind.HARD_TIME, Entry.Kind.VISIT, "Det gikk galt."
    refused: list[tuple[User, Entry.Kind, str, str]] = [
        (contact, hard, words, THEIR_OWN),
        (make_account_of(roy), hard, words, THEIR_OWN),
        (account, visit, words, THEIR_OWN),
        (account, hard, " ", NO_WORDS),
        (account, hard, "å" * 40_001, TOO_LONG),
    ]
    with acting_as(SYSTEM):
        for by, kind, text, why in refused:
            with pytest.raises(Refused, match=why):
                entries.tell(person=tuva, kind=kind, text=text, by=by, at=at)
        assert not Entry.objects.exists()
        entries.tell(person=tuva, kind=hard, text=words, by=account, at=at)
        assert Entry.objects.get().person_id == tuva.pk


def test_taking_back_what_one_told_takes_nothing_else_of_that_moment(
    contact: User, tuva: Person, roy: Person, account: User
) -> None:
    at = timezone.now()
    with acting_as(SYSTEM):
        told = entries.tell(person=tuva, kind=Entry.Kind.GOOD_NEWS, text="Jeg møtte opp!", by=account, at=at)
        along = entries.tell(person=tuva, kind=Entry.Kind.MILESTONE, text="90 dager", by=account, at=at)
        others: list[Entry] = [
            entries.write_shared(person=person, kind=Entry.Kind.MILESTONE, text="Første natt", by=by, at=at)
            for person, by in ((tuva, contact), (roy, account))
        ]
        entries.take_back_told(person=tuva, entry_id=told.pk, by=account, at=at)
    assert [there(entry) for entry in (told, along, *others)] == [False, False, True, True]


def test_nobody_takes_back_for_a_person_what_a_helper_wrote(contact: User, tuva: Person) -> None:
    at = timezone.now()
    with acting_as(SYSTEM):
        written = entries.write_shared(person=tuva, kind=Entry.Kind.MILESTONE, text="90 dager", by=contact, at=at)
        with pytest.raises(Refused, match="Noen har alt lest dette"):
            entries.take_back_told(person=tuva, entry_id=written.pk, by=contact, at=at)
    assert there(written)


def test_what_is_anothers_or_a_draft_is_not_there_to_be_taken_back(contact: User, tuva: Person, roy: Person) -> None:
    at, account = timezone.now(), make_account_of(tuva)
    with acting_as(SYSTEM):
        roys = entries.tell(person=roy, kind=Entry.Kind.HARD_TIME, text="Mitt eget", by=make_account_of(roy), at=at)
    draft = make_entry(tuva, by=contact, shared=False)
    for entry in (roys, draft):
        with acting_as(SYSTEM), pytest.raises(LookupError):
            entries.take_back_told(person=tuva, entry_id=entry.pk, by=account, at=at)
        assert there(entry)


def test_a_milestone_is_taken_back_in_the_record_it_stands_in_and_no_other(
    contact: User, tuva: Person, roy: Person
) -> None:
    at, about = timezone.now(), new_id()
    with acting_as(SYSTEM):
        ours, roys = (
            entries.write_shared(
                person=person, kind=Entry.Kind.GOAL_REACHED, text="Ei dør", by=contact, at=at, about_id=about
            )
            for person in (tuva, roy)
        )
    entries.take_back_milestone(person=tuva, about_id=about, kind=Entry.Kind.GOAL_REACHED)
    assert (there(ours), there(roys)) == (False, True)


def read_as_page(entry: Entry, by: User, at: datetime) -> None:
    """Read a note on a page."""
    entries.mark_read(entries=[entry], by=by, at=at)


def read_as_found(entry: Entry, by: User, at: datetime) -> None:
    """Read a part of a note in a search."""
    entries.mark_found_read(entry_ids=[entry.pk], by=by, at=at)


@pytest.mark.parametrize("read", [read_as_page, read_as_found])
def test_who_read_first_stands_and_the_author_is_no_reader(
    read: Callable[[Entry, User, datetime], None], contact: User, tuva: Person, account: User
) -> None:
    entry, other = make_entry(tuva, by=contact), make_entry(tuva, by=contact)
    first = timezone.now()
    with acting_as(SYSTEM):
        read(entry, contact, first - timedelta(hours=1))
        assert now(entry).first_read_at is None
        read(entry, account, first)
        read(entry, make_user(), first + timedelta(hours=1))  # who had the page open before the first reading
    assert now(entry).first_read_at == first
    assert now(other).first_read_at is None


def test_an_answer_answers_what_this_person_told_and_what_has_none_yet(
    contact: User, tuva: Person, roy: Person, account: User
) -> None:
    at = timezone.now()
    told, before = make_entry(tuva, by=account), make_entry(tuva, by=account)
    earlier = at - timedelta(days=2)
    change(before, answered_at=earlier)
    written, elsewhere = make_entry(tuva, by=contact), make_entry(roy, by=account)
    roys = make_entry(roy, by=make_account_of(roy))
    with acting_as(SYSTEM):
        assert entries.mark_answered(person=tuva, at=at) == 1
    answered = [now(entry).answered_at for entry in (told, before, written, elsewhere, roys)]
    assert answered == [at, earlier, None, None, None]


def test_an_answer_taken_back_lets_wait_again_what_it_answered_and_nothing_else(
    contact: User, tuva: Person, roy: Person, account: User
) -> None:
    at = timezone.now()
    told, before = make_entry(tuva, by=account), make_entry(tuva, by=account)
    written, elsewhere = make_entry(tuva, by=contact), make_entry(roy, by=account)
    earlier = at - timedelta(days=2)
    change(before, answered_at=earlier)
    for entry in (told, written, elsewhere):
        change(entry, answered_at=at)
    with acting_as(SYSTEM):
        entries.mark_unanswered(person=tuva, answered_at=at)
    assert [now(entry).answered_at for entry in (told, before, written, elsewhere)] == [None, earlier, at, at]


def test_when_somebody_was_last_heard_from_is_told_by_their_own_shared_notes(
    contact: User, tuva: Person, roy: Person
) -> None:
    at = timezone.now()
    last, ours, draft, roys = at, at - timedelta(days=5), at - timedelta(days=1), at - timedelta(days=2)
    change(make_entry(tuva, by=contact), happened_at=ours)
    change(make_entry(tuva, by=contact, shared=False), happened_at=draft)
    change(make_entry(roy, by=contact), happened_at=roys)
    with acting_as(SYSTEM):
        Person.objects.update(last_heard_at=last)
        entries.forget_hearing(person=tuva, heard_at=last, otherwise=None)
        assert Person.objects.get(pk=tuva.pk).last_heard_at == ours
        assert Person.objects.get(pk=roy.pk).last_heard_at == last


def test_only_drafts_that_are_seven_days_old_are_deleted(contact: User, tuva: Person) -> None:
    at = timezone.now()
    week = timedelta(days=7)
    shared, old, fresh = (make_entry(tuva, by=contact, shared=is_shared) for is_shared in (True, False, False))
    change(shared, created_at=at - week)
    change(old, created_at=at - week)
    change(fresh, created_at=at - week + timedelta(seconds=1))
    with acting_as(SYSTEM):
        assert entries.discard_old_drafts(at=at) == 1
    assert [there(entry) for entry in (shared, old, fresh)] == [True, False, True]
