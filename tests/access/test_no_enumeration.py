"""Nobody learns at the door whether somebody has an account: the answers are alike, and so is the work behind them."""

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from benken.access.models import Role, User
from tests.conftest import ROUNDS_OF_A_PASSWORD
from tests.factories import make_team, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "en benk under en gammel bjørk"


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the passwords that were hashed: that is what takes time."""
    cache.clear()
    done: list[str] = []
    real = PBKDF2PasswordHasher.encode

    def count(self: PBKDF2PasswordHasher, password: str, salt: str, iterations: int | None = None) -> str:
        done.append(password)
        return real(self, password, salt, iterations)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", count)
    return done


def account(kind: str) -> str:
    """Return the name of an account of some kind; nobody has the name of the kind "unknown"."""
    if kind == "unknown":
        return "ingen"
    user = make_user(Role.WORKER, team=make_team())
    user.set_password(PASSWORD)
    if kind == "without a password":
        user.set_unusable_password()
    user.is_active = kind != "closed"
    user.save()
    return user.username


def plain(answer: Any) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return re.sub(r'name="login" value="[^"]+"', 'name="login"', text)


def test_where_people_are_a_password_is_hashed_in_many_rounds() -> None:
    hasher = get_hasher()
    assert isinstance(hasher, PBKDF2PasswordHasher)
    assert ROUNDS_OF_A_PASSWORD >= 600_000 > hasher.iterations  # few in the tests, and only there


def test_every_wrong_sign_in_costs_one_hashing_and_reads_alike(hashed: list[str]) -> None:
    answers, costs = [], []
    for kind in ("unknown", "known", "closed", "without a password"):
        name = account(kind)
        hashed.clear()
        answers.append(Client().post(reverse("account_login"), {"login": name, "password": "noe annet enn det"}))
        costs.append(len(hashed))
    assert costs == [1, 1, 1, 1]
    assert {answer.status_code for answer in answers} == {422}
    assert len({plain(answer) for answer in answers}) == 1


def test_a_closed_account_with_the_right_password_reads_like_a_wrong_one(hashed: list[str]) -> None:
    name = account("closed")
    hashed.clear()
    closed = Client().post(reverse("account_login"), {"login": name, "password": PASSWORD}, follow=True)
    assert len(hashed) == 1
    assert "_auth_user_id" not in closed.client.session
    assert User.objects.get(username=name).name not in closed.content.decode()


def test_known_and_unknown_are_stopped_after_as_many_tries(hashed: list[str]) -> None:
    def stopped_at(name: str) -> int:
        cache.clear()
        for number in range(1, 12):
            answer = Client().post(reverse("account_login"), {"login": name, "password": "noe annet enn det"})
            if "For mange forsøk" in answer.content.decode():
                return number
        return 0

    assert stopped_at(account("known")) == stopped_at("ingen") > 1
    assert hashed


def test_asking_for_a_new_password_is_stopped_alike(hashed: list[str]) -> None:
    def codes(email: str) -> list[int]:
        cache.clear()
        return [Client().post(reverse("account_reset_password"), {"email": email}).status_code for _ in range(7)]

    known = User.objects.get(username=account("known")).email
    assert codes(known) == codes("ingen@fjordvik.example")
    assert set(codes(known)) == {302, 429}
    assert not [password for password in hashed if password == known]
