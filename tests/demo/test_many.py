"""The many: cheap, deterministic, and as well-formed as the others."""

import shutil
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import phonenumbers
import pytest
from django.db import connections
from django.db.models import Count, F
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.bulk import bulk_connection
from benken.access.models import Reading, Right, Role, Team, User
from benken.config import demo_server
from benken.demo import load, load_many
from benken.demo.copying import copy_rows
from benken.demo.grammar import read_grammar, read_names
from benken.demo.many import CASELOAD, COLUMNS, FROM_STAFF, Lines, Many, made_workers, many_id
from benken.demo.moments import OSLO, Clock
from benken.demo.staff import read_staff
from benken.followup.models import BestNow, CheckIn, Goal, Promise, Step
from benken.messaging.models import Message
from benken.operate.private_server import ServerProblem
from benken.people.models import CircleMember, ContactPerson, Entry, Person, Phone, Supporter
from tests.demo.relations import expected_rights
from tests.demo.test_loading import everything, silent
from tests.environment import SERVER

NOW = datetime(2026, 3, 30, 9, 5, tzinfo=OSLO)  # the Monday after summer time began
MANY = 23


def many_of(count: int) -> Many:
    staff, names = read_staff(), read_names()
    made = made_workers(count, staff=staff, names=names)
    return Many(Clock(NOW.date(), NOW), staff, made, read_grammar(), names)


def lines(count: int, numbers: list[int]) -> Lines:
    return many_of(count).lines_of(numbers)


def test_each_is_the_same_however_many_there_are() -> None:
    assert lines(2_000, [3, 900, 1_400]) == lines(5_000, [3, 900, 1_400])
    apart = [lines(2_000, [number]) for number in (3, 900)]
    together = lines(2_000, [3, 900])
    assert all(together[table] == apart[0][table] + apart[1][table] for table in COLUMNS)


def test_they_have_about_fifty_entries_and_three_goals_each() -> None:
    made = lines(200, list(range(200)))
    assert 9_500 < len(made["people_entry"]) < 10_500
    assert len(made["followup_goal"]) == 600
    assert all(len(made[table]) > 20 for table in COLUMNS), "every table is filled"


def test_nobody_has_more_than_a_caseload_and_each_made_team_has_one_leader() -> None:
    many = many_of(5_000)
    load_of = Counter(worker.key for worker in many.places)
    assert len(many.places) >= 5_000
    assert {load_of[worker.key] for worker in many.staff.with_role(Role.WORKER)} == {FROM_STAFF}
    assert {load_of[worker.key] for worker in many.made.with_role(Role.WORKER)} == {CASELOAD}
    leaders = Counter(worker.team for worker in many.made.with_role(Role.LEADER))
    assert set(leaders) == set(many.made.teams)
    assert set(leaders.values()) == {1}
    assert len({worker.email for worker in many.made.workers.values()}) == len(many.made.workers)
    assert made_workers(100, staff=many.staff, names=many.names).workers == {}, "the workers there are have room"


def test_their_telephone_numbers_can_be_nobodys() -> None:
    numbers = [line.split("\t")[2] for line in lines(100_000 - 600, [0, 7, 99_399])["people_phone"]]
    assert numbers
    for number in numbers:
        read = phonenumbers.parse(number, None)
        assert phonenumbers.is_possible_number(read)
        assert not phonenumbers.is_valid_number(read), number


