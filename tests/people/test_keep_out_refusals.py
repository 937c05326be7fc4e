"""Keeping somebody out ends what is theirs and leaves the rest; letting them in again opens what it closed, no more."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Block, Deed, Right, Role, User
from benken.access.policies import Refused
from benken.people.actions import blocks
from benken.people.actions.relations import end_circle_membership, hand_over, let_into_circle
from benken.people.actions.sharing import stop_sharing
from benken.people.models import CircleMember, ContactPerson, Person, SharingConsent
from tests.factories import make_account_of, make_consent, make_user

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def let_in(person: Person, member: User, *, by: User, at: datetime, until_at: datetime) -> CircleMember:
    """Let somebody into the circle."""
    with acting_as(SYSTEM):
        return let_into_circle(person=person, member=member, basis="bolig", until_at=until_at, by=by, at=at)


def keep_out(person: Person, user: User, *, by: User, at: datetime) -> Block:
    """Keep somebody out."""
    with acting_as(SYSTEM):
        return blocks.keep_out(person=person, user=user, by=by, at=at)


def let_in_again(person: Person, block: Block, *, by: User, at: datetime) -> bool:
    """Let somebody in again; tell whether anything opened."""
    with acting_as(SYSTEM):
        return blocks.let_in_again(person=person, block=block, by=by, at=at)


def runs(user: User, person: Person, *, at: datetime) -> set[str]:
    """Return by which bases somebody may open what is a person's."""
    with acting_as(SYSTEM):
        rights = Right.objects.filter(user=user, subject_id=person.pk).exclude(until_at__lte=at)
        return set(rights.values_list("basis", flat=True))


def hand(person: Person, *, to: User, by: User, at: datetime, overlap_until_at: datetime | None = None) -> None:
    """Give a person a new contact person."""
    with acting_as(SYSTEM):
        hand_over(
            person=person,
            to=to,
            reason=ContactPerson.Reason.LEAVE,
            persons_say="",
            goodbye="",
            hello="",
            overlap_until_at=overlap_until_at,
            by=by,
            at=at,
        )


def held(person: Person, worker: User) -> ContactPerson:
    """Return the row of a contact person, running or not."""
    with acting_as(SYSTEM):
        return ContactPerson.objects.get(person=person, worker=worker)


def test_nobody_keeps_a_person_out_of_their_own_page(tuva: Person, roy: Person, contact: User, account: User) -> None:
    at = timezone.now()
    for by in (account, contact):
        with acting_as(SYSTEM), pytest.raises(Refused, match="stenge deg selv ute"):
            blocks.keep_out(person=tuva, user=account, by=by, at=at)
    with acting_as(SYSTEM):
        assert not Block.objects.exists()
    keep_out(tuva, make_account_of(roy), by=account, at=at)
    with acting_as(SYSTEM):
        assert Block.objects.count() == 1


def test_nobody_but_the_person_and_the_contact_decides_who_is_kept_out(
    tuva: Person, roy: Person, contact: User, account: User
) -> None:
    at, member, stranger = timezone.now(), make_user(), make_user()
    let_in(tuva, member, by=contact, at=at, until_at=at + DAY)
    made = keep_out(tuva, stranger, by=account, at=at)
    with acting_as(SYSTEM):
        for by in (member, make_user(), make_account_of(roy)):
            with pytest.raises(Refused, match="Bare personen selv"):
                blocks.keep_out(person=tuva, user=contact, by=by, at=at)
            with pytest.raises(Refused, match="Bare personen selv"):
                blocks.let_in_again(person=tuva, block=made, by=by, at=at)
            with pytest.raises(Refused, match="Bare personen selv"):
                blocks.hide(person=tuva, hidden=True, by=by, at=at)
        assert Block.objects.get().ended_at is None
        assert not Person.objects.get(pk=tuva.pk).is_hidden


