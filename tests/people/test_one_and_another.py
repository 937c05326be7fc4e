"""What is read of one person is nobody else's, and what is read for one who works here is no colleague's.

Read as the system, whom row security lets see all: the reads themselves have to tell people apart.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from benken.access.actions.rights import grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Block, Right, Role, User
from benken.access.together import SmallRead, read_together
from benken.lib.ids import new_id
from benken.people.finding import OpenPeople, OpenPerson, drafts_about, phones_of
from benken.people.models import (
    AllAboutCopy,
    AskAgain,
    ContactPerson,
    DisclosureCase,
    EmergencyAccess,
    Entry,
    Person,
    SharingConsent,
    Supporter,
    Withholding,
)
from benken.people.queries import (
    AroundPerson,
    RecordClosed,
    circle_of,
    contact_history,
    drafts_of,
    entry_of,
    may_write,
    milestones,
    page_choice_of,
    people_recognised_by,
    supporter_of,
    supporters_of,
    timeline,
    told_and_unanswered,
)
from benken.people.queries.about_me import copy_of, living_copies
from benken.people.queries.disclosure import any_told, disclosure_of, disclosures_of
from benken.people.queries.emergency import draft_about, emergencies_told, running_emergencies_of, running_emergency
from benken.people.queries.my_rights import complaint_of, my_complaints, my_requests, request_of
from benken.people.queries.sharing import (
    asked_again,
    consent_of,
    consents_before,
    consents_of,
    is_theirs_alone,
    may_answer,
    own_answers,
    possible_receivers,
    shared_people,
    to_be_asked,
)
from benken.people.queries.withholding import withheld_now
from benken.people.sharing import Whom
from benken.people.who_sees import block_of
from tests.factories import (
    make_account_of,
    make_consent,
    make_emergency,
    make_entry,
    make_person,
    make_supporter,
    make_team,
    make_user,
    make_whole_course,
)

pytestmark = pytest.mark.django_db

Rows = Iterable[Any]


def small(*reads: SmallRead[Any]) -> list[Any]:
    """Send small reads and return all their rows."""
    read_together(*reads)
    return [row for read in reads for row in read.rows]


OF_ONE: dict[str, Callable[[Person, datetime], Rows]] = {
    "cases": lambda person, _at: disclosures_of(person),
    "what was given on": lambda person, _at: small(any_told(person.pk)),
    "emergencies": lambda person, at: small(emergencies_told(person.pk, at=at)),
    "the timeline": lambda person, _at: timeline(person),
    "milestones": lambda person, _at: milestones(person),
    "requests": lambda person, _at: my_requests(person),
    "complaints": lambda person, _at: my_complaints(person),
    "network": lambda person, _at: supporters_of(person),
    "what stands on My page": lambda person, _at: page_choice_of(person.pk),
    "who is around": lambda person, at: small(*AroundPerson(person, at=at).reads),
    "contact persons": lambda person, _at: contact_history(person),
    "circle": lambda person, at: circle_of(person, at=at),
    "what is shared": lambda person, at: consents_of(person, at=at),
    "what was shared": lambda person, at: consents_before(person, at=at),
    "asked again": lambda person, _at: [asked_again(person)],
    "to be asked": lambda person, at: small(to_be_asked([person.pk], on=timezone.localdate(at))),
    "what is withheld": lambda person, _at: small(withheld_now(person.pk)),
}


def with_more(person: Person, contact: User) -> None:
    """Add what a whole course has not: a case the person knows of, a milestone, something shared no more."""
    at = timezone.now()
    leader = make_user(Role.LEADER)
    DisclosureCase.objects.filter(person=person).update(
        state="given", decided_by=leader, decided_at=at, given_by=contact, given_at=at, told_at=at
    )
    entry = make_entry(person, by=contact)
    Entry.objects.filter(pk=entry.pk).update(kind=Entry.Kind.MILESTONE)
    over = make_consent(person, by=make_account_of(person))
    SharingConsent.objects.filter(pk=over.pk).update(withdrawn_at=at)
    AskAgain.objects.create(person=person, on=timezone.localdate(at), written_by=contact)


def test_what_is_read_of_one_person_is_nobody_elses() -> None:
    courses = [make_whole_course(), make_whole_course()]
    with acting_as(SYSTEM):
        for person, contact in courses:
            with_more(person, contact)
        at = timezone.now()
        for person, _contact in courses:
            read = {name: {row.person_id for row in rows(person, at)} for name, rows in OF_ONE.items()}
            assert read == {name: {person.pk} for name in OF_ONE}


def test_a_row_of_another_person_is_not_opened_by_its_id() -> None:
    (one, contact), (another, _) = make_whole_course(), make_whole_course()
    at = timezone.now()

    def row(table: Any, **more: Any) -> UUID:
        found: UUID = table.objects.filter(person=another, **more).values_list("pk", flat=True).first()
        return found

    with acting_as(SYSTEM):
        opened: dict[str, Callable[[Person], Any]] = {
            "a case": lambda person: disclosure_of(person, row(DisclosureCase)),
            "an entry": lambda person: entry_of(person, row(Entry, state="shared"), for_user=contact),
            "a request": lambda person: request_of(person, my_requests(another)[0].pk),
            "a complaint": lambda person: complaint_of(person, my_complaints(another)[0].pk),
            "somebody of the network": lambda person: supporter_of(person, row(Supporter), at=at),
            "a consent": lambda person: consent_of(person, row(SharingConsent)),
        }
        for open_it in opened.values():
            assert open_it(another).person_id == another.pk
            with pytest.raises(RecordClosed):
                open_it(one)


def test_of_anothers_drafts_nothing_is_read_and_of_ones_own_all() -> None:
    author, colleague = make_user(team=make_team()), make_user()
    one, another = make_person(contact=author), make_person(contact=author)
    mine = make_entry(one, by=author, shared=False)
    mine_of_another = make_entry(another, by=author, shared=False)
    theirs = make_entry(one, by=colleague, shared=False)
    shared = make_entry(one, by=author)
    with acting_as(SYSTEM):
        assert small(drafts_of(author)) == [mine_of_another, mine]
        assert small(drafts_about([one.pk], author=author)) == [mine]
        assert draft_about(one.pk, author=author) == mine
        assert draft_about(one.pk, author=make_user()) is None
        assert timeline(one) == [shared]
        assert entry_of(one, theirs.pk, for_user=colleague) == theirs
        assert entry_of(one, shared.pk, for_user=colleague) == shared
        for closed, whole in ((theirs, True), (theirs, False)):
            with pytest.raises(RecordClosed):
                entry_of(one, closed.pk, for_user=author, whole=whole)
        with pytest.raises(RecordClosed):
            entry_of(one, shared.pk, for_user=colleague, whole=False)
        assert entry_of(one, shared.pk, for_user=author, whole=False) == shared


def test_the_timeline_keeps_what_one_wrote_and_what_the_person_told_themselves() -> None:
    author, colleague = make_user(team=make_team()), make_user()
    person = make_person(contact=author)
    account = make_account_of(person)
    entries = {user: make_entry(person, by=user) for user in (author, colleague, account)}
    with acting_as(SYSTEM):
        assert len(timeline(person)) == 3
        assert timeline(person, by=author) == [entries[author]]
        assert timeline(person, own=True) == [entries[account]]


def test_a_milestone_that_is_a_draft_is_not_come_through_yet() -> None:
    contact = make_user(team=make_team())
    person = make_person(contact=contact)
    reached, draft = make_entry(person, by=contact), make_entry(person, by=contact, shared=False)
    with acting_as(SYSTEM):
        Entry.objects.filter(pk__in=[reached.pk, draft.pk]).update(kind=Entry.Kind.MILESTONE)
        assert list(milestones(person)) == [reached]


def test_what_waits_for_an_answer_is_what_these_people_told_themselves() -> None:
    contact = make_user(team=make_team())
    one, another = make_person(contact=contact), make_person(contact=contact)
    account = make_account_of(one)
    ways: dict[str, tuple[Person, User, dict[str, Any]]] = {
        "told": (one, account, {}),
        "answered": (one, account, {"answered_at": timezone.now()}),
        "a draft": (one, account, {"state": Entry.State.DRAFT}),
        "by the helper": (one, contact, {"kind": Entry.Kind.MILESTONE}),
        "of another": (another, make_account_of(another), {}),
        "by a helper of another": (another, contact, {"kind": Entry.Kind.FROM_HELPER}),
    }
    told = {name: make_entry(person, by=by) for name, (person, by, _more) in ways.items()}
    with acting_as(SYSTEM):
        for name, (_person, _by, more) in ways.items():
            Entry.objects.filter(pk=told[name].pk).update(**{"kind": Entry.Kind.GOOD_NEWS, **more})
        assert list(told_and_unanswered(person_ids=[one.pk])) == [told["told"]]


def test_a_file_of_all_about_somebody_is_for_whoever_asked_and_for_its_day() -> None:
    contact, at = make_user(team=make_team()), timezone.now()
    one, another = make_person(contact=contact), make_person(contact=contact)
    account = make_account_of(one)

    def file_of(person: Person, by: User, hours: int) -> AllAboutCopy:
        return AllAboutCopy.objects.create(
            person=person, asked_by=by, asked_at=at, shape="json", until_at=at + timedelta(hours=hours)
        )

    with acting_as(SYSTEM):
        mine = file_of(one, contact, 24)
        closed = [file_of(another, contact, 24), file_of(one, account, 24), file_of(one, contact, 0)]
        assert living_copies(one, for_user=contact, at=at) == [mine]
        assert copy_of(mine.pk, person_id=one.pk, for_user=contact, at=at) == mine
        for file in closed:
            with pytest.raises(RecordClosed):
                copy_of(file.pk, person_id=one.pk, for_user=contact, at=at)


def test_an_emergency_is_open_to_whoever_opened_it_of_that_person_until_it_is_over() -> None:
    one, another = make_person(), make_person()
    me, colleague, at = make_user(), make_user(), timezone.now()

    def opened(person: Person, by: User, *, hours: int, ended: bool = False) -> EmergencyAccess:
        return EmergencyAccess.objects.create(
            person=person,
            by=by,
            kind="danger",
            words="Ligger og svarer ikke",
            at=at - timedelta(hours=12 - hours),
            until_at=at + timedelta(hours=hours),
            ended_at=at if ended else None,
        )

    with acting_as(SYSTEM):
        mine = opened(one, me, hours=1)
        of_another = opened(another, me, hours=5)
        opened(one, colleague, hours=8)
        opened(one, me, hours=0)
        opened(one, me, hours=9, ended=True)
        assert small(running_emergencies_of(me, at=at)) == [mine, of_another]
        assert running_emergency(one.pk, for_user=me, at=at) == mine
        assert running_emergency(another.pk, for_user=me, at=at) == of_another
        for person, user, moment in (
            (one, make_user(), at),
            (another, colleague, at),
            (one, me, at + timedelta(hours=1)),
        ):
            with pytest.raises(RecordClosed):
                running_emergency(person.pk, for_user=user, at=moment)


def test_what_one_answered_somebody_is_read_without_anybody_elses() -> None:
    me, colleague = make_user(Role.SUPPORTER), make_user(Role.SUPPORTER)
    one, another = make_person(), make_person()

    def answered(person: Person, by: User, **more: Any) -> Entry:
        entry = make_entry(person, by=by)
        Entry.objects.filter(pk=entry.pk).update(**{"kind": Entry.Kind.FROM_HELPER, **more})
        return entry

    with acting_as(SYSTEM):
        mine = answered(one, me)
        for person, by, more in ((another, me, {}), (one, colleague, {}), (one, me, {"state": "draft"})):
            answered(person, by, **more)
        assert own_answers(one.pk, author=me) == [mine]


def test_whom_a_person_may_share_with_are_those_that_person_knows() -> None:
    one, another, at = make_person(), make_person(), timezone.now()
    mine, theirs = make_user(Role.SUPPORTER), make_user(Role.OUTSIDE_HELPER)
    make_consent(one, to=mine, by=make_account_of(one))
    account = make_account_of(another)
    make_consent(another, to=theirs, by=account)
    with acting_as(SYSTEM):
        assert possible_receivers(one, at=at) == [mine]
        assert possible_receivers(another, at=at) == [theirs]
    assert is_theirs_alone(one, mine), "what somebody else shares with somebody else is no matter"
    make_consent(another, to=mine, by=account)
    assert not is_theirs_alone(one, mine)


def test_by_its_address_a_page_shares_with_those_that_person_knows_and_nobody_else() -> None:
    one, another, mine, at = make_person(), make_person(), make_user(Role.SUPPORTER), timezone.now()
    make_consent(one, to=mine, by=make_account_of(one))
    with acting_as(SYSTEM):
        assert Whom.read(str(mine.pk), person=one, at=at).user == mine
        for person, word in ((another, str(mine.pk)), (one, str(make_user(Role.SUPPORTER).pk)), (one, "everybody")):
            with pytest.raises(RecordClosed):
                Whom.read(word, person=person, at=at)


def test_whom_one_keeps_out_is_no_row_of_another() -> None:
    one, another, user = make_person(), make_person(), make_user()
    with acting_as(SYSTEM):
        block = Block.objects.create(subject_id=one.pk, user=user, since_at=timezone.now(), written_by=user)
        assert block_of(one, block.pk) == block
        for person, pk in ((another, block.pk), (one, new_id())):
            with pytest.raises(RecordClosed):
                block_of(person, pk)


def test_a_right_to_somebody_who_is_no_more_opens_nothing() -> None:
    worker, supporter, at, nobody = make_user(), make_user(Role.SUPPORTER), timezone.now(), new_id()
    until = at + timedelta(days=1)
    grant_right(user=worker, subject_id=nobody, basis=Right.Basis.CIRCLE, at=at, until_at=until)
    grant_right(
        user=supporter, subject_id=nobody, basis=Right.Basis.SHARED, scope=Right.Scope.PARTS, parts=["goals"], at=at,
        until_at=until,
    )  # fmt: skip
    with acting_as(SYSTEM):
        for open_it in (may_write, may_answer):
            user = worker if open_it is may_write else supporter
            with pytest.raises(RecordClosed):
                open_it(nobody, for_user=user, at=at)
        assert shared_people(for_user=supporter, at=at) == []


def test_a_record_is_closed_without_a_right_and_with_one_that_is_not_enough() -> None:
    person, at = make_person(), timezone.now()
    stranger, outreach, colleague = make_user(), make_user(), make_user()
    for user, scope in ((outreach, Right.Scope.OWN_TALKS), (colleague, Right.Scope.RECORD)):
        until = at + timedelta(days=1)
        grant_right(user=user, subject_id=person.pk, basis=Right.Basis.CIRCLE, scope=scope, at=at, until_at=until)
    outside = make_user(team=make_team())
    make_emergency(person, by=outside)
    at = timezone.now()
    with acting_as(SYSTEM):
        assert may_write(person.pk, for_user=colleague, at=at).person == person
        assert may_write(person.pk, for_user=outreach, at=at, own_talks=True).person == person
        assert may_write(person.pk, for_user=outside, at=at, own_talks=True).is_emergency
        for user, own_talks in ((stranger, False), (stranger, True), (outreach, False), (outside, False)):
            with pytest.raises(RecordClosed):
                may_write(person.pk, for_user=user, at=at, own_talks=own_talks)


@pytest.mark.parametrize("role", [Role.PLANNER, Role.ADMIN, Role.LEADER, Role.PERSON])
def test_nobody_but_those_who_can_be_shared_with_has_a_list_of_what_is_shared(role: Role) -> None:
    with acting_as(SYSTEM):
        assert shared_people(for_user=make_user(Role.SUPPORTER), at=timezone.now()) == []
        with pytest.raises(RecordClosed):
            shared_people(for_user=make_user(role), at=timezone.now())


def test_the_people_one_may_open_come_with_their_own_contact_and_phones_and_no_others() -> None:
    me, at = make_user(team=make_team()), timezone.now()
    one, left, closed = make_person(contact=me), make_person(contact=me), make_person()
    with acting_as(SYSTEM):
        for number, person in enumerate((one, left, closed)):
            person.phones.create(number=f"+479999020{number}", position=0)
        ContactPerson.objects.filter(person=left).update(until_at=at)
        mine = OpenPeople(for_user=me, at=at)
        read_together(*mine.reads)
        shown = {person.person: (person.contact, person.phones) for person in mine.people}
        assert set(shown) == {one, left}
        assert shown[one][0] is not None
        assert shown[left] == (None, ("+4799990201",)), "who was the contact is not the contact"
        of_others = [row for read in mine.reads[1:] for row in read.rows if row.person_id == closed.pk]
        assert of_others == []
        without = OpenPerson(one, Right(scope=Right.Scope.RECORD), (), None)
        assert phones_of([without]) == {one.pk: ["+4799990200"]}


def test_a_person_whose_contact_ended_has_no_contact() -> None:
    person, at = make_person(), timezone.now()
    with acting_as(SYSTEM):
        around = AroundPerson(person, at=at)
        read_together(*around.reads)
        assert around.contact is not None
        ContactPerson.objects.filter(person=person).update(until_at=at)
        around = AroundPerson(person, at=at)
        read_together(*around.reads)
        assert around.contact is None


def test_an_import_recognises_a_name_only_with_the_contact_who_is_the_contact_now() -> None:
    contact, other, at = make_user(team=make_team()), make_user(), timezone.now()
    person = make_person(contact=contact, called="Tuva")
    make_person(contact=other, called="Tuva")
    left = make_person(contact=contact, called="Tuva")
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=left).update(until_at=at)
    nothing: dict[str, list[Any]] = {"numbers": [], "number_hashes": [], "full_names": []}
    asked = {**nothing, "called": ["tuva"], "contact_ids": [contact.pk], "person_ids": []}
    assert [one.person_id for one in people_recognised_by(**asked)] == [person.pk]
    asked = {**nothing, "called": [], "contact_ids": [], "person_ids": [person.pk, left.pk]}
    contacts = {one.person_id: one.contact_id for one in people_recognised_by(**asked)}
    assert contacts == {person.pk: contact.pk, left.pk: None}


def test_what_is_withheld_is_read_until_it_ended_and_the_network_until_somebody_is_taken_away() -> None:
    (person, contact), at = make_whole_course(), timezone.now()
    silje = make_supporter(person, by=contact, name="Mor")
    with acting_as(SYSTEM):
        assert len(small(withheld_now(person.pk))) == 1
        Withholding.objects.filter(person=person).update(ended_at=at)
        assert small(withheld_now(person.pk)) == []
        assert silje in supporters_of(person)
        Supporter.objects.filter(pk=silje.pk).update(removed_at=at - timedelta(hours=1))
        assert silje not in supporters_of(person)
        assert supporter_of(person, silje.pk, at=at) == silje, "for a day somebody can be put back"
