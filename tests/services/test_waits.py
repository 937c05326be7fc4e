"""What a person waits for: told on every date that passes, by itself; and nothing closes because time has passed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from inspect import iscoroutinefunction
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from procrastinate.contrib.django import app

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, User
from benken.people.actions.entries import tell
from benken.people.models import Entry, Person
from benken.services.actions.waits import tell_of_passed_dates
from benken.services.jobs import tell_who_waits_still
from benken.services.models import Place, Referral, ReferralStep, Service, Wait, WaitLine
from benken.services.policies.referrals import ON_LIST
from benken.services.queries.waiting import waiting_for
from tests.factories import (
    make_account_of,
    make_emergency,
    make_person,
    make_referral,
    make_service,
    make_team,
    make_user,
    sign_in,
    step_on,
)

pytestmark = pytest.mark.django_db


@contextmanager
def clock_at(at: datetime) -> Iterator[None]:
    """Let it be another moment for whatever asks."""
    with patch("django.utils.timezone.now", return_value=at):
        yield


def rows(model: Any, **which: Any) -> list[dict[str, Any]]:
    with acting_as(SYSTEM):
        return list(model.objects.filter(**which).order_by("pk").values())


def standing_of(person: Person) -> tuple[Any, ...]:
    """Return all of a person's referrals, steps, waits without the next date, and every place and service."""
    waits = [{name: value for name, value in row.items() if name != "next_on"} for row in rows(Wait, person=person)]
    return (
        rows(Referral, person=person),
        rows(ReferralStep, person=person),
        waits,
        rows(Place),
        rows(Service),
    )


def run_daily(at: datetime) -> int:
    with acting_as(SYSTEM):
        return tell_of_passed_dates(at=at)


def test_sixty_days_with_nobody_acting_she_is_told_on_every_passed_date_who_has_the_ball_and_nothing_has_closed(
    referral: Referral, tuva: Person, account: User, contact: User
) -> None:
    now = timezone.now()
    step_on(referral, "sent", by=contact, at=now, track="no_specialist", next_on=timezone.localdate(now))
    draft = make_referral(tuva, by=contact, to="Vika", at=now)
    before = standing_of(tuva)
    for day in range(1, 61):
        run_daily(now + timedelta(days=day))
    assert standing_of(tuva) == before
    today = timezone.localdate(now)
    with acting_as(SYSTEM):
        told = WaitLine.objects.filter(wait__referral=referral, about="next")
        assert [line.on_day for line in told] == [today + timedelta(days=day) for day in range(0, 60, 7)]
        assert {line.ball for line in told} == {"receiver"}
        assert WaitLine.objects.filter(wait__referral=referral, about="limit").count() == 1
        of_draft = WaitLine.objects.filter(wait__referral=draft)
        assert [line.on_day for line in of_draft] == [today + timedelta(days=day) for day in range(7, 60, 7)]
        assert {line.ball_user_id for line in of_draft} == {contact.pk}
        assert not Deed.objects.filter(verb__in=["referral.ended", "referral.withdrawn", "referral.declined"]).exists()
    with clock_at(now + timedelta(days=60)):
        page = sign_in(Client(), account).get(reverse("my_waits")).content.decode()
    assert "Ikke noe nytt ennå, du står fortsatt på lista." in page
    assert "Odden avrusning som skal gjøre noe" in page
    assert "skrevet av seg selv" in page
    assert "Ingunn" in page


def test_days_when_nobody_ran_it_are_caught_up_and_nothing_is_told_twice(referral: Referral, contact: User) -> None:
    now = timezone.now()
    step_on(referral, "sent", by=contact, at=now, next_on=timezone.localdate(now), track="no_specialist")
    assert run_daily(now) == 0  # the day itself has not passed
    later = now + timedelta(days=30)
    assert run_daily(later) == 6
    told = rows(WaitLine)
    assert run_daily(later) == 0
    assert rows(WaitLine) == told
    with acting_as(SYSTEM):
        assert Wait.objects.get(referral=referral, ended_at=None).next_on == timezone.localdate(now) + timedelta(
            days=35
        )


