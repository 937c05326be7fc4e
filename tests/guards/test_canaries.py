"""Guard: what is known about one person stands in no answer, letter, job or log of whoever may not see it."""

import logging
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.db import connection
from django.db.models import Model
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access import typed_text
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Reading, Role, SentForm, UnusualReading, User, WhyQuestion
from benken.followup.models import CheckIn, Goal, HowToBeMet, Promise, SafetyItem, Step
from benken.lib.ids import new_id
from benken.messaging.models import Message
from benken.people.actions.relations import let_into_circle
from benken.people.models import (
    AllAboutCopy,
    CircleMember,
    Complaint,
    CorrectionRequest,
    DisclosureCase,
    EmergencyAccess,
    Entry,
    Person,
    SharedPart,
    SharingConsent,
    Supporter,
    Withholding,
)
from benken.services.models import Appointment, StandingAppointment
from tests.factories import make_account_of, make_consent, make_entry, make_user, make_whole_course, sign_in
from tests.guards.canaries import HOLDS_NO_WORD, Canaries, ours, put_canaries, rows_about, telling_fields
from tests.guards.matrix.asking import Answer, Asker
from tests.guards.matrix.people import more_people
from tests.guards.matrix.table import TABLE
from tests.guards.test_url_matrix import built, path_of, town, undone

pytestmark = pytest.mark.usefixtures("undone")
__all__ = ["built", "town", "undone"]  # fixtures: their names must stand here

PRIVATE = {"overlap"}  # may open the record
# What the leader of the person's own team is told of, to decide it or to answer it; the record stays closed.
TOLD = {
    "leader": {
        "people.Person.called",
        "people.EmergencyAccess.words",
        "people.DisclosureCase.body",
        "people.DisclosureCase.copy_sealed",
        "people.DisclosureCase.receiver",
        "people.DisclosureCase.why",
        "people.DisclosureCase.words",
        "people.WithheldText.why",
        "people.Complaint.words",
        "people.Complaint.answer",
    }
}


# The rows of the marked person that addresses name, so that these lead to what is theirs.
NAMED: dict[str, type[Model]] = {
    "goal": Goal,
    "step": Step,
    "promise": Promise,
    "check_in": CheckIn,
    "consent": SharingConsent,
    "safety_line": SafetyItem,
    "supporter": Supporter,
    "message": Message,
    "question": WhyQuestion,
    "reading": Reading,
    "line": UnusualReading,
    "membership": CircleMember,
    "copy": AllAboutCopy,
    "request": CorrectionRequest,
    "complaint": Complaint,
    "case": DisclosureCase,
    "appointment": Appointment,
    "standing": StandingAppointment,
    "withholding": Withholding,
    "emergency": EmergencyAccess,
}


class Marked:
    """A person whose every field has a word of its own, and those who may not see them."""

    def __init__(self) -> None:
        person, self.contact = make_whole_course()
        self.person: Person = person
        self.account = make_account_of(person)
        team, at = self.contact.team, timezone.now()
        assert team is not None
        self.peer = _peer_of(person, by=self.contact)
        make_entry(person, by=self.peer)
        typed_text.keep(user=self.account, page="/my/", fields=QueryDict("text=hei"), at=timezone.now())
        with acting_as(SYSTEM):
            SentForm.objects.create(key=new_id(), user=self.account, received_at=timezone.now(), location="/my/")
        self.canaries: Canaries = put_canaries(person, self.account)
        self.ids = _ids_of(person, self.account)
        with acting_as(SYSTEM):  # else every leader is told, for want of one of their own
            for row in EmergencyAccess.objects.filter(person=person).select_related("by"):
                make_user(Role.LEADER, team=row.by.team)
        others = more_people(person, team=team, at=at)
        self.strangers: dict[str, User | None] = {
            **{who: user for who, user in others.items() if who not in PRIVATE},
            "leader": make_user(Role.LEADER, team=team),
            "colleague": make_user(team=team),
            "planner": make_user(Role.PLANNER, team=team),
            "admin": make_user(Role.ADMIN, team=team),
            "other person": make_account_of(_other_person()),
            "anonymous": None,
        }


def _ids_of(person: Person, user: User) -> dict[str, Any]:
    with acting_as(SYSTEM):
        named = {name: rows_about(person, user, model) for name, model in NAMED.items()}
        step = Step.objects.filter(goal__person=person).first()
        entry = Entry.objects.filter(person=person, kind=Entry.Kind.TALK, state="shared").first()
    assert step is not None
    assert entry is not None
    ids = {name: getattr(rows[0], "id") for name, rows in named.items() if rows}  # noqa: B009  # a Model tells of none
    return ids | {"person": person.pk, "step": step.pk, "entry": entry.pk}


