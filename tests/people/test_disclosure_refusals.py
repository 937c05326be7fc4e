"""A disclosure case: each step refuses by itself who may not take it, what says too little, what comes too early."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, User
from benken.access.policies import Refused
from benken.lib.ids import new_id
from benken.people.actions.disclosure import (
    content_of,
    decide_disclosure,
    drop_disclosure,
    mark_given,
    propose_disclosure,
    tell_of_disclosures,
)
from benken.people.actions.relations import let_into_circle
from benken.people.actions.withholding import end_withholding
from benken.people.disclosure_proposal import Proposal
from benken.people.models import DisclosureCase, Entry, Person
from tests.factories import make_entry, make_person, make_team, make_user, make_withholding

pytestmark = pytest.mark.django_db

State = DisclosureCase.State
DAY = timedelta(days=1)
PROPOSAL = Proposal("no_rescue", "Legevakta", "", "De må vite det.", "Hun puster sakte.")
TOO_LONG = "x" * 10_001


def propose(person: Person, by: User, **changed: Any) -> DisclosureCase:
    """Propose a case."""
    with acting_as(SYSTEM):
        proposal = replace(PROPOSAL, **changed)
        return propose_disclosure(person=person, proposal=proposal, country="no", by=by, at=timezone.now())


def decide(case: DisclosureCase, by: User, *, words: str = "Nødvendig.") -> DisclosureCase:
    """Say yes."""
    with acting_as(SYSTEM):
        return decide_disclosure(case=case, approve=True, words=words, by=by, at=timezone.now())


def give(case: DisclosureCase, by: User, *, how: str = "phone") -> DisclosureCase:
    """Note that it was given."""
    with acting_as(SYSTEM):
        return mark_given(case=case, how=how, by=by, at=timezone.now())


def state(case: DisclosureCase) -> str:
    """Return how far a case has come in the database."""
    with acting_as(SYSTEM):
        return DisclosureCase.objects.get(pk=case.pk).state


def in_circle(person: Person, contact: User) -> User:
    """Return a colleague in the person's circle."""
    member, at = make_user(team=contact.team), timezone.now()
    with acting_as(SYSTEM):
        let_into_circle(person=person, member=member, basis="bolig", until_at=at + DAY, by=contact, at=at)
    return member


