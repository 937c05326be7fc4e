"""What leaders and planners are told of waiting: when a quarter is over, once, and nobody in it is found."""

import csv
import io
import json
from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from benken.access.actions.setup import change_setup
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, User
from benken.access.queries.setup import forget_setup
from benken.numbers.cubes import Length, Period, Release
from benken.numbers.disclosure import Thresholds
from benken.people.models import Person
from benken.services.actions.asking import take_back
from benken.services.actions.referrals import undo_step
from benken.services.actions.requests import give, put_back, take, talked
from benken.services.cubes import ASKED_FOR, BY_NAME, QUESTIONS, STRETCHES
from benken.services.jobs import tell_numbers_of_quarters
from benken.services.models import Request, ToldNumbers, TurnedAway
from benken.services.policies.referrals import WAITING
from benken.services.queries.counted import Seen, of_seen
from tests.factories import make_no, make_person, make_referral, make_request, make_user, sign_in, step_on
from tests.numbers.attackers import Picture, what_a_programme_learns
from tests.services.quarters import AFTER, QUARTER, make_told, moment, morning_after, offered, tell, told, waited

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[User, User]:
    """Return two who work here: one alone behind a number is hidden."""
    return make_user(name="Ingunn Sæther"), make_user(name="Roy Nes")


@pytest.fixture
def planner(client: Client) -> Client:
    """Return the browser of a planner."""
    return sign_in(client, make_user(Role.PLANNER))


def stored() -> list[Any]:
    """Return all that was told, as it is kept."""
    with acting_as(SYSTEM):
        return list(ToldNumbers.objects.order_by("pk").values())


def many_wait(two: tuple[User, User]) -> None:
    """Let many wait for two kinds of places, and some for others."""
    detox, treatment, housing = offered("detox"), offered("treatment"), offered("housing")
    for by in two:
        waited(by, detox, 21, 22, 23)
        waited(by, treatment, 21, 40, 50)
        waited(by, housing, 14, 15, 16)
        waited(by, None, 1)


def test_a_quarter_is_told_when_it_is_over_and_then_it_stands(two: tuple[User, User]) -> None:
    many_wait(two)
    assert tell(morning_after() - timedelta(days=1)) == 0
    assert stored() == []
    assert tell() == len(QUESTIONS)
    answer = told("wait_answer")
    assert answer["counts"] == {"detox": 6, "treatment": 6, "housing": None, "other": None}  # two stand last
    assert answer["total"] == 20
    assert answer["middles"] == {"detox": 3, "treatment": 5, "": 3}
    before = stored()
    waited(two[0], offered("detox", "Kom sent"), 12)  # of the same days, but it was not there when it was told
    assert tell() == tell(morning_after() + timedelta(days=40)) == 0
    assert stored() == before


def test_the_job_tells_it_by_itself(two: tuple[User, User]) -> None:
    first_on = Period.with_day(timezone.localdate(), Length.QUARTER).before.first_on
    with acting_as(SYSTEM):
        TurnedAway.objects.bulk_create(
            TurnedAway(
                person=make_person(contact=two[0]), place=f"Sted {number % 2}", body="health", kind="full",
                told_on=first_on, written_by=two[0], written_at=timezone.now() - timedelta(days=100),
            )
            for number in range(6)
        )  # fmt: skip
    written = timezone.localdate() - timedelta(days=100)
    tell_numbers_of_quarters(timestamp=0)
    with acting_as(SYSTEM):
        newest = ToldNumbers.objects.filter(cube="turned_away").order_by("first_on").first()
    assert newest is not None
    assert newest.first_on == Period.with_day(written, Length.QUARTER).first_on
    assert newest.release["table"]["total"] == 6


def test_a_letter_that_was_received_does_not_begin_the_wait_anew_and_what_was_taken_back_has_not_been(
    two: tuple[User, User],
) -> None:
    detox = offered("detox")
    for by in (*two, *two, *two):
        referral = make_referral(make_person(contact=by, at=moment(0)), by=by, service=detox, at=moment(1, 9))
        step_on(referral, "sent", by=by, at=moment(1))
        step_on(referral, "received", by=by, at=moment(9))
        declined = step_on(referral, "declined", by=by, at=moment(20))
        with acting_as(by.pk):
            undo_step(referral=referral, step_id=declined.pk, by=by, at=moment(20) + timedelta(minutes=3))
        # Written down days after it happened: it lasted until it happened.
        step_on(referral, "offered", by=by, at=moment(40), on_day=moment(30).date())
    tell()
    assert told("wait_answer")["middles"] == {"": 4}
    assert told("wait_answer")["total"] == 6
    assert told("wait_after_no")["total"] is None
    assert told("wait_after_no")["middles"] == {}