def _other_person() -> Person:
    return make_whole_course()[0]


def _peer_of(person: Person, *, by: User) -> User:
    peer, at = make_user(Role.PEER, team=by.team), timezone.now()
    with acting_as(SYSTEM):
        let_into_circle(person=person, member=peer, basis="tur", until_at=at + timedelta(days=5), by=by, at=at)
    return peer


@pytest.fixture(scope="module")
def marked(built: None) -> Marked:  # noqa: ARG001  # stands around
    """Mark one person."""
    return Marked()


class Listener(Asker):
    """Asks, and hears everything that is said while an answer is made: jobs deferred, letters sent."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def heard(self, answer: Answer) -> str:
        """Return all that reached somebody or was put by, as one text."""
        letters = [f"{letter.subject} {letter.body} {letter.to}" for letter in mail.outbox]
        body = answer.body.decode("utf-8", "replace")
        return "\n".join([body, str(answer.headers), " ".join(answer.cookies), *letters, *self.said])

    def before_undoing(self) -> None:
        """Read the jobs that were deferred."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT args::text FROM procrastinate_jobs")
            self.said += [args for (args,) in cursor.fetchall()]


def questions(who: str, town: dict[str, Any], marked: Marked) -> list[tuple[str, str]]:
    """Return method and path of every address, about the marked person and what is theirs, and a few searches."""
    about = {**town, **marked.ids}
    asked = []
    for name, (allowed, method, objects) in sorted(TABLE.items()):
        if name in {"account_logout", "demo_sign_in"}:
            continue
        path = path_of(name, objects, about)
        asked.append((method, path))
        if method == "GET" and who in allowed:  # to all others test_url_matrix.py sees it closed
            asked.append(("POST", path))
    words = ("zq", "zq10", "zq100", "9000", "90007", "Kalt")
    return asked + [("GET", f"{reverse('search')}?q={one}") for one in words]


def test_every_field_that_tells_something_holds_a_canary(marked: Marked) -> None:
    """A new field that is not plain needs a row in tests/factories.make_whole_course, or a reason in HOLDS_NO_WORD."""
    assert marked.canaries.unmarked == set()
    assert len(marked.canaries.words) > 50
    labels = {model._meta.label for model in ours()}
    fields = {f"{model._meta.label}.{one.name}" for model in ours() for one in telling_fields(model)}
    assert {name for name in HOLDS_NO_WORD if name not in labels | fields} == set(), "excuses for what is not there"


@pytest.mark.parametrize("half", [0, 1])
def test_whoever_may_not_see_a_person_is_shown_and_told_nothing_of_them(
    marked: Marked, town: dict[str, Any], caplog: pytest.LogCaptureFixture, half: int
) -> None:
    caplog.set_level(logging.DEBUG)
    listener, shown = Listener(), []
    for who, user in list(marked.strangers.items())[half::2]:
        for method, path in questions(who, town, marked):
            answer = listener.ask(user, method, path)
            found = marked.canaries.shown_in(listener.heard(answer))
            places = {marked.canaries.words[word] for word in found} - TOLD.get(who, set())
            shown += [f"{who} {method} {path}: {place}" for place in places]
    assert not shown, "\n".join(shown)
    said = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    assert {marked.canaries.words[word] for word in marked.canaries.shown_in(said)} == set()


# How somebody wants to be met is told to whoever opens their page (decision 0007).
TO_BE_MET = {f"followup.HowToBeMet.{name}" for name in HowToBeMet.LABELS}


def test_a_peer_is_shown_the_name_how_to_meet_and_their_own_talks_alone(marked: Marked, town: dict[str, Any]) -> None:
    listener, shown, own = Listener(), set[str](), set[str]()
    for method, path in questions("peer", town, marked):
        for word in marked.canaries.shown_in(listener.heard(listener.ask(marked.peer, method, path))):
            mine = marked.canaries.told_by[word] == marked.peer.pk
            (own if mine else shown).add(marked.canaries.words[word])
    assert "people.Entry.text" in own, "the test needs what a peer does see"
    assert shown == {"people.Person.called"} | TO_BE_MET


