"""A note withheld from the person: on a basis from the list, for a while, seen; its words leak nowhere."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, User
from benken.access.policies import Refused
from benken.people.actions.entries import add_own_version, correct
from benken.people.actions.relations import let_into_circle
from benken.people.actions.withholding import (
    confirm_withholding,
    end_withholding,
    put_back_what_is_over,
    withhold,
)
from benken.people.jobs import put_back_withheld
from benken.people.models import Correction, Entry, Person, WithheldText, Withholding
from benken.people.models.withholding import LONGEST_REASON
from tests.factories import make_entry, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db

SECRET = "Faren ringte og truet."
WHY = "Faren har lest meldingene før."


@pytest.fixture
def entry(tuva: Person, contact: User) -> Entry:
    """Return a note."""
    return make_entry(tuva, by=contact, text=SECRET)


@pytest.fixture
def colleague(tuva: Person, contact: User) -> User:
    """Return a worker of the circle."""
    member = make_user(team=contact.team, name="Sunniva")
    at = timezone.now()
    with acting_as(contact.pk):
        let_into_circle(person=tuva, member=member, basis="bolig", until_at=at + timedelta(days=60), by=contact, at=at)
    return member


def held(entry: Entry, by: User, *, days: int = 5, basis: str = "no_danger", why: str = WHY) -> Withholding:
    """Withhold a note for some days."""
    at = timezone.now()
    with acting_as(by.pk):
        return withhold(
            entry=Entry.objects.select_related("author").get(pk=entry.pk),
            basis=basis,
            until_at=at + timedelta(days=days),
            why=why,
            country="no",
            by=by,
            at=at,
        )


def address(name: str, entry: Entry) -> str:
    """Return an address about a note."""
    return reverse(name, args=[entry.person_id, entry.pk])


def text_of(entry_id: UUID) -> str:
    """Return what stands in the note."""
    with acting_as(SYSTEM):
        return Entry.objects.get(pk=entry_id).text


def test_the_person_sees_that_on_which_basis_and_until_when_and_not_the_text(
    client: Client, entry: Entry, contact: User, account: User
) -> None:
    data = {"basis": "no_danger", "until_on": str(timezone.localdate() + timedelta(days=5)), "why": WHY}
    answer = sign_in(client, contact).post(address("entry_withhold", entry), data)
    assert answer.headers["Location"] == address("entry", entry)
    assert text_of(entry.pk) == ""
    sign_in(client, account)
    for page in ("/my/written/", reverse("my_entry", args=[entry.pk])):
        shown = client.get(page).content.decode()
        assert "Grunnlag: påtrengende nødvendig" in shown
        assert "pasient- og brukerrettighetsloven § 5-1" in shown
        assert "Du kan klage." in shown
        assert SECRET not in shown
        assert WHY not in shown
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="entry.withhold", by=contact, object_id=entry.pk).count() == 1


@pytest.mark.second_wall
def test_the_persons_account_reaches_no_row_of_the_words(entry: Entry, contact: User, account: User) -> None:
    held(entry, contact)
    with acting_as(contact.pk):
        correct(entry=Entry.objects.get(pk=entry.pk), text=f"Rettelse: {SECRET}", by=contact, at=timezone.now())
    with acting_as(account.pk):
        assert not WithheldText.objects.exists()
        assert not Correction.objects.exists()
        assert Withholding.objects.count() == 1
        mine = Entry.objects.get(pk=entry.pk)
        assert (mine.text, mine.shown_text) == ("", "")
        add_own_version(entry=mine, text="Jeg ser det slik.", by=account, at=timezone.now())
    with acting_as(contact.pk):
        assert WithheldText.objects.get().text == SECRET
        assert Correction.objects.exists()
    with acting_as(make_user().pk):
        assert not WithheldText.objects.exists()
        assert not Withholding.objects.exists()


def test_those_who_follow_the_person_read_the_text_and_the_mark(
    client: Client, entry: Entry, contact: User, colleague: User
) -> None:
    held(entry, contact)
    for user in (contact, colleague):
        sign_in(client, user)
        for page in (reverse("person", args=[entry.person_id]), address("entry", entry)):
            shown = client.get(page).content.decode()
            assert SECRET in shown
            assert "Holdt tilbake for Tuva til" in shown
    assert "Holdt tilbake nå" in client.get(reverse("person", args=[entry.person_id])).content.decode()


def test_a_draft_is_shared_and_withheld_in_one_breath(tuva: Person, contact: User, account: User) -> None:
    draft = make_entry(tuva, by=contact, text=SECRET, shared=False)
    held(draft, contact)
    with acting_as(account.pk):
        shown = Entry.objects.get(pk=draft.pk)
        assert (shown.state, shown.text) == ("shared", "")
        assert shown.withholding is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"basis": "x"},
        {"basis": ""},
        {"why": " \u200b "},
        {"until_on": str(date(2020, 1, 1))},
        {"until_on": str(timezone.localdate() + timedelta(days=91))},
    ],
)
def test_bad_input_withholds_nothing(client: Client, entry: Entry, contact: User, changed: dict[str, str]) -> None:
    data = {"basis": "no_danger", "until_on": str(timezone.localdate() + timedelta(days=5)), "why": WHY} | changed
    answer = sign_in(client, contact).post(address("entry_withhold", entry), data)
    assert answer.status_code == 422
    assert text_of(entry.pk) == SECRET


def test_the_basis_of_service_notes_is_not_for_health_notes(entry: Entry, contact: User) -> None:
    with acting_as(SYSTEM):
        Entry.objects.filter(pk=entry.pk).update(note_kind=Entry.NoteKind.HEALTH)
    with pytest.raises(Refused):
        held(entry, contact, basis="no_service")
    with pytest.raises(Refused):
        held(entry, contact, basis="dk_health")


def test_the_persons_own_words_and_goals_are_never_withheld(
    client: Client, tuva: Person, contact: User, account: User
) -> None:
    own = make_entry(tuva, by=account, text="Det ble vanskelig.")
    with acting_as(SYSTEM):
        goal = make_entry(tuva, by=contact, text="Ha en dør.")
        Entry.objects.filter(pk=goal.pk).update(kind=Entry.Kind.GOAL_REACHED)
    for one in (own, goal):
        with pytest.raises(Refused):
            held(one, contact)
        assert sign_in(client, contact).get(address("entry_withhold", one)).status_code == 404
    assert text_of(own.pk) == "Det ble vanskelig."


def test_a_colleague_of_the_circle_does_not_decide_it(client: Client, entry: Entry, colleague: User) -> None:
    with pytest.raises(Refused):
        held(entry, colleague)
    assert sign_in(client, colleague).get(address("entry_withhold", entry)).status_code == 404
    assert text_of(entry.pk) == SECRET


def test_the_same_decision_twice_is_one_and_a_new_one_takes_its_place(entry: Entry, contact: User) -> None:
    at = timezone.now()
    with acting_as(contact.pk):
        for _click in range(2):
            first = withhold(
                entry=Entry.objects.get(pk=entry.pk),
                basis="no_danger",
                until_at=at + timedelta(days=5),
                why=WHY,
                country="no",
                by=contact,
                at=at,
            )
    second = held(entry, contact, days=3, basis="no_another")
    with acting_as(SYSTEM):
        assert Withholding.objects.count() == 2
        assert Withholding.objects.get(ended_at=None).pk == second.pk
        assert WithheldText.objects.get(pk=first.pk).text == ""
        assert WithheldText.objects.get(pk=second.pk).text == SECRET


def test_alone_it_lasts_a_week_however_long_was_wished_for(entry: Entry, contact: User) -> None:
    new = held(entry, contact, days=60)
    assert new.waits_for_another
    with acting_as(SYSTEM):
        assert put_back_what_is_over(at=timezone.now() + timedelta(days=7)) == 0
        assert put_back_what_is_over(at=timezone.now() + timedelta(days=8, seconds=1)) == 1
        assert put_back_what_is_over(at=timezone.now() + timedelta(days=8, seconds=1)) == 0
        assert Deed.objects.filter(verb="entry.put_back", by=None, object_id=entry.pk).count() == 1
    assert text_of(entry.pk) == SECRET


@pytest.mark.second_wall
def test_the_database_lets_nobody_withhold_alone_for_longer(entry: Entry, contact: User) -> None:
    new = held(entry, contact, days=60)
    with acting_as(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        Withholding.objects.filter(pk=new.pk).update(until_at=new.wanted_until_at)
    with acting_as(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        Withholding.objects.filter(pk=new.pk).update(confirmed_by=contact, confirmed_at=timezone.now())
    with acting_as(contact.pk), pytest.raises(ProgrammingError), transaction.atomic():
        Withholding.objects.filter(pk=new.pk).update(until_at=new.decided_at)
    with acting_as(SYSTEM):
        assert Withholding.objects.get(pk=new.pk).until_at == new.until_at


def test_a_colleague_confirms_it_and_then_it_lasts(
    client: Client, entry: Entry, contact: User, colleague: User
) -> None:
    new = held(entry, contact, days=60)
    confirm = address("entry_withhold_confirm", entry)
    assert "Jeg er enig" not in sign_in(client, contact).get(address("entry", entry)).content.decode()
    client.post(confirm)
    with acting_as(SYSTEM):
        assert Withholding.objects.get().confirmed_at is None
    shown = sign_in(client, colleague).get(address("entry", entry)).content.decode()
    assert "Jeg er enig" in shown
    assert WHY in shown
    for _click in range(2):
        assert client.post(confirm).status_code == 302
    with acting_as(SYSTEM):
        row = Withholding.objects.get()
        assert (row.confirmed_by_id, row.until_at) == (colleague.pk, new.wanted_until_at)
        assert Deed.objects.filter(verb="entry.withhold_confirm").count() == 1
        assert put_back_what_is_over(at=timezone.now() + timedelta(days=59)) == 0


def test_the_leader_confirms_it_by_the_reason_and_sees_no_text(client: Client, entry: Entry, contact: User) -> None:
    new = held(entry, contact, days=60)
    leader = make_user(Role.LEADER, team=contact.team)
    page = sign_in(client, leader).get("/people/cases/").content.decode()
    assert WHY in page
    assert SECRET not in page
    confirm = reverse("case_withheld_confirm", args=[new.pk])
    assert client.post(confirm).status_code == 302
    with acting_as(SYSTEM):
        assert Withholding.objects.get().confirmed_by_id == leader.pk
    assert WHY not in client.get("/people/cases/").content.decode()
    assert sign_in(client, make_user(Role.LEADER, team=make_team())).post(confirm).status_code == 404


def test_a_stranger_and_a_late_hand_confirm_nothing(entry: Entry, contact: User, colleague: User) -> None:
    new = held(entry, contact, days=60)
    with acting_as(SYSTEM), pytest.raises(Refused):
        confirm_withholding(withholding=new, by=make_user(), at=timezone.now())
    with acting_as(SYSTEM), pytest.raises(Refused):
        confirm_withholding(withholding=new, by=colleague, at=timezone.now() + timedelta(days=9))


def test_the_contact_shows_it_again_and_others_do_not(
    client: Client, entry: Entry, contact: User, colleague: User, account: User
) -> None:
    new = held(entry, contact)
    with acting_as(colleague.pk), pytest.raises(Refused):
        end_withholding(withholding=new, by=colleague, at=timezone.now())
    end = address("entry_withhold_end", entry)
    assert sign_in(client, contact).post(end).status_code == 302
    assert client.post(end).status_code == 404  # nothing stands any more
    assert text_of(entry.pk) == SECRET
    assert SECRET in sign_in(client, account).get("/my/written/").content.decode()


def test_sharing_is_not_undone_under_a_decision(client: Client, entry: Entry, contact: User) -> None:
    held(entry, contact)
    sign_in(client, contact).post(address("entry_undo", entry))
    with acting_as(SYSTEM):
        assert Entry.objects.get(pk=entry.pk).state == Entry.State.SHARED


@pytest.mark.second_wall
def test_the_app_writes_no_decision_by_itself(entry: Entry, contact: User, account: User) -> None:
    new, at = held(entry, contact), timezone.now()
    for user in (contact, account):
        with acting_as(user.pk):
            for rows in (Withholding.objects.filter(pk=new.pk), WithheldText.objects.filter(pk=new.pk)):
                assert rows.count() <= 1
                with pytest.raises(ProgrammingError), transaction.atomic():
                    Withholding.objects.create(
                        person_id=entry.person_id,
                        entry=entry,
                        basis="x",
                        decided_by=user,
                        decided_at=at,
                        wanted_until_at=at,
                        until_at=at,
                    )
    with acting_as(account.pk):
        assert WithheldText.objects.update(text="") == 0


def test_the_clock_puts_back_what_is_over(entry: Entry, contact: User) -> None:
    held(entry, contact)
    with acting_as(SYSTEM):
        past = timezone.now() - timedelta(days=6)
        Withholding.objects.update(decided_at=past, until_at=past + timedelta(days=5))
    put_back_withheld(timestamp=0)
    assert text_of(entry.pk) == SECRET


@pytest.mark.parametrize("days", [-1, 0, 92])
def test_a_day_that_is_over_or_too_far_off_is_refused_without_the_form_too(
    entry: Entry, contact: User, days: int
) -> None:
    with pytest.raises(Refused, match="Velg en dag innen 90 dager"):
        held(entry, contact, days=days)
    assert text_of(entry.pk) == SECRET
    held(entry, contact, days=90)


def test_nobody_confirms_their_own_decision(entry: Entry, contact: User, colleague: User) -> None:
    new = held(entry, contact, days=60)
    with acting_as(SYSTEM):
        with pytest.raises(Refused, match="En annen enn du må bekrefte dette"):
            confirm_withholding(withholding=new, by=contact, at=timezone.now())
        assert Withholding.objects.get().confirmed_at is None
        confirm_withholding(withholding=new, by=colleague, at=timezone.now())
        assert Withholding.objects.get().confirmed_by == colleague


def test_what_is_shown_again_is_not_confirmed_afterwards(entry: Entry, contact: User, colleague: User) -> None:
    new = held(entry, contact, days=60)
    with acting_as(SYSTEM):
        end_withholding(withholding=new, by=contact, at=timezone.now())
        with pytest.raises(Refused, match="Teksten er vist igjen"):
            confirm_withholding(withholding=new, by=colleague, at=timezone.now())
        assert Withholding.objects.get().confirmed_at is None
    assert text_of(entry.pk) == SECRET


@pytest.mark.parametrize(
    ("why", "sentence"), [(" \u200b ", "Skriv hvorfor"), ("x" * (LONGEST_REASON + 1), "plass til")]
)
def test_a_reason_nobody_sees_or_that_is_too_long_is_refused_without_the_form_too(
    entry: Entry, contact: User, why: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        held(entry, contact, why=why)
    assert text_of(entry.pk) == SECRET
    held(entry, contact, why="x" * LONGEST_REASON)


def test_a_draft_without_words_is_neither_shared_nor_withheld(tuva: Person, contact: User) -> None:
    draft = make_entry(tuva, by=contact, text=" \u200b ", shared=False)
    with pytest.raises(Refused, match="Skriv noen ord først"):
        held(draft, contact)
    with acting_as(SYSTEM):
        assert Entry.objects.get(pk=draft.pk).state == Entry.State.DRAFT
        assert not Withholding.objects.exists()
