"""Settings, teams and a person's address: the act itself refuses what the form would stop, and touches one row."""

from datetime import datetime
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import reverse

from benken.access import pages
from benken.access.actions import accounts, setup
from benken.access.models import Deed, Role, Team, User
from benken.access.policies import Refused
from benken.access.queries.setup import saved_setup
from benken.lib.ids import new_id
from tests.factories import make_key, make_team, make_user, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_the_system")]


@pytest.fixture
def admin() -> User:
    return make_user(Role.ADMIN)


def standing() -> tuple[object, ...]:
    """Return what must be as it was."""
    return list(Team.objects.order_by("pk").values_list("pk", "name")), saved_setup().version, Deed.objects.count()


@pytest.mark.parametrize("name", ["", " ", "\u200b", "x" * (setup.LONGEST_NAME + 1), "TEAM  elva "])
def test_a_team_has_a_name_that_can_be_seen_and_nobody_else_has(name: str, admin: User, now: datetime) -> None:
    make_team("Team Elva")
    team = make_team("Team Fjorden")
    before = standing()
    with pytest.raises(Refused):
        setup.add_team(name=name, by=admin, at=now)
    with pytest.raises(Refused):
        setup.rename_team(team=team, name=name, seen_name=team.name, by=admin, at=now)
    with pytest.raises(Refused):
        setup.restore_team(team_id=new_id(), name=name, by=admin, at=now)
    assert standing() == before
    assert setup.add_team(name="x" * setup.LONGEST_NAME, by=admin, at=now).name == "x" * setup.LONGEST_NAME


@pytest.mark.parametrize("role", [Role.WORKER, Role.LEADER, Role.SERVICE_EDITOR, Role.SUPPORTER])
def test_nobody_but_an_administrator_chooses(role: Role, admin: User, now: datetime) -> None:
    by, team = make_user(role, team=make_team("Team Fjorden")), make_team("Team Elva")
    (change,) = setup.change_setup(chosen={"quiet_for": 31}, seen_version=saved_setup().version, by=admin, at=now)
    before = standing()
    only = "Bare en administrator"
    with pytest.raises(Refused, match=only):
        setup.change_setup(chosen={"quiet_for": 32}, seen_version=saved_setup().version, by=by, at=now)
    with pytest.raises(Refused, match=only):
        setup.take_back_setup_change(change_id=change.pk, by=by, at=now)
    with pytest.raises(Refused, match=only):
        setup.add_team(name="Nytt", by=by, at=now)
    with pytest.raises(Refused, match=only):
        setup.rename_team(team=team, name="Nytt", seen_name=team.name, by=by, at=now)
    with pytest.raises(Refused, match=only):
        setup.remove_team(team=team, by=by, at=now)
    with pytest.raises(Refused, match=only):
        setup.restore_team(team_id=new_id(), name="Nytt", by=by, at=now)
    assert standing() == before


def test_a_change_is_taken_back_while_it_stands(admin: User, now: datetime) -> None:
    def choose(days: int) -> UUID:
        chosen, version = {"quiet_for": days}, saved_setup().version
        return setup.change_setup(chosen=chosen, seen_version=version, by=admin, at=now)[0].pk

    was = saved_setup().quiet_for
    first, second = choose(31), choose(32)
    before = standing()
    for gone in (first, new_id()):
        with pytest.raises(Refused, match="endret igjen siden"):
            setup.take_back_setup_change(change_id=gone, by=admin, at=now)
    assert (standing(), saved_setup().quiet_for) == (before, 32)
    for change, days in ((second, 31), (first, was)):
        setup.take_back_setup_change(change_id=change, by=admin, at=now)
        assert saved_setup().quiet_for == days


def test_a_team_that_does_not_exist_is_missing(admin: User, client: Client) -> None:
    sign_in(client, admin)
    for name in ("team_change", "team_remove"):
        assert client.post(reverse(name, args=[make_team().pk]), {"name": "X"}).status_code != 404
        assert client.post(reverse(name, args=[new_id()]), {"name": "X"}).status_code == 404


# An account's own address and keys.


def test_where_codes_are_sent_is_changed_for_one_person(admin: User, now: datetime) -> None:
    one, other = (make_user(Role.PERSON, subject_id=new_id()) for _ in range(2))
    before = set(EmailAddress.objects.filter(user=other).values_list("email", flat=True))
    with pytest.raises(Refused, match="i bruk alt"):
        accounts.change_persons_address(user=one, email=other.email.upper(), by=admin, at=now)
    for email in ("ny@fjordvik.example", ""):
        accounts.change_persons_address(user=one, email=email, by=admin, at=now)
        one.refresh_from_db()
        assert one.email == email
        assert list(EmailAddress.objects.filter(user=one).values_list("email", flat=True)) == ([email] if email else [])
        assert set(EmailAddress.objects.filter(user=other).values_list("email", flat=True)) == before


def test_the_keys_of_one_account_are_forgotten_and_anothers_stay() -> None:
    one, other = (make_user(Role.PERSON, subject_id=new_id()) for _ in range(2))
    for user in (one, other):
        make_key(user)
    accounts.forget_own_keys(user=one)
    assert list(Authenticator.objects.values_list("user", flat=True)) == [other.pk]


@pytest.mark.parametrize(
    ("role", "subject", "is_active"),
    [(Role.SUPPORTER, False, True), (Role.PERSON, True, True), (Role.PEER, True, True), (Role.WORKER, False, False)],
)
def test_a_link_for_a_password_is_for_staff_with_an_open_account(
    role: Role, subject: bool, is_active: bool, admin: User, now: datetime
) -> None:
    user = make_user(role, subject_id=new_id() if subject else None)
    user.is_active = is_active
    user.save()
    with pytest.raises(Refused, match="kan vi ikke lage en lenke"):
        accounts.allow_password_link(user=user, by=admin, at=now)
    accounts.allow_password_link(user=make_user(), by=admin, at=now)
    assert Deed.objects.filter(verb="account.link").count() == 1


# Who is at the page.


def test_a_page_for_those_who_work_here_is_missing_for_everybody_else(rf: RequestFactory) -> None:
    worker, outside, own = make_user(), make_user(Role.SUPPORTER), make_user(Role.PEER, subject_id=new_id())
    request = rf.get("/")
    request.user = AnonymousUser()
    with pytest.raises(Http404):
        pages.signed_in(request)
    request.user = worker
    assert pages.signed_in_helper(request) == worker
    for user in (outside, own):
        request.user = user
        assert pages.signed_in(request) == user
        with pytest.raises(Http404):
            pages.signed_in_helper(request)