@pytest.fixture
def a_few(empty_database: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001  # only to come after it
    """Load the hand-written people and a few grown ones; the many come five at a time."""
    monkeypatch.setattr(load_many, "BLOCK", 5)
    load.prepare(today=timezone.localdate(), say=silent)
    load.fill(today=timezone.localdate(), say=silent, grown=4)


def fill(at: datetime, said: list[str] | None = None, count: int = MANY) -> None:
    say = said.append if said is not None else silent
    load_many.fill_many(count, today=timezone.localdate(at), at=at, say=say)


@pytest.mark.usefixtures("a_few")
def test_it_goes_on_where_it_was_cut_off_doubles_nothing_and_leaves_the_others_alone() -> None:
    at, others = timezone.now(), everything()
    blocks: list[int] = []

    def cut_off() -> None:
        blocks.append(1)
        if len(blocks) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_many.fill_many(MANY, today=timezone.localdate(at), at=at, say=silent, go_on=cut_off)
    with acting_as(SYSTEM):
        assert Person.objects.count() == 34 + 15, "blocks are whole or not at all"
    said: list[str] = []
    fill(at, said)
    assert said[-1] == "100 % of the people are in place"
    assert all(0 <= int(sentence.split()[0]) <= 100 for sentence in said)
    first = everything()
    with acting_as(SYSTEM):
        assert Person.objects.count() == 34 + MANY
        assert set(Person.objects.values_list("pk", flat=True)) >= {many_id(number) for number in range(MANY)}
    assert others < first
    said.clear()
    fill(at, said)
    assert said == []
    assert everything() == first
    fill(at, count=MANY + 4)
    with acting_as(SYSTEM):
        assert Person.objects.count() == 34 + MANY + 4
    assert first < everything()


@pytest.mark.usefixtures("a_few")
def test_what_stands_in_the_database_is_as_with_the_others() -> None:
    at = timezone.now()
    fill(at)
    with acting_as(SYSTEM):
        many = list(Person.objects.filter(pk__in=[many_id(number) for number in range(MANY)]))
        assert len(many) == MANY
        for person in many:
            rights = {
                (right.user_id, right.basis, right.since_at, right.until_at, right.scope)
                for right in Right.objects.filter(subject_id=person.pk)
            }
            assert rights == expected_rights(person), person.called
            moments = [
                *Entry.objects.filter(person=person).values_list("happened_at", flat=True),
                *Message.objects.filter(person=person).values_list("sent_at", flat=True),
                *CheckIn.objects.filter(person=person).values_list("said_at", flat=True),
            ]
            assert person.last_heard_at == max(moments)
            assert min(moments) >= person.known_since_at
            assert person.national_number_hash is None
        ids = [person.pk for person in many]
        assert ContactPerson.objects.filter(person__in=ids, until_at__isnull=True).count() == MANY
        assert not Entry.objects.filter(person__in=ids, happened_at__lt=at - timedelta(days=9), first_read_at=None)
        for text in Entry.objects.filter(person__in=ids).values_list("text", flat=True):
            assert text[:1] == text[:1].upper()
            assert not {"{", "}", "\\", "\t"}.intersection(text)
        assert Phone.objects.filter(person__in=ids).exists()
        by_others = CheckIn.objects.filter(person__in=ids).exclude(written_by__subject_id=F("person_id"))
        assert CheckIn.objects.filter(person__in=ids).exists()
        assert not by_others.exists()
        for name, relation in Supporter.objects.filter(person__in=ids).values_list("name", "relation"):
            assert name
            assert relation == relation.lower()
        assert Goal.objects.filter(person__in=ids).values("person").annotate(goals=Count("pk")).filter(goals=3)
        mine = Right.objects.filter(user__username="ingunn.saether", subject_id__in=ids, basis="contact_person")
        assert mine.count() == MANY


@pytest.mark.usefixtures("a_few")
def test_nothing_of_theirs_is_in_the_future() -> None:
    at = timezone.now()
    fill(at)
    with acting_as(SYSTEM):
        for model, moments in (
            (Entry, ("happened_at", "created_at", "shared_at", "first_read_at", "answered_at")),
            (Message, ("sent_at", "read_at")),
            (Goal, ("set_at", "state_at")),
            (Step, ("done_at",)),
            (BestNow, ("said_at",)),
            (Promise, ("made_at", "kept_at")),
            (Person, ("known_since_at", "last_heard_at")),
            (CircleMember, ("since_at",)),
            (CheckIn, ("said_at", "seen_at")),
            (Supporter, ("set_at",)),
            (Reading, ("at",)),
        ):
            for moment in moments:
                assert not model.objects.filter(**{f"{moment}__gt": at}).exists(), (model, moment)


@pytest.mark.usefixtures("empty_database")
def test_made_workers_are_there_before_their_people() -> None:
    load.prepare(today=timezone.localdate(), say=silent)
    staff, names = read_staff(), read_names()
    made = made_workers(900, staff=staff, names=names)
    with bulk_connection() as connection, connection.transaction():
        copy_rows(connection, [*load.rows_of_staff(made)])
    assert Team.objects.filter(name="Oppfølging 5").exists()
    worker = User.objects.get(username="ansatt-1")
    assert worker.roles == [Role.WORKER]
    assert not worker.has_usable_password()
    assert worker.team is not None
    assert worker.team.name == "Oppfølging 5"


def test_too_little_room_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=2_000_000_000))
    load_many.check_room(1_000, Path("/"))
    with pytest.raises(load_many.TooLittleRoom) as problem:
        load_many.check_room(99_400, Path("/"))
    assert "2.0 GB are free" in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.mark.usefixtures("a_few")
def test_the_demo_asks_for_room_before_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    assert connections["default"].settings_dict["HOST"] == str(SERVER.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=100_000))
    with pytest.raises(ServerProblem, match="make room"):
        demo_server.check_room(20_000)
    demo_server.check_room(34)
