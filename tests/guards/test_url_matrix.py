"""Guard: every address stands in one table that says who gets an answer; all others get the 404 of what is missing.

An address that is not in the table fails. Each is asked by its main method, as each role in each relation to a person.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, User
from benken.followup.models import Promise
from benken.lib.ids import new_id
from benken.messaging.actions import send_message
from benken.people.actions.people import register_person
from benken.people.actions.relations import end_circle_membership, let_into_circle, place_with_contact
from benken.people.models import CircleMember, Person
from tests.factories import (
    make_account_of,
    make_check_in,
    make_entry,
    make_goal,
    make_import,
    make_person,
    make_step,
    make_supporter,
    make_team,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db

STAFF = {"contact", "circle", "peer", "former", "colleague", "leader", "planner", "admin"}
PERSONS = {"self", "other person"}
EVERYBODY = STAFF | PERSONS
PUBLIC = EVERYBODY | {"anonymous"}
RECORD = {"contact", "circle"}
KNOWN = RECORD | {"peer"}
AUTHOR = {"contact"}
WORKERS = {"contact", "circle", "former", "colleague"}

# name: (who gets an answer, main method, which objects the address names)
TABLE: dict[str, tuple[set[str], str, str]] = {
    # public
    "home": (PUBLIC, "GET", ""),
    "help": (PUBLIC, "GET", ""),
    "open_now": (PUBLIC, "GET", ""),
    "plans": (PUBLIC, "GET", ""),
    "research": (PUBLIC, "GET", ""),
    "healthz_live": (PUBLIC, "GET", ""),
    "healthz_ready": (PUBLIC, "GET", ""),
    "set_language": (PUBLIC, "POST", ""),
    "demo": (PUBLIC, "GET", ""),
    "demo_sign_in": (PUBLIC, "POST", ""),
    "account_login": (PUBLIC, "GET", ""),
    "account_logout": (PUBLIC, "GET", ""),
    "account_signup": (PUBLIC, "GET", ""),
    "account_reset_password": (PUBLIC, "GET", ""),
    "account_reset_password_done": (PUBLIC, "GET", ""),
    "account_reset_password_from_key": (PUBLIC, "GET", "key"),
    "account_reset_password_from_key_done": (PUBLIC, "GET", ""),
    "mfa_authenticate": (PUBLIC, "GET", ""),
    # one's own account
    "account_reauthenticate": (EVERYBODY, "GET", ""),
    "account_change_password": (EVERYBODY, "GET", ""),
    "mfa_index": (EVERYBODY, "GET", ""),
    "mfa_reauthenticate": (EVERYBODY, "GET", ""),
    "mfa_activate_totp": (EVERYBODY, "GET", ""),
    "mfa_deactivate_totp": (EVERYBODY, "GET", ""),
    "mfa_view_recovery_codes": (EVERYBODY, "GET", ""),
    "mfa_generate_recovery_codes": (EVERYBODY, "GET", ""),
    "mfa_download_recovery_codes": (EVERYBODY, "GET", ""),
    "keep_typed": (EVERYBODY, "POST", ""),
    "discard_typed": (EVERYBODY, "POST", ""),
    # roles
    "people_list": (STAFF, "GET", ""),
    "search": (WORKERS | {"peer"}, "GET", ""),
    "person_new": (WORKERS, "GET", ""),
    "team": ({"leader"}, "GET", ""),
    "team_place": ({"leader"}, "POST", "waiting"),
    "team_place_take_back": ({"leader"}, "POST", "placing"),
    "imports": ({"leader"}, "GET", ""),
    "import_new": ({"leader"}, "GET", ""),
    "import": ({"leader"}, "GET", "import"),
    "import_columns": ({"leader"}, "GET", "import"),
    "import_headings": ({"leader"}, "POST", "import"),
    "import_preview": ({"leader"}, "GET", "import"),
    "import_choose": ({"leader"}, "POST", "import"),
    "import_take_in": ({"leader"}, "POST", "import"),
    "import_left_out": ({"leader"}, "GET", "import"),
    "import_undo": ({"leader"}, "POST", "import"),
    "import_leave": ({"leader"}, "POST", "import"),
    "gallery": (STAFF, "GET", ""),
    "accounts": ({"admin"}, "GET", ""),
    "account_new": ({"admin"}, "GET", ""),
    "account_link": ({"admin"}, "POST", "user"),
    "account_off": ({"admin"}, "POST", "user"),
    "account_on": ({"admin"}, "POST", "user"),
    # one person's record
    "person": (KNOWN | {"self"}, "GET", "person"),
    "person_change": (RECORD, "GET", "person"),
    "person_account": (AUTHOR, "GET", "person"),
    "person_hand_over": (RECORD, "GET", "person"),
    "person_circle": (RECORD, "GET", "person"),
    "person_circle_end": (RECORD, "POST", "person membership"),
    "entry_new": (KNOWN, "GET", "person"),
    "entry": (RECORD, "GET", "person entry"),
    "entry_autosave": (AUTHOR, "POST", "person draft"),
    "entry_show": (AUTHOR, "GET", "person draft"),
    "entry_throw": (AUTHOR, "POST", "person draft"),
    "entry_undo": (RECORD, "POST", "person entry"),
    "goal_new": (RECORD, "GET", "person"),
    "goals_print": (RECORD, "GET", "person"),
    "person_goals_paper": (RECORD, "GET", "person"),
    "person_where": (RECORD, "GET", "person"),
    "person_where_paper": (RECORD, "GET", "person"),
    "person_weekly": (RECORD, "POST", "person"),
    "person_slip": (RECORD, "GET", "person"),
    "person_slip_paper": (RECORD, "POST", "person"),
    "goal": (RECORD, "GET", "person goal"),
    "goal_change": (RECORD, "GET", "person goal"),
    "goal_move": (RECORD, "POST", "person goal to"),
    "goal_take_back": (RECORD, "POST", "person goal"),
    "step_add": (RECORD, "POST", "person goal"),
    "step_mark": (RECORD, "POST", "person step done"),
    "step_remove": (RECORD, "POST", "person step"),
    "step_restore": (RECORD, "POST", "person step"),
    "best_now": (RECORD, "GET", "person"),
    "check_ins": (RECORD, "GET", "person"),
    "check_in_seen": (AUTHOR, "POST", "person check_in"),
    "check_in_take_back": (RECORD, "POST", "person check_in"),
    "basics": (RECORD, "GET", "person"),
    "areas": (RECORD, "GET", "person"),
    "area": (RECORD, "GET", "person area"),
    "promise_new": (RECORD, "GET", "person"),
    "promise_keep": (RECORD, "POST", "person promise kept"),
    "promise_take_back": (RECORD, "POST", "person promise"),
    "promise_tell": (RECORD, "GET", "person promise"),
    "network": (RECORD, "GET", "person"),
    "supporter_new": (RECORD, "GET", "person"),
    "supporter_change": (RECORD, "GET", "person supporter"),
    "supporter_remove": (RECORD, "POST", "person supporter"),
    "supporter_restore": (RECORD, "POST", "person supporter"),
    "conversation": (RECORD, "GET", "person"),
    "message_take_back": (RECORD, "POST", "person message"),
    # the person's own page
    "my": (PERSONS, "GET", ""),
    "my_best": (PERSONS, "GET", ""),
    "my_best_skip": (PERSONS, "POST", ""),
    "my_goals": (PERSONS, "GET", ""),
    "my_goal_new": (PERSONS, "GET", ""),
    "my_goal": ({"self"}, "GET", "goal"),
    "my_goal_change": ({"self"}, "GET", "goal"),
    "my_goal_move": ({"self"}, "POST", "goal to"),
    "my_goal_take_back": ({"self"}, "POST", "goal"),
    "my_step_mark": ({"self"}, "POST", "step mark"),
    "my_step_remove": ({"self"}, "POST", "step"),
    "my_messages": (PERSONS, "GET", ""),
    "my_message_take_back": (PERSONS, "POST", "message"),
    "my_good": (PERSONS, "GET", ""),
    "my_hard": (PERSONS, "GET", ""),
    "my_take_back": ({"self"}, "POST", "entry"),
    "my_how": (PERSONS, "GET", ""),
    "my_how_take_back": ({"self"}, "POST", "check_in"),
    "my_window": (PERSONS, "GET", ""),
    "my_tip_restore": (PERSONS, "POST", ""),
    "my_where": (PERSONS, "GET", ""),
    "my_where_paper": (PERSONS, "GET", ""),
    "my_weekly": (PERSONS, "POST", ""),
    "my_goals_paper": (PERSONS, "GET", ""),
    "my_record": (PERSONS, "GET", ""),
    "my_entry": ({"self"}, "GET", "entry"),
    "my_readers": (PERSONS, "GET", ""),
    "my_areas": (PERSONS, "GET", ""),
    "my_area": (PERSONS, "GET", "area"),
    "my_basics": (PERSONS, "GET", ""),
    "my_network": (PERSONS, "GET", ""),
    "my_supporter_new": (PERSONS, "GET", ""),
    "my_supporter": ({"self"}, "GET", "supporter"),
    "my_supporter_remove": ({"self"}, "POST", "supporter"),
    "my_supporter_restore": ({"self"}, "POST", "supporter"),
}
# Where somebody with no right is answered 404 all the same, since there is nothing of theirs to answer about.
MAY_BE_404_TOO = {
    "account_reauthenticate",
    "account_signup",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}


def addresses(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Yield every address of the URLconf."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern)
        else:
            yield pattern


@pytest.fixture
def town() -> dict[str, Any]:
    """Make one person with everything an address can name, and everybody who may ask about them."""
    team, at = make_team(), timezone.now()
    contact, colleague, circle, former = (make_user(team=team) for _ in range(4))
    leader = make_user(Role.LEADER, team=team)
    users: dict[str, User | None] = {
        "contact": contact,
        "circle": circle,
        "former": former,
        "colleague": colleague,
        "peer": make_user(Role.PEER, team=team),
        "leader": leader,
        "planner": make_user(Role.PLANNER, team=team),
        "admin": make_user(Role.ADMIN, team=team),
        "anonymous": None,
    }
    person = make_person(contact=contact)
    users["self"] = account = make_account_of(person)
    users["other person"] = make_account_of(make_person())
    for member in (circle, former, users["peer"]):
        assert member is not None
        with acting_as(contact.pk):
            let_into_circle(person=person, member=member, basis="x", until_at=at + timedelta(days=5), by=contact, at=at)
    with acting_as(SYSTEM):
        ended = CircleMember.objects.get(person=person, member=former)
        end_circle_membership(membership=ended, by=contact, at=at)
        waiting: Person = register_person(called="Venter", by=None, contact=None, team=team, at=at)
        promise = Promise.objects.create(person=person, by=contact, words="Ringe", made_at=at)
        membership = CircleMember.objects.get(person=person, member=circle)
        placed = register_person(called="Plassert", by=None, contact=None, team=team, at=at)
        placing = place_with_contact(person=placed, to=colleague, by=leader, at=at)
        message = send_message(person=person, text="Hei!", by=contact, at=at)
    goal = make_goal(person, by=contact)
    return {
        "users": users,
        "person": person.pk,
        "waiting": waiting.pk,
        "entry": make_entry(person, by=contact).pk,
        "draft": make_entry(person, by=contact, shared=False).pk,
        "goal": goal.pk,
        "step": make_step(goal, by=contact).pk,
        "promise": promise.pk,
        "check_in": make_check_in(person, by=account).pk,
        "supporter": make_supporter(person, by=contact).pk,
        "message": message.pk,
        "placing": placing.pk,
        "membership": membership.pk,
        "user": colleague.pk,
        "import": make_import(by=users["leader"]).pk,
    }


def path_of(name: str, objects: str, town: dict[str, Any], *, missing: bool = False) -> str:
    """Return an address with its objects filled in, or with ids that nobody has."""
    words = {"to": "resting", "done": 1, "kept": 1, "mark": "done", "area": "1" if name.startswith("my") else "home"}
    arguments: dict[str, Any] = {}
    for thing in objects.split():
        if thing == "key":
            arguments |= {"uidb36": "1", "key": "x-y"}
        elif thing in words:
            arguments[thing] = words[thing]
        else:
            parameter = {"draft": "entry", "waiting": "person"}.get(thing, thing)
            arguments[f"{parameter}_id"] = new_id() if missing else town[thing]
    return reverse(name, kwargs=arguments)


def ask(client: Client, user: User | None, method: str, path: str) -> HttpResponseBase:
    """Ask once, and undo whatever it did."""
    with transaction.atomic():
        client.logout()
        if user is not None:
            sign_in(client, user)
        answer = client.get(path) if method == "GET" else client.post(path, {})
        transaction.set_rollback(True)
    return answer


def test_every_address_stands_in_the_table() -> None:
    assert {pattern.name for pattern in addresses()} == set(TABLE)


def test_what_is_public_is_marked_public_in_the_code() -> None:
    public = {pattern.name for pattern in addresses() if not getattr(pattern.callback, "login_required", True)}
    assert public == {name for name, (who, _method, _objects) in TABLE.items() if "anonymous" in who}


@pytest.mark.parametrize("name", sorted(TABLE))
def test_only_those_in_the_table_get_an_answer(client: Client, town: dict[str, Any], name: str) -> None:
    allowed, method, objects = TABLE[name]
    path = path_of(name, objects, town)
    users: dict[str, User | None] = town["users"]
    for relation, user in users.items():
        answer = ask(client, user, method, path)
        where = f"{relation} {method} {path}: {answer.status_code}"
        assert answer.status_code < 500, where
        if relation in allowed:
            asks = answer.headers.get("Location", "").startswith("/accounts/login/")
            assert answer.status_code != 404 or name in MAY_BE_404_TOO, where
            assert not asks or name == "mfa_authenticate", where
        elif relation == "anonymous":
            assert answer.status_code == 302, where
            assert answer.headers["Location"].startswith("/accounts/login/"), where
        else:
            assert answer.status_code == 404, where


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if "person" in row[2]))
def test_a_closed_record_answers_exactly_as_one_that_does_not_exist(
    client: Client, town: dict[str, Any], name: str
) -> None:
    _allowed, method, objects = TABLE[name]
    colleague = town["users"]["colleague"]
    closed = ask(client, colleague, method, path_of(name, objects, town))
    missing = ask(client, colleague, method, path_of(name, objects, town, missing=True))
    assert closed.status_code == missing.status_code == 404
    assert closed.content == missing.content  # type: ignore[attr-defined]  # neither is streamed


def test_ids_are_no_door(client: Client, town: dict[str, Any]) -> None:
    """An id of one person's goal under another person's address is missing, also for who may open both."""
    other = make_person(contact=town["users"]["contact"])
    path = reverse("goal", kwargs={"person_id": other.pk, "goal_id": town["goal"]})
    assert ask(client, town["users"]["contact"], "GET", path).status_code == 404
    assert isinstance(town["goal"], UUID)
