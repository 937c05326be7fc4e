"""A person's ways in: each action refuses by itself whoever is not the contact person, and what opens too easily."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.utils import timezone

from benken.access.actions.accounts import open_or_close_account
from benken.access.actions.ways_in import ask_to_open
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, User, WayIn
from benken.access.policies import Refused
from benken.people.actions import accounts
from benken.people.actions.relations import let_into_circle
from benken.people.models import Person
from tests.factories import make_account_of, make_person, make_user
from tests.people.ways_in import WORD, Together, make_together

pytestmark = pytest.mark.django_db

CONTACT_ALONE = "Bare kontaktpersonen kan gjøre dette."


@pytest.fixture
def together() -> Together:
    """Return Tuva, her account and her contact person."""
    return make_together()


@dataclass(frozen=True)
class Hand:
    """Somebody who tries something with a person's account at a moment."""

    person: Person
    account: User
    by: User
    at: datetime


ACTS: dict[str, Callable[[Hand], object]] = {
    "renew": lambda one: accounts.renew_way_in(person=one.person, account=one.account, by=one.by, at=one.at),
    "close": lambda one: accounts.close_way_in(person=one.person, account=one.account, by=one.by, at=one.at),
    "slip": lambda one: accounts.make_slip(person=one.person, account=one.account, word=WORD, by=one.by, at=one.at),
    "code": lambda one: accounts.make_code(person=one.person, account=one.account, by=one.by, at=one.at),
    "close slip": lambda one: accounts.close_slip(person=one.person, account=one.account, by=one.by, at=one.at),
    "address": lambda one: accounts.change_address(
        person=one.person, account=one.account, email="tuva@fjordvik.example", by=one.by, at=one.at
    ),
}


def deeds() -> int:
    """Return how much has been done."""
    with acting_as(SYSTEM):
        return Deed.objects.count()


def somebody(together: Together, who: str) -> User:
    """Return a stranger, somebody in the circle, or the person themselves."""
    if who == "the person":
        return together.account
    user, at = make_user(), timezone.now()
    if who == "in the circle":
        with acting_as(together.contact.pk):
            let_into_circle(
                person=together.person,
                member=user,
                basis="bolig",
                until_at=at + timedelta(days=9),
                by=together.contact,
                at=at,
            )
    return user


@pytest.mark.parametrize("who", ["a stranger", "in the circle", "the person"])
@pytest.mark.parametrize("act", ACTS)
def test_nobody_but_the_contact_person_gives_changes_or_closes_a_way_in(together: Together, act: str, who: str) -> None:
    person, account, at = together.person, together.account, timezone.now()
    with acting_as(SYSTEM):
        accounts.make_slip(person=person, account=account, word=WORD, by=together.contact, at=at)
    by = somebody(together, who)
    before = deeds()
    with acting_as(SYSTEM), pytest.raises(Refused, match=CONTACT_ALONE):
        ACTS[act](Hand(person, account, by, at))
    assert deeds() == before
    with acting_as(SYSTEM):
        ACTS[act](Hand(person, account, together.contact, at))
    assert deeds() > before


@pytest.mark.parametrize("act", ACTS)
def test_the_contact_person_of_one_does_nothing_with_the_account_of_another(together: Together, act: str) -> None:
    at, roy = timezone.now(), make_together("Roy")
    with acting_as(SYSTEM):
        accounts.make_slip(person=roy.person, account=roy.account, word=WORD, by=roy.contact, at=at)
    before = deeds()
    with acting_as(SYSTEM), pytest.raises(LookupError):
        ACTS[act](Hand(together.person, roy.account, together.contact, at))
    assert deeds() == before
    assert [row.ended_at for row in roy.rows("slip")] == [None]


@pytest.mark.parametrize("who", ["a stranger", "in the circle", "the person"])
def test_nobody_but_the_contact_person_opens_all_by_the_number(together: Together, who: str) -> None:
    at = timezone.now()
    _asked, number = ask_to_open(user=together.account, at=at)
    by = somebody(together, who)
    with acting_as(SYSTEM), pytest.raises(Refused, match=CONTACT_ALONE):
        accounts.open_together(person=together.person, account=together.account, number=number, by=by, at=at)
    assert together.rows("opening")[0].used_at is None


def test_the_number_of_a_closed_account_opens_nothing(together: Together) -> None:
    at, contact = timezone.now(), together.contact
    _asked, number = ask_to_open(user=together.account, at=at)
    with acting_as(SYSTEM):
        for is_open in (False, True):
            open_or_close_account(user=together.account, active=is_open, by=contact, at=at)
            if is_open:
                accounts.open_together(
                    person=together.person, account=together.account, number=number, by=contact, at=at
                )
                continue
            with pytest.raises(Refused, match="Tallet stemmer ikke"):
                accounts.open_together(
                    person=together.person, account=together.account, number=number, by=contact, at=at
                )
            assert together.rows("opening")[0].used_at is None
    assert together.rows("opening")[0].used_at == at


def test_a_person_has_one_account_and_another_person_another() -> None:
    contact, at = make_user(), timezone.now()
    tuva, roy = make_person(contact=contact, called="Tuva"), make_person(contact=contact, called="Roy")
    make_account_of(roy)
    with acting_as(SYSTEM):
        with pytest.raises(Refused, match=CONTACT_ALONE):
            accounts.give_account(person=tuva, username="kornett", by=make_user(), at=at)
        first = accounts.give_account(person=tuva, username="kornett", by=contact, at=at)
        with pytest.raises(Refused, match="Tuva har alt en konto"):
            accounts.give_account(person=tuva, username="trompet", by=contact, at=at)
        assert [user.pk for user in User.objects.filter(subject_id=tuva.pk)] == [first.pk]


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("abc", "minst fire tegn"),
        (" a b ", "minst fire tegn"),
        ("\u115f\u1160\u3164\uffa0\u2800", "minst fire tegn"),  # drawn as nothing
        ("ab" * 31, "kortere ord"),
        ("3456", "lett å gjette"),
        ("6543", "lett å gjette"),
        ("????", "lett å gjette"),
        ("TUVA", "lett å gjette"),
        ("Moen", "lett å gjette"),
    ],
)
def test_a_slip_is_made_with_no_word_that_is_short_long_or_easy_to_guess(
    together: Together, word: str, why: str
) -> None:
    at = timezone.now()
    together.person.full_name = "Tuva Moen"
    make = partial(accounts.make_slip, person=together.person, account=together.account, by=together.contact, at=at)
    with acting_as(SYSTEM):
        with pytest.raises(Refused, match=why):
            make(word=word)
        assert not WayIn.objects.exists()
        make(word="3457")
        assert WayIn.objects.filter(user=together.account, kind="slip").count() == 1
