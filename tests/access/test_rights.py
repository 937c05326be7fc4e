"""Rights and blocks, asked as the system: what is given, read or ended for one leaves every other as it was."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from benken.access.actions import blocks, rights
from benken.access.models import Block, Deed, Right, User
from benken.access.policies import Refused
from benken.access.queries import blocks as who_is_out
from benken.access.queries import rights as who_may
from benken.lib.ids import new_id
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_the_system")]
Basis, Scope = Right.Basis, Right.Scope
DAY = timedelta(days=1)


@pytest.fixture
def user() -> User:
    return make_user()


@pytest.fixture
def other() -> User:
    return make_user()


def give(user: User, subject_id: UUID, at: datetime, basis: Right.Basis = Basis.CIRCLE, **more: Any) -> Right:
    """Give a right that began a week ago, unless another beginning is named."""
    since_at = more.pop("since_at", at - 7 * DAY)
    return rights.grant_right(user=user, subject_id=subject_id, basis=basis, at=since_at, **more)


def ends() -> dict[UUID, datetime | None]:
    """Return when each right ends."""
    return dict(Right.objects.values_list("pk", "until_at"))


# What counts as open now.


def test_a_right_counts_from_when_it_begins_until_it_ends(user: User, now: datetime) -> None:
    running, to_the_end, over, to_come = (new_id() for _ in range(4))
    give(user, running, now)
    give(user, to_the_end, now, until_at=now + DAY)
    give(user, over, now, until_at=now)
    give(user, to_come, now, since_at=now + DAY)
    assert set(who_may.running_rights(user=user, at=now)) == {running, to_the_end}
    assert set(who_may.subjects_open_to(user=user, at=now, bases=[Basis.CIRCLE])) == {running, to_the_end}
    for subject_id, is_open in ((running, True), (to_the_end, True), (over, False), (to_come, False)):
        assert bool(who_may.running_right(user=user, subject_id=subject_id, at=now)) is is_open


def test_a_right_opens_one_record_to_one_user(user: User, other: User, now: datetime) -> None:
    mine, theirs = new_id(), new_id()
    give(user, mine, now)
    give(other, theirs, now)
    assert set(who_may.running_rights(user=user, at=now)) == {mine}
    assert who_may.running_right(user=user, subject_id=mine, at=now) is not None
    assert who_may.running_right(user=user, subject_id=theirs, at=now) is None
    assert who_may.running_right(user=user, subject_id=new_id(), at=now) is None


def test_what_is_open_in_an_emergency_or_by_part_stands_on_no_list(user: User, now: datetime) -> None:
    circle, emergency, shared = new_id(), new_id(), new_id()
    give(user, circle, now)
    give(user, emergency, now, Basis.EMERGENCY)
    give(user, shared, now, Basis.SHARED, scope=Scope.PARTS, parts=["goals"])
    assert set(who_may.running_rights(user=user, at=now)) == {circle}
    assert who_may.running_right(user=user, subject_id=emergency, at=now) is not None


def test_whom_one_is_the_contact_person_of_now(user: User, other: User, now: datetime) -> None:
    contact, stand_in, circle, theirs, over = (new_id() for _ in range(5))
    give(user, contact, now, Basis.CONTACT_PERSON)
    give(user, stand_in, now, Basis.STAND_IN)
    give(user, circle, now, Basis.CIRCLE)
    give(user, over, now, Basis.CONTACT_PERSON, until_at=now - DAY)
    give(other, theirs, now, Basis.CONTACT_PERSON)
    found = User.objects.filter(pk=user.pk).values_list(who_may.contact_subjects(user=user.pk, at=now), flat=True)
    assert set(found[0]) == {contact, stand_in}
    assert who_may.subjects_open_to(user=user, at=now, bases=[Basis.CIRCLE]) == [circle]


def test_what_people_share_with_one_now(user: User, other: User, now: datetime) -> None:
    shared, over, to_come, theirs, circle, whole = (new_id() for _ in range(6))
    by_part, until_at = {"scope": Scope.PARTS, "parts": ["goals"]}, now + DAY
    give(user, shared, now, Basis.SHARED, until_at=until_at, **by_part)
    give(user, over, now, Basis.SHARED, until_at=now, **by_part)
    give(user, to_come, now, Basis.SHARED, since_at=now + DAY, until_at=now + 2 * DAY, **by_part)
    give(other, theirs, now, Basis.SHARED, until_at=until_at, **by_part)
    give(user, circle, now, Basis.CIRCLE, until_at=until_at, **by_part)
    give(user, whole, now, Basis.SHARED, until_at=until_at, scope=Scope.RECORD)
    assert set(who_may.shared_with(user=user, at=now)) == {shared}


# Ended and taken away.


def test_one_right_ends_and_every_other_goes_on(user: User, other: User, now: datetime) -> None:
    subject_id, until_at = new_id(), now + DAY
    meant = give(user, subject_id, now)
    others = [
        give(user, subject_id, now, Basis.CONTACT_PERSON, until_at=until_at),
        give(user, new_id(), now, until_at=until_at),
        give(other, subject_id, now, until_at=until_at),
    ]
    over = give(user, subject_id, now, until_at=now - DAY)
    assert rights.end_rights(user=user, subject_id=subject_id, basis=Basis.CIRCLE, at=now) == 1
    assert ends() == {meant.pk: now, over.pk: now - DAY} | {one.pk: until_at for one in others}
    assert rights.end_rights(user=user, subject_id=subject_id, basis=Basis.CIRCLE, at=now) == 0


def test_rights_to_one_record_are_taken_away_and_those_to_another_stay(user: User, now: datetime) -> None:
    gone, stays = new_id(), new_id()
    give(user, gone, now)
    give(user, stays, now)
    assert rights.remove_rights(subject_ids=[gone]) == 1
    assert list(Right.objects.values_list("subject_id", flat=True)) == [stays]


# Kept out.


def test_whoever_is_kept_out_of_one_record_is_out_of_that_alone(user: User, other: User, now: datetime) -> None:
    closed, still_open, until_at = new_id(), new_id(), now + DAY
    ended = give(user, closed, now)
    own = give(user, closed, now, Basis.SELF)
    kept = give(user, closed, now, Basis.CONTACT_PERSON)
    over = give(user, closed, now, until_at=now - DAY)
    elsewhere = give(user, still_open, now, until_at=until_at)
    of_other = give(other, closed, now, until_at=until_at)
    blocks.keep_out(user=user, subject_id=closed, but=[Basis.CONTACT_PERSON], by=other, at=now)
    assert ends() == {
        ended.pk: now,
        own.pk: None,
        kept.pk: None,
        over.pk: now - DAY,
        elsewhere.pk: until_at,
        of_other.pk: until_at,
    }


def test_no_right_is_given_to_whoever_is_kept_out_there_until_they_are_let_in(
    user: User, other: User, now: datetime
) -> None:
    closed, still_open = new_id(), new_id()
    block = blocks.keep_out(user=user, subject_id=closed, but=(), by=other, at=now)
    with pytest.raises(Refused, match="kan ikke være med her"):
        give(user, closed, now)
    with pytest.raises(Refused):
        rights.check_may_be_let_in(user, subject_id=closed)
    assert not Right.objects.exists()
    give(user, still_open, now)
    give(other, closed, now)
    blocks.lift(block=block, by=other, at=now)
    give(user, closed, now)
    assert Right.objects.count() == 3


def test_who_is_kept_out_of_what_is_known_apart(user: User, other: User, now: datetime) -> None:
    closed, elsewhere, lifted = new_id(), new_id(), new_id()
    mine = blocks.keep_out(user=user, subject_id=closed, but=(), by=other, at=now)
    theirs = blocks.keep_out(user=other, subject_id=elsewhere, but=(), by=user, at=now)
    blocks.lift(block=blocks.keep_out(user=user, subject_id=lifted, but=(), by=other, at=now), by=other, at=now)
    blocks.lift(block=blocks.keep_out(user=other, subject_id=closed, but=(), by=user, at=now), by=user, at=now)
    assert [who_is_out.is_kept_out(user=user, subject_id=one) for one in (closed, elsewhere, lifted)] == [
        True,
        False,
        False,
    ]
    assert list(who_is_out.kept_out(user=user)) == [mine]
    assert list(who_is_out.kept_out(user=other)) == [theirs]
    assert list(who_is_out.kept_out_by(closed)) == [mine]
    assert not who_is_out.kept_out_by(lifted).exists()


def test_letting_in_a_second_time_changes_nothing(user: User, other: User, now: datetime) -> None:
    block = blocks.keep_out(user=user, subject_id=new_id(), but=(), by=other, at=now)
    for at in (now + DAY, now + 2 * DAY):
        blocks.lift(block=block, by=other, at=at)
    assert Block.objects.get().ended_at == now + DAY
    assert Deed.objects.filter(verb="block.lift").count() == 1
