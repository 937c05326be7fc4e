"""The one table of a referral's states, as a truth table; and that the database has the same."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.access.policies import Refused
from benken.country import limits
from benken.services.models import Referral, ReferralStep
from benken.services.policies import referrals as policies
from tests.guards.documents import REFERRALS, referrals_page

S = Referral.State
MAY = {
    ("drafted", "sent"),
    ("drafted", "withdrawn"),
    *(("sent", to) for to in ("received", "assessed", "offered", "started", "declined", "withdrawn")),
    *(("received", to) for to in ("assessed", "offered", "started", "declined", "withdrawn")),
    *(("assessed", to) for to in ("offered", "started", "declined", "withdrawn")),
    *(("offered", to) for to in ("offered", "started", "declined", "withdrawn")),
    ("started", "ended"),
    *(("declined", to) for to in ("sent", "assessed", "offered", "withdrawn")),
    ("withdrawn", "sent"),
}
EVERY_PAIR = list(product(S.values, S.values))


@pytest.mark.parametrize(("state", "to"), EVERY_PAIR)
def test_the_table_says_where_a_referral_goes(state: str, to: str) -> None:
    assert (to in policies.moves(state)) == ((state, to) in MAY)


@pytest.mark.parametrize(("state", "to"), EVERY_PAIR)
def test_the_receiver_answers_only_what_is_with_them(state: str, to: str) -> None:
    with_them = state in {"sent", "received", "assessed", "offered", "started"}
    theirs = to in {"received", "assessed", "offered", "started", "declined"}
    assert (to in policies.moves(state, receiver=True)) == ((state, to) in MAY and with_them and theirs)


@pytest.mark.parametrize(("state", "to"), EVERY_PAIR)
def test_the_person_takes_their_own_back_and_nothing_else(state: str, to: str) -> None:
    assert (to in policies.moves(state, person=True)) == ((state, to) in MAY and to == "withdrawn")


@pytest.mark.django_db
@pytest.mark.second_wall
@pytest.mark.parametrize(("state", "to"), [(a, b) for a, b in EVERY_PAIR if a != b])
def test_the_database_lets_nobody_go_another_way(referral: Referral, contact: User, state: str, to: str) -> None:
    with acting_as(SYSTEM):
        Referral.objects.filter(pk=referral.pk).update(state=state)
    with acting_as(contact.pk):
        if (state, to) in MAY:
            assert Referral.objects.filter(pk=referral.pk).update(state=to) == 1
        else:
            with pytest.raises(DatabaseError, match="does not go"), transaction.atomic():
                Referral.objects.filter(pk=referral.pk).update(state=to)


@pytest.mark.parametrize("to", S.values)
def test_only_a_no_and_a_taking_back_have_a_reason(to: str) -> None:
    for reason in ("", *ReferralStep.Reason.values):
        allowed = reason in {str(one) for one in policies.REASONS.get(S(to), ())} or (
            to not in {"declined", "withdrawn"} and not reason
        )
        if allowed:
            policies.check_reason(to, reason)
        else:
            with pytest.raises(Refused):
                policies.check_reason(to, reason)


def test_no_reason_is_about_the_person() -> None:
    words = " ".join(str(label) for label in ReferralStep.Reason.labels).lower()
    for judged in ("motiv", "møtte ikke", "sprekk", "tilbakefall", "rus", "personen", "samarbeid", "uegnet"):
        assert judged not in words
    assert all(reason for reason in policies.REASONS.values())


def test_there_is_something_to_wait_for_until_it_has_begun_or_is_taken_back() -> None:
    assert {"started", "ended", "withdrawn"} == set(S.values) - {str(one) for one in policies.WAITING}


@pytest.mark.parametrize(
    ("days", "passed"), [(1, []), (0, []), (-1, [-1]), (-7, [-7]), (-8, [-8, -1]), (-60, [*range(-60, 0, 7)])]
)
def test_a_next_date_moves_on_by_a_week_for_each_that_has_passed(days: int, passed: list[int]) -> None:
    today = date(2026, 11, 22)
    found = list(policies.next_after(today + timedelta(days=days), today=today))
    assert found == [today + timedelta(days=one) for one in passed]


def test_a_step_is_taken_back_within_minutes_by_who_recorded_it_and_only_the_newest() -> None:
    at, by, another = timezone.now(), User(name="a"), User(name="b")
    step = ReferralStep(from_state="drafted", to_state="sent", recorded_by=by, recorded_at=at)
    fair: dict[str, Any] = {"newest": step, "by": by, "read": False, "at": at + timedelta(minutes=10)}
    assert policies.can_undo(step, **fair)
    more: tuple[dict[str, Any], ...] = (
        {"at": at + timedelta(minutes=10, seconds=1)},
        {"by": another},
        {"read": True},
        {"newest": ReferralStep()},
        {"newest": None},
    )
    for spoiled in more:
        assert not policies.can_undo(step, **(fair | spoiled))
    step.is_undo = True
    assert not policies.can_undo(step, **fair)
    step.is_undo, step.from_state = False, ""
    assert not policies.can_undo(step, **fair)


MONDAY = date(2026, 11, 23)


def test_working_days_leave_weekends_and_holidays_out() -> None:
    limit = limits.limit_of("no_assess")
    assert limit is not None
    assert limits.due_on(limit, MONDAY) == date(2026, 12, 7)
    assert limits.due_on(limit, MONDAY, free_days={date(2026, 11, 25)}) == date(2026, 12, 8)
    assert limits.due_on(limit, date(2026, 11, 21)) == date(2026, 12, 4)


def test_calendar_days_are_counted_as_they_come() -> None:
    limit = limits.limit_of("dk_social")
    assert limit is not None
    assert limits.due_on(limit, MONDAY) == date(2026, 12, 7)


def test_a_limit_runs_from_what_is_known_until_what_it_asks_for() -> None:
    track = limits.track_of("no_under_23")
    assert track is not None

    def codes(**happened: date) -> list[str]:
        return [limit.code for _day, limit in limits.running(track, happened)]

    assert codes() == []
    assert codes(sent=MONDAY) == ["no_assess", "no_under_23"]
    assert codes(sent=MONDAY, assessed=MONDAY) == ["no_under_23"]
    assert codes(sent=MONDAY, started=MONDAY) == []
    happened = {"sent": MONDAY, "received": MONDAY + timedelta(days=1)}
    days = {limit.code: day for day, limit in limits.running(track, happened)}
    assert days["no_assess"] == date(2026, 12, 8)


@pytest.mark.parametrize("country", ["no", "dk"])
def test_every_limit_says_its_law_and_its_source(country: str) -> None:
    every = [limit for track in limits.tracks(country) for limit in track.limits]
    assert every
    assert all(limit.law and limit.source and limits.limit_of(limit.code) == limit for limit in every)


def test_the_diagram_is_in_step() -> None:
    """Made anew by `python -m tests.guards.documents`."""
    page = referrals_page()
    assert REFERRALS.read_text() == page
    assert all(f"{state} --> {to}" in page for state, to in MAY)
