"""What a leader is shown without opening a record: their own team's, what waits, and nothing that is over."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from benken.access.actions.accounts import switch_account
from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Block, Reading, Role, Team, User
from benken.access.together import SmallRead, read_together
from benken.people.models import (
    CircleMember,
    Complaint,
    ContactPerson,
    CorrectionRequest,
    DisclosureCase,
    EmergencyAccess,
    Person,
    SharingConsent,
    Withholding,
)
from benken.people.queries import (
    RecordClosed,
    card_person,
    circle_before,
    circle_of,
    contact_person_of,
    following_over,
    hand_over_cards,
    looked_for,
)
from benken.people.queries.disclosure import cases_proposed, cases_to_decide
from benken.people.queries.emergency import emergency_reading
from benken.people.queries.my_rights import (
    SHOWN_AFTER,
    complaint_for_leader,
    complaints_for_leader,
    complaints_waiting,
    requests_waiting,
)
from benken.people.queries.relations import LOOKED_FOR
from benken.people.queries.sharing import consents_before, consents_of
from benken.people.queries.withholding import waiting_withholdings, withholding_for_leader
from tests.factories import make_case, make_person, make_team, make_user, make_withholding

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def team() -> Team:
    """Return a team."""
    return make_team()


@pytest.fixture
def leader(team: Team) -> User:
    """Return the team's leader."""
    return make_user(Role.LEADER, team=team)


@pytest.fixture
def contact(team: Team) -> User:
    """Return a worker of the team."""
    return make_user(team=team)


def small(read: SmallRead[Any]) -> list[Any]:
    """Send a small read and return its rows."""
    read_together(read)
    return read.rows


def alone(person: Person, *, at: datetime | None = None) -> Person:
    """Let nobody be the person's contact any more."""
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=person).update(until_at=at or timezone.now())
    return person


def cards(leader: User) -> dict[Any, bool]:
    """Return whom a leader has a hand-over card of, and whether they wish for another contact person."""
    return {card.person_id: card.wants_another for card in hand_over_cards(for_leader=leader)}


def kept_out(user: User, by: Person, *, ended: bool = False) -> None:
    """Let a person keep somebody out."""
    at = timezone.now()
    with acting_as(SYSTEM):
        Block.objects.create(subject_id=by.pk, user=user, since_at=at, ended_at=at if ended else None, written_by=user)


def test_a_leader_has_cards_of_their_own_team_whose_contact_nobody_is(leader: User, contact: User) -> None:
    followed, left = make_person(contact=contact), alone(make_person(contact=contact))
    of_another_team = alone(make_person())
    assert cards(leader) == {left.pk: False}
    assert card_person(left.pk, for_leader=leader) == left
    for closed in (followed, of_another_team):
        with pytest.raises(RecordClosed):
            card_person(closed.pk, for_leader=leader)


def test_nobody_but_a_leader_has_cards(leader: User, contact: User) -> None:
    left = alone(make_person(contact=contact))
    kept_out(contact, by=make_person())
    assert card_person(left.pk, for_leader=leader) == left
    for user in (contact, make_user(Role.ADMIN, team=contact.team), make_user(Role.PLANNER, team=contact.team)):
        assert cards(user) == {}
        with pytest.raises(RecordClosed):
            card_person(left.pk, for_leader=user)


def test_a_contact_person_whose_account_is_closed_is_nobodys_contact(leader: User, contact: User) -> None:
    person = make_person(contact=contact)
    assert cards(leader) == {}
    with acting_as(SYSTEM):
        User.objects.filter(pk=contact.pk).update(is_active=False)
    assert cards(leader) == {person.pk: False}


def test_a_card_says_since_the_day_the_contact_left_and_not_since_somebody_was_known(
    leader: User, contact: User
) -> None:
    at = timezone.now()
    person, long_alone = make_person(contact=contact), alone(make_person(contact=contact))
    with acting_as(SYSTEM):
        Person.objects.update(known_since_at=at - 400 * DAY)
        ContactPerson.objects.filter(person=person).update(since_at=at - 400 * DAY)
        ContactPerson.objects.filter(person=long_alone).update(since_at=at - 400 * DAY, until_at=at - 30 * DAY)
        switch_account(user=contact, active=False, by=make_user(Role.ADMIN), at=at - 3 * DAY, at_once=True)
    assert [(card.person_id, card.since) for card in hand_over_cards(for_leader=leader)] == [
        (long_alone.pk, at - 30 * DAY),
        (person.pk, at - 3 * DAY),
    ]


def test_a_card_says_that_somebody_wishes_for_another_while_they_keep_their_contact_out(
    leader: User, contact: User
) -> None:
    wishing, content, lifted, other = (make_person(contact=contact) for _ in range(4))
    kept_out(contact, by=wishing)
    kept_out(contact, by=lifted, ended=True)
    kept_out(make_user(), by=other)
    assert cards(leader) == {wishing.pk: True}, content.called