def test_what_has_ended_is_told_of_no_more(referral: Referral, contact: User) -> None:
    step_on(referral, "sent", by=contact)
    step_on(referral, "started", by=contact)
    assert run_daily(timezone.now() + timedelta(days=60)) == 0


def test_a_line_says_who_had_the_ball_then(referral: Referral, contact: User, account: User) -> None:
    now = timezone.now()
    step_on(referral, "sent", by=contact, at=now, next_on=timezone.localdate(now))
    run_daily(now + timedelta(days=1))
    with acting_as(SYSTEM):
        Wait.objects.filter(referral=referral, ended_at=None).update(ball="person")
    run_daily(now + timedelta(days=8))
    with acting_as(SYSTEM):
        assert [line.ball for line in WaitLine.objects.all()] == ["receiver", "person"]
    page = sign_in(Client(), account).get(reverse("my_wait", kwargs={"referral_id": referral.pk})).content.decode()
    assert "Nå er det din tur" in page
    assert "Odden avrusning som skal gjøre noe" in page


def test_the_job_tells_through_the_queue(referral: Referral, contact: User) -> None:
    long_ago = timezone.now() - timedelta(days=10)
    with acting_as(SYSTEM):
        Referral.objects.update(state_on=timezone.localdate(long_ago))
    step_on(referral, "sent", by=contact, at=long_ago, next_on=timezone.localdate(long_ago))
    tell_who_waits_still(0)
    with acting_as(SYSTEM):
        assert WaitLine.objects.filter(wait__referral=referral).count() == 2


def test_she_takes_her_own_back_with_words_about_the_service_and_can_have_it_sent_again(
    referral: Referral, her: Client, account: User, ingunn: Client, contact: User
) -> None:
    step_on(referral, "sent", by=contact)
    address = reverse("my_wait_withdraw", kwargs={"referral_id": referral.pk})
    assert her.post(address, {"reason": "full", "words": "Nei."}).status_code == 422
    assert her.post(address, {"reason": "too_far", "words": "x" * 40_000}).status_code == 422
    assert rows(Referral)[0]["state"] == "sent"
    her.post(address, {"reason": "too_far", "words": "Jeg vil bo nær søstera mi. 🙂"})
    with acting_as(SYSTEM):
        assert Referral.objects.get().state == "withdrawn"
        assert not Wait.objects.filter(ended_at=None).exists()
        step = ReferralStep.objects.get(to_state="withdrawn")
        assert (step.reason, step.recorded_by_id) == ("too_far", account.pk)
        assert Entry.objects.get(about_id=step.pk).author_id == account.pk
        assert Deed.objects.filter(verb="referral.withdrawn", by=account).count() == 1
    assert her.get(address).status_code == 302  # a second time there is nothing to take back
    page = ingunn.get(reverse("referral", kwargs={"person_id": referral.person_id, "referral_id": referral.pk}))
    assert "det var for langt unna" in page.content.decode()
    step_on(referral, "sent", by=contact)
    assert rows(Referral)[0]["state"] == "sent"


def test_another_person_meets_the_404(referral: Referral, contact: User) -> None:
    other = sign_in(Client(), make_account_of(make_person(contact=contact)))
    for name in ("my_wait", "my_wait_withdraw"):
        address = reverse(name, kwargs={"referral_id": referral.pk})
        assert other.get(address).status_code == 404
        assert other.post(address, {"reason": "not_asked"}).status_code in {404, 405}
    assert rows(Referral)[0]["state"] == "drafted"
    assert "Odden" not in other.get(reverse("my_waits")).content.decode()


