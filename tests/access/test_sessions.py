"""Where one is signed in: seen, ended, and over when a role or an account changes."""

import time
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actions.sign_ins import discard_ended_sign_ins, end_session
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, SignIn, User
from benken.access.policies import Refused
from benken.access.sessions import SIGN_IN
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"
PASSWORD = "en benk under en gammel bjørk"


def person() -> User:
    user = make_account_of(make_person())
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(user: User, agent: str = "") -> Client:
    client = Client(headers={"User-Agent": agent} if agent else None)
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("my_goals")).status_code == 200


def noted(user: User) -> list[SignIn]:
    with acting_as(SYSTEM):
        return list(SignIn.objects.filter(user=user).order_by("since_at"))


def test_the_page_names_the_device_and_nothing_more(client: Client) -> None:
    user = person()
    phone = signed_in(user, PHONE)
    page = phone.get(reverse("own_sessions")).content.decode()
    assert "Chrome på Android" in page
    assert "Her er du nå." in page
    assert "127.0.0.1" not in page
    assert "Mozilla" not in page
    (row,) = noted(user)
    assert (row.browser, row.system) == ("Chrome", "Android")
    assert client.get(reverse("own_sessions")).status_code == 302  # nobody is signed in here


def test_one_of_them_is_ended_and_the_others_stay() -> None:
    user = person()
    here, there = signed_in(user), signed_in(user, PHONE)
    other = next(row for row in noted(user) if row.session_key == there.session.session_key)
    address = reverse("session_end", args=[other.pk])
    answer = here.post(address, follow=True)
    assert "Du er logget ut der." in answer.content.decode()
    assert not is_in(there)
    assert is_in(here)
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="session.end", by=user).count() == 1
    assert here.post(address).status_code == 404  # a second time there is nothing to end
    assert here.get(address).status_code == 405


def test_all_others_are_ended_also_those_nobody_noted() -> None:
    user = person()
    here, there, unknown = signed_in(user), signed_in(user), signed_in(user)
    with acting_as(SYSTEM):
        SignIn.objects.filter(session_key=unknown.session.session_key).delete()
    key = here.session.session_key
    here.post(reverse("sessions_end_others"))
    assert is_in(here)
    assert here.session.session_key != key
    assert not is_in(there)
    assert not is_in(unknown)
    assert len(noted(user)) == 1
    here.post(reverse("sessions_end_others"))
    assert is_in(here)


@pytest.mark.second_wall
def test_somebody_elses_session_is_missing_and_stays() -> None:
    mine, theirs = person(), person()
    here, there = signed_in(mine), signed_in(theirs)
    (row,) = noted(theirs)
    address = reverse("session_end", args=[row.pk])
    missing = here.post(reverse("session_end", args=[mine.pk]))
    closed = here.post(address)
    assert missing.status_code == closed.status_code == 404
    assert is_in(there)
    with pytest.raises(Refused), acting_as(mine.pk):
        end_session(sign_in=row, by=mine, at=timezone.now())
    with acting_as(mine.pk):
        assert [one.user_id for one in SignIn.objects.all()] == [mine.pk]


def test_ending_the_one_in_use_is_signing_out() -> None:
    user = person()
    here = signed_in(user)
    (row,) = noted(user)
    assert here.post(reverse("session_end", args=[row.pk]))["Location"] == reverse("account_logout")
    here.post(reverse("account_logout"))
    assert noted(user) == []


def test_what_is_known_follows_the_session_when_its_key_changes() -> None:
    user = person()
    here = signed_in(user)
    again = PASSWORD + " igjen"
    old = here.session.session_key
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": again, "password2": again})
    assert here.session.session_key != old
    assert [row.session_key for row in noted(user)] == [here.session.session_key]


def test_its_use_is_noted_once_an_hour_and_costs_nothing_in_between() -> None:
    user = person()
    here = signed_in(user)
    is_in(here)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        is_in(here)
    assert not [one for one in asked.captured_queries if "access_signin" in one["sql"]]
    before = noted(user)[0].seen_at
    session = here.session
    session[SIGN_IN] = [session[SIGN_IN][0], session.session_key, time.time() - 3601]
    session.save()
    is_in(here)
    assert noted(user)[0].seen_at > before


def test_a_session_of_before_this_was_noted_is_noted_when_used() -> None:
    user = person()
    here = signed_in(user)
    session = here.session
    del session[SIGN_IN]
    session.save()
    with acting_as(SYSTEM):
        SignIn.objects.all().delete()
    is_in(here)
    assert len(noted(user)) == 1


def test_sessions_that_are_no_more_are_forgotten() -> None:
    user = person()
    here, there = signed_in(user), signed_in(user)
    Session.objects.filter(pk=there.session.session_key).delete()
    assert here.get(reverse("own_sessions")).content.decode().count("<h2") == 1
    assert discard_ended_sign_ins() == 1
    assert len(noted(user)) == 1


def off_and_on(user: User) -> None:
    for active in (False, True):
        user.is_active = active
        user.save(update_fields=["is_active"])


def another_role(user: User) -> None:
    user.roles = [*user.roles, str(Role.OUTREACH)]
    user.save(update_fields=["roles"])


def without_django(user: User) -> None:
    User.objects.filter(pk=user.pk).update(roles=[*user.roles, str(Role.PEER)])


@pytest.mark.parametrize("change", [off_and_on, another_role, without_django])
def test_what_an_account_may_is_changed_and_its_sessions_are_over_for_good(change: Callable[[User], None]) -> None:
    user = make_user(Role.WORKER, team=make_team())
    client = sign_in(Client(), user)
    assert client.get(reverse("people_list")).status_code == 200
    stale = User.objects.get(pk=user.pk)
    change(user)
    assert client.get(reverse("people_list")).status_code == 302
    stale.save()  # whoever saves what they read before brings nothing back
    assert client.get(reverse("people_list")).status_code == 302
    assert sign_in(Client(), user).get(reverse("people_list")).status_code == 200


def test_what_else_is_changed_ends_no_session() -> None:
    user = make_user(Role.WORKER, team=make_team())
    client = sign_in(Client(), user)
    user.name = "Et annet navn"
    user.save()
    assert client.get(reverse("people_list")).status_code == 200


def test_a_session_gets_a_new_key_at_sign_in(client: Client) -> None:
    user = person()
    session = client.session
    session["from"] = "before"
    session.save()
    before = session.session_key
    client.cookies["session"] = str(before)
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()