def test_a_leader_whom_a_person_keeps_out_has_no_card_of_them(leader: User, contact: User) -> None:
    shut, left, back = (alone(make_person(contact=contact)) for _ in range(3))
    kept_out(leader, by=shut)
    kept_out(leader, by=back, ended=True)
    assert set(cards(leader)) == {left.pk, back.pk}


def test_a_leader_is_told_that_somebody_hidden_of_their_team_was_looked_for_by_others(
    leader: User, contact: User
) -> None:
    at = timezone.now()
    hidden, seen, shut, elsewhere = (*(make_person(contact=contact) for _ in range(3)), make_person())
    kept_out(leader, by=shut)
    with acting_as(SYSTEM):
        Person.objects.filter(pk__in=[hidden.pk, shut.pk, elsewhere.pk]).update(is_hidden=True)
        for person, by in ((hidden, contact), (seen, contact), (shut, contact), (elsewhere, contact), (hidden, leader)):
            record_deed(by=by, at=at, verb=LOOKED_FOR, subject_id=person.pk)
    assert [(deed.subject_id, deed.by) for deed in looked_for(for_leader=leader, at=at)] == [(hidden.pk, contact)]
    assert looked_for(for_leader=contact, at=at) == []


def test_the_circle_is_who_is_in_it_now_and_who_was(contact: User) -> None:
    person, at = make_person(contact=contact), timezone.now()
    with acting_as(SYSTEM):
        runs, at_the_edge, ended = (
            CircleMember.objects.create(
                person=person, member=make_user(), basis="x", added_by=contact, since_at=at - DAY, until_at=until,
                ended_at=ended_at,
            )
            for until, ended_at in ((at + DAY, None), (at, None), (at + 2 * DAY, at))
        )  # fmt: skip
        assert list(circle_of(person, at=at)) == [runs]
        assert list(circle_before(person, at=at)) == [ended, at_the_edge]


def test_who_was_the_contact_follows_over_until_the_overlap_ends(contact: User) -> None:
    person, at = make_person(contact=contact), timezone.now()
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=person).update(until_at=at, overlap_until_at=at + DAY)
        assert contact_person_of(person) is None
        former = ContactPerson.objects.get(person=person)
        assert list(following_over(person, at=at)) == [former]
        assert list(following_over(person, at=at + DAY)) == []
        ContactPerson.objects.create(person=person, worker=contact, since_at=at, overlap_until_at=at + DAY)
        assert list(following_over(person, at=at)) == [], "who is the contact again is not one who was"


def test_what_is_shared_now_and_what_was_part_at_the_last_moment_and_when_withdrawn(contact: User) -> None:
    person, at = make_person(contact=contact), timezone.now()
    with acting_as(SYSTEM):
        runs, over, withdrawn = (
            SharingConsent.objects.create(
                person=person, receiver=make_user(Role.SUPPORTER), parts=["goals"], why="x", how="on_paper",
                given_at=at - days, given_by=contact, until_at=until, withdrawn_at=withdrawn_at,
            )
            for days, until, withdrawn_at in ((DAY, at + DAY, None), (2 * DAY, at, None), (3 * DAY, at + DAY, at))
        )  # fmt: skip
        assert list(consents_of(person, at=at)) == [runs]
        assert consents_before(person, at=at) == [over, withdrawn]


def test_a_leader_confirms_what_still_waits_in_their_own_team(leader: User, contact: User) -> None:
    at = timezone.now()
    waits, ended, by_themselves = (make_withholding(make_person(contact=contact), by=contact) for _ in range(3))
    far = make_user(team=make_team())
    elsewhere = make_withholding(make_person(contact=far), by=far)
    with acting_as(SYSTEM):
        Withholding.objects.filter(pk=ended.pk).update(ended_at=at)
        Withholding.objects.filter(pk=by_themselves.pk).update(decided_by=leader)
    assert [one.withholding_id for one in waiting_withholdings(leader, at=at)] == [waits.pk]
    assert waiting_withholdings(leader, at=waits.until_at) == [], "what is over waits for nobody"
    assert waiting_withholdings(contact, at=at) == []
    assert withholding_for_leader(waits.pk, leader=leader) == waits
    for row, user in ((elsewhere, leader), (waits, contact), (waits, make_user(Role.ADMIN, team=contact.team))):
        with pytest.raises(RecordClosed):
            withholding_for_leader(row.pk, leader=user)


def test_a_leader_decides_what_is_proposed_and_not_yet_answered(leader: User, contact: User) -> None:
    waits, decided = (make_case(make_person(contact=contact), by=contact) for _ in range(2))
    far = make_user(team=make_team())
    make_case(make_person(contact=far), by=far)
    with acting_as(SYSTEM):
        DisclosureCase.objects.filter(pk=decided.pk).update(
            state="refused", decided_by=leader, decided_at=timezone.now()
        )
        assert decided.pk not in {case.pk for case in small(cases_proposed())}
    assert cases_to_decide(leader) == [waits]