def test_my_page_leads_there_unless_she_has_left_it_out(referral: Referral, her: Client) -> None:
    assert reverse("my_waits") in her.get(reverse("my")).content.decode()
    her.post(reverse("my_neutral"), {"on": "1"})
    neutral = her.get(reverse("my")).content.decode()
    assert reverse("my_waits") not in neutral
    assert referral.to_words not in neutral


def test_a_narrow_session_sees_nothing_of_it(referral: Referral, account: User) -> None:
    client = sign_in(Client(), account, narrow=True)
    assert referral.to_words not in client.get(reverse("my")).content.decode()
    for address in (reverse("my_waits"), reverse("my_wait", kwargs={"referral_id": referral.pk})):
        assert client.get(address)["Location"] == reverse("my_together")
    answer = client.post(reverse("my_wait_withdraw", kwargs={"referral_id": referral.pk}), {"reason": "not_asked"})
    assert answer["Location"] == reverse("my_together")
    assert rows(Referral)[0]["state"] == "drafted"


OURS: tuple[Any, ...] = (Referral, ReferralStep, Wait, WaitLine)


@pytest.mark.second_wall
def test_the_rows_are_closed_to_everybody_who_does_not_follow_her(
    referral: Referral, tuva: Person, account: User, contact: User
) -> None:
    now = timezone.now()
    step_on(referral, "sent", by=contact, at=now, next_on=timezone.localdate(now))
    run_daily(now + timedelta(days=1))
    in_emergency = make_user(team=make_team())
    make_emergency(tuva, by=in_emergency)
    for who in (contact, account):
        with acting_as(who.pk):
            assert all(model.objects.exists() for model in OURS)
    for who in (make_user(team=contact.team), make_user(Role.LEADER, team=contact.team), in_emergency):
        with acting_as(who.pk):
            assert not any(model.objects.exists() for model in OURS)
    with acting_as(account.pk, narrow=True):
        assert not any(model.objects.exists() for model in OURS)


@pytest.mark.second_wall
def test_the_person_writes_none_of_these_rows_by_themself(referral: Referral, account: User, contact: User) -> None:
    now = timezone.now()
    step_on(referral, "sent", by=contact, at=now, next_on=timezone.localdate(now))
    run_daily(now + timedelta(days=1))
    before = [rows(model) for model in OURS]
    with acting_as(account.pk):
        changes: tuple[tuple[Any, dict[str, Any]], ...] = (
            (Referral, {"state": "withdrawn"}),
            (Wait, {"meanwhile": "x"}),
            (Wait, {"ended_at": now}),
        )
        for model, change in changes:
            with pytest.raises(DatabaseError), transaction.atomic():
                model.objects.update(**change)
        assert ReferralStep.objects.update(words="x") == 0
        for model in OURS:
            assert model.objects.all()._raw_delete("default") == 0  # straight to the rows
    assert [rows(model) for model in OURS] == before


@pytest.mark.second_wall
def test_what_has_come_and_what_was_told_stands_for_the_contact_too(referral: Referral, contact: User) -> None:
    now = timezone.now()
    step_on(referral, "sent", by=contact, at=now, next_on=timezone.localdate(now))
    run_daily(now + timedelta(days=1))
    before = [rows(model) for model in OURS]
    with acting_as(contact.pk):
        assert ReferralStep.objects.update(words="x") == 0
        changes: tuple[tuple[Any, dict[str, Any]], ...] = (
            (WaitLine, {"ball": "person"}),
            (Referral, {"letter": "x"}),
            (Wait, {"state": "ended"}),
        )
        for model, change in changes:
            with pytest.raises(DatabaseError), transaction.atomic():
                model.objects.update(**change)
        for model in OURS:
            assert model.objects.all()._raw_delete("default") == 0  # straight to the rows
        with pytest.raises(DatabaseError), transaction.atomic():
            Wait.objects.exclude(ended_at=None).update(ended_at=None, next_on=now.date())
    assert [rows(model) for model in OURS] == before