def test_one_alone_or_one_worker_alone_is_hidden_and_so_is_whatever_would_tell_it(two: tuple[User, User]) -> None:
    detox, treatment, housing = offered("detox"), offered("treatment"), offered("housing")
    waited(two[0], detox, *[28] * 8)  # eight, all by one of us
    for by in two:
        waited(by, treatment, *[35] * 3)
        waited(by, housing, *[14] * 4)
        waited(by, offered("work", f"Verksted {by.name}"), 7, 7, 77)
    tell()
    answer = told("wait_answer")
    assert answer["total"] == 28
    assert answer["counts"] == {"detox": None, "treatment": None, "housing": 8, "other": 6}
    assert answer["middles"] == {"housing": 2, "other": 1, "": 4}


def test_somebody_who_waited_twice_is_counted_once_with_what_ended_last(two: tuple[User, User]) -> None:
    detox = offered("detox")
    referrals = [*waited(two[0], detox, 7, 7, 7), *waited(two[1], detox, 7, 7, 7)]
    for referral in referrals:
        by = referral.drafted_by
        again = make_referral(referral.person, by=by, service=detox, at=moment(20, 9))
        step_on(again, "sent", by=by, at=moment(20))
        step_on(again, "offered", by=by, at=moment(50))
    tell()
    assert told("wait_answer")["total"] == 6
    assert told("wait_answer")["middles"] == {"": 4}


def turned_away(by: User, kind: str, *places: str) -> list[Person]:
    """Let one person for each place be told no there."""
    people = [make_person() for _ in places]
    for person, place in zip(people, places, strict=True):
        make_no(person, by=by, kind=kind, place=place, at=moment(40))
    return people


def test_having_to_leave_after_a_slip_is_a_kind_of_its_own_and_goes_before_others(two: tuple[User, User]) -> None:
    for person in turned_away(two[0], "full", *["Odden", "Skjæret"] * 6)[:6]:
        make_no(person, by=two[0], kind="after_slip", place="Lia", at=moment(5))
    turned_away(two[0], "not_ready", *["Odden", "Skjæret"] * 3)
    turned_away(two[0], "after_slip", "Odden", "Skjæret")
    turned_away(two[0], "for_use", *["Odden", "Skjæret"] * 5)
    turned_away(two[0], "sent_on", *["Odden", "Skjæret"] * 3)
    turned_away(two[0], "lacked_papers", "Odden")
    turned_away(two[0], "other", *["Odden", "Skjæret"] * 4)
    tell()
    counts = {"full": 6, "not_for_you": 6, "for_use": 10, "after_slip": 8, "sent_on": 7, "other": 8}
    assert told("turned_away") == {"counts": counts, "total": 45, "middles": {}}


def test_of_one_place_alone_it_is_not_told_how_many_it_turned_away(two: tuple[User, User]) -> None:
    turned_away(two[0], "full", *["Odden", "  odden ", "ODDEN"] * 3)
    for kind in ("not_ready", "for_use", "after_slip", "sent_on", "other"):
        turned_away(two[0], kind, *["Odden", "Skjæret"] * 3)
    tell()
    counts = {"full": None, "not_for_you": None, "for_use": 6, "after_slip": 6, "sent_on": 6, "other": 6}
    assert told("turned_away")["counts"] == counts


def asked_on(days: int, **fields: Any) -> Request:
    """Make a request of a day of the quarter."""
    return make_request(received_at=moment(days, 9), **fields)


def test_who_had_somebody_of_us_within_a_working_day(two: tuple[User, User]) -> None:
    by, other = two
    days = [13 + 7 * week for week in range(6)]  # Tuesdays, before an ordinary Wednesday
    assert moment(13).weekday() == 1
    in_time, later = [asked_on(day) for day in days], [asked_on(day) for day in days]
    with acting_as(by.pk):
        for day, asked in zip(days, in_time, strict=True):
            take(request_id=asked.pk, by=by, at=moment(day + 1, 23))
            give(request_id=asked.pk, to=other, by=by, at=moment(day + 6))  # given on, it had somebody all the same
        for day, asked in zip(days, later, strict=True):
            take(request_id=asked.pk, by=by, at=moment(day, 10))
            put_back(request_id=asked.pk, by=by, at=moment(day, 11))  # then nobody had it
            take(request_id=asked.pk, by=by, at=moment(day + 4))
    gone, many = asked_on(13), asked_on(13, one_of_many=True)
    take_back(asked=gone, at=moment(14))
    tell()
    requests = told("requests")
    assert requests == {"counts": {"in_time": 6, "later": 6}, "total": 12, "middles": {}}
    with acting_as(SYSTEM):
        assert Request.objects.filter(pk__in=[gone.pk, many.pk], first_owned_at=None).count() == 2