def complaint(person: Person, by: User, **more: Any) -> Complaint:
    """Write a complaint."""
    at = timezone.now()
    with acting_as(SYSTEM):
        return Complaint.objects.create(
            **{"person": person, "about": "other", "words": "x", "written_by": by, "made_at": at, "team": by.team}
            | {"answer_by_on": timezone.localdate(at)}
            | more
        )


def test_a_leader_has_the_complaints_that_wait_and_those_answered_lately(leader: User, contact: User) -> None:
    person, at = make_person(contact=contact), timezone.now()
    answered = {"state": "answered", "answer": "Ja.", "answered_by": leader}
    waits = complaint(person, contact)
    at_the_edge = complaint(person, contact, **answered, answered_at=at - SHOWN_AFTER)
    closed = [
        complaint(person, contact, state="taken_back"),
        complaint(person, contact, **answered, answered_at=at - SHOWN_AFTER - DAY),
        complaint(make_person(), contact, team=make_user(Role.LEADER, team=make_team()).team),
        complaint(person, leader),
    ]
    make_user(Role.LEADER, team=contact.team)  # answers what the other wrote down
    assert complaints_for_leader(leader=leader, at=at) == [waits, at_the_edge]
    assert complaints_for_leader(leader=contact, at=at) == []
    assert complaint_for_leader(waits.pk, leader=leader, at=at) == waits
    assert {complaint_for_leader(one.pk, leader=leader, at=at) for one in closed} == {None}
    with acting_as(SYSTEM):
        assert at_the_edge.pk not in {one.pk for one in small(complaints_waiting())}


def test_a_team_without_a_leader_who_is_here_is_answered_by_every_leader(contact: User, leader: User) -> None:
    far, at = make_user(Role.LEADER, team=make_team()), timezone.now()
    waits = complaint(make_person(contact=contact), make_user(), team=contact.team)
    assert complaints_for_leader(leader=far, at=at) == []
    with acting_as(SYSTEM):
        User.objects.filter(pk=leader.pk).update(is_active=False)
    assert complaints_for_leader(leader=far, at=at) == [waits]


def test_a_worker_is_asked_to_put_right_what_nobody_has_answered(contact: User) -> None:
    person, at = make_person(contact=contact), timezone.now()
    asked: dict[str, Any] = {
        "person": person, "about": "other", "words": "x", "asked_by": make_user(), "asked_at": at, "to": contact,
        "answer_by_on": timezone.localdate(at),
    }  # fmt: skip
    answered = {"outcome": "corrected", "answer": "Ja.", "answered_by": contact, "answered_at": at}
    with acting_as(SYSTEM):
        waits = CorrectionRequest.objects.create(**asked)
        CorrectionRequest.objects.create(**asked, **answered)
        CorrectionRequest.objects.create(**asked, taken_back_at=at)
        assert small(requests_waiting(user=contact.pk, at=at)) == [waits]


@pytest.fixture
def emergency(contact: User) -> EmergencyAccess:
    """Return an emergency that a worker of the team opened, with its reading and others of the same moment."""
    person, another, at = make_person(), make_person(), timezone.now()
    with acting_as(SYSTEM):
        for user, subject in ((make_user(), person), (contact, another), (contact, person)):
            Reading.objects.create(user=user, subject_id=subject.pk, part="page", basis="emergency", at=at)
        return EmergencyAccess.objects.create(
            person=person, by=contact, kind="danger", words="Ligger der", at=at, until_at=at + DAY
        )


def test_a_leader_asks_about_the_reading_an_emergency_began_with(emergency: EmergencyAccess, leader: User) -> None:
    reading = emergency_reading(emergency.pk, leader=leader)
    assert (reading.user_id, reading.subject_id, reading.at) == (emergency.by_id, emergency.person_id, emergency.at)


def test_only_the_leader_of_who_opened_it_asks_and_of_what_was_opened_and_read(
    emergency: EmergencyAccess, leader: User, contact: User
) -> None:
    with acting_as(SYSTEM):
        tried = EmergencyAccess.objects.create(
            person=emergency.person, by=contact, kind="danger", words="x", at=emergency.at,
            until_at=emergency.until_at, was_opened=False,
        )  # fmt: skip
        unread = EmergencyAccess.objects.create(
            person=emergency.person, by=contact, kind="danger", words="x", at=emergency.at + DAY,
            until_at=emergency.until_at + DAY,
        )  # fmt: skip
    of_person = make_user(Role.LEADER, team=emergency.person.team)
    for row, user in ((tried, leader), (unread, leader), (emergency, of_person), (emergency, contact)):
        with pytest.raises(RecordClosed):
            emergency_reading(row.pk, leader=user)


def test_a_leader_without_a_team_asks_about_no_emergency(emergency: EmergencyAccess) -> None:
    without_team = make_user(Role.LEADER)
    with pytest.raises(RecordClosed):
        emergency_reading(emergency.pk, leader=without_team)