def test_to_keep_a_stranger_out_changes_nothing_for_those_who_are_there(
    tuva: Person, contact: User, account: User
) -> None:
    at, former, member, stranger = timezone.now(), make_user(), make_user(), make_user()
    helper = make_user(Role.SUPPORTER)
    hand(tuva, to=former, by=contact, at=at - 3 * DAY)
    hand(tuva, to=contact, by=former, at=at - DAY, overlap_until_at=at + DAY)
    let_in(tuva, member, by=contact, at=at - DAY, until_at=at + DAY)
    make_consent(tuva, to=helper, by=account)
    keep_out(tuva, stranger, by=account, at=at + MINUTE)
    everybody = (contact, former, member, helper, stranger)
    assert [runs(user, tuva, at=at + 2 * MINUTE) for user in everybody] == [
        {"contact_person"},
        {"overlap"},
        {"circle"},
        {"shared"},
        set(),
    ]
    with acting_as(SYSTEM):
        assert tuva.contact_persons.filter(worker=contact, until_at__isnull=True).exists()
        assert held(tuva, former).overlap_until_at == at + DAY
        assert CircleMember.objects.get(member=member).ended_at is None
        assert SharingConsent.objects.get(receiver=helper).withdrawn_at is None


def test_what_had_ended_before_keeps_the_day_it_ended(tuva: Person, contact: User, account: User) -> None:
    at, new, member, guest = timezone.now(), make_user(), make_user(), make_user()
    hand(tuva, to=new, by=contact, at=at - 5 * DAY)
    ended = let_in(tuva, member, by=new, at=at - 5 * DAY, until_at=at + DAY)
    with acting_as(SYSTEM):
        end_circle_membership(membership=ended, by=new, at=at - 2 * DAY)
    ran_out = let_in(tuva, guest, by=new, at=at - 5 * DAY, until_at=at - DAY)
    for user in (contact, member, guest):
        keep_out(tuva, user, by=account, at=at)
    before = held(tuva, contact)
    assert (before.until_at, before.reason) == (at - 5 * DAY, ContactPerson.Reason.LEAVE)
    with acting_as(SYSTEM):
        assert CircleMember.objects.get(pk=ended.pk).ended_at == at - 2 * DAY
        assert CircleMember.objects.get(pk=ran_out.pk).ended_at is None
        assert not Deed.objects.filter(verb="contact_person.end").exists()


def test_another_persons_block_is_not_lifted(tuva: Person, roy: Person, contact: User, account: User) -> None:
    at, user = timezone.now(), make_user()
    ours, roys = keep_out(tuva, user, by=account, at=at), keep_out(roy, user, by=contact, at=at)
    assert not let_in_again(tuva, roys, by=account, at=at)
    with acting_as(SYSTEM):
        assert Block.objects.get(pk=roys.pk).ended_at is None
    let_in_again(tuva, ours, by=account, at=at)
    with acting_as(SYSTEM):
        assert Block.objects.get(pk=ours.pk).ended_at == at


def test_a_former_contact_person_who_is_let_in_again_is_no_contact_person(
    tuva: Person, contact: User, account: User
) -> None:
    at, new = timezone.now(), make_user()
    hand(tuva, to=new, by=contact, at=at - 5 * DAY)
    keep_out(tuva, new, by=account, at=at)  # so that there is none
    made = keep_out(tuva, contact, by=account, at=at)
    assert not let_in_again(tuva, made, by=account, at=at + MINUTE)
    assert runs(contact, tuva, at=at + MINUTE) == set()
    assert (held(tuva, contact).until_at, held(tuva, new).until_at) == (at - 5 * DAY, at)


def test_a_contact_person_let_in_again_takes_nobodys_place(tuva: Person, contact: User, account: User) -> None:
    at, new = timezone.now(), make_user()
    made = keep_out(tuva, contact, by=account, at=at)
    with acting_as(SYSTEM):
        ContactPerson.objects.create(person=tuva, worker=new, since_at=at + MINUTE)
    assert not let_in_again(tuva, made, by=account, at=at + 2 * MINUTE)
    assert (held(tuva, contact).until_at, held(tuva, new).until_at) == (at, None)


