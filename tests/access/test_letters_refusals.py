"""Letters and notices: each is one account's own, and the act itself refuses what the page would not offer."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from benken.access.actions import letters, notices
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Letter, NoticeChoice, Role, User
from benken.access.policies import Refused
from benken.access.queries.notices import notice_hour
from benken.lib.ids import new_id
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_the_system(settings: Settings) -> Iterator[None]:
    """Let row security make up for nothing; letters could leave."""
    settings.EMAIL_HOST = "127.0.0.1"
    with acting_as(SYSTEM):
        yield


@pytest.fixture
def admin() -> User:
    return make_user(Role.ADMIN)


def ask(user: User, by: User, at: datetime) -> None:
    """Ask for a letter."""
    letters.ask_letter(user=user, by=by, at=at)


# Letters.


def test_a_letter_goes_to_an_address(admin: User, now: datetime) -> None:
    user, without = make_user(), make_user()
    without.email = ""
    without.save()
    with pytest.raises(Refused, match="har ingen e-post"):
        ask(without, admin, now)
    ask(user, admin, now)
    assert Letter.objects.get().user == user


def test_no_letter_is_asked_for_where_none_is_sent(admin: User, settings: Settings, now: datetime) -> None:
    settings.EMAIL_HOST = ""
    with pytest.raises(Refused, match="sender ikke e-post her"):
        ask(make_user(), admin, now)
    assert not Letter.objects.exists()


def test_a_letter_on_its_way_holds_back_the_next_to_the_same(admin: User, now: datetime) -> None:
    user, other = make_user(), make_user()
    ask(user, admin, now)
    ask(other, admin, now)
    soon = now + timedelta(minutes=9)
    with pytest.raises(Refused, match="på vei alt"):
        ask(user, admin, soon)
    assert Letter.objects.get(user=user).asked_at == now
    letters.note_sent(letter=Letter.objects.get(user=user), at=soon)
    ask(user, admin, soon)
    assert dict(Letter.objects.values_list("user", "asked_at")) == {user.pk: soon, other.pk: now}


def test_each_gets_the_letter_that_is_theirs(admin: User, now: datetime) -> None:
    users = [make_user() for _ in range(3)]
    assert letters.ask_letters(users=users, by=admin, at=now) == users
    for user in users:
        letter = letters.letter_to_send(user.pk)
        assert letter is not None
        assert letter.user == user
    first, second, _third = users
    letters.note_failed(user_id=first.pk, at=now)
    assert list(Letter.objects.filter(failed_at__isnull=False).values_list("user", flat=True)) == [first.pk]
    letters.note_sent(letter=Letter.objects.get(user=second), at=now)
    assert letters.letter_to_send(second.pk) is None
    letters.note_failed(user_id=second.pk, at=now)  # it has left: it did not fail
    assert Letter.objects.get(user=second).failed_at is None
    assert letters.letter_to_send(first.pk) is not None  # and is tried again
    assert letters.letter_to_send(admin.pk) is None


# Notices.


def test_a_notice_is_for_those_who_work_here(now: datetime) -> None:
    nobodys = [make_user(Role.SUPPORTER), make_user(Role.PEER, subject_id=new_id())]
    deeds = Deed.objects.count()
    for user in nobodys:
        with pytest.raises(Refused, match="dem som jobber her"):
            notices.choose_notice(hour=8, by=user, at=now)
    assert (NoticeChoice.objects.count(), Deed.objects.count()) == (0, deeds)
    assert notices.choose_notice(hour=8, by=make_user(), at=now)


@pytest.mark.parametrize(("hour", "may"), [(5, False), (6, True), (18, True), (19, False), (-1, False)])
def test_a_notice_comes_by_day(hour: int, may: bool, now: datetime) -> None:
    user = make_user()
    if may:
        assert notices.choose_notice(hour=hour, by=user, at=now)
    else:
        with pytest.raises(Refused, match="mellom 6 og 18"):
            notices.choose_notice(hour=hour, by=user, at=now)
    assert notice_hour(user) == (hour if may else None)


def test_what_one_chooses_is_ones_own(now: datetime) -> None:
    one, other = make_user(), make_user()
    assert notices.choose_notice(hour=9, by=other, at=now)
    assert notice_hour(one) is None
    assert not notices.choose_notice(hour=None, by=one, at=now)
    assert notices.choose_notice(hour=9, by=one, at=now)
    assert not notices.choose_notice(hour=9, by=one, at=now)
    notices.note_told(user_ids=[one.pk], on=now.date())
    assert dict(NoticeChoice.objects.values_list("user", "told_on")) == {one.pk: now.date(), other.pk: None}
    assert notices.choose_notice(hour=None, by=one, at=now)
    assert [notice_hour(user) for user in (one, other)] == [None, 9]
