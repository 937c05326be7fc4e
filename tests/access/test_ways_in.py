"""Ways in without e-ID, asked as the system: one person's are told apart from another's, and from what is over."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from pytest_django import Settings

from benken.access.actions import ways_in
from benken.access.models import Role, User, WayIn
from benken.access.queries import ways_in as known
from benken.access.together import read_together
from benken.lib.ids import new_id
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_the_system")]
Kind, End = WayIn.Kind, WayIn.End
WORD = "brygga om kvelden"


class CountingHasher(PBKDF2PasswordHasher):
    """The hasher of passwords and words, which counts how often it worked."""

    iterations = 1
    worked = 0

    def verify(self, password: str, encoded: str) -> bool:
        """Count, and compare as ever."""
        CountingHasher.worked += 1
        return super().verify(password, encoded)


@pytest.fixture
def tuva() -> User:
    return make_user(Role.PERSON, name="Tuva", subject_id=new_id())


@pytest.fixture
def other() -> User:
    return make_user(Role.PERSON, name="En annen", subject_id=new_id())


def slip(user: User, at: datetime) -> str:
    """Make a slip."""
    assert user.subject_id
    return ways_in.make_slip(user=user, subject_id=user.subject_id, word=WORD, by=user, at=at)


def code(user: User, at: datetime) -> str:
    """Make a one-time code."""
    assert user.subject_id
    return ways_in.make_code(user=user, subject_id=user.subject_id, by=user, at=at)


def let_slip_die(user: User, at: datetime) -> None:
    """Make a slip and try wrong words until it is dead."""
    written = slip(user, at)
    for _try in range(ways_in.TRIES):
        assert ways_in.take_slip(code=written, word="feil ord", at=at) is None


def test_two_people_each_come_in_by_their_own(tuva: User, other: User, now: datetime) -> None:
    slips, codes = ({one: make(one, now) for one in (tuva, other)} for make in (slip, code))
    for one, another in ((tuva, other), (other, tuva)):
        assert ways_in.take_slip(code=slips[one], word=WORD, at=now) == one
        assert ways_in.take_code(username=another.username, code=codes[one], at=now) is None
    for one in (tuva, other):
        assert ways_in.take_code(username=one.username, code=codes[one], at=now) == one
        assert ways_in.take_code(username=one.username, code=codes[one], at=now) is None  # used up


def test_the_number_of_a_session_opens_that_persons_session(tuva: User, other: User, now: datetime) -> None:
    contact = make_user()
    askings = {one: ways_in.ask_to_open(user=one, at=now) for one in (tuva, other)}
    assert ways_in.open_by_number(user=tuva, number=askings[tuva][1], by=contact, at=now)
    opened = {one: known.was_opened(askings[one][0], user=one) for one in (tuva, other)}
    assert opened == {tuva: True, other: False}
    assert not known.was_opened(askings[tuva][0], user=other)
    assert ways_in.open_by_number(user=other, number=askings[other][1], by=contact, at=now)


def test_a_new_one_replaces_that_persons_old_one_and_nobody_elses(tuva: User, other: User, now: datetime) -> None:
    old, theirs = slip(tuva, now), slip(other, now)
    kept = code(tuva, now)
    new = slip(tuva, now)
    assert ways_in.take_slip(code=old, word=WORD, at=now) is None
    assert ways_in.take_slip(code=new, word=WORD, at=now) == tuva
    assert ways_in.take_slip(code=theirs, word=WORD, at=now) == other
    assert ways_in.take_code(username=tuva.username, code=kept, at=now) == tuva


def test_what_is_over_ends_no_second_time_and_what_is_closed_is_that_persons(
    tuva: User, other: User, now: datetime
) -> None:
    slip(tuva, now)
    slip(other, now)
    assert ways_in.end_ways_in(user=tuva, at=now, because=End.CLOSED) == 1
    later = now + timedelta(hours=1)
    assert ways_in.end_ways_in(user=tuva, at=later, because=End.REPLACED) == 0
    row = WayIn.objects.get(user=tuva)
    assert (row.ended_at, row.ended_because) == (now, End.CLOSED)
    assert WayIn.objects.get(user=other).ended_at is None


def test_what_can_be_used_now_is_that_persons_and_not_over(tuva: User, other: User, now: datetime) -> None:
    slip(tuva, now)
    slip(other, now)
    code(other, now)
    assert set(known.living_ways_in(tuva, at=now)) == {Kind.SLIP}
    assert set(known.living_ways_in(other, at=now)) == {Kind.SLIP, Kind.CODE}
    assert set(known.living_ways_in(other, at=now + ways_in.CODE_LASTS)) == {Kind.SLIP}
    ways_in.end_ways_in(user=other, at=now, because=End.CLOSED, kinds=(Kind.SLIP,))
    assert set(known.living_ways_in(other, at=now)) == {Kind.CODE}


def test_whose_slip_died_is_told_of_that_person_and_for_two_weeks(tuva: User, other: User, now: datetime) -> None:
    assert tuva.subject_id
    assert other.subject_id
    let_slip_die(tuva, now)
    let_slip_die(other, now)
    third = make_user(Role.PERSON, subject_id=new_id())
    slip(third, now)
    ways_in.end_ways_in(user=other, at=now, because=End.CLOSED)  # something was done about it
    assert [known.slip_died(one) for one in (tuva, other, third)] == [True, False, False]

    def told(*users: User, at: datetime) -> list[object]:
        read = known.dead_slips([user.subject_id for user in users if user.subject_id], at=at)
        read_together(read)
        return [row.subject_id for row in read.rows]

    assert told(tuva, other, third, at=now + timedelta(days=13)) == [tuva.subject_id]
    assert told(other, third, at=now + timedelta(days=13)) == []
    assert told(tuva, at=now + known.TOLD_FOR) == []


def test_a_name_leads_to_a_person_with_an_open_account_and_to_nobody_who_works_here(tuva: User) -> None:
    worker, closed = make_user(), make_user(Role.PERSON, subject_id=new_id())
    closed.is_active = False
    closed.save()
    found = {one: known.person_with_username(one.username.upper()) for one in (tuva, worker, closed)}
    assert found == {tuva: tuva, worker: None, closed: None}


def test_a_code_to_whoever_works_here_or_is_closed_lets_nobody_in(tuva: User, now: datetime) -> None:
    right = code(tuva, now)
    tuva.is_active = False
    tuva.save()
    assert ways_in.take_code(username=tuva.username, code=right, at=now) is None
    tuva.is_active = True
    tuva.save()
    assert ways_in.take_code(username=tuva.username, code=right, at=now) == tuva


def test_nobody_hears_from_how_long_it_takes_whether_a_name_or_a_slip_is_known(
    settings: Settings, tuva: User, now: datetime
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    ways_in._nobodys_word()  # made once for each process
    written = slip(tuva, now)
    code(tuva, now)
    work = []
    for typed in (written, "en-helt-annen-lapp"):
        CountingHasher.worked = 0
        assert ways_in.take_slip(code=typed, word="feil ord", at=now) is None
        work.append(CountingHasher.worked)
    for name in (tuva.username, "ingen", make_user().username):
        CountingHasher.worked = 0
        assert ways_in.take_code(username=name, code="12345678", at=now) is None
        work.append(CountingHasher.worked)
    assert work == [1] * 5
