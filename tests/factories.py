"""The least valid objects, written by the system actor."""

from datetime import datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from benken.access import typed_text
from benken.access.actions import create_account, grant_right, log_reading
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Right, Role, Team, User
from benken.followup.actions import check_ins, own_words
from benken.followup.actions.goals import add_step, set_goal
from benken.followup.actions.promises import promise
from benken.followup.actions.weekly import ask_for_weekly_look
from benken.followup.models import CheckIn, Goal, Step
from benken.interop.actions.upload import start_import
from benken.interop.caseload.read import Rows
from benken.interop.models import Import, ImportedRow
from benken.messaging.actions import send_message
from benken.people.actions import relations
from benken.people.actions.entries import Written, correct, mark_read, save_draft, share
from benken.people.actions.network import add_supporter
from benken.people.actions.people import register_person
from benken.people.models import ContactPerson, Entry, OwnVersion, Person, Supporter
from benken.people.phones import NewPhone
from benken.people.supporters import SupporterWords

_number = count(1)


def make_team(name: str = "") -> Team:
    """Make a team."""
    return Team.objects.create(name=name or f"Team {next(_number)}")


def make_user(*roles: Role, name: str = "", team: Team | None = None, subject_id: UUID | None = None) -> User:
    """Make somebody with roles, a worker if none is named."""
    number = next(_number)
    with acting_as(SYSTEM):
        return create_account(
            name=name or f"Somebody {number}",
            username=f"user{number}",
            email=f"user{number}@fjordvik.example",
            roles=list(roles) or [Role.WORKER],
            team=team,
            at=timezone.now(),
            answers_before=time(15),
            subject_id=subject_id,
        )


def make_person(*, contact: User | None = None, called: str = "", at: datetime | None = None) -> Person:
    """Make a person, with a contact person unless the test gives one."""
    contact = contact or make_user(team=make_team())
    at = at or timezone.now() - timedelta(days=30)
    return register_person(called=called or f"Kalt {next(_number)}", by=contact, contact=contact, at=at)


def make_account_of(person: Person) -> User:
    """Make the person's own account."""
    user = make_user(Role.PERSON, name=person.called, subject_id=person.pk)
    grant_right(user=user, subject_id=person.pk, basis=Right.Basis.SELF, at=person.known_since_at)
    return user


def make_goal(person: Person, *, by: User, words: str = "Ha en dør jeg kan låse") -> Goal:
    """Make an open goal."""
    with acting_as(SYSTEM):
        return set_goal(person=person, words=words, by=by, at=timezone.now())


def make_step(goal: Goal, *, by: User, words: str = "Ringe om visning") -> Step:
    """Make an undone step."""
    with acting_as(SYSTEM):
        return add_step(goal=goal, words=words, by=by, at=timezone.now(), today=timezone.localdate())


def make_check_in(person: Person, *, by: User, words: str = "Det går.", at: datetime | None = None) -> CheckIn:
    """Make a check-in that nobody has seen."""
    with acting_as(SYSTEM):
        return check_ins.say_how_i_am(person=person, feeling="so_so", words=words, by=by, at=at or timezone.now())


def make_entry(person: Person, *, by: User, text: str = "Vi satt på benken og snakket.", shared: bool = True) -> Entry:
    """Make an entry, shared unless a draft is wanted."""
    at = timezone.now()
    with acting_as(SYSTEM):
        entry = save_draft(person=person, written=Written(Entry.Kind.TALK, text, happened_at=at), by=by, at=at)
        return share(entry=entry, by=by, at=at) if shared else entry


def make_supporter(person: Person, *, by: User, name: str = "Silje", **words: Any) -> Supporter:
    """Make somebody of the person's network."""
    with acting_as(SYSTEM):
        return add_supporter(person=person, words=SupporterWords(name=name, **words), by=by, at=timezone.now())


def make_import(*, by: User | None) -> Import:
    """Make an import of one row, its columns waiting to be looked over."""
    assert by is not None
    with acting_as(SYSTEM):
        rows = Rows((("Kallenavn",), ("Ole",)), from_text=True)
        return start_import(rows=rows, file_name="folk.csv", by=by, at=timezone.now())


def sign_in(client: Client, user: User) -> Client:
    """Sign a user in with both factors shown."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_factor"] = True
    session.save()
    return client


def make_whole_course() -> tuple[Person, User]:
    """Make a person with at least one row in every table that hangs on a person; return them and the contact."""
    team = make_team()
    first, contact, colleague = make_user(team=team), make_user(team=team), make_user(team=team)
    at, today = timezone.now(), timezone.localdate()
    with acting_as(SYSTEM):
        person = register_person(
            called=f"Kalt {next(_number)}",
            by=first,
            contact=first,
            at=at - timedelta(days=60),
            phones=[NewPhone("+4799990101")],
        )
        relations.hand_over(
            person=person,
            to=contact,
            reason=ContactPerson.Reason.LEAVE,
            persons_say="Det er greit.",
            goodbye="",
            hello="",
            overlap_until_at=at + timedelta(days=7),
            by=first,
            at=at,
        )
        relations.let_into_circle(
            person=person, member=colleague, basis="sammen om bolig", until_at=at + timedelta(days=7), by=contact, at=at
        )
        goal = set_goal(person=person, words="Ha en dør jeg kan låse", by=contact, at=at)
        add_step(goal=goal, words="Ringe om visning", by=contact, at=at, today=today)
        own_words.say_best_now(person=person, words="At noen ringer tilbake.", by=contact, at=at)
        own_words.answer_basics(person=person, answers={"food": "ok"}, by=contact, at=at)
        own_words.describe_area(
            person=person, area="home", carries="Søstera mi.", burdens="Trekken.", seen_version=0, by=contact, at=at
        )
        add_supporter(person=person, words=SupporterWords(name="Silje", relation="søstera mi"), by=contact, at=at)
        check_ins.say_how_i_am(person=person, feeling="heavy", needs="mat", words="Sov lite.", by=contact, at=at)
        check_ins.save_own_tip(person=person, zone="over", words="Gå til brygga.", seen_version=0, by=contact, at=at)
        ask_for_weekly_look(person=person, weekday=3, by=contact, at=at)
        promise(person=person, words="Ringe NAV", due_on=today, by=contact, at=at, today=today)
        send_message(person=person, text="Hei!", by=contact, at=at)
        entry = save_draft(
            person=person, written=Written(Entry.Kind.TALK, "Vi satt ute.", happened_at=at), by=contact, at=at
        )
        share(entry=entry, by=contact, at=at)
        mark_read(entries=[entry], by=colleague, at=at)
        entry.refresh_from_db()
        correct(entry=entry, text="Vi satt inne.", by=contact, at=at)
        OwnVersion.objects.create(person=person, entry=entry, at=at, text="Det regnet.")
        log_reading(user=contact, subject_id=person.pk, part="page", basis="contact_person", at=at)
        typed_text.keep(user=contact, page="/x/", fields=QueryDict("text=hei"), at=at)
        leader = make_user(Role.LEADER, team=team)
        ImportedRow.objects.create(of=make_import(by=leader), number=2, outcome="made", person_id=person.pk)
    return person, contact