def run_by_the_clock() -> None:
    """Run every job that the clock runs, but for those that only look after the queue."""
    app.perform_import_paths()  # type: ignore[no-untyped-call]  # procrastinate's own
    jobs = [found.task for found in app.periodic_registry.periodic_tasks.values()]
    ours = [job for job in jobs if not iscoroutinefunction(job.func)]
    assert tell_who_waits_still in ours
    assert len(ours) > 7
    for job in ours:
        job(timestamp=0)


def a_slip(person: Person, account: User, at: datetime) -> None:
    with acting_as(SYSTEM):
        tell(person=person, kind=Entry.Kind.HARD_TIME, text="Jeg brukte.", by=account, at=at)


def list_of(service: Service, editor: User) -> list[tuple[Any, ...]]:
    """Return who waits for a place, in their order and since when."""
    with acting_as(editor.pk):
        rows = waiting_for(service, user=editor)
    return [(row.letter.pk, row.came_at) for row in rows if row.letter.state in ON_LIST]


WHATEVER_HAPPENS = st.lists(
    st.one_of(
        st.just("a slip"),
        st.just("a missed meeting"),
        st.just("the jobs run"),
        st.just("another gets the place"),
        st.integers(min_value=1, max_value=120).map(lambda days: f"silence {days}"),
    ),
    min_size=1,
    max_size=8,
)
REACHED = ("drafted", "sent", "received", "assessed", "offered", "started", "declined", "withdrawn")


class NothingCloses(TestCase):
    """No sequence of slips, missed meetings and silences changes a referral, a place or a wait."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(happens=WHATEVER_HAPPENS, state=st.sampled_from(REACHED))
    def test_whatever_happens_and_however_long_nothing_closes(self, happens: list[str], state: str) -> None:
        contact = make_user(team=make_team())
        person = make_person(contact=contact)
        account = make_account_of(person)
        editor = make_user(Role.SERVICE_EDITOR)
        service = make_service(editor=editor)
        at = timezone.now()
        before_and_after = [make_person(contact=contact) for _each in range(2)]
        others = [make_referral(one, by=contact, service=service) for one in before_and_after]
        step_on(others[0], "sent", by=contact, at=at - timedelta(minutes=1), source="here")
        step_on(others[1], "sent", by=contact, at=at + timedelta(minutes=1), source="here")
        referral = make_referral(person, by=contact, service=service)
        for to in [] if state == "drafted" else ["sent"] if state == "sent" else ["sent", state]:
            step_on(referral, to, by=contact, at=at, source="here", track="no_specialist")
        before, listed = standing_of(person), list_of(service, editor)
        for one in [*happens, "the jobs run"]:
            if one == "a slip":
                a_slip(person, account, at)
            elif one == "a missed meeting":
                with acting_as(SYSTEM):
                    Entry.objects.create(
                        person=person,
                        kind=Entry.Kind.TALK,
                        author=contact,
                        happened_at=at,
                        text="Kom ikke til avtalen.",
                        state="shared",
                        created_at=at,
                        changed_at=at,
                        shared_at=at,
                    )
            elif one == "another gets the place":
                letter = make_referral(make_person(contact=contact), by=contact, service=service)
                step_on(letter, "sent", by=contact, at=at + timedelta(minutes=2), source="here")
                step_on(letter, "offered", by=contact, at=at + timedelta(minutes=3), given_by="most_urgent")
            elif one.startswith("silence"):
                at += timedelta(days=int(one.split()[1]))
            with clock_at(at):
                run_by_the_clock()
        assert standing_of(person) == before
        assert list_of(service, editor) == listed
        assert len(listed) == 2 + (state in {"sent", "received", "assessed"})
        waiting = rows(Wait, person=person, ended_at=None)
        assert len(waiting) == (state not in {"started", "withdrawn"})
        assert all(one["next_on"] >= timezone.localdate(at) for one in waiting)