def test_what_is_to_be_answered_after_the_quarter_is_of_the_next_one() -> None:
    last = (QUARTER.last_on - QUARTER.first_on).days
    for _ in range(7):
        asked_on(last)
    for _ in range(6):
        asked_on(20)
    tell()
    assert told("requests")["total"] == 6
    tell(morning_after() + timedelta(days=92))
    with acting_as(SYSTEM):
        after = ToldNumbers.objects.get(first_on=AFTER, cube="requests").release["table"]
    assert after["total"] == 7


def test_from_asking_to_the_first_talk(two: tuple[User, User]) -> None:
    for number in range(8):
        by = two[number % 2]
        asked = asked_on(2, asker="self" if number < 6 else "", owner=by, owner_since_at=moment(2))
        with acting_as(by.pk):
            talked(request_id=asked.pk, by=by, at=moment(2 + 7 * (1 + number % 3), 15))
    asked_on(2)  # no talk yet
    tell()
    talk = told("first_talk")
    assert talk["total"] == 8
    assert talk["counts"]["self"] is None  # two have not said who they are; the sum would tell how many
    assert talk["middles"] == {"": 2}


def test_every_state_somebody_waits_in_belongs_to_one_stretch() -> None:
    states = Counter(state for states in STRETCHES.values() for state in states)
    assert set(states) == set(WAITING)
    assert set(states.values()) == {1}


