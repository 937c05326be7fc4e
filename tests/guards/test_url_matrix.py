"""Guard: every address stands in `matrix/table.py`, which says who gets an answer; all others get a 404.

An address that is not in the table fails. Each is asked by its main method and with an empty form, as each role in each
relation to a person. `make matrix` asks by every method, and in more states of things.
"""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from benken.access.actions.setup import change_setup
from benken.access.actions.sign_ins import note_sign_in
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, User
from benken.followup.models import Promise
from benken.lib.ids import new_id
from benken.messaging.actions.conversation import send_message
from benken.people.actions.absences import be_away
from benken.people.actions.blocks import keep_out
from benken.people.actions.leaving import begin_leaving, place_after_leaving
from benken.people.actions.load import Kind, say_load
from benken.people.actions.people import register_person
from benken.people.actions.relations import end_circle_membership, let_into_circle, place_with_contact
from benken.people.actions.sharing import answer
from benken.people.actions.stand_ins import give_stand_in
from benken.people.models import CircleMember, DeathNews, Person, Phone
from benken.services.actions.calendar import make_feed
from benken.services.models import ReferralStep
from tests.factories import (
    answered_with_a_file,
    make_account_of,
    make_appointment,
    make_attachment,
    make_case,
    make_check_in,
    make_complaint,
    make_consent,
    make_contact_change,
    make_copy,
    make_correction_request,
    make_death,
    make_emergency,
    make_entry,
    make_file_about,
    make_goal,
    make_home,
    make_home_fault,
    make_import,
    make_key,
    make_line,
    make_no,
    make_options,
    make_person,
    make_question,
    make_referral,
    make_request,
    make_service,
    make_standing,
    make_stay,
    make_step,
    make_supporter,
    make_team,
    make_text,
    make_text_in,
    make_unusual,
    make_user,
    make_wish,
    make_withholding,
    step_on,
)
from tests.guards.matrix.asking import Asker
from tests.guards.matrix.judge import Address, faults
from tests.guards.matrix.people import more_people
from tests.guards.matrix.table import EACH_ROLE_ONCE, MAY_BE_404_TOO, TABLE
from tests.services.kept import make_closed_day, make_grant, make_kept_place, make_kept_service
from tests.services.quarters import make_told

pytestmark = pytest.mark.usefixtures("undone")


