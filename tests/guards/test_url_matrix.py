"""Guard: every address stands in one table that says who gets an answer; all others get the 404 of what is missing.

An address that is not in the table fails. Each is asked by its main method and with an empty form, as each role in each
relation to a person. `make matrix` asks by every method, and in more states of things.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from benken.access.actions.setup import change_setup
from benken.access.actions.sign_ins import note_sign_in
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, User
from benken.followup.models import Promise
from benken.lib.ids import new_id
from benken.messaging.actions import send_message
from benken.people.actions.blocks import keep_out
from benken.people.actions.people import register_person
from benken.people.actions.relations import end_circle_membership, let_into_circle, place_with_contact
from benken.people.actions.sharing import answer
from benken.people.models import CircleMember, Person
from tests.factories import (
    make_account_of,
    make_case,
    make_check_in,
    make_complaint,
    make_consent,
    make_copy,
    make_correction_request,
    make_emergency,
    make_entry,
    make_goal,
    make_import,
    make_key,
    make_person,
    make_question,
    make_step,
    make_supporter,
    make_team,
    make_unusual,
    make_user,
    make_withholding,
)
from tests.guards.matrix.asking import Asker
from tests.guards.matrix.judge import Address, faults
from tests.guards.matrix.people import FROM_OUTSIDE, STRANGERS_AT_WORK, more_people

pytestmark = pytest.mark.django_db

STAFF = {"contact", "circle", "overlap", "peer", "former", "colleague", "leader", "planner", "admin"}
STAFF |= STRANGERS_AT_WORK
PERSONS = {"self", "other person"}
EVERYBODY = STAFF | PERSONS | FROM_OUTSIDE
PUBLIC = EVERYBODY | {"anonymous"}
RECORD = {"contact", "circle", "overlap"}
KNOWN = RECORD | {"peer"}
AUTHOR = {"contact"}
LEADERS = {"leader", "other leader"}
EACH_ROLE_ONCE = {"circle", "outreach", "peer", "leader", "planner", "researcher", "editor", "admin", "other person"}
EACH_ROLE_ONCE |= {"supporter", "helper", "participant", "anonymous"}
WORKERS = {"contact", "circle", "overlap", "former", "former contact", "colleague", "other team"}

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
    "slip_in": (PUBLIC, "GET", ""),
    "code_in": (PUBLIC, "GET", ""),
    "code_send": (PUBLIC, "GET", ""),
    "leave_now": (PUBLIC, "GET", ""),
    "account_logout": (PUBLIC, "GET", ""),
    "account_signup": (PUBLIC, "GET", ""),
    "account_reset_password": (PUBLIC, "GET", ""),
    "account_reset_password_done": (PUBLIC, "GET", ""),
    "account_reset_password_from_key": (PUBLIC, "GET", "key"),
    "account_reset_password_from_key_done": (PUBLIC, "GET", ""),
    "mfa_authenticate": (PUBLIC, "GET", ""),
    "mfa_login_webauthn": (PUBLIC, "POST", ""),
    "openid_connect_login": (PUBLIC, "GET", "provider"),
    "openid_connect_callback": (PUBLIC, "GET", "provider"),
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
    "mfa_list_webauthn": (EVERYBODY, "GET", ""),
    "mfa_add_webauthn": (EVERYBODY, "GET", ""),
    "mfa_reauthenticate_webauthn": (EVERYBODY, "GET", ""),
    "mfa_edit_webauthn": ({"contact"}, "GET", "key_of_contact"),
    "mfa_remove_webauthn": ({"contact"}, "GET", "key_of_contact"),
    "own_sessions": (EVERYBODY, "GET", ""),
    "session_end": ({"contact"}, "POST", "sign_in"),
    "sessions_end_others": (EVERYBODY, "POST", ""),
    "keep_typed": (EVERYBODY, "POST", ""),
    "discard_typed": (EVERYBODY, "POST", ""),
    # roles
    "people_list": (STAFF, "GET", ""),
    "search": (WORKERS | {"peer", "unknown peer", "outreach"}, "GET", ""),
    "person_new": (WORKERS, "GET", ""),
    "team": (LEADERS, "GET", ""),
    "team_place": ({"leader"}, "POST", "waiting"),
    "team_questions": (LEADERS, "GET", ""),
    "team_reading": (LEADERS, "GET", ""),
    "team_reading_ask": ({"leader"}, "POST", "line"),
    "team_reading_seen": ({"leader"}, "POST", "line"),
    "team_question": ({"leader"}, "GET", "question"),
    "why": (AUTHOR, "GET", "question"),
    "team_place_take_back": ({"leader"}, "POST", "placing"),
    "imports": (LEADERS, "GET", ""),
    "import_new": (LEADERS, "GET", ""),
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
    "account_change": ({"admin"}, "GET", "user"),
    "account_letter": ({"admin"}, "POST", "user"),
    "account_identity": ({"admin"}, "GET", "user provider"),
    "account_identity_remove": ({"admin"}, "POST", "user provider"),
    "account_off": ({"admin"}, "POST", "user"),
    "account_on": ({"admin"}, "POST", "user"),
    "staff_file": ({"admin"}, "GET", ""),
    "staff_make": ({"admin"}, "POST", ""),
    "settings": ({"admin"}, "GET", ""),
    "settings_undo": ({"admin"}, "POST", "change"),
    "team_new": ({"admin"}, "GET", ""),
    "team_change": ({"admin"}, "GET", "team"),
    "team_remove": ({"admin"}, "POST", "team"),
    "team_restore": ({"admin"}, "POST", "team"),
    "notices": (STAFF, "GET", ""),
    # one person's record
    "person": (KNOWN | {"self"}, "GET", "person"),
    "person_change": (RECORD, "GET", "person"),
    "person_account": (AUTHOR, "GET", "person"),
    "person_open_together": (AUTHOR, "POST", "person"),
    "person_way_in_slip": (AUTHOR, "GET", "person"),
    "person_way_in_slip_paper": (AUTHOR, "GET", "person"),
    "person_way_in_slip_close": (AUTHOR, "POST", "person"),
    "person_way_in_code": (AUTHOR, "POST", "person"),
    "person_way_in_address": (AUTHOR, "POST", "person"),
    "person_hand_over": (RECORD, "GET", "person"),
    "person_circle": (RECORD, "GET", "person"),
    "person_circle_end": (RECORD, "POST", "person membership"),
    "entry_new": (KNOWN, "GET", "person"),
    "entry": (RECORD, "GET", "person entry"),
    "entry_autosave": (AUTHOR, "POST", "person draft"),
    "entry_show": (AUTHOR, "GET", "person draft"),
    "entry_throw": (AUTHOR, "POST", "person draft"),
    "entry_withhold": (AUTHOR, "GET", "person entry"),
    "entry_withhold_end": (RECORD, "POST", "person withheld"),
    "entry_withhold_confirm": (RECORD, "POST", "person withheld"),
    "emergency": (WORKERS | {"outreach"}, "GET", ""),
    "emergency_end": ({"other team"}, "GET", "in_emergency"),
    "emergency_seen": (LEADERS, "POST", "emergency"),  # the reader's team has no leader of its own
    "emergency_why": (LEADERS, "POST", "emergency"),
    "disclosures": (RECORD, "GET", "person"),
    "disclosure_new": (AUTHOR, "GET", "person"),
    "disclosure": (RECORD, "GET", "person case"),
    "disclosure_drop": (RECORD, "POST", "person case"),
    "disclosure_letter": (AUTHOR, "GET", "person approved"),
    "cases": (LEADERS, "GET", ""),
    "case": ({"leader"}, "GET", "case"),
    "case_withheld_confirm": ({"leader"}, "POST", "withholding"),
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
    "person_sharing": (AUTHOR, "GET", "person"),
    "person_share_new": (AUTHOR, "GET", "person who"),
    "person_share_stop": (AUTHOR, "POST", "person consent"),
    "person_share_restore": (AUTHOR, "POST", "person consent"),
    "person_share_link": (AUTHOR, "POST", "person consent"),
    "person_ask_again": (AUTHOR, "POST", "person"),
    "person_keep_out": (AUTHOR, "POST", "person"),
    "person_let_in": (AUTHOR, "POST", "person block"),
    "person_hidden": (AUTHOR, "POST", "person"),
    "entry_answered": (AUTHOR, "POST", "person answer"),
    "network": (RECORD, "GET", "person"),
    "supporter_new": (RECORD, "GET", "person"),
    "supporter_change": (RECORD, "GET", "person supporter"),
    "supporter_remove": (RECORD, "POST", "person supporter"),
    "supporter_restore": (RECORD, "POST", "person supporter"),
    "conversation": (RECORD, "GET", "person"),
    "person_all": (AUTHOR, "GET", "person"),
    "person_all_make": (AUTHOR, "POST", "person"),
    "person_copy": (AUTHOR, "GET", "person copy"),
    "person_copy_file": (AUTHOR, "GET", "person copy"),
    "person_complaint": (AUTHOR, "GET", "person"),
    "correction": (RECORD, "GET", "person request"),
    "team_complaints": (LEADERS, "GET", ""),
    "team_complaint": ({"leader"}, "GET", "complaint"),
    "message_take_back": (RECORD, "POST", "person message"),
    # what a person has opened by part
    "shared": (WORKERS | {"outreach", "peer", "unknown peer", "supporter", "helper", "opened to"}, "GET", ""),
    "shared_person": ({"opened to"}, "GET", "person"),
    "shared_take_back": ({"opened to"}, "POST", "person answer"),
    # the person's own page
    "my": (PERSONS, "GET", ""),
    "my_shown": (PERSONS, "GET", ""),
    "my_neutral": (PERSONS, "POST", ""),
    "my_together": (PERSONS, "GET", ""),
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
    "my_how_take_back": (PERSONS, "POST", "check_in"),  # a second click is told kindly
    "my_window": (PERSONS, "GET", ""),
    "my_tip_restore": (PERSONS, "POST", ""),
    "my_where": (PERSONS, "GET", ""),
    "my_where_paper": (PERSONS, "GET", ""),
    "my_weekly": (PERSONS, "POST", ""),
    "my_goals_paper": (PERSONS, "GET", ""),
    "my_record": (PERSONS, "GET", ""),
    "my_entry": ({"self"}, "GET", "entry"),
    "my_readers": (PERSONS, "GET", ""),
    "my_given": (PERSONS, "GET", ""),
    "my_why": ({"self"}, "GET", "reading"),
    "my_why_take_back": ({"self"}, "POST", "question"),
    "my_areas": (PERSONS, "GET", ""),
    "my_rights": (PERSONS, "GET", ""),
    "my_kept": (PERSONS, "GET", ""),
    "my_all_about": (PERSONS, "GET", ""),
    "my_all_about_make": (PERSONS, "POST", ""),
    "my_all_about_part": (PERSONS, "GET", "section"),
    "my_copy": ({"self"}, "GET", "my_copy"),
    "my_copy_file": ({"self"}, "GET", "my_copy"),
    "my_correct": (PERSONS, "GET", ""),
    "my_correction": ({"self"}, "GET", "request"),
    "my_correction_take_back": ({"self"}, "POST", "request"),
    "my_correct_note": ({"self"}, "GET", "entry"),
    "my_complaint": (PERSONS, "GET", ""),
    "my_complaint_one": ({"self"}, "GET", "complaint"),
    "my_complaint_take_back": ({"self"}, "POST", "complaint"),
    "my_area": (PERSONS, "GET", "area"),
    "my_basics": (PERSONS, "GET", ""),
    "my_who": (PERSONS, "GET", ""),
    "my_share_choose": (PERSONS, "GET", ""),
    "my_share_new": (PERSONS, "GET", "who"),
    "my_share_stop": ({"self"}, "POST", "consent"),
    "my_share_restore": ({"self"}, "POST", "consent"),
    "my_share_link": ({"self"}, "POST", "consent"),
    "my_keep_out_choose": (PERSONS, "GET", ""),
    "my_keep_out": (PERSONS, "GET", "user"),
    "my_let_in": ({"self"}, "POST", "block"),
    "my_hidden": (PERSONS, "POST", ""),
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
    "mfa_reauthenticate_webauthn",
    "openid_connect_login",  # no other system is set up in the tests but where they try it
    "openid_connect_callback",
    "account_identity",
    "account_identity_remove",
    "person_way_in_slip_paper",  # a slip is printed only by whoever just made it
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
    users = {**more_people(person, team=team, at=at), **users}
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
        change = change_setup(chosen={"quiet_for": 30}, seen_version=0, by=users["admin"], at=at)[0]
        consent = make_consent(person, to=users["opened to"], by=account)
        answered = answer(person=person, text="Fredag passer.", by=consent.receiver, at=timezone.now())
        block = keep_out(person=person, user=make_user(team=team), by=contact, at=at)
    goal = make_goal(person, by=contact)
    question = make_question(person, by=account, reader=contact, told_leader=True)
    emergency = make_emergency(make_person(contact=contact), by=users["other team"])
    withholding = make_withholding(person, by=contact)
    return {
        "in_emergency": emergency.person_id,
        "emergency": emergency.pk,
        "withheld": withholding.entry_id,
        "withholding": withholding.pk,
        "case": make_case(person, by=contact).pk,
        "approved": make_case(person, by=contact, decided_by=leader).pk,
        "users": users,
        "person": person.pk,
        "waiting": waiting.pk,
        "entry": make_entry(person, by=contact).pk,
        "draft": make_entry(person, by=contact, shared=False).pk,
        "goal": goal.pk,
        "step": make_step(goal, by=contact).pk,
        "promise": promise.pk,
        "check_in": make_check_in(person, by=account).pk,
        "consent": consent.pk,
        "answer": answered.pk,
        "block": block.pk,
        "supporter": make_supporter(person, by=contact).pk,
        "message": message.pk,
        "question": question.pk,
        "line": make_unusual(person, reader=colleague).pk,
        "reading": question.reading_id,
        "placing": placing.pk,
        "key_of_contact": make_key(contact).pk,
        "sign_in": note_sign_in(user=contact, session_key="x" * 32, user_agent="", at=at).pk,
        "membership": membership.pk,
        "user": colleague.pk,
        "team": team.pk,
        "change": change.pk,
        "copy": make_copy(person, by=contact).pk,
        "my_copy": make_copy(person, by=account).pk,
        "request": make_correction_request(person, by=account).pk,
        "complaint": make_complaint(person, by=account).pk,
        "import": make_import(by=users["leader"]).pk,
    }


def path_of(name: str, objects: str, town: dict[str, Any], *, missing: bool = False) -> str:
    """Return an address with its objects filled in, or with ids that nobody has."""
    words = {
        "to": "resting",
        "done": 1,
        "kept": 1,
        "mark": "done",
        "who": "supporter",
        "section": "person",
        "area": "1" if name.startswith("my") else "home",
    }
    arguments: dict[str, Any] = {}
    for thing in objects.split():
        if thing == "key":
            arguments |= {"uidb36": "1", "key": "x-y"}
        elif thing == "key_of_contact":
            arguments["pk"] = 0 if missing else town[thing]
        elif thing == "provider":
            arguments["provider_id"] = "somebody"
        elif thing in words:
            arguments[thing] = words[thing]
        else:
            parameter = {"draft": "entry", "answer": "entry", "waiting": "person"}.get(thing, thing)
            parameter = {"withheld": "entry", "in_emergency": "person", "approved": "case", "my_copy": "copy"}.get(
                thing, parameter
            )
            arguments[f"{parameter}_id"] = new_id() if missing else town[thing]
    return reverse(name, kwargs=arguments)


def address_of(name: str, town: dict[str, Any], *, sought: str = "") -> Address:
    """Return what an address answers about, beside the same where nothing is.

    Where an address names nothing, one below it that nobody has made stands for what is missing.
    """
    allowed, method, objects = TABLE[name]
    path = path_of(name, sought or objects, town)
    missing = path_of(name, sought or objects, town, missing=True) if objects else f"{path}{new_id()}/nothing/"
    return Address(name, frozenset(allowed), method, path, missing, name in MAY_BE_404_TOO)


def main_method_and_one_write(address: Address, who: str) -> tuple[str, ...]:
    """Ask by the main method, and where that reads, each role with an empty form as well."""
    return (address.method, "POST") if address.method == "GET" and who in EACH_ROLE_ONCE else (address.method,)


def test_every_address_stands_in_the_table() -> None:
    assert {pattern.name for pattern in addresses()} == set(TABLE)


def test_what_is_public_is_marked_public_in_the_code() -> None:
    public = {pattern.name for pattern in addresses() if not getattr(pattern.callback, "login_required", True)}
    assert public == {name for name, (who, _method, _objects) in TABLE.items() if "anonymous" in who}


# A few addresses share a town. `make mutants` wants to know which address comes to which check.
SLICES = len(TABLE) if os.environ.get("BENKEN_MUTANTS") else 10


@pytest.mark.parametrize("names", [sorted(TABLE)[start::SLICES] for start in range(SLICES)], ids=lambda names: names[0])
def test_only_those_in_the_table_get_an_answer(town: dict[str, Any], names: list[str]) -> None:
    """Everybody else gets what they get where nothing is, to the byte, and leaves no row behind."""
    asked = [address_of(name, town) for name in names]
    cells = list(faults(asked, town["users"], asker=Asker(), methods=main_method_and_one_write))
    assert len(cells) >= len(names) * len(town["users"])
    wrong = [fault for fault in cells if fault]
    assert not wrong, "\n".join(wrong)


def test_ids_are_no_door(town: dict[str, Any]) -> None:
    """An id of one person's goal under another person's address is missing, also for who may open both."""
    other, contact, asker = make_person(contact=town["users"]["contact"]), town["users"]["contact"], Asker()
    led = asker.ask(contact, "GET", reverse("goal", kwargs={"person_id": other.pk, "goal_id": town["goal"]}))
    nowhere = asker.ask(contact, "GET", reverse("goal", kwargs={"person_id": other.pk, "goal_id": new_id()}))
    assert led.status == 404
    assert led.shown == nowhere.shown