def page_of(client: Client, address: str = "/numbers/") -> str:
    """Return the page as it is read."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def test_the_page_says_the_middle_in_weeks_and_what_is_hidden_in_words(planner: Client, two: tuple[User, User]) -> None:
    many_wait(two)
    waited(two[0], offered("housing"), 77)
    tell()
    page = page_of(planner)
    assert "april–juni 2026" in page.lower()
    assert "3 uker" in page
    assert "11 uker" not in page
    assert "vises ikke" in page
    assert "Skrevet ut etter en sprekk" in page
    assert "Ingunn" not in page
    file = planner.get("/numbers/2026/2/wait_answer/")
    assert file["Content-Disposition"] == 'attachment; filename="wait-answer-2026-2.csv"'
    assert file["Cache-Control"] == "no-store"
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";") if row}
    assert rows["Avrusning"] == ["6", "3 uker"]
    assert rows["Bolig"] == ["vises ikke", ""]
    assert rows["I alt"] == ["21", "3 uker"]


def test_before_the_first_quarter_is_over_the_page_says_what_will_come(planner: Client) -> None:
    assert tell(timezone.now()) == 0
    page = page_of(planner)
    assert "Ingen tall ennå" in page
    assert "vises ikke" in page
    assert planner.get("/numbers/2026/2/").status_code == 404


def test_an_earlier_quarter_has_its_own_address_and_the_newest_is_shown_first(planner: Client) -> None:
    make_told(date(2025, 1, 1), full=71)
    make_told(date(2025, 4, 1), full=72)
    page = page_of(planner)
    assert ">72<" in page
    assert ">71<" not in page
    assert ">71<" in page_of(planner, "/numbers/2025/1/")
    for nothing in ("2025/3/", "2025/5/", "0/1/", "99999/1/", "2025/1/requests/", "2025/0/turned_away/", "2025/1/x/"):
        assert planner.get(f"/numbers/{nothing}").status_code == 404


def test_leaders_and_planners_read_it_and_nobody_else(client: Client) -> None:
    make_told(date(2025, 1, 1), full=71)
    for role in (Role.LEADER, Role.PLANNER):
        who = sign_in(client, make_user(role))
        assert who.get("/numbers/2025/1/turned_away/").status_code == 200
        assert 'href="/numbers/"' in page_of(who)
    for role in set(Role) - {Role.LEADER, Role.PLANNER, Role.PERSON}:
        who = sign_in(client, make_user(role))
        for address in ("/numbers/", "/numbers/2025/1/", "/numbers/2025/1/turned_away/"):
            assert who.get(address).status_code == 404


def test_a_threshold_that_is_raised_is_obeyed_by_what_was_told_before(planner: Client) -> None:
    make_told(date(2025, 1, 1), full=71, not_for_you=30, after_slip=8, for_use=31, sent_on=41, other=20)
    make_told(date(2025, 1, 1), "requests", in_time=40, later=13)
    admin, before = make_user(Role.ADMIN), stored()
    assert ">8<" in page_of(planner)
    with acting_as(SYSTEM):
        change_setup(chosen={"small_number": 12}, seen_version=0, by=admin, at=timezone.now())
    forget_setup()
    page = page_of(planner)
    for number in ("8", "71", "31"):
        assert f">{number}<" not in page
    assert ">201<" in page  # all of them are enough
    assert ">40<" in page  # nothing of this table is too small
    assert "minst 12 personer" in page
    file = planner.get("/numbers/2025/1/turned_away/").content.decode()
    assert ";8" not in file
    assert stored() == before


def test_new_numbers_are_told_by_the_threshold_of_their_day(two: tuple[User, User]) -> None:
    many_wait(two)
    with acting_as(SYSTEM):
        change_setup(chosen={"small_number": 7}, seen_version=0, by=make_user(Role.ADMIN), at=timezone.now())
    forget_setup()
    tell()
    assert told("wait_answer") == {"counts": dict.fromkeys(ASKED_FOR), "total": 20, "middles": {"": 3}}


@pytest.mark.second_wall
def test_what_was_told_is_changed_by_nobody_and_written_by_the_system_alone() -> None:
    row = make_told(date(2025, 1, 1), full=71)
    before = stored()
    told_row = ToldNumbers.objects.filter(pk=row.pk)
    for actor in (make_user(Role.LEADER).pk, make_user(Role.ADMIN).pk):
        with acting_as(actor):
            for touch in (lambda: told_row.update(cube="x"), told_row.delete):
                with pytest.raises(DatabaseError), transaction.atomic():
                    touch()
    with acting_as(SYSTEM):
        with pytest.raises(DatabaseError), transaction.atomic():
            told_row.update(cube="x")
        with pytest.raises(DatabaseError), transaction.atomic():
            told_row.delete()
    with acting_as(make_user(Role.LEADER).pk), pytest.raises(DatabaseError), transaction.atomic():
        ToldNumbers.objects.create(cube="x", first_on=date(2025, 4, 1), release={}, told_at=timezone.now())
    assert stored() == before


def test_settings_no_longer_say_that_the_numbers_will_come(client: Client) -> None:
    page = sign_in(client, make_user(Role.ADMIN)).get(reverse("settings")).text
    assert "Tall under dette vises ikke" in page
    assert "når tallene kommer" not in page


PEOPLE = [UUID(int=number) for number in range(60)]


def seen_of(cube: str) -> st.SearchStrategy[list[Seen]]:
    """Return rows of a table: who, where, by whom of us, and for how long."""
    labels = st.sampled_from(BY_NAME[cube].cube.dimensions[0].labels)
    days, unit = st.integers(0, 400), st.sampled_from("abc")
    last = st.tuples(st.integers(0, 9))
    return st.lists(
        st.builds(Seen, person=st.sampled_from(PEOPLE), place=labels, last=last, unit=unit, days=days), max_size=90
    )


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(QUESTIONS).flatmap(lambda one: st.tuples(st.just(one), seen_of(one.cube.name))))
def test_whatever_the_rows_no_programme_finds_what_is_hidden_in_a_quarter(drawn: tuple[Any, list[Seen]]) -> None:
    question, seen = drawn
    counts, middles = of_seen(question, seen)
    release = question.cube.release(
        counts, period=QUARTER, today=AFTER, earlier=None, thresholds=Thresholds(), middles=middles
    )
    read = Release.from_json(json.loads(json.dumps(release.as_json())))
    assert read == release
    picture: Picture = tuple((*(one.number for one in row), row[0].number) for row in read.table.counts)
    sums = (read.table.total.number,) * 2
    learnt = what_a_programme_learns((*picture, sums))
    assert all(most - least > 5 - 1e-6 for least, most in learnt.values())
    shown = {(label,) for label in question.cube.dimensions[0].labels if not read.table.at(label).is_hidden}
    assert set(read.middles) <= shown | ({()} if read.table.total.number else set())
    if read.table.total.number:
        assert read.table.total.number == len({one.person for one in seen})