WAITS = {"tell_on": timezone.localdate() + 9 * DAY, "wait_basis": "no_danger", "wait_why": "Faren leser."}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"basis": ""}, "Velg et grunnlag."),
        ({"basis": "no_danger"}, "Velg et grunnlag."),
        ({"body": " \u200b"}, "hvem det skal gis til"),
        ({"why": " "}, "Skriv hvorfor."),
        ({"words": " \u200b"}, "Velg et notat, eller skriv"),
        ({"why": TOO_LONG}, "10001 tegn"),
        ({"words": TOO_LONG}, "10001 tegn"),
        (WAITS | {"wait_why": TOO_LONG}, "10001 tegn"),
        (WAITS | {"tell_on": timezone.localdate()}, "innen seks måneder"),
        (WAITS | {"wait_basis": "no_rescue"}, "grunnlag for å vente"),
        (WAITS | {"wait_why": " "}, "grunnlag for å vente"),
        ({"entry_ids": [new_id()]}, "finnes ikke lenger"),
        ({"entry_ids": [new_id() for _ in range(21)]}, "høyst 20 notater"),
    ],
)
def test_what_says_too_little_or_too_much_is_not_proposed(
    tuva: Person, contact: User, changed: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        propose(tuva, contact, **changed)
    with acting_as(SYSTEM):
        assert not DisclosureCase.objects.exists()
    assert propose(tuva, contact, **WAITS).state == State.PROPOSED


def test_nobody_but_the_contact_person_proposes_or_gives(tuva: Person, contact: User, leader: User) -> None:
    member = in_circle(tuva, contact)
    for by in (member, make_user(), leader):
        with pytest.raises(Refused, match="Bare kontaktpersonen"):
            propose(tuva, by)
    case = decide(propose(tuva, contact), leader)
    for by in (member, make_user(), leader):
        with pytest.raises(Refused, match="Bare kontaktpersonen"):
            give(case, by)
    for how in ("", "by fax"):
        with pytest.raises(Refused, match="Velg hvordan"):
            give(case, contact, how=how)
    assert state(case) == State.APPROVED
    assert give(case, contact).how == "phone"


def test_notes_of_another_drafts_and_withheld_ones_are_not_given(tuva: Person, contact: User) -> None:
    roys = make_entry(make_person(contact=contact), by=contact)
    draft = make_entry(tuva, by=contact, shared=False)
    withheld = make_withholding(tuva, by=contact, days=3)
    for entry_id, why in (
        (roys.pk, "finnes ikke lenger"),
        (draft.pk, "finnes ikke lenger"),
        (withheld.entry_id, "holdt tilbake"),
    ):
        with pytest.raises(Refused, match=why):
            propose(tuva, contact, entry_ids=[entry_id])
    with acting_as(SYSTEM):
        end_withholding(withholding=withheld, by=contact, at=timezone.now())
        entry = Entry.objects.get(pk=withheld.entry_id)
    assert [note.text for note in content_of(propose(tuva, contact, entry_ids=[entry.pk])).notes] == [entry.text]


def test_the_same_about_two_people_and_anew_after_it_was_taken_back_are_cases_of_their_own(
    tuva: Person, contact: User
) -> None:
    roy = make_person(contact=contact, called="Roy")
    first, roys = propose(tuva, contact), propose(roy, contact)
    assert (first.person_id, roys.person_id) == (tuva.pk, roy.pk)
    assert propose(roy, contact).pk == roys.pk
    with acting_as(SYSTEM):
        drop_disclosure(case=first, by=contact, at=timezone.now())
    again = propose(tuva, contact)
    assert (again.pk == first.pk, again.state, state(first), state(roys)) == (
        False,
        State.PROPOSED,
        State.DROPPED,
        State.PROPOSED,
    )


@pytest.mark.parametrize(("words", "why"), [(" \u200b", "hvorfor du svarer slik"), (TOO_LONG, "10001 tegn")])
def test_an_answer_without_words_or_with_too_many_is_none(
    tuva: Person, contact: User, leader: User, words: str, why: str
) -> None:
    case = propose(tuva, contact)
    with pytest.raises(Refused, match=why):
        decide(case, leader, words=words)
    assert state(case) == State.PROPOSED
    assert decide(case, leader).state == State.APPROVED


def test_a_leader_of_the_team_decides_and_nobody_else(tuva: Person, contact: User, leader: User) -> None:
    case = propose(tuva, contact)
    for by in (contact, in_circle(tuva, contact), make_user(Role.LEADER, team=make_team()), make_user(Role.ADMIN)):
        with pytest.raises(Refused, match="En leder bestemmer dette"):
            decide(case, by)
    assert state(case) == State.PROPOSED
    assert decide(case, leader).decided_by_id == leader.pk


def test_a_case_goes_no_step_too_early_and_none_back(tuva: Person, contact: User, leader: User) -> None:
    case = propose(tuva, contact)
    with pytest.raises(Refused, match="Saken er kommet lenger: foreslått"):
        give(case, contact)
    given = give(decide(case, leader), contact)
    for step in (lambda: decide(given, leader), lambda: drop_disclosure(case=given, by=contact, at=timezone.now())):
        with pytest.raises(Refused, match="Saken er kommet lenger: gitt videre"):
            step()
    assert state(case) == State.GIVEN


def test_a_proposal_is_taken_back_by_whoever_made_it_alone(tuva: Person, contact: User, leader: User) -> None:
    case, at = propose(tuva, contact), timezone.now()
    for by in (leader, in_circle(tuva, contact)):
        with acting_as(SYSTEM), pytest.raises(Refused, match="Bare den som foreslo det"):
            drop_disclosure(case=case, by=by, at=at)
    assert state(case) == State.PROPOSED
    drop_disclosure(case=case, by=contact, at=at)
    assert state(case) == State.DROPPED


def test_a_person_is_told_of_what_was_given_and_not_of_what_was_only_meant_to_be(
    tuva: Person, contact: User, leader: User
) -> None:
    given, meant = (decide(propose(tuva, contact, body=body, **WAITS), leader) for body in ("Legevakta", "Sykehuset"))
    dropped = propose(tuva, contact, body="Barnevernet", **WAITS)
    give(given, contact)
    assert given.tell_on is not None
    at = timezone.now()
    the_day = at + (given.tell_on - timezone.localdate(at))
    with acting_as(SYSTEM):
        drop_disclosure(case=dropped, by=contact, at=at)
        assert tell_of_disclosures(at=the_day - DAY) == 0
        assert tell_of_disclosures(at=the_day) == 1
        told = DisclosureCase.objects.filter(told_at__isnull=False)
        assert [case.pk for case in told] == [given.pk]
    assert [state(case) for case in (given, meant, dropped)] == [State.GIVEN, State.APPROVED, State.DROPPED]
