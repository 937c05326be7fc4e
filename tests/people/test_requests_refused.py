"""Corrections and complaints: the action refuses by itself, and one person's request is never taken for another's."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, User
from benken.access.policies import Refused
from benken.people.actions import my_rights
from benken.people.actions.page_choice import choose_parts
from benken.people.actions.relations import let_into_circle
from benken.people.models import Complaint, Correction, CorrectionRequest, Entry, PageChoice, Person
from tests.factories import (
    make_account_of,
    make_complaint,
    make_correction_request,
    make_entry,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db

About, Outcome = CorrectionRequest.About, CorrectionRequest.Outcome


def ask(person: Person, by: User, *, entry: Entry | None = None, words: str = "Feil.") -> CorrectionRequest:
    """Ask that something be put right."""
    about = About.NOTE if entry else About.OTHER
    with acting_as(SYSTEM):
        return my_rights.ask_for_correction(
            person=person, about=about, entry=entry, words=words, by=by, at=timezone.now()
        )


def answer_request(
    request: CorrectionRequest, by: User, *, correction: str = "Vi satt ute.", outcome: str = Outcome.CORRECTED
) -> None:
    """Answer a request."""
    with acting_as(SYSTEM):
        my_rights.answer_request(
            request=request,
            outcome=Outcome(outcome),
            answer="Takk.",
            correction=correction,
            by=by,
            at=timezone.now(),
        )


def complain(person: Person, by: User, *, words: str = "Jeg vil klage.") -> Complaint:
    """Complain."""
    with acting_as(SYSTEM):
        return my_rights.complain(person=person, about=Complaint.About.OTHER, words=words, by=by, at=timezone.now())


def answer_complaint(complaint: Complaint, by: User, *, answer: str = "Takk.") -> None:
    """Answer a complaint."""
    my_rights.answer_complaint(complaint=complaint, answer=answer, send_on=False, by=by, at=timezone.now())


def now_is(row: Any) -> Any:
    """Return a row as it stands."""
    with acting_as(SYSTEM):
        return type(row).objects.get(pk=row.pk)


def test_only_the_person_asks_that_something_be_put_right(tuva: Person, account: User, contact: User) -> None:
    with pytest.raises(Refused, match="Bare personen selv kan be om retting"):
        ask(tuva, contact)
    assert ask(tuva, account).to == contact


@pytest.mark.parametrize("words", ["", "  ", " \u200b "])
def test_words_that_show_nothing_are_no_request_and_no_complaint(
    tuva: Person, account: User, contact: User, leader: User, words: str
) -> None:
    entry = make_entry(tuva, by=contact)
    request, complaint = ask(tuva, account, entry=entry), complain(tuva, account)
    with pytest.raises(Refused, match="Skriv noen ord først"):
        ask(tuva, account, words=words)
    with pytest.raises(Refused, match="Skriv noen ord først"):
        complain(tuva, account, words=words)
    with pytest.raises(Refused, match="Skriv noen ord først"):
        answer_complaint(complaint, leader, answer=words)
    with pytest.raises(Refused, match="Skriv noen ord først"):
        answer_request(request, contact, correction=words)
    assert now_is(request).is_waiting
    assert now_is(complaint).state == Complaint.State.RECEIVED
    with acting_as(SYSTEM):
        assert not Correction.objects.exists()


def test_a_note_not_shared_or_about_another_is_not_there_to_be_put_right(
    tuva: Person, roy: Person, account: User, contact: User
) -> None:
    for entry in (make_entry(tuva, by=contact, shared=False), make_entry(roy, by=contact)):
        with pytest.raises(LookupError):
            ask(tuva, account, entry=entry)
    mine = make_entry(tuva, by=contact)
    assert ask(tuva, account, entry=mine).entry == mine


def test_the_same_words_of_two_people_are_two_requests(tuva: Person, roy: Person, account: User) -> None:
    other = make_account_of(roy)
    first, second = ask(tuva, account), ask(roy, other)
    assert (first.person, second.person) == (tuva, roy)
    assert ask(tuva, account) == first
    assert ask(roy, other) == second


def test_the_same_words_are_a_new_request_once_the_first_is_answered_or_taken_back(
    tuva: Person, account: User, contact: User
) -> None:
    first = ask(tuva, account)
    answer_request(first, contact, outcome=Outcome.NOT_CORRECTED)
    second = ask(tuva, account)
    assert second.pk != first.pk
    with acting_as(account.pk):
        my_rights.take_back_request(request=second, by=account, at=timezone.now())
    assert ask(tuva, account).pk not in {first.pk, second.pk}


def test_only_who_asked_takes_a_request_back_and_then_nobody_answers_it(
    tuva: Person, account: User, contact: User
) -> None:
    request = make_correction_request(tuva, by=account)
    with acting_as(SYSTEM):
        with pytest.raises(Refused, match="Bare den som spurte"):
            my_rights.take_back_request(request=request, by=contact, at=timezone.now())
        assert now_is(request).is_waiting
        my_rights.take_back_request(request=request, by=account, at=timezone.now())
    with pytest.raises(Refused, match="Det er tatt tilbake"):
        answer_request(request, contact)
    assert now_is(request).answered_at is None


def test_neither_a_stranger_nor_the_circle_complains_for_somebody(tuva: Person, contact: User) -> None:
    colleague, at = make_user(team=contact.team), timezone.now()
    with acting_as(contact.pk):
        let_into_circle(person=tuva, member=colleague, basis="x", until_at=at + timedelta(days=9), by=contact, at=at)
    for user in (make_user(), colleague):
        with pytest.raises(Refused, match="Bare personen selv, eller kontaktpersonen"):
            complain(tuva, user)
    assert complain(tuva, contact).on_paper


def test_the_same_complaint_of_two_people_or_by_two_hands_is_two(
    tuva: Person, roy: Person, account: User, contact: User
) -> None:
    made = [complain(tuva, contact), complain(roy, contact), complain(tuva, account)]
    assert [(one.person, one.written_by) for one in made] == [(tuva, contact), (roy, contact), (tuva, account)]
    assert [complain(tuva, contact), complain(roy, contact), complain(tuva, account)] == made


def test_the_same_complaint_is_a_new_one_once_the_first_is_taken_back(tuva: Person, account: User) -> None:
    first = complain(tuva, account)
    my_rights.take_back_complaint(complaint=first, by=account, at=timezone.now())
    second = complain(tuva, account)
    assert second.pk != first.pk
    assert now_is(second).state == Complaint.State.RECEIVED


def test_a_complaint_is_taken_back_by_whoever_wrote_it_or_the_person_alone(
    tuva: Person, account: User, contact: User, roy: Person
) -> None:
    written, own = make_complaint(tuva, by=contact), make_complaint(tuva, by=account)
    for complaint, user in ((own, contact), (own, make_account_of(roy)), (written, make_user(team=contact.team))):
        with pytest.raises(Refused, match="Bare den som klaget"):
            my_rights.take_back_complaint(complaint=complaint, by=user, at=timezone.now())
        assert now_is(complaint).state == Complaint.State.RECEIVED
    for complaint in (written, own):
        my_rights.take_back_complaint(complaint=complaint, by=account, at=timezone.now())
        assert now_is(complaint).state == Complaint.State.TAKEN_BACK


def test_a_complaint_is_answered_by_the_teams_leader_alone(tuva: Person, account: User, leader: User) -> None:
    complaint = make_complaint(tuva, by=account)
    for user in (make_user(team=leader.team), make_user(Role.LEADER, team=make_team()), make_user(Role.ADMIN)):
        with pytest.raises(LookupError):
            answer_complaint(complaint, user)
    assert now_is(complaint).state == Complaint.State.RECEIVED
    answer_complaint(complaint, leader)
    assert now_is(complaint).answered_by == leader


def test_a_leader_whose_account_is_closed_does_not_answer_and_another_leader_does(
    tuva: Person, account: User, leader: User
) -> None:
    complaint, other = make_complaint(tuva, by=account), make_user(Role.LEADER, team=make_team())
    with acting_as(SYSTEM):
        User.objects.filter(pk=leader.pk).update(is_active=False)
    with pytest.raises(LookupError):
        answer_complaint(complaint, leader)
    answer_complaint(complaint, other)
    assert now_is(complaint).answered_by == other


def test_a_complaint_that_was_taken_back_is_not_answered(tuva: Person, account: User, leader: User) -> None:
    complaint = make_complaint(tuva, by=account)
    my_rights.take_back_complaint(complaint=complaint, by=account, at=timezone.now())
    with pytest.raises(Refused, match="Klagen er trukket"):
        answer_complaint(complaint, leader)
    assert now_is(complaint).state == Complaint.State.TAKEN_BACK


def test_nobody_but_the_person_chooses_what_stands_on_their_page(tuva: Person, account: User, contact: User) -> None:
    with acting_as(SYSTEM):
        with pytest.raises(Refused, match="Bare personen selv"):
            choose_parts(person=tuva, shown=[], by=contact, at=timezone.now())
        assert not PageChoice.objects.exists()
        choose_parts(person=tuva, shown=[], by=account, at=timezone.now())
        assert PageChoice.objects.get().person == tuva
