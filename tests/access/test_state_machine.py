"""Rights given, moved and ended in any order, against a small model that knows who may open what.

After each step every actor is asked in both walls: the code's check of the right, and the rows the database shows; and
one of them by a request, in the session they have had all along: a right ends at the next request. `make state-machine`
takes longer walks.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Block, Right, Role, User
from benken.access.policies import Refused
from benken.followup.models import Goal
from benken.people.actions import blocks, relations
from benken.people.actions.blocks import ContactLeaves
from benken.people.actions.emergency import TRIES, end_emergency, open_in_emergency
from benken.people.actions.entries import Written, save_draft, share
from benken.people.actions.sharing import Yes, share_again, share_with, stop_sharing
from benken.people.models import CircleMember, ContactPerson, EmergencyAccess, Entry, Person, SharingConsent
from benken.people.queries.records import RecordClosed, may_write
from tests.factories import make_account_of, make_goal, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db

WORKERS = ("anna", "bo", "cai")
STAFF = (*WORKERS, "peer")
OTHERS = (*STAFF, "supporter")
EVERYBODY = (*OTHERS, "self", "stranger")
LASTS = timedelta(days=5)
PHONE = "+4799000001"
WALKS = int(os.environ.get("BENKEN_WALKS", "0"))


@dataclass
class Model:
    """Who may open the person's record, and why; that is all it knows."""

    contact: str = ""
    overlap: set[str] = field(default_factory=set)
    circle: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    emergency: set[str] = field(default_factory=set)
    tries: Counter[str] = field(default_factory=Counter)  # of the emergency door
    hidden: bool = False
    blocked: dict[str, set[str]] = field(default_factory=dict)  # who: what was closed with it
    closed: set[str] = field(default_factory=set)  # accounts

    def scope(self, who: str) -> str:
        """Return how much somebody may open: "record", "own_talks", "parts" or nothing."""
        if who in {"self", self.contact} | self.overlap | self.emergency:
            return "record"
        if who in self.circle:
            return "own_talks" if who == "peer" else "record"
        return "parts" if who in self.shared else ""

    def is_there_in_an_emergency_alone(self, who: str) -> bool:
        """Tell whether somebody has no right but the emergency's."""
        return who in self.emergency and who not in {"self", self.contact} | self.overlap | self.circle | self.shared

    def changes(self, who: str) -> bool:
        """Tell whether somebody may do more in the record than read it and write a note."""
        return self.scope(who) == "record" and who in {"self", self.contact} | self.overlap | self.circle

    def opens_page(self, who: str) -> bool:
        """Tell whether the person's page answers somebody."""
        return who not in self.closed and self.scope(who) in {"record", "own_talks"}


