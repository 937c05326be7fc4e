"""Two people are followed by the same worker: what is read or changed for one leaves the other alone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.access.together import SmallRead, read_together
from benken.followup import queries
from benken.followup.actions import check_ins, own_words, weekly
from benken.followup.actions.goals import remove_goals, set_goal
from benken.followup.actions.promises import keep_promise, promise, tell_about_promise
from benken.followup.models import AreaNote, Basic, BestNow, CheckIn, Goal, OwnTip, Promise, Step, WeeklyLook
from benken.people.models import Person
from benken.people.queries import RecordClosed
from tests.factories import make_check_in, make_person, make_user

pytestmark = pytest.mark.django_db

EVERY_WORD: tuple[Any, ...] = (Goal, Step, BestNow, Basic, AreaNote, Promise, CheckIn, OwnTip, WeeklyLook)


@dataclass(frozen=True)
class Said:
    """A person, and the one row of each kind that was written about them."""

    person: Person
    goal: Goal
    step: Step
    promise: Promise
    check_in: CheckIn


def all_of(worker: User, person: Person, now: datetime, *, kind: str, area: str, zone: str) -> Said:
    """Write one of each about a person."""
    today = timezone.localdate(now)
    with acting_as(SYSTEM):
        goal = set_goal(person=person, words="Sove", steps=("Ringe",), by=worker, at=now)
        step = goal.steps.get()
        Step.objects.filter(pk=step.pk).update(by_on=today)
        own_words.say_best_now(person=person, words="Ro", by=worker, at=now)
        own_words.answer_basics(person=person, answers={kind: "help"}, by=worker, at=now)
        own_words.describe_area(
            person=person, area=area, carries="Søstera", burdens="", seen_version=0, by=worker, at=now
        )
        made = promise(person=person, words="Ringe NAV", due_on=today, by=worker, at=now, today=today)
        check_ins.save_own_tip(person=person, zone=zone, words="Brygga", seen_version=0, by=worker, at=now)
        weekly.ask_for_weekly_look(person=person, weekday=2, by=worker, at=now)
    said = make_check_in(person, by=make_user(), at=now)
    return Said(person, goal, step, made, said)


@pytest.fixture
def tuva(worker: User, person: Person, now: datetime) -> Said:
    """Return one of each about Tuva."""
    return all_of(worker, person, now, kind="food", area="home", zone="over")


@pytest.fixture
def odd(worker: User, now: datetime) -> Said:
    """Return one of each about Odd."""
    return all_of(worker, make_person(contact=worker, called="Odd"), now, kind="sleep", area="mind", zone="under")


def whose(*reads: SmallRead[Any]) -> list[set[UUID]]:
    """Return whose rows each read brings."""
    with acting_as(SYSTEM):
        read_together(*reads)
        return [{_as_it_stands(row).person_id for row in read.rows} for read in reads]


def _as_it_stands(row: Any) -> Any:
    """Return a row with all its fields; a read brings only some of them."""
    return type(row).objects.get(pk=row.pk)


def left_of(person: Person) -> list[int]:
    """Return how many rows of each kind a person has."""
    with acting_as(SYSTEM):
        return [model.objects.filter(person=person).count() for model in EVERY_WORD]


def test_what_a_page_gathers_of_a_person_is_theirs_alone(tuva: Said, odd: Said) -> None:
    for person in (tuva.person, odd.person):
        reads = (*queries.WantsOfPerson(person).reads, *queries.HowOfPerson(person).reads)
        assert whose(*reads) == [{person.pk}] * 8


def test_what_waits_for_a_worker_is_theirs_and_of_the_people_they_open(
    worker: User, tuva: Said, odd: Said, now: datetime
) -> None:
    """Promises of a colleague are not theirs; of somebody whose record they do not open, nothing is told."""
    today = timezone.localdate(now)
    waits = queries.WaitingForWorker(
        worker=worker,
        person_ids=[tuva.person.pk],
        mine=[tuva.person.pk],
        today=today,
        until=today,
        since=now - timedelta(days=1),
    )
    assert whose(*waits.reads) == [{tuva.person.pk}] * 3
    nobodys = queries.WaitingForWorker(
        worker=worker, person_ids=[], mine=[], today=today, until=today, since=now - timedelta(days=1)
    )
    assert whose(*nobodys.reads) == [set()] * 3
    assert odd.promise.by_id == worker.pk


def test_a_workers_open_promises_are_their_own_and_open(worker: User, person: Person, now: datetime) -> None:
    colleague, today = make_user(), timezone.localdate(now)
    with acting_as(SYSTEM):
        kept, told, still, _theirs = (
            promise(person=person, words=words, due_on=None, by=by, at=now, today=today)
            for words, by in (("a", worker), ("b", worker), ("c", worker), ("d", colleague))
        )
        keep_promise(made=kept, kept=True, by=worker, at=now)
        tell_about_promise(made=told, words="Stengt.", by=worker, at=now)
        read = queries.open_promises_of(worker)
        read_together(read)
    assert [made.pk for made in read.rows] == [still.pk]


def test_a_check_in_waits_until_it_is_seen_and_for_somebody_else_than_who_wrote_it(
    worker: User, person: Person, now: datetime
) -> None:
    account, elsewhere = make_user(), make_person(contact=worker)
    waiting = make_check_in(person, by=account, at=now - timedelta(hours=1))
    make_check_in(person, by=account, at=now - timedelta(days=8))
    make_check_in(person, by=worker, at=now)
    make_check_in(elsewhere, by=account, at=now)
    seen = make_check_in(person, by=account, at=now)
    with acting_as(SYSTEM):
        CheckIn.objects.filter(pk=seen.pk).update(seen_at=now)
        since = now - timedelta(days=7)
        assert list(queries.check_ins_unseen([person.pk], worker=worker.pk, since=since)) == [waiting]


READS: dict[str, Callable[[Person], set[UUID]]] = {
    "the goals": lambda person: {goal.person_id for goal in queries.goals_of(person)},
    "what is best now": lambda person: {answer.person_id for answer in queries.best_now(person)},
    "the basics": lambda person: {basic.person_id for basic in queries.basics_of(person).values()},
    "the areas": lambda person: {note.person_id for note in queries.area_notes(person).values()},
    "the check-ins": lambda person: {one.person_id for one in queries.check_ins(person, size=9)},
    "what helps": lambda person: {tip.person_id for tip in queries.own_tips(person).values()},
    "the week's look": lambda person: {look.person_id for look in [queries.weekly_look_of(person)] if look},
}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_it_reads_of_one_person_what_is_theirs(tuva: Said, odd: Said, read: Callable[[Person], set[UUID]]) -> None:
    with acting_as(SYSTEM):
        for person in (tuva.person, odd.person):
            assert read(person) == {person.pk}


def test_the_weeks_looks_are_those_of_the_people_asked_for(tuva: Said, odd: Said, now: datetime) -> None:
    looks = queries.WeeklyLooks([tuva.person.pk])
    with acting_as(SYSTEM):
        read_together(looks.read)
    assert looks.waiting(today=timezone.localdate(now) + timedelta(days=7)) == {tuva.person.pk}
    assert odd.person.pk not in {look.person_id for look in looks.read.rows}


def test_a_row_is_found_only_under_its_own_person(tuva: Said, odd: Said) -> None:
    finders = (
        (queries.goal_of, tuva.goal.pk),
        (queries.step_of, tuva.step.pk),
        (queries.promise_of, tuva.promise.pk),
        (queries.check_in_of, tuva.check_in.pk),
    )
    with acting_as(SYSTEM):
        for find, key in finders:
            assert find(tuva.person, key).pk == key
            with pytest.raises(RecordClosed):
                find(odd.person, key)
        assert queries.check_in_mark(tuva.person, tuva.check_in.pk) == tuva.check_in
        assert queries.check_in_mark(odd.person, tuva.check_in.pk) is None


def test_the_goals_of_one_are_taken_away_and_the_others_stand(tuva: Said, odd: Said) -> None:
    before = left_of(odd.person)
    remove_goals(person_ids=[tuva.person.pk])
    assert left_of(tuva.person)[:2] == [0, 0]
    assert left_of(odd.person) == before


def test_the_steps_of_others_stand_when_goals_are_taken_away(tuva: Said, odd: Said) -> None:
    """Odd's own steps go only with Odd's goals."""
    remove_goals(person_ids=[odd.person.pk])
    assert (left_of(tuva.person)[:2], left_of(odd.person)[:2]) == ([1, 1], [0, 0])


def test_what_one_says_anew_is_asked_against_their_own_words(
    worker: User, tuva: Said, odd: Said, now: datetime
) -> None:
    """Tips, basics and areas know whose version was seen; those of the other stand untouched."""
    with acting_as(SYSTEM):
        for one, zone, kind, area in ((tuva, "under", "sleep", "mind"), (odd, "over", "food", "home")):
            person = one.person
            before = set(queries.basics_of(person))
            said = {"seen": dict.fromkeys(before, "help"), "answers": dict.fromkeys([*before, kind], "help")}
            assert check_ins.save_own_tip(person=person, zone=zone, words="Kaffe", seen_version=0, by=worker, at=now)
            own_words.answer_basics(person=person, **said, by=worker, at=now)
            own_words.describe_area(
                person=person, area=area, carries="Katten", burdens="", seen_version=0, by=worker, at=now
            )
        assert set(queries.basics_of(tuva.person)) == set(queries.basics_of(odd.person)) == {"food", "sleep"}
        own_words.answer_basics(person=odd.person, answers={}, by=worker, at=now)
        assert queries.basics_of(odd.person) == {}
        assert set(queries.basics_of(tuva.person)) == {"food", "sleep"}
        own_words.answer_basics(person=tuva.person, answers={}, by=worker, at=now)
    assert left_of(tuva.person) == [1, 1, 1, 0, 2, 1, 1, 2, 1]
    assert left_of(odd.person) == [1, 1, 1, 0, 2, 1, 1, 2, 1]


def test_the_week_of_one_is_looked_at_and_ended_and_the_others_stays(
    worker: User, tuva: Said, odd: Said, now: datetime
) -> None:
    today = timezone.localdate(now)
    with acting_as(SYSTEM):
        for one, other in ((tuva, odd), (odd, tuva)):
            look = queries.weekly_look_of(one.person)
            weekly.weekly_look_shown(look=look, day=today)
            assert WeeklyLook.objects.get(person=one.person).shown_on == today
            assert WeeklyLook.objects.get(person=other.person).shown_on is None
            WeeklyLook.objects.filter(person=one.person).update(shown_on=None)
        weekly.stop_weekly_look(person=tuva.person, by=worker, at=now)
        assert list(WeeklyLook.objects.all()) == [WeeklyLook.objects.get(person=odd.person)]


def test_whoever_asks_for_the_week_anew_puts_nobody_elses_away(
    worker: User, tuva: Said, odd: Said, now: datetime
) -> None:
    with acting_as(SYSTEM):
        colleague = make_user()
        weekly.ask_for_weekly_look(person=odd.person, weekday=4, by=colleague, at=now)
        looks = {look.person_id: (look.weekday, look.asked_by_id) for look in WeeklyLook.objects.all()}
    assert looks == {tuva.person.pk: (2, worker.pk), odd.person.pk: (4, colleague.pk)}