# What each part that can be shared lets its receiver see, beside what the person is called.
OF_PART: dict[str, set[str]] = {
    "goals": {"followup.Goal.words", "followup.Goal.why", "followup.Step.words"},
    "promises": {"followup.Promise.words"},
    "best": {"followup.BestNow.words"},
    "appointment": {"services.Appointment.place"},
    "safety": set(),  # each line is opened by itself: tests/my/test_safety.py
}


def test_every_part_that_can_be_shared_is_tried() -> None:
    assert set(OF_PART) == set(SharedPart.values)


@pytest.mark.parametrize("part", OF_PART)
def test_an_outside_helper_is_shown_the_part_that_was_opened_to_them_and_no_other(
    marked: Marked, town: dict[str, Any], part: str
) -> None:
    helper = make_user(Role.OUTSIDE_HELPER)
    make_consent(marked.person, to=helper, by=marked.account, parts=(part,))
    listener, shown = Listener(), set[str]()
    for method, path in questions("opened to", town, marked):
        for word in marked.canaries.shown_in(listener.heard(listener.ask(helper, method, path))):
            shown.add(marked.canaries.words[word])
    assert shown == OF_PART[part] | {"people.Person.called"}


def test_what_is_sealed_is_opened_for_whom_it_is(marked: Marked) -> None:
    """Else the tests above would look for words that nobody could ever open."""
    listener, seen = Listener(), set[str]()
    for name, thing in (("disclosure", "case"), ("person_copy_file", "copy")):
        path = path_of(name, f"person {thing}", marked.ids)
        seen |= marked.canaries.shown_in(listener.heard(listener.ask(marked.contact, "GET", path)))
    places = {marked.canaries.words[word] for word in seen}
    assert {"people.DisclosureCase.copy_sealed", "people.AllAboutCopy.sealed"} <= places


def test_no_log_tells_anything_of_a_person_even_of_whoever_may_see_them(
    marked: Marked, town: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    listener, seen = Listener(), set[str]()
    for who, user in (("contact", marked.contact), ("self", marked.account)):
        for method, path in questions(who, town, marked):
            seen |= marked.canaries.shown_in(listener.heard(listener.ask(user, method, path)))
    assert len(seen) > 20, "the test needs somebody who does see"
    said = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    assert {marked.canaries.words[word] for word in marked.canaries.shown_in(said)} == set()
    assert marked.canaries.shown_in("\n".join(listener.said)) == set()


def test_a_fault_tells_the_log_where_it_was_and_nothing_that_was_written(
    marked: Marked, caplog: pytest.LogCaptureFixture
) -> None:
    """PostgreSQL tells the value that it refused: it reaches neither the page nor the line in the log."""
    [word] = [word for word, where in marked.canaries.words.items() if where == "people.Person.called"]

    def refuses(execute: Any, sql: str, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
        if "followup_goal" in sql:
            return execute("SELECT %s::int", [word], many, context)
        return execute(sql, parameters, many, context)

    client = sign_in(Client(raise_request_exception=False), marked.contact)
    with connection.execute_wrapper(refuses):
        page = client.get(reverse("person", args=[marked.person.pk]), {"q": word})
    assert page.status_code == 500
    assert marked.canaries.shown_in(page.content.decode()) == set()
    [log] = [handler for handler in logging.root.handlers if handler.name == "stderr"]  # as config/settings.py says
    told = "\n".join(log.format(record) for record in caplog.records)
    assert "DataError" in told
    assert marked.canaries.shown_in(told) == set()
    assert "500 GET /people/<uuid:person_id>/\n" in told
    assert str(marked.person.pk) not in told


@pytest.mark.parametrize("path", ["/healthz/live", "/healthz/ready", "/no/such/page/"])
def test_nothing_public_counts_or_names_anybody(marked: Marked, client: Client, path: str) -> None:
    page = client.get(path)
    assert marked.canaries.shown_in(page.content.decode() + str(page.headers)) == set()


def test_a_form_that_is_too_large_is_not_sent_back(marked: Marked) -> None:
    [word] = [word for word, where in marked.canaries.words.items() if where == "people.Person.called"]
    client = sign_in(Client(), marked.contact)
    form = urlencode({"words": word + "a" * 2_600_000})
    kind = "application/x-www-form-urlencoded"
    page = client.post(reverse("goal_new", args=[marked.person.pk]), form, content_type=kind)
    assert page.status_code == 413
    assert marked.canaries.shown_in(page.content.decode()) == set()