class Rights(RuleBasedStateMachine):
    """One person and those around them."""

    users: dict[str, User]
    person: Person
    model: Model

    @initialize()
    def a_person_with_a_contact(self) -> None:
        """Make everybody anew."""
        team = make_team()
        self.users = {name: make_user(team=team) for name in WORKERS}
        self.users |= {"peer": make_user(Role.PEER, team=team), "stranger": make_user(team=team)}
        self.users["supporter"] = make_user(Role.SUPPORTER)
        self.leader = make_user(Role.LEADER, team=team)
        self.person = make_person(contact=self.users["anna"])
        self.users["self"] = make_account_of(self.person)
        make_goal(self.person, by=self.users["anna"])
        with acting_as(SYSTEM):
            self.person.phones.create(number=PHONE, position=9)
        self.browsers = dict[tuple[str, bool], Client]()
        self.model = Model(contact="anna")

    # what changes who may open what

    def _contact_acts(self) -> bool:
        return bool(self.model.contact) and self.model.contact not in self.model.closed

    @precondition(lambda self: self._contact_acts())
    @rule(to=st.sampled_from(STAFF), overlap=st.booleans())
    def hand_over(self, to: str, overlap: bool) -> None:
        """Give the person another contact person; the former one may follow for some days."""
        before = self.model.contact
        may = to in WORKERS and to != before and to not in self.model.blocked and to not in self.model.closed
        at = timezone.now()
        with self._as(before), self._refused_unless(may):
            relations.hand_over(
                person=self._person(),
                to=self._user(to),
                reason=ContactPerson.Reason.LEAVE,
                persons_say="Greit.",
                goodbye="",
                hello="",
                overlap_until_at=at + LASTS if overlap else None,
                by=self._user(before),
                at=at,
            )
        if may:
            self.model.contact = to
            self.model.overlap.discard(to)
            if overlap and before not in self.model.blocked:
                self.model.overlap.add(before)

    @precondition(lambda self: not self.model.contact)
    @rule(to=st.sampled_from(WORKERS))
    def place(self, to: str) -> None:
        """Let the leader place somebody who waits."""
        may = to not in self.model.blocked and to not in self.model.closed
        with acting_as(SYSTEM):
            Person.objects.filter(pk=self.person.pk).update(team=self.leader.team)
            person = self._person()
        with self._refused_unless(may), acting_as(self.leader.pk):
            relations.place_with_contact(person=person, to=self._user(to), by=self.leader, at=timezone.now())
        if may:
            self.model.contact = to

    @precondition(lambda self: self._contact_acts())
    @rule(who=st.sampled_from(OTHERS))
    def let_into_circle(self, who: str) -> None:
        """Let somebody into the circle for some days."""
        model, at = self.model, timezone.now()
        may = who in STAFF and not {who} & (model.blocked.keys() | model.closed | model.circle)
        with self._as(model.contact), self._refused_unless(may):
            relations.let_into_circle(
                person=self._person(),
                member=self._user(who),
                basis="tur",
                until_at=at + LASTS,
                by=self._user(model.contact),
                at=at,
            )
        if may:
            model.circle.add(who)

    @precondition(lambda self: self._contact_acts() and self.model.circle)
    @rule(data=st.data())
    def take_out_of_circle(self, data: st.DataObject) -> None:
        """End a membership."""
        who = data.draw(st.sampled_from(sorted(self.model.circle)))
        with self._as(self.model.contact):
            member = CircleMember.objects.get(person=self.person, member=self.users[who], ended_at=None)
            by = self._user(self.model.contact)
            relations.end_circle_membership(membership=member, by=by, at=timezone.now())
        self.model.circle.discard(who)

    @rule(who=st.sampled_from(OTHERS))
    def time_passes(self, who: str) -> None:
        """Let the days be over for which somebody was let in."""
        at = timezone.now()
        with acting_as(SYSTEM):
            ends = Right.objects.filter(user=self.users[who], subject_id=self.person.pk)
            ends.filter(basis__in=["overlap", "circle"], until_at__gt=at).update(until_at=at)
            ends.filter(basis__in=["shared", "emergency"], until_at__gt=at).update(until_at=at)
            CircleMember.objects.filter(person=self.person, member=self.users[who], ended_at=None).update(until_at=at)
            SharingConsent.objects.filter(person=self.person, receiver=self.users[who]).update(until_at=at)
            EmergencyAccess.objects.filter(person=self.person, by=self.users[who], until_at__gt=at).update(until_at=at)
        for some in (self.model.overlap, self.model.circle, self.model.shared, self.model.emergency):
            some.discard(who)
        self.model.blocked.get(who, set()).difference_update({"circle", "shared"})

    @rule(who=st.sampled_from((*OTHERS, "stranger")), leaves=st.sampled_from(ContactLeaves))
    def keep_out(self, who: str, leaves: ContactLeaves) -> None:
        """Let the person keep somebody out; a contact person at once, or when another is there."""
        model, person = self.model, self._person()
        with self._as("self"):
            by, at = self._user("self"), timezone.now()
            blocks.keep_out(person=person, user=self._user(who), leaves=leaves, by=by, at=at)
        leaves_contact = who == model.contact and leaves == ContactLeaves.NOW
        if who not in model.blocked:
            had = {"contact": leaves_contact, "circle": who in model.circle, "shared": who in model.shared}
            model.blocked[who] = {basis for basis, held in had.items() if held}
        model.contact = "" if leaves_contact else model.contact
        for some in (model.overlap, model.circle, model.shared, model.emergency):
            some.discard(who)

    @precondition(lambda self: self.model.blocked)
    @rule(data=st.data())
    def let_in_again(self, data: st.DataObject) -> None:
        """Let the person think better of it: what was closed is open again, but nobody is pushed aside."""
        who = data.draw(st.sampled_from(sorted(self.model.blocked)))
        with self._as("self"):
            block = Block.objects.get(subject_id=self.person.pk, user=self.users[who], ended_at=None)
            blocks.let_in_again(person=self._person(), block=block, by=self._user("self"), at=timezone.now())
        had = self.model.blocked.pop(who)
        if "contact" in had and not self.model.contact:
            self.model.contact = who
        self.model.circle |= {who} if "circle" in had else set()
        self.model.shared |= {who} if "shared" in had else set()

    @precondition(lambda self: "supporter" not in self.model.blocked and "supporter" not in self.model.closed)
    @rule()
    def share_goals(self) -> None:
        """Let the person share their goals with a supporter."""
        at = timezone.now()
        yes = Yes(parts=["goals"], why="vi øver sammen", until_at=at + LASTS)
        with self._as("self"):
            share_with(person=self._person(), receiver=self._user("supporter"), yes=yes, by=self._user("self"), at=at)
        self.model.shared.add("supporter")

    @precondition(lambda self: self.model.shared)
    @rule()
    def stop_sharing(self) -> None:
        """Withdraw it."""
        with self._as("self"):
            at = timezone.now()
            consent = SharingConsent.objects.get(person=self.person, withdrawn_at=None, until_at__gt=at)
            stop_sharing(consent=consent, by=self._user("self"), at=at)
        self.model.shared.clear()

    @rule()
    def share_again(self) -> None:
        """Let the person think better of having stopped it, unless it is over or somebody is kept out."""
        at = timezone.now()
        with self._as("self"):
            stopped = SharingConsent.objects.filter(person=self.person, withdrawn_at__isnull=False)
            consent = stopped.order_by("-withdrawn_at").first()
            if consent is None:
                return
            may = not {"supporter"} & (self.model.shared | self.model.blocked.keys()) and consent.until_at > at
            with self._refused_unless(may):
                share_again(consent=consent, by=self._user("self"), at=at)
        if may:
            self.model.shared.add("supporter")

    @rule(who=st.sampled_from((*STAFF, "stranger")))
    def open_in_an_emergency(self, who: str) -> None:
        """Try the emergency door: workers alone, no more than some times a day; blocked and hidden are nobody."""
        model, open_before = self.model, self.model.scope(who) == "record"
        with self._as(who), self._refused_unless(may := who != "peer" and who not in model.closed):
            found = open_in_emergency(
                called=self.person.called,
                phone=PHONE,
                national_number="",
                kind="danger",
                words="Ligger og svarer ikke",
                by=self._user(who),
                at=timezone.now(),
            )
        if not may:
            return
        model.tries[who] += 1
        in_time = model.tries[who] <= TRIES
        opens = in_time and not open_before and not model.hidden and who not in model.blocked
        assert (found.person_id is not None) == (opens or (in_time and open_before)), f"{who}: {found}"
        assert found.too_often != in_time
        if opens:
            model.emergency.add(who)

    @precondition(lambda self: self.model.emergency)
    @rule(data=st.data(), note=st.sampled_from(["", "Ambulansen kom."]))
    def end_the_emergency(self, data: st.DataObject, note: str) -> None:
        """Say that one is done."""
        who = data.draw(st.sampled_from(sorted(self.model.emergency)))
        with self._as(who):
            row = EmergencyAccess.objects.filter(person=self.person, by=self.users[who]).latest("at")
            by, at = self._user(who), timezone.now()
            end_emergency(emergency=row, note=note, kind="talk", draft=None, by=by, at=at)
        self.model.emergency.discard(who)

    @rule(hidden=st.booleans())
    def hide(self, hidden: bool) -> None:
        """Let the person be hidden, or no longer; whoever is inside stays."""
        with self._as("self"):
            blocks.hide(person=self._person(), hidden=hidden, by=self._user("self"), at=timezone.now())
        self.model.hidden = hidden

    @rule(who=st.sampled_from(OTHERS), is_open=st.booleans())
    def switch_account(self, who: str, is_open: bool) -> None:
        """Close or open an account; the rights stand, and nothing opens by them meanwhile."""
        with acting_as(SYSTEM):
            User.objects.filter(pk=self.users[who].pk).update(is_active=is_open)
        (self.model.closed.discard if is_open else self.model.closed.add)(who)

    @rule()
    def everybody_signs_in_anew(self) -> None:
        """Forget the sessions there are."""
        self.browsers.clear()

    # what they do with it

    @rule(who=st.sampled_from(STAFF), shared=st.booleans())
    def write(self, who: str, shared: bool) -> None:
        """Write a note: whoever may open the record or their own talks does, the database stops all others."""
        may, at = self.model.scope(who) in {"record", "own_talks"}, timezone.now()
        written = Written(Entry.Kind.TALK, "Vi satt ute.", happened_at=at)
        try:
            with transaction.atomic(), self._as(who):
                entry = save_draft(person=self.person, written=written, by=self._user(who), at=at)
                if shared:
                    share(entry=entry, by=self._user(who), at=at)
        except ProgrammingError:
            assert not may, f"{who} may write and could not"
        else:
            assert may, f"{who} may not write and did"

    @rule(who=st.sampled_from(EVERYBODY), narrow=st.booleans())
    def open_the_page(self, who: str, narrow: bool) -> None:
        """Ask by a request, in the session that was there before anything changed."""
        if (who, narrow) not in self.browsers:
            self.browsers[who, narrow] = sign_in(Client(), self._user(who), narrow=narrow)
        path = reverse("my_record") if who == "self" else reverse("person", args=[self.person.pk])
        answer = self.browsers[who, narrow].get(path)
        if who in self.model.closed:
            assert answer.status_code == 302, who
            assert answer.headers["Location"].startswith(reverse("account_login")), who
        elif who == "self":
            assert (answer.status_code, answer.headers.get("Location")) == (
                (302, reverse("my_together")) if narrow else (200, None)
            )
        else:
            assert answer.status_code == (200 if self.model.opens_page(who) else 404), who

    # both walls agree with the model

    @invariant()
    def the_first_wall_agrees(self) -> None:
        """The code's check gives the scope that the model gives."""
        for who in EVERYBODY:
            user, scope = self._user(who), self.model.scope(who)
            with acting_as(SYSTEM):  # the second wall is open: the code answers alone
                try:
                    got = may_write(self.person.pk, for_user=user, at=timezone.now(), own_talks=True).right.scope
                except RecordClosed:
                    got = ""
                try:
                    changes = bool(may_write(self.person.pk, for_user=user, at=timezone.now()))
                except RecordClosed:
                    changes = False
            assert got == ("" if scope == "parts" else scope), f"{who} may open {got!r}, and should {scope!r}"
            assert changes == self.model.changes(who), f"{who} may change {changes}"

    @invariant()
    def the_second_wall_agrees(self) -> None:
        """The database shows the rows that the model allows."""
        with acting_as(SYSTEM):
            entries = list(Entry.objects.filter(person=self.person).values_list("author_id", "state"))
            goals = Goal.objects.filter(person=self.person).count()
        for who in EVERYBODY:
            scope, me = self.model.scope(who), self.users[who].pk
            mine = [author == me for author, _state in entries]
            shared = sum(1 for author, state in entries if state == "shared" or author == me)
            seen = {"record": (shared, goals), "own_talks": (sum(mine), 0), "parts": (sum(mine), goals)}
            if self.model.is_there_in_an_emergency_alone(who):  # its page shows no goals, nor does the database
                seen["record"] = (shared, 0)
            with acting_as(me):
                found = (
                    Entry.objects.filter(person=self.person).count(),
                    Goal.objects.filter(person=self.person).count(),
                )
            assert found == seen.get(scope, (0, 0)), f"{who} sees {found} by {scope!r}"
        with acting_as(self.users["self"].pk, narrow=True):
            assert not Entry.objects.exists(), "what is written is seen in a narrow session"
            assert Goal.objects.filter(person=self.person).count() == goals

    def _user(self, who: str) -> User:
        return User.objects.get(pk=self.users[who].pk)

    def _person(self) -> Person:
        with acting_as(SYSTEM):
            return Person.objects.get(pk=self.person.pk)

    @contextmanager
    def _as(self, who: str) -> Iterator[None]:
        with acting_as(self.users[who].pk):
            yield

    @staticmethod
    @contextmanager
    def _refused_unless(may: bool) -> Iterator[None]:
        if may:
            yield
        else:
            with pytest.raises(Refused), transaction.atomic():
                yield


@pytest.mark.second_wall
def test_rights_are_what_a_small_model_says_they_are() -> None:
    walks = settings(
        max_examples=WALKS or 12,
        stateful_step_count=50 if WALKS else 25,
        derandomize=not WALKS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Rights, settings=walks)