def test_the_circle_opens_again_for_whom_where_and_as_long_as_it_was_closed(
    tuva: Person, roy: Person, contact: User, account: User
) -> None:
    at = timezone.now()
    member, other, done = make_user(), make_user(), make_user()
    for person, user in ((tuva, member), (roy, member), (tuva, other)):
        let_in(person, user, by=contact, at=at - DAY, until_at=at + DAY)
    brief = let_in(tuva, done, by=contact, at=at - DAY, until_at=at + MINUTE)
    before = let_in(tuva, make_user(), by=contact, at=at - 3 * DAY, until_at=at + DAY)
    with acting_as(SYSTEM):
        end_circle_membership(membership=before, by=contact, at=at - 2 * DAY)
        CircleMember.objects.filter(pk=before.pk).update(member=member)  # has been in the circle once before
    made = keep_out(tuva, member, by=account, at=at)
    ran_out = keep_out(tuva, done, by=account, at=at)
    keep_out(tuva, other, by=account, at=at)
    keep_out(roy, member, by=contact, at=at)
    later = at + 2 * MINUTE
    assert let_in_again(tuva, made, by=account, at=later)
    assert not let_in_again(tuva, ran_out, by=account, at=later)
    with acting_as(SYSTEM):
        closed = set(CircleMember.objects.filter(ended_at__isnull=False).values_list("person", "member", "ended_at"))
        assert closed == {
            (roy.pk, member.pk, at),
            (tuva.pk, other.pk, at),
            (tuva.pk, done.pk, at),
            (tuva.pk, member.pk, at - 2 * DAY),
        }
        assert CircleMember.objects.get(pk=brief.pk).ended_at == at
        assert Right.objects.filter(user=member, subject_id=tuva.pk, since_at=later).count() == 1
    assert runs(member, tuva, at=later) == {"circle"}
    assert [runs(*one, at=later) for one in ((member, roy), (other, tuva), (done, tuva))] == [set(), set(), set()]


def test_sharing_opens_again_for_whom_where_and_as_long_as_it_was_closed(
    tuva: Person, roy: Person, contact: User, account: User
) -> None:
    helper, other, done = (make_user(Role.SUPPORTER) for _ in range(3))
    stopped = make_consent(tuva, to=helper, by=account)
    with acting_as(SYSTEM):
        stop_sharing(consent=stopped, by=account, at=timezone.now())
    again = make_consent(tuva, to=helper, by=account)
    elsewhere = make_consent(roy, to=helper, by=make_account_of(roy))
    others, brief = make_consent(tuva, to=other, by=account), make_consent(tuva, to=done, by=account)
    at = timezone.now()
    with acting_as(SYSTEM):
        SharingConsent.objects.filter(pk=brief.pk).update(until_at=at + MINUTE)
    made = keep_out(tuva, helper, by=account, at=at)
    ran_out = keep_out(tuva, done, by=account, at=at)
    keep_out(tuva, other, by=account, at=at)
    keep_out(roy, helper, by=contact, at=at)
    later = at + 2 * MINUTE
    assert let_in_again(tuva, made, by=account, at=later)
    assert not let_in_again(tuva, ran_out, by=account, at=later)
    with acting_as(SYSTEM):
        closed = set(SharingConsent.objects.filter(withdrawn_at__isnull=False).values_list("pk", flat=True))
    assert closed == {stopped.pk, elsewhere.pk, others.pk, brief.pk}
    assert again.pk not in closed
    assert runs(helper, tuva, at=later) == {"shared"}
    assert [runs(*one, at=later) for one in ((helper, roy), (other, tuva), (done, tuva))] == [set(), set(), set()]


def test_to_be_hidden_twice_is_written_down_once_and_is_one_persons_alone(
    tuva: Person, roy: Person, account: User
) -> None:
    at = timezone.now()
    with acting_as(SYSTEM):
        for hidden in (True, True, False, False):
            blocks.hide(person=tuva, hidden=hidden, by=account, at=at)
            assert Person.objects.get(pk=tuva.pk).is_hidden is hidden
            assert not Person.objects.get(pk=roy.pk).is_hidden
        assert sorted(Deed.objects.filter(by=account).values_list("verb", flat=True)) == [
            "person.hide",
            "person.unhide",
        ]