def addresses(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Yield every address of the URLconf."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern)
        else:
            yield pattern


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001  # the database
    """Let what a module's tests ask about be built once; it is undone after the last of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def undone(built: None) -> Iterator[None]:  # noqa: ARG001  # stands around
    """Undo what a test changes in what was built."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def town(built: None) -> dict[str, Any]:  # noqa: ARG001  # stands around
    """Make a town, in a municipality where something of the settings was changed."""
    town = make_town()
    with acting_as(SYSTEM):
        chosen = {"quiet_for": 30}
        change = change_setup(chosen=chosen, seen_version=0, by=town["users"]["admin"], at=timezone.now())[0]
    return {**town, "change": change.pk}


def options(person: Person, *, by: User) -> dict[str, Any]:
    """Make a sheet of options, with one on it."""
    sheet = make_options(person, by=by)
    with acting_as(SYSTEM):
        return {"sheet": sheet.pk, "option": sheet.options.get().pk}


def make_town(contact: User | None = None) -> dict[str, Any]:
    """Make one person with everything an address can name, and everybody who may ask about them."""
    contact, at = contact or make_user(team=make_team()), timezone.now()
    team = contact.team
    assert team is not None
    colleague, circle, former = (make_user(team=team) for _ in range(3))
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
        phone = Phone.objects.create(person=person, number="+4799990102")
        consent = make_consent(person, to=users["opened to"], by=account)
        answered = answer(person=person, text="Fredag passer.", by=consent.receiver, at=timezone.now())
        block = keep_out(person=person, user=make_user(team=team), by=contact, at=at)
    with acting_as(contact.pk):
        secret = make_feed(user=contact, at=at)
    goal = make_goal(person, by=contact)
    question = make_question(person, by=account, reader=contact, told_leader=True)
    emergency = make_emergency(make_person(contact=contact), by=users["other team"])
    withholding = make_withholding(person, by=contact)
    editor = users["editor"]
    assert editor is not None
    place = make_kept_place(editor=editor)
    return {
        "cube": make_told(date(2025, 1, 1), full=71).cube,
        **_referrals(person, contact=contact, editor=editor),
        "place": place.pk,
        "service": make_kept_service(place).pk,
        "days": make_closed_day(place).pk,
        "place_editor": editor.pk,
        "runs_place": place.provider_id,
        "grant": make_grant(place.provider).pk,
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
        "attachment": make_attachment(person, by=contact).pk,
        "goal": goal.pk,
        "step": make_step(goal, by=contact).pk,
        "promise": promise.pk,
        "check_in": make_check_in(person, by=account).pk,
        "consent": consent.pk,
        "answer": answered.pk,
        "block": block.pk,
        "supporter": make_supporter(person, by=contact).pk,
        "message": message.pk,
        "phone": phone.pk,
        "text": make_text(person, by=contact).pk,
        "question": question.pk,
        "asked": make_request(team=team).pk,
        "text_in": make_text_in(None).pk,
        "line": make_unusual(person, reader=colleague).pk,
        "reading": question.reading_id,
        "placing": placing.pk,
        "key_of_contact": make_key(contact).pk,
        "sign_in": note_sign_in(user=contact, session_key="x" * 32, user_agent="", at=at).pk,
        "membership": membership.pk,
        "user": colleague.pk,
        "team": team.pk,
        "copy": make_copy(person, by=contact).pk,
        "my_copy": make_copy(person, by=account).pk,
        "request": make_correction_request(person, by=account).pk,
        "complaint": make_complaint(person, by=account).pk,
        "appointment": make_appointment(person, by=contact).pk,
        "standing": make_standing(person, by=contact).pk,
        "secret": secret,
        "import": make_import(by=users["leader"]).pk,
        "away": make_no(person, by=contact, complaint="Jeg klager.").pk,
        "safety_line": make_line(person, by=contact).pk,
        "home": make_home(person, by=contact).pk,
        "fault": make_home_fault(person, by=contact).pk,
        "stay": make_stay(person, by=contact).pk,
        **_changing(person, contact=contact, to=colleague, account=account),
        **_away(colleague, leader=leader),
        **_leaving(contact, leader=leader, colleague=colleague),
        **options(person, by=contact),
        **_died(contact, knew=colleague, wants=circle),
    }


def _changing(person: Person, *, contact: User, to: User, account: User) -> dict[str, Any]:
    """Make a wish of the person's own, another written down by the contact person, and changes proposed and made."""
    mine = make_wish(person, by=account)
    with acting_as(SYSTEM):
        written = make_wish(person, by=contact, about="not_so")
        made = make_contact_change(person, to=contact, by=contact, state="made", know="Bank på vinduet.")
        proposed = make_contact_change(person, to=to, by=contact)
    return {"wish": mine.pk, "written_wish": written.pk, "change_of_contact": proposed.pk, "change_made": made.pk}


def _died(contact: User, *, knew: User, wants: User) -> dict[str, Any]:
    """Let somebody have died whom two others followed, one of whom wants a talk."""
    dead, at = make_person(contact=contact), timezone.now()
    make_supporter(dead, by=contact)
    with acting_as(contact.pk):
        for member in (knew, wants):
            let_into_circle(person=dead, member=member, basis="x", until_at=at + timedelta(days=5), by=contact, at=at)
    death = make_death(dead, by=contact)
    with acting_as(SYSTEM):
        news, wanted = (DeathNews.objects.get(death=death, user=user) for user in (knew, wants))
        DeathNews.objects.filter(pk=wanted.pk).update(wants_talk_at=at)
        return {"dead": dead.pk, "talk": death.talks.get().pk, "news": news.pk, "wanted": wanted.pk}


def _away(colleague: User, *, leader: User) -> dict[str, Any]:
    """Let a colleague be away later, and somebody else now with nobody in their place but whom the leader found."""
    gone, today, at = make_user(team=colleague.team), timezone.localdate(), timezone.now()
    left, given = make_person(contact=gone), make_person(contact=gone)
    days = [today + timedelta(days=ahead) for ahead in (0, 5, 30, 35)]
    be_away(worker=gone, since_on=days[0], back_on=days[1], stand_in=None, by=leader, at=at)
    later = be_away(worker=colleague, since_on=days[2], back_on=days[3], stand_in=None, by=colleague, at=at)
    with acting_as(SYSTEM):
        stand_in = give_stand_in(person=given, to=colleague, by=leader, at=at)
    return {"worker": colleague.pk, "absence": later.pk, "left": left.pk, "stand_in": stand_in.pk}


def _leaving(contact: User, *, leader: User, colleague: User) -> dict[str, Any]:
    """Let the contact leave, with one whom the leader has placed; and let the colleague say that it is too much."""
    today, at = timezone.localdate(), timezone.now()
    after = make_person(contact=contact)
    with acting_as(SYSTEM):
        leaving = begin_leaving(worker=contact, last_on=today + timedelta(days=20), by=leader, at=at)
        placed = place_after_leaving(leaving=leaving, person_id=after.pk, to=colleague, by=leader, at=at)
        said = say_load(kind=Kind.TOO_MUCH, words="Det er for mye.", by=colleague, at=at)
    return {"leaving": leaving.pk, "placed_after": placed.pk, "load": said.pk}


def _referrals(person: Person, *, contact: User, editor: User) -> dict[str, Any]:
    """Make a draft, one that was refused, and a letter that is with a place, with files sent and answered with."""
    referral, refused = make_referral(person, by=contact), make_referral(person, by=contact)
    letter = make_referral(person, by=contact, service=make_service(editor=editor))
    sent_file = make_file_about(letter, by=contact)
    for one, source in ((letter, "here"), (refused, "letter")):
        step_on(one, "sent", by=contact, source=source)
    with acting_as(SYSTEM):
        begun = ReferralStep.objects.get(referral=referral)
    return {
        "referral": referral.pk,
        "about": referral.pk,
        "begun": begun.pk,
        "letter": letter.pk,
        "sent_file": sent_file.pk,
        "answered_file": answered_with_a_file(letter, by=editor).pk,
        "refused": refused.pk,
        "declined": step_on(refused, "declined", by=contact).pk,
    }


TO = {
    "appointment_move": "day",
    "appointment_mark": "cancelled",
    "referral_step": "sent",
    "letter_answer": "assessed",
}


def path_of(name: str, objects: str, town: dict[str, Any], *, missing: bool = False) -> str:
    """Return an address with its objects filled in, or with ids that nobody has."""
    words = {
        "to": TO.get(name.removeprefix("my_"), "resting"),
        "version": 1,
        "done": 1,
        "kept": 1,
        "mended": 1,
        "gone": 1,
        "given": 1,
        "mark": "done",
        "who": "supporter",
        "section": "person",
        "on": f"{timezone.localdate()}",
        "what": "meals" if "count" in name else "taken",
        "sign": "more",
        "number": 1,
        "name": "rest",
        "year": 1900 if missing else 2025,
        "quarter": 1,
        "digits": "90000000" if missing else "99990190",
        "area": "1" if name.startswith("my") else "home",
    }
    arguments: dict[str, Any] = {}
    for thing in objects.split():
        if thing == "key":
            arguments |= {"uidb36": "1", "key": "x-y"}
        elif thing == "key_of_contact":
            arguments["pk"] = 0 if missing else town[thing]
        elif thing == "secret":
            arguments["secret"] = "nothing" if missing else town[thing]
        elif thing == "line_kind":
            arguments["kind"] = "nothing" if missing else "calms"
        elif thing == "cube":
            arguments["cube"] = "nothing" if missing else town[thing]
        elif thing == "provider":
            arguments["provider_id"] = "somebody"
        elif thing in words:
            arguments[thing] = words[thing]
        else:
            parameter = {"draft": "entry", "answer": "entry", "waiting": "person", "left": "person"}.get(thing, thing)
            parameter = {
                "withheld": "entry",
                "placed_after": "placing",
                "in_emergency": "person",
                "dead": "person",
                "wanted": "news",
                "approved": "case",
                "my_copy": "copy",
                "written_wish": "wish",
                "change_of_contact": "change",
                "change_made": "change",
                "runs_place": "provider",
                "place_editor": "user",
                "letter": "referral",
                "begun": "step",
                "declined": "step",
                "refused": "referral",
                "sent_file": "attachment",
                "answered_file": "attachment",
                "safety_line": "item",
            }.get(thing, parameter)
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
